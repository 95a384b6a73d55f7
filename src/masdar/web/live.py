"""The live strip: one watcher of the store a process, however many readers listen (server-sent events,
https://html.spec.whatwg.org/multipage/server-sent-events.html).

Nothing is queued for a reader. Each is woken and told what changed between the strip it has and the strip there is, so
one that is slow skips what it missed, and one that comes again with its Last-Event-ID is told no more than the rest.
"""

from __future__ import annotations

import asyncio
import json
from collections import Counter, OrderedDict
from collections.abc import AsyncGenerator, Awaitable, Callable
from dataclasses import dataclass, field

import structlog
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from masdar.web.edition import Edition
from masdar.web.strip import Strip, ages, lines

LOOK_SECONDS = 0.4  # between two looks at the change log
REMAKE_LOOKS = 12  # looks after which the strip is made anew though no article came: stories grow without one
BEAT_LOOKS = 37  # some 15 s: a proxy drops what is silent for long
READERS = 5000  # of one process
READERS_HERE = 40  # of one address: an office shares one, a flood has one too
PAST = 64  # strips that are remembered, so that who had one is told the difference
HEADERS = {
    "content-type": "text/event-stream; charset=utf-8",
    "cache-control": "no-store, no-transform",
    "x-accel-buffering": "no",
}
RETRY = b"retry: 4000\n\n"

log = structlog.get_logger("masdar.web")


@dataclass(slots=True)
class Channel:
    """One edition's strip, as listeners are told of it. `turn` is replaced each time they are woken."""

    edition: Edition
    strip: Strip | None = None
    listeners: int = 0
    pulse: bytes = b": \n\n"
    turn: asyncio.Event = field(default_factory=asyncio.Event)
    past: OrderedDict[str, frozenset[str]] = field(default_factory=OrderedDict)
    events: dict[str, bytes] = field(default_factory=dict)  # by the strip a reader has

    def wake(self) -> None:
        turn, self.turn = self.turn, asyncio.Event()
        turn.set()

    def put(self, strip: Strip) -> bool:
        """Takes the newest strip; True where its lines are not those of the one before."""
        changed = self.strip is None or self.strip.mark != strip.mark
        self.strip = strip
        if changed:
            self.events.clear()
            self.past[strip.mark] = frozenset(one.mark for one in strip.headlines)
            self.past.move_to_end(strip.mark)
            while len(self.past) > PAST:
                self.past.popitem(last=False)
        return changed

    def since(self, mark: str) -> bytes:
        """The event that makes the strip of one who has `mark`; made once for all who have it."""
        assert self.strip is not None
        known = self.past.get(mark, frozenset())
        key = mark if known else ""
        if key not in self.events:
            told = lines(self.strip, self.edition, known)
            data = json.dumps(told, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace")
            self.events[key] = b"id: %s\ndata: %s\n\n" % (self.strip.mark.encode(), data)
        return self.events[key]


class Live:
    """All who listen in this process, and the one task that looks for what is new while anybody does."""

    def __init__(self, make: Callable[[Edition], Awaitable[Strip]], position: Callable[[], Awaitable[int]]) -> None:
        """`make` makes an edition's strip of this moment, `position` is the change log's end."""
        self._make, self._position = make, position
        self._channels: dict[str, Channel] = {}
        self._here: Counter[str] = Counter()
        self._watching: asyncio.Task[None] | None = None
        self._ended = False

    @property
    def listeners(self) -> int:
        return self._here.total()

    def room(self, address: str) -> bool:
        """Whether one more from this address may listen."""
        return not self._ended and self.listeners < READERS and self._here[address] < READERS_HERE

    async def listen(self, edition: Edition, mark: str, address: str) -> AsyncGenerator[bytes, None]:
        """What a reader who has the strip `mark` is told, until it goes or the process ends."""
        channel = self._channels.setdefault(edition.tag, Channel(edition))
        self._here[address] += 1
        channel.listeners += 1
        try:
            yield RETRY
            if channel.strip is None or channel.listeners == 1:
                channel.put(await self._make(edition))
            self._watch()
            while not self._ended and channel.strip is not None:
                turn = channel.turn
                if channel.strip.mark == mark:
                    yield channel.pulse
                else:
                    event, mark = channel.since(mark), channel.strip.mark
                    yield event
                await turn.wait()
        finally:
            channel.listeners -= 1
            self._here[address] -= 1
            if not self._here[address]:
                del self._here[address]

    def _watch(self) -> None:
        if self._watching is None or self._watching.done():
            self._watching = asyncio.get_running_loop().create_task(self._look())

    async def _look(self) -> None:
        """Looks while anybody listens."""
        seen, looks = -1, 0
        while not self._ended and self.listeners:
            await asyncio.sleep(LOOK_SECONDS)
            looks += 1
            try:
                position = await self._position()
                if position != seen or looks % REMAKE_LOOKS == 0:
                    seen = position
                    await self._remake()
            except Exception as error:  # readers stay, the next look tries again
                log.error("the live strip could not be made", error=repr(error)[:500], exc_info=error)
            if looks % BEAT_LOOKS == 0:
                self._beat()

    async def _remake(self) -> None:
        for channel in list(self._channels.values()):
            if channel.listeners and channel.put(await self._make(channel.edition)):
                channel.wake()

    def _beat(self) -> None:
        """A sign of life, which also tells how old the lines are by now."""
        for channel in self._channels.values():
            if channel.listeners and channel.strip is not None:
                told = json.dumps(ages(channel.strip, channel.edition), ensure_ascii=False, separators=(",", ":"))
                channel.pulse = b"event: ages\ndata: %s\n\n" % told.encode()
                channel.wake()

    def end(self) -> None:
        """Lets every reader go; their machines come again by themselves, to the next process."""
        self._ended = True
        for channel in self._channels.values():
            channel.wake()


class Stream(Response):
    """An answer that goes on until the reader's machine hangs up. Starlette's own would copy every piece twice."""

    def __init__(self, pieces: AsyncGenerator[bytes, None]) -> None:
        super().__init__(status_code=200, headers=HEADERS)
        del self.headers["content-length"]
        self._pieces = pieces

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": self.status_code, "headers": self.raw_headers})
        sending = asyncio.create_task(self._send(send))
        hanging_up = asyncio.create_task(_hung_up(receive))
        try:
            await asyncio.wait((sending, hanging_up), return_when=asyncio.FIRST_COMPLETED)
        finally:
            for task in (sending, hanging_up):
                task.cancel()
            await asyncio.gather(sending, hanging_up, return_exceptions=True)

    async def _send(self, send: Send) -> None:
        try:
            async for piece in self._pieces:
                await send({"type": "http.response.body", "body": piece, "more_body": True})
            await send({"type": "http.response.body", "body": b"", "more_body": False})
        except Exception as error:  # the answer has begun: no page can tell it any more
            log.error("a reader of the live strip was lost", error=repr(error)[:500], exc_info=error)
        finally:
            await self._pieces.aclose()


async def _hung_up(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass

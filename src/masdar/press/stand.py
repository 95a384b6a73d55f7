"""The news-stand: many papers on one port, each under its own name `{paper}.localhost`.

`Press` knows the papers and the press's own time; `app` makes an ASGI application of it.
"""

from __future__ import annotations

import asyncio
import html
from collections.abc import Awaitable, Callable, Mapping, MutableMapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Protocol

from masdar.model import Source
from masdar.press import hub as hubs
from masdar.press.replies import Asked, Reply, finish, text
from masdar.press.truth import Truth

Clock = Callable[[], datetime]
Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]

EVERYTHING_OUT = float("inf")
_NOT_FOUND = text("<!doctype html><meta charset=utf-8><title>404</title><h1>404</h1>", status=404)


class Paper(Protocol):
    """A newspaper on the stand. `id` is its host's first label."""

    @property
    def id(self) -> str: ...
    @property
    def name(self) -> str: ...
    @property
    def language(self) -> str: ...

    def answer(self, asked: Asked, now: datetime) -> Reply | None:
        """What its server says at the press's time `now`; None is a 404."""
        ...

    def source(self, port: int) -> Source:
        """What a catalogue would say of it, with its channels."""
        ...


@dataclass(frozen=True, slots=True)
class Press:
    """Papers, and how their time runs: it begins at `start` and goes `speed` times as fast as the clock;
    `EVERYTHING_OUT` puts it past the last piece at once. `slow` multiplies the time slow papers take; 0 switches it
    off."""

    papers: tuple[Paper, ...]
    start: datetime
    end: datetime
    speed: float = 1.0
    slow: float = 1.0
    pieces: Mapping[str, Truth] | None = None

    def time(self, elapsed: timedelta) -> datetime:
        """The press's own time once it has been open for `elapsed`."""
        if self.speed == EVERYTHING_OUT:
            return self.end
        return min(self.start + elapsed * self.speed, self.end)

    def paper(self, paper_id: str) -> Paper:
        """Raises KeyError where the stand has no such paper."""
        for paper in self.papers:
            if paper.id == paper_id:
                return paper
        raise KeyError(paper_id)

    def homes(self, port: int) -> list[str]:
        """Every paper's home page."""
        return [f"http://{paper.id}.localhost:{port}/" for paper in self.papers]

    def sources(self, port: int) -> list[Source]:
        return [paper.source(port) for paper in self.papers]

    def truth(self) -> Mapping[str, Truth]:
        """For every invented piece, `{paper}/{number}`, where its passages come from; empty for a corpus."""
        return self.pieces or {}


def index(papers: Sequence[Paper], port: str) -> Reply:
    """The page of the stand itself."""
    lines = "".join(
        f'<li lang="{paper.language}"><a href="http://{paper.id}.localhost{port}/">{html.escape(paper.name)}</a></li>'
        for paper in papers
    )
    return text(
        "<!doctype html><html lang=ar dir=rtl><meta charset=utf-8><title>كشك الصحف</title>"
        "<style>body{font:1.2rem/2 serif;max-width:40rem;margin:3rem auto}</style>"
        f"<h1>كشك الصحف</h1><ul>{lines}</ul></html>"
    )


def app(press: Press, clock: Clock, *, hub: hubs.Hub | None = None) -> App:
    """The stand as an ASGI application, open from now on. `hub` answers at `hub.localhost`."""
    papers = {paper.id: paper for paper in press.papers}
    opened = clock()

    def answer(asked: Asked) -> Reply:
        name, _, rest = asked.host.partition(".")
        place, colon, port = rest.partition(":")
        paper = papers.get(name) if place == "localhost" else None
        if paper is None:
            return (
                index(press.papers, colon + port if colon else _port(asked.host)) if asked.path == "/" else _NOT_FOUND
            )
        reply = paper.answer(asked, press.time(clock() - opened))
        return finish(asked, _NOT_FOUND if reply is None else reply)

    async def serve(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await _lifespan(receive, send)
        elif scope["type"] == "http":
            asked = _asked(scope)
            if hub is not None and asked.host.partition(":")[0] == f"{hubs.HOST}.localhost":
                await _send(hub.answer(asked, await _form(receive)), asked.method == "HEAD", send)
                return
            reply = answer(asked) if asked.method in ("GET", "HEAD") else text("", status=405)
            if reply.delay and press.slow:
                await asyncio.sleep(reply.delay * press.slow)
            await _send(reply, asked.method == "HEAD", send)

    return serve


async def _form(receive: Receive) -> bytes:
    """What was posted, cut where it is too much for a form."""
    body = b""
    while len(body) <= hubs.MOST_BYTES:
        message = await receive()
        body += message.get("body", b"")
        if message["type"] != "http.request" or not message.get("more_body"):
            break
    return body[: hubs.MOST_BYTES]


def _port(host: str) -> str:
    """ ":8080" of a host header, "" where it has none."""
    _, colon, port = host.rpartition(":")
    return colon + port if port.isdigit() else ""


def _asked(scope: Scope) -> Asked:
    headers = {name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]}
    query = scope["query_string"].decode("latin-1")
    # A host that is none of ours is never echoed into a page.
    host = headers.get("host", "localhost").lower()
    safe = host if all(letter.isalnum() or letter in ".-:" for letter in host) else "localhost"
    return Asked(scope["path"], query, safe, scope["method"], headers)


async def _send(reply: Reply, head: bool, send: Send) -> None:
    headers = [
        (b"content-type", reply.type.encode("latin-1")),
        (b"content-length", str(len(reply.body)).encode()),
        *((name.encode(), value.encode("latin-1")) for name, value in reply.headers),
    ]
    if reply.status == 304:
        headers = headers[2:]
    await send({"type": "http.response.start", "status": reply.status, "headers": headers})
    await send({"type": "http.response.body", "body": b"" if head else reply.body})


async def _lifespan(receive: Receive, send: Send) -> None:
    while True:
        message = await receive()
        await send({"type": f"{message['type']}.complete"})
        if message["type"] == "lifespan.shutdown":
            return


def now() -> datetime:
    """The clock of a press that nobody gave another."""
    return datetime.now(UTC)

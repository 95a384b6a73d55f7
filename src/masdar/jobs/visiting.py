"""One visit to one source: its channels are asked, new pages and pictures read, articles and hosts looked at again."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TypeVar

import structlog

from masdar import sources, vitality
from masdar.contracts import Batch, HostLink, Look, Push, Selection
from masdar.extract import Furniture
from masdar.jobs.hubs import Hubs, capture_of
from masdar.jobs.looks import SAMPLE, HostLooked, LookedAgain, look_again, look_at_host, put_off, put_off_host
from masdar.jobs.writing import Pending, Writer
from masdar.model import Channel, ChannelKind, Entry, Outcome, Quarantine, Reason, Result, Source, Step
from masdar.pipeline import Line, Listed, Read, failed_channel, list_channel, read_entry, read_picture, read_push
from masdar.steps import Timed

log = structlog.get_logger("collector")
T = TypeVar("T")

MOST_PUSHES = 20  # of a source, read in one visit
MOST_PARTS = 50  # of a sitemap index, newest first; the rest is for going back in time
MOST_RESTING = 10_000  # pages put off at a time
SHAPE_SAMPLE = 60  # articles of a source whose addresses teach what an article's address looks like


@dataclass(frozen=True, slots=True)
class Pace:
    """How much a collector does at a time. `visit_seconds` bounds a visit, so that a source with a long list does not
    keep its own channels waiting."""

    batch: int = 100
    sources: int = 16
    entries: int = 32
    lease_seconds: float = 120.0
    visit_seconds: float = 60.0
    commit_seconds: float = 1.0
    budget: float = 0.0  # requests a day for what is new and for looks, all sources together; 0: as their rhythms ask


@dataclass(frozen=True, slots=True)
class Manner:
    """What all visits of a collector share. `stopped` says that a visit shall end after what is under way."""

    line: Line
    writer: Writer
    pace: Pace
    hubs: Hubs
    stopped: Callable[[], bool]


class Visit:
    """A visit to a source that is leased to this collector."""

    def __init__(self, source: Source, manner: Manner, price: float) -> None:
        """`price` is what a request must be worth."""
        self._source = source
        self._line, self._writer, self._pace, self._hubs = manner.line, manner.writer, manner.pace, manner.hubs
        self._store, self._call = manner.writer.store, manner.writer.call
        self._stopped = manner.stopped
        self._price = price
        self._known = Furniture()
        self._saved = 0  # pages the furniture was learnt from when it was last written

    async def run(self) -> None:
        """The whole visit: what is new first, old articles last."""
        until = self._line.clock() + timedelta(seconds=self._pace.visit_seconds)
        await self.begin()
        await self._take_pushes()
        await self.list_all()
        await self.read_all(until)
        await self.picture_all(until)
        await self._look_all(until)
        await self._look_at_hosts()

    async def begin(self) -> None:
        """Remembers what is known of the source's furniture, before its pages are read."""
        self._known = Furniture.from_text(await self._call(self._store.furniture, self._source.id))
        self._saved = self._known.pages

    # --- what there is ----------------------------------------------------------------------------------------------

    async def list_all(self) -> None:
        """Asks the channels that are due."""
        now = self._line.clock()
        due = [
            channel
            for channel in self._source.channels
            if not channel.ended and (channel.next_due is None or channel.next_due <= now)
        ]
        if not due:
            return
        shapes = await self.shapes()
        await asyncio.gather(*(self._list(channel, shapes) for channel in due))

    async def shapes(self) -> frozenset[str]:
        """What addresses of this source's articles look like."""
        recent = await self._call(self._store.headlines, Selection(source=self._source.id, limit=SHAPE_SAMPLE))
        return frozenset(sources.address_shape(headline.url) for headline in recent)

    async def _take_pushes(self) -> None:
        """Reads what hubs sent. A push is dropped once what it lists is kept; after a crash it is read again."""
        pushes = await self._call(self._store.pushes, self._source.id, MOST_PUSHES)
        if not pushes:
            return
        shapes = await self.shapes()
        channels = {channel.url: channel for channel in self._source.channels if not channel.ended}
        for push in pushes:
            if push.channel in channels:
                await self._keep_listing(await self.listed(channels[push.channel], shapes, push), pushed=True)
        await self._call(self._store.drop_pushes, [push.id for push in pushes])

    async def _list(self, channel: Channel, shapes: frozenset[str]) -> None:
        """A sitemap index's parts become channels of the source, each with a rhythm of its own. The index is kept last:
        where it was kept and its parts were not, it would answer that nothing changed, and they were never asked."""
        listed = await self.listed(channel, shapes)
        known = {channel.url for channel in self._source.channels}
        parts = listed.listing.further[:MOST_PARTS] if listed.listing else ()
        for part in parts:
            if part.kind is ChannelKind.SITEMAP and part.url not in known:
                await self._keep_listing(await self.listed(part, shapes))
        await self._keep_listing(listed)

    async def listed(self, channel: Channel, shapes: frozenset[str], push: Push | None = None) -> Listed:
        """What a channel lists, or a push of it. A fault of ours must not take the source's other channels and its
        pages with it; but where the archive cannot be written to (an OSError) the visit ends."""
        timed = Timed(self._line.clock, Step.LIST, self._source.id, channel.url)
        try:
            if push is not None:
                return read_push(self._line, self._source, channel, capture_of(push), shapes)
            return await list_channel(self._line, self._source, channel, shapes)
        except OSError:
            raise
        except Exception as error:
            log.exception("reply crashed the reader", source=self._source.id, item=channel.url)
            end = Quarantine(Reason.CRASHED, repr(error))
            return Listed(failed_channel(channel, end, self._line.clock()), timed.ended(end))

    async def _keep_listing(self, listed: Listed, *, pushed: bool = False) -> None:
        now, source = self._line.clock(), self._source
        new = 0
        if listed.captured:
            await self._call(self._line.archive.flush, [listed.captured[0]])
        if listed.listing:
            new = await self._call(self._store.offer, listed.listing.entries, now)
        captures = [listed.captured] if listed.captured else []
        await self._writer.commit(Batch(source.id, captures=captures, outcomes=[listed.outcome]))
        channel = listed.channel
        backed = not channel.ended and await self._hubs.tend(source, channel, listed.listing)
        if listed.outcome.result in (Result.OK, Result.UNCHANGED):
            channel = sources.schedule.after_listing(
                channel, new=new, listing=listed.listing, now=now, price=self._price
            )
            # A hub that let the asking find something new is not relied upon.
            if backed and (pushed or not new):
                channel = sources.schedule.backed(channel, now)
        elif pushed:
            return
        await self._call(self._store.save_channel, source.id, channel)

    # --- what is new ------------------------------------------------------------------------------------------------

    async def read_all(self, until: datetime) -> None:
        """Reads waiting entries as long as there are any and time is left, committing as pages come in."""
        while self._time_left(until):
            entries = await self._call(self._store.waiting, self._source.id, self._line.clock(), self._pace.batch)
            if not entries:
                return
            outcomes: list[Outcome] = []

            def take(pending: Pending, read: Read, seen: list[Outcome] = outcomes) -> None:
                pending.reads.append(read)
                seen += read.outcomes

            await self._keep_all((self._read(entry) for entry in entries), take)
            if vitality.does_harm(outcomes):
                await self._rest()
                return

    async def _read(self, entry: Entry) -> Read:
        """A fault of ours must not take the source's other pages with it: it is logged whole, and counted. Where the
        archive cannot be written to (an OSError) the visit ends, and the page is read another time."""
        timed = Timed(self._line.clock, Step.EXTRACT, self._source.id, entry.url)
        try:
            return await read_entry(self._line, self._source, entry, self._known)
        except OSError:
            raise
        except Exception as error:
            log.exception("page crashed the reader", source=self._source.id, item=entry.url)
            return Read(entry, (timed.outcome(Result.QUARANTINED, Reason.CRASHED, repr(error)),))

    async def _rest(self) -> None:
        """Leaves the pages of a source that does harm for later; it is well again when they are."""
        now, source = self._line.clock(), self._source
        waiting = await self._call(self._store.waiting, source.id, now, MOST_RESTING)
        log.warning("source does harm, its pages rest", source=source.id, waiting=len(waiting))
        later = [(entry.url, now + vitality.REST) for entry in waiting]
        settled = [url for url, _ in later]
        await self._writer.commit(Batch(source.id, settled=settled, postponed=later))  # none was in vain

    async def picture_all(self, until: datetime) -> None:
        """Fetches the pictures that wait, where pictures are kept."""
        if self._line.pictures is None:
            return
        while self._time_left(until):
            wanted = await self._call(self._store.waiting_pictures, self._source.id, self._pace.batch)
            if not wanted:
                return
            await self._keep_all(
                (read_picture(self._line, self._source, *want) for want in wanted),
                lambda pending, done: pending.pictures.append(done),
            )

    # --- what was read before ---------------------------------------------------------------------------------------

    async def _look_all(self, until: datetime) -> None:
        """Looks again at articles whose time has come, what is new having gone first."""
        while self._time_left(until):
            due = await self._call(self._store.due_looks, self._source.id, self._line.clock(), self._pace.batch)
            if not due:
                return
            await self._keep_all((self._look(look) for look in due), lambda pending, done: pending.looks.append(done))

    async def _look(self, look: Look) -> LookedAgain:
        """A fault of ours puts the look off, as an answer in vain does."""
        timed = Timed(self._line.clock, Step.LOOK, self._source.id, str(look.stored.permalink))
        try:
            return await look_again(self._line, self._source, look, known=self._known)
        except Exception as error:
            log.exception("look crashed", source=self._source.id, item=look.stored.article.url)
            return put_off(look, timed.outcome(Result.QUARANTINED, Reason.CRASHED, repr(error)), self._line.clock())

    async def _look_at_hosts(self) -> None:
        for host in await self._call(self._store.due_hosts, self._source.id, self._line.clock()):
            if self._stopped():
                return
            sample = await self._call(self._store.sample, self._source.id, host.host, SAMPLE)
            done = await self._look_at(host, sample)
            await self._keep(Pending(looks=list(done.looks), hosts=[done.host]), full=True)

    async def _look_at(self, host: HostLink, sample: Sequence[Look]) -> HostLooked:
        try:
            return await look_at_host(self._line, self._source, host, sample, self._known)
        except Exception:
            log.exception("look at host crashed", source=self._source.id, item=host.host)
            return HostLooked(put_off_host(host, self._line.clock()), ())

    # --- how --------------------------------------------------------------------------------------------------------

    def _time_left(self, until: datetime) -> bool:
        return self._line.clock() < until and not self._stopped()

    async def _at_once(self, works: Iterable[Awaitable[T]]) -> AsyncIterator[T | None]:
        """Results as they come, those that come together in the order of `works`, so many at a time; None where
        nothing came for `commit_seconds`."""
        waiting = iter(works)
        running: list[asyncio.Future[T]] = []
        try:
            while True:
                while len(running) < self._pace.entries and (work := next(waiting, None)) is not None:
                    running.append(asyncio.ensure_future(work))
                if not running:
                    return
                done, _ = await asyncio.wait(
                    running, timeout=self._pace.commit_seconds, return_when=asyncio.FIRST_COMPLETED
                )
                for finished in [task for task in running if task in done]:
                    running.remove(finished)
                    yield finished.result()
                if not done:
                    yield None
        finally:
            for task in running:
                task.cancel()

    async def _keep_all(self, works: Iterable[Awaitable[T]], take: Callable[[Pending, T], None]) -> None:
        """Commits results as they come; `take` puts one to what is pending."""
        pending = Pending()
        async for done in self._at_once(works):
            if done is not None:
                take(pending, done)
            pending = await self._keep(pending, full=done is None)
        await self._keep(pending, full=True)

    async def _keep(self, pending: Pending, *, full: bool) -> Pending:
        """Commits what is pending where it fills a batch or must go now; returns what is pending after."""
        if not pending or (len(pending) < self._pace.batch and not full):
            return pending
        began = time.perf_counter()
        await self._call(self._line.archive.flush, [ref for ref, _ in pending.captured])
        flushed = time.perf_counter()
        await self._writer.commit(pending.batch(self._source.id, self._learnt()))
        spent = {"flush": (flushed - began) * 1000, "commit": (time.perf_counter() - flushed) * 1000}
        log.info("committed", source=self._source.id, items=len(pending), spent=spent)
        return Pending()

    def _learnt(self) -> str:
        """What is known of the source's furniture, where something was learnt since it was last written."""
        if self._known.pages == self._saved:
            return ""
        self._saved = self._known.pages
        return self._known.to_text()

"""The collector: leases due sources, asks their channels, reads their new pages, and commits in batches.

Many may run beside each other on one store. What a collector holds is a lease on each source it visits; if it dies the
lease runs out, another collector visits the source, and everything committed stands. A source is visited by one
collector at a time, so the manners towards its host are kept in one place.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TypeVar

import structlog

from masdar import sources, vitality
from masdar.contracts import Batch, HostLink, Kept, Look, Selection, Store
from masdar.extract import Furniture
from masdar.jobs.hubs import Hubs, capture_of
from masdar.jobs.looks import SAMPLE, HostLooked, LookedAgain, look_again, look_at_host, put_off, put_off_host
from masdar.model import Channel, ChannelKind, Entry, Outcome, Reason, Result, Source, SourceState, Step
from masdar.pipeline import Line, Listed, Pictured, Read, list_channel, read_entry, read_picture, read_push
from masdar.steps import Timed

log = structlog.get_logger("collector")
T = TypeVar("T")

PRICED = timedelta(hours=1)  # how long a price for requests holds
IDLE_SECONDS = 1.0  # longest wait before looking for due sources again
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


@dataclass(slots=True)
class Tally:
    """What a collector did since it was started."""

    articles: int = 0
    revisions: int = 0
    outcomes: int = 0
    last: Outcome | None = None


@dataclass(slots=True)
class Pending:
    """What waits for the next commit of one source."""

    reads: list[Read] = field(default_factory=list)
    pictures: list[Pictured] = field(default_factory=list)
    looks: list[LookedAgain] = field(default_factory=list)
    hosts: list[HostLink] = field(default_factory=list)

    def __len__(self) -> int:
        return len(self.reads) + len(self.pictures) + len(self.looks) + len(self.hosts)

    def batch(self, source: str, furniture: str = "") -> Batch:
        captured = [one.captured for of in (self.reads, self.pictures, self.looks) for one in of]
        outcomes = [outcome for read in self.reads for outcome in read.outcomes]
        return Batch(
            source,
            readings=[one.reading for of in (self.reads, self.looks) for one in of if one.reading],
            captures=[one for one in captured if one],
            outcomes=[
                *outcomes,
                *(pictured.outcome for pictured in self.pictures),
                *(one.outcome for one in self.looks),
            ],
            settled=[read.entry.url for read in self.reads if not read.reading and not read.not_before],
            postponed=[(read.entry.url, read.not_before) for read in self.reads if read.not_before],
            pictures=[(done.permalink, done.picture) for done in self.pictures if done.picture],
            pictures_failed=[done.permalink for done in self.pictures if not done.picture],
            looked=[one.looked for one in self.looks],
            hosts=self.hosts,
            furniture=furniture,
        )


class Collector:
    """Runs the first half of the line for sources that are due."""

    def __init__(self, line: Line, store: Store, holder: str, pace: Pace | None = None, callback: str = "") -> None:
        """`callback` is where hubs reach the portal, "" where none is asked to."""
        self.tally = Tally()
        self._line = line
        self._store = store
        self._holder = holder
        self._pace = pace or Pace()
        self._hubs = Hubs(line, store, callback)
        self._price = sources.schedule.PRICE
        self._priced: datetime | None = None
        self._stop = asyncio.Event()
        self._known: dict[str, Furniture] = {}  # of the sources being visited
        self._saved: dict[str, int] = {}  # pages it was learnt from when it was last written
        # One thread writes: transactions of one process never wait for each other inside the data base.
        self._writer = ThreadPoolExecutor(1, thread_name_prefix="store")

    def stop(self) -> None:
        """Ends after what is under way: started requests are dropped, what was read is committed, leases go back."""
        self._stop.set()

    async def run(self) -> None:
        """Collects until stopped."""
        await self._work(forever=True)

    async def once(self) -> None:
        """Collects until nothing is due."""
        await self._work(forever=False)

    async def _work(self, *, forever: bool) -> None:
        visits: dict[asyncio.Task[None], str] = {}
        stopped = asyncio.create_task(self._stop.wait())
        try:
            while not self._stop.is_set():
                leased = await self._lease(self._pace.sources - len(visits))
                visits |= {asyncio.create_task(self._visit(source)): source.id for source in leased}
                if not visits and not leased and not forever:
                    return
                await asyncio.wait({stopped, *visits}, timeout=IDLE_SECONDS, return_when=asyncio.FIRST_COMPLETED)
                for task in [task for task in visits if task.done()]:
                    self._finished(task, visits.pop(task))
        finally:
            stopped.cancel()
            for task in visits:
                task.cancel()
            await asyncio.gather(*visits, return_exceptions=True)
            self._writer.shutdown()

    def _finished(self, task: asyncio.Task[None], source: str) -> None:
        error = task.exception() if not task.cancelled() else None
        if error is not None:
            log.error("visit failed", source=source, exc_info=error)

    async def _lease(self, room: int) -> list[Source]:
        if room <= 0:
            return []
        now = self._line.clock()
        await self._reprice(now)
        return await self._call(self._store.lease_sources, self._holder, now, self._pace.lease_seconds, room)

    async def _reprice(self, now: datetime) -> None:
        """What a request is worth follows from what all sources are known to publish, so every collector on a store
        comes to the same price."""
        if self._pace.budget <= 0 or (self._priced is not None and now - self._priced < PRICED):
            return
        self._priced = now
        known = await self._call(self._store.sources)
        channels = [channel for source in known if source.state is SourceState.ACTIVE for channel in source.channels]
        self._price = sources.schedule.price_for(channels, self._pace.budget, vitality.LOOKS)
        log.info("requests priced", price=round(self._price, 4), channels=len(channels), budget=self._pace.budget)

    async def _call(self, function: Callable[..., T], *arguments: object) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._writer, lambda: function(*arguments))

    # --- one source -------------------------------------------------------------------------------------------------

    async def _visit(self, source: Source) -> None:
        async with self._held(source):
            until = self._line.clock() + timedelta(seconds=self._pace.visit_seconds)
            known = Furniture.from_text(await self._call(self._store.furniture, source.id))
            self._known[source.id], self._saved[source.id] = known, known.pages
            await self._take_pushes(source)
            await self._list_all(source)
            await self._read_all(source, until)
            if self._line.pictures is not None:
                await self._picture_all(source, until)
            await self._look_all(source, until)
            await self._look_at_hosts(source)

    @asynccontextmanager
    async def _held(self, source: Source) -> AsyncIterator[None]:
        """The lease is renewed while the visit lasts; where it is lost the visit is cancelled. A visit that fails keeps
        its lease: the source is left alone until it has run out, not visited again and again."""
        visit = asyncio.current_task()

        async def renew() -> None:
            while True:
                await asyncio.sleep(self._pace.lease_seconds / 3)
                arguments = (self._holder, source.id, self._line.clock(), self._pace.lease_seconds)
                if not await self._call(self._store.renew_lease, *arguments):
                    log.warning("lease lost", source=source.id)
                    if visit is not None:
                        visit.cancel()
                    return

        renewing = asyncio.create_task(renew())
        failed = False
        try:
            yield
        except Exception:
            failed = True
            raise
        finally:
            renewing.cancel()
            self._known.pop(source.id, None)
            if not failed:
                await self._call(self._store.release_source, self._holder, source.id)

    async def _list_all(self, source: Source) -> None:
        now = self._line.clock()
        due = [
            channel
            for channel in source.channels
            if not channel.ended and (channel.next_due is None or channel.next_due <= now)
        ]
        if not due:
            return
        shapes = await self._shapes(source)
        listings = [self._list(source, channel, shapes) for channel in due]
        await asyncio.gather(*listings)

    async def _shapes(self, source: Source) -> frozenset[str]:
        """What addresses of this source's articles look like."""
        recent = await self._call(self._store.headlines, Selection(source=source.id, limit=SHAPE_SAMPLE))
        return frozenset(sources.address_shape(headline.url) for headline in recent)

    async def _take_pushes(self, source: Source) -> None:
        """Reads what hubs sent. A push is dropped once what it lists is kept; after a crash it is read again."""
        pushes = await self._call(self._store.pushes, source.id, MOST_PUSHES)
        if not pushes:
            return
        shapes = await self._shapes(source)
        channels = {channel.url: channel for channel in source.channels if not channel.ended}
        for push in pushes:
            if push.channel in channels:
                listed = read_push(self._line, source, channels[push.channel], capture_of(push), shapes)
                await self._keep_listing(source, listed, pushed=True)
        await self._call(self._store.drop_pushes, [push.id for push in pushes])

    async def _list(self, source: Source, channel: Channel, shapes: frozenset[str]) -> None:
        """A sitemap index's parts become channels of the source, each with a rhythm of its own. The index is kept last:
        where it was kept and its parts were not, it would answer that nothing changed, and they were never asked."""
        listed = await list_channel(self._line, source, channel, shapes)
        known = {channel.url for channel in source.channels}
        parts = listed.listing.further[:MOST_PARTS] if listed.listing else ()
        for part in parts:
            if part.kind is ChannelKind.SITEMAP and part.url not in known:
                await self._keep_listing(source, await list_channel(self._line, source, part, shapes))
        await self._keep_listing(source, listed)

    async def _keep_listing(self, source: Source, listed: Listed, *, pushed: bool = False) -> None:
        now = self._line.clock()
        new = 0
        if listed.captured:
            await self._call(self._line.archive.flush)
        if listed.listing:
            new = await self._call(self._store.offer, listed.listing.entries, now)
        captures = [listed.captured] if listed.captured else []
        await self._commit(Batch(source.id, captures=captures, outcomes=[listed.outcome]))
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

    async def _read_all(self, source: Source, until: datetime) -> None:
        """Reads waiting entries as long as there are any and time is left, committing as pages come in."""
        while self._line.clock() < until and not self._stop.is_set():
            entries = await self._call(self._store.waiting, source.id, self._line.clock(), self._pace.batch)
            if not entries:
                return
            pending = Pending()
            outcomes: list[Outcome] = []
            async for read in self._at_once(self._read(source, entry) for entry in entries):
                if read is not None:
                    pending.reads.append(read)
                    outcomes += read.outcomes
                pending = await self._keep(source, pending, full=read is None)
            await self._keep(source, pending, full=True)
            if vitality.does_harm(outcomes):
                await self._rest(source)
                return

    async def _rest(self, source: Source) -> None:
        """Leaves the pages of a source that does harm for later; it is well again when they are."""
        now = self._line.clock()
        waiting = await self._call(self._store.waiting, source.id, now, MOST_RESTING)
        log.warning("source does harm, its pages rest", source=source.id, waiting=len(waiting))
        later = [(entry.url, now + vitality.REST) for entry in waiting]
        await self._commit(Batch(source.id, settled=[url for url, _ in later], postponed=later))  # none was in vain

    async def _picture_all(self, source: Source, until: datetime) -> None:
        while self._line.clock() < until and not self._stop.is_set():
            wanted = await self._call(self._store.waiting_pictures, source.id, self._pace.batch)
            if not wanted:
                return
            pending = Pending()
            async for done in self._at_once(read_picture(self._line, source, *want) for want in wanted):
                if done is not None:
                    pending.pictures.append(done)
                pending = await self._keep(source, pending, full=done is None)
            await self._keep(source, pending, full=True)

    async def _look_all(self, source: Source, until: datetime) -> None:
        """Looks again at articles whose time has come, what is new having gone first."""
        while self._line.clock() < until and not self._stop.is_set():
            due = await self._call(self._store.due_looks, source.id, self._line.clock(), self._pace.batch)
            if not due:
                return
            pending = Pending()
            async for done in self._at_once(self._look(source, look) for look in due):
                if done is not None:
                    pending.looks.append(done)
                pending = await self._keep(source, pending, full=done is None)
            await self._keep(source, pending, full=True)

    async def _look_at_hosts(self, source: Source) -> None:
        for host in await self._call(self._store.due_hosts, source.id, self._line.clock()):
            if self._stop.is_set():
                return
            sample = await self._call(self._store.sample, source.id, host.host, SAMPLE)
            done = await self._look_at(source, host, sample)
            await self._keep(source, Pending(looks=list(done.looks), hosts=[done.host]), full=True)

    async def _look(self, source: Source, look: Look) -> LookedAgain:
        """A fault of ours puts the look off, as an answer in vain does."""
        timed = Timed(self._line.clock, Step.LOOK, source.id, str(look.stored.permalink))
        try:
            return await look_again(self._line, source, look, known=self._known.get(source.id))
        except Exception as error:
            log.exception("look crashed", source=source.id, item=look.stored.article.url)
            return put_off(look, timed.outcome(Result.QUARANTINED, Reason.CRASHED, repr(error)), self._line.clock())

    async def _look_at(self, source: Source, host: HostLink, sample: Sequence[Look]) -> HostLooked:
        try:
            return await look_at_host(self._line, source, host, sample, self._known.get(source.id))
        except Exception:
            log.exception("look at host crashed", source=source.id, item=host.host)
            return HostLooked(put_off_host(host, self._line.clock()), ())

    async def _read(self, source: Source, entry: Entry) -> Read:
        """A fault of ours must not take the source's other pages with it: it is logged whole, and counted."""
        timed = Timed(self._line.clock, Step.EXTRACT, source.id, entry.url)
        try:
            return await read_entry(self._line, source, entry, self._known.get(source.id))
        except Exception as error:
            log.exception("page crashed the reader", source=source.id, item=entry.url)
            return Read(entry, (timed.outcome(Result.QUARANTINED, Reason.CRASHED, repr(error)),))

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

    # --- writing ----------------------------------------------------------------------------------------------------

    async def _keep(self, source: Source, pending: Pending, *, full: bool) -> Pending:
        """Commits what is pending where it fills a batch or must go now; returns what is pending after."""
        if not pending or (len(pending) < self._pace.batch and not full):
            return pending
        began = time.perf_counter()
        await self._call(self._line.archive.flush)
        flushed = time.perf_counter()
        await self._commit(pending.batch(source.id, self._learnt(source)))
        spent = {"flush": (flushed - began) * 1000, "commit": (time.perf_counter() - flushed) * 1000}
        log.info("committed", source=source.id, items=len(pending), spent=spent)
        return Pending()

    def _learnt(self, source: Source) -> str:
        """What is known of the source's furniture, where something was learnt since it was last written."""
        known = self._known.get(source.id)
        if known is None or known.pages == self._saved.get(source.id):
            return ""
        self._saved[source.id] = known.pages
        return known.to_text()

    async def _commit(self, batch: Batch) -> None:
        kept: Sequence[Kept] = await self._call(self._store.commit, batch)
        self.tally.articles += sum(one.new for one in kept)
        self.tally.revisions += sum(one.changed and not one.new for one in kept)
        self.tally.outcomes += len(batch.outcomes)
        for outcome in batch.outcomes:
            self.tally.last = outcome
            log_outcome(outcome)


def log_outcome(outcome: Outcome) -> None:
    """The one line of a step's outcome."""
    log.info(
        "outcome",
        step=outcome.step.value,
        result=outcome.result.value,
        reason=outcome.reason.value if outcome.reason else "",
        source=outcome.source,
        item=outcome.item,
        detail=outcome.detail,
        ms=round(outcome.milliseconds, 1),
    )

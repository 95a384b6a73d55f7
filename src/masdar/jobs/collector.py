"""The collector: leases due sources, visits them side by side, and gives the leases back.

Many may run beside each other on one store. What a collector holds is a lease on each source it visits; if it dies the
lease runs out, another collector visits the source, and everything committed stands. A source is visited by one
collector at a time, so the manners towards its host are kept in one place.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime, timedelta

import structlog

from masdar import sources, vitality
from masdar.contracts import Store
from masdar.jobs.hubs import Hubs
from masdar.jobs.visiting import Manner, Pace, Visit
from masdar.jobs.writing import Tally, Writer
from masdar.model import Source, SourceState
from masdar.pipeline import Line

log = structlog.get_logger("collector")

PRICED = timedelta(hours=1)  # how long a price for requests holds
IDLE_SECONDS = 1.0  # longest wait before looking for due sources again


class Collector:
    """Runs the first half of the line for sources that are due."""

    def __init__(self, line: Line, store: Store, holder: str, pace: Pace | None = None, callback: str = "") -> None:
        """`callback` is where hubs reach the portal, "" where none is asked to."""
        self._line = line
        self._store = store
        self._holder = holder
        self._pace = pace or Pace()
        self._writer = Writer(store)
        self._price = sources.schedule.PRICE
        self._priced: datetime | None = None
        self._stop = asyncio.Event()
        self._manner = Manner(line, self._writer, self._pace, Hubs(line, store, callback), self._stop.is_set)

    @property
    def tally(self) -> Tally:
        return self._writer.tally

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
            self._writer.close()

    def _finished(self, task: asyncio.Task[None], source: str) -> None:
        error = task.exception() if not task.cancelled() else None
        if error is not None:
            log.error("visit failed", source=source, exc_info=error)

    async def _lease(self, room: int) -> list[Source]:
        if room <= 0:
            return []
        now = self._line.clock()
        await self._reprice(now)
        return await self._writer.call(self._store.lease_sources, self._holder, now, self._pace.lease_seconds, room)

    async def _reprice(self, now: datetime) -> None:
        """What a request is worth follows from what all sources are known to publish, so every collector on a store
        comes to the same price."""
        if self._pace.budget <= 0 or (self._priced is not None and now - self._priced < PRICED):
            return
        self._priced = now
        known = await self._writer.call(self._store.sources)
        channels = [channel for source in known if source.state is SourceState.ACTIVE for channel in source.channels]
        self._price = sources.schedule.price_for(channels, self._pace.budget, vitality.LOOKS)
        log.info("requests priced", price=round(self._price, 4), channels=len(channels), budget=self._pace.budget)

    async def _visit(self, source: Source) -> None:
        async with self._held(source):
            await Visit(source, self._manner, self._price).run()

    @asynccontextmanager
    async def _held(self, source: Source) -> AsyncIterator[None]:
        """The lease is renewed while the visit lasts; where it is lost the visit is cancelled. A visit that fails keeps
        its lease: the source is left alone until it has run out, not visited again and again."""
        visit = asyncio.current_task()

        async def renew() -> None:
            while True:
                await asyncio.sleep(self._pace.lease_seconds / 3)
                arguments = (self._holder, source.id, self._line.clock(), self._pace.lease_seconds)
                try:
                    held = await self._writer.call(self._store.renew_lease, *arguments)
                except Exception as error:
                    log.error("lease not renewed, trying again", source=source.id, exc_info=error)
                    continue  # it holds for two more tries
                if not held:
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
            if not failed:
                await self._writer.call(self._store.release_source, self._holder, source.id)

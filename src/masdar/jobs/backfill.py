"""Going back in time for one source: its sitemaps, all parts of them, and WordPress's pages backwards.

It is a collector with one source: the same steps read the pages. A page of the archive is listed, what it lists is
offered in slices, and each slice is read before the next, so that a paper's news never waits behind its past. Entries
known already are not offered again; where a run stops, the next goes on.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from masdar import sources, urls
from masdar.contracts import Batch
from masdar.jobs import cursor as cursors
from masdar.jobs.collector import Collector
from masdar.jobs.cursor import Cursor, Page
from masdar.jobs.reach import beginnings, onward, within
from masdar.jobs.visiting import Visit
from masdar.model import Capture, ChannelKind, Entry, Purpose, Request, Result, Source
from masdar.pipeline import Listed

SLICE = 200  # entries offered before they are read
MOST_PAGES = 50_000  # of one run: what never ends is no archive
SLOT = timedelta(days=3650)  # reading has no end but the last entry
POLL_SECONDS = 0.5
_DEEP = (ChannelKind.WORDPRESS, ChannelKind.SITEMAP)  # what goes back in time


class Busy(Exception):
    """Another collector holds the source, or took it over."""


@dataclass(frozen=True, slots=True)
class Backfilled:
    """What a run did, with those it went on from. `later` are pages that did not answer, kept for the next run;
    `waiting` those left where it was stopped."""

    pages: int
    entries: int  # listed, of the days asked for
    new: int
    articles: int  # read in this run
    later: int
    waiting: int

    @property
    def finished(self) -> bool:
        return not self.later and not self.waiting


class Backfill(Collector):
    """Carries one source back to a day."""

    async def back(
        self, source_id: str, since: datetime, file: Path, progress: Callable[[Cursor], None] = lambda cursor: None
    ) -> Backfilled:
        """Works until everything since that day is read, or `stop`. `file` keeps how far it came.

        Raises KeyError where there is no such source, `Busy`, and `cursor.BadCursor`."""
        if await self._writer.call(self._store.source, source_id) is None:
            raise KeyError(source_id)
        cursor = cursors.load(file, since) or Cursor(since)
        work = asyncio.create_task(self._back(source_id, cursor, file, progress))
        stopped = asyncio.create_task(self._stop.wait())
        try:
            await asyncio.wait({work, stopped}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            stopped.cancel()
            work.cancel()
            await asyncio.gather(work, stopped, return_exceptions=True)
            self._writer.close()
        if work.cancelled() and not self._stop.is_set():
            raise Busy("another collector took the source over; what was read is kept")
        if not work.cancelled():
            work.result()
        done = Backfilled(
            cursor.pages, cursor.entries, cursor.new, self.tally.articles, len(cursor.later), len(cursor.waiting)
        )
        if done.finished:
            file.unlink(missing_ok=True)
        return done

    async def _back(self, source_id: str, cursor: Cursor, file: Path, progress: Callable[[Cursor], None]) -> None:
        source = await self._take(source_id)
        async with self._held(source):
            visit = Visit(source, self._manner, self._price)
            await visit.begin()
            if not cursor.pages and not cursor.waiting:
                cursor.add(await self._beginnings(source))
            most = cursor.pages + MOST_PAGES
            while cursor.waiting and cursor.pages < most:
                await self._page(source, visit, cursor, progress)
                cursor.save(file)
                progress(cursor)
                await self._news(source.id)
            await self._read_slice(visit)

    async def _take(self, source_id: str) -> Source:
        """The source, held. A collector that works beside this one lets go of it between two visits."""
        patience = 2 * self._pace.visit_seconds
        for _ in range(max(1, int(patience / POLL_SECONDS))):
            arguments = (self._holder, source_id, self._line.clock(), self._pace.lease_seconds)
            source = await self._writer.call(self._store.lease_source, *arguments)
            if source is not None:
                return source
            await asyncio.sleep(POLL_SECONDS)
        raise Busy(f"another collector has held {source_id} for {patience:g} seconds")

    async def _beginnings(self, source: Source) -> list[Page]:
        robots = await self._line.fetcher.fetch(
            Request(urls.clean("/robots.txt", source.home), Purpose.ROBOTS, source.id)
        )
        text = robots.body.decode("utf-8", "replace") if isinstance(robots, Capture) else ""
        announced = [channel.url for channel in sources.sitemaps_of_robots(text)]
        guessed = [Page(one.url, one.kind, guess=True) for one in sources.guesses(source.home) if one.kind in _DEEP]
        return beginnings(source, announced, guessed)

    async def _page(self, source: Source, visit: Visit, cursor: Cursor, progress: Callable[[Cursor], None]) -> None:
        """Lists the first page that waits, and reads what it lists. The page stays first until all of it is read."""
        page = cursor.waiting[0]
        listed = await self._listed(source, visit, page)
        if listed.outcome.result is Result.RETRY:
            cursor.later.append(cursor.waiting.pop(0))
            return
        entries = within(listed.listing.entries, cursor.since) if listed.listing else []
        new = 0
        for start in range(0, len(entries), SLICE):
            new += await self._offered(visit, entries[start : start + SLICE])
            progress(cursor)
        cursor.waiting.remove(page)
        cursor.seen.add(cursors.digest(page.url))
        cursor.pages += 1
        cursor.entries += len(entries)
        cursor.new += new
        if listed.listing is None:
            return
        if page.guess:
            cursor.waiting = [one for one in cursor.waiting if not (one.guess and one.kind is page.kind)]
        content = cursors.digest("\n".join(entry.url for entry in listed.listing.entries))
        if not listed.listing.entries or content not in cursor.seen:  # a pager that goes round shows the same again
            cursor.add(onward(page, listed.listing, cursor.since))
        cursor.seen.add(content)

    async def _listed(self, source: Source, visit: Visit, page: Page) -> Listed:
        listed = await visit.listed(page.channel, await visit.shapes())
        if listed.captured:
            await self._writer.call(self._line.archive.flush, [listed.captured[0]])
        if listed.listing or not page.guess:  # that a guess is wrong is no trouble of the source
            captures = [listed.captured] if listed.captured else []
            await self._writer.commit(Batch(source.id, captures=captures, outcomes=[listed.outcome]))
        return listed

    async def _offered(self, visit: Visit, entries: Sequence[Entry]) -> int:
        new = await self._writer.call(self._store.offer, entries, self._line.clock())
        if new:
            await self._read_slice(visit)
        return new

    async def _read_slice(self, visit: Visit) -> None:
        until = self._line.clock() + SLOT
        await visit.read_all(until)
        await visit.picture_all(until)

    async def _news(self, source_id: str) -> None:
        """Asks the channels that became due meanwhile, since nobody else does while the source is held."""
        source = await self._writer.call(self._store.source, source_id)
        if source is not None:
            await Visit(source, self._manner, self._price).list_all()

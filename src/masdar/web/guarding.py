"""Which pictures are covered, as every page must know it: the store that pages are given shows no covered picture."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, cast

import structlog
from anyio import to_thread

from masdar.contracts import Clock, Opened, Selection, Store
from masdar.desk import Desk
from masdar.model import Covered, Headline, Level, Permalink, StoredArticle, Story, Takedown, Thumbnail, Veil
from masdar.web.portal import Portal

EVERY = timedelta(seconds=0.5)  # a hidden picture is gone everywhere within a second
CHORES = timedelta(seconds=20)  # clocks, look-alikes that came in, views
PATIENCE = 0.2  # seconds a page waits for chores; they take some milliseconds
ARTICLE_WIDTH = 960  # who is shown this has opened the article

log = structlog.get_logger("masdar.web")


class Guard:
    """What one process knows of covered pictures."""

    def __init__(self, store: Store, desk: Desk, clock: Clock) -> None:
        self._store = self.uncovered = store
        self._desk = desk
        self._clock = clock
        self._version = -1
        self._looked: datetime | None = None
        self._worked: datetime | None = None
        self._working: asyncio.Future[None] | None = None
        self._views: Counter[str] = Counter()
        self.taken: dict[Permalink, Takedown] = {}
        self.covers: dict[str, Covered] = {}
        self.detached: dict[str, str] = {}

    async def changed(self, ask: Callable[..., Awaitable[Any]]) -> bool:
        """Looks again where the last look is too old; True where anything changed."""
        now = self._clock()
        if self._looked is not None and timedelta() <= now - self._looked < EVERY:
            return False
        self._looked = now
        if self._worked is None or not timedelta() <= now - self._worked < CHORES:
            self._worked = now
            await self._chores()
        version = await ask(self._store.cover_version)
        if version == self._version:
            return False
        self.covers, self.detached = await ask(self._store.covers)
        self.taken = {one.permalink: one for one in await ask(self._store.takedowns)}
        self._version = version
        return True

    async def _chores(self) -> None:
        """Has the chores done. A page waits for them only so long: whoever writes to the store may take a minute."""
        if self._working is None or self._working.done():
            self._working = asyncio.ensure_future(to_thread.run_sync(self._work))
            await asyncio.wait((self._working,), timeout=PATIENCE)

    def look(self) -> None:
        """The next request looks again: something was just done here."""
        self._looked = None

    def _work(self) -> None:
        views, self._views = self._views, Counter()
        try:
            if views:
                self._store.add_views(views)
            self._desk.tick()
        except Exception as error:  # a page must not fail for a chore; the next turn tries again
            self._views.update(views)
            log.error("chores of the desk failed", error=repr(error)[:500], exc_info=error)

    def seen(self, sha256: str, width: int) -> None:
        """Counts a view."""
        if width == ARTICLE_WIDTH:
            self._views[sha256] += 1


class CoveredStore:
    """The store, as pages are given it: covered pictures, and those taken out of their article, are not there."""

    def __init__(self, store: Store, guard: Guard) -> None:
        self._store = store
        self._guard = guard

    def __getattr__(self, name: str) -> Any:
        return getattr(self._store, name)

    def _out(self, permalink: Permalink, sha256: str) -> bool:
        return self._guard.detached.get(str(permalink)) == sha256

    def article(self, permalink: Permalink) -> StoredArticle | None:
        stored = self._store.article(permalink)
        return self._bare_article(stored) if stored is not None else None

    def opened(self, permalink: Permalink) -> Opened | None:
        found = self._store.opened(permalink)
        if found is None or not found.stored.picture:
            return found
        return replace(found, stored=self._bare_article(found.stored))

    def _bare_article(self, stored: StoredArticle) -> StoredArticle:
        permalink = stored.permalink
        if not stored.picture:
            return stored
        if self._out(permalink, stored.picture):
            return replace(stored, picture="")
        covered = self._guard.covers.get(stored.picture)
        return replace(stored, picture="", covered=covered) if covered is not None else stored

    def headlines(self, selection: Selection) -> list[Headline]:
        return [self._bare(one) for one in self._store.headlines(selection)]

    def headlines_of(self, permalinks: Sequence[Permalink]) -> dict[Permalink, Headline]:
        found = self._store.headlines_of([one for one in permalinks if not self._withdrawn(one)])
        return {named: self._bare(one) for named, one in found.items()}

    def _withdrawn(self, permalink: Permalink) -> bool:
        """Nothing is left of it to be named. Traces tell of it until the keeper has followed."""
        taken = self._guard.taken.get(permalink)
        return taken is not None and taken.level is Level.TOMBSTONE

    def story(self, number: int) -> Story | None:
        return self._bare_story(self._store.story(number))

    def _bare_story(self, story: Story | None) -> Story | None:
        return story and replace(story, articles=tuple(self._bare(one) for one in story.articles))

    def _bare(self, headline: Headline) -> Headline:
        picture = headline.picture
        if picture and (picture in self._guard.covers or self._out(headline.permalink, picture)):
            return replace(headline, picture="")
        return headline

    def thumbnail(self, sha256: str, width: int) -> Thumbnail | None:
        covered = self._guard.covers.get(sha256)
        if covered is not None and covered.veil is Veil.HIDDEN:
            return None
        return self._store.thumbnail(sha256, width)


def guarded(portal: Portal, guard: Guard) -> Portal:
    """The portal with a store that shows no covered picture."""
    return replace(portal, store=cast(Store, CoveredStore(portal.store, guard)))

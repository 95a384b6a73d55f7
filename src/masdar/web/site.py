"""What every page shares: the back ends, the editions, the frame round each page, and the way to ask the store."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import ParamSpec, TypeAlias, TypeVar

import structlog
from anyio import to_thread
from markupsafe import Markup
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from masdar.contracts import IndexDown, Selection
from masdar.model import OWN, UNDECIDED, Headline, Permalink, Source
from masdar.web.answers import HTML, NEVER, SOON, Content, Stamp, answer
from masdar.web.asking import BadRequest
from masdar.web.door import Door
from masdar.web.edition import Edition, editions
from masdar.web.frame import Frame, View
from masdar.web.guarding import Guard, guarded
from masdar.web.headlines import digest, distinct, titled
from masdar.web.live import Live
from masdar.web.naming import agency
from masdar.web.origins import Naming
from masdar.web.portal import Portal
from masdar.web.shelf import Recent, Shelf
from masdar.web.strip import Strip, marked
from masdar.web.templates import Templates

P = ParamSpec("P")
T = TypeVar("T")
Page: TypeAlias = Callable[..., Awaitable[Response]]

STRIP_LENGTH = 25
STRIP_SECONDS = 2.0
STRIP_RESTS = timedelta(seconds=5)  # in which nothing changed in the log; stories may grow without a change of it
FRAME_SECONDS = 30.0
LIST_SECONDS = 5.0
SOURCES_SECONDS = 10.0
PAGE_LEVEL = 6  # of compression: lists cost more to make than to pack
RELATED = 2048  # stories and lists of reprints kept for their articles' pages
NAVIGATION = 9  # sections in the masthead

log = structlog.get_logger("masdar.web")


class Endpoint:
    """A page as an ASGI application. Starlette's own wrapping of functions catches what is caught outside it anyway."""

    def __init__(self, answering: Callable[[Request], Awaitable[Response]]) -> None:
        self._answering = answering

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        response = await self._answering(Request(scope, receive, send))
        await response(scope, receive, send)


class Site:
    """One portal at work. Everything is read through here, so that a thread is used exactly where one is needed."""

    def __init__(self, portal: Portal) -> None:
        self.guard = Guard(portal.store, portal.desk, portal.clock) if portal.desk is not None else None
        self.portal = guarded(portal, self.guard) if self.guard is not None else portal
        self.editions = editions(portal)
        self.templates = Templates(portal)
        self.shelf = Shelf(portal.clock)
        self.related = Shelf(portal.clock, RELATED)  # stories by number, reprints by article
        self.bodies: Recent[tuple[Permalink, str, str], Markup] = Recent(1024)
        self.names: Recent[str, str] = Recent(4096)  # of authors, by their folded forms
        self.sizes: Recent[str, tuple[int, int]] = Recent(4096)
        self.likenesses: Recent[tuple[str, str], bool] = Recent(16_384)  # whether two pictures look like one
        self._strips: dict[str, Strip] = {}
        self._made: dict[str, tuple[int, datetime]] = {}  # at which change and when the strips were last made
        self._frames: dict[str, tuple[Strip, Markup, Frame]] = {}
        self._refreshed: datetime | None = None
        self.door = Door(portal.operator)
        self.live = Live(self._strip_now, lambda: self.ask(self.portal.store.last_change))

    async def ask(self, call: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Calls the store or the index: at once where they are fast, on a thread where they are not."""
        if self.portal.local:
            return call(*args, **kwargs)
        return await to_thread.run_sync(lambda: call(*args, **kwargs))

    async def watch(self) -> None:
        """Learns which pictures are covered, and lets go of all that was made before a change."""
        if self.guard is not None and await self.guard.changed(self.ask):
            # What is being made just now ends on the old ones.
            self.shelf, self.related = Shelf(self.portal.clock), Shelf(self.portal.clock, RELATED)
            self._frames.clear()
            self._made.clear()

    # --- what pages share ---

    async def sources(self) -> dict[str, Source]:
        async def make() -> dict[str, Source]:
            return {source.id: source for source in await self.ask(self.portal.store.sources)}

        return await self.shelf.get("sources", SOURCES_SECONDS, make)

    async def naming(self, edition: Edition) -> Naming:
        """How sources, agencies that are none, and what an article has of its own are called."""
        sources, words = await self.sources(), edition.words
        said = {OWN: words("own_words"), UNDECIDED: words("undecided")}

        def called(of: str) -> str:
            if of in said:
                return said[of]
            return sources[of].name if of in sources else agency(of, edition.tag)

        return called

    async def sections(self, edition: Edition) -> list[tuple[str, int]]:
        async def make() -> list[tuple[str, int]]:
            found = await self.ask(self.portal.store.sections, edition.languages)
            # A name of marks alone is none: "." and ".." cannot even stand in an address.
            return [(name, count) for name, count in found if any(letter.isalnum() for letter in name)]

        return await self.shelf.get(("sections", edition.tag), FRAME_SECONDS, make)

    async def headlines(self, selection: Selection, seconds: float = LIST_SECONDS) -> list[Headline]:
        """Headlines of a list, at most some seconds old."""

        async def make() -> list[Headline]:
            return await self.storied(titled(await self.ask(self.portal.store.headlines, selection)))

        return await self.shelf.get(selection, seconds, make)

    async def storied(self, headlines: list[Headline]) -> list[Headline]:
        """The same headlines, each with the story it tells."""
        found = await self.ask(self.portal.store.stories_of, [one.permalink for one in headlines])
        return [
            replace(one, story=note.number, papers=note.papers, origins=note.origins)
            if (note := found.get(one.permalink))
            else one
            for one in headlines
        ]

    async def strip(self, edition: Edition) -> Strip:
        return await self.shelf.get(("strip", edition.tag), STRIP_SECONDS, lambda: self._make_strip(edition))

    async def _strip_now(self, edition: Edition) -> Strip:
        """The strip of this moment, for those who listen; pages are given it too."""
        await self.watch()
        made = await self._make_strip(edition)
        self.shelf.put(("strip", edition.tag), STRIP_SECONDS, made)
        return made

    async def _make_strip(self, edition: Edition) -> Strip:
        position, now = await self.ask(self.portal.store.last_change), self.portal.clock()
        before = self._strips.get(edition.tag)
        at, made = self._made.get(edition.tag, (-1, now))
        rests = timedelta() <= now - made < STRIP_RESTS and now.minute == made.minute
        if before is not None and position == at and rests:
            return before
        self._made[edition.tag] = (position, now)
        # Twice as many as are shown, since some will say the same.
        asked = Selection(languages=edition.languages, limit=STRIP_LENGTH * 2)
        found = await self.storied(await self.ask(self.portal.store.headlines, asked))
        shown = tuple(distinct(found))[:STRIP_LENGTH]
        listed, mark = marked(shown)
        html = self.templates.fragment("strip.html", edition, headlines=shown, mark_of_lines=mark, now=now)
        version = digest(html)
        if before is None or before.version != version:
            self._strips[edition.tag] = Strip(html, listed, version, now, mark, now)
        return self._strips[edition.tag]

    async def masthead(self, edition: Edition) -> Markup:
        async def make() -> Markup:
            sections = (await self.sections(edition))[:NAVIGATION]
            now = self.portal.clock()
            return self.templates.fragment("masthead.html", edition, sections=sections, now=now)

        return await self.shelf.get(("masthead", edition.tag), FRAME_SECONDS, make)

    async def searchable(self) -> None:
        """Lets the index see its newest commit, at most every two seconds."""
        now = self.portal.clock()
        if self._refreshed is None or not timedelta() <= now - self._refreshed < timedelta(seconds=2):
            self._refreshed = now
            await self.ask(self.portal.index.refresh)

    # --- pages ---

    async def frame(self, edition: Edition) -> Frame:
        """What stands round every page, made anew when the strip or the masthead is."""
        strip = await self.strip(edition)
        masthead = await self.masthead(edition)
        kept = self._frames.get(edition.tag)
        if kept is None or kept[0] is not strip or kept[1] is not masthead:
            frame = self.templates.frame(edition, self.editions, strip=strip.html, masthead=masthead)
            kept = self._frames[edition.tag] = (strip, masthead, frame)
        return kept[2]

    async def render(self, edition: Edition, template: str, view: View, **values: object) -> bytes:
        """A whole page."""
        frame = await self.frame(edition)
        main = self.templates.fragment(template, edition, view=view, **values)
        return frame.fill(view, main)

    async def show(
        self,
        request: Request,
        edition: Edition,
        template: str,
        view: View,
        *,
        status: int = 200,
        cache: str = SOON,
        **values: object,
    ) -> Response:
        """A whole page as an answer, named by its content."""
        body = await self.render(edition, template, view, **values)
        strip = self._strips[edition.tag]
        kept = status == 200 and cache != NEVER
        stamp = Stamp(digest(body.decode()), strip.changed, cache) if kept else Stamp(cache=NEVER)
        return answer(request, Content(body, HTML, stamp), status=status, level=PAGE_LEVEL)

    def edition_of(self, path: str) -> Edition:
        """The edition an address belongs to."""
        first, *others = self.editions
        for edition in others:
            prefix = edition.addresses.prefix
            if path == prefix or path.startswith(prefix + "/"):
                return edition
        return first

    def bind(self, page: Page, *bound: object) -> ASGIApp:
        """A page as an application, for a route. A failure of ours ends here, logged once, and the reader is told
        nothing of it but that it was ours."""

        async def endpoint(request: Request) -> Response:
            try:
                await self.watch()
                return await page(self, request, *bound)
            except (HTTPException, BadRequest):
                raise
            except Exception as error:  # noqa: BLE001 - the edge of the house
                return self.failed(request, error)

        return Endpoint(endpoint)

    def note(self, request: Request, error: Exception) -> None:
        """Writes a failure to the log, once."""
        log.error("page failed", path=request.scope.get("path", "")[:200], error=repr(error)[:500], exc_info=error)

    def failed(self, request: Request, error: Exception) -> Response:
        """The page for a failure of ours; 503 where it is the index that is not to be had."""
        edition, headers = self.edition_of(request.scope.get("path", "")), {"cache-control": "no-store"}
        if isinstance(error, IndexDown):
            log.error("the index is not to be had", error=str(error)[:500])
            return Response(self.templates.failure(edition), 503, headers | {"retry-after": "10"}, HTML)
        self.note(request, error)
        return Response(self.templates.failure(edition), 500, headers, HTML)

    def handler(self, page: Page) -> Callable[[Request, Exception], Awaitable[Response]]:
        async def handle(request: Request, error: Exception) -> Response:
            return await page(self, request, error)

        return handle

"""The front: what most papers carry, the newest, by section and by country."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from masdar.contracts import Selection
from masdar.model import Headline, Source
from masdar.web import structured
from masdar.web.answers import HTML, Content, Stamp, answer, pack
from masdar.web.arranging import arrange
from masdar.web.edition import Edition
from masdar.web.frame import View
from masdar.web.headlines import digest, distinct, marks
from masdar.web.site import Site

NEWEST = 240  # headlines the front is arranged from
SECTIONS, IN_SECTION = 6, 4
COUNTRIES, IN_COUNTRY = 6, 3
FRONT_SECONDS = 3.0
PARTS_SECONDS = 15.0  # of sections and countries, which stand further down


async def page(site: Site, request: Request, edition: Edition) -> Response:
    async def make() -> Content:
        body = await _front(site, edition)
        return Content(body, HTML, Stamp(digest(body.decode()), site.portal.clock()), pack(body, 6))

    return answer(request, await site.shelf.get(("front", edition.tag), FRONT_SECONDS, make))


async def _front(site: Site, edition: Edition) -> bytes:
    newest = await site.headlines(Selection(languages=edition.languages, limit=NEWEST))
    front = arrange(newest, site.portal.clock())
    seen = {mark for one in front.placed() for mark in marks(one)}
    papers = sorted((await site.sources()).values(), key=lambda source: source.name)
    mine = [source for source in papers if not source.languages or edition.tag in source.languages]
    sections = []
    for name, _ in (await site.sections(edition))[:SECTIONS]:
        shown = await _part(site, Selection(section=name, languages=edition.languages, limit=IN_SECTION * 3), seen)
        if shown:
            sections.append((name, shown[:IN_SECTION]))
    countries = await _countries(site, edition, mine, seen)
    view = View(
        path="/",
        kind="front",
        description=edition.words("tagline"),
        feed=edition.addresses.page("rss"),
        data=structured.front(edition, site.portal.name),
    )
    return await site.render(
        edition, "front.html", view, front=front, sections=sections, countries=countries, papers=mine
    )


async def _part(site: Site, selection: Selection, seen: set[str]) -> tuple[Headline, ...]:
    """A part's headlines, a little older than the front's may be, without those that stand above."""
    found = await site.headlines(selection, PARTS_SECONDS)
    return tuple(distinct(found, set(seen)))


async def _countries(
    site: Site, edition: Edition, papers: list[Source], seen: set[str]
) -> list[tuple[str, tuple[Headline, ...]]]:
    """The newest by country, where papers of several are collected; those with most papers first."""
    codes = [paper.country for paper in papers if paper.country]
    ordered = sorted(dict.fromkeys(codes), key=lambda code: (-codes.count(code), code))
    if len(ordered) < 2:
        return []
    made = []
    for code in ordered[:COUNTRIES]:
        shown = await _part(site, Selection(country=code, languages=edition.languages, limit=IN_COUNTRY * 6), seen)
        if shown:
            made.append((code, shown[:IN_COUNTRY]))
    return made

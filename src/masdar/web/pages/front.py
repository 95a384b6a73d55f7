"""The front: newest over all papers, then by section."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from masdar.contracts import Selection
from masdar.web.answers import HTML, Stamp, answer, pack
from masdar.web.edition import Edition
from masdar.web.frame import View
from masdar.web.headlines import arrange, digest, distinct, marks
from masdar.web.site import Site

NEWEST = 90  # headlines the front is arranged from
SECTIONS = 6
IN_SECTION = 4
FRONT_SECONDS = 3.0


async def page(site: Site, request: Request, edition: Edition) -> Response:
    async def make() -> tuple[bytes, bytes, Stamp]:
        body = await _front(site, edition)
        return body, pack(body, 6), Stamp(digest(body.decode()), site.portal.clock())

    body, packed, stamp = await site.shelf.get(("front", edition.tag), FRONT_SECONDS, make)
    return answer(request, body, HTML, stamp, packed=packed)


async def _front(site: Site, edition: Edition) -> bytes:
    newest = await site.headlines(Selection(languages=edition.languages, limit=NEWEST))
    front = arrange(newest)
    placed = [front.lead, *front.beside, *front.pictures, *front.lines] if front.lead else []
    seen = {mark for one in placed if one for mark in marks(one)}
    sections = []
    for name, _ in (await site.sections(edition))[:SECTIONS]:
        asked = Selection(section=name, languages=edition.languages, limit=IN_SECTION * 3)
        shown = tuple(distinct(await site.headlines(asked), seen))[:IN_SECTION]
        if shown:
            sections.append((name, shown))
    papers = sorted((await site.sources()).values(), key=lambda source: source.name)
    mine = [source for source in papers if not source.languages or edition.tag in source.languages]
    view = View(path="/", kind="front", description=edition.words("tagline"), feed=edition.addresses.page("rss"))
    return await site.render(edition, "front.html", view, front=front, sections=sections, papers=mine)

"""Lists of headlines that page by cursor: a paper's, a section's, an author's."""

from __future__ import annotations

from dataclasses import replace

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from masdar.contracts import Selection
from masdar.model import Headline
from masdar.web import structured
from masdar.web.addresses import cursor, read_cursor
from masdar.web.asking import BadRequest, name, parameters
from masdar.web.bidi import plain
from masdar.web.edition import Edition
from masdar.web.frame import View
from masdar.web.headlines import by_day
from masdar.web.origins import lag
from masdar.web.pages.provenance import Whose, of_source
from masdar.web.site import Site

PAGE = 30


async def _page_of(site: Site, request: Request, selection: Selection) -> tuple[list[Headline], str, bool]:
    """The headlines asked for, the cursor of the older ones ("" where there are none), and whether this is the
    list's beginning."""
    try:
        before = read_cursor(parameters(request).get("before", ""))
    except ValueError as error:
        raise BadRequest from error
    asked = replace(selection, before=before, limit=PAGE + 1)
    found = await site.headlines(asked)
    shown = found[:PAGE]
    return shown, cursor(shown[-1]) if len(found) > PAGE else "", before is None


async def source(site: Site, request: Request, edition: Edition) -> Response:
    """Everything of one paper, in whatever language it prints."""
    found = (await site.sources()).get(request.path_params["source"])
    if found is None:
        raise HTTPException(404)
    shown, older, first = await _page_of(site, request, Selection(source=found.id))
    to = edition.addresses
    view = View(
        title=found.name,
        path=f"/{found.id}",
        kind="source",
        description=found.name_latin or found.name,
        feed=f"{to.source(found.id)}/rss",
        hidden=not first,
        data=structured.collection(edition, found.name, to.source(found.id), shown, about=structured.publisher(found)),
    )
    days = by_day(shown, edition.calendar)
    return await site.show(
        request,
        edition,
        "source.html",
        view,
        source=found,
        days=days,
        older=older,
        first=first,
        here=to.source(found.id),
        whose=await of_source(site, edition, found) if first else Whose((), (), ()),
        lag=lambda seconds: lag(seconds, edition),
    )


async def section(site: Site, request: Request, edition: Edition) -> Response:
    asked = name(request.path_params["name"])
    shown, older, first = await _page_of(site, request, Selection(section=asked, languages=edition.languages))
    if not shown:  # a section of papers in another language, reached from one of their articles
        shown, older, first = await _page_of(site, request, Selection(section=asked))
    if first and not shown:
        raise HTTPException(404)
    here = edition.addresses.section(asked)
    title = edition.words("section_title", name=asked)
    data = structured.collection(edition, title, here, shown)
    view = View(title=title, path=_local(here, edition), kind="section", hidden=not first, alternates=False, data=data)
    days = by_day(shown, edition.calendar)
    return await site.show(request, edition, "list.html", view, heading=asked, within=None, days=days, older=older,
                           first=first, here=here, join="?")  # fmt: skip


async def author(site: Site, request: Request, edition: Edition) -> Response:
    """Everything under one name; within one paper where `source` says so, since two people may share a name."""
    asked = name(request.path_params["name"])
    paper = (await site.sources()).get(parameters(request).get("source", ""))
    within = paper.id if paper else ""
    shown, older, first = await _page_of(site, request, Selection(author=asked, source=within))
    if first and not shown:
        raise HTTPException(404)
    here = edition.addresses.author(asked, within)
    title = edition.words("author_title", name=asked)
    data = structured.collection(edition, title, here, shown, about={"@type": "Person", "name": plain(asked)})
    view = View(title=title, path=_local(here, edition), kind="author", hidden=not first, data=data)
    days = by_day(shown, edition.calendar)
    return await site.show(request, edition, "list.html", view, heading=asked, within=paper, days=days, older=older,
                           first=first, here=here, join="&" if within else "?")  # fmt: skip


def _local(address: str, edition: Edition) -> str:
    """An address without its edition's prefix."""
    return address.removeprefix(edition.addresses.prefix)

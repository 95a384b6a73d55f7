"""Search: what was asked and understood, results with the reader's words marked, ways to narrow and to widen.

Pages hold still while new articles arrive: links to further pages carry `until`, the time of the first page (see
`_stable`). Nothing that was asked is kept: no log, no cache here or on the way (`no-store`), no referrer.
"""

from __future__ import annotations

import json
from dataclasses import replace

from starlette.requests import Request
from starlette.responses import Response

from masdar.contracts import Selection
from masdar.language.fold import fold
from masdar.model import And, DateRange, Headline, Hit, Order, Permalink, Query, Results, Search
from masdar.search.query import QueryError
from masdar.web.answers import JSON, NEVER, Content, Stamp, answer
from masdar.web.asking import MAX_PAGE
from masdar.web.edition import Edition
from masdar.web.frame import View
from masdar.web.headlines import titled
from masdar.web.histogram import MOST_BARS, Histogram, histogram
from masdar.web.narrowing import Asking, joined
from masdar.web.pages import results as html
from masdar.web.pages.asked import Asked, read
from masdar.web.pages.finding import LONG, SHOWN, Found, Hint, Trouble, bar_links, chips, facets, found_json, spellings
from masdar.web.site import Site

PAGE = 10  # with facets and a time line, what a page of 60 KB holds
BEST_PAGES = 50  # near-repeats are folded so deep; who wants more wants an order of time
ARRIVED = 100  # new articles that are looked past where the order is by score
REPEATS = 3  # near-repeats that are named under a result
SHORTER = 4  # shorter queries that are tried where nothing was found
SECTIONS = 6
FEW_BARS = 12  # under a long query


def newest(asked: Asked) -> Asked:
    """The same search, newest first, from the beginning."""
    return replace(asked, order=Order.NEWEST, page=1, until=None)


async def find(site: Site, edition: Edition, asked: Asked, limit: int = PAGE) -> Found:
    """What a search finds. Nothing is asked of the index where nothing was asked for."""
    if not asked.q and not asked.narrowed:
        return Found(asked)
    try:
        asking = Asking.of(asked.q, site.portal.clock())
    except QueryError as error:
        return Found(asked, trouble=_trouble(edition, asked.q, error.position, str(error.code)))
    await site.searchable()
    order = Order.NEWEST if asked.order is Order.BEST and asking.query is None else asked.order
    search = Search(
        joined((*([asking.query] if asking.query is not None else ()), *asked.filters())),
        order=order,
        offset=(asked.page - 1) * limit,
        limit=limit,
        text=asked.q,
        exact=asked.exact,
    )
    search = replace(search, query=_flat(search.query))
    results = await _stable(site, search, asked)
    told = (*results.hits, *results.nearby)
    named = [one for hit in told for one in (hit.permalink, *hit.repeats[:REPEATS])]
    kept = await site.ask(site.portal.store.headlines_of, named)
    # The index may still hold what the store has let go.
    hits = [(hit, kept[hit.permalink]) for hit in results.hits if hit.permalink in kept]
    if order is Order.BEST:
        hits = await _by_story(site, hits, results.earlier)
    nearby = tuple((hit, kept[hit.permalink]) for hit in results.nearby if hit.permalink in kept)
    shown = [hit for hit, _ in (*hits, *nearby)]
    repeats = {hit.permalink: titled(kept[one] for one in hit.repeats[:REPEATS] if one in kept) for hit in shown}
    return Found(asked, results, tuple(hits), nearby, repeats, asking=asking, order=order)


async def _by_story(
    site: Site, hits: list[tuple[Hit, Headline]], earlier: tuple[Permalink, ...]
) -> list[tuple[Hit, Headline]]:
    """Of a page's articles on one event the best, the others as its repeats; none on an event of an earlier page."""
    notes = await site.ask(site.portal.store.stories_of, [*earlier, *(hit.permalink for hit, _ in hits)])
    told = {notes[one].number for one in earlier if one in notes}
    places: dict[int, int] = {}
    made: list[tuple[Hit, Headline]] = []
    for hit, headline in hits:
        story = notes[hit.permalink].number if hit.permalink in notes else 0
        if story and story in told:
            continue
        if story in places:
            best, best_line = made[places[story]]
            made[places[story]] = (replace(best, repeats=(*best.repeats, hit.permalink, *hit.repeats)), best_line)
            continue
        if story:
            places[story] = len(made)
        made.append((hit, headline))
    return made


def _flat(query: Query | None) -> Query | None:
    """Filters beside the reader's words, not round them."""
    if isinstance(query, And) and isinstance(query.nodes[0], And):
        return And((*query.nodes[0].nodes, *query.nodes[1:]))
    return query


async def _stable(site: Site, search: Search, asked: Asked) -> Results:
    """A page of results as it would have been at `until`.

    By time, what is newer is left out. By score that would not do, since a query with a time is scored without the
    prior for new articles: what is newer is counted, and only where there is any, looked past."""
    ask = site.portal.index.search
    if asked.until is None or search.order is Order.OLDEST:
        return await site.ask(ask, search)
    nodes = search.query.nodes if isinstance(search.query, And) else (search.query,) if search.query else ()
    if search.order is Order.NEWEST:
        return await site.ask(ask, replace(search, query=joined((*nodes, DateRange(None, asked.until)))))
    since = replace(search, query=joined((*nodes, DateRange(asked.until, None))), offset=0, limit=1, facets=False)
    arrived = min((await site.ask(ask, since)).total, ARRIVED)
    if not arrived:
        return await site.ask(ask, search)
    found = await site.ask(ask, replace(search, offset=0, limit=search.offset + search.limit + arrived))
    known = [hit for hit in found.hits if hit.at is None or hit.at < asked.until]
    earlier = tuple(hit.permalink for hit in known[: search.offset])
    return replace(found, hits=tuple(known[search.offset : search.offset + search.limit]), earlier=earlier)


def _trouble(edition: Edition, q: str, position: int, code: str) -> Trouble:
    at = max(0, min(position, len(q)))
    messages = edition.words.table("query_errors")
    return Trouble(q[:at], q[at : at + 1], q[at + 1 :], messages.get(code, messages["other"]), at, code)


def _further(site: Site, found: Found) -> dict[str, str | int] | None:
    """What changes in the address for the next page; None where this is the last."""
    asked, results = found.asked, found.results
    if results is None or asked.page * PAGE >= results.total or not results.hits:
        return None
    until = asked.until_text or str(int(site.portal.clock().timestamp()) + 1)
    last = BEST_PAGES if found.order is Order.BEST else MAX_PAGE
    if asked.page < last:
        return {"page": asked.page + 1, "until": until}
    at = results.hits[-1].at
    if found.order is Order.NEWEST and at is not None:
        return {"until": int(at.timestamp()) + 1}  # the next fifty pages begin at the last article's second
    return None


async def _hints(site: Site, edition: Edition, found: Found) -> tuple[Hint, ...]:
    """Other ways to ask where nothing was found, each with what it finds: fewer words, fewer filters."""
    asked, to = found.asked, edition.addresses
    if found.asking is None:
        return ()
    narrowed = chips(edition, found, await site.sources())[:SHORTER]
    made = [Hint(chip.label, chip.href, filter=True) for chip in narrowed]
    for text in found.asking.shorter(SHORTER):
        shorter = replace(asked, q=text, page=1, until=None)
        asking = Asking.of(text, site.portal.clock())
        query = _flat(joined((*([asking.query] if asking.query is not None else ()), *asked.filters())))
        told = await site.ask(site.portal.index.search, Search(query, limit=1, facets=False, text=text))
        if told.total:
            made.append(Hint(text, shorter.address(to), told.total))
    return tuple(made)


async def page(site: Site, request: Request, edition: Edition) -> Response:
    asked = read(request)
    found = await find(site, edition, asked)
    to = edition.addresses
    total = found.results.total if found.results else 0
    further = _further(site, found)
    graph = _graph(edition, found)
    bars = bar_links(edition, found, graph) if graph else ()
    nothing = found.results is not None and not total
    sources, sections = await site.sources(), await site.sections(edition)
    view = View(
        title=asked.q or edition.words("search"),
        path="/search" if not asked.q else asked.address(to).removeprefix(to.prefix),
        kind="search",
        feed=asked.address(to, "search.rss") if found.results else "",
        hidden=True,
    )
    return await site.show(
        request,
        edition,
        "search.html",
        view,
        cache=NEVER,
        asked=asked,
        found=found,
        total=total,
        chips=chips(edition, found, sources),
        hits=html.hits(edition, found),
        facets=html.facets(edition, facets(edition, found, sources, await _spelt(site, found, sections))),
        graph=html.graph(edition, graph, bars),
        hints=await _hints(site, edition, found) if nothing else (),
        sections=sections[:SECTIONS] if nothing else (),
        next=asked.address(to, **further) if further else "",
        deepest=found.order is Order.BEST and asked.page == BEST_PAGES and total > BEST_PAGES * PAGE,
        sources=sources,
        orders=tuple(Order),
    )


async def _spelt(site: Site, found: Found, sections: list[tuple[str, int]]) -> dict[str, str]:
    """How papers write what an index counts folded: by the results, else by an article of each author."""
    spelt = spellings(found, sections)
    for folded, _ in found.facets.get("author", ())[: SHOWN["author"]]:
        if folded and folded not in spelt:
            spelt[folded] = site.names.get(folded) or site.names.put(folded, await site.ask(_written, site, folded))
    return spelt


def _written(site: Site, folded: str) -> str:
    signed = site.portal.store.headlines(Selection(author=folded, limit=1))
    return next((name for one in signed for name in one.authors if fold(name) == folded), folded)


def _graph(edition: Edition, found: Found) -> Histogram | None:
    if found.results is None:
        return None
    return histogram(
        found.results.facets.get("month", ()),
        right_to_left=edition.direction == "rtl",
        most_bars=MOST_BARS if len(found.asked.q) <= LONG else FEW_BARS,
    )


async def json_page(site: Site, request: Request, edition: Edition) -> Response:
    """Search for machines."""
    asked = read(request)
    found = await find(site, edition, asked)
    if found.trouble is not None:
        wrong = {"error": found.trouble.code, "position": found.trouble.position, "message": found.trouble.message}
        body = json.dumps(wrong, ensure_ascii=False).encode()
        return answer(request, Content(body, JSON, Stamp(cache=NEVER)), status=400)
    further = _further(site, found)
    to = edition.addresses
    made = found_json(edition, found, _graph(edition, found))
    made["next"] = to.absolute(asked.address(to, "search.json", **further)) if further else None
    body = json.dumps(made, ensure_ascii=False).encode("utf-8", "replace")
    return answer(request, Content(body, JSON, Stamp(cache=NEVER)))

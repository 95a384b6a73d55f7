"""Search: a form, filters, results with the reader's words marked, and errors that point at their place."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from starlette.requests import Request
from starlette.responses import Response

from masdar.model import And, DateRange, Filter, Headline, Hit, Order, Query, Results, Search
from masdar.search.query import QueryError, parse
from masdar.web.addresses import Addresses
from masdar.web.answers import JSON, Stamp, answer
from masdar.web.asking import MAX_PAGE, BadRequest, day, parameters
from masdar.web.asking import page as page_number
from masdar.web.edition import Edition
from masdar.web.frame import View
from masdar.web.site import Site
from masdar.web.templates import moment

PAGE = 20


@dataclass(frozen=True, slots=True)
class Asked:
    """A search as the form has it."""

    q: str = ""
    source: str = ""
    lang: str = ""
    section: str = ""
    start: str = ""
    end: str = ""
    order: Order = Order.BEST
    page: int = 1

    @property
    def narrowed(self) -> bool:
        return bool(self.source or self.lang or self.section or self.start or self.end)

    def address(self, to: Addresses, name: str = "search", **changes: object) -> str:
        """The address of this search with some of it changed; changes begin at the first page."""
        fields: dict[str, object] = {
            "q": self.q, "source": self.source, "lang": self.lang, "section": self.section, "from": self.start,
            "to": self.end, "order": "" if self.order is Order.BEST else self.order.value, "page": "",
        }  # fmt: skip
        return to.page(name, **{**fields, **changes})


@dataclass(frozen=True, slots=True)
class Trouble:
    """What is wrong with a query, in the reader's words, and where."""

    before: str
    at: str
    after: str
    message: str
    position: int
    code: str


@dataclass(frozen=True, slots=True)
class Found:
    """What a search found, or what is wrong with it."""

    asked: Asked
    results: Results | None = None
    hits: tuple[tuple[Hit, Headline], ...] = ()
    trouble: Trouble | None = None
    facets: Mapping[str, tuple[tuple[str, int], ...]] = field(default_factory=dict)


def read(request: Request) -> Asked:
    """The search an address asks for. Raises `BadRequest`."""
    asked = parameters(request)
    order = asked.get("order") or Order.BEST.value
    if order not in Order._value2member_map_:
        raise BadRequest
    day(asked.get("from", "")), day(asked.get("to", ""))
    return Asked(
        q=asked.get("q", ""),
        source=asked.get("source", ""),
        lang=asked.get("lang", ""),
        section=asked.get("section", ""),
        start=asked.get("from", ""),
        end=asked.get("to", ""),
        order=Order(order),
        page=page_number(asked),
    )


def newest(asked: Asked) -> Asked:
    """The same search, newest first, from the beginning."""
    return replace(asked, order=Order.NEWEST, page=1)


def tree(asked: Asked, query: Query | None) -> Query | None:
    """The reader's query and the form's filters together."""
    nodes: list[Query] = [query] if query is not None else []
    nodes += [
        Filter(name, value)
        for name, value in (("source", asked.source), ("lang", asked.lang), ("section", asked.section))
        if value
    ]
    start, end = day(asked.start), day(asked.end, after=True)
    if start or end:
        nodes.append(DateRange(start, end))
    if len(nodes) < 2:
        return nodes[0] if nodes else None
    return And(tuple(nodes))


async def find(site: Site, edition: Edition, asked: Asked, limit: int = PAGE) -> Found:
    """What a search finds. Nothing is asked of the index where nothing was asked for."""
    if not asked.q and not asked.narrowed:
        return Found(asked)
    try:
        query = parse(asked.q, now=site.portal.clock()) if asked.q else None
    except QueryError as error:
        return Found(asked, trouble=_trouble(edition, asked.q, error.position, str(error.code)))
    await site.searchable()
    order = Order.NEWEST if asked.order is Order.BEST and query is None else asked.order
    search = Search(tree(asked, query), order=order, offset=(asked.page - 1) * limit, limit=limit, text=asked.q)
    results = await site.ask(site.portal.index.search, search)
    kept = await site.ask(site.portal.store.headlines_of, [hit.permalink for hit in results.hits])
    # The index may still hold what the store has let go.
    hits = tuple((hit, kept[hit.permalink]) for hit in results.hits if hit.permalink in kept)
    return Found(asked, results, hits, facets=results.facets)


def _trouble(edition: Edition, q: str, position: int, code: str) -> Trouble:
    at = max(0, min(position, len(q)))
    messages = edition.words.table("query_errors")
    return Trouble(q[:at], q[at : at + 1], q[at + 1 :], messages.get(code, messages["other"]), at, code)


async def page(site: Site, request: Request, edition: Edition) -> Response:
    asked = read(request)
    found = await find(site, edition, asked)
    total = found.results.total if found.results else 0
    more = asked.page * PAGE < total and asked.page < MAX_PAGE
    view = View(
        title=asked.q or edition.words("search"),
        path="/search" if not asked.q else asked.address(edition.addresses).removeprefix(edition.addresses.prefix),
        kind="search",
        feed=asked.address(edition.addresses, "search.rss") if found.results else "",
        hidden=True,
    )
    return await site.show(
        request,
        edition,
        "search.html",
        view,
        asked=asked,
        found=found,
        total=total,
        more=more,
        sources=await site.sources(),
        orders=tuple(Order),
    )


async def json_page(site: Site, request: Request, edition: Edition) -> Response:
    """Search for machines."""
    asked = read(request)
    found = await find(site, edition, asked)
    if found.trouble is not None:
        wrong = {"error": found.trouble.code, "position": found.trouble.position, "message": found.trouble.message}
        return answer(
            request, json.dumps(wrong, ensure_ascii=False).encode(), JSON, Stamp(cache="no-store"), status=400
        )
    to = edition.addresses
    made = {
        "query": asked.q,
        "page": asked.page,
        "order": asked.order.value,
        "total": found.results.total if found.results else 0,
        "milliseconds": round(found.results.milliseconds, 3) if found.results else 0,
        "facets": {name: [{"value": v, "count": n} for v, n in counts] for name, counts in found.facets.items()},
        "results": [
            {
                "id": str(hit.permalink),
                "url": to.absolute(to.article(hit.permalink)),
                "original": headline.url,
                "title": headline.title,
                "source": headline.permalink.source,
                "source_name": headline.source_name,
                "at": moment(headline.at),
                "language": headline.language,
                "section": headline.section,
                "score": round(hit.score, 4),
                "snippet": [{"text": part.text, "hit": part.hit} for part in hit.snippet],
            }
            for hit, headline in found.hits
        ],
    }
    body = json.dumps(made, ensure_ascii=False).encode("utf-8", "replace")
    return answer(request, body, JSON, Stamp(cache="public, max-age=5"))

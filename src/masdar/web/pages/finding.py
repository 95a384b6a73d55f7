"""What a search found, and what the page and the programs are told of it: chips, facets, results."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from masdar.language.fold import fold
from masdar.model import DateRange, Filter, Headline, Hit, Order, Permalink, Results, Source
from masdar.search.query import write
from masdar.web.addresses import Addresses
from masdar.web.edition import Edition
from masdar.web.histogram import Histogram, period
from masdar.web.marks import moment
from masdar.web.narrowing import Asking
from masdar.web.pages.asked import Asked

# Facet → the field of the query language, in the page's order.
FACETS = {
    "source": "source", "section": "section", "author": "author",
    "language": "lang", "country": "country", "kind": "kind",
}  # fmt: skip
SPELT = ("section", "author")  # counted under their folded names
SHOWN = {"source": 8, "section": 6, "author": 6, "language": 4, "country": 5, "kind": 4}
_TABLES = {"lang": "languages", "country": "countries", "kind": "article_kinds"}  # where a value's words stand
LONG = 160  # characters of a query: since every link carries it, a longer one gets fewer links
LONGEST = 500  # characters a query may have


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
    """What a search found, or what is wrong with it. `repeats`: the near-repeats that are named under each result."""

    asked: Asked
    results: Results | None = None
    hits: tuple[tuple[Hit, Headline], ...] = ()
    nearby: tuple[tuple[Hit, Headline], ...] = ()
    repeats: Mapping[Permalink, list[Headline]] = field(default_factory=dict)
    trouble: Trouble | None = None
    asking: Asking | None = None
    order: Order = Order.BEST  # that was searched in

    @property
    def facets(self) -> Mapping[str, tuple[tuple[str, int], ...]]:
        return self.results.facets if self.results else {}


@dataclass(frozen=True, slots=True)
class Chip:
    """Something the search is narrowed to; `href` is the search without it."""

    label: str
    href: str
    paper: bool = False


@dataclass(frozen=True, slots=True)
class Choice:
    """A value of a facet; `href` is the search narrowed to it, "" where it already is."""

    label: str
    count: int
    href: str


@dataclass(frozen=True, slots=True)
class Hint:
    """Another way to ask. `count` is how much it finds, where that was tried."""

    text: str
    href: str
    count: int = 0
    filter: bool = False


def spellings(found: Found, sections: Iterable[tuple[str, int]]) -> dict[str, str]:
    """How papers write the sections and authors that an index counts folded."""
    names = [name for _, headline in (*found.hits, *found.nearby) for name in (headline.section, *headline.authors)]
    return {fold(name): name for name in (*names, *(section for section, _ in sections))}


def _label(edition: Edition, name: str, value: str, sources: Mapping[str, Source]) -> str:
    """A filter's value in words."""
    if name == "source":
        return sources[value].name if value in sources else value
    if name in _TABLES:
        return edition.words.table(_TABLES[name]).get(value, value)
    return value


def chips(edition: Edition, found: Found, sources: Mapping[str, Source]) -> tuple[Chip, ...]:
    """What the search is narrowed to, by the query and by the form, each with the way back."""
    asked, to = found.asked, edition.addresses
    made: list[Chip] = []
    for node in found.asking.narrowed_by() if found.asking else ():
        href = asked.address(to, q=found.asking.without(node) if found.asking else "")
        if isinstance(node, DateRange):
            made.append(Chip(period(edition.calendar, node.start, node.end), href))
        else:
            made.append(Chip(_named(edition, node, sources), href, node.field == "source"))
    for name, value in (("source", asked.source), ("section", asked.section), ("lang", asked.lang)):
        if value:
            made.append(Chip(_label(edition, name, value, sources), asked.address(to, **{name: ""}), name == "source"))
    for own in asked.filters():
        if isinstance(own, DateRange):
            label = period(edition.calendar, own.start, own.end)
            made.append(Chip(label, asked.address(to, **{"from": "", "to": ""})))
    return tuple(made)


def _named(edition: Edition, node: Filter, sources: Mapping[str, Source]) -> str:
    if node.field in ("title", "has", "changed"):
        return write(node)
    return _label(edition, node.field, node.value, sources)


def facets(
    edition: Edition, found: Found, sources: Mapping[str, Source], spelt: Mapping[str, str]
) -> dict[str, tuple[Choice, ...]]:
    """The counts of each facet, as links that narrow; `spelt` is how folded names are written."""
    if found.asking is None or found.results is None:
        return {}
    root = found.asking.root
    address = found.asked.addresses(edition.addresses, root)
    already = {(node.field, node.value) for node in found.asking.narrowed_by() if isinstance(node, Filter)}
    already |= {(node.field, node.value) for node in found.asked.filters() if isinstance(node, Filter)}
    made = {}
    for facet, name in FACETS.items():
        most = SHOWN[facet] if len(root) <= LONG else 3
        choices = []
        for value, count in found.facets.get(facet, ())[:most]:
            if not value:
                continue
            narrower = _filter(name, value)
            fits = (name, value) not in already and len(root) + 1 + len(narrower) <= LONGEST
            href = address(narrower) if fits else ""
            label = spelt.get(value) if name in SPELT else None
            choices.append(Choice(label or _label(edition, name, value, sources), count, href))
        # A facet of one value narrows nothing.
        if len(choices) > 1 or any(not choice.href for choice in choices):
            made[facet] = tuple(choices)
    return made


@lru_cache(maxsize=4096)
def _filter(name: str, value: str) -> str:
    return write(Filter(name, value))


_label_of = lru_cache(maxsize=4096)(period)  # of bars, which are whole months and years


def bar_links(edition: Edition, found: Found, graph: Histogram) -> tuple[tuple[str, str], ...]:
    """(label, address of the search narrowed to it) of each bar; the address is "" where the bar is empty or the query
    has no room left."""
    filled = [(bar.start, bar.end) for bar in graph.bars if bar.count]
    root, ranges = found.asking.within(*filled) if found.asking else ("", [])
    texts = dict(zip(filled, ranges, strict=False))
    address = found.asked.addresses(edition.addresses, root)
    made = []
    for bar in graph.bars:
        text = texts.get((bar.start, bar.end), "")
        href = address(text) if text and len(root) + 1 + len(text) <= LONGEST else ""
        made.append((_label_of(edition.calendar, bar.start, bar.end), href))
    return tuple(made)


def found_json(edition: Edition, found: Found, graph: Histogram | None) -> dict[str, Any]:
    """A search's results for programs."""
    asked, results, to = found.asked, found.results, edition.addresses
    bars = [
        {"from": moment(bar.start), "to": moment(bar.end), "count": bar.count} for bar in (graph.bars if graph else ())
    ]
    return {
        "query": asked.q,
        "page": asked.page,
        "order": asked.order.value,
        "exact": asked.exact,
        "until": moment(asked.until) if asked.until else None,
        "total": results.total if results else 0,
        "milliseconds": round(results.milliseconds, 3) if results else 0,
        "understood": [
            {"typed": one.typed, "searched": list(one.searched), "why": one.why}
            for one in (results.understood if results else ())
        ],
        "suggestion": results.suggestion if results else "",
        "widened": results.widened if results else False,
        "facets": {name: [{"value": v, "count": n} for v, n in counts] for name, counts in found.facets.items()},
        "histogram": {"months": graph.step if graph else 1, "bars": bars},
        "results": [_hit_json(to, hit, headline) for hit, headline in found.hits],
        "nearby": [_hit_json(to, hit, headline) for hit, headline in found.nearby],
    }


def _hit_json(to: Addresses, hit: Hit, headline: Headline) -> dict[str, Any]:
    return {
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
        "repeats": [str(permalink) for permalink in hit.repeats],
    }

"""A search → results, the same on every engine: plan, ask, widen or mend where little is found, fold near-repeats.

An engine only counts: it finds the articles of a clause in an order, and facets.
"""

from __future__ import annotations

import re
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple, Protocol, TypeAlias

from masdar.model import Hit, Order, Permalink, Results, Search
from masdar.search.clauses import All, Never, Plan
from masdar.search.highlighting import Marker
from masdar.search.indexing import NO_TIME, Shown, alike
from masdar.search.planning import Temper, plan
from masdar.search.showing import hit_of
from masdar.search.wording import Vocabulary

DEEPEST = 10_000  # results that can be paged through
FOLDED = 500  # results to which near-repeats are folded
WINDOW = 100  # results that are looked at for the first page, at least
TOLD = 6  # near-repeats that are named
FEW = 10  # hits; where there are fewer, articles with some of the words are shown beside them
FRESH, HALF_LIFE = 0.08, 90 * 86_400.0  # what being new adds at most to a score; seconds in which that halves


class Found(NamedTuple):
    """An article an engine found: its place among all it found in a search, score, time and the sketch of its text."""

    key: int
    score: float
    at: int
    sketch: int


Facets: TypeAlias = dict[str, tuple[tuple[str, int], ...]]


class Engine(Vocabulary, Protocol):
    """What counts: finds the articles of a plan, and their facets."""

    def found(self, planned: Plan, limit: int, order: Order) -> tuple[int, list[Found]]:
        """How many articles match, and the first `limit` of them in the order."""
        ...

    def counted(self, planned: Plan) -> tuple[int, Facets]:
        """How many articles match, and how many of each value."""
        ...

    def shown(self, found: Found) -> Shown: ...

    def permalink(self, found: Found) -> Permalink: ...

    def newest(self) -> int:
        """The time of the newest article."""
        ...


def ask(engine: Engine, search: Search) -> Results:
    """The results of a search."""
    started = time.perf_counter()
    offset, limit = max(0, search.offset), max(1, search.limit)
    needed = min(offset + limit, DEEPEST)
    order = Order.NEWEST if search.query is None and search.order is Order.BEST else search.order
    size = needed if order is not Order.BEST else max(WINDOW, 2 * needed) if needed <= FOLDED else needed
    asked = _asked(engine, search, size, order)
    ordered = _rows(engine, asked, order, needed)
    rows = ordered[offset : offset + limit]
    earlier = tuple(engine.permalink(found) for found, _ in ordered[:offset]) if order is Order.BEST else ()
    marker = Marker(asked.planned.marks)
    hits = tuple(_hit(engine, marker, found, others) for found, others in rows)
    beside = _folded(_timely(engine, asked, asked.beside))[: limit - len(hits)] if not offset else []
    nearby = tuple(_hit(engine, marker, found, others) for found, others in beside)
    facets = (asked.facets or engine.counted(asked.planned)[1]) if search.facets else {}
    spent = (time.perf_counter() - started) * 1000
    planned = asked.planned
    suggestion = _instead(search.text, planned.instead)
    return Results(asked.total, hits, facets, spent, planned.understood, suggestion, asked.widened, earlier, nearby)


def _instead(text: str, words: Sequence[tuple[str, str]]) -> str:
    """The query to offer, as typed but for some words; "" where there is none."""
    made = text
    for typed, meant in words:
        made = re.sub(rf"(?<!\w){re.escape(typed)}(?!\w)", meant, made)
    return "" if made == text else made


@dataclass(frozen=True, slots=True)
class _Asked:
    """What was searched in the end, how many hits it has, the articles to show first, and those beside them: they hold
    some of the words only."""

    planned: Plan
    total: int
    window: list[Found]
    beside: tuple[Found, ...] = ()
    widened: bool = False
    facets: Facets | None = None


def _asked(engine: Engine, search: Search, size: int, order: Order) -> _Asked:
    """The query as it stands; where nothing holds it, with slips mended, then with fewer of its words."""
    tempers = [Temper(exact=True)] if search.exact else [Temper(), Temper(mending=True)]
    for temper in tempers:
        planned = plan(search.query, engine, temper)
        if planned.long and planned.widens and order is Order.BEST:
            # Articles with fewer of the words stand where the mix puts them; they are not counted.
            total, facets = engine.counted(planned)
            if total:
                wide = plan(search.query, engine, replace(temper, wide=True))
                return _Asked(planned, total, engine.found(wide, size, order)[1], facets=facets)
        else:
            total, window = engine.found(planned, size, order)
            if total < FEW and total and planned.widens and order is Order.BEST:
                facets = engine.counted(planned)[1] if search.facets else {}
                wide = plan(search.query, engine, replace(temper, wide=True))
                return _Asked(planned, total, window, _beside(engine, planned, wide, size), facets=facets)
            if total:
                return _Asked(planned, total, window)
    if planned.widens and not search.exact:
        planned = plan(search.query, engine, Temper(mending=True, wide=True))
        return _Asked(planned, *engine.found(planned, size, order), widened=True)
    return _Asked(planned, 0, [])


def _beside(engine: Engine, planned: Plan, wide: Plan, size: int) -> tuple[Found, ...]:
    """What a wider reading finds beside the hits."""
    beside = replace(wide, match=All((wide.match, Never(planned.match))))
    return tuple(engine.found(beside, size, Order.BEST)[1])


def _hit(engine: Engine, marker: Marker, found: Found, others: list[Found]) -> Hit:
    repeats = tuple(engine.permalink(each) for each in others[:TOLD])
    return hit_of(found.score, engine.shown(found), marker, repeats)


def _rows(engine: Engine, asked: _Asked, order: Order, needed: int) -> list[tuple[Found, list[Found]]]:
    """The results in order, each with its near-repeats."""
    if order is not Order.BEST or needed > FOLDED:
        return [(found, []) for found in asked.window]
    return _folded(_timely(engine, asked, asked.window))


def _timely(engine: Engine, asked: _Asked, window: Sequence[Found]) -> Sequence[Found]:
    return _freshened(window, engine.newest()) if asked.planned.timeless else window


def _freshened(window: Sequence[Found], newest: int) -> list[Found]:
    """Of nearly equal articles the newer first."""
    scored = [
        Found(key, score * (1 + FRESH * 0.5 ** ((newest - at) / HALF_LIFE)) if at > NO_TIME else score, at, sketch)
        for key, score, at, sketch in window
    ]
    return sorted(scored, key=lambda found: -found.score)


def _folded(window: Sequence[Found]) -> list[tuple[Found, list[Found]]]:
    """Each text once, under it those nearly the same."""
    first = list(range(len(window)))
    for later, earlier in alike([found.sketch for found in window]):
        if first[later] == later and first[earlier] == earlier:
            first[later] = earlier
    kept: dict[int, tuple[Found, list[Found]]] = {}
    for place, found in enumerate(window):
        if first[place] == place:
            kept[place] = (found, [])
        else:
            kept[first[place]][1].append(found)
    return list(kept.values())

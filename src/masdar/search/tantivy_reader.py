"""One search in Tantivy: what `asking.ask` asks an engine for."""

from __future__ import annotations

import tantivy
from tantivy import Order as Direction
from tantivy import Query as Asked

from masdar.model import Order, Permalink
from masdar.search import clauses
from masdar.search.asking import Facets, Found
from masdar.search.clauses import Clause, Plan
from masdar.search.coding import coded
from masdar.search.indexing import Shown, month_name
from masdar.search.tantivy_documents import permalink_at, shown_at
from masdar.search.tantivy_queries import compiled, ranked

FACET_VALUES = 50
MONTHS = 2400


class Reader:
    """One searcher: the archive as it stood at one commit. Fulfils `asking.Engine`."""

    def __init__(self, searcher: tantivy.Searcher, newest: int) -> None:
        self._searcher = searcher
        self._newest = newest
        self._frequencies: dict[tuple[str, bool], int] = {}
        self._addresses: list[tantivy.DocAddress] = []
        self._matches: list[tuple[Clause, Asked]] = []

    def frequency(self, word: str) -> int:
        return self._frequency(word, False)

    def stem_frequency(self, stem: str) -> int:
        return self._frequency(stem, True)

    def _frequency(self, token: str, stems: bool) -> int:
        known = self._frequencies.get((token, stems))
        if known is None:
            names = (clauses.TITLE_STEMS, clauses.BODY_STEMS) if stems else clauses.PLACED
            known = sum(self._searcher.doc_freq(name, coded(token)) for name in names)
            self._frequencies[token, stems] = known
        return known

    def found(self, planned: Plan, limit: int, order: Order) -> tuple[int, list[Found]]:
        match = self._match(planned)
        if order is Order.BEST:
            result = self._searcher.search(ranked(match, planned.rank), limit)
        else:
            direction = Direction.Desc if order is Order.NEWEST else Direction.Asc
            result = self._searcher.search(match, limit, order_by_field="at", order=direction)
        addresses = [address for _, address in result.hits]
        if not addresses:
            return total_of(result), []
        times = self._searcher.fast_field_values("at", addresses)
        sketches = self._searcher.fast_field_values("sketch", addresses)
        first = len(self._addresses)
        self._addresses += addresses
        return total_of(result), [
            Found(key, float(score) if order is Order.BEST else 0.0, int(at or 0), int(made or 0))
            for key, ((score, _), at, made) in enumerate(zip(result.hits, times, sketches, strict=True), first)
        ]

    def shown(self, found: Found) -> Shown:
        return shown_at(self._searcher, self._addresses[found.key])

    def permalink(self, found: Found) -> Permalink:
        return permalink_at(self._searcher, self._addresses[found.key])

    def newest(self) -> int:
        return self._newest

    def counted(self, planned: Plan) -> tuple[int, Facets]:
        asked = {name: {"terms": {"field": name, "size": FACET_VALUES}} for name in clauses.VALUES}
        asked["month"] = {"terms": {"field": "month", "size": MONTHS}}
        told = self._searcher.aggregate(self._match(planned), asked)
        buckets = {name: [(each["key"], int(each["doc_count"])) for each in told[name]["buckets"]] for name in asked}
        # Every article has one source.
        total = sum(n for _, n in buckets["source"]) + int(told["source"].get("sum_other_doc_count") or 0)
        months = sorted((int(key), n) for key, n in buckets.pop("month"))
        facets = {name: tuple((str(key), n) for key, n in each) for name, each in buckets.items()}
        return total, facets | {"month": tuple((month_name(key), n) for key, n in months)}

    def _match(self, planned: Plan) -> Asked:
        for clause, made in self._matches:
            if clause is planned.match:
                return made
        made = compiled(planned.match)
        self._matches.append((planned.match, made))
        return made


def total_of(found: tantivy.SearchResult) -> int:
    """How many documents a search found in all."""
    return int(getattr(found, "count", 0) or 0)

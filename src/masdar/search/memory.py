"""The index in memory: for tests and for small archives that live as long as a process.

The same analysis, plan and scores (BM25, k1 1.2, b .75) as the engines', counted in plain dictionaries.
"""

from __future__ import annotations

import math
import threading
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence

from masdar.contracts import Index
from masdar.model import Document, Order, Permalink, Results, Search
from masdar.search import clauses
from masdar.search.asking import Facets, Found, ask
from masdar.search.clauses import Clause, Plan
from masdar.search.coding import coded
from masdar.search.indexing import NO_TIME, Prepared, Shown, month_name, prepare

K1, B = 1.2, 0.75


class _Field:
    """The places of each token of one field, and how long each document's field is."""

    def __init__(self) -> None:
        self.places: dict[str, dict[str, list[int]]] = defaultdict(dict)
        self.lengths: dict[str, int] = {}

    def add(self, key: str, tokens: list[str]) -> None:
        self.lengths[key] = len(tokens)
        for place, token in enumerate(tokens):
            self.places[token].setdefault(key, []).append(place)

    def remove(self, key: str, tokens: list[str]) -> None:
        self.lengths.pop(key, None)
        for token in set(tokens):
            standing = self.places.get(token, {})
            standing.pop(key, None)
            if not standing:
                self.places.pop(token, None)

    def scores(self, counts: dict[str, int], documents: int, frequency: int) -> dict[str, float]:
        """BM25 of something that stands `counts[key]` times in each document."""
        if not counts:
            return {}
        average = sum(self.lengths.values()) / max(1, documents) or 1.0
        weight = math.log(1 + (documents - frequency + 0.5) / (frequency + 0.5))
        return {
            key: weight * n * (K1 + 1) / (n + K1 * (1 - B + B * self.lengths[key] / average))
            for key, n in counts.items()
        }


class MemoryIndex(Index):
    """All in dictionaries, gone with the process. May be called from any thread."""

    def __init__(self) -> None:
        self._lock = threading.RLock()
        self._position = 0
        self._standing: MemoryIndex | None = None  # the one this was made beside
        self._keys: list[str] = []  # of the articles found in one search
        self._documents: dict[str, Prepared] = {}
        self._fields = {name: _Field() for name in clauses.TOKEN_FIELDS}

    def position(self) -> int:
        return self._position

    def apply(self, documents: Sequence[Document], removed: Sequence[Permalink], position: int) -> None:
        prepared = {str(document.permalink): prepare(document) for document in documents}
        with self._lock:
            for permalink in removed:
                self._drop(str(permalink))
            for key, made in prepared.items():
                self._drop(key)
                self._documents[key] = made
                for name, text in made.tokens.items():
                    self._fields[name].add(key, text.split())
            self._position = position

    def _drop(self, key: str) -> None:
        gone = self._documents.pop(key, None)
        if gone is not None:
            for name, text in gone.tokens.items():
                self._fields[name].remove(key, text.split())

    def clear(self) -> None:
        with self._lock:
            self._documents.clear()
            self._fields = {name: _Field() for name in clauses.TOKEN_FIELDS}
            self._position = 0

    def beside(self) -> MemoryIndex:
        fresh = MemoryIndex()
        fresh._standing = self
        return fresh

    def take_place(self) -> None:
        if (standing := self._standing) is not None:
            with standing._lock:
                standing._documents, standing._fields = self._documents, self._fields
                standing._position = self._position

    def count(self) -> int:
        return len(self._documents)

    def permalinks(self) -> Iterator[Permalink]:
        with self._lock:
            return iter([prepared.shown.permalink for prepared in self._documents.values()])

    def refresh(self) -> None:
        """Nothing to do: what was applied is seen."""

    def close(self) -> None:
        """Nothing to do."""

    def search(self, search: Search) -> Results:
        with self._lock:
            self._keys = []
            return ask(self, search)

    # --- what `asking.Engine` asks for

    def frequency(self, word: str) -> int:
        return self._holding(coded(word), clauses.PLACED)

    def stem_frequency(self, stem: str) -> int:
        return self._holding(coded(stem), (clauses.TITLE_STEMS, clauses.BODY_STEMS))

    def _holding(self, token: str, names: tuple[str, ...]) -> int:
        return sum(len(self._fields[name].places.get(token, ())) for name in names)

    def found(self, planned: Plan, limit: int, order: Order) -> tuple[int, list[Found]]:
        scores = self._scores(planned.match)
        if order is Order.BEST:
            for clause in planned.rank:
                for key, score in self._scores(clause).items():
                    if key in scores:
                        scores[key] += score
        places = {key: place for place, key in enumerate(self._documents)}
        times = {key: NO_TIME if (at := self._documents[key].at) is None else at for key in scores}
        if order is Order.BEST:
            ordered = sorted(scores, key=lambda key: (-scores[key], places[key]))
        else:
            sign = -1 if order is Order.NEWEST else 1
            ordered = sorted(scores, key=lambda key: (sign * times[key], places[key]))
        first = len(self._keys)
        self._keys += ordered[:limit]
        return len(scores), [
            Found(place, scores[key] if order is Order.BEST else 0.0, times[key], self._documents[key].sketch)
            for place, key in enumerate(ordered[:limit], first)
        ]

    def shown(self, found: Found) -> Shown:
        return self._documents[self._keys[found.key]].shown

    def permalink(self, found: Found) -> Permalink:
        return self.shown(found).permalink

    def newest(self) -> int:
        return max((made.at for made in self._documents.values() if made.at is not None), default=0)

    def counted(self, planned: Plan) -> tuple[int, Facets]:
        counters: dict[str, Counter[str]] = {name: Counter() for name in clauses.VALUES}
        months: Counter[int] = Counter()
        scores = self._scores(planned.match)
        for key in scores:
            made = self._documents[key]
            months.update(() if made.month is None else (made.month,))
            for name in clauses.VALUES:
                counters[name].update(made.values[name])
        facets = {name: tuple(counter.most_common()) for name, counter in counters.items()}
        return len(scores), facets | {"month": tuple((month_name(month), n) for month, n in sorted(months.items()))}

    # --- clauses → scores by document

    def _scores(self, clause: Clause) -> dict[str, float]:
        if isinstance(clause, clauses.Term):
            standing = self._fields[clause.field].places.get(coded(clause.text), {})
            counts = {key: len(places) for key, places in standing.items()}
            return self._weighed(clause.field, counts, clause.weight)
        if isinstance(clause, clauses.Row):
            counts = {key: n for key in self._common(clause) if (n := self._rows(clause, key))}
            return self._weighed(clause.field, counts, clause.weight)
        if isinstance(clause, clauses.Beginning):
            places = self._fields[clause.field].places
            start = coded(clause.text)
            return {key: 1.0 for token, keys in places.items() if token.startswith(start) for key in keys}
        if isinstance(clause, clauses.Exactly):
            return {k: 0.0 for k, made in self._documents.items() if clause.value in made.values[clause.field]}
        if isinstance(clause, clauses.Between):
            return {key: 0.0 for key, made in self._documents.items() if _inside(made.at, clause)}
        if isinstance(clause, clauses.Everything):
            return dict.fromkeys(self._documents, 0.0)
        return self._joined(clause)

    def _joined(self, clause: clauses.All | clauses.Some | clauses.Best | clauses.Never) -> dict[str, float]:
        if isinstance(clause, clauses.Never):
            return self._all((clause,))
        if isinstance(clause, clauses.All):
            return self._all(clause.clauses)
        parts = [self._scores(each) for each in clause.clauses]
        best = isinstance(clause, clauses.Best)
        met: Counter[str] = Counter(key for part in parts for key in part)
        least = 1 if isinstance(clause, clauses.Best) else clause.least
        join = max if best else sum
        return {key: join(part[key] for part in parts if key in part) for key, n in met.items() if n >= least}

    def _all(self, inner: tuple[Clause, ...]) -> dict[str, float]:
        wanted = [self._scores(each) for each in inner if not isinstance(each, clauses.Never)]
        found = wanted[0] if wanted else dict.fromkeys(self._documents, 0.0)
        for part in wanted[1:]:
            found = {key: score + part[key] for key, score in found.items() if key in part}
        for each in inner:
            if isinstance(each, clauses.Never):
                barred = self._scores(each.clause)
                found = {key: score for key, score in found.items() if key not in barred}
        return found

    def _weighed(self, field: str, counts: dict[str, int], weight: float) -> dict[str, float]:
        scored = self._fields[field].scores(counts, len(self._documents), len(counts))
        return {key: weight * score for key, score in scored.items()}

    def _common(self, clause: clauses.Row) -> set[str]:
        places = self._fields[clause.field].places
        sets = [set(places.get(coded(token), ())) for token in clause.tokens]
        return set.intersection(*sets)

    def _rows(self, clause: clauses.Row, key: str) -> int:
        """How often the tokens stand there in order with at most `slop` others between."""
        places = [self._fields[clause.field].places[coded(token)][key] for token in clause.tokens]
        return sum(_follows(first, places[1:], clause.slop) for first in places[0])


def _follows(at: int, rest: list[list[int]], slop: int) -> bool:
    spare = slop
    for places in rest:
        following = [place for place in places if place > at]
        if not following or following[0] - at - 1 > spare:
            return False
        spare -= following[0] - at - 1
        at = following[0]
    return True


def _inside(at: int | None, clause: clauses.Between) -> bool:
    if at is None:
        return False
    return (clause.start is None or at >= clause.start) and (clause.end is None or at < clause.end)

"""One search on a cluster: what `asking.ask` asks an engine for, in as few journeys as can be."""

from __future__ import annotations

import zlib
from dataclasses import dataclass, replace
from typing import Any

from masdar.model import Order, Permalink, Search
from masdar.search.asking import Facets, Found
from masdar.search.clauses import VALUES, Plan
from masdar.search.indexing import NO_TIME, Shown, month_name
from masdar.search.opensearch_documents import WINDOW, shown, unsigned
from masdar.search.opensearch_queries import KEY, Asked, compiled, ranked
from masdar.search.opensearch_talk import EngineFailed, Talk
from masdar.search.opensearch_words import Words
from masdar.search.planning import Temper, plan

FACET_VALUES = 50
MONTHS = 2400
# Values a shard tells of; more than are shown, so that the sum over the shards is exact for those that are.
TOLD_BY_A_SHARD = 5000
TEXTS = 40  # texts to show that are fetched together

_DIRECTIONS = {Order.NEWEST: "desc", Order.OLDEST: "asc"}
_MENDED = (Temper(mending=True), Temper(mending=True, wide=True))


@dataclass(frozen=True, slots=True)
class Where:
    """The cluster, and the index there."""

    talk: Talk
    index: str


class Reader:
    """Fulfils `asking.Engine` for one search."""

    def __init__(self, where: Where, words: Words, search: Search, newest: int) -> None:
        self._where = where
        self._words = words
        self._search = search
        self._newest = newest
        self._keys: list[str] = []
        self._shown: dict[str, Shown] = {}
        self._told: tuple[Plan, int, dict[str, Any]] | None = None  # what was counted last
        self._learn(Temper(exact=search.exact))
        if not search.exact:
            self._learn(Temper(wide=True))
        self.frequency = words.frequency
        self.stem_frequency = words.stem_frequency

    def _learn(self, temper: Temper) -> None:
        self._words.until_known(lambda: plan(self._search.query, self._words, temper))

    def newest(self) -> int:
        return self._newest

    def found(self, planned: Plan, limit: int, order: Order) -> tuple[int, list[Found]]:
        total, hits = self._asked(planned, self._body(planned, min(limit, WINDOW), order))
        first = len(self._keys)
        self._keys += [hit["sort"][-2] for hit in hits]
        return total, [
            Found(place, float(hit["_score"] or 0.0), int(hit["sort"][-3]), unsigned(hit["sort"][-1]))
            for place, hit in enumerate(hits, first)
        ]

    def _asked(self, planned: Plan, body: Asked) -> tuple[int, list[dict[str, Any]]]:
        answer = self._where.talk("POST", self._path(), body)
        if answer is None:
            return 0, []
        _whole(answer)
        total = int(answer["hits"]["total"]["value"])
        self._told = (planned, total, answer.get("aggregations", {}))
        if not total and not self._search.exact:
            for temper in _MENDED:  # what will be asked next
                self._learn(temper)
        return total, answer["hits"]["hits"]

    def _path(self) -> str:
        # The same question goes to the same copies of the shards, for two copies may order equals differently.
        preference = zlib.crc32(self._search.text.encode("utf-8", "replace"))
        return (
            f"/{self._where.index}/_search?search_type=dfs_query_then_fetch"
            f"&allow_partial_search_results=false&preference=q{preference:x}"
        )

    def _body(self, planned: Plan, limit: int, order: Order) -> Asked:
        match = compiled(planned.match)
        best = order is Order.BEST
        at = {"at": {"order": _DIRECTIONS.get(order, "desc")}}
        body: Asked = {
            "query": ranked(match, planned.rank) if best else match,
            "size": limit,
            "track_total_hits": True,
            "_source": False,
            "stored_fields": "_none_",
            "sort": [*(["_score"] if best else []), at, KEY, "sketch"],
        }
        if self._search.facets:
            body["aggs"] = _facets()
        return body

    def counted(self, planned: Plan) -> tuple[int, Facets]:
        if self._told is None or self._told[0] is not planned:
            self._asked(planned, self._body(replace(planned, rank=()), 0, Order.NEWEST))
        _, total, told = self._told or (planned, 0, {})
        buckets = {
            name: [(each["key"], int(each["doc_count"])) for each in told.get(name, {}).get("buckets", [])]
            for name in (*VALUES, "month")
        }
        months = sorted(buckets.pop("month"))
        facets = {name: tuple((str(key), n) for key, n in each) for name, each in buckets.items()}
        return total, facets | {"month": tuple((month_name(int(key)), n) for key, n in months)}

    def permalink(self, found: Found) -> Permalink:
        return self.shown(found).permalink

    def shown(self, found: Found) -> Shown:
        key = self._keys[found.key]
        if key not in self._shown:
            self._fetch([each for each in self._keys[found.key : found.key + TEXTS] if each not in self._shown])
        return self._shown[key]

    def _fetch(self, keys: list[str]) -> None:
        path = f"/{self._where.index}/_mget?realtime=false"
        answer = self._where.talk("POST", path, {"ids": keys}) or {"docs": []}
        for each in answer["docs"]:
            if each.get("found"):
                self._shown[each["_id"]] = shown(each["_source"])
        for key in keys:
            if key not in self._shown:  # removed since it was found
                source, _, number = key.rpartition("/")
                self._shown[key] = Shown(source, int(number), "", "", "", "", None)


def newest_of(where: Where) -> int:
    """The time of the newest article."""
    body = {"size": 0, "aggs": {"newest": {"max": {"field": "at"}}}}
    answer = where.talk("POST", f"/{where.index}/_search?allow_partial_search_results=false", body)
    value = answer["aggregations"]["newest"]["value"] if answer else None
    return NO_TIME if value is None else int(value)


def permalink_of(key: str) -> Permalink:
    source, _, number = key.rpartition("/")
    return Permalink(source, int(number))


def _facets() -> Asked:
    facets: Asked = {
        name: {"terms": {"field": name, "size": FACET_VALUES, "shard_size": TOLD_BY_A_SHARD}} for name in VALUES
    }
    return facets | {"month": {"terms": {"field": "month", "size": MONTHS}}}


def _whole(answer: dict[str, Any]) -> None:
    """Raises where a shard is missing from an answer."""
    if answer.get("timed_out") or answer.get("_shards", {}).get("failed"):
        raise EngineFailed(503, "some shards did not answer")

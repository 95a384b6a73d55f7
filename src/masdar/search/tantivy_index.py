"""The index on one machine: Tantivy, in a folder. One process writes, many read.

The engine is given tokens our own analysis made and is asked with queries built of objects; it never parses a reader's
text. How far the change log was followed stands in a document of its own, written in the same commit as the articles.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path

import structlog
import tantivy
from tantivy import FieldType, Occur
from tantivy import Order as Direction
from tantivy import Query as Asked

from masdar.contracts import Index, IndexDown
from masdar.language.analyse import version
from masdar.model import Document, Order, Permalink, Results, Search
from masdar.search import clauses
from masdar.search.asking import Facets, Found, ask
from masdar.search.clauses import Clause, Plan
from masdar.search.coding import coded
from masdar.search.generations import Generations
from masdar.search.indexing import NO_TIME, Prepared, Shown, month_name, pack, prepare, unpack

log = structlog.get_logger("search")

HEAP = 64_000_000  # bytes the writer may gather before it writes a segment
GATHERED = 20_000  # documents after which an index that is filled beside another is committed
HANDED = 250  # documents that are handed to the writer's thread at once
FACET_VALUES = 50
MONTHS = 2400
WAYS_APART = 200  # ways for words to stand apart that are asked for one by one
POSITION = "\x01position"  # the id of the document that keeps the position: no permalink
_FLAGS = ("has_image", "changed")
_TOKENS = "tokens"
_CURE = "the keeper does so by itself; `masdar reindex` is quicker and deletes the older ones"


def _schema() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    builder.add_text_field("id", stored=True, tokenizer_name="raw", index_option="basic")
    builder.add_integer_field("position", stored=True)
    builder.add_integer_field("at", indexed=True, fast=True)
    builder.add_unsigned_field("sketch", fast=True)
    builder.add_integer_field("month", fast=True)
    builder.add_bytes_field("shown", stored=True)
    for name in clauses.TOKEN_FIELDS:
        option = "position" if name in clauses.PLACED else "freq"
        builder.add_text_field(name, tokenizer_name=_TOKENS, index_option=option)
    for name in clauses.VALUES:
        builder.add_text_field(name, tokenizer_name="raw", index_option="basic", fast=True)
    for name in _FLAGS:
        builder.add_text_field(name, tokenizer_name="raw", index_option="basic")
    return builder.build()


class TantivyIndex(Index):
    """The articles under `path`. `writable` takes the one writer's lock; raises ValueError where another has it.

    A reader may be opened before there is anything: it is empty until a writer has begun. Each version of the analysis
    begins empty and is filled from the change log. A reader follows when another generation takes its place.

    A writer that finds the files damaged begins a new generation, which is filled from the change log; a reader opens
    nothing until then, and whatever it is asked raises `IndexDown`."""

    def __init__(self, path: Path, *, writable: bool, heap: int = HEAP) -> None:
        self._generations = Generations(path, version())
        self._heap = heap
        self._begin()
        if writable:
            self._write(self._generations.first())
            for older in self._generations.older():
                log.warning("analysis changed: the index is built anew from the store", older=older, then=_CURE)
            return
        with suppress(IndexDown):  # said when it is asked
            self._read()

    def _begin(self) -> None:
        self._schema = _schema()
        self._folder: Path | None = None
        self._position = 0  # told last
        self._follows = True  # False while it is filled beside the one that is read
        self._index: tantivy.Index | None = None
        self._writer: tantivy.IndexWriter | None = None
        self._gathered: set[str] = set()  # ids of documents added since the last commit
        self._newest_of = (-1, 0)  # for how many documents, the time

    def _write(self, folder: Path) -> None:
        try:
            self._folder, self._index = folder, self._opened(folder)
        except IndexDown as error:
            log.error("the index is damaged: it is built anew from the store", error=str(error), then=_CURE)
            folder = self._generations.anew()
            self._folder, self._index = folder, self._opened(folder)
        self._writer = self._index.writer(self._heap, 1)

    def _read(self) -> None:
        """Opens the generation that is read, where there is one."""
        standing = self._generations.current()
        if standing is not None and tantivy.Index.exists(str(standing)):
            self._folder, self._index = standing, self._opened(standing)

    def _opened(self, folder: Path) -> tantivy.Index:
        """Raises `IndexDown` where the files are damaged."""
        try:
            index = tantivy.Index(self._schema, str(folder))
        except ValueError as error:
            raise IndexDown(f"{folder} is damaged: {error}") from error
        analyzer = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.whitespace()).build()
        index.register_tokenizer(_TOKENS, analyzer)
        return index

    def _searcher(self) -> tantivy.Searcher | None:
        if self._index is None:
            self._read()
        return None if self._index is None else self._index.searcher()

    # --- writing

    def position(self) -> int:
        searcher = self._searcher()
        if searcher is None:
            return 0
        found = searcher.search(_id(self._schema, POSITION), 1).hits
        return int(searcher.doc(found[0][1])["position"][0]) if found else 0

    def apply(self, documents: Sequence[Document], removed: Sequence[Permalink], position: int) -> None:
        writer, searcher = self._writing(), self._searcher()
        assert searcher is not None
        for permalink in removed:
            self._withdraw(writer, searcher, str(permalink))
        # Of one permalink the last stands.
        single = list({document.permalink: document for document in documents}.values())
        # The writer's thread is given many at once: woken for each, it spends as long on waking as on working.
        for start in range(0, len(single), HANDED):
            handed = [prepare(document) for document in single[start : start + HANDED]]
            for prepared, made in zip(handed, list(map(_made, handed)), strict=True):
                self._withdraw(writer, searcher, prepared.id)
                self._gathered.add(prepared.id)
                writer.add_document(made)
        self._position = position
        # Nobody reads what is filled beside another, and every commit costs merging.
        if self._follows or len(self._gathered) >= GATHERED:
            self._keep(position)

    def _withdraw(self, writer: tantivy.IndexWriter, searcher: tantivy.Searcher, key: str) -> None:
        """Deletes an article where there is one: to delete one there is not costs a search of every segment."""
        if key in self._gathered or searcher.doc_freq("id", key):
            writer.delete_documents_by_term("id", key)

    def clear(self) -> None:
        writer = self._writing()
        writer.delete_all_documents()
        self._keep(0)

    def beside(self) -> TantivyIndex:
        self._writing()
        fresh = TantivyIndex.__new__(TantivyIndex)
        fresh._generations, fresh._heap = self._generations, self._heap
        fresh._begin()
        fresh._follows = False
        fresh._write(self._generations.beside())
        return fresh

    def take_place(self) -> None:
        if self._folder is not None:
            self._keep(self._position)
            self._generations.put(self._folder)
            self._follows = True

    def _writing(self) -> tantivy.IndexWriter:
        if self._writer is None:
            raise RuntimeError("the index was opened to read")
        return self._writer

    def _keep(self, position: int) -> None:
        writer = self._writing()
        writer.delete_documents_by_term("id", POSITION)
        kept = tantivy.Document()
        kept.add_text("id", POSITION)
        kept.add_integer("position", position)
        kept.add_integer("at", NO_TIME)
        writer.add_document(kept)
        writer.commit()
        self._gathered.clear()
        self.refresh()

    # --- reading

    def count(self) -> int:
        searcher = self._searcher()
        return 0 if searcher is None else _count(searcher.search(_articles(self._schema), 1))

    def permalinks(self) -> Iterator[Permalink]:
        searcher = self._searcher()
        if searcher is None or not (total := self.count()):
            return
        for _, address in searcher.search(_articles(self._schema), total, count=False).hits:
            yield _permalink(searcher, address)

    def refresh(self) -> None:
        if self._follows and self._generations.current() != self._folder:
            self._writer = None  # another generation took this one's place
            self._read()
        if self._index is not None:
            self._index.reload()

    def close(self) -> None:
        if self._writer is not None:
            self._writer.wait_merging_threads()
        self._writer = None
        self._index = None

    def search(self, search: Search) -> Results:
        searcher = self._searcher()
        if searcher is None:
            return Results(0, ())
        return ask(_Reader(self._schema, searcher, self._newest(searcher)), search)

    def _newest(self, searcher: tantivy.Searcher) -> int:
        """The time of the newest article, looked up once for each number of articles."""
        counted, newest = self._newest_of
        if counted != searcher.num_docs:
            hits = searcher.search(Asked.all_query(), 1, count=False, order_by_field="at").hits
            newest = int(hits[0][0]) if hits else 0
            self._newest_of = (searcher.num_docs, newest)
        return newest


class _Reader:
    """One searcher: the archive as it stood at one commit. Fulfils `asking.Engine`."""

    def __init__(self, schema: tantivy.Schema, searcher: tantivy.Searcher, newest: int) -> None:
        self._schema = schema
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
            extra = [(Occur.Should, each) for each in self._terms_together(planned.rank)]
            asked = Asked.boolean_query([(Occur.Must, match), *extra]) if extra else match
            result = self._searcher.search(asked, limit)
        else:
            direction = Direction.Desc if order is Order.NEWEST else Direction.Asc
            result = self._searcher.search(match, limit, order_by_field="at", order=direction)
        addresses = [address for _, address in result.hits]
        if not addresses:
            return _count(result), []
        times = self._searcher.fast_field_values("at", addresses)
        sketches = self._searcher.fast_field_values("sketch", addresses)
        first = len(self._addresses)
        self._addresses += addresses
        return _count(result), [
            Found(key, float(score) if order is Order.BEST else 0.0, int(at or 0), int(made or 0))
            for key, ((score, _), at, made) in enumerate(zip(result.hits, times, sketches, strict=True), first)
        ]

    def shown(self, found: Found) -> Shown:
        return _shown(self._searcher, self._addresses[found.key])

    def permalink(self, found: Found) -> Permalink:
        return _permalink(self._searcher, self._addresses[found.key])

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
        made = self._compiled(planned.match)
        self._matches.append((planned.match, made))
        return made

    # --- clauses → the engine's own queries

    def _compiled(self, clause: Clause) -> Asked:
        if isinstance(clause, clauses.Term):
            return _weighed(Asked.term_query(self._schema, clause.field, coded(clause.text), "freq"), clause.weight)
        if isinstance(clause, clauses.Row):
            return _weighed(self._row(clause), clause.weight)
        if isinstance(clause, clauses.Beginning):
            return Asked.const_score_query(
                Asked.regex_query(self._schema, clause.field, _escaped(clause.text) + ".*"), 1.0
            )
        if isinstance(clause, clauses.Exactly):
            return Asked.const_score_query(Asked.term_query(self._schema, clause.field, clause.value, "basic"), 0.0)
        if isinstance(clause, clauses.Between):
            return self._between(clause)
        if isinstance(clause, clauses.Everything):
            return Asked.const_score_query(_articles(self._schema), 0.0)
        return self._joined(clause)

    def _row(self, clause: clauses.Row) -> Asked:
        """The engine's own slop lets words change places; so each way to stand apart in this order is asked for."""
        words = [coded(token) for token in clause.tokens]
        if not clause.slop or math.comb(clause.slop + len(words) - 1, clause.slop) > WAYS_APART:
            return Asked.phrase_query(self._schema, clause.field, list(words), clause.slop)
        ways = [list(zip(places, words, strict=True)) for places in _apart(len(words), clause.slop)]
        return Asked.disjunction_max_query([Asked.phrase_query(self._schema, clause.field, list(way)) for way in ways])

    def _joined(self, clause: clauses.All | clauses.Some | clauses.Best | clauses.Never) -> Asked:
        if isinstance(clause, clauses.Never):
            return self._all((clause,))
        if isinstance(clause, clauses.All):
            return self._all(clause.clauses)
        if isinstance(clause, clauses.Some) and clause.least <= 1:
            return Asked.boolean_query([(Occur.Should, each) for each in self._terms_together(_flat(clause))])
        inner = [self._compiled(each) for each in clause.clauses]
        if isinstance(clause, clauses.Best):
            return Asked.disjunction_max_query(inner)
        if clause.least == len(inner):
            return Asked.boolean_query([(Occur.Must, each) for each in inner])
        return Asked.boolean_query([(Occur.Should, each) for each in inner], minimum_number_should_match=clause.least)

    def _terms_together(self, inner: Sequence[Clause]) -> list[Asked]:
        """The queries of clauses of which the scores are added: the engine is a good deal quicker at a union of nothing
        but terms."""
        terms = [self._compiled(each) for each in inner if isinstance(each, clauses.Term)]
        others = [self._compiled(each) for each in inner if not isinstance(each, clauses.Term)]
        if len(terms) < 2 or not others:
            return terms + others
        return [Asked.boolean_query([(Occur.Should, each) for each in terms]), *others]

    def _all(self, inner: tuple[Clause, ...]) -> Asked:
        never = [(Occur.MustNot, self._compiled(each.clause)) for each in inner if isinstance(each, clauses.Never)]
        must = [(Occur.Must, self._compiled(each)) for each in inner if not isinstance(each, clauses.Never)]
        # What is only ruled out must be ruled out of something.
        return Asked.boolean_query((must or [(Occur.Must, self._compiled(clauses.Everything()))]) + never)

    def _between(self, clause: clauses.Between) -> Asked:
        start = NO_TIME + 1 if clause.start is None else clause.start
        end = -NO_TIME if clause.end is None else clause.end
        query = Asked.range_query(self._schema, "at", FieldType.Integer, start, end, True, False)
        return Asked.const_score_query(query, 0.0)


def _flat(clause: Clause) -> list[Clause]:
    """The clauses of which any does, those of clauses inside too."""
    if isinstance(clause, clauses.Some) and clause.least <= 1:
        return [flat for each in clause.clauses for flat in _flat(each)]
    return [clause]


def _apart(words: int, slop: int) -> Iterator[tuple[int, ...]]:
    """The places of words in a row with at most `slop` others between them, from 0 on."""
    if words == 1:
        yield (0,)
        return
    for places in _apart(words - 1, slop):
        spare = slop - (places[-1] - len(places) + 1)
        yield from ((*places, places[-1] + 1 + gap) for gap in range(spare + 1))


def _id(schema: tantivy.Schema, value: str) -> Asked:
    return Asked.term_query(schema, "id", value, "basic")


def _articles(schema: tantivy.Schema) -> Asked:
    return Asked.boolean_query([(Occur.Must, Asked.all_query()), (Occur.MustNot, _id(schema, POSITION))])


def _count(found: tantivy.SearchResult) -> int:
    return int(getattr(found, "count", 0) or 0)


def _weighed(query: Asked, weight: float) -> Asked:
    return query if weight == 1.0 else Asked.boost_query(query, weight)


def _escaped(text: str) -> str:
    """Folded text for the engine's automaton: letters and digits in the code need no escape."""
    return re.sub(r"[^\w%&~]", "", coded(text))


def _made(prepared: Prepared) -> tantivy.Document:
    made = tantivy.Document()
    made.add_text("id", prepared.id)
    made.add_integer("at", NO_TIME if prepared.at is None else prepared.at)
    made.add_bytes("shown", pack(prepared.shown))
    made.add_unsigned("sketch", prepared.sketch)
    if prepared.month is not None:
        made.add_integer("month", prepared.month)
    for name, tokens in prepared.tokens.items():
        made.add_text(name, tokens)
    for name, values in prepared.values.items():
        for value in values:
            made.add_text(name, value)
    return made


def _shown(searcher: tantivy.Searcher, address: tantivy.DocAddress) -> Shown:
    return unpack(bytes(searcher.doc(address)["shown"][0]))


def _permalink(searcher: tantivy.Searcher, address: tantivy.DocAddress) -> Permalink:
    source, _, number = str(searcher.doc(address)["id"][0]).rpartition("/")
    return Permalink(source, int(number))

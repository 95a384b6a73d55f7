"""The index on one machine: Tantivy, in a folder. One process writes, many read.

The engine is given tokens our own analysis made and is asked with queries built of objects; it never parses a reader's
text. How far the change log was followed stands in a document of its own, written in the same commit as the articles.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path

import structlog
import tantivy
from tantivy import Query as Asked

from masdar.contracts import Index, IndexDown
from masdar.language.analyse import version
from masdar.model import Document, Permalink, Results, Search
from masdar.search.asking import ask
from masdar.search.generations import Generations
from masdar.search.indexing import prepare
from masdar.search.tantivy_documents import POSITION, SCHEMA, TOKENS, article, keeping, permalink_at, position_at
from masdar.search.tantivy_queries import articles, the_position
from masdar.search.tantivy_reader import Reader, total_of

log = structlog.get_logger("search")

HEAP = 64_000_000  # bytes the writer may gather before it writes a segment
GATHERED = 20_000  # documents after which an index that is filled beside another is committed
HANDED = 250  # documents that are handed to the writer's thread at once
_CURE = "the keeper does so by itself; `masdar reindex` is quicker and deletes the older ones"


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
            index = tantivy.Index(SCHEMA, str(folder))
        except ValueError as error:
            raise IndexDown(f"{folder} is damaged: {error}") from error
        analyzer = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.whitespace()).build()
        index.register_tokenizer(TOKENS, analyzer)
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
        found = searcher.search(the_position(), 1).hits
        return position_at(searcher, found[0][1]) if found else 0

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
            for prepared, made in zip(handed, list(map(article, handed)), strict=True):
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
        writer.add_document(keeping(position))
        writer.commit()
        self._gathered.clear()
        self.refresh()

    # --- reading

    def count(self) -> int:
        searcher = self._searcher()
        return 0 if searcher is None else total_of(searcher.search(articles(), 1))

    def permalinks(self) -> Iterator[Permalink]:
        searcher = self._searcher()
        if searcher is None or not (total := self.count()):
            return
        for _, address in searcher.search(articles(), total, count=False).hits:
            yield permalink_at(searcher, address)

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
        return ask(Reader(searcher, self._newest(searcher)), search)

    def _newest(self, searcher: tantivy.Searcher) -> int:
        """The time of the newest article, looked up once for each number of articles."""
        counted, newest = self._newest_of
        if counted != searcher.num_docs:
            hits = searcher.search(Asked.all_query(), 1, count=False, order_by_field="at").hits
            newest = int(hits[0][0]) if hits else 0
            self._newest_of = (searcher.num_docs, newest)
        return newest

"""The index on many machines: OpenSearch. One process writes, many read.

Readers ask an alias, `<name>-<version of the analysis>`; behind it stands one generation of the index, `…-0001`,
`…-0002`. A new generation is filled beside the old one and takes its place in one step. A new version of the analysis
has an alias of its own: it begins empty and is filled from the change log, while programs that still run the old
version go on asking the old index.

How far the change log was followed stands in a document of its own, written once every article before it has been
acknowledged. Every write carries the position it belongs to as its version, so repeating one changes nothing, and one
that comes late never takes the place of a newer one.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator, Sequence

import structlog

from masdar.contracts import Index
from masdar.language.analyse import version
from masdar.model import Document, Permalink, Results, Search
from masdar.search.asking import ask
from masdar.search.indexing import prepare
from masdar.search.opensearch_documents import made, mapping, settings
from masdar.search.opensearch_queries import KEY
from masdar.search.opensearch_reader import Reader, Where, newest_of, permalink_of
from masdar.search.opensearch_talk import Ask, EngineFailed, Talk, Write
from masdar.search.opensearch_words import Frequencies, Words

log = structlog.get_logger("search")

POSITION = "position"  # the id of the document that keeps the position: no permalink, for those have a slash
NEWEST_SECONDS = 5.0  # how long the time of the newest article is remembered
PAGE = 5000  # permalinks fetched at once
_NAME = re.compile(r"[a-z][a-z0-9_-]{0,60}")
_BULK = "require_alias=true&timeout=8s&filter_path=errors,items.*.status,items.*.error"
_ARTICLES = {"exists": {"field": KEY}}


class OpenSearchIndex(Index):
    """The articles under `name` on a cluster. A reader may ask before there is anything: it is empty until a writer has
    begun. `shards` and `replicas` are those of the generations made from now on; `closing` is called when the index is
    closed. May be called from any thread.

    Every method may raise `EngineFailed`."""

    def __init__(
        self,
        ask: Ask,
        *,
        name: str = "masdar",
        shards: int = 3,
        replicas: int = 1,
        closing: Callable[[], None] | None = None,
    ) -> None:
        if not _NAME.fullmatch(name):
            raise ValueError("an index's name has lower-case Latin letters, digits, - and _, and begins with a letter")
        self._talk = Talk(ask)
        self._closing = closing
        self._name = name
        self._alias = f"{name}-{re.sub('[^a-z0-9]', '-', version().lower())}"
        self._shape = settings(shards, replicas)
        self._generation = ""  # the index that is written; "" until it is known
        self._read(self._alias)

    def _read(self, index: str) -> None:
        self._where = Where(self._talk, index)
        self._frequencies = Frequencies(self._talk, index)
        self._newest: tuple[float, int] | None = None

    # --- writing

    def position(self) -> int:
        answer = self._talk("GET", f"/{self._where.index}/_doc/{POSITION}")
        if answer is None or not answer.get("found"):
            return 0
        self._generation = answer["_index"]
        return int(answer["_source"]["position"])

    def apply(self, documents: Sequence[Document], removed: Sequence[Permalink], position: int) -> None:
        writes = [Write(str(permalink), position, None) for permalink in removed]
        # Of one permalink the last stands.
        for document in {document.permalink: document for document in documents}.values():
            prepared = prepare(document)
            writes.append(Write(prepared.id, position, made(prepared)))
        self._write(writes)
        self._write([Write(POSITION, position, {"position": position})])
        self.refresh()

    def _write(self, writes: Sequence[Write]) -> None:
        # By the generation's own alias, so that a writer that slept through its end does not make it anew.
        try:
            self._talk.write(f"/{self._written()}.w/_bulk?{_BULK}", writes)
        except EngineFailed as failed:
            if failed.status == 404:
                self._generation = ""
            raise

    def clear(self) -> None:
        """An empty generation takes the place of the one there is."""
        self.beside().take_place()
        self._generation = ""
        self._forget()

    def _written(self) -> str:
        if not self._generation:
            standing = self._generations()
            current = [index for index, aliases in standing.items() if self._alias in aliases]
            if not current:
                self._notice()
                fresh = self.beside()
                fresh.take_place()
                current = [fresh._generation]
            self._generation = current[0]
        return self._generation

    def _notice(self) -> None:
        """Says so where there is an index of another version of the analysis."""
        others = [index for index in self._talk("GET", f"/{self._name}-*/_alias") or {} if index != self._name]
        if others:
            log.warning(
                "analysis changed: the index is built anew from the change log; `masdar reindex` is quicker",
                index=self._alias,
                older=sorted(others),
                then="delete the older ones once no program of the older version runs",
            )

    # --- generations

    def beside(self) -> OpenSearchIndex:
        """A new, empty generation that nobody reads yet; what a rebuild that broke off left behind is removed. Only the
        one writer may call it."""
        standing = self._generations()
        for index, aliases in standing.items():
            if self._alias not in aliases:
                self._talk("DELETE", f"/{index}")
        self._talk("PUT", f"/_index_template/{self._alias}", self._template())
        number = 1 + max((int(index.rpartition("-")[2]) for index in standing), default=0)
        fresh = OpenSearchIndex(self._talk.ask, name=self._name)
        fresh._shape = self._shape
        fresh._generation = f"{self._alias}-{number:04d}"
        fresh._read(fresh._generation)
        try:
            self._talk("PUT", f"/{fresh._generation}", {"aliases": {f"{fresh._generation}.w": {}}})
        except EngineFailed as failed:
            if failed.status != 400:  # it is there: the request was repeated, for its first answer was lost
                raise
        return fresh

    def take_place(self) -> None:
        """From now on this generation is the index, in one step; the one before is deleted in the same."""
        self.refresh()
        older = [index for index in self._generations() if index != self._generation]
        actions: list[object] = [{"add": {"index": self._generation, "alias": self._alias}}]
        actions += [{"remove_index": {"index": index}} for index in older]
        # Where the first answer was lost, the second one says that the older generation is not there: so it is asked.
        self._talk("POST", "/_aliases", {"actions": actions})
        if self._alias not in self._generations().get(self._generation, ()):
            raise EngineFailed(404, f"{self._generation} is gone and could not take its place")
        self._read(self._alias)

    def _generations(self) -> dict[str, set[str]]:
        """This version's generations, each with its aliases."""
        answer = self._talk("GET", f"/{self._alias}-*/_alias") or {}
        own = re.compile(re.escape(self._alias) + r"-\d+")
        return {index: set(told["aliases"]) for index, told in sorted(answer.items()) if own.fullmatch(index)}

    def _template(self) -> object:
        return {
            "index_patterns": [f"{self._alias}-*"],
            "priority": 100,
            "template": {"settings": {"index": self._shape}, "mappings": mapping()},
        }

    # --- reading

    def search(self, search: Search) -> Results:
        return ask(Reader(self._where, Words(self._frequencies), search, self._newest_time()), search)

    def _newest_time(self) -> int:
        now = time.monotonic()
        if self._newest is None or now - self._newest[0] > NEWEST_SECONDS:
            self._newest = (now, newest_of(self._where))
        return self._newest[1]

    def count(self) -> int:
        answer = self._talk("POST", f"/{self._where.index}/_count", {"query": _ARTICLES})
        if answer and answer["_shards"]["failed"]:
            raise EngineFailed(503, "some shards did not answer")
        return int(answer["count"]) if answer else 0

    def permalinks(self) -> Iterator[Permalink]:
        path = f"/{self._where.index}/_search?allow_partial_search_results=false"
        body = {"query": _ARTICLES, "size": PAGE, "sort": [KEY], "_source": False, "stored_fields": "_none_"}
        after: list[str] = []
        while True:
            answer = self._talk("POST", path, body | ({"search_after": after} if after else {}))
            hits = answer["hits"]["hits"] if answer else []
            for hit in hits:
                yield permalink_of(hit["sort"][0])
            if len(hits) < PAGE:
                return
            after = hits[-1]["sort"]

    def refresh(self) -> None:
        self._talk("POST", f"/{self._where.index}/_refresh")
        self._forget()

    def _forget(self) -> None:
        self._frequencies.forget()
        self._newest = None

    def close(self) -> None:
        if self._closing is not None:
            self._closing()

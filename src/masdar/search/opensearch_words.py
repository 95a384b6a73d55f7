"""How many articles of a cluster hold a word: the vocabulary a query is read with.

A query is read with some hundreds of words that may be spellings of its own. Asked for one by one they would take as
many journeys to the cluster; so the reading is done with what is known, the words it asked for in vain are fetched all
together, and it is done again, until it asks for nothing new: twice or three times in all.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterable
from typing import Any

from masdar.search.clauses import BODY_STEMS, BODY_WORDS, TITLE_STEMS, TITLE_WORDS
from masdar.search.coding import coded, decoded
from masdar.search.opensearch_talk import Talk

KEPT = 200_000  # words whose frequency is remembered
SECONDS = 30.0  # for so long
ROUNDS = 8  # how often a query is read again at most; what is then unknown counts as absent
AT_ONCE = 2000  # words of one request
_MOST_ROUTES = 1000

Key = tuple[bool, str]  # whether it is a stem, and the token
_FIELDS = {False: (TITLE_WORDS, BODY_WORDS), True: (TITLE_STEMS, BODY_STEMS)}


class Frequencies:
    """Frequencies as they were lately, for all searches of a process. May be called from any thread."""

    def __init__(self, talk: Talk, index: str, clock: Callable[[], float] = time.monotonic) -> None:
        self._talk = talk
        self._index = index
        self._clock = clock
        self._lock = threading.Lock()
        self._known: dict[Key, int] = {}
        self._began = clock()
        self._routes: tuple[str, list[str]] = ("", [])

    def forget(self) -> None:
        with self._lock:
            self._known = {}
            self._began = self._clock()

    def known(self) -> dict[Key, int]:
        """What is remembered now; the same dictionary is filled by `learn`."""
        if self._clock() - self._began > SECONDS or len(self._known) > KEPT:
            self.forget()
        return self._known

    def learn(self, keys: Iterable[Key], known: dict[Key, int]) -> None:
        """Fetches the frequencies of words into `known`."""
        wanted = list(keys)
        for start in range(0, len(wanted), AT_ONCE):
            some = wanted[start : start + AT_ONCE]
            known.update(self._fetched(some))

    def _fetched(self, keys: list[Key]) -> dict[Key, int]:
        """The sum over the shards: each is asked for its own words, by a routing that leads to it."""
        text = {stem: " ".join(coded(word) for is_stem, word in keys if is_stem is stem) for stem in (False, True)}
        document = {name: text[stem] for stem, names in _FIELDS.items() for name in names}
        asked = {"term_statistics": True, "positions": False, "offsets": False, "field_statistics": False}
        counted = dict.fromkeys(keys, 0)
        for _ in range(2):
            index, routes = self._routes
            documents = [{"_index": self._index, "doc": document, "routing": route} | asked for route in routes]
            answer = self._talk("POST", "/_mtermvectors", {"docs": documents}) if routes else None
            told = (answer or {}).get("docs", [])
            if told and all(each.get("_index") == index for each in told):
                for each in told:
                    _count(each.get("term_vectors", {}), counted)
                return counted
            if not self._find_routes():
                break
        return counted

    def _find_routes(self) -> bool:
        """Finds for every shard a routing that leads to it; False where there is no index."""
        standing = self._talk("GET", f"/{self._index}/_search_shards")
        if not standing or not standing["shards"]:
            return False
        shards = {copies[0]["shard"] for copies in standing["shards"]}
        index = standing["shards"][0][0]["index"]
        found: dict[int, str] = {}
        for route in map(str, range(_MOST_ROUTES)):
            if found.keys() == shards:
                break
            led = self._talk("GET", f"/{self._index}/_search_shards?routing={route}")
            for copies in (led or {}).get("shards", []):
                found.setdefault(copies[0]["shard"], route)
        self._routes = (index, list(found.values()))
        return bool(found)


def _count(vectors: dict[str, Any], counted: dict[Key, int]) -> None:
    for stem, names in _FIELDS.items():
        for name in names:
            for word, told in vectors.get(name, {}).get("terms", {}).items():
                if (key := (stem, decoded(word))) in counted:
                    counted[key] += int(told.get("doc_freq", 0))


class Words:
    """The vocabulary of one search: answers from what is known, and remembers what it was asked for in vain."""

    def __init__(self, frequencies: Frequencies) -> None:
        self._frequencies = frequencies
        self._known = frequencies.known()
        self._missing: dict[Key, None] = {}

    def frequency(self, word: str) -> int:
        return self._look_up((False, word))

    def stem_frequency(self, stem: str) -> int:
        return self._look_up((True, stem))

    def _look_up(self, key: Key) -> int:
        known = self._known.get(key)
        if known is None:
            self._missing[key] = None
            return 0
        return known

    def until_known(self, read: Callable[[], object]) -> None:
        """Reads a query again and again until nothing it asks for is unknown."""
        for _ in range(ROUNDS):
            self._missing.clear()
            read()
            if not self._missing:
                return
            self._frequencies.learn(list(self._missing), self._known)

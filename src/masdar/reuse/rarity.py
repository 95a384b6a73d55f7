"""What a word tells: the rarer it is, the more.

Counted in a table of a fixed size (a count sketch of one row): two words may share a place, which makes either look a
little more common. A word tells 1 where one article in ten thousand has it, or none.
"""

from __future__ import annotations

from functools import cache

import numpy as np
from numpy.typing import NDArray

from masdar.compiling import compiled
from masdar.language.tables import lines
from masdar.reuse.aligning import Weights
from masdar.reuse.words import Codes, hash_words

_PLACES = 1 << 20
SUPPOSED = 1000  # articles supposed to have been read before the first: their common words are the languages' own
_COMMON = 300  # of them have a word that holds sentences together
_SMALL = 1 << 12
_FULL = np.log(10_000.0)

Counts = NDArray[np.uint32]


@cache
def _common() -> Codes:
    return np.unique(hash_words([word for line in lines("stop.txt") for word in line.split()]))


class Rarity:
    """In how many articles each word was seen."""

    def __init__(self) -> None:
        self.articles = 0
        self._counts = np.zeros(_PLACES, np.uint32)
        np.add.at(self._counts, _common() % _PLACES, np.uint32(_COMMON))

    @property
    def counts(self) -> Counts:
        return self._counts

    def restore(self, counts: Counts, articles: int) -> None:
        """What `counts` was, when that many articles had been seen."""
        if counts.shape == self._counts.shape:
            self._counts, self.articles = counts.astype(np.uint32), articles

    @property
    def bytes(self) -> int:
        return int(self._counts.nbytes)

    def weigh(self, words: Codes) -> Weights:
        return _weigh(words, self._counts, self.articles + SUPPOSED, _logarithms())

    def add(self, words: Codes) -> None:
        self.articles += 1
        _count(words, self._counts)


@cache
def _logarithms() -> Weights:
    """Of small numbers, which most counts are."""
    return np.log(np.arange(1, _SMALL + 1, dtype=np.float64)).astype(np.float32)


@compiled
def _weigh(words: Codes, counts: Counts, articles: int, logarithms: Weights) -> Weights:
    weights = np.empty(len(words), np.float32)
    most = np.log(articles)
    for at in range(len(words)):
        seen = counts[words[at] % np.uint32(_PLACES)]
        told = most - (logarithms[seen] if seen < _SMALL else np.log(seen + 1))
        weights[at] = min(max(told / _FULL, 0.01), 1.0)
    return weights


@compiled
def _count(words: Codes, counts: Counts) -> None:
    """Each different word once."""
    size = 64
    while size < 2 * len(words):
        size *= 2
    seen = np.zeros(size, np.uint32)
    none = True  # of hash 0, which stands for no word
    for word in words:
        if word == 0:
            if none:
                counts[0] += np.uint32(1)
                none = False
            continue
        at = np.int64(word) & (size - 1)
        while seen[at] != 0 and seen[at] != word:
            at = (at + 1) & (size - 1)
        if seen[at] == 0:
            seen[at] = word
            counts[word % np.uint32(_PLACES)] += np.uint32(1)

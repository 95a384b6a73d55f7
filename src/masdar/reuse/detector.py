"""Articles in, passages out: `ask` what stood elsewhere before, `add`, `remove`."""

from __future__ import annotations

import numpy as np

from masdar.model import Match, Permalink
from masdar.reuse.candidates import choose, damped, room_for_hits
from masdar.reuse.matching import Candidates, align
from masdar.reuse.memory import Memory
from masdar.reuse.rarity import Rarity
from masdar.reuse.seeds import all_seeds
from masdar.reuse.words import Words, read_words


class Detector:
    """Not safe to use from several threads at once."""

    def __init__(self) -> None:
        self._memory = Memory()
        self._rarity = Rarity()
        self._keys: list[Permalink] = []
        self._numbers: dict[Permalink, int] = {}
        self._hits = room_for_hits()

    @property
    def bytes(self) -> int:
        return self._memory.bytes + self._rarity.bytes

    def add(self, key: Permalink, text: str) -> None:
        """Remembers an article; in place of what was remembered under its name."""
        self.remove(key)
        self._add(key, read_words(text))

    def _add(self, key: Permalink, words: Words) -> None:
        self._numbers[key] = self._memory.add(words, all_seeds(words.hashes))
        self._keys.append(key)
        self._rarity.add(words.hashes)

    def remove(self, key: Permalink) -> bool:
        number = self._numbers.pop(key, None)
        if number is not None:
            self._memory.remove(number)
        return number is not None

    def ask(self, text: str) -> list[Match]:
        return self._ask(read_words(text))

    def _ask(self, words: Words) -> list[Match]:
        weights = self._rarity.weigh(words.hashes)
        seeds = all_seeds(words.hashes)
        common = np.zeros(len(words), np.int32)
        found = self._memory.gather(seeds, weights, self._hits, common)
        if not found:
            return []
        candidates = Candidates(*choose(self._hits, found), self._hits)
        rows, scores = align(words.hashes, damped(weights, common), self._memory.shelf, candidates, 0)
        if not len(rows):
            return []
        starts, ends = words.places()
        made = []
        for (article, i, i_end, j, j_end, shared), score in zip(rows.tolist(), scores.tolist(), strict=True):
            theirs_starts, theirs_ends = self._memory.words(article).places()
            made.append(
                Match(
                    self._keys[article],
                    int(starts[i]),
                    int(ends[i_end - 1]),
                    int(theirs_starts[j]),
                    int(theirs_ends[j_end - 1]),
                    shared,
                    i_end - i,
                    j_end - j,
                    score,
                )
            )
        return made

"""The hot window: words and postings of recent articles, in memory, growing little by little."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from masdar.compiling import compiled
from masdar.reuse.calendar import Calendars
from masdar.reuse.candidates import Common, Hits, Known, gather
from masdar.reuse.matching import Shelf
from masdar.reuse.postings import FULLEST, GROWTH, Slots, emptied, put_all
from masdar.reuse.seeds import Seeds, all_seeds, winnowed
from masdar.reuse.words import Words

_FIRST_WORDS = 1 << 16
_FIRST_ARTICLES = 1 << 8
_GROWTH = 1.15  # of rows, which are only copied


class Memory:
    """Articles by a number that counts up from 0; a removed one's number is not used again."""

    def __init__(self) -> None:
        self.count = 0
        self.removed = 0
        self._held = 0  # articles whose postings stand in the table
        self._used = 0
        self._postings = 0
        self._slots = emptied(0)
        self._hashes = np.empty(_FIRST_WORDS, np.uint32)
        self._gaps = np.empty(_FIRST_WORDS, np.uint8)
        self._lengths = np.empty(_FIRST_WORDS, np.uint8)
        self._starts = np.empty(_FIRST_ARTICLES, np.int64)
        self._counts = np.empty(_FIRST_ARTICLES, np.int32)
        self._live = np.zeros(_FIRST_ARTICLES, np.uint8)
        self._days = np.zeros(_FIRST_ARTICLES, np.int32)

    @property
    def bytes(self) -> int:
        """Memory held."""
        held = self._slots, self._hashes, self._gaps, self._lengths, self._starts, self._counts, self._live, self._days
        return sum(one.nbytes for one in held)

    @property
    def shelf(self) -> Shelf:
        return Shelf(self._hashes, self._starts, self._counts)

    def add(self, words: Words, seeds: Seeds, day: int = 0) -> int:
        """The article's number. `day` counts from 1970; 0 where it is not known."""
        number, size = self.count, len(words)
        if self._used + size > len(self._hashes):
            room = int((self._used + size) * _GROWTH)
            self._hashes, self._gaps = _grown(self._hashes, room), _grown(self._gaps, room)
            self._lengths = _grown(self._lengths, room)
        if number == len(self._starts):
            room = int(number * _GROWTH)
            self._starts, self._counts = _grown(self._starts, room), _grown(self._counts, room)
            self._live, self._days = _grown(self._live, room), _grown(self._days, room)
        here = slice(self._used, self._used + size)
        self._hashes[here], self._gaps[here], self._lengths[here] = words.hashes, words.gaps, words.lengths
        self._starts[number], self._counts[number], self._live[number] = self._used, size, 1
        self._days[number] = day
        self._used += size
        self.count += 1
        picks = winnowed(seeds)
        if self._postings + len(picks) > len(self._slots) * FULLEST:
            self._rebuild(len(picks))
        self._postings += put_all(self._slots, seeds, picks, number, day)
        self._held = self.count
        return number

    def reserve(self, articles: int, words: int) -> None:
        """Room for that many more at once, instead of little by little."""
        self._hashes, self._gaps = _grown(self._hashes, self._used + words), _grown(self._gaps, self._used + words)
        self._lengths = _grown(self._lengths, self._used + words)
        room = self.count + articles
        self._starts, self._counts = _grown(self._starts, room), _grown(self._counts, room)
        self._live, self._days = _grown(self._live, room), _grown(self._days, room)
        self._rebuild(words // 2)  # of three neighbours one is picked, or two: some half of a text's seeds

    def remove(self, number: int) -> None:
        """Its words are blotted out at once; its postings lead nowhere, and go when the table is built anew."""
        if self._live[number]:
            self._live[number] = 0
            start = self._starts[number]
            self._hashes[start : start + self._counts[number]] = 0
            self.removed += 1

    def words(self, number: int) -> Words:
        start = self._starts[number]
        here = slice(start, start + self._counts[number])
        return Words(self._hashes[here], self._gaps[here], self._lengths[here])

    def day(self, number: int) -> int:
        return int(self._days[number])

    def lives(self, number: int) -> bool:
        return bool(self._live[number])

    def gather(self, seeds: Seeds, weights: NDArray[np.float32], hits: Hits, said: tuple[Common, Calendars]) -> int:
        return int(gather(seeds, weights, self._slots, (self._live, self._days), hits, said))

    def _rebuild(self, coming: int) -> None:
        """A larger table, without what was removed."""
        room = int((self._postings + coming) * GROWTH)
        self._slots = emptied(room)
        self._postings = _refill(self._slots, self.shelf, (self._live, self._days), self._held)


@compiled
def _refill(slots: Slots, shelf: Shelf, known: Known, count: int) -> int:
    live, days = known
    kept = 0
    for number in range(count):
        if live[number]:
            start = shelf.starts[number]
            seeds = all_seeds(shelf.words[start : start + shelf.counts[number]])
            kept += put_all(slots, seeds, winnowed(seeds), number, days[number])
    return kept


def _grown(row: NDArray[Any], room: int) -> NDArray[Any]:
    made = np.zeros(max(room, len(row)), row.dtype)
    made[: len(row)] = row
    return made

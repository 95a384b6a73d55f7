"""Which articles hold a seed, and where: one open-addressed table of eight bytes a posting.

A slot holds the article (24 bits), the word the seed begins at (16 bits) and 24 bits of the seed; its place in the
table comes from 32 other bits, so two seeds are taken for one once in some 10^13 looks. Postings of one seed stand
behind one another. The slot behind the last that is kept of a seed is its calendar: of all that came after, when. What
is removed stays until the table is built anew, when it grows.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from masdar.compiling import compiled
from masdar.reuse.calendar import Calendar, marked
from masdar.reuse.seeds import Seeds

Slots = NDArray[np.uint64]

MOST_OF_ONE = 31  # postings kept of one seed: who was first, and enough to see how widely it occurs
FARTHEST = 0xFFFF  # the last word a posting can name
FULLEST = 0.88
GROWTH = 1.5  # of the table, whose making anew costs; an empty slot is memory too

_ARTICLES = 0xFFFFFF


def emptied(room: int) -> Slots:
    """A table with room for that many postings."""
    return np.zeros(max(int(room / FULLEST) + 1, 1 << 12), np.uint64)


@compiled
def _home(slots: Slots, seed: np.uint64) -> np.int64:
    return np.int64(((seed >> np.uint64(32)) * np.uint64(len(slots))) >> np.uint64(32))


@compiled
def first_slots(slots: Slots, seeds: Seeds) -> Slots:
    """The slot each seed is looked for at first. Read in one go, so that the memory is waited for once and not for
    each: what is looked at again is near by then."""
    made = np.empty(len(seeds), np.uint64)
    for at in range(len(seeds)):
        made[at] = slots[_home(slots, seeds[at])]
    return made


@compiled
def put(slots: Slots, seed: np.uint64, article: int, word: int, day: int) -> bool:
    """Keeps one posting, or its day where enough are kept; whether that took a slot. There must be room."""
    size = len(slots)
    tag = seed & np.uint64(_ARTICLES)
    at = _home(slots, seed)
    same = 0
    while slots[at] != 0:
        if (slots[at] & np.uint64(_ARTICLES)) == tag:
            if same == MOST_OF_ONE:
                slots[at] |= marked(day) << np.uint64(24)
                return False
            same += 1
        at = np.int64(at + 1) if at + 1 < size else np.int64(0)
    if same == MOST_OF_ONE:
        slots[at] = (marked(day) << np.uint64(24)) | tag
        return True
    slots[at] = (np.uint64(article + 1) << np.uint64(40)) | (np.uint64(word) << np.uint64(24)) | tag
    return True


@compiled
def look(slots: Slots, seed: np.uint64, articles: NDArray[np.int64], words: NDArray[np.int64]) -> tuple[int, Calendar]:
    """Fills in the articles that hold a seed and where, oldest first; returns how many, and when others came."""
    size = len(slots)
    tag = seed & np.uint64(_ARTICLES)
    at = _home(slots, seed)
    found = 0
    while slots[at] != 0:
        slot = slots[at]
        if (slot & np.uint64(_ARTICLES)) == tag:
            if found == MOST_OF_ONE:
                return found, slot >> np.uint64(24)
            articles[found] = np.int64(slot >> np.uint64(40)) - 1
            words[found] = np.int64((slot >> np.uint64(24)) & np.uint64(FARTHEST))
            found += 1
        at = np.int64(at + 1) if at + 1 < size else np.int64(0)
    return found, np.uint64(0)


@compiled
def put_all(slots: Slots, seeds: Seeds, picks: NDArray[np.int64], article: int, day: int) -> int:
    """Keeps the picked seeds of one article; returns how many slots that took."""
    kept = 0
    first_slots(slots, seeds[picks])
    for pick in picks:
        if pick <= FARTHEST and put(slots, seeds[pick], article, pick, day):
            kept += 1
    return kept

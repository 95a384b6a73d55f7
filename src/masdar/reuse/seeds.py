"""Words → seeds: hashes of three words beside one another, and the few of them that stand for a text.

An article is known by the seeds that winnowing picks (Schleimer, Wilkerson, Aiken, "Winnowing", 2003): of every
`WINDOW` neighbours the least. A question asks for all of its seeds, so a copied stretch is found wherever the picks of
the one text fall in it, however the words around it changed the other's.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from masdar.compiling import compiled
from masdar.reuse.words import Codes

Seeds = NDArray[np.uint64]

WORDS = 3
WINDOW = 3
# Picks are the least by these bits, so the others stay evenly spread for the tables that keep them.
_LOWER = np.uint64(0xFFFFFFFF)


@compiled
def all_seeds(words: Codes) -> Seeds:
    """The seed that begins at each word; none begins at the last two."""
    count = max(len(words) - WORDS + 1, 0)
    made = np.empty(count, np.uint64)
    for at in range(count):
        mixed = np.uint64(words[at]) * np.uint64(0x9E3779B97F4A7C15)
        mixed = (mixed ^ (mixed >> np.uint64(29))) + np.uint64(words[at + 1])
        mixed *= np.uint64(0xBF58476D1CE4E5B9)
        mixed = (mixed ^ (mixed >> np.uint64(32))) + np.uint64(words[at + 2])
        mixed *= np.uint64(0x94D049BB133111EB)
        made[at] = mixed ^ (mixed >> np.uint64(31))
    return made


@compiled
def winnowed(seeds: Seeds) -> NDArray[np.int64]:
    """Which seeds stand for the text: of each window the least, the last of equals; all of a text shorter than one."""
    count = len(seeds)
    picks = np.empty(count, np.int64)
    found = 0
    last = -1
    for begin in range(max(count - WINDOW + 1, min(count, 1))):
        least = begin
        for at in range(begin, min(begin + WINDOW, count)):
            if seeds[at] & _LOWER <= seeds[least] & _LOWER:
                least = at
        if least != last:
            picks[found] = least
            found += 1
            last = least
    return picks[:found]

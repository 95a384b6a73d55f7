"""From a seed that two texts share to the passage around it: alignment over words in both directions.

Dynamic programming row by row, kept to the columns whose score is no more than `DROP` below the best (x-drop: Altschul
et al., "Gapped BLAST", 1997). A shared word counts what it tells: the rarer, the more. A passage ends at a shared word.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from masdar.compiling import compiled
from masdar.reuse.words import Codes

Weights = NDArray[np.float32]

CHANGED = 0.22  # what a word put for another costs, in words of full weight
MISSING = 0.2  # what a word dropped or added costs
DROP = 4.0  # how far below its best a passage may fall and go on: some fifteen changed words
WIDEST = 512  # columns alive at a time
_NEVER = np.float32(-1e9)


@compiled
def extend(
    ours: Codes, theirs: Codes, weights: Weights, start: tuple[int, int, int], room: tuple[Weights, NDArray[np.int32]]
) -> tuple[np.float32, int, int, int]:
    """The best passage that begins at `start` (our word, their word, direction 1 or -1): its score, how many of our
    words and of theirs it spans, and how many of them are shared. `room` is scratch: 2 rows of WIDEST + 2."""
    i0, j0, way = start
    scores, shares = room
    high = (len(ours) - i0) if way > 0 else i0 + 1
    wide = (len(theirs) - j0) if way > 0 else j0 + 1
    best, best_i, best_j, best_shared = np.float32(0), 0, 0, 0
    low, top = 0, 1  # the columns alive in the row before, top excluded; column 0 is before their first word
    base = 0  # their column that stands at place 0 of the row
    scores[0, 0], shares[0, 0] = 0, 0
    while top < wide + 1 and top < WIDEST and -MISSING * top > -DROP:
        scores[0, top], shares[0, top] = -MISSING * top, 0
        top += 1
    row = 0
    for i in range(1, high + 1):
        word = ours[i0 + way * (i - 1)]
        weight = weights[i0 + way * (i - 1)]
        old, new = row, 1 - row
        first, last = -1, -1
        left = _NEVER
        left_shared = 0
        limit = best - np.float32(DROP)
        j = low
        while j <= wide and j - low < WIDEST:
            place = j - low
            score, shared = _NEVER, 0
            if base <= j < top:  # one of our words has no counterpart
                score, shared = scores[old, j - base] - np.float32(MISSING), shares[old, j - base]
            if base < j <= top and j >= 1:
                before = scores[old, j - 1 - base]
                theirs_word = theirs[j0 + way * (j - 1)]
                if theirs_word == word and word != 0:
                    if before + weight >= score:
                        score, shared = before + weight, shares[old, j - 1 - base] + 1
                elif before - np.float32(CHANGED) > score:
                    score, shared = before - np.float32(CHANGED), shares[old, j - 1 - base]
            if left - np.float32(MISSING) > score:
                score, shared = left - np.float32(MISSING), left_shared
            if score < limit:
                score = _NEVER
                if j > top:
                    break
            else:
                if first < 0:
                    first = j
                last = j
                if score > best:
                    best, best_i, best_j, best_shared = score, i, j, shared
            scores[new, place], shares[new, place] = score, shared
            left, left_shared = score, shared
            j += 1
        if first < 0:
            break
        base, low, top = low, first, last + 1
        row = new
        # the next row's first living column is `first`; columns before it stay in this row, dead
    return best, best_i, best_j, best_shared

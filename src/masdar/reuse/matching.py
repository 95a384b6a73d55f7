"""The candidates of a question → its passages: seeds extended, the strongest kept, none counted twice."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from masdar.compiling import compiled
from masdar.reuse.aligning import WIDEST, Weights, extend
from masdar.reuse.candidates import Hits, Numbers, sort_few
from masdar.reuse.words import Codes

# A passage must tell `ENOUGH`, in words of full weight, each shared word counting `SHARED` besides: a long row of
# common words in one order is no chance either, while a name with its title is one, however rare.
ENOUGH = 5.7
SHARED = 0.2
LEAST = 8  # shared words: what is shorter is a name with its title, or a turn of phrase
NEAR = 12  # their words to either side of a seed among which some must stand near it in ours too
PROMISING = 2.0  # what those must tell for the seed to be extended
_PLACES = 1 << 12
MOST_OF_PAIR = 32  # passages between two articles


class Shelf(NamedTuple):
    """Words of many articles in one row, and where each article's begin and how many they are."""

    words: Codes
    starts: Numbers
    counts: NDArray[np.int32]


class Candidates(NamedTuple):
    """What `choose` returned, and the hits."""

    articles: Numbers
    starts: Numbers
    order: Numbers
    hits: Hits


@compiled
def align(ours: Codes, weights: Weights, shelf: Shelf, candidates: Candidates, first: int) -> tuple[Numbers, Weights]:
    """Rows of (article, our first word, our end, their first word, their end, shared words), and their scores. An
    article's place on the shelf is its number less `first`."""
    rows = np.empty((len(candidates.articles) * MOST_OF_PAIR, 6), np.int64)
    scores = np.empty(len(candidates.articles) * MOST_OF_PAIR, np.float32)
    room = np.empty((2, WIDEST + 2), np.float32), np.empty((2, WIDEST + 2), np.int32)
    found = 0
    hits = candidates.hits
    places = _places(ours)
    for rank in range(len(candidates.articles)):
        article = candidates.articles[rank]
        if not first <= article < first + len(shelf.starts):
            continue  # it stands on another shelf
        begin = shelf.starts[article - first]
        theirs = shelf.words[begin : begin + shelf.counts[article - first]]
        pair = found
        tried = np.empty((MOST_OF_PAIR * 2, 4), np.int64)
        attempts = 0
        for at in range(candidates.starts[rank], candidates.starts[rank + 1]):
            i, j = hits.ours[candidates.order[at]], hits.theirs[candidates.order[at]]
            covered = False
            for other in range(attempts):
                if tried[other, 0] <= i < tried[other, 1] and tried[other, 2] <= j < tried[other, 3]:
                    covered = True
                    break
            if covered or _told_near(ours, theirs, weights, places, (i, j)) < PROMISING:
                continue
            after, i_after, j_after, shared_after = extend(ours, theirs, weights, (i, j, 1), room)
            before, i_before, j_before, shared_before = extend(ours, theirs, weights, (i - 1, j - 1, -1), room)
            attempts = min(attempts, MOST_OF_PAIR * 2 - 1)
            tried[attempts, 0], tried[attempts, 1] = i - i_before, i + i_after
            tried[attempts, 2], tried[attempts, 3] = j - j_before, j + j_after
            attempts += 1
            shared = shared_after + shared_before
            told = after + before + SHARED * shared
            if told >= ENOUGH and shared >= LEAST and found - pair < MOST_OF_PAIR:
                rows[found, 0], rows[found, 5] = article, shared
                rows[found, 1], rows[found, 2] = i - i_before, i + i_after
                rows[found, 3], rows[found, 4] = j - j_before, j + j_after
                scores[found] = after + before
                found += 1
        found = pair + _apart(rows[pair:found], scores[pair:found])
    return rows[:found], scores[:found]


@compiled
def _places(ours: Codes) -> NDArray[np.int32]:
    """Where in our text a word stands last, by its lower bits."""
    places = np.zeros(_PLACES, np.int32)
    for at in range(len(ours)):
        places[ours[at] & np.uint32(_PLACES - 1)] = at
    return places


@compiled
def _told_near(
    ours: Codes, theirs: Codes, weights: Weights, places: NDArray[np.int32], seed: tuple[int, int]
) -> np.float32:
    """What the words tell that stand near the seed on both sides: a quick look before the exact one."""
    i, j = seed
    told = np.float32(0)
    for at in range(max(j - NEAR, 0), min(j + NEAR + 3, len(theirs))):
        place = places[theirs[at] & np.uint32(_PLACES - 1)]
        if ours[place] == theirs[at] and abs((place - i) - (at - j)) <= NEAR:
            told += weights[place]
    return told


@compiled
def _apart(rows: Numbers, scores: Weights) -> int:
    """Leaves of two articles' passages the strongest that do not overlap on either side; returns how many."""
    kept = np.empty(len(rows), np.int64)
    waiting = np.ones(len(rows), np.uint8)
    count = 0
    for _ in range(len(rows)):
        one = -1
        for other in range(len(rows)):
            if waiting[other] and (one < 0 or scores[other] > scores[one]):
                one = other
        waiting[one] = 0
        free = True
        for other in kept[:count]:
            apart_ours = rows[one, 2] <= rows[other, 1] or rows[one, 1] >= rows[other, 2]
            apart_theirs = rows[one, 4] <= rows[other, 3] or rows[one, 3] >= rows[other, 4]
            if not (apart_ours and apart_theirs):
                free = False
                break
        if free:
            kept[count] = one
            count += 1
    chosen = kept[:count]
    sort_few(chosen)  # nothing is overwritten before it has moved
    for place in range(count):
        for column in range(rows.shape[1]):  # one by one: quicker to compile than a row
            rows[place, column] = rows[chosen[place], column]
        scores[place] = scores[chosen[place]]
    return count

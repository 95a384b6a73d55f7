"""Which articles are worth aligning with? Those that share two seeds with the question, or one that tells much."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from masdar.compiling import compiled
from masdar.reuse.aligning import Weights
from masdar.reuse.calendar import AGAIN, HELD, OFTENER, Calendars, marked, times
from masdar.reuse.postings import MOST_OF_ONE, Slots, first_slots, look
from masdar.reuse.seeds import WORDS, Seeds

MOST = 40  # articles aligned for one question
TELLING = 0.6  # what a single shared seed must tell, in words of full weight
SAID_OFTEN = 0.3  # each doubling of the articles that hold three words together takes that from what they tell
HITS = 16_384  # shared seeds looked at for one question

Numbers = NDArray[np.int64]
Common = NDArray[np.int32]
Known = tuple[NDArray[np.uint8], NDArray[np.int32]]  # which articles live, and the day of each


class Hits(NamedTuple):
    """Seeds that the question shares with articles: which article, our word, their word, and what the seed tells."""

    articles: Numbers
    ours: NDArray[np.int32]
    theirs: NDArray[np.int32]
    telling: Weights


def room_for_hits() -> Hits:
    return Hits(
        np.empty(HITS, np.int64), np.empty(HITS, np.int32), np.empty(HITS, np.int32), np.empty(HITS, np.float32)
    )


@compiled
def gather(
    seeds: Seeds,
    weights: Weights,
    slots: Slots,
    known: Known,
    hits: Hits,
    said: tuple[Common, Calendars],
) -> int:
    """Fills in the hits of a question in the table of postings; returns how many. `common` takes, for each word, how
    many articles hold the least common seed it stands in, 0 where none holds one, and `calendars`, for each seed, when
    it was printed; one of furniture finds nothing."""
    live, days = known
    common, calendars = said
    articles, words = np.empty(MOST_OF_ONE, np.int64), np.empty(MOST_OF_ONE, np.int64)
    found = 0
    nearest = first_slots(slots, seeds)
    for at in range(len(seeds)):
        if nearest[at] == 0:
            continue
        held, calendar = look(slots, seeds[at], articles, words)
        if held == 0:
            continue
        if held >= AGAIN:  # fewer make no formula, and most seeds have fewer
            for posting in range(held):
                calendar |= marked(days[articles[posting]])
        calendars[at] |= HELD | calendar
        told = np.float32(0)
        for word in range(at, at + WORDS):
            told += weights[word]
            if common[word] == 0 or held < common[word]:
                common[word] = held
        if held >= OFTENER and times(calendar) >= OFTENER:
            continue
        told /= np.float32(1 + np.log2(held) / 2)
        for posting in range(held):
            if found == HITS:
                break
            if live[articles[posting]]:
                hits.articles[found] = articles[posting]
                hits.ours[found], hits.theirs[found] = at, words[posting]
                hits.telling[found] = told
                found += 1
    return found


@compiled
def sort_few(numbers: NDArray[Any]) -> None:
    """In place, by insertion: quick to compile, and quick for a few dozen."""
    for at in range(1, len(numbers)):
        one = numbers[at]
        place = at
        while place > 0 and numbers[place - 1] > one:
            numbers[place] = numbers[place - 1]
            place -= 1
        numbers[place] = one


@compiled
def damped(weights: Weights, common: Common) -> Weights:
    """What the words tell, less where the words around them are often said together."""
    made = weights.copy()
    for word in range(len(made)):
        if common[word] > 1:
            made[word] /= np.float32(1 + SAID_OFTEN * np.log2(common[word]))
    return made


@compiled
def choose(hits: Hits, found: int) -> tuple[Numbers, Numbers, Numbers]:
    """The best articles; where the hits of each begin (one more ends the last); and the hits, article by article."""
    bits = 6
    while (1 << bits) < 2 * found:
        bits += 1
    mask, shift = (1 << bits) - 1, np.uint64(64 - bits)
    keys, owner = np.full(1 << bits, -1, np.int64), np.empty(found, np.int64)
    told = np.zeros(found, np.float32)
    articles = np.empty(found, np.int64)
    number = np.empty(1 << bits, np.int64)
    count = 0
    for hit in range(found):
        article = hits.articles[hit]
        at = np.int64((np.uint64(article) * np.uint64(0x9E3779B97F4A7C15)) >> shift)
        while keys[at] != -1 and keys[at] != article:
            at = (at + 1) & mask
        if keys[at] == -1:
            keys[at], number[at], articles[count] = article, count, article
            count += 1
        mine = number[at]
        owner[hit] = mine
        told[mine] += hits.telling[hit]
    best = np.empty(MOST, np.int64)
    chosen = 0
    for one in range(count):
        if told[one] >= TELLING and (chosen < MOST or told[one] > told[best[MOST - 1]]):
            place = chosen if chosen < MOST else MOST - 1
            while place > 0 and told[best[place - 1]] < told[one]:
                best[place] = best[place - 1]
                place -= 1
            best[place] = one
            if chosen < MOST:
                chosen += 1
    rank = np.full(count, -1, np.int64)
    for place in range(chosen):
        rank[best[place]] = place
    starts = np.zeros(chosen + 1, np.int64)
    for hit in range(found):
        if rank[owner[hit]] >= 0:
            starts[rank[owner[hit]] + 1] += 1
    for place in range(chosen):
        starts[place + 1] += starts[place]
    filled = starts[:-1].copy()
    order = np.empty(starts[chosen], np.int64)
    for hit in range(found):
        mine = rank[owner[hit]]
        if mine >= 0:
            order[filled[mine]] = hit
            filled[mine] += 1
    for place in range(chosen):
        best[place] = articles[best[place]]
    return best[:chosen], starts, order

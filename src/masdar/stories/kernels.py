"""The hot loops of telling: words counted, articles found by their telling words, likeness measured.

How alike two articles are: four fifths the cosine of their leads and that of their wholes together (their geometric
mean, for a lead alone is short and shares formulas, and a whole alone tells the past of many events), one fifth what
their titles say: whoever writes one says in six words what the event is. Two papers title one event in words of their
own, but what a title names stands in the other's lead.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from masdar.compiling import compiled

Numbers = NDArray[np.int32]
Places = NDArray[np.int64]
Weights = NDArray[np.float32]
Likenesses = NDArray[np.float64]
NAMED = 0.2  # of likeness, what of each title the other's lead tells too
TEXTS = 1 - NAMED  # of likeness, leads and wholes


class Kept(NamedTuple):
    """The window's articles by their slot. `serials` says which stands there, `live` whether it still counts; its words
    begin at `starts` of `numbers` and `times`: `leads` of its lead (the first `titles` of them its title's), then
    `wholes` of its whole. Its posts are the nodes from slot × posts on: each leads, by `links`, to the one posted
    before it under the same word, if the slot still holds the serial that `link_serials` names; 0 is none."""

    serials: Places
    live: NDArray[np.uint8]
    hours: Likenesses
    starts: Places
    titles: Numbers
    leads: Numbers
    wholes: Numbers
    numbers: Numbers
    times: Weights
    links: Places
    link_serials: Places


class Near(NamedTuple):
    """Whom each article was like when it came: `counts` of them by its slot, from slot × most on their `slots` then and
    how `alike` each is, 0 to 1 whenever it was published."""

    counts: Numbers
    slots: Numbers
    alike: Weights
    most: int


class Posted(NamedTuple):
    """Who is found by a word: its newest node and the serial that must stand there. `posts`: words an article is found
    by; `most`: articles looked at of one word."""

    heads: Places
    serials: Places
    posts: int
    most: int


class Room(NamedTuple):
    """Where an article is held against others: scores and slots by article, weights by word of its lead, its whole and
    its title. All zeros before and after."""

    scores: Likenesses
    touched: Places
    lead: Likenesses
    whole: Likenesses
    title: Likenesses


class Asked(NamedTuple):
    """Whose neighbours are asked for: the words they are found by, and how many are compared at most."""

    slot: int
    words: Numbers
    candidates: int


@compiled
def times_of(numbers: Numbers, counts: Numbers) -> tuple[Numbers, Weights]:
    """The different numbers, in order of first use, and 1 + ln(times) of each. `counts` are zeros, left as zeros."""
    found = np.empty(len(numbers), np.int32)
    size = 0
    for number in numbers:
        if counts[number] == 0:
            found[size] = number
            size += 1
        counts[number] += 1
    times = np.empty(size, np.float32)
    for at in range(size):
        times[at] = 1 + math.log(counts[found[at]])
        counts[found[at]] = 0
    return found[:size].copy(), times


@compiled
def most_telling_words(numbers: Numbers, times: Weights, telling: Weights, most: int) -> Numbers:
    """The words of an article that tell most, the most telling first."""
    worth = np.empty(len(numbers), np.float64)
    for at in range(len(numbers)):
        worth[at] = times[at] * telling[numbers[at]]
    places = _highest(worth, most)
    chosen = np.empty(len(places), np.int32)
    for at in range(len(places)):
        chosen[at] = numbers[places[at]]
    return chosen


@compiled
def _highest(values: Likenesses, most: int) -> Places:
    """The places of the highest values, the highest first, of equals the first: by insertion, which is quick for a few
    dozen among hundreds, and quick to compile."""
    chosen = np.empty(most, np.int64)
    count = 0
    for place in range(len(values)):
        if count == most and values[place] <= values[chosen[most - 1]]:
            continue
        at = min(count, most - 1)
        while at > 0 and values[chosen[at - 1]] < values[place]:
            chosen[at] = chosen[at - 1]
            at -= 1
        chosen[at] = place
        count = min(count + 1, most)
    return chosen[:count]


@compiled
def post(kept: Kept, posted: Posted, slot: int, words: Numbers) -> None:
    """Puts an article under each of some words, before those that are there."""
    for at in range(min(len(words), posted.posts)):
        node, word = slot * posted.posts + at, words[at]
        kept.links[node], kept.link_serials[node] = posted.heads[word], posted.serials[word]
        posted.heads[word], posted.serials[word] = node, kept.serials[slot]


@compiled
def _gather(kept: Kept, posted: Posted, words: Numbers, telling: Weights, room: Room) -> int:
    """Adds up how much the words tell that each article shares; returns how many articles share any."""
    count = 0
    for word in words:
        node, serial, seen = posted.heads[word], posted.serials[word], 0
        while serial > 0 and seen < posted.most:
            slot = node // posted.posts
            if kept.serials[slot] != serial:
                break
            seen += 1
            if kept.live[slot]:
                if room.scores[slot] == 0.0:
                    room.touched[count] = slot
                    count += 1
                room.scores[slot] += telling[word]
            serial, node = kept.link_serials[node], kept.links[node]
    return count


@compiled
def _best(kept: Kept, room: Room, count: int, most: int) -> Numbers:
    """Of the slots that were touched, those that score most, of equals the older; all scores are zeros again after."""
    chosen = np.empty(most, np.int32)
    found = 0
    for place in range(count):
        slot = room.touched[place]
        at = found
        while at > 0 and _before(kept, room, slot, chosen[at - 1]):
            if at < most:
                chosen[at] = chosen[at - 1]
            at -= 1
        if at < most:
            chosen[at] = slot
            found = min(found + 1, most)
    for place in range(count):
        room.scores[room.touched[place]] = 0.0
    return chosen[:found]


@compiled
def _before(kept: Kept, room: Room, one: int, other: int) -> bool:
    """Whether one slot scores more than another, or as much and is the older."""
    scores = room.scores[one], room.scores[other]
    return bool(scores[0] > scores[1] or (scores[0] == scores[1] and kept.serials[one] < kept.serials[other]))


@compiled
def _spread(numbers: Numbers, times: Weights, telling: Weights, over: Likenesses) -> float:
    """Lays an article's weights out by word; returns the length of their vector."""
    size = 0.0
    for at in range(len(numbers)):
        weight = times[at] * telling[numbers[at]]
        over[numbers[at]] = weight
        size += weight * weight
    return math.sqrt(size)


@compiled
def _cosine(numbers: Numbers, times: Weights, telling: Weights, over: Likenesses, length: float) -> float:
    dot = size = 0.0
    for at in range(len(numbers)):
        weight = times[at] * telling[numbers[at]]
        dot += weight * over[numbers[at]]
        size += weight * weight
    return float(dot / max(math.sqrt(size) * length, 1e-6))


@compiled
def _named(title: Numbers, lead: Numbers, telling: Weights, room: Room, sum_of: float) -> float:
    """The part of each of two titles that the other's lead tells too, on the average. `title` and `lead` are the
    other's; `sum_of` adds up how telling the words of the one title are that is laid out in `room`."""
    told = named = 0.0
    for number in title:
        told += telling[number]
        if room.lead[number] > 0:
            named += telling[number]
    shares = named / max(told, 1e-6)
    named = 0.0
    for number in lead:
        named += room.title[number]
    return float((shares + named / max(sum_of, 1e-6)) / 2)


@compiled
def nearest(kept: Kept, posted: Posted, room: Room, telling: Weights, asked: Asked) -> tuple[Numbers, Likenesses]:
    """The slots of the articles that share most of some words with one, and how alike each is, 0 to 1."""
    count = _gather(kept, posted, asked.words, telling, room)
    chosen = _best(kept, room, count, asked.candidates)
    return chosen, _alike(kept, room, telling, asked.slot, chosen)


@compiled
def weigh_again(kept: Kept, near: Near, room: Room, telling: Weights, order: Places) -> None:
    """How alike the articles of some slots are to those near them, by what their words tell now. Who left goes: one
    that came later may have taken its slot."""
    for slot in order:
        begin = slot * near.most
        count = 0
        for place in range(begin, begin + near.counts[slot]):
            other = near.slots[place]
            if kept.live[other] and kept.serials[other] < kept.serials[slot]:
                near.slots[begin + count] = other
                count += 1
        near.counts[slot] = count
        alike = _alike(kept, room, telling, slot, near.slots[begin : begin + count])
        for place in range(count):
            near.alike[begin + place] = alike[place]


@compiled
def _alike(kept: Kept, room: Room, telling: Weights, slot: int, others: Numbers) -> Likenesses:
    """How alike one article is to each of some others."""
    start, middle, end = _places(kept, slot)
    lead, whole = kept.numbers[start:middle], kept.numbers[middle:end]
    title = lead[: kept.titles[slot]]
    lead_length = _spread(lead, kept.times[start:middle], telling, room.lead)
    whole_length = _spread(whole, kept.times[middle:end], telling, room.whole)
    title_sum = 0.0
    for number in title:
        room.title[number] = telling[number]
        title_sum += telling[number]
    alike = np.empty(len(others), np.float64)
    for at in range(len(others)):
        other = others[at]
        first, second, last = _places(kept, other)
        numbers, times = kept.numbers[first:second], kept.times[first:second]
        of_lead = _cosine(numbers, times, telling, room.lead, lead_length)
        of_whole = _cosine(kept.numbers[second:last], kept.times[second:last], telling, room.whole, whole_length)
        named = _named(numbers[: kept.titles[other]], numbers, telling, room, title_sum)
        alike[at] = TEXTS * math.sqrt(of_lead * of_whole) + NAMED * named
    for number in lead:
        room.lead[number] = room.title[number] = 0.0
    for number in whole:
        room.whole[number] = 0.0
    return alike


@compiled
def _places(kept: Kept, slot: int) -> tuple[int, int, int]:
    """Where an article's lead begins, where its whole does, and where that ends."""
    start = kept.starts[slot]
    middle = start + kept.leads[slot]
    return start, middle, middle + kept.wholes[slot]


@compiled
def packed(kept: Kept, order: Places, numbers: Numbers, times: Weights) -> int:
    """Copies the words of some slots, in this order, to the front of other arrays (or the same, in order of place);
    returns how much they take."""
    used = 0
    for slot in order:
        start, size = kept.starts[slot], kept.leads[slot] + kept.wholes[slot]
        for at in range(size):
            numbers[used + at], times[used + at] = kept.numbers[start + at], kept.times[start + at]
        kept.starts[slot] = used
        used += size
    return used

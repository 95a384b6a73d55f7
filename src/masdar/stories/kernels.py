"""The hot loops of telling: words counted, articles found by their telling words, likeness measured.

How alike two articles are: seven tenths the cosine of their leads and that of their wholes together (their geometric
mean, for a lead alone is short and shares formulas, and a whole alone tells the past of many events), three tenths that
of their titles (whoever writes one says in six words what the event is), less the further apart in time.
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
TITLE = 0.3  # of likeness, the titles'


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
        worth[at] = -times[at] * telling[numbers[at]]
    return numbers[np.argsort(worth, kind="mergesort")[:most]]


@compiled
def post(kept: Kept, slot: int, words: Numbers, posts: int, heads: Places, head_serials: Places) -> None:
    """Puts an article under each of some words, before those that are there."""
    for at in range(min(len(words), posts)):
        node, word = slot * posts + at, words[at]
        kept.links[node], kept.link_serials[node] = heads[word], head_serials[word]
        heads[word], head_serials[word] = node, kept.serials[slot]


@compiled
def _gather(
    kept: Kept,
    words: Numbers,
    telling: Weights,
    heads: Places,
    head_serials: Places,
    limits: tuple[int, int],
    scores: Likenesses,
    touched: Places,
) -> int:
    """Adds up how much the words tell that each article shares; returns how many articles share any."""
    posts, most = limits
    count = 0
    for word in words:
        node, serial, seen = heads[word], head_serials[word], 0
        while serial > 0 and seen < most:
            slot = node // posts
            if kept.serials[slot] != serial:
                break
            seen += 1
            if kept.live[slot]:
                if scores[slot] == 0.0:
                    touched[count] = slot
                    count += 1
                scores[slot] += telling[word]
            serial, node = kept.link_serials[node], kept.links[node]
    return count


@compiled
def _best(kept: Kept, scores: Likenesses, touched: Places, most: int) -> Places:
    """The slots that score most, of equals the older; `scores` are zeros again after."""
    if len(touched) > most:
        values = scores[touched]
        least = np.partition(values, len(values) - most)[len(values) - most]
        better = touched[values > least]
        equal = touched[values == least]
        older = equal[np.argsort(kept.serials[equal], kind="mergesort")[: most - len(better)]]
        chosen = np.concatenate((better, older))
    else:
        chosen = touched.copy()
    for slot in touched:
        scores[slot] = 0.0
    return chosen


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
def _titles(kept: Kept, one: int, two: int, telling: Weights) -> float:
    """The cosine of two titles, each word taken once: there are few, so each is held against each."""
    dot = size = other_size = 0.0
    mine, theirs = kept.starts[one], kept.starts[two]
    for at in range(mine, mine + kept.titles[one]):
        weight = telling[kept.numbers[at]]
        size += weight * weight
        for place in range(theirs, theirs + kept.titles[two]):
            if kept.numbers[place] == kept.numbers[at]:
                dot += weight * weight
    for place in range(theirs, theirs + kept.titles[two]):
        other_size += telling[kept.numbers[place]] ** 2
    return float(dot / max(math.sqrt(size * other_size), 1e-6))


@compiled
def nearest(
    kept: Kept,
    slot: int,
    words: Numbers,
    telling: Weights,
    heads: Places,
    head_serials: Places,
    limits: tuple[int, int, int],
    fading: float,
    room: tuple[Likenesses, Places, Likenesses, Likenesses],
) -> tuple[Places, Likenesses]:
    """The serials of the articles that share most of some words with the one in `slot`, and how alike each is, 0 to 1.
    `limits`: posts of an article, posts looked at of a word, articles compared. `room`: scores and slots by article,
    two weights by word; all zeros before and after."""
    posts, most, candidates = limits
    scores, touched, over_lead, over_whole = room
    count = _gather(kept, words, telling, heads, head_serials, (posts, most), scores, touched)
    chosen = _best(kept, scores, touched[:count], candidates)
    start, lead, whole = kept.starts[slot], kept.leads[slot], kept.wholes[slot]
    middle, end = start + lead, start + lead + whole
    lead_length = _spread(kept.numbers[start:middle], kept.times[start:middle], telling, over_lead)
    whole_length = _spread(kept.numbers[middle:end], kept.times[middle:end], telling, over_whole)
    alike = np.empty(len(chosen), np.float64)
    for at in range(len(chosen)):
        other = chosen[at]
        first = kept.starts[other]
        second, last = first + kept.leads[other], first + kept.leads[other] + kept.wholes[other]
        of_lead = _cosine(kept.numbers[first:second], kept.times[first:second], telling, over_lead, lead_length)
        of_whole = _cosine(kept.numbers[second:last], kept.times[second:last], telling, over_whole, whole_length)
        together = (1 - TITLE) * math.sqrt(of_lead * of_whole) + TITLE * _titles(kept, slot, other, telling)
        alike[at] = together * math.exp(-abs(kept.hours[other] - kept.hours[slot]) / fading)
    over_lead[kept.numbers[start:middle]] = 0.0
    over_whole[kept.numbers[middle:end]] = 0.0
    return kept.serials[chosen], alike


@compiled
def odds(kept: Kept, slots: Places, within: NDArray[np.bool_], cautious: float, words: int) -> Likenesses:
    """How much each article reads like those `within` rather than like the others, itself left out: the mean over lead
    and whole of the sum of its words' log-odds by the root of their number. `cautious`: articles' worth of the others'
    odds that are mixed into those of the ones within; `words`: how many there are."""
    scores = np.zeros(len(slots), np.float64)
    inside = within.sum()
    outside = len(slots) - inside
    for part in range(2):
        ours, theirs = np.zeros(words, np.int32), np.zeros(words, np.int32)
        for at in range(len(slots)):
            slot = slots[at]
            first = kept.starts[slot] + (kept.leads[slot] if part else 0)
            held = ours if within[at] else theirs
            for number in kept.numbers[first : first + (kept.wholes[slot] if part else kept.leads[slot])]:
                held[number] += 1
        for at in range(len(slots)):
            slot = slots[at]
            first = kept.starts[slot] + (kept.leads[slot] if part else 0)
            size = kept.wholes[slot] if part else kept.leads[slot]
            own = 1 if within[at] else 0
            total = 0.0
            for number in kept.numbers[first : first + size]:
                usual = (theirs[number] + 0.5) / (outside + 1)
                total += math.log((ours[number] - own + cautious * usual) / (inside - own + cautious) / usual)
            scores[at] += total / math.sqrt(max(size, 1)) / 2
    return scores


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

"""Every article of a small window held against every other, and grown into groups, the most alike of all first.

What is judged so depends on the articles alone, not on the order they came in. Some 600 articles take a hundredth of a
second.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from masdar.compiling import compiled
from masdar.stories.kernels import NAMED, TEXTS, TITLES, Kept, Numbers, Places, Weights

Matrix = NDArray[np.float32]
LEAD, WHOLE, TITLE = 0, 1, 2  # parts of an article
LENGTH, SUM, EACH = 0, 1, 2  # a word's weight is one part of the vector's length, of its sum, or 1


class Joining(NamedTuple):
    """How alike two groups must be to become one, on the average over their articles: `least`, where the larger one's
    size raises what they are (by its logarithm times `growth`) and the smaller one's lowers it (times `apart`)."""

    least: float
    growth: float
    apart: float


@compiled
def alike_all(kept: Kept, slots: Places, telling: Weights, fading: float, faint: float) -> Matrix:
    """How alike each two of some articles are, as `kernels.nearest` has it; 0 below `faint`, and with itself."""
    count = len(slots)
    first = np.zeros((count, count), np.float32)
    second = np.zeros((count, count), np.float32)
    _add_cosines(kept, slots, telling, LEAD, 1.0, first)
    _add_cosines(kept, slots, telling, WHOLE, 1.0, second)
    for one in range(count):
        for two in range(one):
            first[one, two] = math.sqrt(max(first[one, two] * second[one, two], 0.0))
            second[one, two] = 0.0
    _add_cosines(kept, slots, telling, TITLE, TITLES, second)
    _add_named(kept, slots, telling, second)
    for one in range(count):
        for two in range(one):
            apart = abs(kept.hours[slots[one]] - kept.hours[slots[two]])
            alike = (TEXTS * first[one, two] + second[one, two]) * math.exp(-apart / fading)
            first[one, two] = first[two, one] = alike if alike >= faint else 0.0
    return first


@compiled
def _add_cosines(kept: Kept, slots: Places, telling: Weights, part: int, worth: float, into: Matrix) -> None:
    """Adds up the cosines of one part of each two articles, word by word: only those that share words meet."""
    heads, holders, weights = _holders(kept, slots, telling, part, LENGTH)
    for number in range(len(telling)):
        for later in range(heads[number] + 1, heads[number + 1]):
            row, weight = holders[later], weights[later] * worth
            for earlier in range(heads[number], later):
                into[row, holders[earlier]] += weight * weights[earlier]


@compiled
def _add_named(kept: Kept, slots: Places, telling: Weights, into: Matrix) -> None:
    """Adds what each lead tells of what each other title tells."""
    heads, titled, weights = _holders(kept, slots, telling, TITLE, SUM)
    lead_heads, leads, _ = _holders(kept, slots, telling, LEAD, EACH)
    for number in range(len(telling)):
        for at in range(heads[number], heads[number + 1]):
            one, weight = titled[at], weights[at] * NAMED / 2
            for place in range(lead_heads[number], lead_heads[number + 1]):
                two = leads[place]
                into[max(one, two), min(one, two)] += weight


@compiled
def _holders(kept: Kept, slots: Places, telling: Weights, part: int, norm: int) -> tuple[Places, Numbers, Weights]:
    """By word, which articles hold it in that part, in order, and its weight there; a word's begin at its head."""
    begins, ends = np.empty(len(slots), np.int64), np.empty(len(slots), np.int64)
    sizes = np.zeros(len(slots), np.float64)
    heads = np.zeros(len(telling) + 1, np.int64)
    for at in range(len(slots)):
        slot = slots[at]
        begins[at] = kept.starts[slot] + (kept.leads[slot] if part == WHOLE else 0)
        ends[at] = begins[at] + (
            kept.titles[slot] if part == TITLE else kept.wholes[slot] if part == WHOLE else kept.leads[slot]
        )
        for place in range(begins[at], ends[at]):
            number = kept.numbers[place]
            weight = telling[number] * (1.0 if part == TITLE else kept.times[place])
            sizes[at] += weight if norm == SUM else weight * weight
            heads[number + 1] += 1
        sizes[at] = max(sizes[at] if norm == SUM else math.sqrt(sizes[at]), 1e-6)
    heads = np.cumsum(heads)
    filled = heads.copy()
    holders, weights = np.empty(heads[-1], np.int32), np.empty(heads[-1], np.float32)
    for at in range(len(slots)):
        for place in range(begins[at], ends[at]):
            number = kept.numbers[place]
            weight = telling[number] * (1.0 if part == TITLE else kept.times[place])
            holders[filled[number]], weights[filled[number]] = at, 1.0 if norm == EACH else weight / sizes[at]
            filled[number] += 1
    return heads, holders, weights


@compiled
def grown(alike: Matrix, joining: Joining) -> Places:
    """The group of each article, by the place of its first one: groups that are alike enough become one, the most alike
    first. `alike` becomes the sums over groups."""
    count = len(alike)
    group, sizes, alive = np.arange(count), np.ones(count, np.int64), np.ones(count, np.bool_)
    nearest, value = np.zeros(count, np.int64), np.full(count, -1.0)
    for one in range(count):
        _look_around(alike, one, sizes, alive, joining, nearest, value)
    while count:
        one = int(np.argmax(value))
        if value[one] <= joining.least:
            break
        kept, gone = min(one, nearest[one]), max(one, nearest[one])
        alive[gone], value[gone] = False, -1.0
        sizes[kept] += sizes[gone]
        for at in range(count):
            if group[at] == gone:
                group[at] = kept
            if alive[at] and at != kept:
                alike[kept, at] += alike[gone, at]
                alike[at, kept] = alike[kept, at]
        _look_around(alike, kept, sizes, alive, joining, nearest, value)
        for at in range(count):
            if not alive[at] or at == kept:
                continue
            if nearest[at] == kept or nearest[at] == gone:
                _look_around(alike, at, sizes, alive, joining, nearest, value)
            else:
                now = _average(alike[at, kept], sizes[at], sizes[kept], joining)
                if now > value[at]:
                    nearest[at], value[at] = kept, now
    return group


@compiled
def _average(total: float, one: int, two: int, joining: Joining) -> float:
    raised = joining.growth * math.log(max(one, two)) - joining.apart * math.log(min(one, two))
    return float(total / (one * two) * (1 + raised))


@compiled
def _look_around(
    alike: Matrix,
    one: int,
    sizes: Places,
    alive: NDArray[np.bool_],
    joining: Joining,
    nearest: Places,
    value: NDArray[np.float64],
) -> None:
    """Finds the group that one is most like, of equals the older."""
    nearest[one], value[one] = one, -1.0
    for other in range(len(alike)):
        if alive[other] and other != one and alike[one, other] > 0:
            now = _average(alike[one, other], sizes[one], sizes[other], joining)
            if now > value[one]:
                nearest[one], value[one] = other, now

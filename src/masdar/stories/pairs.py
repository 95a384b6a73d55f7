"""Every article of a small window held against every other, and grown into groups, the most alike of all first.

What is judged so depends on the articles alone, not on the order they came in. Some 600 articles take a hundredth of a
second.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from masdar.compiling import compiled
from masdar.stories.kernels import TITLE, Kept, Places, Weights

Matrix = NDArray[np.float32]
LEAD, WHOLE, HEAD = 0, 1, 2  # parts of an article


@compiled
def alike_all(kept: Kept, slots: Places, telling: Weights, fading: float, faint: float) -> Matrix:
    """How alike each two of some articles are, as `kernels.nearest` has it; 0 below `faint`, and with itself."""
    count = len(slots)
    first = np.zeros((count, count), np.float32)
    second = np.zeros((count, count), np.float32)
    _add_cosines(kept, slots, telling, LEAD, first)
    _add_cosines(kept, slots, telling, WHOLE, second)
    for one in range(count):
        for two in range(one):
            first[one, two] = math.sqrt(max(first[one, two] * second[one, two], 0.0))
            second[one, two] = 0.0
    _add_cosines(kept, slots, telling, HEAD, second)
    for one in range(count):
        for two in range(one):
            apart = abs(kept.hours[slots[one]] - kept.hours[slots[two]])
            alike = ((1 - TITLE) * first[one, two] + TITLE * second[one, two]) * math.exp(-apart / fading)
            first[one, two] = first[two, one] = alike if alike >= faint else 0.0
    return first


@compiled
def _add_cosines(kept: Kept, slots: Places, telling: Weights, part: int, into: Matrix) -> None:
    """Adds up the cosines of one part of each two articles, word by word: only those that share words meet."""
    begins, ends = np.empty(len(slots), np.int64), np.empty(len(slots), np.int64)
    sizes = np.zeros(len(slots), np.float64)
    heads = np.zeros(len(telling) + 1, np.int64)
    for at in range(len(slots)):
        slot = slots[at]
        begins[at] = kept.starts[slot] + (kept.leads[slot] if part == WHOLE else 0)
        ends[at] = begins[at] + (
            kept.titles[slot] if part == HEAD else kept.wholes[slot] if part == WHOLE else kept.leads[slot]
        )
        for place in range(begins[at], ends[at]):
            number = kept.numbers[place]
            weight = telling[number] * (1.0 if part == HEAD else kept.times[place])
            sizes[at] += weight * weight
            heads[number + 1] += 1
        sizes[at] = max(math.sqrt(sizes[at]), 1e-6)
    heads = np.cumsum(heads)
    filled = heads.copy()
    holders, weights = np.empty(heads[-1], np.int32), np.empty(heads[-1], np.float32)
    for at in range(len(slots)):
        for place in range(begins[at], ends[at]):
            number = kept.numbers[place]
            weight = telling[number] * (1.0 if part == HEAD else kept.times[place])
            holders[filled[number]], weights[filled[number]] = at, weight / sizes[at]
            filled[number] += 1
    for number in range(len(telling)):
        for later in range(heads[number] + 1, heads[number + 1]):
            row, weight = holders[later], weights[later]
            for earlier in range(heads[number], later):
                into[row, holders[earlier]] += weight * weights[earlier]


@compiled
def grown(alike: Matrix, least: float, growth: float) -> Places:
    """The group of each article, by the place of its first one: groups that are alike enough on the average over their
    articles (`least`; a group's size raises it, by its logarithm times `growth`) become one, the most alike first.
    `alike` becomes the sums over groups."""
    count = len(alike)
    group, sizes, alive = np.arange(count), np.ones(count, np.int64), np.ones(count, np.bool_)
    nearest, value = np.zeros(count, np.int64), np.full(count, -1.0)
    for one in range(count):
        _look_around(alike, one, sizes, alive, growth, nearest, value)
    while count:
        one = int(np.argmax(value))
        if value[one] <= least:
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
        _look_around(alike, kept, sizes, alive, growth, nearest, value)
        for at in range(count):
            if not alive[at] or at == kept:
                continue
            if nearest[at] == kept or nearest[at] == gone:
                _look_around(alike, at, sizes, alive, growth, nearest, value)
            else:
                now = _average(alike[at, kept], sizes[at], sizes[kept], growth)
                if now > value[at]:
                    nearest[at], value[at] = kept, now
    return group


@compiled
def _average(total: float, one: int, two: int, growth: float) -> float:
    return float(total / (one * two) * (1 + growth * math.log(max(one, two))))


@compiled
def _look_around(
    alike: Matrix,
    one: int,
    sizes: Places,
    alive: NDArray[np.bool_],
    growth: float,
    nearest: Places,
    value: NDArray[np.float64],
) -> None:
    """Finds the group that one is most like, of equals the older."""
    nearest[one], value[one] = one, -1.0
    for other in range(len(alike)):
        if alive[other] and other != one and alike[one, other] > 0:
            now = _average(alike[one, other], sizes[one], sizes[other], growth)
            if now > value[one]:
                nearest[one], value[one] = other, now

"""Every article of a small window held against every other, and grown into groups, the most alike of all first.

What is judged so depends on the articles alone, not on the order they came in. Some 600 articles take a hundredth of a
second.

Time parts two articles, and an article from a story. Two stories that last are another matter: a war of two days is
alike in its first hour and its last by its words alone, so what counts is how long it was quiet between them.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from masdar.compiling import compiled
from masdar.stories.kernels import NAMED, TEXTS, Kept, Likenesses, Numbers, Places, Weights

Matrix = NDArray[np.float32]
LEAD, WHOLE, TITLE = 0, 1, 2  # parts of an article
LENGTH, SUM, EACH = 0, 1, 2  # a word's weight is one part of the vector's length, of its sum, or 1


class Joining(NamedTuple):
    """How alike two groups must be to become one, on the average over their articles: `least`, where the larger one's
    size raises what they are (by its logarithm times `growth`) and the smaller one's lowers it (times `apart`).
    `fading`: hours after which likeness counts 1/e; `faint`: likeness that any two articles may have, which is none;
    `lasting`: articles of the smaller group from which only the hours between the two count; `compared`: articles that
    each was held against at most."""

    least: float
    growth: float
    apart: float
    fading: float
    faint: float
    lasting: int
    compared: int


class Groups(NamedTuple):
    """Groups by the place of their first article: the sums, over the articles of each two, of how alike they are
    (`plain`) and of what time leaves of that (`faded`); how many articles each has and the hours of its first and its
    last; whether it still stands alone."""

    plain: Matrix
    faded: Matrix
    sizes: Places
    first: Likenesses
    last: Likenesses
    alive: NDArray[np.bool_]


@compiled
def alike_all(kept: Kept, slots: Places, telling: Weights) -> Matrix:
    """How alike each two of some articles are, as `kernels.nearest` has it; 0 with itself."""
    count = len(slots)
    first = np.zeros((count, count), np.float32)
    second = np.zeros((count, count), np.float32)
    _add_cosines(kept, slots, telling, LEAD, first)
    _add_cosines(kept, slots, telling, WHOLE, second)
    for one in range(count):
        for two in range(one):
            first[one, two] = math.sqrt(max(first[one, two] * second[one, two], 0.0))
            second[one, two] = 0.0
    _add_named(kept, slots, telling, second)
    for one in range(count):
        for two in range(one):
            alike = TEXTS * first[one, two] + second[one, two]
            first[one, two] = first[two, one] = alike
    return first


@compiled
def _add_cosines(kept: Kept, slots: Places, telling: Weights, part: int, into: Matrix) -> None:
    """Adds up the cosines of one part of each two articles, word by word: only those that share words meet."""
    heads, holders, weights = _holders(kept, slots, telling, part, LENGTH)
    for number in range(len(telling)):
        for later in range(heads[number] + 1, heads[number + 1]):
            row, weight = holders[later], weights[later]
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
def grown(alike: Matrix, hours: Likenesses, joining: Joining) -> Places:
    """The group of each article, by the place of its first one: groups that are alike enough become one, the most alike
    first. `alike` becomes the sums over groups."""
    count = len(alike)
    group, nearest, value = np.arange(count), np.zeros(count, np.int64), np.full(count, -1.0)
    alive, sizes = np.ones(count, np.bool_), np.ones(count, np.int64)
    groups = Groups(alike, _faded(alike, hours, joining), sizes, hours.copy(), hours.copy(), alive)
    for one in range(count):
        _look_around(groups, one, joining, nearest, value)
    while count:
        one = int(np.argmax(value))
        if value[one] <= joining.least:
            break
        kept, gone = min(one, nearest[one]), max(one, nearest[one])
        alive[gone], value[gone] = False, -1.0
        _join(groups, kept, gone)
        for at in range(count):
            if group[at] == gone:
                group[at] = kept
        _look_around(groups, kept, joining, nearest, value)
        for at in range(count):
            if not alive[at] or at == kept:
                continue
            if nearest[at] == kept or nearest[at] == gone:
                _look_around(groups, at, joining, nearest, value)
            else:
                now = _average(groups, at, kept, joining)
                if now > value[at]:
                    nearest[at], value[at] = kept, now
    return group


@compiled
def _faded(alike: Matrix, hours: Likenesses, joining: Joining) -> Matrix:
    """What time leaves of how alike articles are; nothing where that is faint."""
    faded = np.zeros_like(alike)
    for one in range(len(alike)):
        for two in range(one):
            left = alike[one, two] * math.exp(-abs(hours[one] - hours[two]) / joining.fading)
            if left >= joining.faint:
                faded[one, two] = faded[two, one] = left
    return faded


@compiled
def _join(groups: Groups, kept: int, gone: int) -> None:
    groups.sizes[kept] += groups.sizes[gone]
    groups.first[kept] = min(groups.first[kept], groups.first[gone])
    groups.last[kept] = max(groups.last[kept], groups.last[gone])
    for at in range(len(groups.alive)):
        if groups.alive[at] and at != kept:
            for sums in (groups.plain, groups.faded):
                sums[kept, at] += sums[gone, at]
                sums[at, kept] = sums[kept, at]


@compiled
def _average(groups: Groups, one: int, two: int, joining: Joining) -> float:
    sizes = groups.sizes[one], groups.sizes[two]
    gap = max(groups.first[one], groups.first[two]) - min(groups.last[one], groups.last[two])
    return likeness(groups.plain[one, two], groups.faded[one, two], sizes, gap, joining)


@compiled
def likeness(plain: float, faded: float, sizes: tuple[int, int], gap: float, joining: Joining) -> float:
    """How alike two groups are. `plain` and `faded`: the sums of how alike their articles are, and of what time leaves
    of that; `sizes`: their articles; `gap`: hours from the last of the one to the first of the other, below 0 where
    they overlap."""
    smaller, larger = min(sizes[0], sizes[1]), max(sizes[0], sizes[1])
    alike = faded
    if smaller > 1 and larger <= joining.compared:  # of more, it is not known how alike those far apart in time are
        lasting = min(math.log(smaller) / math.log(joining.lasting), 1.0)
        alike += lasting * (plain * math.exp(-max(gap, 0.0) / joining.fading) - faded)
    known = min(smaller, joining.compared) * min(larger, joining.compared)
    return float(alike / known * (1 + joining.growth * math.log(larger) - joining.apart * math.log(smaller)))


@compiled
def _look_around(groups: Groups, one: int, joining: Joining, nearest: Places, value: Likenesses) -> None:
    """Finds the group that one is most like, of equals the older."""
    nearest[one], value[one] = one, -1.0
    for other in range(len(groups.alive)):
        if groups.alive[other] and other != one and groups.faded[one, other] > 0:
            now = _average(groups, one, other, joining)
            if now > value[one]:
                nearest[one], value[one] = other, now

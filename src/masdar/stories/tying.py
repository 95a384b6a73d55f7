"""The hot loops of a large window: groups that are tied where their articles are alike, and grow together.

A group is called by the slot of its oldest article. What ties two groups are the sums, over those of their articles
that were compared, of how alike they are and of what time leaves of that.
"""

from __future__ import annotations

import math
from heapq import heappop, heappush
from typing import NamedTuple

import numpy as np

from masdar.compiling import compiled
from masdar.stories.kernels import Kept, Likenesses, Near, Numbers, Places
from masdar.stories.pairs import Joining, likeness

MADE, FREE, SPARE = 0, 1, 2  # counters: ties ever made; the first of those that are free again; how many those are

# How alike two groups are, below 0; the serials of their oldest articles, the older first; how many articles each had.
Waiting = tuple[float, int, int, int, int]


class Tied(NamedTuple):
    """By group: its `sizes`, the hours of its `first` and `last` article, and `heads`, the first of its tie ends. Tie
    n, from 1 on, has the ends 2n and 2n + 1, one in each group: `owners` says in which, `following` and `before` which
    ends are next to it there, 0 for none. By tie: the sums `plain` and `faded`. `counters`: see above; a free tie's
    first end leads to that of the next. `seen`: by group, a tie; zeros before and after."""

    sizes: Places
    first: Likenesses
    last: Likenesses
    heads: Numbers
    owners: Numbers
    following: Numbers
    before: Numbers
    plain: Likenesses
    faded: Likenesses
    counters: Places
    seen: Numbers


@compiled
def stand_alone(kept: Kept, tied: Tied, slot: int) -> None:
    """Makes an article a group of its own, without ties."""
    tied.sizes[slot], tied.heads[slot] = 1, 0
    tied.first[slot] = tied.last[slot] = kept.hours[slot]


@compiled
def tie(kept: Kept, near: Near, tied: Tied, slot: int, groups: Numbers, joining: Joining) -> None:
    """Ties an article that is a group of its own to the `groups` of those near it."""
    begin = slot * near.most
    for place in range(near.counts[slot]):
        other, plain = near.slots[begin + place], near.alike[begin + place]
        faded = plain * math.exp(-abs(kept.hours[slot] - kept.hours[other]) / joining.fading)
        if faded < joining.faint:
            continue
        group = groups[place]
        if not tied.seen[group]:
            tied.seen[group] = _new(tied, slot, group)
        tied.plain[tied.seen[group]] += plain
        tied.faded[tied.seen[group]] += faded
    end = tied.heads[slot]
    while end:
        tied.seen[tied.owners[end ^ 1]] = 0
        end = tied.following[end]


@compiled
def merge(tied: Tied, kept: int, gone: int) -> None:
    """Puts a younger group into an older one."""
    end = tied.heads[kept]
    while end:
        tied.seen[tied.owners[end ^ 1]] = end >> 1
        end = tied.following[end]
    end = tied.heads[gone]
    while end:
        after, other, number = tied.following[end], tied.owners[end ^ 1], end >> 1
        same = tied.seen[other]
        if other != kept and not same:
            _attach(tied, end, kept)
        else:
            if other != kept:
                tied.plain[same] += tied.plain[number]
                tied.faded[same] += tied.faded[number]
            _detach(tied, end ^ 1)
            _set_free(tied, number)
        end = after
    tied.seen[gone] = tied.heads[gone] = 0
    end = tied.heads[kept]
    while end:
        tied.seen[tied.owners[end ^ 1]] = 0
        end = tied.following[end]
    tied.sizes[kept] += tied.sizes[gone]
    tied.first[kept] = min(tied.first[kept], tied.first[gone])
    tied.last[kept] = max(tied.last[kept], tied.last[gone])
    tied.sizes[gone] = 0


@compiled
def dissolve(tied: Tied, group: int) -> None:
    """Frees the ties of a group whose last article left."""
    end = tied.heads[group]
    while end:
        after = tied.following[end]
        _detach(tied, end ^ 1)
        _set_free(tied, end >> 1)
        end = after
    tied.heads[group] = tied.sizes[group] = 0


@compiled
def lose_one(tied: Tied, group: int, name: int, hours: Likenesses) -> None:
    """Counts an article out of a group of several, that is called `name` from now on and whose other articles are of
    these `hours`. Whose part of the sums it was is not kept; each article's is taken to be the same."""
    left = (tied.sizes[group] - 1) / tied.sizes[group]
    end = tied.heads[group]
    while end:
        tied.plain[end >> 1] *= left
        tied.faded[end >> 1] *= left
        tied.owners[end] = name
        end = tied.following[end]
    head, size = tied.heads[group], tied.sizes[group]
    tied.heads[group] = tied.sizes[group] = 0
    tied.heads[name], tied.sizes[name] = head, size - 1
    tied.first[name], tied.last[name] = hours.min(), hours.max()


@compiled
def most_alike(kept: Kept, tied: Tied, group: int, joining: Joining) -> int:
    """The group that one is most like, of equals the oldest; -1 where none is alike enough."""
    best, most = -1, joining.least
    end = tied.heads[group]
    while end:
        other = tied.owners[end ^ 1]
        value = _alike(tied, end >> 1, joining)
        if value > most or (value == most and best >= 0 and kept.serials[other] < kept.serials[best]):
            best, most = other, value
        end = tied.following[end]
    return best


@compiled
def grow_all(kept: Kept, near: Near, tied: Tied, order: Places, joining: Joining) -> Numbers:
    """Ties the articles of some slots, oldest first, and merges them and then their groups while any two are alike
    enough, the most alike of all first. No other ties may be there. Returns the group of each slot."""
    most = len(tied.sizes)
    groups = np.arange(most).astype(np.int32)
    queue: list[Waiting] = [(0.0, 0, 0, 0, 0) for _ in range(0)]
    for slot in order:
        stand_alone(kept, tied, slot)
        begin = slot * near.most
        tie(kept, near, tied, slot, near.slots[begin : begin + near.counts[slot]], joining)
        _await_turn(kept, tied, slot, queue, joining)
    while queue:
        _, older, younger, size, other_size = heappop(queue)
        if tied.sizes[older % most] == size and tied.sizes[younger % most] == other_size:  # neither grew since
            merge(tied, older % most, younger % most)
            groups[younger % most] = older % most
            _await_turn(kept, tied, older % most, queue, joining)
    for slot in order:  # the group it went to is older than it, and known by now
        groups[slot] = groups[groups[slot]]
    return groups


@compiled
def _await_turn(kept: Kept, tied: Tied, group: int, queue: list[Waiting], joining: Joining) -> None:
    """Lets a group wait to be merged with those it is alike enough to."""
    end = tied.heads[group]
    while end:
        other = tied.owners[end ^ 1]
        value = _alike(tied, end >> 1, joining)
        if value > joining.least:
            older, younger = (group, other) if kept.serials[group] < kept.serials[other] else (other, group)
            names, sizes = (kept.serials[older], kept.serials[younger]), (tied.sizes[older], tied.sizes[younger])
            heappush(queue, (-value, names[0], names[1], sizes[0], sizes[1]))
        end = tied.following[end]


@compiled
def _alike(tied: Tied, number: int, joining: Joining) -> float:
    """How alike two tied groups are."""
    one, two = tied.owners[2 * number], tied.owners[2 * number + 1]
    sizes = tied.sizes[one], tied.sizes[two]
    gap = max(tied.first[one], tied.first[two]) - min(tied.last[one], tied.last[two])
    return likeness(tied.plain[number], tied.faded[number], sizes, gap, joining)


@compiled
def _new(tied: Tied, one: int, two: int) -> int:
    """A tie between two groups, of sums that are 0."""
    number = tied.counters[FREE]
    if number:
        tied.counters[FREE] = tied.following[2 * number]
        tied.counters[SPARE] -= 1
    else:
        tied.counters[MADE] += 1
        number = tied.counters[MADE]
    tied.plain[number] = tied.faded[number] = 0.0
    _attach(tied, 2 * number, one)
    _attach(tied, 2 * number + 1, two)
    return int(number)


@compiled
def _set_free(tied: Tied, number: int) -> None:
    tied.following[2 * number] = tied.counters[FREE]
    tied.counters[FREE] = number
    tied.counters[SPARE] += 1


@compiled
def _attach(tied: Tied, end: int, group: int) -> None:
    head = tied.heads[group]
    tied.owners[end], tied.following[end], tied.before[end] = group, head, 0
    if head:
        tied.before[head] = end
    tied.heads[group] = end


@compiled
def _detach(tied: Tied, end: int) -> None:
    before, after = tied.before[end], tied.following[end]
    if before:
        tied.following[before] = after
    else:
        tied.heads[tied.owners[end]] = after
    if after:
        tied.before[after] = before

"""Ties between groups in flat arrays do what sums over pairs of articles do."""

from __future__ import annotations

import math
from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from masdar.stories.pairs import Joining
from masdar.stories.ties import Ties
from masdar.stories.window import Window

JOINING = Joining(least=0.25, growth=0.4, apart=0.3, fading=48.0, faint=0.05, lasting=20, compared=4)
MOST = 16

likenesses = st.dictionaries(st.tuples(st.integers(1, MOST), st.integers(1, MOST)), st.floats(0.1, 1.0), max_size=60)
# Each step merges the first two of some groups, or takes an article out: the one at this place, of those that are left.
steps = st.lists(st.tuples(st.booleans(), st.integers(0, 99), st.integers(0, 99)), max_size=20)


class Pairs:
    """What `Ties` keeps, over every two articles."""

    def __init__(self, alike: dict[tuple[int, int], float]) -> None:
        self.alike = {pair: like for pair, like in alike.items() if pair[1] < pair[0]}
        self.groups = [[serial] for serial in range(1, MOST + 1)]
        self.sums = {
            (other, one): (like, like * math.exp(-(one - other) / JOINING.fading))
            for (one, other), like in self.alike.items()
            if like * math.exp(-(one - other) / JOINING.fading) >= JOINING.faint
        }

    def filled(self) -> Window:
        window = Window(MOST, keys=4, posted=10, candidates=MOST)
        for serial in range(1, MOST + 1):
            window.add(serial, window.vocabulary.read("خبر", "", "", "ar"), hour=float(serial))
        for (one, other), like in self.alike.items():
            slot = one % MOST
            place = slot * MOST + window.near.counts[slot]
            window.near.slots[place], window.near.alike[place] = other % MOST, like
            window.near.counts[slot] += 1
        return window

    def tied(self) -> Ties:
        window = self.filled()
        ties = Ties(window, JOINING)
        for serial in range(1, MOST + 1):
            ties.take(serial, [other for one, other in self.alike if one == serial])
        return ties

    def between(self, one: list[int], two: list[int]) -> tuple[float, float]:
        of_pairs = [self.sums.get((min(pair), max(pair)), (0.0, 0.0)) for pair in product(one, two)]
        return sum(plain for plain, _ in of_pairs), sum(faded for _, faded in of_pairs)

    def value(self, one: list[int], two: list[int]) -> float:
        (plain, faded), smaller, larger = self.between(one, two), *sorted((len(one), len(two)))
        if smaller > 1 and larger <= JOINING.compared:
            gap = max(0.0, max(min(one), min(two)) - min(max(one), max(two)))
            lasting = math.log(smaller) / math.log(JOINING.lasting)
            faded += lasting * (plain * math.exp(-gap / JOINING.fading) - faded)
        known = min(smaller, JOINING.compared) * min(larger, JOINING.compared)
        return faded / known * (1 + JOINING.growth * math.log(larger) - JOINING.apart * math.log(smaller))

    def best(self, one: list[int]) -> float:
        return max((self.value(one, two) for two in self.groups if two is not one), default=0.0)

    def merge(self, one: list[int], two: list[int]) -> tuple[int, int]:
        names = min(one + two), max(min(one), min(two))
        self.groups = [group for group in self.groups if group is not two]
        one.extend(two)
        return names

    def lose(self, group: list[int], serial: int) -> None:
        """What an article of a group adds to its sums is taken to be what each of the others does."""
        left = [each for each in group if each != serial]
        for other in self.groups:
            if other is group:
                continue
            plain, faded = self.between(group, other)
            for pair in product(group, other):
                self.sums.pop((min(pair), max(pair)), None)
            if left and faded:
                part = len(left) / len(group)
                self.sums[min(left[0], other[0]), max(left[0], other[0])] = plain * part, faded * part
        group[:] = left
        self.groups = [each for each in self.groups if each]


@given(likenesses, steps)
def test_groups_that_merge_and_lose_articles_are_as_alike_as_their_pairs(
    alike: dict[tuple[int, int], float], taken: list[tuple[bool, int, int]]
) -> None:
    pairs = Pairs(alike)
    ties = pairs.tied()
    for merges, first, second in taken:
        one, two = (pairs.groups[place % len(pairs.groups)] for place in (first, second))
        if merges and one is not two:
            ties.merge(*pairs.merge(one, two))
        elif not merges and len(pairs.groups) > 1:
            name, serial = min(one), one[second % len(one)]
            pairs.lose(one, serial)
            if one:
                ties.lose_one(name, sorted(one))
            else:
                ties.dissolve(name)
        for group in pairs.groups:
            other, most = ties.most_alike(min(group)), pairs.best(group)
            if other:
                found = next(each for each in pairs.groups if min(each) == other)
                assert pairs.value(group, found) == pytest.approx(most, abs=1e-6)
                assert most > JOINING.least - 1e-6
            else:
                assert most <= JOINING.least + 1e-6


@given(likenesses)
def test_all_grow_together_until_no_two_are_alike_enough(alike: dict[tuple[int, int], float]) -> None:
    pairs = Pairs(alike)
    grown = pairs.tied().grown(range(1, MOST + 1))
    pairs.groups = [[s for s, name in enumerate(grown, 1) if name == each] for each in sorted(set(grown))]
    assert all(min(group) == grown[group[0] - 1] for group in pairs.groups)
    assert all(pairs.best(group) <= JOINING.least + 1e-6 for group in pairs.groups)


def test_the_most_alike_of_all_become_one_first() -> None:
    """The second is like the first, and still more like the third: those two are one before the first is asked."""
    pairs = Pairs({(2, 1): 0.35, (3, 2): 0.9})
    assert pairs.tied().grown(range(1, 4)) == [1, 2, 2]
    assert Pairs({(2, 1): 0.9, (3, 2): 0.35}).tied().grown(range(1, 4)) == [1, 1, 3]


def test_links_have_room_for_any_number() -> None:
    count = 200
    window = Window(count, keys=4, posted=10, candidates=count)
    for serial in range(1, count + 1):
        window.add(serial, window.vocabulary.read("خبر", "", "", "ar"), hour=1.0)
        slot = serial % count
        window.near.counts[slot] = serial - 1
        window.near.slots[slot * count : slot * count + serial - 1] = np.arange(1, serial)
        window.near.alike[slot * count : slot * count + serial - 1] = 0.6
    ties = Ties(window, JOINING._replace(compared=count))
    for serial in range(1, count + 1):
        ties.take(serial, range(1, serial))
    assert ties.most_alike(count) == 1
    assert ties.grown(range(1, count + 1)) == [1] * count

"""The articles of one language that can still be joined: their words, and who shares an article's telling ones.

All of it stands in flat arrays, so that a hundred thousand comparisons a second need no object each.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

import numpy as np

from masdar.stories import kernels, pairs
from masdar.stories.kernels import Asked, Kept, Likenesses, Near, Numbers, Places, Posted, Room
from masdar.stories.odds import odds
from masdar.stories.pairs import Joining
from masdar.stories.words import Vocabulary, Worded

_FIRST_WORDS = 1 << 16


class Window:
    """Articles by serials that count up from 1. An article's slot is taken by the one `most` serials later at the
    latest. `keys`: words an article is found by; `posted`: articles looked at of one word; `candidates`: articles that
    one is compared with. `kept` and `near` are for the kernels of this room."""

    def __init__(self, most: int, keys: int, posted: int, candidates: int) -> None:
        self.most = most
        self.vocabulary = Vocabulary()
        self.kept = Kept(
            np.zeros(most, np.int64),
            np.zeros(most, np.uint8),
            np.zeros(most, np.float64),
            np.zeros(most, np.int64),
            np.zeros(most, np.int32),
            np.zeros(most, np.int32),
            np.zeros(most, np.int32),
            np.zeros(_FIRST_WORDS, np.int32),
            np.zeros(_FIRST_WORDS, np.float32),
            np.zeros(most * keys, np.int64),
            np.zeros(most * keys, np.int64),
        )  # zeros that are never touched take no memory: a language of one article costs little
        near = most * candidates
        self.near = Near(np.zeros(most, np.int32), np.zeros(near, np.int32), np.zeros(near, np.float32), candidates)
        self._used = 0
        nobody = np.zeros(0, np.int64)
        self._posted = Posted(nobody, nobody, keys, posted)
        none = np.zeros(0, np.float64)
        self._room = Room(np.zeros(most, np.float64), np.zeros(most, np.int64), none, none, none)

    def add(self, serial: int, words: Worded, hour: float) -> None:
        """Takes an article in and counts its words; nobody finds it yet."""
        if self.vocabulary.crowded:
            words = self._tidy(words, hour)
        self.vocabulary.learn(words, _day(hour))
        if len(self.vocabulary) > len(self._posted.heads):
            self._by_word(2 * len(self.vocabulary))
        slot = serial % self.most
        lead, whole = len(words.lead), len(words.whole)
        self._make_room(lead + whole)
        kept = self.kept
        middle, end = self._used + lead, self._used + lead + whole
        kept.numbers[self._used : middle], kept.times[self._used : middle] = words.lead, words.lead_times
        kept.numbers[middle:end], kept.times[middle:end] = words.whole, words.whole_times
        kept.starts[slot], kept.titles[slot], kept.leads[slot], kept.wholes[slot] = self._used, words.title, lead, whole
        kept.serials[slot], kept.live[slot], kept.hours[slot] = serial, 1, hour
        self._used = end

    def drop(self, serial: int) -> None:
        """Lets an article go."""
        self.vocabulary.forget(self._whole(serial)[0], _day(float(self.kept.hours[serial % self.most])))
        self.kept.live[serial % self.most] = 0

    def telling(self, serial: int, most: int) -> Numbers:
        """The words of an article that tell most, the most telling first."""
        return kernels.most_telling_words(*self._whole(serial), self.vocabulary.telling(), most)

    def post(self, serial: int, words: Numbers) -> None:
        """Lets others find an article by the first of some words."""
        kernels.post(self.kept, self._posted, serial % self.most, words)

    def unpost(self) -> None:
        """Nobody finds any article any more."""
        self._posted.serials[:] = 0

    def compare(self, serial: int, words: Numbers) -> tuple[Places, Likenesses]:
        """The serials of those that share most of these words, and how alike each is to the article, 0 to 1: kept as
        those near it."""
        slot, near = serial % self.most, self.near
        asked = Asked(slot, words, near.most)
        slots, alike = kernels.nearest(self.kept, self._posted, self._room, self.vocabulary.telling(), asked)
        place = slice(slot * near.most, slot * near.most + len(slots))
        near.counts[slot], near.slots[place], near.alike[place] = len(slots), slots, alike
        return self.kept.serials[slots], alike

    def weigh_again(self, serials: Sequence[int]) -> None:
        """Says anew how alike articles are to those near them, by what is known of words by now."""
        slots = np.array(serials, np.int64) % self.most
        kernels.weigh_again(self.kept, self.near, self._room, self.vocabulary.telling(), slots)

    def groups(self, serials: Sequence[int], joining: Joining) -> list[int]:
        """Which of some articles stand together: for each, the place of the first of its group."""
        hours = self.kept.hours[np.array(serials, np.int64) % self.most]
        all_of_them = joining._replace(compared=len(serials))
        return [int(each) for each in pairs.grown(self.alike(serials), hours, all_of_them)]

    def alike(self, serials: Sequence[int]) -> pairs.Matrix:
        """How alike each two of some articles are, 0 to 1 whenever they were published; 0 with itself."""
        return pairs.alike_all(self.kept, np.array(serials, np.int64) % self.most, self.vocabulary.telling())

    def odds(self, serials: Sequence[int], within: Collection[int], cautious: float) -> Likenesses:
        """How much each of some articles reads like those `within` rather than like the others; above 0 it is likelier
        one of them by its words alone."""
        slots = np.array(serials, np.int64) % self.most
        marks = np.array([serial in within for serial in serials], np.bool_)
        return odds(self.kept, slots, marks, cautious, len(self.vocabulary))

    def _whole(self, serial: int) -> tuple[Numbers, kernels.Weights]:
        slot = serial % self.most
        start = int(self.kept.starts[slot]) + int(self.kept.leads[slot])
        end = start + int(self.kept.wholes[slot])
        return self.kept.numbers[start:end], self.kept.times[start:end]

    def _by_word(self, size: int) -> None:
        """Arrays that have a place for each word."""
        heads, serials = np.zeros(size, np.int64), np.zeros(size, np.int64)
        known = len(self._posted.heads)
        heads[:known], serials[:known] = self._posted.heads, self._posted.serials
        self._posted = self._posted._replace(heads=heads, serials=serials)
        lead, whole, title = np.zeros((3, size), np.float64)
        self._room = self._room._replace(lead=lead, whole=whole, title=title)

    def _make_room(self, size: int) -> None:
        kept = self.kept
        if self._used + size <= len(kept.numbers):
            return
        order = np.flatnonzero(kept.live)
        order = order[np.argsort(kept.starts[order], kind="stable")]
        needed = int((kept.leads[order] + kept.wholes[order]).sum()) + size
        room = max(len(kept.numbers), 2 * needed)
        numbers, times = np.zeros(room, np.int32), np.zeros(room, np.float32)
        self._used = kernels.packed(kept, order, numbers, times)
        self.kept = kept._replace(numbers=numbers, times=times)

    def _tidy(self, words: Worded, hour: float) -> Worded:
        """Numbers words anew without those no article holds; `words`, not yet counted, keep theirs."""
        self.vocabulary.learn(words, _day(hour))
        moved = self.vocabulary.tidy()
        self.kept.numbers[: self._used] = moved[self.kept.numbers[: self._used]]
        old, nobody = self._posted, np.zeros(0, np.int64)
        stays = np.flatnonzero(moved[: len(old.heads)] >= 0)
        self._posted = old._replace(heads=nobody, serials=nobody)
        self._by_word(2 * len(self.vocabulary))
        new = self._posted
        new.heads[moved[stays]], new.serials[moved[stays]] = old.heads[stays], old.serials[stays]
        made = Worded(moved[words.lead], words.lead_times, moved[words.whole], words.whole_times, words.title)
        self.vocabulary.forget(made.whole, _day(hour))
        return made


def _day(hour: float) -> int:
    return int(hour // 24)

"""The articles of one language that can still be joined, in groups that each tell one event.

Groups that are alike on the average over their articles become one, the most alike first; the event that fills the day
gathers what its own words tell. A small window is judged as a whole whenever it is asked what stands where. In a large
one each article finds its place when it comes, among those that share its most telling words.
"""

from __future__ import annotations

import math
from collections import deque
from collections.abc import Callable, Sequence
from typing import Protocol

from masdar.model import Permalink
from masdar.stories.groups import Article, Group
from masdar.stories.rules import Rules, Told
from masdar.stories.ties import Ties
from masdar.stories.window import Window

_ROUNDS = 8  # times an event is looked at again after it grew
_FEW_NEW = 16  # articles that say too little to look again at what the day's event gathers


class Addresses(Protocol):
    """What is told of articles that left and of groups that became one, and gives groups their numbers."""

    settling: bool

    def forgotten(self, permalink: Permalink) -> None: ...

    def joined(self, table: Table, kept: Group, gone: Group) -> None: ...

    def settle(self, table: Table, numbers: dict[int, int]) -> None: ...


class Table:
    """The articles of one language."""

    def __init__(self, rules: Rules, teller: Addresses) -> None:
        self.rules = rules
        self.teller = teller
        self.window = Window(rules.most, rules.keys, rules.posted, rules.candidates)
        self.ties = Ties(self.window, rules.joining)
        self.articles: dict[int, Article] = {}
        self.groups: dict[int, Group] = {}
        self.order: deque[int] = deque()
        self.serial = 0
        self.large = False  # whether each article is judged when it comes
        self.since = 0  # articles taken since all of a large window were judged last
        self.stale = False  # whether a small window has articles that were not judged
        self.standing: dict[int, int] = {}  # number → group, while known articles are recalled
        self.newest = -math.inf

    def remember(self, told: Told) -> int:
        """Counts an article in; it stands in no group yet."""
        words = self.window.vocabulary.read(told.title, told.summary, told.body, told.language)
        self.serial += 1
        hour = told.at.timestamp() / 3600
        self.articles[self.serial] = Article(told.permalink, hour)
        self.order.append(self.serial)
        self.newest = max(self.newest, hour)
        self._expire()
        self.window.add(self.serial, words, hour)
        return self.serial

    def _expire(self) -> None:
        """Lets go of what is older than the window, in order of arrival."""
        oldest = self.newest - self.rules.window
        while len(self.order) > 1 and (
            self.serial - self.order[0] >= self.rules.most or self.articles[self.order[0]].hour < oldest
        ):
            self.drop(self.order.popleft())

    def drop(self, serial: int) -> None:
        article = self.articles.pop(serial)
        self.teller.forgotten(article.permalink)
        self.window.drop(serial)
        group = self.groups.get(article.group)
        if group is None:
            return
        group.members.remove(serial)
        if group.members:
            self._lose_one(article.group)
            return
        del self.groups[article.group]
        self.standing.pop(group.number, None)
        if self.large:
            self.ties.dissolve(article.group)

    def _lose_one(self, name: int) -> None:
        """After an article left a group, which is called by the oldest of the others from now on."""
        group = self.groups.pop(name)
        group.members.sort()
        oldest = group.members[0]
        self.groups[oldest] = group
        if group.number in self.standing:
            self.standing[group.number] = oldest
        if oldest != name:
            for serial in group.members:
                self.articles[serial].group = oldest
        if self.large:
            self.ties.lose_one(name, group.members)

    def arrive(self, serial: int) -> None:
        """Judges an article that came; in a small window it waits until somebody asks."""
        if self.large and len(self.order) > self.rules.small // 2:
            near = self._compare(serial)
            self._group_of(serial)
            self.ties.take(serial, near)
            self._grow(serial)
            self._look_back()
            return
        self.large, self.stale = False, True
        self._group_of(serial)
        if len(self.order) > self.rules.small:
            self._judge_large()

    def recall(self, serial: int, number: int) -> None:
        """Puts an article where it stood; `number` is its story's, 0 for none."""
        self._group_of(serial, number)

    def settle(self) -> None:
        """Has all articles judged that came."""
        if self.stale:
            self._judge_again(self._judge_small)

    def _compare(self, serial: int) -> list[int]:
        """Finds those an article is like, and lets it be found; returns the groups of those, in order."""
        telling = self.window.telling(serial, self.rules.asked)
        near, _ = self.window.compare(serial, telling)
        self.window.post(serial, telling[: self.rules.keys])
        return [self.articles[other].group for other in near.tolist()]

    def _group_of(self, serial: int, number: int = 0) -> None:
        """Makes a group of the article's own, or puts it into the standing one that has this number."""
        self.groups[serial] = Group([serial], number)
        self.articles[serial].group = serial
        if number in self.standing:
            self._merge(self.standing[number], serial)
        elif number:
            self.standing[number] = serial

    def _grow(self, name: int) -> None:
        """Merges a group with its neighbours while one is alike enough, the most alike first."""
        while other := self.ties.most_alike(name):
            name = self._merge(min(name, other), max(name, other))

    def _merge(self, kept: int, gone: int) -> int:
        """The younger group goes into the older; the older address lives on."""
        one, two = self.groups[kept], self.groups.pop(gone)
        for serial in two.members:
            self.articles[serial].group = kept
        one.members.extend(two.members)
        if self.large:
            self.ties.merge(kept, gone)
        self.teller.joined(self, one, two)
        return kept

    def gather(self) -> None:
        """Where one event fills the day, its many sides share too few words to be alike two by two. Then its own words
        tell: those it holds more often than the other articles do. Nothing from before it began belongs to it."""
        none = (0, Group())  # where the only article was taken down
        name, great = max(self.groups.items(), key=lambda each: (len(each[1].members), -each[0]), default=none)
        if len(great.members) < self.rules.great:
            return
        hours = sorted(self.articles[serial].hour for serial in great.members)
        early = hours[int(len(hours) * self.rules.early)] - self.rules.onset
        began = next(hour for hour in hours if hour >= early)
        after = sum(article.hour >= began for article in self.articles.values())
        if len(great.members) < self.rules.part * after:
            return
        for _ in range(_ROUNDS):
            found = self._reads_like(name, began)
            if not found:
                return
            for other in found:
                name = self._merge(min(name, other), max(name, other))

    def _reads_like(self, name: int, began: float) -> list[int]:
        """The groups since an event began that by its words tell it too."""
        serials = list(self.order)
        odds = self.window.odds(serials, set(self.groups[name].members), self.rules.cautious)
        score = dict(zip(serials, odds.tolist(), strict=True))
        return [
            other
            for other, group in sorted(self.groups.items())
            if other != name
            and all(self.articles[serial].hour >= began for serial in group.members)
            and sum(score[serial] for serial in group.members) > self.rules.odds * len(group.members)
        ]

    def _look_back(self) -> None:
        """After an article found its place: judges all again when it is time, or looks what the day's event gathers."""
        self.since += 1
        if self.since * self.rules.again >= len(self.order):
            self._judge_large()
        elif self.since % max(_FEW_NEW, len(self.order) // 20) == 0:
            self.gather()

    def _judge_large(self) -> None:
        if self.large:
            self.window.weigh_again(self.order)
        else:  # none was compared yet
            self.window.unpost()
            for serial in self.order:
                self._compare(serial)
        self.large, self.since = True, 0
        self._judge_again(self.ties.grown)

    def _judge_again(self, judge: Callable[[Sequence[int]], Sequence[int]]) -> None:
        """Judges every article of the window anew with what is known by now. `judge` says for each, oldest first, the
        oldest of its group."""
        numbers = {serial: self.groups[article.group].number for serial, article in self.articles.items()}
        self.groups.clear()
        self.teller.settling = True
        for serial, name in zip(self.order, judge(list(self.order)), strict=True):
            self.articles[serial].group = name
            self.groups.setdefault(name, Group()).members.append(serial)
        self.gather()
        self.teller.settling = self.stale = False
        self.teller.settle(self, numbers)

    def _judge_small(self, serials: Sequence[int]) -> list[int]:
        return [serials[place] for place in self.window.groups(serials, self.rules.joining)]

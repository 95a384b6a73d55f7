"""The articles of one language that can still be joined, in groups that each tell one event.

Groups that are alike on the average over their articles become one, the most alike first; the event that fills the day
gathers what its own words tell. A small window is judged as a whole whenever it is asked what stands where. In a large
one each article finds its place when it comes, among those that share its most telling words.
"""

from __future__ import annotations

import math
from collections import defaultdict, deque
from collections.abc import Callable, Iterable, Iterator
from heapq import heappop, heappush
from typing import Protocol

import numpy as np

from masdar.model import Permalink
from masdar.stories.groups import Article, Group, Link
from masdar.stories.kernels import Numbers
from masdar.stories.rules import Rules, Told
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
        self.window = Window(rules.most, rules.keys, rules.posted)
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
        if not group.members:
            self._dissolve(article.group)
            return
        hours = [self.articles[each].hour for each in group.members]
        group.first, group.last = min(hours), max(hours)
        # Whose part of the sums it was is not kept; each article's is taken to be the same.
        left = len(group.members) / (len(group.members) + 1)
        for link in group.links.values():
            link.plain, link.faded = link.plain * left, link.faded * left

    def _dissolve(self, name: int) -> None:
        for other in self.groups.pop(name).links:
            self.groups[other].links.pop(name, None)

    def arrive(self, serial: int) -> None:
        """Judges an article that came; in a small window it waits until somebody asks."""
        if self.large and len(self.order) > self.rules.small // 2:
            self._place(serial)
            self._grow(self.articles[serial].group)
            self._look_back()
            return
        self.large, self.stale = False, True
        self._group_of(serial, 0, {})
        if len(self.order) > self.rules.small:
            self._judge_large()

    def recall(self, serial: int, number: int) -> None:
        """Puts an article where it stood; `number` is its story's, 0 for none."""
        self._group_of(serial, number, {})

    def settle(self) -> None:
        """Has all articles judged that came."""
        if self.stale:
            self._judge_again(self._judge_small)

    def _place(self, serial: int) -> None:
        """Gives an article a group of its own, with its links."""
        telling = self.window.telling(serial, self.rules.asked)
        links: dict[int, Link] = defaultdict(Link)
        for other, plain, faded in self._near(serial, telling):
            links[self.articles[other].group].add(plain, faded)
        self._group_of(serial, 0, links)
        self.window.post(serial, telling[: self.rules.keys])

    def _group_of(self, serial: int, number: int, links: dict[int, Link]) -> None:
        """Makes a group of the article's own with its links, or puts it into the standing one that has this number."""
        name = serial
        self.groups[name] = Group()
        self.groups[name].add(serial, self.articles[serial].hour)
        self.articles[serial].group = name
        for other, total in links.items():
            self.groups[name].links[other] = total
            self.groups[other].links[name] = total
        if number:
            self.groups[name].number = number
            if number in self.standing:
                self._merge(self.standing[number], name)
            else:
                self.standing[number] = name

    def _grow(self, name: int) -> None:
        """Merges a group with its neighbours while one is alike enough, the most alike first."""
        least = self.rules.alike
        while True:
            group, best, score = self.groups[name], 0, least
            for other, link in group.links.items():
                if link.plain <= least:  # an average is no more, and a size raises it less than it lowers it
                    continue
                value = self._alike(group, self.groups[other], link)
                if value > score or (value == score and other < best):
                    best, score = other, value
            if not best:
                return
            name = self._merge(min(name, best), max(name, best))

    def _grow_all(self) -> None:
        """Merges groups, the most alike of all first, while any two are alike enough."""
        queue: list[tuple[float, int, int, int, int]] = []
        least = self.rules.alike

        def await_turn(name: int, others: Iterable[int]) -> None:
            group = self.groups[name]
            for other in others:
                link = group.links[other]
                if link.plain <= least:  # an average is no more
                    continue
                value = self._alike(group, self.groups[other], link)
                if value > least:
                    sizes = len(group.members), len(self.groups[other].members)
                    heappush(queue, (-value, name, other, *sizes))

        for name, group in self.groups.items():
            await_turn(name, (other for other in group.links if other < name))
        while queue:
            _, name, other, *sizes = heappop(queue)
            if [len(self.groups[each].members) if each in self.groups else 0 for each in (name, other)] == sizes:
                kept = self._merge(min(name, other), max(name, other))
                await_turn(kept, self.groups[kept].links)

    def _alike(self, one: Group, two: Group, link: Link) -> float:
        """How alike two groups are, as `pairs.likeness` has it: here for a few groups at a time, where a call into
        compiled code costs more than it saves. An article was compared with so many others at most."""
        rules, most = self.rules, self.rules.candidates
        smaller, larger = len(one.members), len(two.members)
        if smaller > larger:
            smaller, larger = larger, smaller
        alike = link.faded
        if smaller > 1 and larger <= most:  # of more, not all likenesses are known
            lasting = min(math.log(smaller) / math.log(rules.lasting), 1.0)
            gap = max(0.0, max(one.first, two.first) - min(one.last, two.last))
            alike += lasting * (link.plain * math.exp(-gap / rules.fading) - link.faded)
        raised = 1 + rules.growth * math.log(larger) - rules.apart * math.log(smaller)
        known = (smaller if smaller < most else most) * (larger if larger < most else most)
        return alike * raised / known

    def _merge(self, kept: int, gone: int) -> int:
        """The younger group goes into the older; the older address lives on."""
        one, two = self.groups[kept], self.groups.pop(gone)
        for serial in two.members:
            self.articles[serial].group = kept
        one.members.extend(two.members)
        one.first, one.last = min(one.first, two.first), max(one.last, two.last)
        for other, link in two.links.items():
            self.groups[other].links.pop(gone, None)
            if other == kept:
                continue
            if other in one.links:
                one.links[other].add(link.plain, link.faded)
            else:
                one.links[other] = self.groups[other].links[kept] = link
        one.links.pop(gone, None)
        self.teller.joined(self, one, two)
        return kept

    def _near(self, serial: int, telling: Numbers) -> Iterator[tuple[int, float, float]]:
        """The articles most like this one by their telling words, how alike they are, and what time leaves of that."""
        rules = self.rules
        serials, alike, apart = self.window.nearest(serial, telling, rules.candidates)
        faded = alike * np.exp(-apart / rules.fading)
        worth = faded >= rules.faint
        return zip(serials[worth].tolist(), alike[worth].tolist(), faded[worth].tolist(), strict=True)

    def gather(self) -> None:
        """Where one event fills the day, its many sides share too few words to be alike two by two. Then its own words
        tell: those it holds more often than the other articles do. Nothing from before it began belongs to it."""
        name, great = max(self.groups.items(), key=lambda each: (len(each[1].members), -each[0]))
        if len(great.members) < self.rules.great:
            return
        hours = sorted(self.articles[serial].hour for serial in great.members)
        began = hours[int(len(hours) * self.rules.early)]
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
        self._judge_again(self._place_all)
        self.large, self.since = True, 0

    def _judge_again(self, judge: Callable[[], None]) -> None:
        """Judges every article of the window anew with what is known by now."""
        numbers = {serial: self.groups[article.group].number for serial, article in self.articles.items()}
        self.groups.clear()
        self.teller.settling = True
        judge()
        self.gather()
        self.teller.settling = self.stale = False
        self.teller.settle(self, numbers)

    def _judge_small(self) -> None:
        serials = list(self.order)
        for serial, place in zip(serials, self.window.groups(serials, self.rules.joining), strict=True):
            article = self.articles[serial]
            name = article.group = serials[place]
            self.groups.setdefault(name, Group()).add(serial, article.hour)

    def _place_all(self) -> None:
        self.window.unpost()
        for article in self.articles.values():
            article.group = -1
        for serial in self.order:
            self._place(serial)
        self._grow_all()

"""The teller: takes articles in order of arrival and keeps which story each tells.

An article is compared with those of the window that share its most telling words. It joins the story it is most like,
on the average over its articles (average link: one like article is not enough), or stands alone. A story that grew is
then held against its neighbours, and those that are alike enough become one. What was judged while little was known is
judged again whenever the archive of the window has doubled.
"""

from __future__ import annotations

import math
from collections import defaultdict, deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from masdar.model import Permalink
from masdar.stories.kernels import Numbers
from masdar.stories.window import Window


@dataclass(frozen=True, slots=True)
class Rules:
    """The rules of judging. `alike`: how alike an article and a story must be. `growth`: what a story's size adds, by
    its logarithm: large stories have many sides, so the average over their articles is lower. `fading`: hours after
    which likeness counts 1/e; a happening is news for two days. `window`: hours an article can still be joined."""

    alike: float = 0.22
    growth: float = 0.4
    fading: float = 48.0
    window: float = 72.0
    keys: int = 24  # most telling words an article is found by
    asked: int = 60  # most telling words it looks for others with
    faint: float = 0.03  # likeness that any two articles may have
    candidates: int = 80  # articles it is compared with
    posted: int = 200  # newest articles remembered a word
    most: int = 20_000  # articles in the window


@dataclass(frozen=True, slots=True)
class Told:
    """What the teller is given of an article."""

    permalink: Permalink
    title: str
    summary: str
    body: str
    language: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Known:
    """An article of the window that was judged before; `story` is 0 where it stood alone."""

    told: Told
    story: int = 0


@dataclass(frozen=True, slots=True)
class Decided:
    """What changed since it was last asked: where articles now stand (0: alone), and which stories became others."""

    stands: dict[Permalink, int]
    merged: dict[int, int]


@dataclass(slots=True)
class _Article:
    permalink: Permalink
    hour: float
    group: int = -1


@dataclass(slots=True)
class _Group:
    """Articles that tell one event. `links` are the sums of likeness to other groups; `number` its address, 0 while it
    has one article."""

    members: list[int]
    number: int = 0
    links: dict[int, float] = field(default_factory=dict)


class _Table:
    """The articles of one language."""

    def __init__(self, rules: Rules, teller: Teller) -> None:
        self.rules = rules
        self.teller = teller
        self.window = Window(rules.most, rules.keys, rules.posted)
        self.articles: dict[int, _Article] = {}
        self.groups: dict[int, _Group] = {}
        self.order: deque[int] = deque()
        self.serial = 0
        self.judged_at = 32  # how many articles there were when all were judged last
        self.standing: dict[int, int] = {}  # number → group, while known articles are recalled
        self.newest = -math.inf

    def remember(self, told: Told) -> int:
        """Counts an article in; it stands in no group yet."""
        words = self.window.vocabulary.read(told.title, told.summary, told.body, told.language)
        self.serial += 1
        hour = told.at.timestamp() / 3600
        self.articles[self.serial] = _Article(told.permalink, hour)
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
        # Whose part of the sums it was is not kept; each article's is taken to be the same.
        left = len(group.members) / (len(group.members) + 1)
        for other in group.links:
            group.links[other] *= left
            self.groups[other].links[article.group] = group.links[other]

    def _dissolve(self, name: int) -> None:
        for other in self.groups.pop(name).links:
            self.groups[other].links.pop(name, None)

    def place(self, serial: int, number: int = 0, *, judge: bool = True) -> None:
        """Finds an article's story. With `judge` False it is put where `number` says."""
        telling = self.window.telling(serial, self.rules.asked)
        links: dict[int, float] = defaultdict(float)
        for other, likeness in self._near(serial, telling):
            links[self.articles[other].group] += likeness
        own = self._group_of(serial, number, links)
        if judge:
            self._grow(own)
        self.window.post(serial, telling)

    def _group_of(self, serial: int, number: int, links: dict[int, float]) -> int:
        """A group of the article's own with its links, or the standing one that has this number."""
        name = serial
        self.groups[name] = _Group([serial])
        self.articles[serial].group = name
        for other, total in links.items():
            self.groups[name].links[other] = total
            self.groups[other].links[name] = total
        if number:
            self.groups[name].number = number
            if number in self.standing:
                return self._merge(self.standing[number], name)
            self.standing[number] = name
        return name

    def _grow(self, name: int) -> None:
        """Merges a group with its neighbours while one is alike enough, the most alike first."""
        while True:
            group = self.groups[name]
            best, score = 0, self.rules.alike
            for other, total in sorted(group.links.items()):
                value = self._alike(group, self.groups[other], total)
                if value > score:
                    best, score = other, value
            if not best:
                return
            name = self._merge(min(name, best), max(name, best))

    def _alike(self, one: _Group, two: _Group, total: float) -> float:
        """The average likeness of two groups, raised by the larger one's size."""
        most = self.rules.candidates
        sizes = len(one.members), len(two.members)
        average = total / (min(sizes[0], most) * min(sizes[1], most))
        return average * (1 + self.rules.growth * math.log(max(sizes)))

    def _merge(self, kept: int, gone: int) -> int:
        """The younger group goes into the older; the older address lives on."""
        one, two = self.groups[kept], self.groups.pop(gone)
        for serial in two.members:
            self.articles[serial].group = kept
        one.members.extend(two.members)
        for other, total in two.links.items():
            self.groups[other].links.pop(gone, None)
            if other != kept:
                one.links[other] = one.links.get(other, 0.0) + total
                self.groups[other].links[kept] = one.links[other]
        one.links.pop(gone, None)
        self.teller.joined(self, one, two)
        return kept

    def _near(self, serial: int, telling: Numbers) -> Iterator[tuple[int, float]]:
        """The articles most like this one by their telling words, with how alike they are."""
        serials, alike = self.window.nearest(serial, telling, self.rules.candidates, self.rules.fading)
        worth = alike >= self.rules.faint
        return zip(serials[worth].tolist(), alike[worth].tolist(), strict=True)

    def judge_again(self) -> None:
        """Judges every article of the window anew with what is known by now."""
        numbers = {serial: self.groups[article.group].number for serial, article in self.articles.items()}
        self.groups.clear()
        self.window.unpost()
        for article in self.articles.values():
            article.group = -1
        self.teller.settling = True
        for serial in self.order:
            self.place(serial)
        self.teller.settling = False
        self.teller.settle(self, numbers)
        self.judged_at = len(self.order)


class Teller:
    """Keeps the stories of all languages, each apart. Not for several threads."""

    def __init__(self, rules: Rules | None = None, *, last_number: int = 0) -> None:
        self.rules = rules or Rules()
        self._last = last_number
        self._tables: dict[str, _Table] = {}
        self._places: dict[Permalink, tuple[str, int]] = {}
        self._told: dict[Permalink, int] = {}  # where each article was last said to stand
        self._merged: dict[int, int] = {}
        self._moved: dict[Permalink, None] = {}
        self.settling = False  # all are judged again: addresses are given out after

    def recall(self, known: Iterable[Known]) -> None:
        """Takes in articles that were judged before, in order of arrival, without judging them."""
        for each in known:
            table, serial = self._enter(each.told)
            table.place(serial, each.story, judge=False)
            self._told[each.told.permalink] = each.story
        for table in self._tables.values():
            table.judged_at = max(table.judged_at, len(table.order))
            table.standing.clear()
        self._moved.clear()
        self._merged.clear()

    def take(self, articles: Sequence[Told]) -> None:
        """Judges articles in order of arrival; those known already are passed over."""
        for told in articles:
            if told.permalink in self._places:
                continue
            table, serial = self._enter(told)
            table.place(serial)
            self._moved[told.permalink] = None
            if len(table.order) >= 2 * table.judged_at:
                table.judge_again()

    def remove(self, permalink: Permalink) -> None:
        """Forgets an article that was taken down."""
        if place := self._places.get(permalink):
            table = self._tables[place[0]]
            table.order.remove(place[1])
            table.drop(place[1])

    def decided(self) -> Decided:
        """What changed since this was last asked."""
        stands = {}
        for permalink in self._moved:
            if place := self._places.get(permalink):
                number = self._number(*place)
                if self._told.get(permalink, 0) != number:
                    stands[permalink] = number
                    self._told[permalink] = number
        merged = {old: self._final(new) for old, new in self._merged.items()}
        self._moved.clear()
        self._merged.clear()
        return Decided(stands, merged)

    def groups(self) -> list[list[Permalink]]:
        """The articles of the window as they stand together now."""
        return [
            [table.articles[serial].permalink for serial in group.members]
            for table in self._tables.values()
            for group in table.groups.values()
        ]

    # --- what the tables tell the teller

    def _enter(self, told: Told) -> tuple[_Table, int]:
        language = told.language.partition("-")[0]
        table = self._tables.get(language)
        if table is None:
            table = self._tables[language] = _Table(self.rules, self)
        serial = table.remember(told)
        self._places[told.permalink] = (language, serial)
        return table, serial

    def _number(self, language: str, serial: int) -> int:
        table = self._tables[language]
        return table.groups[table.articles[serial].group].number

    def _final(self, number: int) -> int:
        while number in self._merged:
            number = self._merged[number]
        return number

    def forgotten(self, permalink: Permalink) -> None:
        self._places.pop(permalink, None)
        self._told.pop(permalink, None)

    def joined(self, table: _Table, kept: _Group, gone: _Group) -> None:
        """Two groups became one: gives it an address where it has none, and tells who moved."""
        if self.settling:
            return
        if kept.number and gone.number and kept.number != gone.number:
            older, younger = sorted((kept.number, gone.number))
            kept.number, self._merged[younger] = older, older
        else:
            kept.number = kept.number or gone.number or self._next()
        for serial in kept.members:
            self._moved[table.articles[serial].permalink] = None

    def _next(self) -> int:
        self._last += 1
        return self._last

    def settle(self, table: _Table, numbers: dict[int, int]) -> None:
        """After all were judged again: each group keeps the address most of its articles had, the oldest of equals;
        an address that no group keeps leads to where most of its articles went."""
        had: dict[int, dict[int, int]] = {name: defaultdict(int) for name in table.groups}
        for name, group in table.groups.items():
            group.number = 0
            for serial in group.members:
                if numbers[serial]:
                    had[name][numbers[serial]] += 1
        claims = sorted((-count, number, name) for name, counts in had.items() for number, count in counts.items())
        homes: dict[int, int] = {}  # where most of an address's articles went
        kept: set[int] = set()
        for _, number, name in claims:
            homes.setdefault(number, name)
            if number not in kept and not table.groups[name].number:
                table.groups[name].number = number
                kept.add(number)
        for _, group in sorted(table.groups.items()):
            if len(group.members) > 1 and not group.number:
                group.number = self._next()
        for number, name in homes.items():
            if number not in kept:
                self._merged[number] = table.groups[name].number
        for article in table.articles.values():
            self._moved[article.permalink] = None

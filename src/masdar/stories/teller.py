"""The teller: takes articles in order of arrival and keeps which story each tells.

In a small window every article is held against every other whenever it is asked what was decided, with all that is
known by then. In a large one an article is compared with those that share its most telling words. It joins the story it
is most like, on the average over its articles (average link: one like article is not enough), or stands alone. A story
that grew is then held against its neighbours, and those that are alike enough become one; all are judged again whenever
half of the window is new: by then it is known which words tell, and what came first no longer decides.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from masdar.model import Permalink
from masdar.stories.groups import Group
from masdar.stories.rules import Rules, Told
from masdar.stories.table import Table


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


class Teller:
    """Keeps the stories of all languages, each apart. Not for several threads."""

    def __init__(self, rules: Rules | None = None, *, last_number: int = 0) -> None:
        self.rules = rules or Rules()
        self._last = last_number
        self._tables: dict[str, Table] = {}
        self._places: dict[Permalink, tuple[str, int]] = {}
        self._told: dict[Permalink, int] = {}  # where each article was last said to stand
        self._merged: dict[int, int] = {}
        self._moved: dict[Permalink, None] = {}
        self.settling = False  # all are judged again: addresses are given out after

    def recall(self, known: Iterable[Known]) -> None:
        """Takes in articles that were judged before, in order of arrival, without judging them."""
        for each in known:
            table, serial = self._enter(each.told)
            table.recall(serial, each.story)
            self._told[each.told.permalink] = each.story
        for table in self._tables.values():
            table.standing.clear()
        self._moved.clear()
        self._merged.clear()

    def take(self, articles: Sequence[Told]) -> None:
        """Judges articles in order of arrival; those known already are passed over."""
        for told in articles:
            if told.permalink in self._places:
                continue
            table, serial = self._enter(told)
            self._moved[told.permalink] = None
            table.arrive(serial)

    def remove(self, permalink: Permalink) -> None:
        """Forgets an article that was taken down."""
        if place := self._places.get(permalink):
            table = self._tables[place[0]]
            table.order.remove(place[1])
            table.drop(place[1])

    def decided(self) -> Decided:
        """What changed since this was last asked."""
        self._settle()
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
        self._settle()
        return [
            [table.articles[serial].permalink for serial in group.members]
            for table in self._tables.values()
            for group in table.groups.values()
        ]

    # --- what the tables tell the teller

    def _settle(self) -> None:
        for table in self._tables.values():
            table.settle()

    def _enter(self, told: Told) -> tuple[Table, int]:
        language = told.language.partition("-")[0]
        table = self._tables.get(language)
        if table is None:
            table = self._tables[language] = Table(self.rules, self)
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

    def joined(self, table: Table, kept: Group, gone: Group) -> None:
        """Two groups became one: gives it an address where it has none, and tells who moved."""
        if self.settling:
            return
        stood = kept.number
        if kept.number and gone.number and kept.number != gone.number:
            older, younger = sorted((kept.number, gone.number))
            kept.number, self._merged[younger] = older, older
        else:
            kept.number = kept.number or gone.number or self._next()
        for serial in gone.members if kept.number == stood else kept.members:
            self._moved[table.articles[serial].permalink] = None

    def _next(self) -> int:
        self._last += 1
        return self._last

    def settle(self, table: Table, numbers: dict[int, int]) -> None:
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

"""How a front is arranged: what most papers carry leads, what is new stands beside it, nothing stands twice.

A story weighs what its papers make it weigh, and half of that twelve hours later; an article that nobody else carries
weighs as one paper, so where no stories stand the newest leads."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from math import exp2, log2

from masdar.model import Headline
from masdar.web.headlines import marks, sameness

HALF_LIFE = 12 * 3600.0  # seconds
ENOUGH = 0.6  # of the heaviest's weight: so much, and it may lead for its picture
BESIDE, PICTURES, CARRIED, LINES = 4, 4, 6, 9
CARRIED_BY = 3  # papers, to be among the most carried


@dataclass(frozen=True, slots=True)
class Front:
    """The first page: one lead, few beside it, a row of pictures, what most papers carry, the newest of the rest."""

    lead: Headline | None = None
    beside: tuple[Headline, ...] = ()
    pictures: tuple[Headline, ...] = ()
    carried: tuple[Headline, ...] = ()
    lines: tuple[Headline, ...] = ()

    def placed(self) -> list[Headline]:
        """All of it, in the order read."""
        first = [self.lead] if self.lead else []
        return [*first, *self.beside, *self.pictures, *self.carried, *self.lines]


def represented(newest: Iterable[Headline]) -> list[Headline]:
    """Each story, and each text, once, newest first: by its newest article that has a picture, else its newest."""
    chosen: list[Headline] = []
    places: dict[str, int] = {}
    for one in newest:
        if not sameness(one.title):
            continue
        place = next((places[mark] for mark in marks(one) if mark in places), None)
        if place is None:
            place = len(chosen)
            chosen.append(one)
        elif one.picture and not chosen[place].picture and one.story and one.story == chosen[place].story:
            chosen[place] = one
        places.update(dict.fromkeys(marks(one), place))
    return chosen


def weight(headline: Headline, now: datetime) -> float:
    age = max(0.0, (now - headline.at).total_seconds())
    return log2(1 + max(1, headline.papers)) * exp2(-age / HALF_LIFE)


def arrange(newest: Iterable[Headline], now: datetime) -> Front:
    """Places the headlines, given newest first. The lead has a picture where any that weighs enough has one; no paper
    stands twice among the lead and those beside it while others wait."""
    waiting = represented(newest)
    if not waiting:
        return Front()
    heavy = sorted(waiting, key=lambda one: -weight(one, now))
    enough = weight(heavy[0], now) * ENOUGH
    pictured = [one for one in heavy if one.picture]
    lead = next((one for one in pictured if weight(one, now) >= enough), pictured[0] if pictured else heavy[0])
    taken = {id(lead)}
    beside = _of_each([one for one in heavy if id(one) not in taken], BESIDE, {lead.permalink.source})
    taken.update(map(id, beside))
    pictures = _of_each([one for one in waiting if one.picture and id(one) not in taken], PICTURES, set())
    taken.update(map(id, pictures))
    told = [one for one in waiting if one.papers >= CARRIED_BY and id(one) not in taken]
    carried = sorted(told, key=lambda one: -one.papers)[:CARRIED]
    taken.update(map(id, carried))
    lines = [one for one in waiting if id(one) not in taken][:LINES]
    return Front(lead, tuple(beside), tuple(pictures), tuple(carried), tuple(lines))


def _of_each(waiting: list[Headline], wanted: int, papers: set[str]) -> list[Headline]:
    """Up to `wanted`, each of another paper first, then whoever is next; in the order given."""
    chosen: list[Headline] = []
    for one in waiting:
        if len(chosen) < wanted and one.permalink.source not in papers:
            papers.add(one.permalink.source)
            chosen.append(one)
    chosen += [one for one in waiting if one not in chosen][: wanted - len(chosen)]
    return sorted(chosen, key=waiting.index)

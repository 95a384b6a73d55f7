"""Headlines as lists show them: none empty, none twice, grouped by day, arranged on a front."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby

from masdar.language.fold import fold
from masdar.model import Headline
from masdar.web.bidi import plain
from masdar.web.dates import Calendar


def sameness(title: str) -> str:
    """What two spellings of one headline share: letters folded, everything but letters and digits dropped."""
    return "".join(character for character in fold(plain(title)) if character.isalnum())


def distinct(headlines: Iterable[Headline], seen: set[str] | None = None) -> Iterator[Headline]:
    """The headlines without empty ones, without those that say what an earlier one said, and each story once."""
    known = set() if seen is None else seen
    for headline in headlines:
        same = sameness(headline.title)
        if same and not known.intersection(marks(headline)):
            known.update(marks(headline))
            yield headline


def marks(headline: Headline) -> set[str]:
    """What two headlines share that stand for one another: the words, or the story."""
    story = {f"story {headline.story}"} if headline.story else set()
    return {sameness(headline.title)} | story


def titled(headlines: Iterable[Headline]) -> list[Headline]:
    """The headlines that have a title to show."""
    return [headline for headline in headlines if plain(headline.title).strip()]


def carried(headline: Headline, calendar: Calendar) -> str:
    """How many papers carry a headline's story, and how many independent origins it has, where that is known."""
    words, made = calendar.words, [("paper_count", headline.papers)]
    if headline.origins:
        made.append(("origin_count", headline.origins))
    return " · ".join(words.count(key, count, calendar.number(count)) for key, count in made)


@dataclass(frozen=True, slots=True)
class Day:
    """A day's headlines under the day's name."""

    label: str
    headlines: tuple[Headline, ...]


def by_day(headlines: Iterable[Headline], calendar: Calendar) -> list[Day]:
    """Headlines in their order, grouped by the day the edition's readers call it."""
    return [Day(label, tuple(group)) for label, group in groupby(headlines, key=lambda one: calendar.day(one.at))]


@dataclass(frozen=True, slots=True)
class Front:
    """The first page: one lead, few beside it, a row of pictures, the rest as lines."""

    lead: Headline | None
    beside: tuple[Headline, ...]
    pictures: tuple[Headline, ...]
    lines: tuple[Headline, ...]


def arrange(newest: Iterable[Headline]) -> Front:
    """Places the newest headlines, newest first. The lead has a picture where any has one; no paper stands twice
    among the lead and those beside it while others wait."""
    waiting = list(distinct(newest))
    if not waiting:
        return Front(None, (), (), ())
    lead = next((one for one in waiting if one.picture), waiting[0])
    waiting.remove(lead)
    beside = _take(waiting, 4, {lead.permalink.source})
    pictures = _take([one for one in waiting if one.picture], 4, set())
    for one in pictures:
        waiting.remove(one)
    return Front(lead, tuple(beside), tuple(pictures), tuple(waiting[:9]))


def _take(waiting: list[Headline], wanted: int, papers: set[str]) -> list[Headline]:
    """Takes up to `wanted` out of `waiting`, each of another paper first, then whoever is next; in order of time."""
    chosen: list[Headline] = []
    for one in waiting:
        if len(chosen) < wanted and one.permalink.source not in papers:
            papers.add(one.permalink.source)
            chosen.append(one)
    for one in waiting:
        if len(chosen) < wanted and one not in chosen:
            chosen.append(one)
    for one in chosen:
        waiting.remove(one)
    return sorted(chosen, key=lambda one: one.at, reverse=True)


def digest(text: str) -> str:
    """A short name for a rendered fragment: the same text, the same name, in every process."""
    return hashlib.blake2s(text.encode(), digest_size=6).hexdigest()

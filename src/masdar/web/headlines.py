"""Headlines as lists show them: none empty, none twice, grouped by day."""

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


def digest(text: str) -> str:
    """A short name for a rendered fragment: the same text, the same name, in every process."""
    return hashlib.blake2s(text.encode(), digest_size=6).hexdigest()

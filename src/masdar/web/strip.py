"""The strip of newest headlines, as pages hold it and as its script is told of it."""

from __future__ import annotations

from collections.abc import Set
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from markupsafe import Markup

from masdar.model import Headline
from masdar.web.edition import Edition
from masdar.web.headlines import carried, digest
from masdar.web.marks import moment


@dataclass(frozen=True, slots=True)
class Line:
    """A headline of the strip, with a name for what it says."""

    headline: Headline
    mark: str


@dataclass(frozen=True, slots=True)
class Strip:
    """The newest headlines over all papers. `html` is their list, `version` names it, `changed` is when it last did;
    `mark` names the lines alone, whatever their age."""

    html: Markup
    headlines: tuple[Line, ...]
    version: str
    changed: datetime
    mark: str
    now: datetime


def marked(headlines: tuple[Headline, ...]) -> tuple[tuple[Line, ...], str]:
    """The headlines as lines, and the name of all of them together."""
    made = tuple(Line(one, digest(f"{one.permalink} {one.title} {one.papers} {one.origins}")) for one in headlines)
    return made, digest(" ".join(line.mark for line in made))


def lines(strip: Strip, edition: Edition, known: Set[str] = frozenset()) -> dict[str, Any]:
    """The strip as data: the addresses in their order, and what is to be shown of those not `known`."""
    to = edition.addresses
    return {
        "v": strip.mark,
        "order": [to.article(line.headline.permalink) for line in strip.headlines],
        "items": [_told(line.headline, edition, strip.now) for line in strip.headlines if line.mark not in known],
    }


def ages(strip: Strip, edition: Edition) -> list[str]:
    """How old each line is."""
    return [edition.calendar.ago(line.headline.at, strip.now) for line in strip.headlines]


def _told(one: Headline, edition: Edition, now: datetime) -> dict[str, str]:
    made = {
        "h": edition.addresses.article(one.permalink),
        "t": one.title,
        "p": one.source_name,
        "a": moment(one.at),
        "w": edition.calendar.ago(one.at, now),
        "l": one.language,
        "d": one.direction.value,
    }
    if one.papers > 1:
        made["c"] = carried(one, edition.calendar)
    return made

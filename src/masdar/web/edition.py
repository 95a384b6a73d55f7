"""One language's portal: its words, calendar, addresses and the languages whose articles it shows."""

from __future__ import annotations

from dataclasses import dataclass

from masdar.web.addresses import Addresses
from masdar.web.dates import Calendar
from masdar.web.portal import Portal
from masdar.web.words import Words, words


@dataclass(frozen=True, slots=True)
class Edition:
    """One language's portal."""

    tag: str
    words: Words
    calendar: Calendar
    addresses: Addresses
    languages: tuple[str, ...]  # of the articles in its lists

    @property
    def direction(self) -> str:
        return self.words.direction

    @property
    def comma(self) -> str:
        return "، " if self.direction == "rtl" else ", "


def editions(portal: Portal) -> tuple[Edition, ...]:
    """The portal's editions in order. The first also shows articles whose language nobody knows. Raises ValueError
    for a language there are no words for, for none, and for one named twice."""
    if not portal.editions or len(set(portal.editions)) != len(portal.editions):
        raise ValueError("editions: at least one language, none twice")
    made = []
    for place, tag in enumerate(portal.editions):
        spoken = words(tag)
        made.append(
            Edition(
                tag=tag,
                words=spoken,
                calendar=Calendar(spoken, portal.country),
                addresses=Addresses(f"/{tag}" if place else "", portal.url),
                languages=(tag,) if place else (tag, ""),
            )
        )
    return tuple(made)

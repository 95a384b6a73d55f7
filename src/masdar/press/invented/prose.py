"""The written part: events with their tellings (`prose/events-*.toml`) and the papers (`prose/papers.toml`)."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import Any

from masdar.press.corpus_words import WORDS

_FOLDER = files("masdar.press.invented") / "prose"


@dataclass(frozen=True, slots=True)
class Telling:
    """A headline and its paragraphs."""

    title: str
    paragraphs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Event:
    """One event as it was told. `wire` is the agency's dispatch, `own` the papers' own tellings, `later` what came of
    it; `fix` is (wrong, right) words of the dispatch; `numbers` are drawn from their ranges by the seed."""

    id: str
    section: str
    scene: str
    caption: str
    heads: tuple[str, ...]
    wire: tuple[str, ...]
    own: tuple[tuple[str, ...], ...] = ()
    later: Telling | None = None
    analysis: Telling | None = None
    french: Telling | None = None
    english: Telling | None = None
    fix: tuple[str, str] | None = None
    numbers: Mapping[str, tuple[int, int]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Title:
    """A paper as its masthead says it, how its pages are made, and its habits."""

    id: str
    name: str
    latin: str
    language: str
    kind: str
    cms: str
    tagline: str
    city: str
    permalink: str
    colours: tuple[str, str, str]  # ink of the masthead, accent, paper
    feed: str = ""  # rss2, rss091, rdf, atom, json
    feed_path: str = "/rss"
    charset: str = "utf-8"
    months: str = "plain"
    digits: str = "latin"
    habits: frozenset[str] = frozenset()
    sections: tuple[str, ...] = ()
    people: tuple[str, ...] = ()
    words: Mapping[str, str] = field(default_factory=dict)
    picture: tuple[int, int, str] = (960, 540, "jpeg")
    delay: float = 0.0

    def word(self, name: str) -> str:
        """A word of the page's furniture, the paper's own where it has one."""
        return self.words.get(name) or WORDS[self.language][name]


def _lines(block: str) -> tuple[str, ...]:
    return tuple(line.strip() for line in block.strip().splitlines() if line.strip())


def _telling(block: str | None) -> Telling | None:
    if not block:
        return None
    title, *rest = _lines(block)
    return Telling(title, tuple(rest))


def _event(raw: dict[str, Any]) -> Event:
    return Event(
        id=raw["id"],
        section=raw["section"],
        scene=raw["scene"],
        caption=raw["caption"],
        heads=_lines(raw["heads"]),
        wire=_lines(raw["wire"]),
        own=tuple(_lines(block) for block in raw.get("own", ())),
        later=_telling(raw.get("later")),
        analysis=_telling(raw.get("analysis")),
        french=_telling(raw.get("fr")),
        english=_telling(raw.get("en")),
        fix=tuple(raw["fix"]) if "fix" in raw else None,
        numbers={name: (low, high) for name, (low, high) in raw.get("numbers", {}).items()},
    )


@cache
def events() -> tuple[Event, ...]:
    """Every event, in the order written."""
    made: list[Event] = []
    for file in sorted(_FOLDER.iterdir(), key=lambda entry: entry.name):
        if file.name.startswith("events-") and file.name.endswith(".toml"):
            made += map(_event, tomllib.loads(file.read_text("utf-8"))["event"])
    return tuple(made)


@cache
def titles() -> tuple[Title, ...]:
    """Every paper, the agencies first."""
    raw = tomllib.loads((_FOLDER / "papers.toml").read_text("utf-8"))
    return tuple(_title(entry) for entry in raw["paper"])


def _title(raw: dict[str, Any]) -> Title:
    lists = {name: tuple(value) for name, value in raw.items() if isinstance(value, list)}
    return Title(**{**raw, **lists, "habits": frozenset(raw.get("habits", ()))})


@cache
def section_names() -> Mapping[str, Mapping[str, str]]:
    """Section key → language → name."""
    raw: dict[str, dict[str, str]] = tomllib.loads((_FOLDER / "papers.toml").read_text("utf-8"))["section"]
    return raw


SECTION_KEYS = frozenset(section_names())

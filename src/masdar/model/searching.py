"""Searching: what is asked, what is found."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import TypeAlias

from masdar.model.articles import Permalink


@dataclass(frozen=True, slots=True)
class Word:
    """A word, in the reader's spelling. `prefix` for `word*`."""

    text: str
    prefix: bool = False


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words beside one another, with at most `slop` others between."""

    words: tuple[str, ...]
    slop: int = 0


@dataclass(frozen=True, slots=True)
class Filter:
    """`field:value`. Fields: source, author, section, lang, country, title, has, changed."""

    field: str
    value: str


@dataclass(frozen=True, slots=True)
class DateRange:
    """From `start` (inclusive) to `end` (exclusive); None is open."""

    start: datetime | None
    end: datetime | None


@dataclass(frozen=True, slots=True)
class Not:
    node: Query


@dataclass(frozen=True, slots=True)
class And:
    nodes: tuple[Query, ...]


@dataclass(frozen=True, slots=True)
class Or:
    nodes: tuple[Query, ...]


Query: TypeAlias = Word | Phrase | Filter | DateRange | Not | And | Or


class Order(StrEnum):
    BEST = "best"
    NEWEST = "newest"
    OLDEST = "oldest"


@dataclass(frozen=True, slots=True)
class Search:
    """One question to the index. `query` None asks for everything; `text` is what the reader typed."""

    query: Query | None
    order: Order = Order.BEST
    offset: int = 0
    limit: int = 20
    facets: bool = True
    text: str = ""
    exact: bool = False  # the words as they stand: no spellings beside them, nothing mended


@dataclass(frozen=True, slots=True)
class Document:
    """What the index is given of an article."""

    permalink: Permalink
    title: str
    body: str
    summary: str = ""
    language: str = ""
    country: str = ""
    section: str = ""
    authors: tuple[str, ...] = ()
    url: str = ""
    at: datetime | None = None
    has_image: bool = False
    changed: bool = False
    kind: str = "article"


@dataclass(frozen=True, slots=True)
class Fragment:
    """A run of original text; `hit` where the reader's words stand in it."""

    text: str
    hit: bool = False


@dataclass(frozen=True, slots=True)
class Hit:
    permalink: Permalink
    score: float
    title: tuple[Fragment, ...]
    snippet: tuple[Fragment, ...]
    at: datetime | None = None
    language: str = ""
    section: str = ""
    repeats: tuple[Permalink, ...] = ()  # other articles of nearly the same text, folded under this one


@dataclass(frozen=True, slots=True)
class Understood:
    """What a word of the query was searched as. `why`: "spelling" (other spellings of the word, searched beside it),
    "joined" or "split" (written as one word or as two), "keyboard" (typed on the wrong keyboard), "slip" (a likely
    misspelling)."""

    typed: str
    searched: tuple[str, ...]
    why: str


@dataclass(frozen=True, slots=True)
class Results:
    """`widened`: too few articles hold all of the words, so those with some of them are hits too. `suggestion`: a query
    that finds more, to be offered: Arabic that was typed in Latin letters. `earlier`: the articles of the pages before,
    where the order is by score. `nearby`: where few articles hold all of the words, others with some of them, to fill
    the first page; they are no hits and not counted. Facet "month" holds ("2018-03", count) in order of time."""

    total: int
    hits: tuple[Hit, ...]
    facets: dict[str, tuple[tuple[str, int], ...]] = field(default_factory=dict)  # field → (value, count), most first
    milliseconds: float = 0.0
    understood: tuple[Understood, ...] = ()
    suggestion: str = ""
    widened: bool = False
    earlier: tuple[Permalink, ...] = ()
    nearby: tuple[Hit, ...] = ()

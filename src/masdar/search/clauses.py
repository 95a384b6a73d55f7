"""What an engine is asked: a small algebra over fields of tokens, the same for every engine.

Fields of tokens: `title_words`, `title_stems`, `body_words`, `body_stems`, `grams`. Fields of single values: `source`,
`language`, `country`, `section`, `author`, `kind`, `has_image`, `changed`. `Between` is on the article's time.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

from masdar.model import Understood

TITLE_WORDS, TITLE_STEMS = "title_words", "title_stems"
BODY_WORDS, BODY_STEMS = "body_words", "body_stems"
GRAMS = "grams"  # of title and body together
TOKEN_FIELDS = (TITLE_WORDS, TITLE_STEMS, BODY_WORDS, BODY_STEMS, GRAMS)
VALUES = ("source", "language", "country", "section", "author", "kind")  # counted in facets
PLACED = (TITLE_WORDS, BODY_WORDS)  # the fields whose tokens have places


@dataclass(frozen=True, slots=True)
class Term:
    """A token in a field; counts `weight` times its BM25."""

    field: str
    text: str
    weight: float = 1.0


@dataclass(frozen=True, slots=True)
class Row:
    """Tokens beside one another in this order, at most `slop` others between."""

    field: str
    tokens: tuple[str, ...]
    slop: int = 0
    weight: float = 1.0


@dataclass(frozen=True, slots=True)
class Beginning:
    """Any token that begins so; no score."""

    field: str
    text: str


@dataclass(frozen=True, slots=True)
class Exactly:
    """A single value; no score."""

    field: str
    value: str


@dataclass(frozen=True, slots=True)
class Between:
    """Unix seconds from `start` (inclusive) to `end` (exclusive); None is open. Articles without a time are outside."""

    start: int | None
    end: int | None


@dataclass(frozen=True, slots=True)
class All:
    """Every one of them; what is `Never` inside is taken from the rest."""

    clauses: tuple[Clause, ...]


@dataclass(frozen=True, slots=True)
class Some:
    """At least `least` of them; the scores of those that hold are added."""

    clauses: tuple[Clause, ...]
    least: int = 1


@dataclass(frozen=True, slots=True)
class Best:
    """At least one of them; the highest score counts, for they are spellings of one thing."""

    clauses: tuple[Clause, ...]


@dataclass(frozen=True, slots=True)
class Never:
    """What the clause does not hold for."""

    clause: Clause


@dataclass(frozen=True, slots=True)
class Everything:
    """Every article."""


Clause: TypeAlias = Term | Row | Beginning | Exactly | Between | All | Some | Best | Never | Everything


@dataclass(frozen=True, slots=True)
class Marks:
    """What is marked in a result: folded words, stems, beginnings of words, and rows of folded words. `asked` is how
    many different words were asked for."""

    words: frozenset[str] = frozenset()
    stems: frozenset[str] = frozenset()
    beginnings: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()
    asked: int = 1


@dataclass(frozen=True, slots=True)
class Plan:
    """`match` decides what is a hit; `rank` only adds to the order of hits. `long`: many words or a question, so that
    an article with fewer of the words may answer better than one with most; `widens`: a wider reading would demand
    fewer words; `timeless`: neither a date nor a phrase is asked for; `instead`: words as typed, and what to offer in
    their place."""

    match: Clause
    rank: tuple[Clause, ...] = ()
    marks: Marks = Marks()
    understood: tuple[Understood, ...] = ()
    widens: bool = False
    long: bool = False
    timeless: bool = True
    instead: tuple[tuple[str, str], ...] = ()

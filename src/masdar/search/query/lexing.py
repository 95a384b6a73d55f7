"""A query's text → its marks and words, each with its place."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum, auto

from masdar.search.query.errors import Code, QueryError


class Kind(Enum):
    """What a lexeme is."""

    OPEN = auto()
    CLOSE = auto()
    QUOTED = auto()
    FIELD = auto()  # `name:` with its value right behind
    WORD = auto()
    OR = auto()
    AND = auto()
    NOT = auto()
    END = auto()


@dataclass(frozen=True, slots=True)
class Lexeme:
    """`text` is what it says: a word without its escapes, a quotation's content, a field's name as typed. `literal`:
    a backslash stood before it. `glued`: nothing stands between it and the next."""

    kind: Kind
    text: str
    position: int
    literal: bool = False
    prefix: bool = False
    glued: bool = False


# Operators in Latin letters are capitals, so that "or" and "sauf" stay words.
OPERATORS = {
    "OR": Kind.OR, "OU": Kind.OR, "|": Kind.OR, "||": Kind.OR, "أو": Kind.OR, "او": Kind.OR,
    "AND": Kind.AND, "ET": Kind.AND, "&": Kind.AND, "&&": Kind.AND,
    "NOT": Kind.NOT, "SAUF": Kind.NOT, "ليس": Kind.NOT,
}  # fmt: skip
_CLOSING = {'"': '"', "«": "»", "“": "”", "„": "”", "‟": "”"}
_ENDS = frozenset('()"«»“”„‟')
_NAME = re.compile(r"[^\W\d_]{2,20}:")
_LATIN_NAME = re.compile(r"[A-Za-z]+")
# What sentences end their words with; "*" and "\" have meanings of their own.
_EDGES = "؟?!.,،؛;:…·'`´’‘›‹-–—_/%"
_MINUS = frozenset("-−–")


def lex(text: str, fields: frozenset[str]) -> Iterator[Lexeme]:
    """The lexemes of a query, an END last. `fields` are the names that make a field. Raises `QueryError`."""
    place, end = 0, len(text)
    while place < end:
        character = text[place]
        if character.isspace():
            place += 1
        elif character in "()":
            yield Lexeme(Kind.OPEN if character == "(" else Kind.CLOSE, character, place)
            place += 1
        elif character in _CLOSING:
            quoted, place = _quoted(text, place)
            yield quoted
        elif character in "»”":
            raise QueryError(place, Code.UNCLOSED_QUOTE)
        elif character in _MINUS and place + 1 < end and not text[place + 1].isspace() and _starts(text, place):
            yield Lexeme(Kind.NOT, character, place, glued=True)
            place += 1
        elif (field := _field(text, place, fields)) is not None:
            yield field
            place += len(field.text) + 1
        else:
            word, place = _word(text, place)
            if word is not None:
                yield word
    yield Lexeme(Kind.END, "", end)


def _starts(text: str, place: int) -> bool:
    """True where a word may begin at `place`."""
    return place == 0 or text[place - 1].isspace() or text[place - 1] in "(:" or text[place - 1] in _ENDS


def _quoted(text: str, place: int) -> tuple[Lexeme, int]:
    closing = _CLOSING[text[place]]
    end = place + 1
    made: list[str] = []
    while end < len(text) and text[end] != closing and not (closing == "”" and text[end] == "“"):
        if text[end] == "\\" and end + 1 < len(text):
            end += 1
        made.append(text[end])
        end += 1
    if end >= len(text):
        raise QueryError(place, Code.UNCLOSED_QUOTE)
    return Lexeme(Kind.QUOTED, "".join(made), place), end + 1


def _field(text: str, place: int, fields: frozenset[str]) -> Lexeme | None:
    """`name:` where it is a field: a known name with a value behind it, or at the query's end. A headline's "مصدر: …"
    has a space behind the colon and stays a word. Raises for Latin names nobody knows."""
    found = _NAME.match(text, place)
    if found is None:
        return None
    name, behind = found[0][:-1], found.end()
    value_follows = behind < len(text) and not text[behind].isspace()
    if name.lower() in fields:
        if value_follows or not text[behind:].strip():
            return Lexeme(Kind.FIELD, name, place, glued=value_follows)
        return None
    if value_follows and _LATIN_NAME.fullmatch(name) and not text.startswith("//", behind):
        raise QueryError(place, Code.UNKNOWN_FIELD)
    return None


def _word(text: str, place: int) -> tuple[Lexeme | None, int]:
    """A word from `place` on, and where it ends; None where it is punctuation alone."""
    start, literal, made = place, text[place] == "\\", []
    kept = 0  # of the word's letters those up to the last star that was written "\\*"
    while place < len(text) and not text[place].isspace() and text[place] not in _ENDS:
        escaped = text[place] == "\\" and not text[place + 1 : place + 2].isspace() and place + 1 < len(text)
        place += escaped
        made.append(text[place])
        place += 1
        if escaped and made[-1] == "*":
            kept = len(made)
    raw = "".join(made)
    if not literal and raw in OPERATORS:
        return Lexeme(OPERATORS[raw], raw, start), place
    word = raw[:kept] + raw[kept:].rstrip(_EDGES + "*")
    prefix = "*" in raw[len(word) :]
    word = word.strip(_EDGES)
    if not any(character.isalnum() for character in word):
        return None, place
    return Lexeme(Kind.WORD, word, start, literal=literal, prefix=prefix), place

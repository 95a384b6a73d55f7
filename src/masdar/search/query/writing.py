"""A tree → the text that means it: `parse(write(tree)) == tree`."""

from __future__ import annotations

import re
from datetime import UTC, datetime

from masdar.model import And, DateRange, Filter, Not, Phrase, Query, Word
from masdar.search.query.lexing import OPERATORS

_MARKS = re.compile(r'([\\()"«»“”„‟:*])')
_PLAIN = re.compile(r"[^\W_]+(?:[-.][^\W_]+)*")


def write(query: Query | None) -> str:
    """The query as a reader would type it; "" for None."""
    return "" if query is None else _write(query, inside=False)


def _write(query: Query, *, inside: bool) -> str:
    if isinstance(query, Word):
        return _word(query)
    if isinstance(query, Phrase):
        text = _quoted(" ".join(query.words))
        return f'near:"{text}~{query.slop}"' if query.slop else f'"{text}"'
    if isinstance(query, Filter):
        value = query.value
        return f"{query.field}:{value}" if _PLAIN.fullmatch(value) else f'{query.field}:"{_quoted(value)}"'
    if isinstance(query, DateRange):
        return f'date:"{_moment(query.start)}..<{_moment(query.end)}"'
    if isinstance(query, Not):
        text = _write(query.node, inside=True)
        return f"-({text})" if isinstance(query.node, Not) else f"-{text}"
    joint = " " if isinstance(query, And) else " OR "
    text = joint.join(_write(node, inside=not isinstance(node, Not)) for node in query.nodes)
    return f"({text})" if inside else text


def _word(word: Word) -> str:
    text = _MARKS.sub(r"\\\1", word.text)
    if text.startswith("-") or word.text in OPERATORS:
        text = "\\" + text
    return text + "*" if word.prefix else text


def _quoted(text: str) -> str:
    return re.sub(r'([\\"])', r"\\\1", text)


def _moment(at: datetime | None) -> str:
    if at is None:
        return ""
    at = at.astimezone(UTC)
    if (at.hour, at.minute, at.second, at.microsecond) == (0, 0, 0, 0):
        return at.strftime("%Y-%m-%d")
    return at.strftime("%Y-%m-%dT%H:%M:%S") + (f".{at.microsecond:06d}" if at.microsecond else "") + "Z"

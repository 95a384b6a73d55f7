"""Which stretch of an article a credit covers: a dateline what follows it, a mark at the end what stands before it.

A page may hold several reports, each with its own credit: they part each other.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from masdar.publishers.marks import Mark, find_marks
from masdar.publishers.places import Place

HEAD = 200  # characters of a report in which a mark in brackets is a dateline's
BYLINE = "byline"


@dataclass(frozen=True, slots=True)
class Credit:
    """text[start:end] is credited to an agency by `mark`, found in a place (`Place` values, or "byline")."""

    agency: str
    start: int
    end: int
    mark: str
    place: str


def credits_of(text: str, byline: str = "") -> tuple[Credit, ...]:
    """The credits of a text, in order of where they begin. A by-line's covers all of it where nothing in it does."""
    marks = [mark for mark in find_marks(text) if mark.credits]
    made = [*_heads(text, marks), *_tails(text, marks), *_inside(text, marks)]
    if not made:
        made = [Credit(mark.agency_id, 0, len(text), mark.text, BYLINE) for mark in _named(byline)]
    return tuple(sorted(made, key=lambda credit: (credit.start, credit.end)))


def _named(byline: str) -> list[Mark]:
    """A by-line is a line of credits: a mark that is a word of the language too counts where the line is short."""
    return [mark for mark in find_marks(byline) if mark.place is not Place.TEXT or len(byline) < 2 * len(mark.text)]


def _is_head(text: str, mark: Mark) -> bool:
    if mark.place is Place.DATELINE:
        return True
    return (
        mark.place is Place.BRACKETS
        and mark.start - (text.rfind("\n", 0, mark.start) + 1) < HEAD
        and (mark.start < HEAD)
    )


def _heads(text: str, marks: list[Mark]) -> Iterable[Credit]:
    heads = [mark for mark in marks if _is_head(text, mark)]
    begins = [text.rfind("\n", 0, mark.start) + 1 for mark in heads]
    for mark, begin in zip(heads, begins, strict=True):
        end = min((other for other in begins if other > begin), default=len(text))
        yield Credit(mark.agency_id, begin, end, mark.text, mark.place.value)


def _tails(text: str, marks: list[Mark]) -> Iterable[Credit]:
    """From the end of the last report to the mark; nothing where a dateline has claimed it."""
    begin = 0
    claimed = [text.rfind("\n", 0, mark.start) + 1 for mark in marks if _is_head(text, mark)]
    group_end = -1
    for mark in marks:
        if mark.place not in (Place.TAIL, Place.LINE):
            continue
        if group_end >= 0 and len(text[group_end : mark.start].strip(" ،,/()-–—\n.")) > 0:
            begin = group_end
        if mark.place is Place.LINE and not text[begin : mark.start].strip(" \n()-–—:المصدر"):
            end = min((other for other in claimed if other > mark.end), default=len(text))
            yield Credit(mark.agency_id, mark.start, end, mark.text, mark.place.value)
        else:
            start = begin
            if any(begin <= head < mark.start for head in claimed):
                start = text.rfind("\n", 0, mark.start) + 1
            yield Credit(mark.agency_id, start, mark.end, mark.text, mark.place.value)
        group_end = mark.end


def _inside(text: str, marks: list[Mark]) -> Iterable[Credit]:
    """A mark in brackets further down covers its paragraph."""
    for mark in marks:
        if mark.place is Place.BRACKETS and not _is_head(text, mark):
            end = text.find("\n", mark.end)
            yield Credit(
                mark.agency_id, text.rfind("\n", 0, mark.start) + 1, end if end >= 0 else len(text),
                mark.text, mark.place.value,
            )  # fmt: skip

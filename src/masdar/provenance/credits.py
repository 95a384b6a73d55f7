"""Which stretch of an article a credit covers: a dateline what follows it, a mark at the end what stands before it.

A page may hold several reports, each with its own credit: they part each other.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass

from masdar.provenance.citations import retold
from masdar.publishers.marks import Mark, find_marks
from masdar.publishers.places import Place, around, place_of

HEAD = 200  # characters of a report in which a mark in brackets is a dateline's
BYLINE = "byline"
MOST = 1_000  # credits of a text: more are no article's
_NAME_REACH = 80
_NAME = re.compile(r"(?<!\w)[وفبلك]{0,2}(?:ال|ل)?(?P<name>وكالة(?:\s+\w+){0,6})\s*[(«\"“]\s*$")
_SIGNS = " \xa0،,/()[]-–—|:\n."
_CLOSING = re.compile(r"\s*[)»\"”]")
_APPOSED = re.compile(r"(?:\s+\w+){0,2}\s*[(«\"“]")


@dataclass(frozen=True, slots=True)
class Credit:
    """text[start:end] is credited to an agency by `mark`, found in a place (`Place` values, or "byline")."""

    agency: str
    start: int
    end: int
    mark: str
    place: str


def credits_of(text: str, byline: str = "") -> tuple[Credit, ...]:
    """The credits of a text, in order of where they begin. A by-line's covers what stands
    before the others."""
    every = list(_called(text, find_marks(text)))
    marks = [mark for mark in every if mark.credits]
    made = [*_heads(text, marks), *_tails(text, marks), *_inside(text, marks)]
    begins = min((credit.start for credit in made), default=len(text))
    if not made or begins > HEAD:  # what stands before the first report that has a credit of its own
        made += [Credit(mark.agency_id, 0, begins, mark.text, BYLINE) for mark in find_marks(byline)]
    made += _retold(text, [mark for mark in every if not mark.credits])
    made.sort(key=lambda credit: (credit.start, credit.end))
    each: dict[tuple[int, int, str, str], Credit] = {}
    for credit in made:  # one paragraph may name its agency in every line
        each.setdefault((credit.start, credit.end, credit.agency, credit.place), credit)
    return tuple(each.values())[:MOST]


def _called(text: str, marks: list[Mark]) -> Iterable[Mark]:
    """An agency's name with its letters in brackets behind it, "وكالة الأنباء السعودية (واس)", is one mark."""
    for at, mark in enumerate(marks):
        following = marks[at + 1] if at + 1 < len(marks) else None
        if following is not None and following.agency_id == mark.agency_id and _APPOSED.match(text, mark.end):
            continue
        name = _NAME.search(text, max(0, mark.start - _NAME_REACH), mark.start)
        closing = _CLOSING.match(text, mark.end)
        if name is None or closing is None:
            yield mark
            continue
        start, end = name.start("name"), closing.end()
        place = place_of(around(text, start, end), common=False)
        place = Place.CITED if place is Place.TEXT else place
        yield Mark(mark.agency_id, start, end, text[start:end], place)


def _retold(text: str, marks: list[Mark]) -> Iterable[Credit]:
    """A sentence that says whom it is retold after."""
    for mark in marks:
        sentence = retold(text, mark)
        if sentence is not None:
            yield Credit(mark.agency_id, *sentence, mark.text, Place.CITED.value)


def _is_head(text: str, mark: Mark) -> bool:
    if not text[mark.end : mark.end + HEAD].strip(_SIGNS):
        return False  # the last line: "فرانس 24 / أ ف ب"
    if mark.place is Place.DATELINE:
        return True
    return (
        mark.place is Place.BRACKETS
        and mark.start - (text.rfind("\n", 0, mark.start) + 1) < HEAD
        and (mark.start < HEAD)
    )


def _next(begins: list[int], after: int, otherwise: int) -> int:
    """The first of some rising places behind another."""
    at = bisect_right(begins, after)
    return begins[at] if at < len(begins) else otherwise


def _heads(text: str, marks: list[Mark]) -> Iterable[Credit]:
    heads = [mark for mark in marks if _is_head(text, mark)]
    begins = [text.rfind("\n", 0, mark.start) + 1 for mark in heads]
    for mark, begin in zip(heads, begins, strict=True):
        end = _next(begins, begin, len(text))
        yield Credit(mark.agency_id, begin, end, mark.text, mark.place.value)


def _tails(text: str, marks: list[Mark]) -> Iterable[Credit]:
    """From the end of the last report to the mark; nothing where a dateline has claimed it."""
    begin = 0
    claimed = [text.rfind("\n", 0, mark.start) + 1 for mark in marks if _is_head(text, mark)]
    group_end = -1
    for mark in marks:
        last = mark.place is Place.DATELINE and not _is_head(text, mark)
        if mark.place not in (Place.TAIL, Place.LINE) and not last:
            continue
        if group_end >= 0 and len(text[group_end : mark.start].strip(_SIGNS)) > 0:
            begin = group_end
            while begin < mark.start and text[begin] in _SIGNS:
                begin += 1
        if mark.place is Place.LINE and not text[begin : mark.start].strip(" \n()-–—:المصدر"):
            end = _next(claimed, mark.end, len(text))
            yield Credit(mark.agency_id, mark.start, end, mark.text, mark.place.value)
        else:
            headed = _next(claimed, begin - 1, len(text)) < mark.start
            start = text.rfind("\n", 0, mark.start) + 1 if headed else begin
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

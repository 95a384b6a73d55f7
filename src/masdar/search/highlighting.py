"""The reader's words marked in an article's own spelling: the whole title, and the part of the text that says most.

Words are found by our own analysis of the original text, so each is marked where it stands, with its marks and kashida,
also where only its stem is the reader's.
"""

from __future__ import annotations

from collections.abc import Iterator

from masdar.language.analyse import forms
from masdar.language.tokenise import CHUNK
from masdar.model import Fragment
from masdar.search.clauses import Marks

SNIPPET = 240  # characters
LOOKED_AT = 8_000  # characters of a text that are searched for the best part


def mark(text: str, marks: Marks, language: str = "") -> tuple[Fragment, ...]:
    """The whole text in fragments."""
    return tuple(_fragments(text, [(start, end) for start, end, _ in _found(text, marks, language)], 0, len(text)))


def snippet(text: str, marks: Marks, language: str = "") -> tuple[Fragment, ...]:
    """The part of a text in which most different words of the reader stand, in fragments; its beginning where none
    does."""
    head = text[:LOOKED_AT]
    found = list(_found(head, marks, language))
    start, end = _window(head, found)
    inside = [(left, right) for left, right, _ in found if left >= start and right <= end]
    return tuple(_fragments(text, inside, start, end))


def _found(text: str, marks: Marks, language: str) -> Iterator[tuple[int, int, str]]:
    """The places of the reader's words, and which of them each is."""
    latin = "fr" if language.startswith("fr") else "en"
    words, stems, beginnings = marks.words, marks.stems, marks.beginnings
    for match in CHUNK.finditer(text):
        word, stem = forms(match[0], latin)
        if stem in stems:
            yield match.start(), match.end(), stem
        elif word in words or (beginnings and word.startswith(beginnings)):
            yield match.start(), match.end(), word


def _window(text: str, found: list[tuple[int, int, str]]) -> tuple[int, int]:
    """The bounds of the window with most different words, the earliest of equals, cut between words."""
    if not found:
        return _cut(text, 0)
    best, best_at, first = 0, 0, 0
    inside: dict[str, int] = {}
    for start, end, word in found:
        inside[word] = inside.get(word, 0) + 1
        while end - found[first][0] > SNIPPET - 60:
            gone = found[first][2]
            inside[gone] -= 1
            if not inside[gone]:
                del inside[gone]
            first += 1
            if found[first][0] > start:
                break
        if len(inside) > best:
            best, best_at = len(inside), found[first][0]
    return _cut(text, max(0, best_at - 40))


def _cut(text: str, start: int) -> tuple[int, int]:
    if start:
        space = text.find(" ", start, start + 30)
        start = space + 1 if space >= 0 else start
    end = min(len(text), start + SNIPPET)
    if end < len(text):
        space = text.rfind(" ", start + SNIPPET // 2, end)
        end = space if space > 0 else end
    return start, end


def _fragments(text: str, places: list[tuple[int, int]], start: int, end: int) -> Iterator[Fragment]:
    if start > 0:
        yield Fragment("… ")
    at = start
    for left, right in places:
        if left > at:
            yield Fragment(text[at:left])
        yield Fragment(text[left:right], hit=True)
        at = right
    if at < end:
        yield Fragment(text[at:end])
    if end < len(text):
        yield Fragment(" …")

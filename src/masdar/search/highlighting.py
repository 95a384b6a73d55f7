"""The reader's words marked in an article's own spelling: the whole title, and the part of the text that says most.

Words are found by our own analysis of the original text, so each is marked where it stands, with its marks and kashida,
also where only its stem is the reader's.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from masdar.language.analyse import known_forms
from masdar.language.tokenise import CHUNK
from masdar.model import Fragment
from masdar.search.clauses import Marks

SNIPPET = 240  # characters
LOOKS = (500, 2_000, 8_000)  # characters of a text that are searched for the best part, until all words have stood


class _Judged(dict[str, str]):
    """Raw word → the word of the reader's it is, "" where none. Articles share most of their words, so each is judged
    once a search."""

    def __init__(self, marks: Marks, language: str) -> None:
        super().__init__()
        self.known = known_forms(language)
        self._marks = marks

    def __missing__(self, chunk: str) -> str:
        marks, (word, stem, _) = self._marks, self.known[chunk]
        beginnings, made = marks.beginnings, ""
        if stem in marks.stems:
            made = stem
        elif word in marks.words or (beginnings and (word.startswith(beginnings) or stem.startswith(beginnings))):
            made = word
        self[chunk] = made
        return made


class Marker:
    """Marks one search's words in as many texts as are shown."""

    def __init__(self, marks: Marks) -> None:
        self._marks = marks
        self._judged: dict[str, _Judged] = {}

    def mark(self, text: str, language: str = "") -> tuple[Fragment, ...]:
        """The whole text in fragments."""
        return tuple(_fragments(text, _places(self._found(text, language)), 0, len(text)))

    def snippet(self, text: str, language: str = "") -> tuple[Fragment, ...]:
        """The part of a text in which most different words of the reader stand, in fragments; its beginning where none
        does. Looks no further than where all of them have stood."""
        for looked_at in LOOKS:
            found = self._found(text[:looked_at], language)
            if len(text) <= looked_at or len({word for _, _, word in found}) >= self._marks.asked:
                break
        start, end = _window(text, found)
        inside = _places(each for each in found if each[0] >= start and each[1] <= end)
        return tuple(_fragments(text, inside, start, end))

    def _found(self, text: str, language: str) -> list[tuple[int, int, str]]:
        """The places of the reader's words in order, and which of them each is."""
        judged = self._judged.get(language)
        if judged is None:
            judged = self._judged[language] = _Judged(self._marks, language)
        chunks = CHUNK.findall(text)
        wanted = [judged[chunk] for chunk in chunks]
        rows = self._rows_in(chunks, judged)
        if not rows:
            if not any(wanted):
                return []
            while not wanted[-1]:  # behind the last of them nothing is looked for
                wanted.pop()
        watch = _Rows(rows)
        found: list[tuple[int, int, str]] = []
        at = 0
        for chunk, word in zip(chunks, wanted, strict=False):
            # Between words stand no letters, so the next place of this one's is its own.
            start = text.index(chunk, at)
            at = start + len(chunk)
            if rows:
                found.extend(watch.step(judged.known[chunk][0], start, at))
            if word:
                found.append((start, at, word))
        return sorted(found)

    def _rows_in(self, chunks: list[str], judged: _Judged) -> tuple[tuple[str, ...], ...]:
        """The rows whose last word stands in a text."""
        if not self._marks.rows:
            return ()
        there = {judged.known[chunk][0] for chunk in set(chunks)}
        return tuple(row for row in self._marks.rows if row[-1] in there)


def _places(found: Iterable[tuple[int, int, str]]) -> list[tuple[int, int]]:
    return sorted({(start, end) for start, end, _ in found})


class _Rows:
    """Watches the words go by for rows of them."""

    def __init__(self, rows: tuple[tuple[str, ...], ...]) -> None:
        self._rows = rows
        self._last: list[tuple[str, int, int]] = []
        self._longest = max(map(len, rows), default=0)

    def step(self, word: str, start: int, end: int) -> Iterator[tuple[int, int, str]]:
        """The places of a row that ends with this word."""
        if not self._longest:
            return
        self._last = [*self._last, (word, start, end)][-self._longest :]
        for row in self._rows:
            if word == row[-1] and row == tuple(each[0] for each in self._last[-len(row) :]):
                yield from ((left, right, " ".join(row)) for _, left, right in self._last[-len(row) :])
                return


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

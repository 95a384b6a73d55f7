"""The reader's words marked in an article's own spelling: the whole title, and the part of the text that says most.

Words are found by our own analysis of the original text, so each is marked where it stands, with its marks and kashida,
also where only its stem is the reader's.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import accumulate

from masdar.language.analyse import known_forms
from masdar.language.fold import skeleton
from masdar.language.stem import is_arabic
from masdar.language.tokenise import CHUNK
from masdar.language.variants import ways_beginning, ways_of
from masdar.model import Fragment
from masdar.search.clauses import Marks

SNIPPET = 240  # characters
SHORT = 120  # characters of a text that is read as a whole
_BLANK = re.compile(r"[^\S ]")
_DECIMAL = re.compile(r"\dر\d")  # may be written with this letter
LOOKS = (500, 2_000, 8_000)  # characters of a text that are searched for the best part, until all words have stood


class _Judged(dict[str, str]):
    """Raw word → the word of the reader's it is, "" where none. Articles share most of their words, so each is judged
    once a search."""

    def __init__(self, marks: Marks, language: str) -> None:
        super().__init__()
        self.known = known_forms(language)
        self._marks = marks

    def __missing__(self, chunk: str) -> str:
        marks, (word, stem) = self._marks, self.known[chunk]
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
        self._pieces = _Wanted(marks)

    def mark(self, text: str, language: str = "") -> tuple[Fragment, ...]:
        """The whole text in fragments."""
        return tuple(_fragments(text, _places(self._found(text, language)), 0, len(text)))

    def snippet(self, text: str, language: str = "") -> tuple[Fragment, ...]:
        """The part of a text in which most different words of the reader stand, in fragments; its beginning where none
        does. Looks no further than where all of them have stood."""
        found: list[tuple[int, int, str]] = []
        start = 0
        for look in LOOKS:
            end = _blank(text, look)
            part = self._found(text[start:end], language)
            found += ((left + start, right + start, word) for left, right, word in part)
            if end == len(text) or len({word for _, _, word in found}) >= self._marks.asked:
                break
            start = end
        start, end = _window(text, found)
        inside = _places(each for each in found if each[0] >= start and each[1] <= end)
        return tuple(_fragments(text, inside, start, end))

    def _found(self, text: str, language: str) -> list[tuple[int, int, str]]:
        """The places of the reader's words in order, and which of them each is."""
        judged = self._judged.get(language)
        if judged is None:
            judged = self._judged[language] = _Judged(self._marks, language)
        read = self._read_rows if self._marks.rows else self._read
        return sorted(place for bounds in self._pieces.stretches(text) for place in read(text, bounds, judged))

    def _read(self, text: str, bounds: tuple[int, int], judged: _Judged) -> list[tuple[int, int, str]]:
        """The reader's words in a stretch of a text, word for word."""
        return [(*chunk.span(), word) for chunk in CHUNK.finditer(text, *bounds) if (word := judged[chunk[0]])]

    def _read_rows(self, text: str, bounds: tuple[int, int], judged: _Judged) -> list[tuple[int, int, str]]:
        """The same, and the rows of words that stand in it."""
        watch = _Rows(self._marks.rows)
        found: list[tuple[int, int, str]] = []
        for chunk in CHUNK.finditer(text, *bounds):
            start, end = chunk.span()
            found += watch.step(judged.known[chunk[0]][0], start, end)
            if word := judged[chunk[0]]:
                found.append((start, end, word))
        return found


class _Wanted:
    """Finds the stretches of a text in which the reader's words may stand, by letters that each of their spellings must
    hold: most of a text is passed over without a look at its words."""

    def __init__(self, marks: Marks) -> None:
        spelt = {way for stem in marks.stems for way in ways_of(stem)} | marks.words
        spelt |= {way for beginning in marks.beginnings for way in ways_beginning(beginning)}
        last = {row[-1] for row in marks.rows}
        self._longest = max(map(len, marks.rows), default=0)
        # Letters one by one are words of a text only where it is read as a whole.
        self._whole = any(len(word) == 1 or ("." in word and is_arabic(word)) for word in spelt | last)
        self._words, self._last = _needles(spelt), _needles(last)

    def stretches(self, text: str) -> list[tuple[int, int]]:
        if self._whole or len(text) < SHORT:
            return [(0, len(text))]
        flat = _BLANK.sub(" ", text)
        if self._last and "  " in flat:  # a row is as long as its words only where single blanks part
            return [(0, len(text))]
        line = skeleton(flat)
        found = set(_places_in(line, self._words))
        for place in _places_in(line, self._last):
            found.update(range(max(0, place - self._longest + 1), place + 1))
        return _stretches(flat.split(" "), sorted(found)) if found else []


def _needles(words: Iterable[str]) -> list[str]:
    """What every spelling of one of the folded words holds; who holds one of the others is found with it."""
    kept: list[str] = []
    for needle in sorted({needle for word in words if (needle := _needle(word))}, key=len):
        if not any(shorter in needle for shorter in kept):
            kept.append(needle)
    return kept


def _needle(word: str) -> str:
    """Latin words are inflected by more than what is added (policies, using, journaux), at their last letters; points
    are left out of what is looked through."""
    bare = word.replace(".", "")
    return bare[: -1 if len(bare) < 5 else -2] if len(bare) > 2 and bare.isascii() and bare.isalpha() else bare


def _places_in(line: str, needles: Sequence[str]) -> Iterator[int]:
    """The numbers of the pieces of a line that hold one of the needles, in order."""
    place = last = 0
    for at in sorted(_found_in(line, needles)):
        place += line.count(" ", last, at)
        last = at
        yield place


def _found_in(line: str, needles: Sequence[str]) -> Iterator[int]:
    """Where a line holds one of the needles: a plain search for each is quicker than one expression for all."""
    for needle in needles:
        at = line.find(needle)
        while at >= 0:
            yield at
            at = line.find(needle, at + 1)
    if any(needle.isdigit() for needle in needles):
        yield from (found.start() for found in _DECIMAL.finditer(line))


def _stretches(pieces: Sequence[str], wanted: Sequence[int]) -> list[tuple[int, int]]:
    """The wanted pieces' places in the text they part, one blank between any two; neighbours make one stretch."""
    ends = list(accumulate(map(len, pieces)))
    made: list[tuple[int, int]] = []
    last = -2
    for place in wanted:
        end = ends[place] + place
        start = end - len(pieces[place])
        if place == last + 1:
            made[-1] = (made[-1][0], end)
        else:
            made.append((start, end))
        last = place
    return made


def _blank(text: str, at: int) -> int:
    """The first place from `at` on where the text may be parted."""
    space = text.find(" ", at)
    return len(text) if space < 0 else space


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

"""What changed between two texts, word by word.

Texts are anchored on the words that stand once in both, in the order most of them share (patience diff, Bram Cohen);
what lies between two anchors is small and compared exactly. A stretch without anchors that is too large to compare
exactly counts as replaced, so the time is near to linear whatever is put in.
"""

from __future__ import annotations

import itertools
import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from masdar.language.fold import fold_word

MOST_WORDS = 20_000  # of a text; what follows is compared as one piece
_EXACT = 64  # words of the shorter side up to which a stretch is compared exactly
_DEPTH = 12
_WORD = re.compile(r"[^\W_]+(?:[\u0640\u064b-\u065f\u0670][^\W_]*)*|[^\w\s]|_|[\u0640\u064b-\u065f\u0670]+")
BREAK = "\n"  # stands between two blocks


class Mark(StrEnum):
    """How a stretch of words differs."""

    SAME = "same"
    REMOVED = "removed"
    ADDED = "added"
    SPELT = "spelt"  # the same word in another spelling, shown quieter


@dataclass(frozen=True, slots=True)
class Stretch:
    """Words that stand together and differ in one way, or not at all."""

    text: str
    mark: Mark = Mark.SAME


@dataclass(frozen=True, slots=True)
class Row:
    """Blocks that stand side by side; a side is empty where the other has no counterpart."""

    before: tuple[Stretch, ...]
    after: tuple[Stretch, ...]

    @property
    def changed(self) -> bool:
        return any(one.mark is not Mark.SAME for one in (*self.before, *self.after))


@dataclass(frozen=True, slots=True)
class _Word:
    text: str  # as it stands
    space: str  # what stands before it


def differences(before: Sequence[str], after: Sequence[str]) -> list[Row]:
    """Two texts, given as blocks, side by side. Joined, the stretches of a side are its blocks again."""
    old, new = _words(before), _words(after)
    marks_old, marks_new = [Mark.REMOVED] * len(old), [Mark.ADDED] * len(new)
    pairs = _pairs([word.text for word in old], [word.text for word in new])
    for i, j in pairs:
        marks_old[i] = marks_new[j] = Mark.SAME
    for i, j in _spelt(old, new, pairs):
        marks_old[i] = marks_new[j] = Mark.SPELT
    return list(_rows((old, marks_old), (new, marks_new), pairs))


def changed_words(rows: Sequence[Row]) -> tuple[int, int]:
    """How many words were taken away and how many came, other spellings left out."""
    removed = sum(len(_WORD.findall(s.text)) for row in rows for s in row.before if s.mark is Mark.REMOVED)
    return removed, sum(len(_WORD.findall(s.text)) for row in rows for s in row.after if s.mark is Mark.ADDED)


def _words(blocks: Sequence[str]) -> list[_Word]:
    made: list[_Word] = []
    for number, block in enumerate(blocks):
        if number:
            made.append(_Word(BREAK, ""))
        at = 0
        for match in _WORD.finditer(block):
            if len(made) >= MOST_WORDS:
                break
            made.append(_Word(match[0], block[at : match.start()]))
            at = match.end()
        if block[at:]:
            made.append(_Word(block[at:], ""))
    return made


Pairs = list[tuple[int, int]]


def _pairs(old: list[str], new: list[str]) -> Pairs:
    """Which word of the one is which word of the other, in rising order."""
    found: Pairs = []
    work = [(0, len(old), 0, len(new), 0)]
    while work:
        i, end_i, j, end_j, depth = work.pop()
        while i < end_i and j < end_j and old[i] == new[j]:
            found.append((i, j))
            i, j = i + 1, j + 1
        while i < end_i and j < end_j and old[end_i - 1] == new[end_j - 1]:
            end_i, end_j = end_i - 1, end_j - 1
            found.append((end_i, end_j))
        if i == end_i or j == end_j:
            continue
        if min(end_i - i, end_j - j) <= _EXACT:
            found += _exact(old, new, (i, end_i, j, end_j))
            continue
        anchors = _anchors(old, new, (i, end_i, j, end_j)) if depth < _DEPTH else []
        if not anchors:
            continue
        found += anchors
        edges = [(i - 1, j - 1), *anchors, (end_i, end_j)]
        work += [(a + 1, c, b + 1, d, depth + 1) for (a, b), (c, d) in itertools.pairwise(edges)]
    return sorted(found)


Span = tuple[int, int, int, int]


def _anchors(old: list[str], new: list[str], span: Span) -> Pairs:
    """Words that stand once on either side, the longest run of them that rises on both."""
    i, end_i, j, end_j = span
    once_old, once_new = Counter(old[i:end_i]), Counter(new[j:end_j])
    place = {word: at for at, word in enumerate(new[j:end_j], j) if once_new[word] == 1}
    shared = [(at, place[word]) for at, word in enumerate(old[i:end_i], i) if once_old[word] == 1 and word in place]
    tails: list[int] = []
    ends: list[int] = []
    before: list[int] = []
    for number, (_, at) in enumerate(shared):
        length = bisect_left(tails, at)
        before.append(ends[length - 1] if length else -1)
        if length == len(tails):
            tails.append(at)
            ends.append(number)
        else:
            tails[length], ends[length] = at, number
    made: Pairs = []
    number = ends[-1] if ends else -1
    while number >= 0:
        made.append(shared[number])
        number = before[number]
    return made[::-1]


def _exact(old: list[str], new: list[str], span: Span) -> Pairs:
    """The longest common run of words in between, by dynamic programming over the shorter side."""
    i, end_i, j, end_j = span
    left, right = old[i:end_i], new[j:end_j]
    rows = [[0] * (len(right) + 1)]
    for word in left:
        above, row = rows[-1], [0]
        for at, other in enumerate(right):
            row.append(above[at] + 1 if word == other else max(above[at + 1], row[at]))
        rows.append(row)
    made: Pairs = []
    x, y = len(left), len(right)
    while x and y:
        if left[x - 1] == right[y - 1]:
            x, y = x - 1, y - 1
            made.append((i + x, j + y))
        elif rows[x - 1][y] >= rows[x][y - 1]:
            x -= 1
        else:
            y -= 1
    return made


def _spelt(old: list[_Word], new: list[_Word], pairs: Pairs) -> Iterator[tuple[int, int]]:
    """Words in the same place of two gaps that are one word in two spellings."""
    edges = [(-1, -1), *pairs, (len(old), len(new))]
    for (a, b), (c, d) in itertools.pairwise(edges):
        if c - a == d - b:
            for i, j in zip(range(a + 1, c), range(b + 1, d), strict=True):
                if same_word(old[i].text, new[j].text):
                    yield i, j


def same_word(one: str, other: str) -> bool:
    """Whether two words are one in two spellings: folded alike, or a letter apart where they are long. Numbers never
    are: another number is another fact."""
    if any(letter.isdigit() for letter in one + other):
        return one.isdigit() and other.isdigit() and int(one) == int(other)
    folded = fold_word(one), fold_word(other)
    if folded[0] == folded[1]:
        return bool(folded[0])
    return min(map(len, folded)) >= 5 and _one_apart(*folded)


def _one_apart(one: str, other: str) -> bool:
    """One letter put in, left out, changed, or two neighbours swapped."""
    if abs(len(one) - len(other)) > 1:
        return False
    at = next((n for n, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))
    rest, others = one[at:], other[at:]
    return (
        rest[1:] == others
        or rest == others[1:]
        or rest[1:] == others[1:]
        or (rest[:2] == others[:2][::-1] and rest[2:] == others[2:])
    )


Side = tuple[list[_Word], list[Mark]]


def _rows(old: Side, new: Side, pairs: Pairs) -> Iterator[Row]:
    """Cut where both sides have a break that is the same one."""
    a = b = 0
    for i, j in pairs:
        if old[0][i].text == BREAK:
            yield Row(_stretches(old, a, i), _stretches(new, b, j))
            a, b = i + 1, j + 1
    yield Row(_stretches(old, a, len(old[0])), _stretches(new, b, len(new[0])))


def _stretches(side: Side, start: int, end: int) -> tuple[Stretch, ...]:
    made: list[tuple[list[str], Mark]] = []
    for word, mark in zip(side[0][start:end], side[1][start:end], strict=True):
        if made and made[-1][1] is mark:
            made[-1][0].append(word.space + word.text)
            continue
        # The space before a change belongs to neither.
        if made and word.space:
            made[-1][0].append(word.space) if made[-1][1] is Mark.SAME else made.append(([word.space], Mark.SAME))
            if made[-1][1] is mark:
                made[-1][0].append(word.text)
                continue
        elif word.space:
            made.append(([word.space], Mark.SAME))
        made.append(([word.text], mark))
    return tuple(Stretch("".join(parts), mark) for parts, mark in made)

"""A text → its words, each with its place in the original.

A word is a run of letters with the marks and invisible characters among them, a number with its marks, or single
letters with points or spaces between them, which make an acronym (و.م.ع, U.S.A.). Letters and digits part:
"20فبراير" is two.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from masdar.language.fold import fold_word
from masdar.language.numerals import number

# Characters that sit in a word without ending it: marks, joiners, directions, soft hyphens.
_MARKS = (
    "\u00ad\u0300-\u036f\u0610-\u061a\u061c\u064b-\u065f\u0670\u06d6-\u06dc\u06df-\u06e4\u06e7\u06e8\u06ea-\u06ed"
    "\u08d3-\u08e1\u08e3-\u08ff\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufe00-\ufe0f\ufeff"
)


_RIAL = "\ufdfc"  # a sign of currency that is a word


def _letters() -> str:
    """The letters as ranges for a character class, which the engine tests in one step, unlike "a word character but no
    digit": half the time. Beyond the basic plane, mathematical letters and ideographs."""
    runs: list[list[int]] = []
    for code in range(0x10000):
        if chr(code).isalpha() or chr(code) == _RIAL:
            if runs and runs[-1][1] == code - 1:
                runs[-1][1] = code
            else:
                runs.append([code, code])
    return "".join(f"{chr(first)}-{chr(last)}" for first, last in runs) + "\U0001d400-\U0001d7cb\U00020000-\U000323af"


_LETTERS = _letters()
_LETTER = f"[{_LETTERS}]"
_RUN = rf"(?:[{_MARKS}]+{_LETTER}*)*"
_ARABIC = "[\u0621-\u063a\u0641-\u064a]"
# Single letters with points between them in any script; with spaces in Arabic alone ("a b" may be a list).
_POINTED = rf"{_LETTER}(?:\.{_LETTER}(?!{_LETTER}))+\.?"
_SPACED = rf"{_ARABIC}(?:[ .]{{1,2}}{_ARABIC}(?![{_LETTERS}{_MARKS}])){{2,}}\.?"
_NUMBER = r"\d+(?:[.,٫٬ر]\d+)*"
# Plain words come first since nearly every word is one.
CHUNK = re.compile(rf"{_LETTER}{{2,}}{_RUN}|{_NUMBER}|{_SPACED}|{_POINTED}|{_LETTER}{_RUN}")
# A lone Arabic letter at the edge of what stands between blanks: with others beside it, it may be part of an acronym.
LONE = re.compile(rf"(?<![{_LETTERS}{_MARKS}]){_ARABIC}\.*$|^\.*{_ARABIC}(?![{_LETTERS}{_MARKS}])")
_WITHIN = re.compile(rf"[{_LETTERS}{_MARKS}\d]")
_POINTS = re.compile(r"[. ]+")


@dataclass(frozen=True, slots=True)
class Token:
    """One word: folded, and where it stands: `original[start:end]`."""

    text: str
    start: int
    end: int


def chunks(text: str) -> list[str]:
    """The raw words, in order: what `word_of` makes a word of."""
    return CHUNK.findall(text)


def within(character: str) -> bool:
    """True where a character may be part of a word: a letter, a mark or a digit."""
    return _WITHIN.match(character) is not None


def word_of(chunk: str) -> str:
    """A raw word → the folded word; "" where nothing of it is left. Parts of a broken number have spaces between."""
    if chunk[0].isdecimal():
        return number(chunk)
    if "." in chunk or " " in chunk:
        return _acronym(chunk)
    return fold_word(chunk)


def _acronym(chunk: str) -> str:
    """Arabic letters keep their points, since without them many are words (و.م.ع, ومع); Latin ones are often written
    without."""
    letters = [fold_word(letter) for letter in _POINTS.split(chunk) if letter]
    return ("" if chunk.isascii() else ".").join(letters)


def spans(text: str) -> Iterator[tuple[str, int, int]]:
    """Each raw word with its place."""
    for found in CHUNK.finditer(text):
        yield found[0], found.start(), found.end()


def tokens(text: str) -> list[Token]:
    """The words of a text, with their places in it.

    >>> [(t.text, t.start, t.end) for t in tokens("في الأُردن")]
    [('في', 0, 2), ('الاردن', 3, 10)]
    """
    made: list[Token] = []
    for chunk, start, end in spans(text):
        word = word_of(chunk)
        made.extend(Token(part, start, end) for part in word.split(" ") if part)
    return made

"""A text → the tokens engines are given: its folded words, the stem of each at the same place, and their 4-grams.

Engines hold tokens in a code of their own: one byte for each Arabic letter, digit and Latin letter, where UTF-8 takes
two for Arabic. Tokens come in Arabic more often than in anything else, so the index is smaller and sooner made. Queries
are coded at the same place (`coded`), in each engine, where clauses become the engine's own.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple, TypeAlias

from masdar.language.analyse import form_of, grams, known_forms
from masdar.language.remembering import Remembered
from masdar.language.tokenise import CHUNK, LONE

_ARABIC = "ابتثجحخدذرزسشصضطظعغفقكلمنهويء"  # the letters folding leaves
_CODES = "abcdefghijklmnopqrstuvwxyz%&~"
_LATIN = "abcdefghijklmnopqrstuvwxyz"
# One to one, so that two tokens are equal in the code where they are equal.
_TABLE = str.maketrans(_ARABIC + _LATIN, _CODES + _LATIN.upper())
_BACK = str.maketrans(_CODES + _LATIN.upper(), _ARABIC + _LATIN)


def coded(token: str) -> str:
    """A token, or tokens with spaces between them, in the code."""
    return token.translate(_TABLE)


def decoded(token: str) -> str:
    """The token that a code stands for."""
    return token.translate(_BACK)


_ASTRAL = "\U00010000"  # from here on not every letter makes words
PLAIN, LONELY, SEVERAL = "012"  # how a piece must be read


class Tokens(NamedTuple):
    """The tokens of a text in the code, place by place, each kind joined by single spaces; and its different stems."""

    words: str
    stems: str
    grams: str
    different: set[str]


Piece: TypeAlias = tuple[str, str, str, str]  # words, stems and 4-grams in the code, and how it must be read
REMEMBERED = 32_000  # pieces of one language, twice; some 500 bytes each


class _Reading:
    """Works out pieces, what stands between two blanks. `LONELY`: a lone Arabic letter stands at its edge; `SEVERAL`:
    it holds more than one word. 4-grams are left out for those who only look for words."""

    def __init__(self, language: str, *, fours: bool) -> None:
        self._form = form_of(language)
        self._fours = fours
        self.known: Remembered[Piece] = Remembered(self._read, REMEMBERED)

    def _read(self, piece: str) -> Piece:
        if piece.isalpha() and len(piece) > 1 and max(piece) < _ASTRAL:
            return self._coded(*self._form(piece), PLAIN)  # nearly every piece
        found = CHUNK.findall(piece)
        if len(found) == 1 and len(chunk := found[0]) > 1 and chunk != piece and not LONE.search(piece):
            return self.known[chunk]  # a word with marks of punctuation is what it is without
        words, stems = _lines(map(self._form, found))
        return self._coded(words, stems, LONELY if LONE.search(piece) else SEVERAL if " " in words else PLAIN)

    def _coded(self, words: str, stems: str, reading: str) -> Piece:
        fours = " ".join([four for word in words.split(" ") for four in grams(word)]) if self._fours and words else ""
        word = coded(words)
        return word, word if stems == words else coded(stems), coded(fours), reading


_READINGS = {language: _Reading(language, fours=True) for language in ("fr", "en")}
_LOOKS = {language: _Reading(language, fours=False) for language in ("fr", "en")}


def pieces_of(language: str) -> dict[str, Piece]:
    """What is known of pieces in a language, without their 4-grams."""
    return _LOOKS["fr" if language.startswith("fr") else "en"].known


def tokens_of(text: str, language: str = "") -> Tokens:
    """Analyses a text; `language` is its BCP 47 tag or ""."""
    pieces = text.split()
    if not pieces:
        return Tokens("", "", "", set())
    known = _READINGS["fr" if language.startswith("fr") else "en"].known
    words, stems, fours, readings = zip(*map(known.__getitem__, pieces), strict=True)
    if acronym_between(readings):
        line, stemmed = joined(text, known_forms(language))
        words, stems = tuple(line.split()), tuple(stemmed.split())
        fours = tuple(coded(" ".join(grams(decoded(word)))) for word in words)
    different = set(stems)
    different.discard("")
    for several in [stem for stem in different if " " in stem]:
        different.remove(several)
        different.update(several.split())
    return Tokens(_line(words), _line(stems), _line(fours), different)


def acronym_between(readings: Iterable[str]) -> bool:
    """True where letters one by one may make an acronym across blanks: such a text must be read as a whole."""
    return 2 * LONELY in "".join(readings)


def joined(text: str, forms: dict[str, tuple[str, str]]) -> tuple[str, str]:
    """The words and stems of a text in the code, read as a whole."""
    words, stems = _lines(forms[chunk] for chunk in CHUNK.findall(text))
    return coded(words), coded(stems)


def _lines(forms: Iterable[tuple[str, str]]) -> tuple[str, str]:
    made = list(forms)
    return _line(word for word, _ in made), _line(stem for _, stem in made)


def _line(parts: Iterable[str]) -> str:
    return " ".join(filter(None, parts))

"""A text → the tokens engines are given: its folded words, the stem of each at the same place, and their 4-grams.

Engines hold tokens in a code of their own: one byte for each Arabic letter, digit and Latin letter, where UTF-8 takes
two for Arabic. Tokens come in Arabic more often than in anything else, so the index is smaller and sooner made. Queries
are coded at the same place (`coded`), in each engine, where clauses become the engine's own.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from masdar.language.analyse import REMEMBERED, grams, known_forms
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


class Pieces(dict[str, tuple[str, str, str]]):
    """What stands between two blanks → words and stems in the code, and how it must be read: `LONELY` where a lone
    Arabic letter stands at its edge, `SEVERAL` where it holds more than one word. Papers print few different pieces
    often, so each is worked out once."""

    def __init__(self, language: str) -> None:
        super().__init__()
        self._forms = known_forms(language)

    def __missing__(self, piece: str) -> tuple[str, str, str]:
        if len(self) >= 2 * REMEMBERED:
            self.clear()
        if piece.isalpha() and len(piece) > 1 and max(piece) < _ASTRAL:
            word, stem = self._forms[piece]  # nearly every piece
            made = (coded(word), coded(stem), PLAIN)
        else:
            words, stems = joined(piece, self._forms)
            made = (words, stems, LONELY if LONE.search(piece) else SEVERAL if " " in words else PLAIN)
        self[piece] = made
        return made


class _Grams(dict[str, str]):
    """Words in the code → their 4-grams in the code."""

    def __missing__(self, words: str) -> str:
        if len(self) >= 2 * REMEMBERED:
            self.clear()
        made = self[words] = coded(" ".join([gram for word in decoded(words).split() for gram in grams(word)]))
        return made


_PIECES = {"fr": Pieces("fr"), "en": Pieces("en")}
_GRAMS = _Grams()


def pieces_of(language: str) -> Pieces:
    """What is known of pieces in a language."""
    return _PIECES["fr" if language.startswith("fr") else "en"]


def tokens_of(text: str, language: str = "") -> Tokens:
    """Analyses a text; `language` is its BCP 47 tag or ""."""
    pieces = text.split()
    if not pieces:
        return Tokens("", "", "", set())
    words, stems, readings = zip(*map(pieces_of(language).__getitem__, pieces), strict=True)
    if acronym_between(readings):
        line, stemmed = joined(text, known_forms(language))
        words, stems = tuple(line.split()), tuple(stemmed.split())
    different = set(stems)
    different.discard("")
    for several in [stem for stem in different if " " in stem]:
        different.remove(several)
        different.update(several.split())
    return Tokens(_line(words), _line(stems), _line(map(_GRAMS.__getitem__, words)), different)


def acronym_between(readings: Iterable[str]) -> bool:
    """True where letters one by one may make an acronym across blanks: such a text must be read as a whole."""
    return 2 * LONELY in "".join(readings)


def joined(text: str, forms: dict[str, tuple[str, str]]) -> tuple[str, str]:
    """The words and stems of a text in the code, read as a whole."""
    found = [forms[chunk] for chunk in CHUNK.findall(text)]
    return coded(_line(word for word, _ in found)), coded(_line(stem for _, stem in found))


def _line(parts: Iterable[str]) -> str:
    return " ".join(filter(None, parts))

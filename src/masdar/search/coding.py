"""The code engines hold tokens in, and what stands between two blanks in that code.

Engines hold tokens in a code of their own: one byte for each Arabic letter, digit and Latin letter, where UTF-8 takes
two for Arabic. Tokens come in Arabic more often than in anything else, so the index is smaller and sooner made. Queries
are coded at the same place (`coded`), in each engine, where clauses become the engine's own.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TypeAlias

from masdar.language.analyse import grams
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


# The same by bytes: Windows-1256 has every letter that has a code.
_NARROW = "cp1256"
_LETTERS = [bytes([byte]).decode(_NARROW, "replace") for byte in range(256)]
_BYTES = bytes(ord(made) if (made := coded(letter)).isascii() else byte for byte, letter in enumerate(_LETTERS))


def coded_bytes(tokens: str) -> bytes:
    """`coded` in UTF-8, a good deal quicker for tokens of Arabic and Latin letters."""
    try:
        made = tokens.encode(_NARROW).translate(_BYTES)
    except UnicodeEncodeError:
        return coded(tokens).encode()
    return made if made.isascii() else coded(tokens).encode()


def decoded(token: str) -> str:
    """The token that a code stands for."""
    return token.translate(_BACK)


_ASTRAL = "\U00010000"  # from here on not every letter makes words
Piece: TypeAlias = tuple[str, str, bool]  # words, stems, and whether a lone Arabic letter stands at its edge


def plain(piece: str) -> bool:
    """True where a piece is one word and nothing else, as nearly every one is."""
    return piece.isalpha() and len(piece) > 1 and max(piece) < _ASTRAL


def read(piece: str, form: Callable[[str], tuple[str, str]]) -> Piece:
    """The words and stems of a piece; `form` knows its raw words."""
    if plain(piece):
        return *form(piece), False
    words, stems = lines(map(form, CHUNK.findall(piece)))
    return words, stems, LONE.search(piece) is not None


def fours(words: str) -> str:
    """The 4-grams of words."""
    return " ".join([four for word in words.split(" ") if word for four in grams(word)])


def lines(forms: Iterable[tuple[str, str]]) -> tuple[str, str]:
    """Words with their stems → all words and all stems, with spaces between them."""
    made = list(forms)
    return _line(word for word, _ in made), _line(stem for _, stem in made)


def _line(parts: Iterable[str]) -> str:
    return " ".join(filter(None, parts))

"""A text → the two strings an index is given: its folded words, and the stem of each at the same place.

One analysis for text and query. A raw word is worked out once and remembered, since a language uses few words often.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from masdar.language.stem import is_arabic, light_stem
from masdar.language.stem_latin import latin_stem
from masdar.language.tokenise import CHUNK, word_of

VERSION = 1  # of what analysis makes: an index of another version is built anew
REMEMBERED = 131_072  # raw words; some 40 MB
LONGEST = 64  # letters of a word that are looked at


@dataclass(frozen=True, slots=True)
class Analysis:
    """The words of a text and their stems, each joined by single spaces, place by place."""

    words: str
    stems: str


@lru_cache(maxsize=REMEMBERED)
def forms(chunk: str, language: str = "") -> tuple[str, str]:
    """A raw word → (folded, stem). `language` says how Latin letters are stemmed: "fr", else English. Both may hold
    several words, or none."""
    word = word_of(chunk)[:LONGEST]
    return word, " ".join(stem(part, language) for part in word.split(" "))


def stem(word: str, language: str = "") -> str:
    """The stem of a folded word."""
    return light_stem(word) if is_arabic(word) else latin_stem(word, language)


def analyse(text: str, language: str = "") -> Analysis:
    """Analyses a text; `language` is its BCP 47 tag or ""."""
    latin = "fr" if language.startswith("fr") else "en"
    made = [forms(chunk, latin) for chunk in CHUNK.findall(text)]
    return Analysis(" ".join([pair[0] for pair in made]), " ".join([pair[1] for pair in made]))

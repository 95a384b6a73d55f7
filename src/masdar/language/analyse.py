"""A text → the strings an index is given: its folded words, the stem of each at the same place, and their 4-grams.

One analysis for text and query. A raw word is worked out once and remembered, since a language uses few words often.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from masdar.language.stem import is_arabic, light_stem
from masdar.language.stem_latin import latin_stem
from masdar.language.tables import stop_words
from masdar.language.tokenise import CHUNK, word_of
from masdar.language.variants import bare, fingerprint, same

SCHEME = 4  # raised when what analysis makes of a word changes in code
REMEMBERED = 150_000  # raw words of one language; some 60 MB
LONGEST = 64  # letters of a word that are looked at
GRAM = 4


@dataclass(frozen=True, slots=True)
class Analysis:
    """The words of a text, their stems place by place, and their 4-grams, each joined by single spaces."""

    words: str
    stems: str
    grams: str


class _Forms(dict[str, tuple[str, str, str]]):
    """Raw word → (folded, stem, grams), each perhaps of several parts, or none."""

    def __init__(self, language: str) -> None:
        super().__init__()
        self._language = language

    def __missing__(self, chunk: str) -> tuple[str, str, str]:
        if len(self) >= REMEMBERED:
            self.clear()  # frequent words are back at once
        parts = [part[:LONGEST] for part in word_of(chunk).split(" ")]
        made = (
            " ".join(parts),
            " ".join([stem(part, self._language, chunk) for part in parts]),
            " ".join([" ".join(grams(bare(part))) for part in parts if part not in stop_words()]),
        )
        self[chunk] = made
        return made


_FORMS = {"fr": _Forms("fr"), "en": _Forms("en")}


def known_forms(language: str) -> dict[str, tuple[str, str, str]]:
    """The forms of raw words, worked out when asked for; Latin ones are stemmed as French for "fr…", else English."""
    return _FORMS["fr" if language.startswith("fr") else "en"]


def forms(chunk: str, language: str = "") -> tuple[str, str]:
    """A raw word → (folded, stem); both may hold several words, or none."""
    word, stemmed, _ = known_forms(language)[chunk]
    return word, stemmed


def stem(word: str, language: str = "", raw: str = "") -> str:
    """The stem of a folded word, the same for every spelling the tables know; `raw` is the word as it stands."""
    made = light_stem(word) if is_arabic(word) else latin_stem(word, language)
    return same(word, made, raw)


def grams(word: str) -> list[str]:
    """The letters of a folded word by fours, its beginning and end marked (McNamee and Mayfield, 2004)."""
    padded = f"_{word}_"
    return [padded[at : at + GRAM] for at in range(max(1, len(padded) - GRAM + 1))]


def analyse(text: str, language: str = "") -> Analysis:
    """Analyses a text; `language` is its BCP 47 tag or ""."""
    known = known_forms(language)
    made = [known[chunk] for chunk in CHUNK.findall(text)]
    if not made:
        return Analysis("", "", "")
    words, stems, fours = zip(*made, strict=True)
    return Analysis(" ".join(words), " ".join(stems), " ".join(filter(None, fours)))


@cache
def version() -> str:
    """Of what analysis makes: an index of another version is built anew."""
    return f"{SCHEME}-{fingerprint()}"

"""A raw word → what an index is given of it: the folded word, its stem, and its 4-grams.

One analysis for text and query. A raw word is worked out once and remembered, since a language uses few words often.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

from masdar.language.remembering import Remembered
from masdar.language.stem import is_arabic, without_prefix, without_suffix
from masdar.language.stem_latin import latin_stem
from masdar.language.tables import stop_words
from masdar.language.tokenise import word_of
from masdar.language.variants import bare, fingerprint, same

SCHEME = 8  # raised when what an index is given of a text changes in code
REMEMBERED = 16_000  # raw words of one language, twice; some 400 bytes each
LONGEST = 64  # letters of a word that are looked at
GRAM = 4


def form_of(language: str) -> Callable[[str], tuple[str, str]]:
    """What works out a raw word: (folded, stem), each perhaps of several parts, or none."""

    def make(chunk: str) -> tuple[str, str]:
        word = word_of(chunk)
        if " " not in word and len(word) <= LONGEST:
            return word, stem(word, language, chunk)
        parts = [part[:LONGEST] for part in word.split(" ")]
        return " ".join(parts), " ".join([stem(part, language, chunk) for part in parts])

    return make


_FORMS = {language: Remembered(form_of(language), REMEMBERED) for language in ("fr", "en")}


def known_forms(language: str) -> dict[str, tuple[str, str]]:
    """The forms of raw words, worked out when asked for; Latin ones are stemmed as French for "fr…", else English."""
    return _FORMS["fr" if language.startswith("fr") else "en"]


def forms(chunk: str, language: str = "") -> tuple[str, str]:
    """A raw word → (folded, stem); both may hold several words, or none."""
    return known_forms(language)[chunk]


def stem(word: str, language: str = "", raw: str = "") -> str:
    """The stem of a folded word, the same for every spelling the tables know; `raw` is the word as it stands."""
    if not is_arabic(word):
        return same(word, latin_stem(word, language), raw)
    singular = bare(word)
    return same(singular, singular if "." in word else without_suffix(singular), raw)


def grams(word: str) -> list[str]:
    """The letters of a folded word without its prefixes by fours, its beginning and end marked (McNamee and Mayfield,
    2004); none of a word that tells nothing."""
    return [] if word in stop_words() else _fours(bare(word))


def _fours(singular: str) -> list[str]:
    padded = f"_{singular}_"
    return [padded[at : at + GRAM] for at in range(max(1, len(padded) - GRAM + 1))]


def whole_of(language: str) -> Callable[[str], tuple[str, str, str]]:
    """What works out a raw word that is one word: (folded, stem, the end of it that is taken by fours, or "")."""
    stops = stop_words()

    def make(chunk: str) -> tuple[str, str, str]:
        word = word_of(chunk)[:LONGEST]
        if not is_arabic(word):
            return word, stem(word, language, chunk), "" if word in stops else word
        singular = without_prefix(word)  # once for both
        return word, same(singular, without_suffix(singular), chunk), "" if word in stops else singular

    return make


@cache
def version() -> str:
    """Of what analysis makes: an index of another version is built anew."""
    return f"{SCHEME}-{fingerprint()}"

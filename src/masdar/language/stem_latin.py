"""English and French words, folded (no case, no accents) → a light stem.

French after Savoy (1999, "A stemming procedure and stopword list for general French corpora"), English the endings of
number and tense, undone as far as spelling lets them.
"""

from __future__ import annotations


def latin_stem(word: str, language: str = "") -> str:
    """The stem of a folded word in Latin letters; other words come back as they are."""
    if len(word) < 4 or not word.isalpha():
        return word
    return _french(word) if language == "fr" else _english(word)


def _english(word: str) -> str:
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    if word.endswith("s") and not word.endswith(("us", "ss", "is")):
        return word[:-1]
    return word


def _french(word: str) -> str:
    if word.endswith("eaux"):
        return word[:-1]
    if word.endswith("aux") and len(word) > 4:
        return word[:-3] + "al"
    word = word.rstrip("sx") if word.endswith(("s", "x")) else word
    if len(word) > 4 and word.endswith("e"):
        word = word[:-1]
    if len(word) > 4 and word[-1] == word[-2]:
        word = word[:-1]
    return word

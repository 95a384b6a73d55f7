"""English and French words, folded (no case, no accents) → a stem.

English after Porter (2002, "The English (Porter2) stemming algorithm", snowballstem.org), without its list of single
words; French after Savoy (1999, "A stemming procedure and stopword list for general French corpora").
"""

from __future__ import annotations

import re

_VOWELS = "aeiouy"
_REGION = re.compile("[aeiouy][^aeiouy]")
_OPENINGS = ("gener", "commun", "arsen", "inter", "emerg")  # whose endings begin where the opening ends
# A short syllable at the end: a vowel between two other letters, the last of them no w, x or y; or the whole word.
_SHORT = re.compile("(?:[^aeiouy][aeiouy][^aeiouywxY]|^[aeiouy][^aeiouy])$")
_DOUBLE = ("bb", "dd", "ff", "gg", "mm", "nn", "pp", "rr", "tt")
_AS_THEY_ARE = frozenset(
    "news atlas cosmos bias andes inning outing canning herring earring proceed exceed succeed early evening".split()
)
# Endings longest first, with what stands in their place.
_DERIVED = (
    ("ization", "ize"), ("ational", "ate"), ("fulness", "ful"), ("ousness", "ous"), ("iveness", "ive"),
    ("tional", "tion"), ("biliti", "ble"), ("lessli", "less"), ("entli", "ent"), ("ation", "ate"), ("alism", "al"),
    ("aliti", "al"), ("ousli", "ous"), ("iviti", "ive"), ("fulli", "ful"), ("enci", "ence"), ("anci", "ance"),
    ("abli", "able"), ("izer", "ize"), ("ator", "ate"), ("alli", "al"), ("bli", "ble"), ("ogi", "og"), ("li", ""),
)  # fmt: skip
_FORMED = (
    ("ational", "ate"), ("tional", "tion"), ("alize", "al"), ("icate", "ic"), ("iciti", "ic"), ("ative", ""),
    ("ical", "ic"), ("ness", ""), ("ful", ""),
)  # fmt: skip
_ADDED = (
    "ement", "ance", "ence", "able", "ible", "ment", "ant", "ent", "ism", "ate", "iti", "ous", "ive", "ize", "ion",
    "al", "er", "ic",
)  # fmt: skip


def latin_stem(word: str, language: str = "") -> str:
    """The stem of a folded word in Latin letters; other words come back as they are.

    >>> latin_stem("thinking"), latin_stem("policies") == latin_stem("policy"), latin_stem("journaux", "fr")
    ('think', True, 'journal')
    """
    if len(word) < 4 or not word.isalpha():
        return word
    if language == "fr":
        return _french(word)
    return _english(word) if word.isascii() and word not in _AS_THEY_ARE else word


def _english(word: str) -> str:
    word = _without_number(re.sub("(?<=[aeiouy])y|^y", "Y", word))
    if word in _AS_THEY_ARE:
        return word
    word = _without_tense(word)
    if len(word) > 2 and word[-1] in "yY" and word[-2] not in _VOWELS:
        word = word[:-1] + "i"
    return _without_end(_without_formation(word)).lower()


def _regions(word: str) -> tuple[int, int]:
    """Where the regions begin in which endings are looked for (Porter's R1 and R2)."""
    first = next((len(each) for each in _OPENINGS if word.startswith(each)), 0)
    if not first:
        found = _REGION.search(word)
        first = found.end() if found else len(word)
    found = _REGION.search(word, first)
    return first, found.end() if found else len(word)


def _has_vowel(text: str) -> bool:
    return any(letter in _VOWELS for letter in text)


def _without_number(word: str) -> str:
    if word.endswith("sses"):
        return word[:-2]
    if word.endswith(("ied", "ies")):
        return word[:-2] if len(word) > 4 else word[:-1]
    if word.endswith("s") and not word.endswith(("us", "ss")) and _has_vowel(word[:-2]):
        return word[:-1]
    return word


def _without_tense(word: str) -> str:
    first, _ = _regions(word)
    for ending in ("eedly", "eed"):
        if word.endswith(ending):
            return word[: -len(ending)] + "ee" if len(word) - len(ending) >= first else word
    for ending in ("ingly", "edly", "ing", "ed"):
        if word.endswith(ending):
            left = word[: -len(ending)]
            return _mended(left) if _has_vowel(left) else word
    return word


def _mended(word: str) -> str:
    """What an ending of tense took from a word."""
    if word.endswith(("at", "bl", "iz")):
        return word + "e"
    if word.endswith(_DOUBLE):
        return word[:-1] if len(word) > 3 or word[0] not in "aeo" else word  # add, egg, odd
    return word + "e" if _SHORT.search(word) and _regions(word)[0] >= len(word) else word


def _without_formation(word: str) -> str:
    first, second = _regions(word)
    for ending, instead in _DERIVED:
        if word.endswith(ending):
            allowed = {"li": word[-3:-2] in "cdeghkmnrt", "ogi": word[-4:-3] == "l"}.get(ending, True)
            if len(word) - len(ending) >= first and allowed:
                word = word[: -len(ending)] + instead
            break
    for ending, instead in _FORMED:
        if word.endswith(ending):
            if len(word) - len(ending) >= (second if ending == "ative" else first):
                word = word[: -len(ending)] + instead
            break
    for ending in _ADDED:
        if word.endswith(ending):
            if len(word) - len(ending) >= second and (ending != "ion" or word[-4:-3] in "st"):
                word = word[: -len(ending)]
            break
    return word


def _without_end(word: str) -> str:
    first, second = _regions(word)
    place = len(word) - 1
    if word.endswith("e") and (place >= second or (place >= first and not _SHORT.search(word[:-1]))):
        return word[:-1]
    return word[:-1] if word.endswith("ll") and place >= second else word


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

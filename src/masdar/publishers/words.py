"""How the marks of agencies are spelt: words cut out of a text, and the spellings that are one.

Hamza seats are one letter, kashida, short vowels and invisible marks are none; Latin letters stay as they are, since
"AP" credits an agency where "ap" does not.
"""

from __future__ import annotations

import re

# Signs that stand inside a word and are not letters of it; the kashida counts as a letter with Unicode, not with us.
_INSIDE = "\u064b-\u0655\u0670\u06d6-\u06ed\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff"
WORD = re.compile(rf"[^\W_]+(?:[{_INSIDE}]+[^\W_]*)*")
_NO_LETTER = re.compile(rf"[\u0640{_INSIDE}]")
_SEATS = {"أ": "ا", "إ": "ا", "آ": "ا", "ٱ": "ا", "ى": "ي", "ی": "ي", "ک": "ك", "ة": "ه"}


def seats(text: str) -> str:
    """The text with one letter for all seats of the hamza and the like; every character keeps its place."""
    for written, meant in _SEATS.items():
        text = text.replace(written, meant)
    return text


def bare(word: str) -> str:
    """The word without the signs that are no letters of it."""
    return word if word.isalnum() and "\u0640" not in word else _NO_LETTER.sub("", word)


def fold(word: str) -> str:
    """The spelling under which two forms of one word are equal."""
    return seats(bare(word))


def spelling(text: str) -> tuple[str, ...]:
    """The folded words of a mark: "أ.ف.ب" and "ا ف ب" are both ("ا", "ف", "ب")."""
    return tuple(fold(found) for found in WORD.findall(text))

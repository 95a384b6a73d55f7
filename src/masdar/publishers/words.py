"""How the marks of agencies are spelt: words cut out of a text, and the spellings that are one.

Hamza seats are one letter, kashida, short vowels and invisible marks are none; Latin letters stay as they are, since
"AP" credits an agency where "ap" does not.
"""

from __future__ import annotations

import re

# Signs that stand inside a word and are not letters of it.
_INSIDE = "\u0640\u064b-\u0655\u0670\u06d6-\u06ed\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff"
WORD = re.compile(rf"[^\W_](?:[^\W_]|[{_INSIDE}])*")
_NO_LETTER = re.compile(f"[{_INSIDE}]")
_SEATS = str.maketrans({"أ": "ا", "إ": "ا", "آ": "ا", "ٱ": "ا", "ى": "ي", "ی": "ي", "ک": "ك", "ة": "ه"})


def fold(word: str) -> str:
    """The spelling under which two forms of one word are equal."""
    return (word if word.isascii() else _NO_LETTER.sub("", word)).translate(_SEATS)


def spelling(text: str) -> tuple[str, ...]:
    """The folded words of a mark: "أ.ف.ب" and "ا ف ب" are both ("ا", "ف", "ب")."""
    return tuple(fold(found) for found in WORD.findall(text))

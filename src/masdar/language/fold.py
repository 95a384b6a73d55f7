"""A text → the form under which two spellings of it are equal.

Letters are compared, not shapes: compatibility forms are resolved (NFKC), marks, kashida and invisible characters go
away, and letters that writers exchange become one: the seats of hamza, ة and ه, ى and ي, and what Persian, Urdu and
Maghrebi keyboards write for an Arabic letter. Latin loses case and accents; digits become ASCII; the rest is space.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache

# One letter a pair; what stands left is written as what stands right. Decompositions (أ is ا and a mark) come first,
# so the seats of hamza need no line here.
_LETTERS = str.maketrans(
    {
        "ة": "ه", "ۃ": "ه", "ہ": "ه", "ھ": "ه", "ە": "ه", "ۀ": "ه",
        "ى": "ي", "ی": "ي", "ے": "ي", "ې": "ي", "ۍ": "ي", "ێ": "ي",
        "ٱ": "ا", "ٲ": "ا", "ٳ": "ا",
        "ک": "ك", "ڪ": "ك", "گ": "ك", "ݣ": "ك", "ڭ": "ك", "ګ": "ك",
        "پ": "ب", "ڤ": "ف", "ڥ": "ف", "ڢ": "ف", "ڨ": "ق", "ڧ": "ق", "چ": "ج", "ژ": "ز",
        "ٹ": "ت", "ڈ": "د", "ڑ": "ر", "ں": "ن", "ۆ": "و", "ۇ": "و", "ۈ": "و", "ۋ": "و",
        "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i",
        "ـ": "",
    }
)  # fmt: skip
# Left out without a trace: marks that sit on a letter, and characters that show nothing.
_SILENT = frozenset({"Mn", "Me", "Cf"})


def _one(character: str) -> str:
    """What one character is folded to: letters and digits, nothing, or a space."""
    made = []
    for part in unicodedata.normalize("NFKD", character).casefold():
        category = unicodedata.category(part)
        if category in _SILENT:
            continue
        if category == "Nd":
            made.append(str(unicodedata.decimal(part)))
        elif category[0] in "LN" or category == "Mc":
            made.append(part.translate(_LETTERS))
        else:
            made.append(" ")
    return unicodedata.normalize("NFC", "".join(made))


class _Table(dict[int, str]):
    """Code point → what it is folded to, worked out once for each that is met."""

    def __missing__(self, code: int) -> str:
        made = self[code] = _one(chr(code))
        return made


_TABLE = _Table()


def _seated(text: str) -> str:
    """Hamza where rules of spelling differ: شئون is شؤون, هيأة is هيئة. The length stays."""
    if "ئو" in text:
        text = text.replace("ئو", "ؤو")
    if "يأة" in text:
        text = text.replace("يأة", "يئة")
    return text


def fold(text: str) -> str:
    """The folded words of a text, one space between them; "" where there are none. Equal for spelling variants.

    >>> fold("الأُرْدُن، ٢٠١٩") == fold("الاردن 2019")
    True
    """
    return " ".join(_seated(text).translate(_TABLE).split())


def fold_word(word: str) -> str:
    """`fold` for one word, where the caller knows that it is one: inner spaces are left out."""
    return _seated(word).translate(_TABLE).replace(" ", "")


class _Skeleton(dict[int, str]):
    """Code point → what it is folded to, blanks as spaces, marks of punctuation left out."""

    def __missing__(self, code: int) -> str:
        made = self[code] = " " if chr(code).isspace() else _TABLE[code].replace(" ", "")
        return made


_SKELETON = _Skeleton()
_NARROW = "cp1256"  # has a byte for nearly every letter that Arabic papers print
_UNLIKE = 0  # the byte of what is folded to no single byte


@cache
def _narrow_skeleton() -> tuple[bytes, bytes]:
    """The same by bytes of the narrow code: a table, and what is left out."""
    folded = [_SKELETON[ord(letter)] for letter in bytes(range(256)).decode(_NARROW)]
    coded = [letters.encode(_NARROW, "ignore") for letters in folded]
    table = bytes(
        made[0] if len(made) == len(letters) == 1 else _UNLIKE for made, letters in zip(coded, folded, strict=True)
    )
    return table, bytes(byte for byte, letters in enumerate(folded) if not letters)


def skeleton(text: str) -> str:
    """The letters and digits of a text, folded, and a space for each blank: quick to look through for letters of words
    (see `fold_word`, whose letters these are).

    >>> skeleton("قال: «الأُردن» U.S.A.")
    'قال الاردن usa'
    """
    text = _seated(text)
    try:
        made = text.encode(_NARROW).translate(*_narrow_skeleton())
    except UnicodeEncodeError:
        made = bytes([_UNLIKE])
    return text.translate(_SKELETON) if _UNLIKE in made else made.decode(_NARROW)


_BLANKS = re.compile(r"\s+")


def squeeze(text: str) -> str:
    """The text with every run of white space made one space."""
    return _BLANKS.sub(" ", text).strip()

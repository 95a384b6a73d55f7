"""Other spellings of a query's word, to be tried against the words an archive holds: the archive says which exist.

Prefixes that only the archive can tell from a word's own letters, foreign names as different ears hear them, words run
together or apart, slips of the hand, and texts typed with the wrong keyboard or in Latin letters.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import product

from masdar.language.stem import is_arabic, own_beginning

PROCLITICS = "بلكف"  # written onto a word without ال
LETTERS = "ابتثجحخدذرزسشصضطظعغفقكلمنهويء"
_VOWELS = "اوي"
# Letters that one foreign sound is written with.
_SOUNDS = ("غجقك", "تط", "سصز", "دض", "فب", "ثت", "شس")
_NATIVE_FIRST = "متاينأ"  # first letters of derived native words, whose inner vowels carry meaning
LEAST_FOREIGN = 5
MOST_TRIED = 400

# What the keys of an Arabic keyboard give where Latin was meant, and the other way.
_KEYS = "qwertyuiop[]asdfghjkl;'zxcvnm,./`"
_ARABIC_KEYS = "ضصثقفغعهخحجدشسيبلاتنمكطئءؤرىةوزظذ"
_TO_ARABIC = {**dict(zip(_KEYS, _ARABIC_KEYS, strict=True)), "b": "لا", "h": "ا", "j": "ت"}
_TO_LATIN = {arabic: key for key, arabic in _TO_ARABIC.items() if len(arabic) == 1}

# Arabic as it is typed in Latin letters and digits; the longer first.
_LATIN_SOUNDS = {
    "kh": ("خ",), "gh": ("غ",), "sh": ("ش",), "ch": ("ش",), "th": ("ث", "ت"), "dh": ("ذ", "ض"), "ou": ("و",),
    "aa": ("ا",), "ee": ("ي",), "oo": ("و",), "a": ("ا", ""), "e": ("", "ي"), "i": ("ي", ""), "o": ("و", ""),
    "u": ("و", ""), "b": ("ب",), "c": ("ك",), "d": ("د", "ض"), "f": ("ف",), "g": ("ق", "ج"), "h": ("ه", "ح"),
    "j": ("ج",), "k": ("ك", "ق"), "l": ("ل",),
    "m": ("م",), "n": ("ن",), "p": ("ب",), "q": ("ق",), "r": ("ر",), "s": ("س", "ص"), "t": ("ت", "ط"), "v": ("ف",),
    "w": ("و",), "x": ("كس",), "y": ("ي",), "z": ("ز", "ظ"), "2": ("ء",), "3": ("ع",), "5": ("خ",), "6": ("ط",),
    "7": ("ح",), "8": ("ق",), "9": ("ق",),
}  # fmt: skip


def with_proclitics(stem: str) -> Iterator[str]:
    """The stem with ب, ل, ك or ف before it, where the result is no other word."""
    if len(stem) > 2 and is_arabic(stem):
        for letter in PROCLITICS:
            if not own_beginning(letter + stem):
                yield letter + stem


def without_proclitic(stem: str, word: str) -> str:
    """The stem without a letter that may be such a prefix, "" where it is the word's own."""
    if len(stem) > 3 and stem[0] in PROCLITICS and not own_beginning(word) and not own_beginning(stem):
        return stem[1:]
    return ""


def foreign(stem: str) -> bool:
    """True where an Arabic stem looks like no native one: long, or full of consonants."""
    if not is_arabic(stem) or len(stem) < LEAST_FOREIGN or own_beginning(stem):
        return False
    bones = sum(letter not in "اويءه" for letter in stem)
    return len(stem) > LEAST_FOREIGN or (bones >= LEAST_FOREIGN - 1 and stem[0] not in _NATIVE_FIRST)


def by_sound(stem: str) -> list[str]:
    """A foreign name's stem as other ears write it: one letter of a sound for another, a vowel written or left out,
    or one of each."""
    if not foreign(stem):
        return []
    swapped = list(_swapped(stem))
    found = dict.fromkeys([*swapped, *_vowelled(stem)])
    for one in swapped[:6]:
        found |= dict.fromkeys(_vowelled(one))
    found.pop(stem, None)
    return list(found)[:MOST_TRIED]


def _swapped(stem: str) -> Iterator[str]:
    for at, letter in enumerate(stem):
        for sound in _SOUNDS:
            if letter in sound:
                yield from (stem[:at] + other + stem[at + 1 :] for other in sound if other != letter)


def _vowelled(stem: str) -> Iterator[str]:
    for at in range(1, len(stem)):
        if stem[at] in _VOWELS:
            yield stem[:at] + stem[at + 1 :]
        elif stem[at - 1] not in _VOWELS:
            yield from (stem[:at] + vowel + stem[at:] for vowel in _VOWELS)


def one_slip(word: str) -> Iterator[str]:
    """Every word one slip away: a letter lost, doubled, wrong, or two changed over (Damerau, 1964)."""
    letters = LETTERS if is_arabic(word) else "abcdefghijklmnopqrstuvwxyz"
    for at in range(len(word)):
        yield word[:at] + word[at + 1 :]
        if at + 1 < len(word):
            yield word[:at] + word[at + 1] + word[at] + word[at + 2 :]
    for at in range(len(word) + 1):
        for letter in letters:
            yield word[:at] + letter + word[at:]
            if at < len(word) and word[at] != letter:
                yield word[:at] + letter + word[at + 1 :]


def splits(word: str) -> list[tuple[str, str]]:
    """A word cut in two."""
    return [(word[:at], word[at:]) for at in range(2, len(word) - 1)] if len(word) < 32 else []


def other_keyboard(typed: str) -> str:
    """What was meant where the keyboard stood on the other alphabet; "" where it cannot be."""
    lowered = typed.lower()
    table = _TO_LATIN if is_arabic(lowered) else _TO_ARABIC
    made = "".join(table.get(letter, "\0") for letter in lowered)
    return "" if "\0" in made else made


def from_latin(typed: str, known: Callable[[str], int]) -> str:
    """The word of the archive, the most frequent, that a word in Latin letters may spell; "" where none does."""
    options: list[tuple[str, ...]] = []
    lowered, at = typed.lower(), 0
    while at < len(lowered):
        step = 2 if lowered[at : at + 2] in _LATIN_SOUNDS else 1
        sounds = _LATIN_SOUNDS.get(lowered[at : at + step])
        if sounds is None:
            return ""
        # At the end of a word ة sounds like this.
        options.append((*sounds, "ه") if lowered[at:] in ("a", "e") else sounds)
        at += step
    size = 1
    for sounds in options:
        size *= len(sounds)
    if size > 2 * MOST_TRIED or not 3 <= len(lowered) <= 16:
        return ""
    found = max(("".join(each) for each in product(*options)), key=known)
    return found if known(found) else ""

"""A folded word → its light stem: what is left without the letters that Arabic writes onto a word.

After the light stemmers of Larkey, Ballesteros and Connell (2002, "light10"), with more endings and more care: a
prefix goes only where enough is left, and never from the words of `data/kept.txt`, whose first or last letters are
their own (والد, لبنان). ب ل ك ف alone before a word without ال stay: whether they are its own, only the words of the
archive can tell (see `masdar.search`).
"""

from __future__ import annotations

from masdar.language.tables import kept

# Longest first. The number is how many letters must be left.
_PREFIXES = (
    ("وبال", 3), ("وكال", 3), ("ولل", 3), ("فبال", 3), ("فلل", 3), ("وال", 3), ("بال", 3), ("كال", 3), ("فال", 3),
    ("لل", 3), ("ال", 2), ("و", 3),
)  # fmt: skip
_SUFFIXES = (
    ("تهما", 3), ("اتها", 3), ("اتهم", 3), ("يتها", 3), ("يتهم", 3), ("يتنا", 3), ("اتنا", 3), ("تكما", 3),
    ("تها", 3), ("تهم", 3), ("تنا", 3), ("تكم", 3), ("هما", 3), ("يات", 3), ("يون", 3), ("يين", 3), ("وها", 3),
    ("وهم", 3), ("يا", 3),
    ("تان", 3), ("تين", 3), ("ات", 3), ("ان", 3), ("ها", 3), ("هم", 3), ("هن", 3), ("كم", 3), ("نا", 3),
    ("ون", 3), ("ين", 3), ("يه", 3), ("وا", 3), ("ته", 3), ("تي", 3), ("ه", 3), ("ي", 3), ("ا", 3), ("ء", 3),
)  # fmt: skip
_LEAST_BEFORE = dict(_PREFIXES)
_LEAST_BEHIND = dict(_SUFFIXES)
_LONGEST = 4  # letters of either
_FIRST = frozenset(prefix[0] for prefix, _ in _PREFIXES)
_LAST = frozenset(suffix[-1] for suffix, _ in _SUFFIXES)
_ARABIC_FIRST, _ARABIC_LAST = "ء", "ي"
_WITHOUT_VOWELS = str.maketrans("", "", "اويىءئؤ")
_BONES = 4  # letters that a word must keep: of three, many words are made (كاتب, كتاب)


def is_arabic(word: str) -> bool:
    """True where a folded word is written in Arabic letters."""
    return _ARABIC_FIRST <= word[:1] <= _ARABIC_LAST


def consonants(stem: str) -> str:
    """An Arabic stem without the long vowels behind its first letter, where enough letters are left: papers spell names
    of other languages with more of them or fewer.

    >>> consonants("ترامب"), consonants("ترمب"), consonants("نتانياهو"), consonants("نتنياهو"), consonants("كتاب")
    ('ترمب', 'ترمب', 'نتنه', 'نتنه', 'كتاب')
    """
    if not is_arabic(stem):
        return stem
    bones = stem[0] + stem[1:].translate(_WITHOUT_VOWELS)
    return bones if len(bones) >= _BONES else stem


def without_prefix(word: str) -> str:
    """A folded Arabic word without و, ف, ب, ك or ل before ال, and without و alone where it is no letter of the word.

    >>> without_prefix("وبالمغرب"), without_prefix("والد"), without_prefix("للمغرب")
    ('مغرب', 'والد', 'مغرب')
    """
    if word[:1] not in _FIRST or word in kept()[0] or word in kept()[1]:
        return word
    for length in range(_LONGEST, 0, -1):
        prefix = word[:length]
        least = _LEAST_BEFORE.get(prefix)
        if least is not None and len(word) - length >= least:
            rest = word[length:]
            if prefix in ("و", "ال") and own_beginning(word):
                return word
            if prefix == "و":
                return without_prefix(rest)
            # والتزام is و and التزام.
            return word[1:] if prefix.endswith("ال") and length == 3 and own_beginning(word[1:]) else rest
    return word


def own_beginning(word: str) -> bool:
    """True where the first letters belong to the word, whatever ending it has."""
    beginnings, _ = kept()
    return word in beginnings or without_suffix(word) in beginnings


def without_suffix(word: str) -> str:
    """A folded Arabic word without its ending, one at most."""
    if word[-1:] not in _LAST or word in kept()[1]:
        return word
    for length in range(_LONGEST, 0, -1):
        least = _LEAST_BEHIND.get(word[-length:])
        if least is not None and len(word) - length >= least:
            return word[:-length]
    return word


def light_stem(word: str) -> str:
    """The light stem of a folded word; words in other letters come back as they are (see `latin_stem`).

    >>> light_stem("وقانونها") == light_stem("قانون"), light_stem("حكومتهم") == light_stem("الحكومه")
    (True, True)
    """
    if not is_arabic(word) or "." in word:
        return word
    return without_suffix(without_prefix(word))

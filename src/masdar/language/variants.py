"""Words that are one thing under several spellings: names, acronyms, months, broken plurals.

What is one word in every spelling becomes one stem when a text is analysed; what takes several words is a row of words
that a query for it asks for beside them. All of it stands in tables (`data/`), none of it in code.
"""

from __future__ import annotations

import zlib
from functools import cache
from importlib.resources import files

from masdar.language import months
from masdar.language.fold import fold_word
from masdar.language.stem import is_arabic, light_stem, without_prefix
from masdar.language.stem_latin import latin_stem
from masdar.language.tables import lines
from masdar.language.tokenise import CHUNK, word_of

NAMES = ("names.txt", "places.txt")
TABLES = ("kept.txt", *NAMES, "plurals.txt", "stop.txt")
# Latin month names that are common words too.
_WORDS_TOO = frozenset("may march mars mai ete aug jan mar juin mayo maris".split())
# "آب" folds to the word for father, and Libya's old names are plain words: only a number beside them makes them months.
_BESIDE_A_NUMBER = {"اب": 8}
LEAST_STEM = 3  # letters of a stem that are too few to know a name by
_LIBYA = "libya"
_SILENT = "\u0640" + "".join(map(chr, range(0x64B, 0x660)))  # kashida and marks behind a last letter


def words_of(text: str) -> tuple[str, ...]:
    """The folded words of a table's spelling."""
    return tuple(word for chunk in CHUNK.findall(text) for word in word_of(chunk).split(" ") if word)


def bare(word: str) -> str:
    """A folded word without its Arabic prefixes."""
    return without_prefix(word) if is_arabic(word) and "." not in word else word


def plain_stem(word: str) -> str:
    """The stem of a folded word, no table asked."""
    return light_stem(word) if is_arabic(word) else latin_stem(word)


@cache
def _names() -> tuple[dict[str, str], dict[tuple[str, ...], str], dict[str, tuple[tuple[str, ...], ...]]]:
    """From names.txt and places.txt: stem of a one-word spelling → the name's stem; words of a
    longer one → the name's stem; and the name's stem → its longer spellings."""
    single: dict[str, str] = {}
    several: dict[tuple[str, ...], str] = {}
    rows: dict[str, list[tuple[str, ...]]] = {}
    inflected: dict[str, set[str]] = {}  # the names a stem may be of
    for line in (line for table in NAMES for line in lines(table)):
        spellings = [words for spelling in line.split("|") if (words := words_of(spelling))]
        first = spellings[0]
        # What an earlier line knows by one of the spellings goes by that line's name.
        known = [several.get(words, "") if len(words) > 1 else single.get(bare(words[0]), "") for words in spellings]
        name = next(filter(None, known), "") or _name(first)
        for words in spellings:
            if len(words) == 1:
                single.setdefault(bare(words[0]), name)
                inflected.setdefault(plain_stem(words[0]), set()).add(name)
            else:
                several.setdefault(words, name)
                rows.setdefault(name, []).append(words)
    for stem, names in inflected.items():
        if len(names) == 1 and len(stem) > LEAST_STEM:
            single.setdefault(stem, min(names))
    return single, several, {name: tuple(each) for name, each in rows.items()}


def _name(words: tuple[str, ...]) -> str:
    """The stem of a name; where it is one word that is a plural too (العيون), the stem of its singular."""
    if len(words) > 1:
        return "@" + "_".join(plain_stem(word) for word in words)
    return _plurals()[0].get((bare(words[0]), ""), plain_stem(words[0]))


@cache
def _months() -> tuple[dict[str, str], dict[tuple[str, ...], str], dict[str, tuple[tuple[str, ...], ...]]]:
    """The same of the solar months, of every naming and in Latin letters."""
    single: dict[str, str] = {}
    several: dict[tuple[str, ...], str] = {}
    rows: dict[str, list[tuple[str, ...]]] = {}
    tables = [line for naming, line in months.ARABIC.items() if naming != _LIBYA]
    tables += [months.OTHERS[language] for language in ("fr", "en", "arabizi")]
    for line in tables:
        for number, spellings in enumerate(line.split(), 1):
            for spelling in spellings.split("|"):
                words, name = words_of(spelling.replace("_", " ")), f"@m{number}"
                if len(words) > 1:
                    several[words] = name
                    rows.setdefault(name, []).append(words)
                elif words and words[0] not in _WORDS_TOO and words[0] not in _BESIDE_A_NUMBER and len(words[0]) > 2:
                    single.setdefault(plain_stem(words[0]), name)
    return single, several, {name: tuple(dict.fromkeys(each)) for name, each in rows.items()}


@cache
def _plurals() -> tuple[dict[tuple[str, str], str], dict[str, str]]:
    """Broken plurals → the stem of their singular: by the word itself and its `ending`, and by its stem where that is
    of no singular of the table, for أسرى are not أسر and أمراء is no امرأة."""
    by_word: dict[tuple[str, str], str] = {}
    by_stem: dict[str, str] = {}
    entries = [line.split() for line in lines("plurals.txt")]
    stems = [[plain_stem(fold_word(word)) for word in entry] for entry in entries]
    singulars = {each[0] for each in stems if len(each) > 1}
    alone = {(bare(fold_word(entry[0])), ending(entry[0])) for entry in entries}
    for entry, each in zip(entries, stems, strict=True):
        for plural, stem in zip(entry[1:], each[1:], strict=True):
            key = (bare(fold_word(plural)), ending(plural))
            if key not in alone:
                by_word.setdefault(key, each[0])
            if stem not in singulars:
                by_stem.setdefault(stem, each[0])
    return by_word, by_stem


def ending(raw: str) -> str:
    """The last letter of a raw word where folding makes it another: ة or ى, else ""."""
    last = raw.rstrip(_SILENT)[-1:]
    return last if last in "ةى" else ""


@cache
def _found_as() -> dict[str, str]:
    return _plurals()[1] | _months()[0]


def same(singular: str, stem: str, raw: str = "") -> str:
    """The stem under which a folded word is found, whatever its spelling: `singular` is it without its prefixes, `stem`
    what stemming leaves of it, `raw` the word as it stands, whose last letter tells كتبة from كتبه."""
    names = _names()[0]
    return (
        _plurals()[0].get((singular, ending(raw)))
        or names.get(singular)
        or names.get(stem)
        or _found_as().get(stem, stem)
    )


@cache
def _ways() -> dict[str, set[str]]:
    """The stem of `same` → all that it answers it to."""
    made: dict[str, set[str]] = {}
    for (plural, _), stem in _plurals()[0].items():
        made.setdefault(stem, set()).add(plural)
    for table in (_names()[0], _found_as()):
        for spelt, stem in table.items():
            made.setdefault(stem, set()).add(spelt)
    return made


def ways_of(stem: str) -> set[str]:
    """Letters of which every folded word of a stem of `same` holds some in a row: the stem, and spellings the tables
    know it by. A Latin word may end otherwise."""
    return {stem, *_ways().get(stem, ())}


def ways_beginning(start: str) -> set[str]:
    """The same of every stem that begins so."""
    return {start, *(way for stem, ways in _ways().items() if stem.startswith(start) for way in ways)}


def rows_of(stem: str) -> tuple[tuple[str, ...], ...]:
    """The spellings of several words that mean what a stem of `same` means, as folded words."""
    return _names()[2].get(stem, ()) + _months()[2].get(stem, ())


@cache
def rows() -> dict[tuple[str, ...], str]:
    """Folded words in a row → the stem of what they name together."""
    return _names()[1] | _months()[1]


@cache
def longest_row() -> int:
    return max(map(len, rows()))


def month_beside_number(word: str) -> str:
    """The stem of the month that a word means only where a number stands beside it, "" where it means none."""
    number = _BESIDE_A_NUMBER.get(word)
    return f"@m{number}" if number else ""


def words_beside_number(stem: str) -> tuple[str, ...]:
    """The words that mean a month's stem only where a number stands beside them."""
    return tuple(word for word, number in _BESIDE_A_NUMBER.items() if f"@m{number}" == stem)


@cache
def fingerprint() -> str:
    """Eight hex digits that change when a table changes."""
    folder = files("masdar.language") / "data"
    data = b"".join((folder / name).read_bytes() for name in TABLES)
    return f"{zlib.crc32(repr(months.ARABIC).encode() + data):08x}"

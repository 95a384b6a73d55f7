"""The words of a query → every spelling they are searched in, as far as the archive holds them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Protocol

from masdar.language.analyse import forms
from masdar.language.analyse import stem as stem_of
from masdar.language.fold import fold_word
from masdar.language.stem import is_arabic
from masdar.language.tables import stop_words
from masdar.language.tokenise import CHUNK
from masdar.language.variants import (
    longest_row,
    month_beside_number,
    plain_stem,
    rows,
    rows_of,
    words_beside_number,
)
from masdar.model import Understood
from masdar.search.spelling import (
    by_sound,
    from_latin,
    one_slip,
    other_keyboard,
    splits,
    with_proclitics,
    without_proclitic,
)

BESIDE, HEARD = 0.8, 0.7  # what a stem counts that has a prefix more or less; that only sounds the same
LEAST_JOINED = 5  # letters of a word that two words may make
FEW = 3  # articles that may hold a slip, whatever else they hold
LEAST_SLIP = 4  # letters of a word that may be a slip
TOLD = 6  # spellings that are told of one word
_GREATEST = 32  # letters of a word whose slips are looked for


class Vocabulary(Protocol):
    """The words an archive holds."""

    def frequency(self, word: str) -> int:
        """How many articles hold the folded word, about."""
        ...

    def stem_frequency(self, stem: str) -> int:
        """How many articles hold a word of the stem, about."""
        ...


@dataclass(frozen=True, slots=True)
class Part:
    """A word of a query: as typed, folded, its stem, and whether it says what the query is about."""

    typed: str
    word: str
    stem: str
    telling: bool


@dataclass(slots=True)
class Reading:
    """A word with what is searched for it: stems with their weights, folded words, rows of folded words."""

    part: Part
    stems: dict[str, float]
    words: list[str] = field(default_factory=list)
    rows: list[tuple[str, ...]] = field(default_factory=list)
    understood: list[Understood] = field(default_factory=list)
    meant: str = ""  # what to ask instead, to be offered and not searched

    def told(self, searched: Sequence[str], why: str) -> None:
        """Remembers to say so."""
        if searched:
            self.understood.append(Understood(self.part.typed, tuple(searched[:TOLD]), why))


def parts(text: str) -> list[Part]:
    """The words of what stands in a query between spaces."""
    made: list[Part] = []
    for chunk in CHUNK.findall(text):
        words, stems = forms(chunk)
        for word, stem in zip(words.split(), stems.split(), strict=True):
            made.append(Part(text, word, stem, word not in stop_words()))
    return made


def reading(
    given: Sequence[Part], beside: Sequence[Part], vocabulary: Vocabulary, *, exact: bool, mending: bool
) -> list[Reading]:
    """What each part is searched as; `beside` are the parts as they stand in the query, those that tell nothing too."""
    if exact:
        return [Reading(part, {}, [part.word]) for part in given]
    made = [Reading(part, {part.stem: 1.0}) for part in given]
    for one in made:
        _prefixes(one, vocabulary)
        _sounds(one, vocabulary)
        one.rows += [row for row in rows_of(one.part.stem) if all(vocabulary.frequency(word) for word in row)]
        _letters(one, vocabulary)
        _french(one)
    known = {one.part: one for one in made}
    row = [known.get(part) or Reading(part, {}) for part in beside]
    _dates(row)
    _named(row)
    _joined(row, vocabulary)
    if mending:
        for one in made:
            _mend(one, vocabulary)
    return made


def _french(one: Reading) -> None:
    """A Latin word's stem in a French text may be another."""
    if not is_arabic(one.part.word) and one.part.word.isalpha():
        one.stems.setdefault(stem_of(one.part.word, "fr"), 1.0)


def _prefixes(one: Reading, vocabulary: Vocabulary) -> None:
    """ب, ل, ك, ف before the word, or the word without the one it has: where the archive's words bear it out."""
    stem, word = one.part.stem, one.part.word
    if not is_arabic(word) or "." in word:
        return
    plain = plain_stem(word)
    known = vocabulary.stem_frequency(stem)
    shorter = without_proclitic(plain, word)
    if shorter and (bare_known := vocabulary.stem_frequency(shorter)) > known:
        one.stems[shorter] = BESIDE
        plain, known = shorter, bare_known
    for longer in with_proclitics(plain):
        # A word far more frequent than the one it seems to hold is a word of its own.
        if 0 < vocabulary.stem_frequency(longer) <= max(3, known):
            one.stems.setdefault(longer, BESIDE)


def _sounds(one: Reading, vocabulary: Vocabulary) -> None:
    heard = [stem for stem in by_sound(one.part.stem) if vocabulary.stem_frequency(stem)]
    for stem in heard[:TOLD]:
        one.stems.setdefault(stem, HEARD)
    one.told(heard, "spelling")


def _letters(one: Reading, vocabulary: Vocabulary) -> None:
    """An acronym with points, as it may be typed without: together, or in two groups."""
    word = one.part.word
    if "." not in word or not is_arabic(word):
        return
    letters = word.replace(".", "")
    if letters not in stop_words() and len(letters) > 2:
        one.words.append(letters)
    one.rows += [row for row in ((letters[:at], letters[at:]) for at in range(1, len(letters))) if all(row)]
    one.rows = [row for row in one.rows if all(vocabulary.frequency(each) for each in row)]


def _dates(made: list[Reading]) -> None:
    """Month names that are other words too mean the month only beside a number."""
    for at, one in enumerate(made):
        neighbours = [other.part.word for other in made[max(0, at - 1) : at + 2] if other is not one]
        if any(word.isdigit() for word in neighbours):
            if month := month_beside_number(one.part.word):
                one.stems.setdefault(month, 1.0)
            one.words += words_beside_number(one.part.stem)


def _named(made: list[Reading]) -> None:
    """Words of the query in a row that are one name: each may stand as the name in another spelling."""
    words = [one.part.word for one in made]
    for start in range(len(words)):
        for length in range(2, longest_row() + 1):
            name = rows().get(tuple(words[start : start + length]))
            if name is not None and start + length <= len(words):
                for one in made[start : start + length]:
                    one.stems.setdefault(name, 1.0)
                    one.rows += [row for row in rows_of(name) if row != tuple(words[start : start + length])]


def _joined(made: list[Reading], vocabulary: Vocabulary) -> None:
    """Two words of the query that the archive also writes as one. A word that tells nothing is run into the next by a
    slip, and slips are rare: منأجل is من أجل, but منصور is not من صور."""
    for left, right in pairwise(made):
        word = left.part.word + right.part.word
        if len(word) < LEAST_JOINED or not (found := vocabulary.frequency(word)):
            continue
        telling = [one for one in (left, right) if one.part.telling]
        if len(telling) == 2 or any(found <= max(FEW, vocabulary.frequency(one.part.word) // 10) for one in telling):
            for one in telling:
                one.words.append(word)
            telling[0].told([word], "joined")


def _mend(one: Reading, vocabulary: Vocabulary) -> None:
    """A word the archive does not hold: typed on the wrong keyboard, run together, or a slip."""
    word = one.part.word
    if any(vocabulary.stem_frequency(stem) for stem in one.stems) or any(map(vocabulary.frequency, one.words)):
        return
    if one.rows or not 1 < len(word) <= _GREATEST:
        return
    meant = fold_word(other_keyboard(one.part.typed))
    if meant and vocabulary.stem_frequency(stem_of(meant)):
        one.stems[stem_of(meant)] = 1.0
        one.told([meant], "keyboard")
        return
    both = [pair for pair in splits(word) if vocabulary.frequency(pair[0]) and vocabulary.frequency(pair[1])]
    both.sort(key=lambda pair: -min(map(vocabulary.frequency, pair)))
    one.rows += both[:TOLD]
    one.told([" ".join(pair) for pair in both], "split")
    if len(word) >= LEAST_SLIP and not both:
        _slip(one, vocabulary)


def _slip(one: Reading, vocabulary: Vocabulary) -> None:
    counted = {word: n for word in set(one_slip(one.part.word)) if (n := vocabulary.frequency(word))}
    found = sorted(counted, key=lambda word: (-counted[word], word))[:3]
    for word in found:
        one.stems.setdefault(stem_of(word), HEARD)
    one.told(found, "slip")
    if not found and not is_arabic(one.part.word):
        # Latin letters spell many Arabic words: a guess is for the reader to take.
        one.meant = from_latin(one.part.word, vocabulary.frequency)

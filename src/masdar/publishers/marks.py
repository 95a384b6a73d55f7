"""Which agencies does a text credit? Finds the marks by which papers name them: "(و م ع)", "واس", "لرويترز", "AFP".

The marks of all agencies are one automaton over folded words, built once; a text is read word by word, once, in time
linear in its length. Words bound marks on both sides, so "الوفاق" holds no "وفا" and "استغل" no "واس"; the prefixes
و ف ب ل may stand before a mark that is no word of the language by itself.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from functools import cache, lru_cache

from masdar.publishers.catalogue import Catalogue, load
from masdar.publishers.places import CREDIT_WORDS, SHORT_LINE, Around, Place, around, of_person, place_of, without_call
from masdar.publishers.record import Publisher
from masdar.publishers.words import WORD, bare, fold, seats, spelling

# What may part the words of one mark, or its initials: "أ ف ب", "أ.ف.ب", "أ-ف-ب", "فرانس-برس", "Ma'an".
_PARTING = re.compile(r"[ \t\xa0.\-–ـ·/'’]{1,4}")
_PREFIXES = ("", "و", "ف", "ب", "ل", "وب", "ول", "فب", "فل")
_COMPOUND = re.compile(r"[-‐‑][A-Za-z]")  # "UNA-UK": a word of which the mark is the first part
_ARABIC = re.compile(r"[\u0621-\u064a]")
_AGENCY = frozenset(map(fold, ("وكالة", "الوكالة")))


@dataclass(frozen=True, slots=True)
class Mark:
    """A mark in a text: text[start:end], without the prefixes joined to it."""

    agency_id: str
    start: int
    end: int
    text: str
    place: Place = Place.TEXT

    @property
    def credits(self) -> bool:
        """Whether it stands where a text says whose it is, not merely in what it tells."""
        return self.place not in (Place.TEXT, Place.CITED)


@dataclass(slots=True)
class _Node:
    """A state of the automaton: the words that lead on, and the agency whose mark ends here."""

    onward: dict[str, _Node] = field(default_factory=dict)
    agency: str = ""
    common: bool = False
    initials: bool = False  # the mark is nothing but initials
    named: bool = False  # the mark says that it is an agency


@dataclass(frozen=True, slots=True)
class _Found:
    node: _Node
    start: int
    end: int
    prefixed: bool = False


class MarkFinder:
    """Finds the marks of the given agencies. Safe to share between threads."""

    def __init__(self, agencies: Iterable[Publisher]) -> None:
        self._first: dict[str, _Node] = {}
        self._prefixed: dict[
            str, tuple[_Node, int]
        ] = {}  # a first word with a prefix → its node, letters of the prefix
        for agency in agencies:
            for mark in agency.marks:
                self._add(agency, mark)

    def _add(self, agency: Publisher, mark: str) -> None:
        words = spelling(mark)
        common = mark in agency.common_words
        first = node = self._first.setdefault(words[0], _Node())
        for word in words[1:]:
            node = node.onward.setdefault(word, _Node())
        node.agency, node.common = agency.id, common
        node.initials, node.named = all(len(word) == 1 for word in words), words[0] in _AGENCY
        if common or not _ARABIC.search(words[0]):
            return
        for prefix in _PREFIXES[1:]:
            self._prefixed.setdefault(prefix + words[0], (first, len(prefix)))
            if words[0].startswith("ال") and prefix.endswith("ل"):
                self._prefixed.setdefault(f"{prefix}ل{words[0][2:]}", (first, len(prefix) - 1))

    def find(self, text: str) -> list[Mark]:
        """The marks in a text, in order, none overlapping another; of two that begin together the longer."""
        return list(self._marks(text))

    def _marks(self, text: str) -> Iterator[Mark]:
        taken = 0
        for word in WORD.finditer(seats(text)):
            folded = bare(word[0])
            if (folded not in self._first and folded not in self._prefixed) or word.start() < taken:
                continue
            found = self._longest(text, word, folded)
            place = self._place(text, found) if found is not None else None
            if found is None or place is None:
                continue
            taken = found.end
            yield Mark(found.node.agency, found.start, found.end, text[found.start : found.end], place)

    def _longest(self, text: str, word: re.Match[str], folded: str) -> _Found | None:
        node = self._first.get(folded)
        found = _follow(text, node, word.start(), word.end()) if node is not None else None
        if found is None and folded in self._prefixed:
            node, letters = self._prefixed[folded]
            joined = _follow(text, node, word.start() + _raw_length(word[0], letters), word.end())
            if joined is not None and not joined.node.common:
                return replace(joined, prefixed=True)
        return found

    def _place(self, text: str, found: _Found) -> Place | None:
        """Where the mark stands; None where it is no mark there."""
        node, seen = found.node, around(text, found.start, found.end)
        if (node.initials and of_person(seen.before)) or (node.common and _COMPOUND.match(seen.after)):
            return None
        place = Place.TEXT
        if not found.prefixed:
            mark = text[found.start : found.end]
            shouted = mark.isascii() and mark.isupper()  # "TAP - …" is no word of a sentence
            only = self._only_credits(seen, mark)
            place = Place.LINE if only else place_of(seen, common=node.common and not shouted)
            if place is Place.CITED and (called := without_call(seen)) is not None:
                credit = place_of(called, common=False)
                place = place if credit is Place.TEXT else credit
        if node.common and (place is Place.TEXT or (node.initials and place is Place.BRACKETS)):
            return None
        return Place.CITED if node.named and place is Place.TEXT else place

    def _only_credits(self, seen: Around, mark: str) -> bool:
        line = seen.before + mark + seen.after
        if not (seen.headed and seen.ended) or len(line) > SHORT_LINE:
            return False
        position = 0
        for word in WORD.finditer(line):
            if word.start() < position:
                continue
            node = self._first.get(fold(word[0]))
            found = _follow(line, node, word.start(), word.end()) if node is not None else None
            if found is not None:
                position = found.end
            elif not word[0].isdecimal() and fold(word[0]).lower() not in CREDIT_WORDS:
                return False
        return True


def _follow(text: str, node: _Node, start: int, end: int) -> _Found | None:
    """The longest mark from a node on, whose last word ends at `end`."""
    found = _Found(node, start, end) if node.agency else None
    while node.onward:
        parting = _PARTING.match(text, end)
        word = WORD.match(text, parting.end()) if parting else None
        following = node.onward.get(fold(word[0])) if word else None
        if word is None or following is None:
            break
        node, end = following, word.end()
        if node.agency:
            found = _Found(node, start, end)
    return found


def _raw_length(word: str, letters: int) -> int:
    """How many characters of a word make its first letters, the signs that follow them included."""
    counted = 0
    for at, sign in enumerate(word):
        counted += len(bare(sign))
        if counted > letters:
            return at
    return len(word)


@cache
def _finder(known: Catalogue) -> MarkFinder:
    return MarkFinder(known.agencies)


def find_marks(text: str) -> list[Mark]:
    """The marks of the catalogue's agencies in a text. Marks that are common words of the language ("وفا", "وات",
    "بنا") count only where a credit stands: a dateline, brackets, a line or end of their own, after "وكالة"."""
    return list(_last_found(text, load()))


@lru_cache(maxsize=4)  # one text is asked about for its credits, and again for what it tells
def _last_found(text: str, known: Catalogue) -> tuple[Mark, ...]:
    return tuple(_finder(known).find(text))

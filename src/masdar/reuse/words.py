"""A text → its words as numbers, each with its place in the original.

Letters are folded as `language.fold` folds them, so spellings of one word are one number. A word is told by its 32-bit
hash; its place by two bytes: how many characters lie between it and the word before, and how many it has itself.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from masdar.compiling import compiled
from masdar.language.fold import fold_word

Codes = NDArray[np.uint32]
Bytes = NDArray[np.uint8]

_PLANE = 0x10000
_SEPARATOR, _SILENT, _LETTER, _DIGIT = 0, 1, 2, 3
_LONGEST = 255  # what a byte holds; a longer word is cut, a longer gap is bridged by a word that equals none
# Where letters are folded otherwise than to themselves: Latin, Greek, Cyrillic, Arabic and its printed forms.
_FOLDED = ((0x30, 0x590), (0x600, 0x900), (0x1E00, 0x2000), (0xFB00, 0xFE00), (0xFE70, 0xFF60))


@dataclass(frozen=True, slots=True)
class Words:
    """The words of one text: a hash, the gap before and the length of each. Hash 0 equals no other word."""

    hashes: Codes
    gaps: Bytes
    lengths: Bytes

    def __len__(self) -> int:
        return len(self.hashes)

    def places(self) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Where each word begins and ends, in characters of the text."""
        ends = np.cumsum(self.gaps.astype(np.int64) + self.lengths, dtype=np.int64)
        return ends - self.lengths.astype(np.int64), ends

    def span(self, begin: int, end: int) -> tuple[int, int]:
        """Where the words from `begin` to `end` begin and end, in characters of the text."""
        start, ending = _span(self.gaps, self.lengths, begin, end)
        return int(start), int(ending)


@cache
def _tables() -> tuple[Bytes, Codes]:
    """For each code point: what kind it is, and the one or two characters (16 bits each) it is folded to."""
    kinds = np.zeros(_PLANE, np.uint8)
    folds = np.arange(_PLANE, dtype=np.uint32)
    for code in range(_PLANE):
        character = chr(code)
        if character.isalnum():
            kinds[code] = _DIGIT if character.isdecimal() else _LETTER
        elif character == "ـ" or (code > 0xA0 and unicodedata.category(character) in ("Mn", "Me", "Cf")):
            kinds[code] = _SILENT
    for first, last in _FOLDED:
        for code in range(first, last):
            if kinds[code] >= _LETTER:
                made = fold_word(chr(code))
                folds[code] = sum(min(ord(part), _PLANE - 1) << 16 * at for at, part in enumerate(made[:2]))
                kinds[code] = kinds[code] if made else _SILENT
    return kinds, folds


def read_words(text: str) -> Words:
    """The words of a text, in order."""
    codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32)
    most = len(codes) + len(codes) // _LONGEST + 1
    hashes, gaps, lengths = np.empty(most, np.uint32), np.empty(most, np.uint8), np.empty(most, np.uint8)
    found = _read(codes, *_tables(), hashes, (gaps, lengths))
    return Words(hashes[:found], gaps[:found], lengths[:found])


def hash_words(words: list[str]) -> Codes:
    """The numbers of single words, for tables of words."""
    return read_words(" ".join(words)).hashes


@compiled
def _read(codes: Codes, kinds: Bytes, folds: Codes, hashes: Codes, places: tuple[Bytes, Bytes]) -> int:
    gaps, lengths = places
    found = 0
    ended = 0  # where the last word ended
    at = 0
    size = len(codes)
    while at < size:
        code = codes[at]
        kind = kinds[code] if code < _PLANE else 0
        if kind < _LETTER:
            at += 1
            continue
        started = at
        mixed = np.uint32(2166136261)
        ending = at
        while at < size and at - started < _LONGEST:
            code = codes[at]
            now = kinds[code] if code < _PLANE else 0
            if now == _SILENT:
                at += 1
                continue
            if now != kind:
                break
            folded = folds[code]
            mixed = np.uint32((mixed ^ (folded & np.uint32(0xFFFF))) * np.uint32(16777619))
            if folded >> np.uint32(16):
                mixed = np.uint32((mixed ^ (folded >> np.uint32(16))) * np.uint32(16777619))
            at += 1
            ending = at
        at = ending
        while started - ended > _LONGEST:
            hashes[found], gaps[found], lengths[found] = 0, _LONGEST, 0
            ended += _LONGEST
            found += 1
        mixed ^= mixed >> np.uint32(16)
        mixed = np.uint32(mixed * np.uint32(0x85EBCA6B))
        mixed ^= mixed >> np.uint32(13)
        mixed = np.uint32(mixed * np.uint32(0xC2B2AE35))
        mixed ^= mixed >> np.uint32(16)
        hashes[found] = max(mixed, np.uint32(1))
        gaps[found], lengths[found] = started - ended, ending - started
        ended = ending
        found += 1
    return found


@compiled
def _span(gaps: Bytes, lengths: Bytes, begin: int, end: int) -> tuple[int, int]:
    start = ending = 0
    for word in range(end):
        start = ending + int(gaps[word]) if word <= begin else start
        ending += int(gaps[word]) + int(lengths[word])
    return start, ending

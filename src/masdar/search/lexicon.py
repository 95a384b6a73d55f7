"""A text → the tokens engines are given: its folded words, the stem of each at the same place, and their 4-grams.

Papers print few different words often, so each is worked out once and kept as bytes in arrays, some 90 a word, in two
generations: when the younger is full it becomes the older, and only what was used since is carried over.
"""

from __future__ import annotations

import secrets
import threading
from array import array
from functools import cache
from typing import NamedTuple, TypeAlias

import numpy as np

from masdar.language.analyse import form_of, known_forms, whole_of
from masdar.language.tokenise import CHUNK, within
from masdar.search import kernels
from masdar.search.coding import LONELY, PLAIN, coded, coded_bytes, fours, lines, plain, read

MOST = 150_000  # pieces of a generation
FULL = 12_000_000  # or so many bytes
_FEWEST_SLOTS = 1 << 12
_SEED = np.uint64(secrets.randbits(64) | 1)  # nobody can write words that are taken for others
BANDS = np.array([0x9E3779B1, 0x85EBCA6B, 0xC2B2AE35, 0x27D4EB2F, 0x165667B1, 0xD3A2646D, 0xFD7046C5, 0xB55A4F09], "u4")
SKETCHED = 24  # different stems a text must have, or it is too short to be called alike


class Tokens(NamedTuple):
    """The tokens of a text in the code, place by place, each kind joined by single spaces; and the text's sketch: 64
    bits of which most are equal in texts of nearly the same stems, by eight least hashes (Broder, 1997); 0 for a text
    with few different ones."""

    words: str
    stems: str
    grams: str
    sketch: int


Entry: TypeAlias = tuple[bytes, bytes, bytes, int]  # words, stems and 4-grams in the code, and how it must be read


class _Table:
    """A generation: hash → id in `keys` and `ids`; of an id, `kernels.FIELDS` numbers in `kept`, bytes in `arena`."""

    def __init__(self) -> None:
        self.keys = np.zeros(_FEWEST_SLOTS, np.uint64)
        self.ids = np.zeros(_FEWEST_SLOTS, np.int32)
        self.kept = array("i")
        self.arena = bytearray()

    def __len__(self) -> int:
        return len(self.kept) // kernels.FIELDS

    def add(self, keys: list[int], entries: list[Entry]) -> kernels.Ids:
        """Brings entries in under their hashes; returns their ids."""
        first = len(self)
        while 2 * (first + len(entries)) >= len(self.keys):
            self._grow()
        for words, stems, grams, reading in entries:
            self.kept.extend((len(self.arena), len(words), len(stems), len(grams), reading))
            self.arena += words + stems + grams
        ids = np.arange(first, len(self), dtype=np.int32)
        kernels.put(self.keys, self.ids, np.array(keys, np.uint64), ids)
        return ids

    def _grow(self) -> None:
        keys, ids = np.zeros(2 * len(self.keys), np.uint64), np.zeros(2 * len(self.keys), np.int32)
        kernels.put(keys, ids, self.keys, self.ids)
        self.keys, self.ids = keys, ids

    def entry(self, key: np.uint64) -> Entry | None:
        """What is known under a hash."""
        number = kernels.where(self.keys, self.ids, key)
        if number < 0:
            return None
        at, words, stems, grams, reading = self.kept[number * kernels.FIELDS : (number + 1) * kernels.FIELDS]
        middle = at + words + stems
        word = bytes(self.arena[at : at + words])
        return word, bytes(self.arena[at + words : middle]), bytes(self.arena[middle : middle + grams]), reading

    def views(self) -> tuple[kernels.Ids, kernels.Bytes]:
        return np.frombuffer(self.kept, np.int32), np.frombuffer(self.arena, np.uint8)


class Lexicon:
    """The pieces of one language that are known. May be used by many threads, one at a time."""

    def __init__(self, language: str, most: int = MOST) -> None:
        self._language = language
        self._form, self._whole = form_of(language), whole_of(language)
        self._most = most
        self._table, self._older = _Table(), _Table()
        self._lock = threading.Lock()

    def tokens(self, text: str) -> Tokens:
        """Analyses a text. One with lone surrogates must be mended before."""
        codes = np.frombuffer(text.encode("utf-32-le"), np.uint32)
        with self._lock:
            if len(self._table) >= self._most or len(self._table.arena) >= FULL:
                self._older, self._table = self._table, _Table()
            found = self._found(text, codes)
            if not len(found):
                return Tokens("", "", "", 0)
            acronym, *lines, sketch = kernels.lined(found, *self._table.views(), int(LONELY), _sums(), BANDS, SKETCHED)
        if acronym:
            return self._as_a_whole(text)
        words, stems, grams = (line.tobytes().decode() for line in lines)
        return Tokens(words, stems, grams, int(sketch))

    def _found(self, text: str, codes: kernels.Codes) -> kernels.Ids:
        """The ids of a text's pieces; those not known are learnt."""
        table = self._table
        unknown, found, bounds, hashes = kernels.look(codes, _classes(), table.keys, table.ids, _SEED)
        if unknown:
            missing = np.flatnonzero(found < 0)
            keys, places = hashes[missing].tolist(), missing.tolist()
            ends = bounds.reshape(-1, 2)[missing].tolist()
            new = {key: text[start:end] for key, (start, end) in zip(keys, ends, strict=True)}
            ids = table.add(list(new), [self._entry(key, piece) for key, piece in new.items()]).tolist()
            numbers = dict(zip(new, ids, strict=True))
            for place, key in zip(places, keys, strict=True):
                found[place] = numbers[key]
        return found

    def _entry(self, key: int, piece: str) -> Entry:
        if len(self._older) and (known := self._older.entry(np.uint64(key))):
            return known
        if plain(piece):
            words, stems, grams = self._whole(piece)
            reading = PLAIN
        else:
            words, stems, reading = read(piece, self._form)
            grams = fours(words)
        made = coded_bytes(f"{words}\n{stems}\n{grams}").split(b"\n")
        return made[0], made[1], made[2], int(reading)

    def _as_a_whole(self, text: str) -> Tokens:
        """Letters one by one may make an acronym across blanks."""
        forms = known_forms(self._language)
        words, stems = lines(forms[chunk] for chunk in CHUNK.findall(text))
        stemmed = coded(stems)
        sketch = kernels.sketched(np.frombuffer(stemmed.encode(), np.uint8), _sums(), BANDS, SKETCHED)
        return Tokens(coded(words), stemmed, coded(fours(words)), int(sketch))


@cache
def _classes() -> kernels.Bytes:
    """The class of every character of the basic plane; beyond it no blanks stand, and marks are left to the words."""
    letters = map(chr, range(0x10000))
    classes = [
        kernels.BLANK if letter.isspace() else kernels.INSIDE if within(letter) else kernels.EDGE for letter in letters
    ]
    return np.array(classes, np.uint8)


@cache
def _sums() -> kernels.Codes:
    """The table of CRC-32 (ISO 3309)."""
    sums = np.arange(256, dtype=np.uint32)
    for _ in range(8):
        sums = np.where(sums & 1, (sums >> 1) ^ np.uint32(0xEDB88320), sums >> 1)
    return sums.astype(np.uint32)


_LEXICONS = {language: Lexicon(language) for language in ("fr", "en")}


def tokens_of(text: str, language: str = "") -> Tokens:
    """Analyses a text; `language` is its BCP 47 tag or ""."""
    return _LEXICONS["fr" if language.startswith("fr") else "en"].tokens(text)

"""A text → the tokens engines are given: its folded words, the stem of each at the same place, and their 4-grams.

Papers print few different words often, so each is worked out once and kept, in two generations: when the younger is
full it becomes the older, and only what was used since is carried over.
"""

from __future__ import annotations

import secrets
import threading
from functools import cache
from itertools import groupby
from typing import NamedTuple

import numpy as np

from masdar.language.analyse import form_of, whole_of
from masdar.language.tokenise import within
from masdar.search import kernels
from masdar.search.coding import coded_bytes, fours, plain, read
from masdar.search.entries import Entries, Entry

MOST = 200_000  # pieces of a generation
FULL = 12_000_000  # or so many bytes of tokens
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


class Lexicon:
    """The pieces of one language that are known. May be used by many threads, one at a time."""

    def __init__(self, language: str, most: int = MOST) -> None:
        self._form, self._whole = form_of(language), whole_of(language)
        self._most = most
        self._younger, self._older = Entries(), Entries()
        self._lock = threading.Lock()

    def tokens(self, text: str) -> Tokens:
        """Analyses a text. One with lone surrogates must be mended before."""
        codes = np.frombuffer(text.encode("utf-32-le"), np.uint32)
        with self._lock:
            if len(self._younger) >= self._most or self._younger.size >= FULL:
                self._older, self._younger = self._younger, Entries()
            bounds, hashes = kernels.pieces(codes, _classes(), _SEED)
            if not len(hashes):
                return Tokens("", "", "", 0)
            found = self._ids(text, bounds, hashes)
            if kernels.neighbours(found, self._younger.kept):
                bounds, hashes = self._acronyms(codes, bounds, hashes, found)
                found = self._ids(text, bounds, hashes)
            kept, arena = self._younger.kept, self._younger.arena
            words, stems = (kernels.line(found, kept, arena, field) for field in (kernels.WORDS, kernels.STEMS))
            grams = kernels.fours(found, kept, arena)
        sketch = kernels.sketched(stems, _sums(), BANDS, SKETCHED)
        return Tokens(_text(words), _text(stems), _text(grams), int(sketch))

    def _ids(self, text: str, bounds: kernels.Ids, hashes: kernels.Keys) -> kernels.Ids:
        """The ids of a text's pieces; those not known are learnt."""
        known = self._younger
        missing, found = kernels.find(hashes, known.keys, known.ids)
        if missing and len(self._older):
            known.take(hashes[found < 0], self._older)
            missing, found = kernels.find(hashes, known.keys, known.ids)
        if missing:
            unknown = found < 0
            ends = bounds.reshape(-1, 2)[unknown].tolist()
            new = {key: text[start:end] for key, (start, end) in zip(hashes[unknown].tolist(), ends, strict=True)}
            known.add(list(new), [self._entry(piece) for piece in new.values()])
            found = kernels.find(hashes, known.keys, known.ids)[1]
        return found

    def _entry(self, piece: str) -> Entry:
        if plain(piece):
            words, stems, gist = self._whole(piece)
            if (made := coded_bytes(f"{words}\n{stems}")).isascii():
                word, stem = made.split(b"\n")
                return Entry(word, stem, b"", False, len(words) - len(gist) if gist else kernels.NO_GRAMS)
            lonely = False
        else:
            words, stems, lonely = read(piece, self._form)
        word, stem, grams = coded_bytes(f"{words}\n{stems}\n{fours(words)}").split(b"\n")
        return Entry(word, stem, grams, lonely, kernels.NO_GRAMS)

    def _acronyms(
        self, codes: kernels.Codes, bounds: kernels.Ids, hashes: kernels.Keys, found: kernels.Ids
    ) -> tuple[kernels.Ids, kernels.Keys]:
        """The bounds and hashes with runs of lone letters made one piece each: across blanks they may be an acronym."""
        lonely = self._younger.kept[found * kernels.FIELDS + kernels.LONELY]
        made: list[tuple[int, int, int]] = []
        for alone, run in groupby(range(len(found)), key=lonely.tolist().__getitem__):
            places = list(run)
            if alone and len(places) > 1:
                start, end = int(bounds[2 * places[0]]), int(bounds[2 * places[-1] + 1])
                made.append((start, end, int(kernels.hashed(codes, start, end, _SEED))))
            else:
                made += [(int(bounds[2 * at]), int(bounds[2 * at + 1]), int(hashes[at])) for at in places]
        ends = np.array([(start, end) for start, end, _ in made], np.int32).reshape(-1)
        return ends, np.array([key for _, _, key in made], np.uint64)


def _text(line: kernels.Bytes) -> str:
    return line.tobytes().decode()


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

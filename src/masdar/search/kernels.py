"""The hot loops of analysis: pieces of a text found among those that are known, and their tokens put in line.

A piece is what stands between two blanks, without the marks of punctuation at its edges. It is known by a hash of 64
bits: that two of a million pieces share one is as likely as one in a few millions.
"""

from __future__ import annotations

from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from masdar.compiling import compiled

Codes: TypeAlias = NDArray[np.uint32]  # code points
Bytes: TypeAlias = NDArray[np.uint8]
Keys: TypeAlias = NDArray[np.uint64]
Ids: TypeAlias = NDArray[np.int32]

BLANK, EDGE, INSIDE = 0, 1, 2  # classes of characters: ends a piece; no part of one at its edges; part of a word
# Numbers kept of each piece: where its bytes begin (words, stems and 4-grams, in this order); the length of each;
# whether a lone letter stands at its edge; and how many letters of its word stand before those that are taken by fours.
FIELDS = 6
_AT, WORDS, STEMS, GRAMS, LONELY, _BARE = range(FIELDS)
NO_GRAMS = -1  # in their place, where no 4-grams are made: all there are, are kept
BANDS = 8  # hashes of a sketch
_SPACE, _PAD, _PRIME = 32, 95, 0x9E3779B97F4A7C15
_SHIFT = 29


@compiled
def pieces(codes: Codes, classes: Bytes, seed: np.uint64) -> tuple[Ids, Keys]:
    """The pieces of a text: where they begin and end, by turns; and their hashes. `classes` is by code point, up to its
    length; what lies beyond is part of words."""
    size, many = len(codes), len(classes)
    bounds = np.empty(size + 2, np.int32)
    hashes = np.empty(size // 2 + 1, np.uint64)
    count, at = 0, 0
    while at < size:
        if codes[at] < many and classes[codes[at]] == BLANK:
            at += 1
            continue
        start = at
        while at < size and not (codes[at] < many and classes[codes[at]] == BLANK):
            at += 1
        end = at
        while start < end and codes[start] < many and classes[codes[start]] == EDGE:
            start += 1
        while end > start and codes[end - 1] < many and classes[codes[end - 1]] == EDGE:
            end -= 1
        if start < end:
            bounds[2 * count], bounds[2 * count + 1], hashes[count] = start, end, hashed(codes, start, end, seed)
            count += 1
    return bounds[: 2 * count], hashes[:count]


@compiled
def hashed(codes: Codes, start: int, end: int, seed: np.uint64) -> np.uint64:
    """The hash of a stretch of text; never 0, which marks an empty slot."""
    key, prime, shift = seed, np.uint64(_PRIME), np.uint64(_SHIFT)
    for place in range(start, end):
        key = (key ^ np.uint64(codes[place])) * prime
        key ^= key >> shift
    return key | np.uint64(1)


@compiled
def slot_of(keys: Keys, key: np.uint64) -> np.uint64:
    """Where a hash stands in a table, or where it would."""
    mask, one = np.uint64(len(keys) - 1), np.uint64(1)
    slot = (key >> np.uint64(_SHIFT)) & mask
    while keys[slot] != 0 and keys[slot] != key:
        slot = (slot + one) & mask
    return slot


@compiled
def find(hashes: Keys, keys: Keys, ids: Ids) -> tuple[int, Ids]:
    """How many hashes are not known, and the id of each; -1 of those."""
    found = np.empty(len(hashes), np.int32)
    missing = 0
    for place in range(len(hashes)):
        slot = slot_of(keys, hashes[place])
        known = keys[slot] != 0
        missing += not known
        found[place] = ids[slot] if known else -1
    return missing, found


@compiled
def put(keys: Keys, ids: Ids, new_keys: Keys, new_ids: Ids) -> None:
    """Brings hashes and their ids into a table, which must have room; empty ones are left out."""
    for place in range(len(new_keys)):
        if new_keys[place] != 0:
            slot = slot_of(keys, new_keys[place])
            keys[slot], ids[slot] = new_keys[place], new_ids[place]


@compiled
def carried(
    hashes: Keys, ids: Ids, kept: Ids, arena: Bytes, new_keys: Keys, new_ids: Ids, first: int, filled: int
) -> tuple[Ids, Bytes]:
    """Brings entries of one table, found there as `ids` (-1 of none), into another that has `first` of them and
    `filled` bytes: under their hashes at once; their numbers and bytes are returned."""
    size = 0
    for number in ids:
        if number >= 0:
            size += _length(kept, number)
    numbers, copied = np.empty(len(ids) * FIELDS, np.int32), np.empty(size, np.uint8)
    count, at = 0, 0
    for place in range(len(ids)):
        slot = slot_of(new_keys, hashes[place])
        if ids[place] < 0 or new_keys[slot] != 0:
            continue
        new_keys[slot], new_ids[slot] = hashes[place], first + count
        entry, length = ids[place] * FIELDS, _length(kept, ids[place])
        numbers[count * FIELDS : (count + 1) * FIELDS] = kept[entry : entry + FIELDS]
        numbers[count * FIELDS] = filled + at
        copied[at : at + length] = arena[kept[entry] : kept[entry] + length]
        count += 1
        at += length
    return numbers[: count * FIELDS], copied[:at]


@compiled
def _length(kept: Ids, number: int) -> int:
    """The bytes of an entry."""
    entry = number * FIELDS
    return int(kept[entry + WORDS] + kept[entry + STEMS] + kept[entry + GRAMS])


@compiled
def line(found: Ids, kept: Ids, arena: Bytes, field: int) -> Bytes:
    """The words or stems (`field`) of pieces in one line, with single spaces between them."""
    size = 1
    for number in found:
        size += 1 + kept[number * FIELDS + field]
    made = np.empty(size, np.uint8)
    at = 0
    for number in found:
        entry = number * FIELDS
        start, length = int(kept[entry]), kept[entry + field]
        for before in range(WORDS, field):
            start += kept[entry + before]
        if length == 0:
            continue
        for place in range(start, start + length):
            made[at] = arena[place]
            at += 1
        made[at] = _SPACE
        at += 1
    return made[: max(0, at - 1)]


@compiled
def fours(found: Ids, kept: Ids, arena: Bytes) -> Bytes:
    """The 4-grams of pieces in one line: those that are kept, and those made of a word's letters, its beginning and end
    marked."""
    size = 1
    for number in found:
        entry = number * FIELDS
        size += 1 + kept[entry + GRAMS] + 5 * (kept[entry + WORDS] + 1)
    made = np.empty(size, np.uint8)
    at = 0
    for number in found:
        entry = number * FIELDS
        start, length, bare = kept[entry], kept[entry + WORDS], kept[entry + _BARE]
        if bare != NO_GRAMS:
            at = _by_fours(arena, start + bare, length - bare, made, at)
        elif kept[entry + GRAMS] > 0:
            start += length + kept[entry + STEMS]
            made[at : at + kept[entry + GRAMS]] = arena[start : start + kept[entry + GRAMS]]
            at += kept[entry + GRAMS] + 1
            made[at - 1] = _SPACE
    return made[: max(0, at - 1)]


@compiled
def _by_fours(arena: Bytes, start: int, length: int, made: Bytes, at: int) -> int:
    """Writes a word's letters by fours, each before a space; what stands round the word becomes marks afterwards."""
    first = at
    for four in range(start - 1, start + max(1, length - 1) - 1):
        for letter in range(4):
            made[at + letter] = arena[four + letter]
        at += 5
        made[at - 1] = _SPACE
    if length == 1:  # three letters with its marks
        at -= 1
        made[at - 1] = _SPACE
    made[first] = made[at - 2] = _PAD
    return at


@compiled
def neighbours(found: Ids, kept: Ids) -> bool:
    """Whether two pieces with lone letters stand side by side."""
    before = False
    for number in found:
        lonely = kept[number * FIELDS + LONELY] != 0
        if lonely and before:
            return True
        before = lonely
    return False


@compiled
def sketched(stems: Bytes, sums: Codes, bands: Codes, fewest: int) -> np.uint64:
    """The sketch of stems in a line: of each band's products with their hashes (CRC-32, by the table `sums`) the least,
    a byte of each. 0 where there are fewer than `fewest` different ones."""
    least = np.full(BANDS, 0xFFFFFFFF, np.uint32)
    seen = np.empty(fewest, np.uint32)
    different, at, size = 0, 0, len(stems)
    while at < size:
        sum_ = np.uint32(0xFFFFFFFF)
        while at < size and stems[at] != _SPACE:
            sum_ = sums[(sum_ ^ stems[at]) & np.uint32(0xFF)] ^ (sum_ >> np.uint32(8))
            at += 1
        at += 1
        sum_ ^= np.uint32(0xFFFFFFFF)
        if different < fewest:
            new = True
            for place in range(different):
                new = new and seen[place] != sum_
            if new:
                seen[different] = sum_
                different += 1
        for band in range(BANDS):
            product = np.uint32(sum_ * bands[band])
            least[band] = min(least[band], product)
    if different < fewest:
        return np.uint64(0)
    made = np.uint64(0)
    for band in range(BANDS):
        made |= np.uint64((least[band] >> np.uint32(4)) & np.uint32(0xFF)) << np.uint64(8 * band)
    return made

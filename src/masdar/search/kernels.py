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
FIELDS = 5  # numbers kept of each piece: where its bytes begin; lengths of words, stems, 4-grams; how it must be read
BANDS = 8  # hashes of a sketch
_SPACE, _PRIME = 32, 0x9E3779B97F4A7C15


@compiled
def look(codes: Codes, classes: Bytes, keys: Keys, ids: Ids, seed: np.uint64) -> tuple[int, Ids, Ids, Keys]:
    """The pieces of a text: how many are not known; the id of each, -1 of those; where they begin and end, by turns;
    and their hashes. `classes` is by code point, up to its length; what lies beyond is part of words."""
    size, many = len(codes), len(classes)
    found = np.empty(size // 2 + 1, np.int32)
    bounds = np.empty(2 * len(found), np.int32)
    hashes = np.empty(len(found), np.uint64)
    mask, one = np.uint64(len(keys) - 1), np.uint64(1)
    prime, shift = np.uint64(_PRIME), np.uint64(29)
    missing, count, at = 0, 0, 0
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
        if start == end:
            continue
        key = seed
        for place in range(start, end):
            key = (key ^ np.uint64(codes[place])) * prime
            key ^= key >> shift
        key |= one  # 0 is an empty slot
        slot = (key >> shift) & mask
        while keys[slot] != 0 and keys[slot] != key:
            slot = (slot + one) & mask
        known = keys[slot] == key
        missing += not known
        found[count] = ids[slot] if known else -1
        bounds[2 * count], bounds[2 * count + 1], hashes[count] = start, end, key
        count += 1
    return missing, found[:count], bounds[: 2 * count], hashes[:count]


@compiled
def where(keys: Keys, ids: Ids, key: np.uint64) -> int:
    """The id of a hash, -1 where it is not known."""
    mask, one = np.uint64(len(keys) - 1), np.uint64(1)
    slot = (key >> np.uint64(29)) & mask
    while keys[slot] != 0 and keys[slot] != key:
        slot = (slot + one) & mask
    return int(ids[slot]) if keys[slot] == key else -1


@compiled
def put(keys: Keys, ids: Ids, new_keys: Keys, new_ids: Ids) -> None:
    """Brings hashes and their ids into a table, which must have room; empty ones are left out."""
    mask, one = np.uint64(len(keys) - 1), np.uint64(1)
    for place in range(len(new_keys)):
        key = new_keys[place]
        if key == 0:
            continue
        slot = (key >> np.uint64(29)) & mask
        while keys[slot] != 0 and keys[slot] != key:
            slot = (slot + one) & mask
        keys[slot], ids[slot] = key, new_ids[place]


@compiled
def line(found: Ids, kept: Ids, arena: Bytes, field: int) -> Bytes:
    """The tokens of pieces in one line, with spaces between them: words (0), stems (1) or 4-grams (2)."""
    size = 0
    for number in found:
        size += 1 + kept[number * FIELDS + 1 + field]
    made = np.empty(size, np.uint8)
    at = 0
    for number in found:
        entry = number * FIELDS
        start, length = kept[entry], kept[entry + 1 + field]
        for before in range(field):
            start += kept[entry + 1 + before]
        if length > 0:
            if at > 0:
                made[at] = _SPACE
                at += 1
            for place in range(length):
                made[at + place] = arena[start + place]
            at += length
    return made[:at]


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


@compiled
def lined(
    found: Ids, kept: Ids, arena: Bytes, lonely: int, sums: Codes, bands: Codes, fewest: int
) -> tuple[bool, Bytes, Bytes, Bytes, np.uint64]:
    """Whether two `lonely` pieces stand side by side; words, stems and 4-grams of the pieces, each in one line; and the
    sketch of the stems."""
    beside = False
    for place in range(1, len(found)):
        if kept[found[place] * FIELDS + 4] == lonely and kept[found[place - 1] * FIELDS + 4] == lonely:
            beside = True
    stems = line(found, kept, arena, 1)
    sketch = sketched(stems, sums, bands, fewest)
    return beside, line(found, kept, arena, 0), stems, line(found, kept, arena, 2), sketch

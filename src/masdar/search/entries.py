"""What a lexicon keeps of the pieces it met: as bytes in arrays, some 70 a piece."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from masdar.search import kernels
from masdar.search.kernels import FIELDS

_FEWEST = 1 << 12  # slots at first


class Entry(NamedTuple):
    """Of a piece, in the code: words, stems and 4-grams; whether a lone letter stands at its edge; and, where it is one
    word and 4-grams are made when asked for, how many of its letters are left out of them, else `NO_GRAMS`."""

    words: bytes
    stems: bytes
    grams: bytes
    lonely: bool
    bare: int


class Entries:
    """A generation: hash → id in `keys` and `ids`; of an id, `FIELDS` numbers in `kept` and bytes in `arena`, which are
    longer than what they hold and replaced when they are full."""

    def __init__(self) -> None:
        self.keys = np.zeros(_FEWEST, np.uint64)
        self.ids = np.zeros(_FEWEST, np.int32)
        self.kept = np.empty(_FEWEST * FIELDS, np.int32)
        self.arena = np.empty(_FEWEST * FIELDS, np.uint8)
        self.size = 0  # bytes of tokens
        self._count = 0

    def __len__(self) -> int:
        return self._count

    def add(self, keys: Sequence[int], entries: Sequence[Entry]) -> None:
        """Brings new entries in under their hashes."""
        numbers, at = [], self.size
        for words, stems, grams, lonely, bare in entries:
            numbers.append((at, len(words), len(stems), len(grams), lonely, bare))
            at += len(words) + len(stems) + len(grams)
        written = b"".join(one.words + one.stems + one.grams for one in entries)
        first = len(self)
        self._make_room(len(entries))
        self._append(np.array(numbers, np.int32).reshape(-1), np.frombuffer(written, np.uint8))
        kernels.put(self.keys, self.ids, np.array(keys, np.uint64), np.arange(first, len(self), dtype=np.int32))

    def take(self, hashes: kernels.Keys, other: Entries) -> None:
        """Brings in what another generation has of these hashes."""
        missing, ids = kernels.find(hashes, other.keys, other.ids)
        if missing == len(hashes):
            return
        self._make_room(len(hashes))
        made = kernels.carried(hashes, ids, other.kept, other.arena, self.keys, self.ids, len(self), self.size)
        self._append(*made)

    def _append(self, numbers: kernels.Ids, written: kernels.Bytes) -> None:
        end = FIELDS * self._count + len(numbers)
        if end > len(self.kept):
            self.kept = np.concatenate([self.kept, np.empty(end, np.int32)])
        self.kept[end - len(numbers) : end] = numbers
        if self.size + len(written) > len(self.arena):
            self.arena = np.concatenate([self.arena, np.empty(self.size + len(written), np.uint8)])
        self.arena[self.size : self.size + len(written)] = written
        self._count, self.size = end // FIELDS, self.size + len(written)

    def _make_room(self, more: int) -> None:
        """So many more hashes fill no more than half of the slots."""
        while 2 * (len(self) + more) >= len(self.keys):
            keys, ids = np.zeros(2 * len(self.keys), np.uint64), np.zeros(2 * len(self.keys), np.int32)
            kernels.put(keys, ids, self.keys, self.ids)
            self.keys, self.ids = keys, ids

"""Articles on disk: immutable segments, mapped into memory, with a filter in front of their sorted seeds.

A segment is a folder of numpy arrays, written under another name and renamed when it is whole. Every second seed of an
article is kept: enough for passages of some twenty words, at half the room. What is in memory of a segment is its
filter (twelve bits a seed) and a byte an article that says whether it is to be found here: those of the hot window are
found in memory, and removed ones nowhere.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from masdar.compiling import compiled
from masdar.model import Permalink
from masdar.reuse.aligning import Weights
from masdar.reuse.calendar import HELD, Calendars, marked
from masdar.reuse.candidates import Common, Hits, Known, Numbers
from masdar.reuse.matching import Shelf
from masdar.reuse.postings import FARTHEST, MOST_OF_ONE
from masdar.reuse.seeds import WORDS, Seeds, all_seeds, winnowed
from masdar.reuse.words import Codes, Words

BITS = 12  # of the filter, a seed
LOOKS = 64  # days looked at of a seed, evenly among all that hold it
_ARRAYS = ("hashes", "gaps", "lengths", "starts", "counts", "days", "source", "number", "seeds", "of", "at", "filter")
_SOURCES = "sources.txt"

Said = tuple[Common, Calendars]


class Segment:
    """Some articles on disk, by their place in it."""

    def __init__(self, folder: Path, first: int) -> None:
        """`first` is what its articles' numbers begin with, so that they differ from all others'."""
        self.folder = folder
        self.first = first
        # Mapped as writable, which nothing makes use of, so that the kernels of the memory's arrays serve here too.
        arrays = {name: np.load(folder / f"{name}.npy", mmap_mode="c").view(np.ndarray) for name in _ARRAYS}
        self.hashes, self.gaps, self.lengths = arrays["hashes"], arrays["gaps"], arrays["lengths"]
        self.starts, self.counts, self.days = arrays["starts"], arrays["counts"], arrays["days"]
        self.number, self.source = arrays["number"], arrays["source"]
        self._seeds, self._of, self._at = arrays["seeds"], arrays["of"], arrays["at"]
        self._filter = np.array(arrays["filter"])
        self.sources = (folder / _SOURCES).read_text("utf-8").splitlines()
        self.here = np.zeros(len(self.counts), np.uint8)
        self.cold = False  # whether anything is to be found here

    def __len__(self) -> int:
        return len(self.counts)

    @property
    def bytes(self) -> int:
        """Held in memory, mapped files not counted."""
        return int(self._filter.nbytes + self.here.nbytes)

    @property
    def shelf(self) -> Shelf:
        return Shelf(self.hashes, self.starts, self.counts)

    def key(self, place: int) -> Permalink:
        return Permalink(self.sources[self.source[place]], int(self.number[place]))

    def place(self, key: Permalink) -> int:
        """Where an article stands; -1 where it does not."""
        if key.source not in self.sources:
            return -1
        found = np.flatnonzero((self.number == key.number) & (self.source == self.sources.index(key.source)))
        return int(found[-1]) if len(found) else -1

    def words(self, place: int) -> Words:
        here = slice(int(self.starts[place]), int(self.starts[place]) + int(self.counts[place]))
        return Words(self.hashes[here], self.gaps[here], self.lengths[here])

    def gather(self, seeds: Seeds, weights: Weights, hits: Hits, found: int, said: Said) -> int:
        """Adds the hits of a question to those found already; returns how many there are now."""
        postings = self._seeds, self._of, self._at
        return int(
            _gather(seeds, weights, postings, self._filter, (self.here, self.days), (hits, found, self.first, said))
        )


Kept = tuple[Permalink, Words, int]  # an article's name, words and day


def write(folder: Path, kept: Sequence[Kept]) -> None:
    """Makes a segment of some articles. The folder appears whole or not at all."""
    names = list(dict.fromkeys(key.source for key, _, _ in kept))
    index = {name: at for at, name in enumerate(names)}
    counts = np.array([len(words) for _, words, _ in kept], np.int32)
    starts = np.concatenate([[0], np.cumsum(counts, dtype=np.int64)[:-1]]).astype(np.int64)
    picked = [_picked(words.hashes) for _, words, _ in kept]
    seeds = np.concatenate([seeds for seeds, _ in picked])
    of = np.repeat(np.arange(len(kept), dtype=np.uint32), [len(seeds) for seeds, _ in picked])
    order = np.argsort(seeds, kind="stable")
    arrays = {
        "hashes": np.concatenate([words.hashes for _, words, _ in kept]),
        "gaps": np.concatenate([words.gaps for _, words, _ in kept]),
        "lengths": np.concatenate([words.lengths for _, words, _ in kept]),
        "starts": starts,
        "counts": counts,
        "days": np.array([day for _, _, day in kept], np.int32),
        "source": np.array([index[key.source] for key, _, _ in kept], np.uint16),
        "number": np.array([key.number for key, _, _ in kept], np.int64),
        "seeds": seeds[order],
        "of": of[order],
        "at": np.concatenate([at for _, at in picked])[order],
        "filter": _filter(seeds),
    }
    passing = folder.with_name(f"{folder.name}.new")
    shutil.rmtree(passing, ignore_errors=True)
    passing.mkdir(parents=True)
    for name, array in arrays.items():
        with (passing / f"{name}.npy").open("wb") as file:
            np.save(file, array)
            file.flush()
            os.fsync(file.fileno())
    (passing / _SOURCES).write_text("\n".join(names), "utf-8")
    os.replace(passing, folder)


def _picked(hashes: Codes) -> tuple[Seeds, NDArray[np.uint16]]:
    seeds = all_seeds(np.ascontiguousarray(hashes))
    picks = winnowed(seeds)
    picks = picks[picks <= FARTHEST]
    mine = seeds[picks]
    half = (mine >> np.uint64(32)) & np.uint64(1) == 0
    return mine[half], picks[half].astype(np.uint16)


@compiled
def _filter(seeds: Seeds) -> NDArray[np.uint64]:
    """Three bits in one word of 64 for each seed (a blocked Bloom filter)."""
    filtered = np.zeros(max(len(seeds) * BITS // 64, 1), np.uint64)
    for seed in seeds:
        filtered[_block(seed, len(filtered))] |= _bits(seed)
    return filtered


@compiled
def _block(seed: np.uint64, size: int) -> np.int64:
    return np.int64(((seed >> np.uint64(32)) * np.uint64(size)) >> np.uint64(32))


@compiled
def _bits(seed: np.uint64) -> np.uint64:
    one = np.uint64(1)
    bits = (one << (seed & np.uint64(63))) | (one << ((seed >> np.uint64(6)) & np.uint64(63)))
    return np.uint64(bits | (one << ((seed >> np.uint64(12)) & np.uint64(63))))


@compiled
def _gather(
    seeds: Seeds,
    weights: Weights,
    postings: tuple[Seeds, NDArray[np.uint32], NDArray[np.uint16]],
    filtered: NDArray[np.uint64],
    known: Known,
    into: tuple[Hits, int, int, Said],
) -> int:
    held, of, places = postings
    here, days = known
    hits, found, first, (common, calendars) = into
    size = len(held)
    for at in range(len(seeds)):
        seed = seeds[at]
        if (seed >> np.uint64(32)) & np.uint64(1) or size == 0:
            continue
        bits = _bits(seed)
        if filtered[_block(seed, len(filtered))] & bits != bits:
            continue
        low = _lowest(held, seed)
        many = _many(held, low, seed)
        if many == 0:
            continue
        calendar = HELD
        for look in range(0, many, max(many // LOOKS, 1)):
            calendar |= marked(days[of[low + look]])
        calendars[at] |= calendar
        told = np.float32(0)
        for word in range(at, at + WORDS):
            told += weights[word]
            if common[word] == 0 or many < common[word]:
                common[word] = many
        told /= np.float32(1 + np.log2(many) / 2)
        for posting in range(low, low + min(many, MOST_OF_ONE)):
            if found == len(hits.ours):
                return found
            if here[of[posting]]:
                hits.articles[found] = first + of[posting]
                hits.ours[found], hits.theirs[found] = at, places[posting]
                hits.telling[found] = told
                found += 1
    return found


@compiled
def _lowest(held: Seeds, seed: np.uint64) -> int:
    """Where a seed begins among the sorted: near where evenly spread ones would have it, then by halves."""
    size = len(held)
    guess = np.int64(((seed >> np.uint64(32)) * np.uint64(size)) >> np.uint64(32))
    low = high = guess
    step = 64
    while low > 0 and held[low] >= seed:
        low = np.int64(low - step) if low > step else np.int64(0)
        step *= 2
    step = 64
    while high < size and held[high] < seed:
        high = np.int64(high + step) if high + step < size else np.int64(size)
        step *= 2
    while low < high:
        middle = (low + high) // 2
        if held[middle] < seed:
            low = np.int64(middle + 1)
        else:
            high = middle
    return int(low)


@compiled
def _many(held: Seeds, low: int, seed: np.uint64) -> int:
    """How often a seed stands among the sorted, where it begins at `low`."""
    size = len(held)
    step = 1
    while low + step < size and held[low + step] == seed:
        step *= 2
    high = min(low + step, size)
    begin = low
    while begin < high:
        middle = (begin + high) // 2
        if held[middle] == seed:
            begin = middle + 1
        else:
            high = middle
    return begin - low


def together(segments: Sequence[Segment], numbers: Sequence[Numbers]) -> list[Kept]:
    """What is to stand in one segment in place of some: of each, the articles at the places given."""
    made: list[Kept] = []
    for segment, places in zip(segments, numbers, strict=True):
        made += [(segment.key(place), segment.words(place), int(segment.days[place])) for place in places.tolist()]
    return made

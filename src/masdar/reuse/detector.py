"""Articles in, passages out: `ask` what stands elsewhere, `add`, `remove`.

The hot window's articles are found in memory, older ones in segments on disk. What is added stands in memory until
there is enough of it for a segment; then it is written, and stays in memory too while it is young.
"""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import numpy as np

from masdar.model import Match, Permalink
from masdar.reuse.calendar import Said, is_formula, times_said
from masdar.reuse.candidates import Numbers, choose, damped, room_for_hits
from masdar.reuse.matching import LEAST, Candidates, align
from masdar.reuse.memory import Memory
from masdar.reuse.rarity import Rarity
from masdar.reuse.seeds import WORDS, Seeds, all_seeds
from masdar.reuse.segments import Kept, Segment, together, write
from masdar.reuse.shelves import Folder, State, source_highest
from masdar.reuse.words import Words, read_words

HOT_DAYS = 90
FLUSHED = 5_000  # articles a new segment has, at most some half a minute of reading again after a crash
MERGED = 6  # segments of about one size are made one
LARGEST = 200_000  # articles; segments so large are left as they are
_EMPTY = 0.3  # of a memory's articles that may be dead before it is made anew
_SPREAD = 1 << 32  # a segment's articles are numbered from a multiple of this


class Detector:
    """Not safe to use from several threads at once. Without a folder all is in memory and gone at the end."""

    def __init__(self, folder: Path | None = None, hot_days: int = HOT_DAYS) -> None:
        self._hot_days = hot_days
        self._today = 0
        self._memory = Memory()
        self._rarity = Rarity()
        self._keys: list[Permalink] = []  # by number in memory
        self._numbers: dict[Permalink, int] = {}
        self._waiting: dict[Permalink, int] = {}  # in no segment yet; number in memory
        self._segments: list[Segment] = []
        self._hits = room_for_hits()
        self._folder = Folder(folder) if folder is not None else None
        self._state = State()
        self._position = 0
        self._last = "", (read_words(""), all_seeds(read_words("").hashes))  # a text that was read, and what was read
        self._gone: set[tuple[int, int]] = set()  # (segment, place) of what was removed
        if self._folder is not None:
            self._load(self._folder)

    @property
    def bytes(self) -> int:
        """Memory held, mapped files not counted."""
        return self._memory.bytes + self._rarity.bytes + sum(segment.bytes for segment in self._segments)

    def __len__(self) -> int:
        return len(self._numbers) + sum(int(segment.here.sum()) for segment in self._segments)

    def position(self) -> int:
        return self._state.position

    # --- what is known ----------------------------------------------------------------------------------------------

    def add(self, key: Permalink, text: str, at: datetime | None = None) -> None:
        day = int(at.timestamp() // 86_400) if at is not None else 0
        if not source_highest(self._state.highest, key):
            self.remove(key)
        self._remember(key, *self._read(text), day)
        self._waiting[key] = self._numbers[key]

    def _read(self, text: str) -> tuple[Words, Seeds]:
        """The words and seeds of a text. What is asked about is mostly added next, so the last one's are kept."""
        if text != self._last[0]:
            words = read_words(text)
            self._last = text, (words, all_seeds(words.hashes))
        return self._last[1]

    def _remember(self, key: Permalink, words: Words, seeds: Seeds, day: int) -> None:
        number = self._memory.add(words, seeds, day)
        self._numbers[key] = number
        self._keys.append(key)
        self._rarity.add(words.hashes)
        self._today = max(self._today, day)

    def remove(self, key: Permalink) -> bool:
        number = self._numbers.pop(key, None)
        known = number is not None
        if number is not None:
            self._memory.remove(number)
        if self._waiting.pop(key, None) is None:
            for index, segment in enumerate(self._segments):
                place = segment.place(key)
                if place >= 0 and (self._state.segments[index], place) not in self._gone:
                    known = True
                    segment.here[place] = 0
                    self._gone.add((self._state.segments[index], place))
        return known

    # --- asking -----------------------------------------------------------------------------------------------------

    def ask(self, text: str, besides: Permalink | None = None) -> list[Match]:
        found = [match for match in self._ask(*self._read(text)) if match.other != besides]
        return sorted(found, key=lambda match: (match.start, -match.score))

    def _ask(self, words: Words, seeds: Seeds) -> list[Match]:
        weights = self._rarity.weigh(words.hashes)
        said = common, calendars = np.zeros(len(words), np.int32), np.zeros(len(seeds), np.uint64)
        found = self._memory.gather(seeds, weights, self._hits, said)
        for segment in self._segments:
            if segment.cold:
                found = segment.gather(seeds, weights, self._hits, found, said)
        if not found:
            return []
        candidates = Candidates(*choose(self._hits, found), self._hits)
        weights = damped(weights, common)
        often = times_said(calendars, WORDS, len(words))
        made = self._matches(words, align(words.hashes, weights, self._memory.shelf, candidates, 0), None, often)
        for segment in self._segments:
            if segment.cold:
                rows = align(words.hashes, weights, segment.shelf, candidates, segment.first)
                made += self._matches(words, rows, segment, often)
        return made

    def _matches(
        self, words: Words, aligned: tuple[Numbers, np.ndarray], segment: Segment | None, often: Said
    ) -> list[Match]:
        rows, scores = aligned
        if not len(rows):
            return []
        made = []
        for (article, i, i_end, j, j_end, shared), score in zip(rows.tolist(), scores.tolist(), strict=True):
            if is_formula(often, i, i_end, LEAST):
                continue
            if segment is None:
                key, theirs = self._keys[article], self._memory.words(article)
            else:
                key, theirs = segment.key(article - segment.first), segment.words(article - segment.first)
            ours = words.span(i, i_end)
            made.append(Match(key, *ours, *theirs.span(j, j_end), shared, i_end - i, j_end - j, score))
        return made

    # --- on disk ----------------------------------------------------------------------------------------------------

    def keep(self, position: int) -> None:
        """What was added and removed so far belongs to that change. Written when there is enough of it, or at
        `close`."""
        self._position = position
        if len(self._waiting) >= FLUSHED:
            self._flush()

    def close(self) -> None:
        """Writes what waits, and merges small segments: a line run every few minutes would leave one each time. What is
        old cools the next time, and large segments merge then, since both want memory for a while."""
        if self._folder is not None and (self._waiting or self._position != self._state.position):
            self._write_waiting(self._folder)
            self._merge(self._folder, FLUSHED)
            self._save(self._folder)

    def _load(self, folder: Folder) -> None:
        self._state, counts = folder.load()
        self._position = self._state.position
        self._gone = set(self._state.removed)
        self._segments = [self._open(folder, number) for number in self._state.segments]
        self._today = max((int(segment.days.max()) for segment in self._segments if len(segment)), default=0)
        young = [np.flatnonzero(segment.here & (segment.days >= self._horizon)) for segment in self._segments]
        count = sum(int(segment.counts[places].sum()) for segment, places in zip(self._segments, young, strict=True))
        if count:
            self._memory.reserve(sum(map(len, young)), count)
        for segment, places in zip(self._segments, young, strict=True):
            for place in places.tolist():
                words = segment.words(place)
                self._remember(segment.key(place), words, all_seeds(words.hashes), int(segment.days[place]))
                segment.here[place] = 0
            segment.cold = bool(segment.here.any())
        if counts is not None:
            self._rarity.restore(counts, self._state.articles)

    @property
    def _horizon(self) -> int:
        return self._today - self._hot_days

    def _open(self, folder: Folder, number: int) -> Segment:
        segment = Segment(folder.segment(number), number * _SPREAD)
        segment.here[:] = 1
        for _, place in (one for one in self._gone if one[0] == number):
            segment.here[place] = 0
        return segment

    def _flush(self) -> None:
        if self._folder is None:
            return
        self._write_waiting(self._folder)
        self._cool()
        self._merge(self._folder)
        self._save(self._folder)

    def _write_waiting(self, folder: Folder) -> None:
        if self._waiting:
            kept: list[Kept] = [
                (key, self._memory.words(number), self._memory.day(number)) for key, number in self._waiting.items()
            ]
            self._new(folder, kept)
            self._waiting.clear()

    def _save(self, folder: Folder) -> None:
        state = self._state
        state.position, state.articles = self._position, self._rarity.articles
        standing = set(state.segments)
        state.removed = sorted(one for one in self._gone if one[0] in standing)
        folder.save(state, self._rarity.counts)

    def _new(self, folder: Folder, kept: list[Kept]) -> Segment:
        number = self._state.next
        self._state.next += 1
        write(folder.segment(number), kept)
        self._state.segments.append(number)
        segment = Segment(folder.segment(number), number * _SPREAD)
        segment.here[:] = [0 if key in self._numbers else 1 for key, _, _ in kept]
        segment.cold = bool(segment.here.any())
        self._segments.append(segment)
        return segment

    def _cool(self) -> None:
        """What is older than the hot window is found on disk from now on."""
        old = [key for key, number in self._numbers.items() if self._memory.day(number) < self._horizon]
        for key in old:
            self._memory.remove(self._numbers.pop(key))
            for index, segment in enumerate(self._segments):
                place = segment.place(key)
                if place >= 0 and (self._state.segments[index], place) not in self._gone:
                    segment.here[place], segment.cold = 1, True
        if self._memory.removed > _EMPTY * max(self._memory.count, 1):
            self._compact()

    def _compact(self) -> None:
        """The memory anew, without what was removed from it."""
        old, keys = self._memory, self._keys
        self._memory, self._keys, self._numbers = Memory(), [], {}
        for number in range(old.count):
            if old.lives(number):
                words = old.words(number)
                self._numbers[keys[number]] = self._memory.add(words, all_seeds(words.hashes), old.day(number))
                self._keys.append(keys[number])

    def _merge(self, folder: Folder, largest: int = LARGEST) -> None:
        """Segments of about one size become one, without what was removed; those that are large are left alone."""
        by_size: dict[int, list[int]] = {}
        for index, segment in enumerate(self._segments):
            if len(segment) < largest:
                by_size.setdefault(len(str(len(segment) * 2 // FLUSHED)), []).append(index)
        chosen = next((indexes for indexes in by_size.values() if len(indexes) >= MERGED), None)
        if chosen is None:
            return
        parts = [self._segments[index] for index in chosen]
        numbers = [self._state.segments[index] for index in chosen]
        places = [
            np.array([place for place in range(len(part)) if (number, place) not in self._gone], np.int64)
            for part, number in zip(parts, numbers, strict=True)
        ]
        kept = together(parts, places)
        for index in reversed(chosen):
            del self._segments[index], self._state.segments[index]
        if kept:
            self._new(folder, kept)

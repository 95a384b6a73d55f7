"""The folder of a detector: which segments count, up to which change they go, and what was removed since.

`state.json` says so and is replaced whole, after the segments it names are on disk; what it does not name is left over
from a crash and goes. So a killed process loses at most what came after the last flush, and the change log has that.
"""

from __future__ import annotations

import os
import shutil
from dataclasses import dataclass, field
from pathlib import Path

import msgspec
import numpy as np

from masdar.model import Permalink
from masdar.reuse.rarity import Counts

VERSION = 1  # of the files' form; another is thrown away and made anew from the store
_STATE, _RARITY = "state.json", "rarity-{}.npy"


@dataclass(slots=True)
class State:
    """`removed` are articles that stand in a segment and are not to be found there."""

    version: int = VERSION
    position: int = 0
    segments: list[int] = field(default_factory=list)
    removed: list[tuple[int, int]] = field(default_factory=list)  # (segment, place)
    highest: dict[str, int] = field(default_factory=dict)  # source → its highest number ever added
    articles: int = 0  # counted for how rare words are
    rarity: int = 0
    next: int = 1


class Folder:
    """Reads and writes the state; names segments' folders."""

    def __init__(self, path: Path) -> None:
        self.path = path
        path.mkdir(parents=True, exist_ok=True)

    def load(self) -> tuple[State, Counts | None]:
        """The state, and the words' counts where they are kept."""
        try:
            state = msgspec.json.decode((self.path / _STATE).read_bytes(), type=State)
        except (FileNotFoundError, msgspec.DecodeError):
            state = State()
        if state.version != VERSION:
            state = State()
        self._sweep(state)
        counts = self.path / _RARITY.format(state.rarity)
        return state, np.load(counts) if state.rarity and counts.exists() else None

    def segment(self, number: int) -> Path:
        return self.path / f"segment-{number:06d}"

    def save(self, state: State, counts: Counts) -> None:
        """Segments named must be on disk already."""
        state.rarity = state.next
        state.next += 1
        with (self.path / _RARITY.format(state.rarity)).open("wb") as file:
            np.save(file, counts)
            file.flush()
            os.fsync(file.fileno())
        passing = self.path / f"{_STATE}.new"
        with passing.open("wb") as file:
            file.write(msgspec.json.encode(state))
            file.flush()
            os.fsync(file.fileno())
        os.replace(passing, self.path / _STATE)
        self._sweep(state)

    def _sweep(self, state: State) -> None:
        """Removes what the state does not name."""
        named = {self.segment(number).name for number in state.segments}
        named |= {_STATE, _RARITY.format(state.rarity)}
        for found in self.path.iterdir():
            if found.name in named:
                continue
            if found.is_dir() and found.name.startswith("segment-"):
                shutil.rmtree(found, ignore_errors=True)
            elif found.is_file() and found.name.startswith(("rarity-", _STATE)):
                found.unlink(missing_ok=True)


def source_highest(highest: dict[str, int], key: Permalink) -> bool:
    """Whether an article's number is higher than all of its source's before; it is remembered."""
    known = highest.get(key.source, 0)
    highest[key.source] = max(known, key.number)
    return key.number > known

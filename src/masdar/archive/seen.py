"""Which contents were archived before, so that the same answer is written as a revisit.

Only the newest are remembered: content that comes back comes back soon, and forgetting costs space, never truth. Beside
each WARC file lies a file of fixed rows, appended after the records they name are on disk; a new process reads the
newest of them. A torn row, or a row file that is lost, is passed over.
"""

from __future__ import annotations

import hashlib
import struct
import uuid
from collections import OrderedDict
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

SUFFIX = ".seen"
MOST = 50_000  # contents remembered, some 15 MB
ROW = struct.Struct(">16sQq16s32s")  # key, offset, microseconds since 1970, record id, payload's SHA-256

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Sighting:
    """A record that holds a content."""

    file: str
    offset: int
    at: datetime
    record: uuid.UUID
    payload: bytes  # SHA-256


def content_key(url: str, coding: str, digest: bytes) -> bytes:
    """The same body, in the same coding, at the same address."""
    return hashlib.blake2b(f"{url}\n{coding}\n".encode("utf-8", "replace") + digest, digest_size=16).digest()


class Seen:
    """The newest contents of a folder of WARC files. Not for several threads at once."""

    def __init__(self) -> None:
        self._rows: OrderedDict[bytes, tuple[str, bytes]] = OrderedDict()
        self._unsaved: dict[str, bytearray] = {}

    def find(self, key: bytes) -> Sighting | None:
        entry = self._rows.get(key)
        if entry is None:
            return None
        self._rows.move_to_end(key)
        file, row = entry
        _, offset, micros, record, payload = ROW.unpack(row)
        return Sighting(file, offset, _EPOCH + timedelta(microseconds=micros), uuid.UUID(bytes=record), payload)

    def add(self, key: bytes, sighting: Sighting) -> None:
        micros = (sighting.at - _EPOCH) // timedelta(microseconds=1)
        row = ROW.pack(key, sighting.offset, micros, sighting.record.bytes, sighting.payload)
        self._rows[key] = (sighting.file, row)
        self._unsaved.setdefault(sighting.file, bytearray()).extend(row)
        if len(self._rows) > MOST:
            self._rows.popitem(last=False)

    def forget_file(self, file: str) -> None:
        """A file could not be written: nothing may refer to it."""
        self._unsaved.pop(file, None)
        for key in [key for key, entry in self._rows.items() if entry[0] == file]:
            del self._rows[key]

    def take_unsaved(self) -> dict[str, bytearray]:
        """The rows of records that are about to be on disk."""
        unsaved, self._unsaved = self._unsaved, {}
        return unsaved

    def load(self, folder: Path) -> None:
        """Remembers the newest rows of a folder."""
        newest: list[tuple[str, bytes]] = []
        for path in sorted(folder.glob(f"*.warc.gz{SUFFIX}"), reverse=True):
            warc = path.with_name(path.name.removesuffix(SUFFIX))
            if not warc.is_file():
                continue
            newest.extend(_rows(path, warc, MOST - len(newest)))
            if len(newest) >= MOST:
                break
        for file, row in reversed(newest):
            self._rows[row[:16]] = (file, row)


def save(folder: Path, rows: dict[str, bytearray]) -> None:
    """Appends rows beside their WARC files."""
    for file, data in rows.items():
        with (folder / f"{file}{SUFFIX}").open("ab") as handle:
            handle.write(data)


def _rows(path: Path, warc: Path, most: int) -> list[tuple[str, bytes]]:
    """The last rows of a file, newest first, as far as their records are within the WARC file."""
    end = warc.stat().st_size
    whole = path.stat().st_size // ROW.size
    with path.open("rb") as handle:
        handle.seek(max(whole - most, 0) * ROW.size)
        data = handle.read(min(whole, most) * ROW.size)
    rows = (data[at : at + ROW.size] for at in range(len(data) - ROW.size, -1, -ROW.size))
    return [(warc.name, row) for row in rows if ROW.unpack(row)[1] < end]

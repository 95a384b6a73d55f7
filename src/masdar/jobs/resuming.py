"""Importing a WARC file from where an earlier import of it stopped.

How far a file was imported is remembered by what the file is (its size and beginning), not by its name, and is believed
only where the article that was kept last is in the store: so another store, or one begun anew, gets the whole file.
"""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

import msgspec

from masdar.archive import WarcStream
from masdar.contracts import Reading, Store
from masdar.jobs.transfer import BadFile, Imported, Importer, Progress

BEGINNING = 2**20  # bytes that tell one file from another


class Mark(msgspec.Struct, frozen=True):
    """How far a file was imported, and an article of it that the store then held."""

    file: str
    offset: int
    source: str
    url: str


class Marks:
    """The marks of all files, one small JSON file each. `again`: none is believed."""

    def __init__(self, folder: Path, store: Store, *, again: bool = False) -> None:
        self._folder = folder
        self._store = store
        self._again = again

    def reached(self, file: Path) -> int:
        """The byte to go on from; 0 where nothing is known. Raises BadFile where what is remembered is unreadable."""
        place = self._place(file)
        if self._again or not place.is_file():
            return 0
        try:
            mark = msgspec.json.decode(place.read_bytes(), type=Mark)
        except msgspec.DecodeError as error:
            raise BadFile(f"{place} cannot be read: {error}. Remove it to import the whole file.") from error
        held = self._store.by_url(mark.source, mark.url) is not None
        return mark.offset if held and 0 < mark.offset <= file.stat().st_size else 0

    def put(self, file: Path, offset: int, kept: Reading) -> None:
        place = self._place(file)
        self._folder.mkdir(parents=True, exist_ok=True)
        mark = Mark(file.name, offset, kept.article.source, kept.article.url)
        passing = place.with_suffix(".new")
        passing.write_bytes(msgspec.json.encode(mark))
        os.replace(passing, place)

    def _place(self, file: Path) -> Path:
        with file.open("rb") as stream:
            known = hashlib.blake2b(stream.read(BEGINNING), digest_size=16)
        known.update(str(file.stat().st_size).encode())
        return self._folder / f"{known.hexdigest()}.json"


def import_warc(importer: Importer, file: Path, marks: Marks, progress: Progress) -> Imported:
    """Imports the rest of a WARC file; `progress` is told the bytes read. Raises BadFile, OSError."""
    start = marks.reached(file)
    latest: Reading | None = None
    with file.open("rb") as opened:
        stream = WarcStream(opened, start=start)

        def kept(reading: Reading) -> None:
            nonlocal latest
            latest = reading
            marks.put(file, stream.resume, reading)

        try:
            done = importer.captures(stream, lambda count: progress(stream.position), kept)
        except ValueError as error:
            raise BadFile(f"{file}: {error}") from error
        if latest is not None:
            marks.put(file, stream.resume, latest)
        progress(stream.position)
    done.begun_at = start
    return done

"""The archive: a folder of WARC files, one per day, process and size, each record a gzip member of its own.

Nothing is ever changed or appended to by another process, so a crash can only tear the end of the dead process's own
file, and any number of collectors share a folder.
"""

from __future__ import annotations

import hashlib
import os
import threading
import uuid
from collections import OrderedDict
from collections.abc import Iterable, Iterator
from pathlib import Path

from masdar.archive import captures
from masdar.archive.members import Torn, deflate, member_at, walk_members
from masdar.archive.records import Malformed, Record, parse
from masdar.archive.seen import Seen, Sighting, save
from masdar.archive.volume import Volume, writer_name
from masdar.contracts import Clock
from masdar.model import Capture, CaptureRef

OPEN_FILES = 16  # kept open for reading


class WarcArchive:
    """`contracts.Archive` in a folder. Every method may be called from any thread.

    `max_bytes`: the size at which a new file is begun. OSError (a full disk) comes out of `write` or `flush`; what was
    written since the last good `flush` is then lost, what was before is not. It comes out of one `flush`, and of every
    other that names what was lost."""

    def __init__(self, folder: Path, *, max_bytes: int, clock: Clock, read_only: bool = False) -> None:
        self._folder = folder
        self._max_bytes = max_bytes
        self._clock = clock
        self._read_only = read_only
        self._seen: Seen | None = None  # read when the first capture is written
        self._writer = writer_name()
        self._count = 0  # files begun, so that their names sort as they were written
        self._volume: Volume | None = None
        self._finished: list[Volume] = []  # full, not yet on disk
        self._failure: OSError | None = None
        self._lost: dict[str, int] = {}  # files that were given up, and up to which byte they stand
        self._begun = False  # a file was made since the last flush
        self._lock = threading.Lock()
        self._flushing = threading.Lock()
        self._readers = _Readers(folder)

    # --- writing ----------------------------------------------------------------------------------------------------

    def write(self, capture: Capture) -> CaptureRef:
        if self._read_only:
            raise PermissionError("the archive was opened for reading")
        prepared = captures.prepare(capture)
        with self._lock:
            if self._seen is None:
                self._seen = Seen()
                self._seen.load(self._folder)
            try:
                return self._write(prepared, self._seen)
            except OSError as error:
                self._failure = error
                raise

    def _write(self, prepared: captures.Prepared, seen: Seen) -> CaptureRef:
        number = uuid.uuid4()
        volume = self._current()
        known = seen.find(prepared.key) if prepared.payload else None
        if known is not None:
            member = deflate(captures.revisit(prepared, number, volume.id, known), captures.PAGE_LEVEL)
            return CaptureRef(volume.name, volume.append(member), prepared.digest, revisit=True)
        member = deflate(captures.response(prepared, number, volume.id), prepared.level)
        offset = volume.append(member)
        if prepared.payload:
            at = prepared.capture.fetched_at
            seen.add(prepared.key, Sighting(volume.name, offset, at, number, prepared.payload_digest))
        return CaptureRef(volume.name, offset, prepared.digest)

    def _current(self) -> Volume:
        """The file to write to now."""
        now = self._clock()
        volume = self._volume
        if volume is not None and (volume.broken or volume.day != now.date() or volume.size >= self._max_bytes):
            self._volume = None
            self._leave(volume)
        if self._volume is None:
            self._count += 1
            self._volume = Volume(self._folder, now, f"{self._writer}-{self._count:05d}")
            self._begun = True
        return self._volume

    def _leave(self, volume: Volume) -> None:
        """No more is written to the file: it waits for the next flush, or is given up where the disk refused it."""
        try:
            if not volume.broken:
                volume.drain()
        finally:
            if volume.broken:
                self._give_up(volume)
            else:
                volume.synced = False
                self._finished.append(volume)

    def _give_up(self, volume: Volume) -> None:
        if self._seen is not None:
            self._seen.forget_file(volume.name)
        self._lost[volume.name] = volume.durable
        volume.close()

    def flush(self, refs: Iterable[CaptureRef] = ()) -> None:
        """Everything written before is on disk when this returns: one fsync a file. Writing goes on meanwhile."""
        with self._flushing:
            with self._lock:
                self._raise_failure()
                self._drain_current()
                finished = list(self._finished)
                volumes = [*finished, *([self._volume] if self._volume is not None else [])]
                begun, self._begun = self._begun, False
                rows = self._seen.take_unsaved() if self._seen is not None else {}
            try:
                for volume in volumes:
                    volume.sync()
                if begun:
                    self._sync_folder()
            except OSError:
                self._begun = self._begun or begun
                raise
            finally:
                self._retire(finished)
            save(self._folder, rows)
            for ref in refs:
                if ref.offset >= self._lost.get(ref.file, ref.offset + 1):
                    raise OSError(f"{ref.file} {ref.offset}: lost when the file could not be written")

    def _drain_current(self) -> None:
        """Hands over what the current file holds. One the disk refused is given up: the system tells of a failed write
        once, and would call the next attempt a success."""
        volume = self._volume
        if volume is not None and volume.broken:
            self._volume = None
            self._give_up(volume)
        elif volume is not None:
            volume.drain()

    def _raise_failure(self) -> None:
        """What was written before and is lost must be told once, whatever was written since."""
        if self._failure is not None:
            failure, self._failure = self._failure, None
            raise OSError(*failure.args) from failure

    def _retire(self, finished: list[Volume]) -> None:
        """Closes files that are whole on disk or never will be; the others wait for the next flush."""
        with self._lock:
            for volume in finished:
                if volume.broken:
                    self._give_up(volume)
                elif volume.synced:
                    volume.close()
                else:
                    continue
                self._finished.remove(volume)

    def _sync_folder(self) -> None:
        handle = os.open(self._folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)

    def close(self) -> None:
        try:
            self.flush()
        finally:
            with self._lock:
                volume, self._volume = self._volume, None
                for left in (*self._finished, *([volume] if volume is not None else [])):
                    left.close()
                self._finished.clear()
            self._readers.close()

    # --- reading ----------------------------------------------------------------------------------------------------

    def read(self, ref: CaptureRef) -> Capture:
        """One seek, one member; for a revisit two. Raises KeyError where the record is not there, or is not what the
        reference says."""
        self._drain(ref.file)
        try:
            capture = captures.read(self._readers.record(ref.file, ref.offset), self._readers.record)
        except (OSError, Torn, Malformed) as error:
            raise KeyError(f"{ref.file} {ref.offset}: {error}") from error
        if ref.digest != f"sha256:{hashlib.sha256(capture.body).hexdigest()}":
            raise KeyError(f"{ref.file} {ref.offset}: the body is not the one that was archived")
        return capture

    def walk(self) -> Iterator[tuple[CaptureRef, Capture]]:
        """File by file in the order they were begun. Records that are torn or damaged, and revisits of such, are passed
        over."""
        self._drain()
        for path in sorted(self._folder.glob("*.warc.gz")):
            yield from self._walk_file(path)

    def _walk_file(self, path: Path) -> Iterator[tuple[CaptureRef, Capture]]:
        handle = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
        try:
            info = ""
            for offset, data, damaged in walk_members(handle):
                try:
                    record = parse(data)
                    if record.type == "warcinfo" and not damaged:
                        info = record.fields.get("warc-record-id", "")
                    # After damage only this file's own records count: a page could hold bytes that look like one.
                    if damaged and record.fields.get("warc-warcinfo-id") != info:
                        continue
                    if record.type not in ("response", "revisit"):
                        continue
                    capture = captures.read(record, self._readers.record)
                except (OSError, Torn, Malformed):
                    continue
                digest = captures.body_digest(record) or f"sha256:{hashlib.sha256(capture.body).hexdigest()}"
                yield CaptureRef(path.name, offset, digest, record.type == "revisit"), capture
        finally:
            os.close(handle)

    def _drain(self, file: str = "") -> None:
        """What is still in memory becomes readable."""
        with self._lock:
            volume = self._volume
            if volume is not None and not volume.broken and file in ("", volume.name):
                volume.drain()


class _Readers:
    """A few files held open for reading."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._handles: OrderedDict[str, int] = OrderedDict()
        self._lock = threading.Lock()

    def record(self, file: str, offset: int) -> Record:
        """Raises OSError, Torn, Malformed."""
        with self._lock:
            return parse(member_at(self._handle(file), offset)[0])

    def _handle(self, file: str) -> int:
        handle = self._handles.pop(file, None)
        if handle is None:
            if Path(file).name != file or not file.endswith(".warc.gz"):
                raise Malformed("no file of this archive")
            handle = os.open(self._folder / file, os.O_RDONLY | os.O_CLOEXEC)
            if len(self._handles) >= OPEN_FILES:
                os.close(self._handles.popitem(last=False)[1])
        self._handles[file] = handle
        return handle

    def close(self) -> None:
        with self._lock:
            while self._handles:
                os.close(self._handles.popitem()[1])

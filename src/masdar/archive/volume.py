"""One WARC file being written: its name, its buffer, and what is on disk."""

from __future__ import annotations

import os
import platform
import re
import secrets
import uuid
from datetime import datetime
from pathlib import Path

from masdar.archive.members import deflate
from masdar.archive.records import build, date_field, record_id

BUFFER = 2**20
SOFTWARE = "Masdar"


def writer_name() -> str:
    """A name no other writer has: host, process and chance."""
    host = re.sub(r"[^A-Za-z0-9]+", "-", platform.node())[:32].strip("-") or "host"
    return f"{host}-{os.getpid()}-{secrets.token_hex(4)}"


class Volume:
    """A file nobody else writes to: moment and writer are in its name. Members are appended whole; after a failed write
    the volume must be left (`broken`)."""

    def __init__(self, folder: Path, now: datetime, writer: str) -> None:
        self.name = f"masdar-{now:%Y%m%d%H%M%S%f}-{writer}.warc.gz"
        self.day = now.date()
        self.id = uuid.uuid4()
        self.broken = False
        self.synced = False  # on disk as far as it was handed to the system
        self._buffer = bytearray()
        self.written = 0  # bytes handed to the system
        self.durable = 0  # bytes known to be on disk
        self._handle = os.open(folder / self.name, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o644)
        self.append(deflate(self._warcinfo(now), 6))

    def _warcinfo(self, now: datetime) -> bytes:
        block = f"software: {SOFTWARE}\r\nformat: WARC File Format 1.1\r\nhostname: {platform.node()}\r\n"
        fields = [
            ("WARC-Type", "warcinfo"),
            ("WARC-Record-ID", record_id(self.id)),
            ("WARC-Date", date_field(now)),
            ("WARC-Filename", self.name),
            ("Content-Type", "application/warc-fields"),
        ]
        return build(fields, block.encode("utf-8", "replace"))

    @property
    def size(self) -> int:
        return self.written + len(self._buffer)

    def append(self, member: bytes) -> int:
        """The offset at which the member begins. Raises OSError."""
        offset = self.size
        self._buffer += member
        if len(self._buffer) >= BUFFER:
            self.drain()
        return offset

    def drain(self) -> None:
        """Hands everything to the system. Raises OSError."""
        try:
            while self._buffer:
                count = os.write(self._handle, self._buffer)
                self.written += count
                self.synced = False
                del self._buffer[:count]
        except OSError:
            self.broken = True
            raise

    def sync(self) -> None:
        """What was handed to the system is on disk after this. Raises OSError."""
        written = self.written  # more may be handed over meanwhile
        try:
            os.fsync(self._handle)
            self.synced, self.durable = True, written
        except OSError:
            self.broken = True
            raise

    def close(self) -> None:
        os.close(self._handle)

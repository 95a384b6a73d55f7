"""WARC files that others wrote: gzip or plain, a record a member or not, of any size, read as a stream."""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from masdar.archive import captures, message
from masdar.archive.records import END, MOST_FIELDS, Malformed, Record, content_length, parse_fields
from masdar.model import Capture

CHUNK = 64 * 1024
MOST_RECORD = 64 * 2**20  # bytes; larger records are passed over


def read_warc(source: Path | str | BinaryIO, *, most_bytes: int = MOST_RECORD) -> Iterator[Capture]:
    """The HTTP answers in a WARC file, in order. Other records, those larger than `most_bytes`, and those whose message
    or encoding cannot be read are passed over; a file that breaks off ends there. Raises OSError, and ValueError where
    the file is no WARC file at all."""
    if not isinstance(source, (Path, str)):
        yield from WarcStream(source, most_bytes=most_bytes)
        return
    with Path(source).open("rb") as stream:
        yield from WarcStream(stream, most_bytes=most_bytes)


class WarcStream:
    """The HTTP answers in an open WARC file, as `read_warc` gives them, with how far it has come.

    `start` is where to begin: 0, or a `resume` of an earlier reading of the same file."""

    def __init__(self, stream: BinaryIO, *, start: int = 0, most_bytes: int = MOST_RECORD) -> None:
        if start:
            stream.seek(start)
        self._inflated = _Inflated(stream, start)
        self._most_bytes = most_bytes
        self._start = start

    def __iter__(self) -> Iterator[Capture]:
        for record in _records(self._inflated, self._most_bytes, begun=self._start > 0):
            try:
                capture = captures.read(_dechunked(record))
            except Malformed:
                continue
            if capture.final_url.startswith(("http://", "https://")):
                yield capture

    @property
    def position(self) -> int:
        """How many bytes of the file are read."""
        return self._inflated.position

    @property
    def resume(self) -> int:
        """A place at or before the end of the latest capture from which reading may begin again: the last border
        between records, in gzip the last between members."""
        return self._inflated.resume


class _Inflated:
    """The bytes of a file, out of gzip where it is in gzip, with a look ahead. Members follow one another unseen."""

    def __init__(self, stream: BinaryIO, start: int = 0) -> None:
        self.resume = start
        self._stream = stream
        self._raw = stream.read(CHUNK)
        self._read = start + len(self._raw)
        self._fresh = True  # nothing of a member was inflated yet
        self._is_gzip = self._raw[:2] == b"\x1f\x8b"
        self._inflater = zlib.decompressobj(16 + zlib.MAX_WBITS) if self._is_gzip else None
        self._buffer = bytearray()
        self._ended = False

    @property
    def position(self) -> int:
        """Where in the file what was not looked at yet begins."""
        return self._read - len(self._raw)

    def _more(self) -> bool:
        """Adds some bytes to the buffer; False at the end, which may come in the middle of a member."""
        while not self._ended:
            before = len(self._buffer)
            if not self._raw:
                self._raw = self._stream.read(CHUNK)
                self._read += len(self._raw)
                if not self._raw:
                    self._ended = True
                    return False
            self._take()
            if len(self._buffer) > before:
                return True
        return False

    def _take(self) -> None:
        if self._inflater is None:
            self._buffer += self._raw
            self._raw = b""
            return
        self._fresh = False
        try:
            self._buffer += self._inflater.decompress(self._raw, CHUNK)
        except zlib.error:
            self._ended = True
            return
        self._raw = self._inflater.unconsumed_tail
        if self._inflater.eof:
            self._raw = self._inflater.unused_data
            self._inflater = zlib.decompressobj(16 + zlib.MAX_WBITS)
            self._fresh = True
            if len(self._buffer) <= len(END) and not self._buffer.strip(b"\r\n"):
                self.resume = self.position

    def head(self) -> bytes | None:
        """Up to the next empty line, blank lines before it left out; None at the end. Raises Malformed."""
        searched = 0
        while True:
            blank = len(self._buffer) - len(self._buffer.lstrip(b"\r\n"))
            if blank:
                del self._buffer[:blank]
                searched = 0
            if not searched and (self._inflater is None or (self._fresh and not self._buffer)):
                self.resume = self.position - len(self._buffer)
            end = self._buffer.find(END, max(searched - len(END), 0))
            if end >= 0:
                head = bytes(self._buffer[:end])
                del self._buffer[: end + len(END)]
                return head
            if len(self._buffer) > MOST_FIELDS:
                raise Malformed("a record's header has no end")
            searched = len(self._buffer)
            if not self._more():
                return None

    def take(self, count: int) -> bytes | None:
        """Exactly so many bytes; None where the file ends before."""
        while len(self._buffer) < count:
            if not self._more():
                return None
        taken = bytes(self._buffer[:count])
        del self._buffer[:count]
        return taken

    def skip(self, count: int) -> None:
        while count > 0:
            if not self._buffer and not self._more():
                return
            step = min(count, len(self._buffer))
            del self._buffer[:step]
            count -= step


def _records(inflated: _Inflated, most_bytes: int, *, begun: bool) -> Iterator[Record]:
    """`begun`: the file was told to be a WARC file before."""
    first = not begun
    while True:
        try:
            head = inflated.head()
            if head is None and first:
                raise Malformed("the file is empty or breaks off")
            if head is None:
                return
            fields = parse_fields(head)
            length = content_length(fields)
        except Malformed as error:
            if first:
                raise ValueError(f"not a WARC file: {error}") from error
            return  # nothing says where the next record would begin
        first = False
        wanted = fields.get("warc-type", "").lower() == "response" and length <= most_bytes
        if not wanted:
            inflated.skip(length)
            continue
        block = inflated.take(length)
        if block is None:
            return
        yield Record(fields, block)


def _dechunked(record: Record) -> Record:
    """A message whose chunked body was kept as it came, put together; others as they are."""
    status_and_head, _, payload = record.block.partition(END)
    _, headers, _ = message.split(status_and_head + END)
    coding = next((value for name, value in headers if name.lower() == "transfer-encoding"), "")
    if coding.strip().lower() != "chunked":
        return record
    joined = join_chunks(payload)
    return record if joined is None else Record(record.fields, status_and_head + END + joined)


def join_chunks(payload: bytes) -> bytes | None:
    """The content of a chunked body (RFC 9112, 7.1); None where it is none, as where the archiver had joined it."""
    pieces: list[bytes] = []
    at = 0
    while True:
        end = payload.find(b"\r\n", at, at + 1024)
        if end < 0:
            return None
        size_text = payload[at:end].split(b";", 1)[0].strip()
        try:
            size = int(size_text, 16) if len(size_text) <= 16 else -1
        except ValueError:
            return None
        start = end + 2
        if size < 0 or start + size > len(payload):
            return None
        if size == 0:
            return b"".join(pieces)
        pieces.append(payload[start : start + size])
        at = start + size + 2

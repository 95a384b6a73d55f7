"""Gzip members in a file, one record each: found by offset, walked in order, and found again after damage."""

from __future__ import annotations

import os
import zlib
from collections.abc import Iterator

from masdar.archive.message import MOST_BYTES
from masdar.archive.records import MOST_FIELDS

MAGIC = b"\x1f\x8b\x08"
CHUNK = 16 * 1024
WINDOW = 2**20
MOST_INFLATED = MOST_BYTES + MOST_FIELDS + 2**20
GZIP = 16 + zlib.MAX_WBITS


class Torn(ValueError):
    """No whole member begins here."""


def deflate(record: bytes, level: int) -> bytes:
    """A record as one gzip member."""
    packer = zlib.compressobj(level, zlib.DEFLATED, GZIP)
    return packer.compress(record) + packer.flush()


def member_at(handle: int, offset: int) -> tuple[bytes, int]:
    """The inflated member at an offset of an open file, and the offset after it. Raises Torn."""
    inflater = zlib.decompressobj(GZIP)
    pieces: list[bytes] = []
    size, place = 0, offset
    while not inflater.eof:
        chunk = os.pread(handle, CHUNK if place == offset else WINDOW, place)
        if not chunk:
            raise Torn(f"the file ends inside the member at {offset}")
        try:
            piece = inflater.decompress(chunk, MOST_INFLATED - size + 1)
        except zlib.error as error:
            raise Torn(f"no whole member at {offset}: {error}") from error
        size += len(piece)
        if size > MOST_INFLATED:
            raise Torn(f"the member at {offset} is larger than any record")
        pieces.append(piece)
        place += len(chunk)
    return b"".join(pieces), place - len(inflater.unused_data)


def walk_members(handle: int) -> Iterator[tuple[int, bytes, bool]]:
    """(offset, inflated member, whether damage lay before it) for every whole member of a file, in order."""
    offset, damaged = 0, False
    while True:
        try:
            data, after = member_at(handle, offset)
        except Torn:
            found = _next_record(handle, offset + 1)
            if found is None:
                return
            offset, damaged = found, True
            continue
        yield offset, data, damaged
        offset = after


def _next_record(handle: int, start: int) -> int | None:
    """Where the next member begins that looks like a WARC record's."""
    place = start
    while window := os.pread(handle, WINDOW, place):
        at = window.find(MAGIC)
        while at >= 0:
            if _looks_right(handle, place + at):
                return place + at
            at = window.find(MAGIC, at + 1)
        if len(window) < len(MAGIC):
            return None
        place += len(window) - len(MAGIC) + 1
    return None


def _looks_right(handle: int, offset: int) -> bool:
    try:
        return zlib.decompressobj(GZIP).decompress(os.pread(handle, 512, offset), 16).startswith(b"WARC/1.")
    except zlib.error:
        return False

"""Bodies out of their content encoding, counted as they grow: a decompression bomb ends at the limit, in memory too."""

from __future__ import annotations

import zlib

GZIP = 16 + zlib.MAX_WBITS
GZIP_MAGIC = b"\x1f\x8b"
MOST_MEMBERS = 1000  # each costs a copy of what follows it
PLAIN = ("", "identity", "none")


class BadEncoding(Exception):
    """The body is not what its Content-Encoding says, or in one that was not asked for."""


class TooLarge(Exception):
    """The body passes its limit; the argument is the limit in bytes."""


class Body:
    """Collects one body. `limit` counts decompressed bytes, and the bytes on the wire as well.

    `feed` and `finish` raise `TooLarge` and `BadEncoding`. With `cut`, a body that passes the limit ends there
    instead."""

    def __init__(self, encoding: str, limit: int, *, cut: bool = False) -> None:
        self._coding = encoding.strip().lower().removeprefix("x-")
        if self._coding not in (*PLAIN, "gzip", "deflate"):
            raise BadEncoding(f"content encoding {encoding[:60]!r} was not asked for")
        self._limit = limit
        self._cut = cut
        self._wire = bytearray()
        self._body = bytearray()
        self._held = b""  # too few bytes yet to say what begins here
        self._inflater: zlib._Decompress | None = None
        self._members = 0
        self.full = False  # nothing more is taken in

    def feed(self, chunk: bytes) -> None:
        if self.full:
            return
        if self._coding in PLAIN:
            self._grow(chunk)
            return
        if len(self._wire) + len(chunk) > self._limit:
            self._overflow()
            return
        self._wire += chunk
        try:
            self._inflate(self._held + chunk)
        except zlib.error as error:
            raise BadEncoding(f"the body is not {self._coding}: {error}") from error

    def finish(self) -> tuple[bytes, bytes | None]:
        """The body, and the bytes as they came where these differ."""
        if self._coding in PLAIN:
            return bytes(self._body), None
        if self._wire and not self._cut and (self._inflater is not None or not self._members):
            raise BadEncoding(f"the body breaks off in the middle of its {self._coding} stream")
        return bytes(self._body), bytes(self._wire) if self._wire else None

    def _grow(self, piece: bytes) -> None:
        room = self._limit - len(self._body)
        self._body += piece[:room]
        if len(piece) > room:
            self._overflow()

    def _overflow(self) -> None:
        if not self._cut:
            raise TooLarge(self._limit)
        self.full = True

    def _inflate(self, data: bytes) -> None:
        """Takes in data, over the ends of gzip members; what follows the last member is left alone."""
        while not self.full:
            if self._inflater is None and not self._begin(data):
                return
            assert self._inflater is not None
            self._held = b""
            self._grow(self._inflater.decompress(data, self._limit - len(self._body) + 1))
            if not self._inflater.eof:
                return
            data, self._inflater = self._inflater.unused_data, None

    def _begin(self, data: bytes) -> bool:
        """Opens the stream that begins here; False where none does, or too little is there to say."""
        self._held = data[:2]
        if len(data) < 2:
            return False
        if self._members and not (self._coding == "gzip" and data[:2] == GZIP_MAGIC):
            self.full = True  # padding, or rubbish browsers pass over
            return False
        if self._members == MOST_MEMBERS:
            raise BadEncoding(f"the body has more than {MOST_MEMBERS} gzip members")
        self._members += 1
        self._inflater = zlib.decompressobj(_window(self._coding, data))
        return True


def _window(coding: str, data: bytes) -> int:
    """zlib's name for the stream that begins with `data`: "deflate" means zlib (RFC 9110, 8.4.1.2), but some servers
    send the bare stream."""
    if coding == "gzip":
        return GZIP
    is_zlib = data[0] & 0x0F == 8 and (data[0] << 8 | data[1]) % 31 == 0
    return zlib.MAX_WBITS if is_zlib else -zlib.MAX_WBITS

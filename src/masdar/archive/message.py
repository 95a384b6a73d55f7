"""A capture's HTTP message, as it stands in a response record, and back.

The payload is the body as it came over the wire where that was kept, so that replay shows what the server sent. Header
fields that are no longer true of the payload kept (Transfer-Encoding, since the message is kept whole;
Content-Encoding, where the body is kept decoded; a Content-Length of something else) are renamed with the prefix web
archives use.
"""

from __future__ import annotations

import re
import zlib
from http import HTTPStatus

from masdar.archive.records import END, Malformed
from masdar.model import Capture

ORIGINAL = "X-Archive-Orig-"
MOST_BYTES = 256 * 2**20  # of a payload, as kept and as decoded
MOST_MEMBERS = 1000  # each costs a copy of what follows it
CODINGS = ("gzip", "x-gzip", "deflate")

_PHRASES = {status.value: status.phrase for status in HTTPStatus}
_NAME = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
_BREAK = re.compile(r"[\r\n\x00]+")
_STATUS = re.compile(rb"HTTP/\d(?:\.\d)? +(\d{3})(?: [^\n]*)?")

Headers = tuple[tuple[str, str], ...]


def coding_of(headers: Headers) -> str:
    """The content coding this archive can undo, "" where there is none."""
    value = next((value for name, value in reversed(headers) if name.lower() == "content-encoding"), "")
    coding = value.strip().lower()
    return coding if coding in CODINGS else ""


def payload_of(capture: Capture) -> bytes:
    return capture.wire if capture.wire is not None and coding_of(capture.headers) else capture.body


def head_of(capture: Capture, payload: bytes) -> bytes:
    """The message's status line and header, with the empty line."""
    encoded = payload is not capture.body
    lines = [f"HTTP/1.1 {capture.status:03d} {_PHRASES.get(capture.status, 'Unknown')}"]
    for name, value in capture.headers:
        if not _NAME.fullmatch(name):
            continue
        lowered = name.lower()
        untrue = (
            lowered == "transfer-encoding"
            or (lowered == "content-encoding" and not encoded)
            or (lowered == "content-length" and value.strip() != str(len(payload)))
            or lowered.startswith(ORIGINAL.lower())
        )
        one_line = value if value.isprintable() else _BREAK.sub(" ", value)
        lines.append(f"{ORIGINAL if untrue else ''}{name}: {one_line}")
    text = "\r\n".join(lines)
    try:
        return text.encode("latin-1") + END
    except UnicodeEncodeError:
        return text.encode("utf-8", "replace") + END


def split(block: bytes) -> tuple[int, Headers, bytes]:
    """Status, header fields and payload of a message. Raises Malformed."""
    line = _STATUS.match(block)
    if not line:
        raise Malformed("no HTTP status line")
    end = block.find(END)
    width = len(END)
    if end < 0:
        end, width = block.find(b"\n\n"), 2
    if end < 0:
        end, width = len(block), 0
    headers: list[tuple[str, str]] = []
    for text in block[line.end() : end].decode("latin-1").split("\n"):
        if text[:1] in (" ", "\t") and headers:
            headers[-1] = (headers[-1][0], f"{headers[-1][1]} {text.strip()}")
            continue
        name, colon, value = text.partition(":")
        if colon and name.strip():
            headers.append((name.strip(), value.strip()))
    return int(line[1]), tuple(headers), block[end + width :]


def original(headers: Headers) -> Headers:
    """The header fields under the names the server gave them."""
    return tuple((name.removeprefix(ORIGINAL), value) for name, value in headers)


def decode(payload: bytes, coding: str) -> bytes:
    """The body in a payload. Raises Malformed where it is not of that coding, or too large."""
    if not payload:
        return b""
    out = bytearray()
    data = payload
    for _ in range(MOST_MEMBERS):
        inflater = zlib.decompressobj(_window(coding, data))
        try:
            out += inflater.decompress(data, MOST_BYTES - len(out) + 1)
        except zlib.error as error:
            raise Malformed(f"the payload is not {coding}: {error}") from error
        if len(out) > MOST_BYTES:
            raise Malformed(f"the payload holds more than {MOST_BYTES} bytes")
        if not inflater.eof:
            raise Malformed(f"the {coding} payload breaks off")
        data = inflater.unused_data
        if coding == "deflate" or data[:2] != b"\x1f\x8b":
            return bytes(out)  # what follows the last gzip member is passed over
    raise Malformed(f"the payload has more than {MOST_MEMBERS} gzip members")


def _window(coding: str, data: bytes) -> int:
    if coding != "deflate":
        return 16 + zlib.MAX_WBITS
    is_zlib = len(data) > 1 and data[0] & 0x0F == 8 and (data[0] << 8 | data[1]) % 31 == 0
    return zlib.MAX_WBITS if is_zlib else -zlib.MAX_WBITS

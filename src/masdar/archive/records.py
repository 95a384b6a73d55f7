"""WARC records as bytes (WARC/1.1, ISO 28500:2017): a block of named fields, and what it describes."""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

END = b"\r\n\r\n"
REVISIT_PROFILE = "http://netpreserve.org/warc/1.1/revisit/identical-payload-digest"
MOST_FIELDS = 64 * 1024  # bytes of a record's own header
HTTP_TYPE = "application/http; msgtype=response"

_UNSAFE = re.compile(r"[\x00-\x20\x7f-\x9f\u2028\u2029]")


class Malformed(ValueError):
    """These bytes are no WARC record."""


@dataclass(frozen=True, slots=True)
class Record:
    """One record; `fields` by lower-case name."""

    fields: Mapping[str, str]
    block: bytes

    @property
    def type(self) -> str:
        return self.fields.get("warc-type", "").lower()


def record_id(number: uuid.UUID) -> str:
    return f"<urn:uuid:{number}>"


def date_field(at: datetime) -> str:
    """A WARC-Date to the microsecond."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def parse_date(text: str) -> datetime:
    """A WARC-Date of any precision. Raises Malformed."""
    try:
        at = datetime.fromisoformat(re.sub(r"(\.\d{6})\d+", r"\1", text.strip()))
        return at.astimezone(UTC) if at.tzinfo else at.replace(tzinfo=UTC)
    except (ValueError, OverflowError) as error:
        raise Malformed(f"WARC-Date {text[:40]!r} is no time") from error


def address_field(url: str) -> str:
    """An address as it may stand in a field: what could end a line or a word is percent-encoded."""
    return _UNSAFE.sub(lambda match: "".join(f"%{byte:02X}" for byte in match[0].encode("utf-8")), url)


def build(fields: Iterable[tuple[str, str]], block: bytes) -> bytes:
    """A record's bytes. Fields with an empty value are left out; their text is on one line by the caller's care."""
    lines = ["WARC/1.1", *(f"{name}: {value}" for name, value in fields if value), f"Content-Length: {len(block)}"]
    return "\r\n".join(lines).encode("utf-8", "replace") + END + block + END


def parse(data: bytes) -> Record:
    """Reads one whole record. Raises Malformed."""
    end = data.find(END, 0, MOST_FIELDS)
    if end < 0:
        raise Malformed("the record's header has no end")
    fields = parse_fields(data[:end])
    start, length = end + len(END), content_length(fields)
    if start + length > len(data):
        raise Malformed("the record is shorter than it says")
    return Record(fields, data[start : start + length])


def parse_fields(head: bytes) -> dict[str, str]:
    """The named fields under a `WARC/1.x` line; folded lines are joined, of a repeated field the last counts."""
    lines = head.decode("utf-8", "replace").replace("\r\n", "\n").split("\n")
    if not lines[0].startswith("WARC/"):
        raise Malformed("no WARC version line")
    fields: dict[str, str] = {}
    last = ""
    for line in lines[1:]:
        if line[:1] in (" ", "\t") and last:
            fields[last] += " " + line.strip()
            continue
        name, colon, value = line.partition(":")
        if colon:
            last = name.strip().lower()
            fields[last] = value.strip()
    return fields


def content_length(fields: Mapping[str, str]) -> int:
    text = fields.get("content-length", "")
    if not (text.isascii() and text.isdigit() and len(text) < 16):
        raise Malformed(f"Content-Length {text[:40]!r} is no length")
    return int(text)

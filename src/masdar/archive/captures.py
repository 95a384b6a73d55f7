"""Captures as WARC records, and back. Pure.

Beside the standard's own fields a record carries what only we ask: `Masdar-Url` (the address asked, where it was
redirected), `Masdar-Purpose`, `Masdar-Source`, `Masdar-Body` (SHA-256 of the decoded body, where the payload is
encoded) and, in a revisit, `Masdar-Refers-To` (file and offset of the record that holds the payload).
"""

from __future__ import annotations

import base64
import hashlib
import uuid
from collections.abc import Callable
from dataclasses import dataclass

from masdar.archive import message
from masdar.archive.records import (
    HTTP_TYPE,
    REVISIT_PROFILE,
    Malformed,
    Record,
    address_field,
    build,
    date_field,
    parse_date,
    record_id,
)
from masdar.archive.seen import Sighting, content_key
from masdar.model import Capture, Purpose

PAGE_LEVEL = 2  # 4 % dearer than 1 and 2.5 % smaller on news pages; 6 costs twice as much for another 9 %
PACKED = ("image/", "video/", "audio/", "application/zip", "application/gzip", "application/x-gzip", "font/")


@dataclass(frozen=True, slots=True)
class Prepared:
    """A capture ready to be written."""

    capture: Capture
    payload: bytes
    body_digest: bytes  # SHA-256
    payload_digest: bytes
    key: bytes

    @property
    def digest(self) -> str:
        """A `CaptureRef`'s digest."""
        return f"sha256:{self.body_digest.hex()}"

    @property
    def level(self) -> int:
        """How hard to compress: what is compressed already is only stored."""
        packed = self.payload is not self.capture.body or self.capture.header("content-type").lower().startswith(PACKED)
        return 0 if packed else PAGE_LEVEL


def prepare(capture: Capture) -> Prepared:
    """Raises ValueError where a body is larger than any this archive could read back."""
    payload = message.payload_of(capture)
    if max(len(payload), len(capture.body)) > message.MOST_BYTES:
        raise ValueError(f"a capture of more than {message.MOST_BYTES} bytes is not archived")
    body_digest = hashlib.sha256(capture.body).digest()
    encoded = payload is not capture.body
    payload_digest = hashlib.sha256(payload).digest() if encoded else body_digest
    coding = message.coding_of(capture.headers) if encoded else ""
    return Prepared(capture, payload, body_digest, payload_digest, content_key(capture.final_url, coding, body_digest))


def response(prepared: Prepared, number: uuid.UUID, warcinfo: uuid.UUID) -> bytes:
    """The record that holds a capture whole."""
    fields = [
        ("WARC-Type", "response"),
        *_common(prepared, number, warcinfo, prepared.payload_digest),
        ("Content-Type", HTTP_TYPE),
    ]
    return build(fields, message.head_of(prepared.capture, prepared.payload) + prepared.payload)


def revisit(prepared: Prepared, number: uuid.UUID, warcinfo: uuid.UUID, seen: Sighting) -> bytes:
    """The record of a capture whose payload an earlier record holds. The header is this answer's own; where the same
    body came compressed into other bytes, the earlier bytes stand for them."""
    fields = [
        ("WARC-Type", "revisit"),
        *_common(prepared, number, warcinfo, seen.payload),
        ("WARC-Profile", REVISIT_PROFILE),
        ("WARC-Refers-To", record_id(seen.record)),
        ("WARC-Refers-To-Target-URI", address_field(prepared.capture.final_url)),
        ("WARC-Refers-To-Date", date_field(seen.at)),
        ("Masdar-Refers-To", f"{seen.file} {seen.offset}"),
        ("Content-Type", HTTP_TYPE),
    ]
    return build(fields, message.head_of(prepared.capture, prepared.payload))


def _common(prepared: Prepared, number: uuid.UUID, warcinfo: uuid.UUID, payload: bytes) -> list[tuple[str, str]]:
    capture = prepared.capture
    target, asked = address_field(capture.final_url), address_field(capture.url)
    return [
        ("WARC-Record-ID", record_id(number)),
        ("WARC-Warcinfo-ID", record_id(warcinfo)),
        ("WARC-Date", date_field(capture.fetched_at)),
        ("WARC-Target-URI", target),
        ("WARC-IP-Address", address_field(capture.address)),
        ("WARC-Payload-Digest", f"sha256:{base64.b32encode(payload).decode('ascii')}"),
        ("Masdar-Url", asked if asked != target else ""),
        ("Masdar-Purpose", capture.purpose.value),
        ("Masdar-Source", address_field(capture.source)),
        ("Masdar-Body", prepared.body_digest.hex() if prepared.payload is not capture.body else ""),
    ]


def read(record: Record, resolve: Callable[[str, int], Record] | None = None) -> Capture:
    """The capture in a response record, or in a revisit whose payload `resolve(file, offset)` finds.

    Raises Malformed; and what `resolve` raises."""
    fields = record.fields
    status, headers, payload = message.split(record.block)
    if record.type == "revisit":
        if resolve is None:
            raise Malformed("a revisit holds no payload")
        file, _, offset = fields.get("masdar-refers-to", "").rpartition(" ")
        if not offset.isdecimal():
            raise Malformed("the revisit does not say where its payload lies")
        payload = message.split(resolve(file, int(offset)).block)[2]
    elif record.type != "response":
        raise Malformed(f"a record of type {record.type[:20]!r} is no capture")
    coding = message.coding_of(headers)
    target = fields.get("warc-target-uri", "")
    if target.startswith("<") and target.endswith(">"):  # as some crawlers write it
        target = target[1:-1]
    return Capture(
        url=fields.get("masdar-url", target),
        final_url=target,
        status=status,
        headers=message.original(headers),
        body=message.decode(payload, coding) if coding else payload,
        fetched_at=parse_date(fields.get("warc-date", "")),
        purpose=_purpose(fields.get("masdar-purpose", "")),
        source=fields.get("masdar-source", ""),
        wire=payload if coding else None,
        address=fields.get("warc-ip-address", ""),
    )


def body_digest(record: Record) -> str:
    """What a record says its decoded body's digest is, in a `CaptureRef`'s form; "" where it does not say."""
    if own := record.fields.get("masdar-body", ""):
        return f"sha256:{own}"
    algorithm, _, value = record.fields.get("warc-payload-digest", "").partition(":")
    try:
        return f"sha256:{base64.b32decode(value).hex()}" if algorithm == "sha256" else ""
    except ValueError:
        return ""


def _purpose(text: str) -> Purpose:
    try:
        return Purpose(text)
    except ValueError:
        return Purpose.PAGE

"""What a paper is asked and what it answers: two small records, and what every web server does with them.

`finish` is the server's own part: conditional requests (RFC 9110, section 13), gzip, HEAD.
"""

from __future__ import annotations

import gzip
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from email.utils import format_datetime, parsedate_to_datetime

HTML = "text/html; charset=utf-8"
Headers = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Asked:
    """A request. `path` is percent-decoded, `host` the Host header, `headers` have lower-case names."""

    path: str
    query: str = ""
    host: str = "localhost"
    method: str = "GET"
    headers: Mapping[str, str] = field(default_factory=dict)

    @property
    def base(self) -> str:
        """Scheme and host of the paper as it was asked, without a slash at the end."""
        return f"http://{self.host}"


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer. `delay` is how many seconds the server takes over it; `validated` gives it ETag and Last-Modified;
    `zipped` lets it go out as gzip where the asker takes that."""

    body: bytes
    type: str = HTML
    status: int = 200
    headers: Headers = ()
    delay: float = 0.0
    modified: datetime | None = None
    validated: bool = False
    zipped: bool = False


def text(words: str, type_: str = HTML, status: int = 200) -> Reply:
    return Reply(words.encode("utf-8"), type_, status)


def redirect(location: str, status: int = 301) -> Reply:
    return Reply(b"", HTML, status, (("location", location),))


def gone() -> Reply:
    return text("<!doctype html><title>410 Gone</title><h1>Gone</h1>", status=410)


def http_date(at: datetime) -> str:
    return format_datetime(at.astimezone(UTC).replace(microsecond=0), usegmt=True)


def etag(body: bytes) -> str:
    return f'"{hashlib.blake2b(body, digest_size=8).hexdigest()}"'


def finish(asked: Asked, reply: Reply) -> Reply:
    """The reply as it goes out: 304 where the asker has it already, gzip where both sides want it."""
    if reply.validated and reply.status == 200:
        tag = etag(reply.body)
        extra: Headers = (("etag", tag),)
        if reply.modified is not None:
            extra += (("last-modified", http_date(reply.modified)),)
        if _known(asked, tag, reply.modified):
            return replace(reply, body=b"", status=304, headers=reply.headers + extra)
        reply = replace(reply, headers=reply.headers + extra)
    if reply.zipped and reply.body and "gzip" in asked.headers.get("accept-encoding", ""):
        packed = gzip.compress(reply.body, 5, mtime=0)
        return replace(reply, body=packed, headers=(*reply.headers, ("content-encoding", "gzip")))
    return reply


def _known(asked: Asked, tag: str, modified: datetime | None) -> bool:
    held = asked.headers.get("if-none-match")
    if held is not None:
        return tag in held or held.strip() == "*"
    since = asked.headers.get("if-modified-since")
    if since is None or modified is None:
        return False
    try:
        known = parsedate_to_datetime(since)
    except ValueError:
        return False
    if known.tzinfo is None:
        known = known.replace(tzinfo=UTC)
    return modified.replace(microsecond=0) <= known

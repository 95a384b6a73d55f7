"""Answers to readers' machines: validators, caching, compression."""

from __future__ import annotations

import zlib
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import format_datetime
from functools import lru_cache

from starlette.requests import Request
from starlette.responses import Response

HTML = "text/html; charset=utf-8"
JSON = "application/json"
RSS = "application/rss+xml; charset=utf-8"
SOON = "public, max-age=15, stale-while-revalidate=60"
FOREVER = "public, max-age=31536000, immutable"
NEVER = "no-store"
_WORTH_PACKING = 600  # bytes


@dataclass(frozen=True, slots=True)
class Stamp:
    """What lets a reader's machine ask again cheaply: a name for this very content, and when it changed."""

    etag: str = ""
    modified: datetime | None = None
    cache: str = SOON

    def headers(self) -> dict[str, str]:
        made = {"cache-control": self.cache}
        if self.etag:
            made["etag"] = f'W/"{self.etag}"'
        if self.modified is not None:
            made["last-modified"] = _http_date(self.modified.astimezone(UTC).replace(microsecond=0))
        return made


@dataclass(frozen=True, slots=True)
class Content:
    """What is answered: bytes, their type, their stamp, and the bytes compressed where they were beforehand."""

    body: bytes
    type: str
    stamp: Stamp
    packed: bytes = b""


@lru_cache(maxsize=1024)
def _http_date(at: datetime) -> str:
    return format_datetime(at, usegmt=True)


def unchanged(request: Request, stamp: Stamp) -> Response | None:
    """The short answer, where the reader's machine holds this content already (RFC 9110, 13.1).

    Only a name tells that. A date alone does not: what is covered, taken down, traced or comes late changes a page or a
    feed and no date on it."""
    known = request.headers.get("if-none-match")
    if known is None or not stamp.etag:
        return None
    tags = {tag.strip().removeprefix("W/").strip('"') for tag in known[:1000].split(",")}
    return _not_modified(stamp) if stamp.etag in tags or "*" in tags else None


def _not_modified(stamp: Stamp) -> Response:
    return Response(status_code=304, headers={**stamp.headers(), "vary": "accept-encoding"})


def takes_gzip(request: Request) -> bool:
    accepted = request.headers.get("accept-encoding", "")
    return "gzip" in accepted and "gzip;q=0" not in accepted.replace(" ", "")


def pack(body: bytes, level: int = 1) -> bytes:
    """A gzip member; without time and name, so that the same content is the same bytes."""
    packer = zlib.compressobj(level, zlib.DEFLATED, 31)
    return packer.compress(body) + packer.flush()


def answer(request: Request, content: Content, *, status: int = 200, level: int = 1) -> Response:
    """The content, or word that it has not changed; compressed where the reader's machine takes that, as hard as
    `level` says (1 to 9) where it is not `packed` already."""
    if status == 200:
        short = unchanged(request, content.stamp)
        if short is not None:
            return short
    body, headers = content.body, content.stamp.headers()
    headers["content-type"] = content.type
    headers["vary"] = "accept-encoding"
    if len(body) >= _WORTH_PACKING and takes_gzip(request):
        body = content.packed or pack(body, level)
        headers["content-encoding"] = "gzip"
    return Response(body, status_code=status, headers=headers)

"""Asking and answering: what goes out, what comes in, what a listing names."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from masdar.model.outcomes import Reason
from masdar.model.sources import Channel


class Purpose(StrEnum):
    """What a request is for; decides its size limit and what it accepts."""

    FEED = "feed"
    SITEMAP = "sitemap"
    PAGE = "page"
    PICTURE = "picture"
    ROBOTS = "robots"
    HUB = "hub"  # a WebSub hub is asked to tell us, or a subscriber is told


@dataclass(frozen=True, slots=True)
class Request:
    url: str
    purpose: Purpose
    source: str = ""
    etag: str = ""
    last_modified: str = ""
    body: bytes | None = None  # sent with POST; None: GET
    headers: tuple[tuple[str, str], ...] = ()  # sent beside our own


@dataclass(frozen=True, slots=True)
class Capture:
    """What a server answered at a moment. `body` is decoded of its transfer and content encodings; `wire` keeps the
    bytes as they came where the two differ."""

    url: str  # the address asked for
    final_url: str  # after redirects
    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes
    fetched_at: datetime
    purpose: Purpose
    source: str = ""
    wire: bytes | None = None
    address: str = ""  # the IP address that answered

    def header(self, name: str) -> str:
        """The last value of a header, "" where there is none."""
        wanted = name.lower()
        return next((value for key, value in reversed(self.headers) if key.lower() == wanted), "")


@dataclass(frozen=True, slots=True)
class CaptureRef:
    """Where a capture lies in the archive. `digest` is `sha256:<hex>` of the decoded body."""

    file: str
    offset: int
    digest: str
    revisit: bool = False


@dataclass(frozen=True, slots=True)
class NotModified:
    url: str
    at: datetime
    headers: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class FetchFailed:
    url: str
    at: datetime
    reason: Reason
    detail: str = ""
    status: int | None = None
    not_before: datetime | None = None  # from Retry-After


@dataclass(frozen=True, slots=True)
class Entry:
    """A line in a feed, sitemap or section page: the promise of an article. Texts are plain, never HTML, but for
    `content`, which is the feed's own HTML: a summary is made of it, and the store does not keep it."""

    source: str
    url: str  # absolute
    title: str = ""
    summary: str = ""
    content: str = ""
    author: str = ""
    section: str = ""
    language: str = ""
    image: str = ""
    published: datetime | None = None
    modified: datetime | None = None
    guid: str = ""
    channel: str = ""  # the channel's address
    attempts: int = 0  # how often its page was asked for in vain


@dataclass(frozen=True, slots=True)
class Listing:
    """What a channel's reply lists. `title`, `language` and `home` are what the channel says of itself; `further` are
    channels it names (a sitemap index's parts, a feed's next page); `wait` is the least number of seconds it asks us
    to stay away (ttl, Cache-Control)."""

    entries: tuple[Entry, ...] = ()
    title: str = ""
    language: str = ""
    home: str = ""
    further: tuple[Channel, ...] = ()
    wait: float | None = None
    hub: str = ""  # WebSub: who tells of news at once
    topic: str = ""  # and under which name it knows the channel

"""Where things come from."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class SourceKind(StrEnum):
    DAILY = "daily"
    WEEKLY = "weekly"
    AGENCY = "agency"
    BROADCASTER = "broadcaster"
    OFFICIAL = "official"
    ONLINE = "online"
    REGIONAL = "regional"


class ChannelKind(StrEnum):
    """How a channel's reply is read."""

    FEED = "feed"  # RSS, Atom, RDF, JSON Feed
    SITEMAP = "sitemap"  # news sitemap, URL set or sitemap index
    SECTION = "section"  # a page of links
    WORDPRESS = "wordpress"  # wp-json/wp/v2/posts


class SourceState(StrEnum):
    ACTIVE = "active"
    PAUSED = "paused"  # by the operator
    ENDED = "ended"  # every channel answered 410, or the operator closed it


@dataclass(frozen=True, slots=True)
class Channel:
    """One address at which a source lists what is new, and what we remember of asking it."""

    url: str
    kind: ChannelKind
    section: str = ""  # the section all its entries belong to, where it is a section's own channel
    etag: str = ""
    last_modified: str = ""
    interval: float = 1200.0  # seconds between two askings, learnt
    next_due: datetime | None = None  # None: at once
    failures: int = 0  # in a row
    ended: bool = False  # answered 410
    rhythm: str = ""  # when it publishes, as the schedule learnt it; opaque to all others


@dataclass(frozen=True, slots=True)
class Source:
    """A paper, agency or broadcaster. `id` is its place in addresses: lower-case Latin letters, digits, hyphens."""

    id: str
    name: str
    home: str
    channels: tuple[Channel, ...] = ()
    name_latin: str = ""
    kind: SourceKind = SourceKind.ONLINE
    languages: tuple[str, ...] = ()
    country: str = ""  # ISO 3166-1 alpha-2, lower case
    timezone: str = "UTC"
    state: SourceState = SourceState.ACTIVE

"""What is written to the store and asked of it: records of one transaction or one question."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from masdar.model import Article, CaptureRef, Link, Outcome, Permalink, Picture, Source, StoredArticle


@dataclass(frozen=True, slots=True)
class Reading:
    """One article as a page was read: what `Store.commit` keeps. `entry_url` is the entry it settles, as offered.

    `again`: an archived capture read once more. It takes the place of the revision read from the same capture, so that
    a better reader does not look like a paper that changed its words."""

    article: Article
    at: datetime
    capture: CaptureRef | None = None
    entry_url: str = ""
    again: bool = False
    etag: str = ""  # the page's validators, for the next look
    last_modified: str = ""
    look_after: float = 3600.0  # seconds until its page is looked at again


@dataclass(frozen=True, slots=True)
class Look:
    """An article's page that is to be asked for again. `nth` counts the looks there were, `misses` those in vain since
    the last answer; `host` is where it stands."""

    stored: StoredArticle
    host: str
    nth: int = 0
    misses: int = 0
    etag: str = ""
    last_modified: str = ""


@dataclass(frozen=True, slots=True)
class Looked:
    """What a look found. `link` None: nothing can be said yet. `answered`: the server gave an answer at all. `due` is
    when the page is to be looked at again, None where only the host's samples will. `doubts_host`: the host itself
    should be looked at soon."""

    permalink: Permalink
    host: str
    at: datetime
    link: Link | None
    due: datetime | None
    answered: bool = True
    etag: str = ""
    last_modified: str = ""
    doubts_host: bool = False


@dataclass(frozen=True, slots=True)
class HostLink:
    """What became of a host that articles of a source stood at, and when it is to be looked at again."""

    source: str
    host: str
    link: Link
    due: datetime | None = None
    misses: int = 0


class HubState(StrEnum):
    """Where a subscription stands."""

    ASKED = "asked"  # and not confirmed yet
    ACTIVE = "active"
    DENIED = "denied"


@dataclass(frozen=True, slots=True)
class Subscription:
    """What a hub was asked to tell us of a channel, under `topic`. `token` is the secret part of our own address,
    `secret` signs what is pushed; `until` is the end of the hub's lease."""

    source: str
    channel: str
    hub: str
    topic: str
    token: str
    secret: str
    state: HubState
    asked: datetime
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Push:
    """What a hub sent, its signature found good: a reply of the channel that nobody asked for. `type` is the
    Content-Type."""

    source: str
    channel: str
    at: datetime
    type: str
    body: bytes
    id: int = 0  # given by the store


@dataclass(frozen=True, slots=True)
class Batch:
    """What one transaction writes: all of it or nothing. `settled` are entry addresses that ended without an article;
    `postponed` are (entry address, not before)."""

    source: str
    readings: Sequence[Reading] = ()
    captures: Sequence[tuple[CaptureRef, str]] = ()  # (where, address asked)
    outcomes: Sequence[Outcome] = ()
    settled: Sequence[str] = ()
    postponed: Sequence[tuple[str, datetime]] = ()
    pictures: Sequence[tuple[Permalink, Picture]] = ()
    pictures_failed: Sequence[Permalink] = ()
    looked: Sequence[Looked] = ()
    hosts: Sequence[HostLink] = ()
    furniture: str = ""  # what is now known to recur on the source's pages; "": as before


class Kept(Protocol):
    """What became of a reading."""

    @property
    def permalink(self) -> Permalink: ...
    @property
    def revision(self) -> int: ...
    @property
    def new(self) -> bool: ...
    @property
    def changed(self) -> bool: ...


@dataclass(frozen=True, slots=True)
class Selection:
    """Which headlines: every field narrows; `before` pages on from the last headline seen (its `at` and permalink).
    `languages` empty means all."""

    source: str = ""
    section: str = ""
    author: str = ""
    languages: tuple[str, ...] = ()
    country: str = ""
    before: tuple[datetime, Permalink] | None = None
    limit: int = 30


@dataclass(frozen=True, slots=True)
class SourceHealth:
    """A line of the operator's table."""

    source: Source
    articles: int
    newest: datetime | None  # when it last brought an article
    pending: int
    next_due: datetime | None
    holder: str = ""
    outcomes: dict[str, int] = field(default_factory=dict)  # "step.result.reason" → count
    recent: tuple[datetime, ...] = ()  # when its newest articles were first seen, newest first
    partial: int = 0  # how many of those are teasers
    troubles: dict[str, int] = field(default_factory=dict)  # reason ("" for success) → its latest outcomes
    hosts: tuple[HostLink, ...] = ()  # where its articles stand

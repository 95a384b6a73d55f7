"""The store of reported pictures and of their guardians."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from masdar.model import Covered, Permalink, Print, Takedown


@dataclass(frozen=True, slots=True)
class LogLine:
    """A line of the audit log, as `moderation.chain` makes them: `told` is JSON."""

    seq: int
    at: int
    who: str
    what: str
    told: str
    before: str
    hash: str


@dataclass(frozen=True, slots=True)
class Moderating:
    """What a moderation finds, held until it ends: the events after those it knew, in order, as (seq, event); the last
    line's number and hash; pictures found like covered ones since, as (picture, covered one). `prints` and `papers`
    read what stands: all fingerprints, and the papers that show each of some pictures."""

    events: Sequence[tuple[int, bytes]]
    log_seq: int
    log_hash: str
    found: Sequence[tuple[Print, str]]
    prints: Callable[[], Iterator[Print]]
    papers: Callable[[Sequence[str]], Mapping[str, tuple[str, ...]]]


@dataclass(frozen=True, slots=True)
class Moderated:
    """What a moderation writes, all or nothing: events (at, bytes), covers (None: no longer covered), articles
    ("source/number") whose picture was taken out or put back (""), and lines of the log."""

    events: Sequence[tuple[int, bytes]] = ()
    covers: Mapping[str, Covered | None] = field(default_factory=dict)
    detached: Mapping[str, str] | None = None
    log: Sequence[LogLine] = ()


Matcher = Callable[[Sequence[Print], Sequence[Print]], Sequence[tuple[Print, Print]]]


class GuardStore(Protocol):
    """Covers of pictures, and the events and the log behind them."""

    def cover_version(self) -> int:
        """Another number whenever covers, or what was taken out of articles, changed. Cheap."""
        ...

    def covers(self) -> tuple[dict[str, Covered], dict[str, str]]:
        """The covered pictures by sha256, and the articles ("source/number") whose picture was taken out."""
        ...

    def moderate(self, after: int, decide: Callable[[Moderating], Moderated]) -> int:
        """One at a time over all processes: gives `decide` the events after `after`, writes what it returns, and
        returns the number of the last event. A picture that is committed meanwhile waits, or was seen."""
        ...

    def moderated(self, after: int) -> list[tuple[int, bytes]]:
        """The events after `after`, in order, as (seq, event). Only reads: waits for nobody who writes."""
        ...

    def log(self, after: int, limit: int) -> list[LogLine]:
        """The audit log, oldest first."""
        ...

    def print_of(self, sha256: str) -> Print | None: ...

    def shown(self, sha256: str, limit: int) -> list[Permalink]:
        """Articles that have this picture, newest first."""
        ...

    def pictures_of(self, source_id: str, since: datetime) -> int:
        """How many articles with a picture a source brought since then."""
        ...

    def take_down(self, takedown: Takedown) -> bool:
        """Cuts every text of an article down to the level, for good: what is cut is deleted, also from revisions that
        come later, and so is a picture that no other article shows; digests and hashes stay. Never shows more than an
        earlier takedown left. False where there is no such article, or no less would be shown."""
        ...

    def takedowns(self) -> list[Takedown]:
        """All of them, newest first: the public log."""
        ...

    def add_views(self, views: Mapping[str, int]) -> None: ...

    def views(self, sha256: str) -> int: ...

    def secret(self, kind: str, now: datetime, seconds: float) -> bytes:
        """A random key that all processes share; after `seconds` another takes its place and it is gone for good."""
        ...

    def open_session(self, digest: bytes, until: datetime) -> None:
        """The operator is logged in, by the digest of what the cookie holds."""
        ...

    def has_session(self, digest: bytes, now: datetime) -> bool: ...

    def close_session(self, digest: bytes, now: datetime) -> None:
        """Ends this session and lets go of those that ran out."""
        ...

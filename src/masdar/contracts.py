"""What each replaceable part promises. One test suite per contract runs on every back end (`tests/contract/`).

Nothing here does anything. A back end is chosen in `app.py` and nowhere else.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Protocol, Self

from masdar.model import (
    Article,
    Capture,
    CaptureRef,
    Change,
    Channel,
    Covered,
    Document,
    Edge,
    Entry,
    FetchFailed,
    Habit,
    Headline,
    Link,
    Match,
    NotModified,
    Outcome,
    Passage,
    Permalink,
    Picture,
    Print,
    Request,
    Results,
    Revision,
    Search,
    Source,
    StoredArticle,
    Story,
    Takedown,
    Thumbnail,
    Trace,
)


class Clock(Protocol):
    """Gives the time, aware and in UTC. Passed in, so that tests never sleep."""

    def __call__(self) -> datetime: ...


class Fetcher(Protocol):
    """Asks servers, politely and safely. Never raises for what a server or a name does: that is a `FetchFailed`."""

    async def fetch(self, request: Request) -> Capture | NotModified | FetchFailed: ...

    async def close(self) -> None: ...


class Archive(Protocol):
    """Keeps what servers said. A `CaptureRef` may be stored only after `flush` has returned: then it is durable."""

    def write(self, capture: Capture) -> CaptureRef: ...

    def flush(self) -> None: ...

    def read(self, ref: CaptureRef) -> Capture:
        """The capture, a revisit resolved. Raises KeyError where the archive does not hold it."""
        ...

    def walk(self) -> Iterator[tuple[CaptureRef, Capture]]:
        """Every capture in the order written, torn records at a file's end passed over."""
        ...

    def close(self) -> None: ...


class PictureReader(Protocol):
    """Makes a picture safe, in a process of its own; blocks while it does. Raises `Quarantine` with the reason."""

    def read(self, data: bytes) -> Picture: ...

    def close(self) -> None: ...


# --- the store ------------------------------------------------------------------------------------------------------


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


class SourceStore(Protocol):
    """Sources, their channels, their leases and their entries."""

    def add_source(self, source: Source) -> bool:
        """Adds a source with its channels, or brings a known one up to date (new channels are added, what is
        remembered of known ones stays). True where it was new."""
        ...

    def source(self, source_id: str) -> Source | None: ...

    def sources(self) -> list[Source]: ...

    def save_channel(self, source_id: str, channel: Channel) -> None: ...

    def furniture(self, source_id: str) -> str:
        """What recurs on the source's pages, as the last batch that carried it said; "" where none did."""
        ...

    def set_state(self, source_id: str, state: str) -> None: ...

    def lease_sources(self, holder: str, now: datetime, seconds: float, limit: int) -> list[Source]:
        """Active sources that are due (a channel is due, or an entry or picture waits) and held by nobody, now held by
        `holder` until `now + seconds`. Two collectors never hold one source at one time."""
        ...

    def lease_source(self, holder: str, source_id: str, now: datetime, seconds: float) -> Source | None:
        """One named source, due or not and in any state, held as `lease_sources` holds; None while another holds it.
        Raises KeyError where there is no such source."""
        ...

    def renew_lease(self, holder: str, source_id: str, now: datetime, seconds: float) -> bool:
        """False where the lease was lost: the holder must stop working on the source."""
        ...

    def release_source(self, holder: str, source_id: str) -> None: ...

    def next_due(self) -> datetime | None:
        """When the next source will be due, held ones left out; None where nothing will ever be."""
        ...

    def offer(self, entries: Sequence[Entry], now: datetime) -> int:
        """Remembers entries not known before, by (source, `urls.key(url)`); returns how many were new."""
        ...

    def waiting(self, source_id: str, now: datetime, limit: int) -> list[Entry]:
        """Entries whose page is still to be read, oldest offered first."""
        ...

    def entry(self, source_id: str, url: str) -> Entry | None:
        """The entry offered for an address, by `urls.key`, settled or not."""
        ...

    def waiting_pictures(self, source_id: str, limit: int) -> list[tuple[Permalink, str]]:
        """Articles whose lead picture is still to be fetched, with its address."""
        ...

    def due_looks(self, source_id: str, now: datetime, limit: int) -> list[Look]:
        """Articles whose page is to be asked for again, longest due first."""
        ...

    def due_hosts(self, source_id: str, now: datetime) -> list[HostLink]:
        """Hosts of the source that are to be looked at."""
        ...

    def sample(self, source_id: str, host: str, limit: int) -> list[Look]:
        """Articles that stood at a host, those not looked at for the longest time first."""
        ...

    def health(self) -> list[SourceHealth]: ...


class HubStore(Protocol):
    """WebSub: what hubs were asked for, and what they pushed."""

    def subscriptions(self, source_id: str) -> list[Subscription]: ...

    def subscription(self, token: str) -> Subscription | None: ...

    def keep_subscription(self, kept: Subscription) -> None:
        """In the place of the channel's earlier one."""
        ...

    def keep_push(self, push: Push, most: int) -> bool:
        """Its source is due from then on. False, and nothing kept, where `most` of the source wait already."""
        ...

    def pushes(self, source_id: str, limit: int) -> list[Push]:
        """Those that wait, oldest first."""
        ...

    def drop_pushes(self, ids: Sequence[int]) -> None: ...


@dataclass(frozen=True, slots=True)
class Opened:
    """An article as a reader opens it, with all that its page must know before it can be made. `taken` says that others
    have words from it; `story` 0: it stands in none."""

    stored: StoredArticle
    trace: Trace | None = None
    taken: bool = False
    story: int = 0
    told: int = 0  # articles that tell the story, this one among them


class ArticleStore(Protocol):
    """Articles, revisions, pictures, outcomes and the change log."""

    def commit(self, batch: Batch) -> Sequence[Kept]:
        """One transaction: readings become articles, revisions or nothing new (the same words at the same address),
        each change with its change row; entries settle; outcomes are counted. Committing the same batch twice changes
        nothing the second time but the outcomes. A reading whose (source, `urls.key(article.url)`) is known is the
        same article. One result a reading, in order."""
        ...

    def article(self, permalink: Permalink) -> StoredArticle | None: ...

    def opened(self, permalink: Permalink) -> Opened | None: ...

    def by_url(self, source_id: str, url: str) -> Permalink | None: ...

    def revisions(self, permalink: Permalink) -> list[Revision]:
        """Every text kept of it, oldest first, the latest included."""
        ...

    def headlines(self, selection: Selection) -> list[Headline]:
        """Newest first."""
        ...

    def headlines_of(self, permalinks: Sequence[Permalink]) -> dict[Permalink, Headline]: ...

    def counts(self, selection: Selection, bounds: Sequence[datetime]) -> list[int]:
        """How many headlines there are from each bound up to the next; `before` and `limit` are passed over. For a
        list by author ValueError."""
        ...

    def oldest(self, selection: Selection) -> datetime | None:
        """The time of the last headline of the whole list; as `counts`."""
        ...

    def sections(self, languages: tuple[str, ...] = ()) -> list[tuple[str, int]]:
        """Sections with their number of articles, most first."""
        ...

    def thumbnail(self, sha256: str, width: int) -> Thumbnail | None:
        """The smallest thumbnail at least `width` wide, else the largest there is."""
        ...

    def count(self) -> int: ...

    def last_numbers(self) -> dict[str, int]:
        """The highest number of each source that has articles."""
        ...

    def numbers(self, source_id: str, first: int, last: int) -> list[tuple[int, datetime]]:
        """A source's numbers from `first` to `last` that stand, each with the time of its newest text."""
        ...

    def changes(self, after: int, limit: int) -> list[Change]: ...

    def last_change(self) -> int: ...

    def documents(self, permalinks: Sequence[Permalink]) -> list[Document]:
        """For the index; those removed are left out."""
        ...

    def walk(self, after: Permalink | None = None, size: int = 500) -> Iterator[list[StoredArticle]]:
        """Every article in (source, number) order, in pages of `size`."""
        ...

    def record(self, outcomes: Iterable[Outcome]) -> None: ...

    def outcome_counts(self) -> dict[tuple[str, str, str, str], int]:
        """(source, step, result, reason or "") → how many, since the beginning."""
        ...

    def latest_outcomes(self, limit: int, result: str = "") -> list[Outcome]: ...

    def captures_of(self, permalink: Permalink) -> list[CaptureRef]: ...

    def problems(self) -> Iterator[str]:
        """What is wrong inside the store, in English for the operator: numbers out of order, revisions missing, an
        article without its change row, one address twice. Empty where all is well."""
        ...


@dataclass(frozen=True, slots=True)
class StoryNote:
    """What a list says of the story a headline belongs to. `origins` 0: nobody knows yet."""

    number: int
    articles: int
    papers: int
    origins: int = 0


class StoryStore(Protocol):
    """Which articles tell one event. An address (`number`) is never given to another story."""

    def keep_stories(self, stands: Mapping[Permalink, int], merged: Mapping[int, int], at: datetime) -> set[int]:
        """One transaction: where articles stand from now on (0: in no story), and which stories became part of others,
        each with its row in the stories' log. Keeping the same twice changes nothing. The stories touched."""
        ...

    def entitle(self, headlines: Mapping[int, Permalink]) -> None:
        """Which article's title a story goes by."""
        ...

    def count_origins(self, origins: Mapping[int, int]) -> None:
        """How many independent origins stand behind stories; 0 where nobody knows."""
        ...

    def last_story(self) -> int:
        """The highest number given so far."""
        ...

    def story(self, number: int) -> Story | None: ...

    def stories(self, numbers: Sequence[int]) -> dict[int, Story]:
        """Those of the stories that have articles."""
        ...

    def stories_of(self, permalinks: Sequence[Permalink]) -> dict[Permalink, StoryNote]: ...

    def story_window(self, position: int, limit: int) -> list[tuple[Document, int]]:
        """The articles changed last, the newest change last, with their stories (0: none): what a keeper that has
        followed the log to `position` has judged, and what it had judged beyond when it died."""
        ...


@dataclass(frozen=True, slots=True)
class Traced:
    """What one batch of tracing writes: all of it or nothing. `forgotten` are articles whose passages are all taken
    back first (their text changed, or they are gone); a pair in `passages` has then those and no others. `gone` have
    no trace any more. `revised` are articles whose verdict changed though they did not: each gets a change row."""

    at: datetime
    traces: Sequence[Trace] = ()
    passages: Sequence[Passage] = ()
    forgotten: Sequence[Permalink] = ()
    gone: Sequence[Permalink] = ()
    revised: Sequence[Permalink] = ()


class TraceStore(Protocol):
    """Whose words articles print."""

    def articles_of(self, permalinks: Sequence[Permalink]) -> dict[Permalink, StoredArticle]:
        """Those that stand."""
        ...

    def passages_of(self, permalinks: Sequence[Permalink]) -> dict[Permalink, list[Passage]]:
        """Each article's passages, seen from it, in order of its text; an empty list where it shares nothing."""
        ...

    def traces_of(self, permalinks: Sequence[Permalink]) -> dict[Permalink, Trace]:
        """Those that were traced."""
        ...

    def reprints_of(self, permalink: Permalink, limit: int) -> list[Edge]:
        """Who has words from it, earliest first."""
        ...

    def newest_edges(self, limit: int) -> list[Edge]:
        """Of all articles, those of the newest first."""
        ...

    def keep_traces(self, traced: Traced) -> None:
        """Writes; the same again changes nothing but the change rows."""
        ...

    def habits(self, since: datetime | None = None, source: str = "") -> list[Habit]:
        """Who carries whom, most first; of a source: as taker or giver. `lag` is the mean."""
        ...

    def whose_words(self, source: str, start: datetime, end: datetime) -> list[tuple[str, int]]:
        """(`Share.of`, words) of a source's articles in a time, most first."""
        ...


class RoleStore(Protocol):
    """Roles that only one process may have at a time, and how far those who have them are."""

    def take_role(self, role: str, holder: str, now: datetime, seconds: float) -> bool:
        """Takes or renews the role; False where another holds it."""
        ...

    def leave_role(self, role: str, holder: str) -> None: ...

    def position(self, name: str) -> int:
        """How far the change log was followed under this name; 0 where nothing was kept."""
        ...

    def keep_position(self, name: str, position: int) -> None:
        """Written after what was done with the changes up to it: a crash between the two repeats them."""
        ...


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
        come later; the texts' digests stay. Never shows more than an earlier takedown left. False where there is no
        such article, or no less would be shown."""
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


class Store(SourceStore, HubStore, ArticleStore, StoryStore, TraceStore, RoleStore, GuardStore, Protocol):
    """What we know. Every method may be called from any thread; a call is one transaction."""

    def migrate(self) -> None:
        """Brings the schema up to date; safe to call from several processes at once."""
        ...

    def close(self) -> None: ...


# --- whose words ----------------------------------------------------------------------------------------------------


class Detector(Protocol):
    """Finds passages that stand in articles it was given. One process writes; not safe for several threads at once."""

    def position(self) -> int:
        """The change up to which it durably knows the articles; 0 where it is new."""
        ...

    def ask(self, text: str, besides: Permalink | None = None) -> list[Match]:
        """Where stretches of a text stand, in other articles than `besides`."""
        ...

    def add(self, key: Permalink, text: str, at: datetime | None = None) -> None:
        """Remembers an article, in place of what it knew under its name."""
        ...

    def remove(self, key: Permalink) -> bool:
        """Forgets an article; False where it knew none of that name."""
        ...

    def keep(self, position: int) -> None:
        """What was added and removed so far belongs to that change; it is durable soon, and at `close`."""
        ...

    def close(self) -> None: ...


# --- the index ------------------------------------------------------------------------------------------------------


class IndexBusy(Exception):
    """The index cannot be opened to write: another process is writing it."""


class IndexDown(Exception):
    """The index is not to be had now: its machines do not answer, or say that they cannot."""


class Index(Protocol):
    """Finds articles. One process writes, many read. Where it lives on other machines, every method may raise
    `IndexDown`."""

    def position(self) -> int:
        """The change this index has followed the log to; 0 where it is new. It is kept in the same commit as the
        documents, so a crash leaves both as they were."""
        ...

    def apply(self, documents: Sequence[Document], removed: Sequence[Permalink], position: int) -> None:
        """Replaces and removes documents, commits, and from then on `position()` is `position`."""
        ...

    def clear(self) -> None: ...

    def beside(self) -> Self:
        """A new, empty index beside this one, to be filled; nobody reads it yet. What an earlier one left that never
        took its place is removed. Only the one writer may call it."""
        ...

    def take_place(self) -> None:
        """From now on all readers that `refresh` see this index instead of the one it was made beside, in one step;
        that one is deleted, as are those of older versions of the analysis."""
        ...

    def search(self, search: Search) -> Results: ...

    def count(self) -> int: ...

    def permalinks(self) -> Iterator[Permalink]:
        """Every permalink in the index, in no order: for `masdar check`."""
        ...

    def refresh(self) -> None:
        """Readers see the newest commit."""
        ...

    def close(self) -> None: ...

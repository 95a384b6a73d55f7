"""The line: the only module that knows the order of the stages.

    sources → fetch → archive → extract → search
                                        → reuse → provenance → stories

A collector carries items through `list_channel`, `read_entry` and `read_picture`; the keeper takes articles from the
change log into the index with `follow`, and has them traced (`tracing`: reuse and provenance) and told as stories with
`trace`: each with a position of its own, so that what is new can be found before it was traced. `jobs.looks` repeats
the steps of `read_entry` for pages known already.
Each step deals with one item and returns what is to be written with **exactly one outcome**.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from masdar import extract, sources
from masdar.contracts import Archive, Clock, Fetcher, Index, PictureReader, Reading, Store
from masdar.extract import Furniture
from masdar.model import (
    Capture,
    CaptureRef,
    Change,
    Channel,
    Document,
    Entry,
    FetchFailed,
    Listing,
    NotModified,
    Outcome,
    Permalink,
    Picture,
    Purpose,
    Quarantine,
    Reason,
    Request,
    Result,
    Retry,
    Skip,
    Source,
    Step,
    StepEnded,
    Story,
)
from masdar.steps import Timed
from masdar.stories import Known, Rules, Teller, Told, independent, most_telling, roots_of
from masdar.tracing import Tracer

# What a failed request means for its item; with any other reason it is worth another try.
NEVER = frozenset(
    {
        Reason.FORBIDDEN_SCHEME,
        Reason.FORBIDDEN_ADDRESS,
        Reason.FORBIDDEN_PORT,
        Reason.BAD_URL,
        Reason.CREDENTIALS_IN_URL,
        Reason.ROBOTS_FORBID,
        Reason.NOT_FOUND,
        Reason.GONE,
    }
)
HARMFUL = frozenset({Reason.TOO_LARGE, Reason.BAD_ENCODING, Reason.BAD_RESPONSE, Reason.TOO_MANY_REDIRECTS})
FOLLOWED = 4000  # changes taken in at once: each commit of an index makes a segment that must be merged later
TRACED = "trace"  # the name of the position up to which the change log was traced and told
TRACED_AT_ONCE = 250  # what came in meanwhile waits so long to be found: a second or less
ATTEMPTS = 5  # a page asked for so often in vain is given up
FIRST_WAIT = timedelta(minutes=5)
FIRST_LOOK = 3600.0  # seconds after which an article's page is looked at again

Captured = tuple[CaptureRef, str]  # where, and the address asked


@dataclass(frozen=True, slots=True)
class Line:
    """The parts a collector runs items through. `pictures` None: lead pictures are left alone."""

    fetcher: Fetcher
    archive: Archive
    pictures: PictureReader | None
    clock: Clock
    haste: float = 1.0  # how many times sooner than usual articles are looked at again


@dataclass(frozen=True, slots=True)
class Listed:
    """What asking a channel brought. `channel` is what to remember of it."""

    channel: Channel
    outcome: Outcome
    listing: Listing | None = None  # None where it failed or nothing had changed
    captured: Captured | None = None


@dataclass(frozen=True, slots=True)
class Read:
    """What reading an entry's page brought: a reading, or none and perhaps a time to try again."""

    entry: Entry
    outcomes: tuple[Outcome, ...]  # one of FETCH, and one of EXTRACT where there was a page
    reading: Reading | None = None
    not_before: datetime | None = None
    captured: Captured | None = None


@dataclass(frozen=True, slots=True)
class Pictured:
    """What fetching an article's lead picture brought."""

    permalink: Permalink
    outcome: Outcome
    picture: Picture | None = None
    captured: Captured | None = None


async def list_channel(line: Line, source: Source, channel: Channel, shapes: Collection[str] = ()) -> Listed:
    """Asks a channel and reads its list. `shapes` are address shapes of this source that turned out to be articles."""
    timed = Timed(line.clock, Step.LIST, source.id, channel.url)
    captured: Captured | None = None
    try:
        answer = await ask(line, sources.request(source, channel))
        if isinstance(answer, NotModified):
            return Listed(channel, timed.outcome(Result.UNCHANGED))
        captured = (line.archive.write(answer), channel.url)
        listing = sources.read_listing(answer, channel, now=line.clock(), zone=source.timezone, known=shapes)
    except StepEnded as end:
        return Listed(failed_channel(channel, end, line.clock()), timed.ended(end), captured=captured)
    remembered = replace(channel, etag=answer.header("etag"), last_modified=answer.header("last-modified"))
    return Listed(remembered, timed.outcome(Result.OK), listing, captured)


def read_push(line: Line, source: Source, channel: Channel, capture: Capture, shapes: Collection[str] = ()) -> Listed:
    """Archives and lists what a hub pushed of a channel. It says nothing of when the channel itself is to be asked."""
    timed = Timed(line.clock, Step.LIST, source.id, channel.url)
    captured = (line.archive.write(capture), channel.url)
    try:
        listing = sources.read_listing(capture, channel, now=line.clock(), zone=source.timezone, known=shapes)
    except StepEnded as end:
        return Listed(channel, timed.ended(end), captured=captured)
    return Listed(channel, timed.outcome(Result.OK), listing, captured)


def failed_channel(channel: Channel, end: StepEnded, now: datetime) -> Channel:
    failed = FetchFailed(channel.url, now, end.reason, end.detail, not_before=end.not_before)
    return sources.schedule.after_failure(channel, failed, now)


async def read_entry(line: Line, source: Source, entry: Entry, known: Furniture | None = None) -> Read:
    """Fetches an entry's page, archives it, and reads the article out of it. `known` is the furniture of its paper: it
    is left out of the article, and what the page teaches is added to it."""
    timed = Timed(line.clock, Step.FETCH, source.id, entry.url)
    try:
        answer = await ask(line, Request(entry.url, Purpose.PAGE, source.id))
    except Retry as end:
        return Read(entry, (timed.ended(end),), not_before=next_attempt(entry, end, line.clock()))
    except StepEnded as end:
        return Read(entry, (timed.ended(end),))
    if isinstance(answer, NotModified):
        return Read(entry, (timed.outcome(Result.UNCHANGED),))
    captured = (line.archive.write(answer), entry.url)
    return read_capture(line, (answer, captured), source, (entry, known), (timed.outcome(Result.OK),))


def read_capture(
    line: Line,
    answer: tuple[Capture, Captured],
    source: Source,
    told: tuple[Entry, Furniture | None],
    before: tuple[Outcome, ...],
) -> Read:
    """Reads the article out of an archived page; `before` are the outcomes it already has, `told` what its feed and
    its paper's other pages say."""
    (capture, captured), (entry, known) = answer, told
    timed = Timed(line.clock, Step.EXTRACT, source.id, entry.url)
    try:
        article = extract.read_learning(capture, source, entry, now=line.clock(), known=known)
    except StepEnded as end:
        return Read(entry, (*before, timed.ended(end)), captured=captured)
    validators = capture.header("etag"), capture.header("last-modified")
    reading = Reading(article, capture.fetched_at, captured[0], entry.url, False, *validators, FIRST_LOOK / line.haste)
    return Read(entry, (*before, timed.outcome(Result.OK)), reading, captured=captured)


def next_attempt(entry: Entry, end: Retry, now: datetime) -> datetime | None:
    """When to ask again: later each time, never before the server wants it, and at last never (None)."""
    if entry.attempts + 1 >= ATTEMPTS:
        return None
    due: datetime = now + FIRST_WAIT * 4**entry.attempts
    return max(due, end.not_before) if end.not_before else due


async def read_picture(line: Line, source: Source, permalink: Permalink, url: str) -> Pictured:
    """Fetches an article's lead picture, archives it, and makes it safe."""
    timed = Timed(line.clock, Step.PICTURE, source.id, str(permalink))
    captured: Captured | None = None
    try:
        answer = await ask(line, Request(url, Purpose.PICTURE, source.id))
        if line.pictures is None or isinstance(answer, NotModified):
            raise Skip(Reason.NOT_A_PICTURE, "no picture was sent")
        captured = (line.archive.write(answer), url)
        picture = await asyncio.to_thread(line.pictures.read, answer.body)
    except StepEnded as end:
        return Pictured(permalink, timed.ended(end), captured=captured)
    return Pictured(permalink, timed.outcome(Result.OK), picture, captured)


async def ask(line: Line, request: Request) -> Capture | NotModified:
    """The server's answer. Raises Skip, Retry or Quarantine where there is none."""
    answer = await line.fetcher.fetch(request)
    if not isinstance(answer, FetchFailed):
        return answer
    if answer.reason in NEVER:
        raise Skip(answer.reason, answer.detail, not_before=answer.not_before)
    if answer.reason in HARMFUL:
        raise Quarantine(answer.reason, answer.detail)
    raise Retry(answer.reason, answer.detail, not_before=answer.not_before)


# --- the keeper's part ----------------------------------------------------------------------------------------------


def follow(store: Store, index: Index, clock: Clock) -> int:
    """Takes the next changes into the index; returns how many there were, 0 where it is up to date.

    The index keeps its position in the commit of its documents, so a crash at any moment repeats a batch at most."""
    started = Timed(clock, Step.INDEX, "", "")
    changes = store.changes(index.position(), FOLLOWED)
    if not changes:
        return 0
    batch = _batch(store, changes)
    index.apply(batch.documents, batch.removed, changes[-1].seq)
    _record(store, started, batch)
    return len(changes)


def trace(store: Store, clock: Clock, teller: Teller, tracer: Tracer | None = None) -> int:
    """Traces the next changes and tells them as stories; returns how many there were, 0 where all is told.

    The store keeps the position (`TRACED`) after what was decided: a crash between the two repeats a batch at most, and
    a batch that is repeated changes nothing."""
    started = Timed(clock, Step.TRACE, "", "")
    changes = store.changes(store.position(TRACED), TRACED_AT_ONCE)
    if not changes:
        return 0
    batch = _batch(store, changes)
    if tracer is not None:
        tracer.take(batch.touched, batch.removed, changes[-1].seq, clock())
    tell(store, teller, batch.documents, batch.removed, clock())
    store.keep_position(TRACED, changes[-1].seq)
    _record(store, started, batch)
    return len(changes)


@dataclass(frozen=True, slots=True)
class _Changed:
    """The articles that some changes are of: those that stand, and those that went."""

    touched: list[Permalink]
    documents: list[Document]
    removed: list[Permalink]


def _batch(store: Store, changes: Sequence[Change]) -> _Changed:
    touched = list(dict.fromkeys(change.permalink for change in changes))
    documents = store.documents(touched)
    standing = {document.permalink for document in documents}
    return _Changed(touched, documents, [permalink for permalink in touched if permalink not in standing])


def _record(store: Store, started: Timed, batch: _Changed) -> None:
    share = started.milliseconds / max(len(batch.touched), 1)
    store.record(
        Outcome(started.step, permalink.source, str(permalink), Result.OK, started.at, milliseconds=share)
        for permalink in batch.touched
    )


def open_teller(store: Store, position: int, rules: Rules | None = None) -> Teller:
    """A teller that knows what was judged up to a position of the change log, as if it had never stopped."""
    rules = rules or Rules()
    teller = Teller(rules, last_number=store.last_story())
    window = [(told_of(document), story) for document, story in store.story_window(position, rules.most)]
    newest = max((told.at for told, _ in window), default=None)
    teller.recall(
        Known(told, story) for told, story in window if newest and newest - told.at <= timedelta(hours=rules.window)
    )
    return teller


def told_of(document: Document) -> Told:
    """What the stories' teller looks at."""
    at = document.at or datetime.fromtimestamp(0, UTC)
    return Told(document.permalink, document.title, document.summary, document.body, document.language, at)


def tell(
    store: Store, teller: Teller, documents: Sequence[Document], removed: Sequence[Permalink], now: datetime
) -> None:
    """Judges which stories articles belong to, and keeps what changed. Told again, the same batch changes nothing."""
    for permalink in removed:
        teller.remove(permalink)
    teller.take([told_of(document) for document in documents])
    decided = teller.decided()
    stands = {**decided.stands, **dict.fromkeys(removed, 0)}
    touched = store.keep_stories(stands, decided.merged, now) if stands or decided.merged else set()
    revised = store.stories_of([document.permalink for document in documents])
    found = store.stories(sorted(touched | {note.number for note in revised.values()}))
    store.count_origins(count_origins(store, found))
    chosen = {}
    for story in found.values():
        listed = [one.permalink for one in story.articles]
        shown = listed.index(story.headline) if story.headline in listed else None
        best = listed[most_telling([one.title for one in story.articles], shown, story.articles[0].language)]
        if best != story.headline:
            chosen[story.number] = best
    store.entitle(chosen)


def count_origins(store: Store, stories: Mapping[int, Story]) -> dict[int, int]:
    """How many independent origins stand behind each story, as far as its articles were traced."""
    traces = store.traces_of([one.permalink for story in stories.values() for one in story.articles])
    roots = {permalink: roots_of(trace) for permalink, trace in traces.items()}
    return {
        number: len(independent([one.permalink for one in story.articles], roots)) for number, story in stories.items()
    }


def rebuild(store: Store, index: Index, progress: Callable[[int], None]) -> int:
    """Fills an index beside this one from the store and puts it in its place; returns the number of articles. Until
    then readers ask the old one. Changes made meanwhile are followed after, since the position is taken before the
    first article is read."""
    position = store.last_change()
    fresh = index.beside()
    done = 0
    try:
        for page in store.walk():
            documents = store.documents([stored.permalink for stored in page])
            fresh.apply(documents, [], 0)
            done += len(documents)
            progress(done)
        fresh.apply([], [], position)
        fresh.take_place()
    finally:
        fresh.close()
    return done

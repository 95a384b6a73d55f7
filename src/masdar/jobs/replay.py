"""Reading the archive again: every later stage can be repeated from what servers once said."""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime

from masdar import extract
from masdar.contracts import Archive, Batch, Clock, Reading, Store
from masdar.extract import Furniture
from masdar.extract.furniture import ENOUGH
from masdar.jobs.transfer import BATCH, Imported, Progress
from masdar.model import Capture, CaptureRef, Entry, Purpose, Source, StepEnded


def reread(store: Store, archive: Archive, clock: Clock, progress: Progress) -> Imported:
    """Reads every archived page again with today's reader: the revision read from a capture takes the new text."""
    done = Imported()
    learnt = learn(store, archive, clock)
    known = {source.id: source for source in store.sources()}
    readings: dict[str, list[Reading]] = {}
    count = 0
    for ref, capture in archive.walk():
        source = known.get(capture.source)
        if capture.purpose is not Purpose.PAGE or source is None or _lists(source, capture.url):
            continue
        count += 1
        if source.id not in learnt:
            learnt[source.id] = Furniture.from_text(store.furniture(source.id))
        reading = _reread(store, (ref, capture), (source, learnt[source.id]), clock(), done)
        if reading is not None:
            readings.setdefault(source.id, []).append(reading)
        if count % BATCH == 0:
            _commit_again(store, readings, done)
            progress(count)
    _commit_again(store, readings, done)
    progress(count)
    return done


def learn(store: Store, archive: Archive, clock: Clock) -> dict[str, Furniture]:
    """The furniture of papers of which too few pages were seen yet, from all their archived pages; written."""
    learnt = {source.id: Furniture.from_text(store.furniture(source.id)) for source in store.sources()}
    learnt = {source: known for source, known in learnt.items() if known.pages < ENOUGH}
    known_sources = {source.id: source for source in store.sources() if source.id in learnt}
    for _, capture in archive.walk() if learnt else ():
        source = known_sources.get(capture.source)
        if source is not None and capture.purpose is Purpose.PAGE and not _lists(source, capture.url):
            with suppress(StepEnded):
                extract.read_learning(capture, source, None, now=clock(), known=learnt[source.id])
    for source_id, known in learnt.items():
        if known.pages:
            store.commit(Batch(source_id, furniture=known.to_text()))
    return learnt


def _lists(source: Source, url: str) -> bool:
    """A section page is a page too, but no article."""
    return any(channel.url == url for channel in source.channels)


def _reread(
    store: Store, taken: tuple[CaptureRef, Capture], paper: tuple[Source, Furniture], now: datetime, done: Imported
) -> Reading | None:
    (ref, capture), (source, known) = taken, paper
    entry: Entry | None = store.entry(source.id, capture.url)
    try:
        article = extract.read_page(capture, source, entry, now=now, known=known).article
    except StepEnded as end:
        done.refused[end.reason.value] = done.refused.get(end.reason.value, 0) + 1
        return None
    return Reading(article, capture.fetched_at, ref, entry.url if entry else "", again=True)


def _commit_again(store: Store, readings: dict[str, list[Reading]], done: Imported) -> None:
    for source, batch in readings.items():
        for kept in store.commit(Batch(source, batch)):
            done.new += kept.new
            done.revised += kept.changed and not kept.new
            done.known += not kept.changed
    readings.clear()

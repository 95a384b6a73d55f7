"""Reading the archive again: every later stage can be repeated from what servers once said."""

from __future__ import annotations

from datetime import datetime

from masdar import extract
from masdar.contracts import Archive, Batch, Clock, Reading, Store
from masdar.jobs.transfer import BATCH, Imported, Progress
from masdar.model import Capture, CaptureRef, Entry, Purpose, Source, StepEnded


def reread(store: Store, archive: Archive, clock: Clock, progress: Progress) -> Imported:
    """Reads every archived page again with today's reader: the revision read from a capture takes the new text."""
    done = Imported()
    known = {source.id: source for source in store.sources()}
    readings: dict[str, list[Reading]] = {}
    count = 0
    for ref, capture in archive.walk():
        source = known.get(capture.source)
        if capture.purpose is not Purpose.PAGE or source is None or _lists(source, capture.url):
            continue
        count += 1
        reading = _reread(store, ref, capture, source, clock(), done)
        if reading is not None:
            readings.setdefault(source.id, []).append(reading)
        if count % BATCH == 0:
            _commit_again(store, readings, done)
            progress(count)
    _commit_again(store, readings, done)
    progress(count)
    return done


def _lists(source: Source, url: str) -> bool:
    """A section page is a page too, but no article."""
    return any(channel.url == url for channel in source.channels)


def _reread(
    store: Store, ref: CaptureRef, capture: Capture, source: Source, now: datetime, done: Imported
) -> Reading | None:
    entry: Entry | None = store.entry(source.id, capture.url)
    try:
        article = extract.read_article(capture, source, entry, now=now)
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

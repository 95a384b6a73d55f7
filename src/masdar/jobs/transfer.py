"""Articles from files and into files: JSONL (plain, .gz, .xz) and WARC in, JSONL out."""

from __future__ import annotations

import gzip
import lzma
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any, cast

import msgspec

from masdar import extract, urls
from masdar.contracts import Archive, Batch, Clock, Reading, Store
from masdar.extract import Furniture
from masdar.extract.record import Record, read_record
from masdar.model import Capture, CaptureRef, Outcome, Purpose, Result, Source, Step, StepEnded, StoredArticle
from masdar.steps import Timed

BATCH = 500
MOST_LINE = 16 * 2**20  # bytes of one JSONL line

Progress = Callable[[int], None]  # called with the number of bytes of the file read so far


class BadFile(Exception):
    """The file cannot be read at all, or not from some line on."""


@dataclass(slots=True)
class Imported:
    """What an import did. `refused` counts lines or pages by the reason they were left out."""

    new: int = 0
    known: int = 0
    revised: int = 0
    refused: dict[str, int] = field(default_factory=dict)
    begun_at: int = 0  # byte of the file from which it went on


class Importer:
    """Commits readings in batches, by source. Importing a file twice changes nothing the second time."""

    def __init__(self, store: Store, clock: Clock, archive: Archive | None = None) -> None:
        self.done = Imported()
        self._store = store
        self._archive = archive
        self._clock = clock
        self._known: set[str] = {source.id for source in store.sources()}
        self._readings: dict[str, list[Reading]] = {}
        self._captures: dict[str, list[tuple[CaptureRef, str]]] = {}
        self._outcomes: dict[str, list[Outcome]] = {}
        self._known_furniture: dict[str, Furniture] = {}
        self._held = 0
        self._kept: Callable[[Reading], None] = lambda reading: None

    def records(self, path: Path, progress: Progress) -> Imported:
        """Articles of a JSONL corpus, one a line: `source, url, title, published, author, category, abstract, body`."""
        try:
            self._records(path, progress)
        finally:
            self._flush()
        return self.done

    def _records(self, path: Path, progress: Progress) -> None:
        for number, record in _records(path, progress):
            timed = Timed(
                self._clock, Step.EXTRACT, urls.slug(record.source or ""), record.url or f"{path.name}:{number}"
            )
            try:
                article = read_record(record, now=self._clock())
            except StepEnded as end:
                self._refuse(timed, end, f"{path.name}:{number}")
                continue
            self._source(article.source, record.source or article.source, article.url, article.language)
            self._add(Reading(article, self._clock()), timed.outcome(Result.OK))

    def captures(
        self, captures: Iterable[Capture], progress: Progress, kept: Callable[[Reading], None] = lambda reading: None
    ) -> Imported:
        """Pages of a WARC file: each is archived here, and read. A page's source is the paper its host belongs to.
        `kept` is called after each transaction, with an article in it: all captures given so far are dealt with."""
        self._kept = kept
        assert self._archive is not None, "pages are archived before they are read"
        hosts = {urls.host(source.home).removeprefix("www."): source.id for source in self._store.sources()}
        for count, capture in enumerate(captures, 1):
            progress(count)
            if capture.purpose is not Purpose.PAGE or capture.status != 200:
                continue
            host = urls.host(capture.final_url).removeprefix("www.")
            source = Source(hosts.setdefault(host, urls.slug(host)), host, urls.clean("/", capture.final_url))
            timed = Timed(self._clock, Step.EXTRACT, source.id, capture.final_url)
            captured = self._archive.write(capture)
            try:
                known = self._furniture(source.id)
                article = extract.read_learning(capture, source, None, now=self._clock(), known=known)
            except StepEnded as end:
                self._refuse(timed, end, capture.final_url)
                continue
            self._source(source.id, host, source.home, article.language)
            self._captures.setdefault(source.id, []).append((captured, capture.url))
            self._add(Reading(article, capture.fetched_at, captured), timed.outcome(Result.OK))
        self._flush()
        return self.done

    def _furniture(self, source_id: str) -> Furniture:
        if source_id not in self._known_furniture:
            self._known_furniture[source_id] = Furniture.from_text(self._store.furniture(source_id))
        return self._known_furniture[source_id]

    def _source(self, source_id: str, name: str, url: str, language: str) -> None:
        if source_id not in self._known:
            languages = (language,) if language else ()
            self._store.add_source(Source(source_id, name, urls.clean("/", url), languages=languages))
            self._known.add(source_id)

    def _refuse(self, timed: Timed, end: StepEnded, item: str) -> None:
        self.done.refused[end.reason.value] = self.done.refused.get(end.reason.value, 0) + 1
        self._store.record([timed.ended(type(end)(end.reason, f"{item} {end.detail}".strip()))])

    def _add(self, reading: Reading, outcome: Outcome) -> None:
        self._readings.setdefault(reading.article.source, []).append(reading)
        self._outcomes.setdefault(reading.article.source, []).append(outcome)
        self._held += 1
        if self._held >= BATCH:
            self._flush()

    def _flush(self) -> None:
        if self._archive is not None:
            self._archive.flush([ref for captured in self._captures.values() for ref, _ in captured])
        for source, readings in self._readings.items():
            known = self._known_furniture.get(source)
            learnt = known.to_text() if known is not None else ""
            batch = Batch(source, readings, self._captures.get(source, ()), self._outcomes[source], furniture=learnt)
            for kept in self._store.commit(batch):
                self.done.new += kept.new
                self.done.revised += kept.changed and not kept.new
                self.done.known += not kept.changed
        last = next((readings[-1] for readings in self._readings.values() if readings), None)
        self._readings, self._captures, self._outcomes, self._held = {}, {}, {}, 0
        if last is not None:
            self._kept(last)


def _records(path: Path, progress: Progress) -> Iterator[tuple[int, Record]]:
    decoder = msgspec.json.Decoder(Record)
    with path.open("rb") as raw, _decompressed(raw, path) as lines:
        number = 0
        try:
            while line := lines.readline(MOST_LINE + 1):
                number += 1
                if len(line) > MOST_LINE:
                    raise BadFile(f"{path}:{number}: the line is longer than {MOST_LINE} bytes")
                if line.strip():
                    yield number, decoder.decode(line)
                if number % 64 == 0:
                    progress(raw.tell())
        except msgspec.DecodeError as error:
            raise BadFile(f"{path}:{number}: {error}. Each line must be a JSON object with strings.") from error
        except (OSError, EOFError, lzma.LZMAError) as error:
            raise BadFile(f"{path}: after line {number}: {error}") from error


def _decompressed(raw: IO[bytes], path: Path) -> IO[bytes]:
    if path.suffix == ".xz":
        return cast("IO[bytes]", lzma.open(raw))
    return cast("IO[bytes]", gzip.open(raw)) if path.suffix == ".gz" else raw


def export(store: Store, source: str = "") -> Iterator[bytes]:
    """Every article as one JSON line, in the order of permalinks; an export can be imported again."""
    for page in store.walk():
        for stored in page:
            if not source or stored.permalink.source == source:
                yield msgspec.json.encode(_exported(stored)) + b"\n"


def _exported(stored: StoredArticle) -> dict[str, Any]:
    article = stored.article
    return {
        "id": str(stored.permalink),
        "source": article.source,
        "number": stored.permalink.number,
        "url": article.url,
        "title": article.title,
        "published": article.published,
        "modified": article.modified,
        "author": article.byline,
        "authors": article.authors,
        "category": article.section,
        "language": article.language,
        "abstract": article.summary,
        "body": article.text,
        "revision": stored.revision,
        "first_seen": stored.first_seen,
        "picture": article.image.url if article.image else "",
    }

"""Folding readings into what is known: which become articles, which become revisions, which say nothing new.

Pure: the caller brings what the database knows of the articles concerned, and writes down what comes out.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from masdar.contracts import Batch, Reading
from masdar.model import Article, Permalink
from masdar.store import records
from masdar.store.schema import NO_PICTURE, PICTURE_WAITING


@dataclass(frozen=True, slots=True)
class KeptReading:
    """What became of a reading: `new` for an article's first text, `changed` for every text that was written, the first
    among them; neither where the words were known."""

    permalink: Permalink
    revision: int
    new: bool
    changed: bool


@dataclass(frozen=True, slots=True)
class Arrival:
    """A reading with what can be worked out before anything is held."""

    reading: Reading
    key: bytes  # of the article's address
    words: bytes
    moment: int

    @property
    def place(self) -> tuple[str, int] | None:
        capture = self.reading.capture
        return None if capture is None else (capture.file, capture.offset)


@dataclass(frozen=True, slots=True)
class Arrivals:
    """A batch, its addresses made keys. `settled` leads from an entry's key to its article's, `retold` alike where only
    an archived capture was read again."""

    read: list[Arrival]
    settled: dict[bytes, bytes]
    retold: dict[bytes, bytes]
    closed: list[bytes]
    postponed: list[tuple[bytes, int]]


def arrivals(batch: Batch) -> Arrivals:
    """Raises ValueError for a record of another source, or without an address."""
    read: list[Arrival] = []
    settled: dict[bytes, bytes] = {}
    retold: dict[bytes, bytes] = {}
    for reading in batch.readings:
        article = reading.article
        _belongs(batch, article.source)
        key = records.url_key(article.url)
        read.append(Arrival(reading, key, records.words(article), records.micros(reading.at)))
        led = retold if reading.again else settled
        led[key] = key
        if reading.entry_url not in ("", article.url):
            led[records.url_key(reading.entry_url)] = key
    for permalink in (*(permalink for permalink, _ in batch.pictures), *batch.pictures_failed):
        _belongs(batch, permalink.source)
    closed = [records.url_key(url) for url in batch.settled]
    postponed = [(records.url_key(url), records.micros(until)) for url, until in batch.postponed]
    return Arrivals(read, settled, retold, closed, postponed)


def _belongs(batch: Batch, source: str) -> None:
    if source != batch.source:
        raise ValueError(f"a batch of {batch.source!r} holds something of {source!r}")


@dataclass(slots=True)
class State:
    """An article as it stands while the batch is folded into it. The first fields are columns of `articles`."""

    key: bytes
    number: int
    revision: int
    words: bytes
    at: int
    first_seen: int
    last_seen: int
    lang: str
    section: str
    image_url: str
    picture: str | None
    picture_state: int
    fresh: bool = False  # not in the database yet
    article: Article | None = None  # what its row is to show now
    seen_again: bool = False
    past: list[tuple[bytes, int]] = field(default_factory=list)  # (words, at) of its texts, where words differ


@dataclass(slots=True)
class Text:
    """A text that was read from a capture which is now read again."""

    number: int
    revision: int
    body: bytes


@dataclass(frozen=True, slots=True)
class NewText:
    """A row of `revisions` to be."""

    number: int
    revision: int
    at: int
    words: bytes
    place: tuple[str, int] | None
    body: bytes


class Fold:
    """Readings, one after the other, on what is known. Read `states`, `texts`, `mended` and `changes` at the end."""

    def __init__(self, source: str, last_number: int, newest: int) -> None:
        self.source = source
        self.last_number = last_number
        self.newest = newest
        self.states: dict[bytes, State] = {}  # by the article's key
        self.by_number: dict[int, State] = {}
        self.by_capture: dict[tuple[str, int], Text] = {}
        self.texts: list[NewText] = []  # further revisions
        self.mended: list[NewText] = []  # revisions that take another text
        self.changes: list[tuple[int, int, int]] = []  # number, revision, at
        self.moved: Counter[tuple[str, str]] = Counter()  # (section, lang) → more or fewer articles

    def know(self, state: State) -> State:
        """Brings in an article as the database knows it."""
        self.states[state.key] = self.by_number[state.number] = state
        return state

    def add(self, arrival: Arrival) -> KeptReading:
        state = self.states.get(arrival.key)
        if arrival.reading.again and (told := self._told(arrival, state)) is not None:
            return self._mend(told, arrival)
        if state is None:
            return self._write(self._begin(arrival), arrival)
        if self._known(state, arrival):
            state.last_seen = max(state.last_seen, arrival.moment)
            state.seen_again = True
            return KeptReading(Permalink(self.source, state.number), state.revision, False, False)
        return self._write(state, arrival)

    def _told(self, arrival: Arrival, state: State | None) -> Text | None:
        """The text once read from this capture, unless the capture now turns out to be another known article's."""
        text = self.by_capture.get(arrival.place) if arrival.place is not None else None
        if text is None or (state is not None and state.number != text.number):
            return None
        return text

    def _known(self, state: State, arrival: Arrival) -> bool:
        """The words as they stand; or older ones that were kept, as when a batch comes twice or an archive is read
        again; or, of an archive, words older than the latest, which have no place behind them any more."""
        if state.words == arrival.words:
            return True
        if arrival.reading.again:
            return any(words == arrival.words or at > arrival.moment for words, at in state.past)
        if any(words == arrival.words and at >= arrival.moment for words, at in state.past):
            return True
        # It stood when this was read, and another has come since.
        came = any(at > arrival.moment for _, at in state.past)
        return came and any(words == arrival.words for words, _ in state.past)

    def _begin(self, arrival: Arrival) -> State:
        self.last_number += 1
        self.newest = max(self.newest, arrival.moment)
        seen = (arrival.moment,) * 3
        state = State(arrival.key, self.last_number, 0, b"", *seen, "", "", "", None, NO_PICTURE, fresh=True)
        return self.know(state)

    def _write(self, state: State, arrival: Arrival) -> KeptReading:
        """A further text."""
        state.revision += 1
        self.texts.append(self._text(state.number, state.revision, arrival))
        self._show(state, arrival)
        if arrival.place is not None:
            self.by_capture[arrival.place] = Text(state.number, state.revision, self.texts[-1].body)
        return KeptReading(Permalink(self.source, state.number), state.revision, state.revision == 1, True)

    def _mend(self, told: Text, arrival: Arrival) -> KeptReading:
        """The text takes the place of the one that was read from the same capture."""
        state = self.by_number[told.number]
        text = self._text(told.number, told.revision, arrival)
        if text.body == told.body:
            return KeptReading(Permalink(self.source, state.number), told.revision, False, False)
        told.body = text.body
        self.mended.append(text)
        if told.revision == state.revision:
            state.key = arrival.key
            self.states[arrival.key] = state
            self._show(state, arrival)
        return KeptReading(Permalink(self.source, state.number), told.revision, False, True)

    def _text(self, number: int, revision: int, arrival: Arrival) -> NewText:
        body = records.encode(arrival.reading.article)
        return NewText(number, revision, arrival.moment, arrival.words, arrival.place, body)

    def _show(self, state: State, arrival: Arrival) -> None:
        """What lists and the change log know of an article follows its latest text."""
        article = arrival.reading.article
        if not state.fresh or state.article is not None:
            self.moved[state.section, state.lang] -= 1
        state.words = arrival.words
        state.past.append((arrival.words, arrival.moment))
        state.last_seen = max(state.last_seen, arrival.moment)
        state.article = article
        state.lang = records.lang(article.language)
        state.section = records.section(article.section)
        self.moved[state.section, state.lang] += 1
        published = records.micros(article.published) if article.published else state.first_seen
        state.at = min(published, state.first_seen)
        image = records.plain(article.image.url) if article.image else ""
        if image != state.image_url:
            state.image_url, state.picture = image, None
            state.picture_state = PICTURE_WAITING if image else NO_PICTURE
        self.changes.append((state.number, state.revision, arrival.moment))

    def written(self) -> Sequence[State]:
        """The articles whose rows change, each once."""
        return [state for key, state in self.states.items() if state.article is not None and state.key == key]

    def only_seen(self) -> Sequence[State]:
        return [state for state in self.states.values() if state.article is None and state.seen_again]

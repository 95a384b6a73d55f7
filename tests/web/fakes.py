"""A store and an index in memory, as much of them as the pages use."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any

from masdar.contracts import Lags, Opened, Selection, SourceHealth, StoryNote
from masdar.language.fold import fold
from masdar.model import (
    And,
    DateRange,
    Edge,
    Filter,
    Fragment,
    Habit,
    Headline,
    Hit,
    Not,
    Or,
    Order,
    Outcome,
    Passage,
    Permalink,
    Phrase,
    Print,
    Query,
    Reason,
    Result,
    Results,
    Revision,
    Search,
    Source,
    Step,
    StoredArticle,
    Story,
    Thumbnail,
    Trace,
    Word,
)
from tests.web import invented


class TellingClock:
    """A clock that stands still until it is moved."""

    def __init__(self, now: datetime = invented.NOW) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now

    def move(self, seconds: float) -> None:
        self.now += timedelta(seconds=seconds)


class MemoryStore:
    def __init__(self, sources: Sequence[Source] = (), articles: Sequence[StoredArticle] = ()) -> None:
        self.by_id = {source.id: source for source in sources}
        self.articles = {stored.permalink: stored for stored in articles}
        self.pictures: dict[str, dict[int, Thumbnail]] = {}
        self.prints: dict[str, Print] = {}
        self.outcomes: list[Outcome] = []
        self.texts: dict[Permalink, list[Revision]] = {}
        self.told: dict[int, Story] = {}
        self.traces: dict[Permalink, Trace] = {}
        self.shared: list[Passage] = []
        self.carried: list[Habit] = []
        self.words_of: list[tuple[str, int]] = []
        self.later = Lags()
        self.calls: Counter[str] = Counter()

    def keep(self, stored: StoredArticle) -> None:
        self.articles[stored.permalink] = stored

    def sources(self) -> list[Source]:
        self.calls["sources"] += 1
        return list(self.by_id.values())

    def source(self, source_id: str) -> Source | None:
        return self.by_id.get(source_id)

    def article(self, permalink: Permalink) -> StoredArticle | None:
        self.calls["article"] += 1
        return self.articles.get(permalink)

    def story(self, number: int) -> Story | None:
        return self.told.get(number)

    def opened(self, permalink: Permalink) -> Opened | None:
        self.calls["opened"] += 1
        stored = self.articles.get(permalink)
        if stored is None:
            return None
        note = self.stories_of([permalink]).get(permalink)
        taken = bool(self.reprints_of(permalink, 1))
        trace = self.traces.get(permalink)
        return Opened(stored, trace, taken, note.number if note else 0, note.articles if note else 0)

    def stories_of(self, permalinks: Sequence[Permalink]) -> dict[Permalink, StoryNote]:
        notes = {
            one.permalink: StoryNote(story.number, len(story.articles), len(story.papers))
            for story in self.told.values()
            for one in story.articles
        }
        return {one: notes[one] for one in permalinks if one in notes}

    def articles_of(self, permalinks: Sequence[Permalink]) -> dict[Permalink, StoredArticle]:
        return {one: self.articles[one] for one in permalinks if one in self.articles}

    def traces_of(self, permalinks: Sequence[Permalink]) -> dict[Permalink, Trace]:
        return {one: self.traces[one] for one in permalinks if one in self.traces}

    def passages_of(self, permalinks: Sequence[Permalink]) -> dict[Permalink, list[Passage]]:
        return {
            named: [one.seen_from(named) for one in self.shared if named in (one.one, one.other)]
            for named in permalinks
        }

    def reprints_of(self, permalink: Permalink, limit: int) -> list[Edge]:
        return [edge for trace in self.traces.values() for edge in trace.edges if edge.giver == permalink][:limit]

    def habits(self, since: datetime | None = None, source: str = "") -> list[Habit]:
        if since is not None and all(self._headline(one).at < since for one in self.articles.values()):
            return []
        return [one for one in self.carried if not source or source in (one.taker, one.giver)]

    def whose_words(self, source: str, start: datetime, end: datetime) -> list[tuple[str, int]]:
        of = (self._headline(one).at for place, one in self.articles.items() if place.source == source)
        return list(self.words_of) if any(start <= at < end for at in of) else []

    def lags(self, source: str, bounds: Sequence[datetime], agencies: Collection[str]) -> list[Lags]:
        return [self.later] * (len(bounds) - 1)

    def revisions(self, permalink: Permalink) -> list[Revision]:
        return self.texts.get(permalink, [])

    def _headline(self, stored: StoredArticle) -> Headline:
        article = stored.article
        at = article.published if article.published and article.published <= stored.first_seen else stored.first_seen
        return Headline(
            stored.permalink, article.title, self.by_id[article.source].name, at, article.language, article.direction,
            article.section, article.summary, article.authors, stored.picture, article.url,
        )  # fmt: skip

    def headlines(self, selection: Selection) -> list[Headline]:
        self.calls["headlines"] += 1
        found = []
        for stored in self.articles.values():
            article, one = stored.article, self._headline(stored)
            if selection.source and article.source != selection.source:
                continue
            if selection.section and article.section != selection.section:
                continue
            if selection.author and fold(selection.author) not in map(fold, article.authors):
                continue
            if selection.languages and article.language not in selection.languages:
                continue
            if selection.before and (one.at, one.permalink) >= selection.before:
                continue
            found.append(one)
        found.sort(key=lambda one: (one.at, one.permalink), reverse=True)
        return found[: selection.limit]

    def counts(self, selection: Selection, bounds: Sequence[datetime]) -> list[int]:
        self.calls["counts"] += 1
        found = self.headlines(replace(selection, before=None, limit=10**9))
        return [sum(start <= one.at < end for one in found) for start, end in pairwise(bounds)]

    def oldest(self, selection: Selection) -> datetime | None:
        return min((one.at for one in self.headlines(replace(selection, before=None, limit=10**9))), default=None)

    def last_numbers(self) -> dict[str, int]:
        return {one.source: max(n.number for n in self.articles if n.source == one.source) for one in self.articles}

    def numbers(self, source_id: str, first: int, last: int) -> list[tuple[int, datetime]]:
        own = sorted(one for one in self.articles if one.source == source_id and first <= one.number <= last)
        return [(one.number, self.articles[one].first_seen) for one in own]

    def headlines_of(self, permalinks: Sequence[Permalink]) -> dict[Permalink, Headline]:
        return {one: self._headline(self.articles[one]) for one in permalinks if one in self.articles}

    def sections(self, languages: tuple[str, ...] = ()) -> list[tuple[str, int]]:
        counted = Counter(
            stored.article.section
            for stored in self.articles.values()
            if stored.article.section and (not languages or stored.article.language in languages)
        )
        return counted.most_common()

    def print_of(self, sha256: str) -> Print | None:
        return self.prints.get(sha256)

    def thumbnail(self, sha256: str, width: int) -> Thumbnail | None:
        sizes = self.pictures.get(sha256)
        if not sizes:
            return None
        return sizes[min((w for w in sizes if w >= width), default=max(sizes))]

    def count(self) -> int:
        return len(self.articles)

    def last_change(self) -> int:
        return len(self.articles)

    def outcome_counts(self) -> dict[tuple[str, str, str, str], int]:
        return dict(Counter((o.source, o.step.value, o.result.value, o.reason or "") for o in self.outcomes))

    def latest_outcomes(self, limit: int, result: str = "") -> list[Outcome]:
        return [one for one in reversed(self.outcomes) if not result or one.result == result][:limit]

    def health(self) -> list[SourceHealth]:
        made = []
        for source in self.by_id.values():
            own = [stored for stored in self.articles.values() if stored.article.source == source.id]
            newest = max((stored.first_seen for stored in own), default=None)
            made.append(SourceHealth(source, len(own), newest, 0, None))
        return made

    def __getattr__(self, name: str) -> Any:
        raise AssertionError(f"the pages do not call Store.{name}")


class MemoryIndex:
    """Finds words by their presence in title and text; no ranking."""

    def __init__(self, store: MemoryStore) -> None:
        self.store = store
        self.searches: list[Search] = []
        self.refreshed = 0

    def position(self) -> int:
        return self.store.last_change()

    def count(self) -> int:
        return self.store.count()

    def refresh(self) -> None:
        self.refreshed += 1

    def search(self, search: Search) -> Results:
        self.searches.append(search)
        found = [one for one in self.store.articles.values() if search.query is None or _matches(one, search.query)]
        found.sort(key=lambda one: one.article.published or one.first_seen, reverse=search.order is not Order.OLDEST)
        words = list(_words(search.query)) if search.query else []
        hits = tuple(
            Hit(
                one.permalink,
                1.0,
                tuple(_marked(one.article.title, words)),
                tuple(_marked(one.article.text[:240], words)),
            )
            for one in found[search.offset : search.offset + search.limit]
        )
        facets = {"source": tuple(Counter(one.article.source for one in found).most_common())}
        return Results(len(found), hits, facets, 0.4)

    def __getattr__(self, name: str) -> Any:
        raise AssertionError(f"the pages do not call Index.{name}")


def _words(query: Query) -> Iterator[str]:
    if isinstance(query, Word):
        yield query.text
    elif isinstance(query, Phrase):
        yield " ".join(query.words)
    elif isinstance(query, And | Or):
        for node in query.nodes:
            yield from _words(node)


def _matches(stored: StoredArticle, query: Query) -> bool:
    article = stored.article
    if isinstance(query, Word):
        return query.text in f"{article.title} {article.text}"
    if isinstance(query, Phrase):
        return " ".join(query.words) in f"{article.title} {article.text}"
    if isinstance(query, Not):
        return not _matches(stored, query.node)
    if isinstance(query, And):
        return all(_matches(stored, node) for node in query.nodes)
    if isinstance(query, Or):
        return any(_matches(stored, node) for node in query.nodes)
    if isinstance(query, DateRange):
        at = article.published or stored.first_seen
        return (query.start is None or at >= query.start) and (query.end is None or at < query.end)
    assert isinstance(query, Filter)
    own = {"source": article.source, "lang": article.language, "section": article.section}
    return own.get(query.field) == query.value


def _marked(text: str, words: Sequence[str]) -> Iterator[Fragment]:
    word = next((word for word in words if word in text), "")
    if not word:
        yield Fragment(text)
        return
    before, after = text.split(word, 1)
    yield Fragment(before)
    yield Fragment(word, True)
    yield Fragment(after)


def press() -> MemoryStore:
    """The invented press, stored, with some outcomes."""
    stored, pictures = invented.articles()
    store = MemoryStore(invented.SOURCES, stored)
    store.pictures = pictures
    at = invented.NOW
    for place, source in enumerate(invented.SOURCES):
        store.outcomes += [Outcome(Step.LIST, source.id, source.home, Result.OK, at)] * (place + 2)
        reason = list(Reason)[place * 3 % len(Reason)]
        store.outcomes.append(Outcome(Step.FETCH, source.id, f"{source.home}{place}", Result.QUARANTINED, at, reason))
    return store

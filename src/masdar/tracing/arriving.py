"""Whose words an article prints, worked out as it arrives: the step between the store and the stories.

Each article of a batch is asked about before it is remembered; what it shares is kept as passages; then it, and every
article it shares with, is judged. The store is read and written once a batch. Doing a batch again changes nothing.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from masdar.contracts import Detector, Store, Traced
from masdar.model import Match, Passage, PassageKind, Permalink, Source, StoredArticle, Trace
from masdar.provenance import Credit, Habits, Sighting, count_words, credits_of, judge, own_alone, sighting
from masdar.provenance.passages import passage, without_furniture

PAGE = 2000  # changes the detector is told of at once when it has fallen behind
ANEW = timedelta(minutes=5)  # after which it is asked again what kinds of sources there are
LEARNT_FROM = 50_000  # verdicts from which it learns, when it is opened, what papers usually do
REMEMBERED = 2048  # articles whose signs are kept at hand: a reprint mostly comes within hours

Passages = dict[Permalink, list[Passage]]


@dataclass(slots=True)
class _Work:
    """One batch on its way. `fresh` are those whose text is not the one traced before."""

    articles: dict[Permalink, StoredArticle]
    before: dict[Permalink, Trace]
    removed: frozenset[Permalink]
    fresh: list[Permalink] = field(default_factory=list)
    found: list[Passage] = field(default_factory=list)
    passages: Passages = field(default_factory=dict)
    neighbours: dict[Permalink, None] = field(default_factory=dict)

    forgotten: list[Permalink] = field(default_factory=list)  # those whose earlier passages no longer hold


class Tracer:
    """Traces what the change log names: it must be told every change, in order. `position` is the
    change up to which the articles were traced; where the detector knows less, `catch_up` tells it."""

    def __init__(self, store: Store, detector: Detector, position: int) -> None:
        self._store = store
        self._detector = detector
        self._goal = position
        self._known = min(detector.position(), position)
        self._habits = Habits()
        for edge in store.newest_edges(LEARNT_FROM):
            self._habits.learn(edge.taker.source, (edge,))
        self._sources: dict[str, Source] = {}
        self._asked: datetime | None = None  # when for the sources
        self._sightings: OrderedDict[Permalink, Sighting] = OrderedDict()

    # --- what the detector missed ---------------------------------------------------------------------------------

    @property
    def behind(self) -> int:
        """How many changes the detector is still to be told of."""
        return max(self._goal - self._known, 0)

    def catch_up(self, at: datetime) -> int:
        """Tells the detector the next changes it does not know; returns how many, 0 where it knows all. What was never
        traced is traced."""
        changes = [one for one in self._store.changes(self._known, PAGE) if one.seq <= self._goal]
        if not changes:
            self._known = self._goal
            return 0
        touched = list(dict.fromkeys(change.permalink for change in changes))
        articles, traces = self._store.articles_of(touched), self._store.traces_of(touched)
        untraced = []
        for one in (articles[one] for one in touched if one in articles):
            if _same(one, traces.get(one.permalink)):
                self._remember(one)
            else:
                untraced.append(one)
        self._trace(untraced, [one for one in touched if one not in articles], at)
        self._known = changes[-1].seq
        self._detector.keep(self._known)
        return len(changes)

    # --- a batch ----------------------------------------------------------------------------------------------------

    def take(self, touched: Sequence[Permalink], removed: Sequence[Permalink], position: int, at: datetime) -> None:
        """Traces the articles of a batch, which ends with the change `position`, and those it bears upon."""
        gone = set(removed)
        articles = self._store.articles_of([one for one in touched if one not in gone])
        self._trace([articles[one] for one in touched if one in articles], removed, at)
        self._detector.keep(position)

    def _trace(self, articles: Sequence[StoredArticle], removed: Sequence[Permalink], at: datetime) -> None:
        if not articles and not removed:
            return
        if self._asked is None or at - self._asked > ANEW:
            self._sources, self._asked = {source.id: source for source in self._store.sources()}, at
        here = {one.permalink: one for one in articles}
        work = _Work(here, self._store.traces_of([*here, *removed]), frozenset(removed))
        for permalink in (*here, *removed):
            self._sightings.pop(permalink, None)
        self._find(work)
        self._gather(work)
        self._write(work, self._judge(work), at)
        while len(self._sightings) > REMEMBERED:
            self._sightings.popitem(last=False)

    def _find(self, work: _Work) -> None:
        """Asks about each article before it is remembered."""
        for permalink in work.removed:
            self._detector.remove(permalink)
        asked: dict[Permalink, list[Match]] = {}
        for permalink, stored in work.articles.items():
            if not _same(stored, work.before.get(permalink)):
                work.fresh.append(permalink)
                asked[permalink] = self._detector.ask(stored.article.text, permalink)
                self._remember(stored)
        self._see(work, {match.other for matches in asked.values() for match in matches})
        askers: dict[frozenset[Permalink], Permalink] = {}
        for permalink, matches in asked.items():
            for found in self._passages(work, permalink, matches):
                # A batch that is repeated finds a pair from both of its ends: one of them tells it.
                if askers.setdefault(frozenset((permalink, found.other)), permalink) == permalink:
                    work.found.append(found)

    def _passages(self, work: _Work, permalink: Permalink, matches: Sequence[Match]) -> list[Passage]:
        """What an article shares with those that stand, but for what its paper prints under all of its own."""
        if not matches:
            return []
        one = self._sighting(work, permalink)
        others = [(match, self._sighting(work, match.other)) for match in matches if self._stands(work, match.other)]
        return without_furniture([passage(match, one, other) for match, other in others], len(one.text))

    def _remember(self, stored: StoredArticle) -> None:
        text = stored.article.text
        if text:
            self._detector.add(stored.permalink, text, stored.at)
        else:  # nothing is left of it but its name
            self._detector.remove(stored.permalink)

    def _gather(self, work: _Work) -> None:
        """All passages of the articles that are to be judged: the batch's, and those that share, or shared, with it."""
        forgotten = [*(one for one in work.fresh if one in work.before), *sorted(work.removed)]
        work.forgotten = forgotten
        lost = self._store.passages_of(forgotten) if forgotten else {}
        ends = [one.other for passages in lost.values() for one in passages]
        ends += [end for one in work.found for end in (one.one, one.other)]
        gone = {*forgotten, *work.removed}
        work.neighbours = dict.fromkeys(end for end in ends if end not in work.articles and end not in work.removed)
        asked = [one for one in work.articles if one in work.before] + list(work.neighbours)
        held = self._store.passages_of(asked) if asked else {}
        renewed = {frozenset((one.one, one.other)) for one in work.found}
        for permalink, passages in held.items():
            work.passages[permalink] = [
                one
                for one in passages
                if not {one.one, one.other} & gone and frozenset((one.one, one.other)) not in renewed
            ]
        for one in work.found:
            for seen in (one, one.turned()):
                work.passages.setdefault(seen.one, []).append(seen)
        self._see(work, {one.other for passages in work.passages.values() for one in passages} | {*work.neighbours})

    def _judge(self, work: _Work) -> list[Trace]:
        work.before.update(self._store.traces_of(list(work.neighbours)))
        for permalink, trace in work.before.items():
            self._habits.learn(permalink.source, trace.edges, times=-1)
        made = []
        for permalink in (*work.articles, *work.neighbours):
            if permalink not in work.articles and permalink not in self._sightings:
                continue  # it went in the meantime: its own change tells
            trace = self._verdict(work, permalink)
            self._habits.learn(permalink.source, trace.edges)
            made.append(trace)
        return made

    def _verdict(self, work: _Work, permalink: Permalink) -> Trace:
        shared = [one for one in work.passages.get(permalink, ()) if one.kind is PassageKind.COPY]
        stored = work.articles.get(permalink)
        if not shared and stored is not None and permalink not in self._sightings and not _credits(stored):
            return own_alone(permalink, stored.revision, count_words(stored.article.text))
        others = {one.other: self._sighting(work, one.other) for one in shared if self._stands(work, one.other)}
        return _of_others(judge(self._sighting(work, permalink), shared, others, self._habits))

    def _write(self, work: _Work, traces: Sequence[Trace], at: datetime) -> None:
        changed = [trace for trace in traces if trace != work.before.get(trace.permalink)]
        revised = [
            trace.permalink
            for trace in changed
            if trace.permalink in work.neighbours and _tells(trace) != _tells(work.before.get(trace.permalink))
        ]
        removed, forgotten = sorted(work.removed), work.forgotten
        if changed or removed or work.found or forgotten:
            self._store.keep_traces(Traced(at, changed, work.found, forgotten, removed, revised))

    # --- what counts of an article --------------------------------------------------------------------------------

    def _stands(self, work: _Work, permalink: Permalink) -> bool:
        return permalink in work.articles or permalink in self._sightings

    def _see(self, work: _Work, permalinks: Iterable[Permalink]) -> None:
        """Has the signs of articles at hand, but for those of the batch: these are looked at when they are needed."""
        missing = [one for one in permalinks if one not in self._sightings and one not in work.articles]
        for stored in self._store.articles_of(missing).values() if missing else ():
            self._keep_sighting(stored)

    def _sighting(self, work: _Work, permalink: Permalink) -> Sighting:
        known = self._sightings.get(permalink)
        return known if known is not None else self._keep_sighting(work.articles[permalink])

    def _keep_sighting(self, stored: StoredArticle) -> Sighting:
        name = stored.permalink.source
        if name not in self._sources and (added := self._store.source(name)) is not None:
            self._sources[name] = added
        made = sighting(stored, self._sources.get(name))
        self._sightings[stored.permalink] = made
        return made


def _same(stored: StoredArticle, trace: Trace | None) -> bool:
    """Whether a trace is of this very text. A text may be mended within a revision."""
    return trace is not None and trace.revision == stored.revision and trace.words == count_words(stored.article.text)


def _credits(stored: StoredArticle) -> tuple[Credit, ...]:
    return credits_of(stored.article.text, stored.article.byline)


def _of_others(trace: Trace) -> Trace:
    """Without what an agency has from itself: its own words are its own."""
    own = trace.permalink.source
    edges = tuple(one for one in trace.edges if one.giver is not None or one.agency != own)
    origins = tuple(one for one in trace.origins if one.undecided or one.first is not None or one.agency != own)
    return replace(trace, edges=edges, origins=origins)


def _tells(trace: Trace | None) -> object:
    """What a trace says, but for how sure it is."""
    if trace is None:
        return None
    origins = [(one.start, one.end, one.first, one.agency, one.undecided) for one in trace.origins]
    return origins, [(one.giver, one.agency, one.words) for one in trace.edges], trace.shares

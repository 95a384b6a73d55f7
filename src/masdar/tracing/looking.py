"""Any text, held against the archive: the index says which articles may share words with it, a detector of these alone
which passages do, part by part, so that a long report is looked at as closely as a short notice. Nothing is kept."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from masdar.contracts import Detector, Index, Store
from masdar.model import (
    Article,
    Block,
    BlockKind,
    Or,
    Passage,
    Permalink,
    Phrase,
    Query,
    Search,
    StoredArticle,
    Trace,
)
from masdar.provenance import Habits, judge, sighting
from masdar.provenance.passages import passage
from masdar.provenance.sighting import WORD
from masdar.tracing.parting import in_parts, joined

LONGEST = 100_000  # characters of a text that are traced: some fifty pages, and some seconds in a large archive
STRETCH = 120  # words for which the index is asked at once, so that every part of a text is looked for
PHRASE = 3  # words beside one another
PHRASES = 12  # of a stretch, those with the longest words: they tell most
NEAREST = 12  # articles taken for each stretch
MOST = 120  # articles compared with each part
NAME = Permalink("-", 1)  # the text's own: no source can be called that


@dataclass(frozen=True, slots=True)
class Held:
    """An article of the archive that shares passages with the text, and how many of the text's words it has."""

    article: StoredArticle
    passages: tuple[Passage, ...]
    words: int

    @property
    def at(self) -> datetime:
        """When it was published, as far as that is known."""
        return self.article.at


@dataclass(frozen=True, slots=True)
class Found:
    """What the archive holds of a text, and whose words it is taken to print. `held` by time, the earliest first.
    `text` is what was traced, `rest` what was not: the text was longer than `LONGEST`."""

    text: str
    trace: Trace
    held: tuple[Held, ...]
    rest: str = ""


def look_up(
    text: str, store: Store, index: Index, detector: Callable[[], Detector], now: datetime, at: datetime | None = None
) -> Found:
    """Holds a text against the archive, its first `LONGEST` characters. `at` is when it was published; without it, now:
    it came after all that stands here."""
    text, rest = text[:LONGEST], text[LONGEST:]
    parts = in_parts(text)
    candidates = dict.fromkeys(one for begin, end in parts for one in _candidates(text[begin:end], index))
    # Of many with the same words a detector keeps those it was told of first: the earliest.
    articles = dict(sorted(store.articles_of(list(candidates)).items(), key=lambda pair: (pair[1].at, pair[0])))
    known = detector()
    for permalink, stored in articles.items():
        known.add(permalink, stored.article.text, stored.at)
    sources = {source.id: source for source in store.sources()}
    ours = _as_stored(text, at or now, now)
    one = sighting(ours, None)
    found = joined([known.ask(text[begin:end]) for begin, end in parts], parts)
    matches = [match for match in found if match.other in articles]
    others = {
        match.other: sighting(articles[match.other], sources.get(match.other.source)) for match in matches
    }  # each once
    passages = [passage(match, one, others[match.other]) for match in matches]
    held = [_held(articles[other], [one for one in passages if one.other == other]) for other in others]
    trace = judge(one, passages, others, Habits())
    return Found(text, trace, tuple(sorted(held, key=lambda one: (one.at, one.article.permalink))), rest)


def _held(article: StoredArticle, passages: Sequence[Passage]) -> Held:
    return Held(article, tuple(passages), sum(one.words for one in passages))


def _as_stored(text: str, at: datetime, now: datetime) -> StoredArticle:
    article = Article(NAME.source, "", "", (Block(BlockKind.PARAGRAPH, text),), published=at)
    return StoredArticle(NAME, article, 1, now, now)


def _candidates(text: str, index: Index) -> list[Permalink]:
    """Articles that share phrases with a part of the text, stretch by stretch."""
    found: dict[Permalink, None] = {}
    for query in _questions(text):
        results = index.search(Search(query, limit=NEAREST, facets=False, exact=True))
        for hit in results.hits:
            found.update(dict.fromkeys((hit.permalink, *hit.repeats)))
    return list(found)[:MOST]


def _questions(text: str) -> Iterator[Query]:
    words = WORD.findall(text)
    for begin in range(0, len(words), STRETCH):
        stretch = words[begin : begin + STRETCH]
        rows = [tuple(stretch[at : at + PHRASE]) for at in range(max(len(stretch) - PHRASE + 1, 0))]
        chosen = sorted(set(rows), key=lambda row: (-sum(map(len, row)), row))[:PHRASES]
        if chosen:
            yield Or(tuple(Phrase(row) for row in chosen))

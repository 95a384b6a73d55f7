"""Any text, held against the archive: the index says which articles may share words with it, a detector of these alone
which passages do. Nothing is kept."""

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

LONGEST = 20_000  # characters of a text
STRETCH = 120  # words for which the index is asked at once, so that every part of a text is looked for
PHRASE = 3  # words beside one another
PHRASES = 12  # of a stretch, those with the longest words: they tell most
NEAREST = 12  # articles taken for each stretch
MOST = 120  # articles compared in all
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
        published = self.article.article.published
        return published if published is not None and published <= self.article.first_seen else self.article.first_seen


@dataclass(frozen=True, slots=True)
class Found:
    """What the archive holds of a text, and whose words it is taken to print. `held` by time, the earliest first."""

    text: str
    trace: Trace
    held: tuple[Held, ...]


def look_up(
    text: str, store: Store, index: Index, detector: Callable[[], Detector], now: datetime, at: datetime | None = None
) -> Found:
    """Holds a text against the archive. `at` is when it was published; without it, now: it came after all that stands
    here. Raises ValueError where it is longer than `LONGEST`."""
    if len(text) > LONGEST:
        raise ValueError(f"a text of at most {LONGEST} characters can be traced")
    articles = store.articles_of(_candidates(text, index))
    known = detector()
    for permalink, stored in articles.items():
        known.add(permalink, stored.article.text)
    sources = {source.id: source for source in store.sources()}
    ours = _as_stored(text, at or now, now)
    one = sighting(ours, None)
    matches = [match for match in known.ask(text) if match.other in articles]
    others = {
        match.other: sighting(articles[match.other], sources.get(match.other.source)) for match in matches
    }  # each once
    passages = [passage(match, one, others[match.other]) for match in matches]
    held = [_held(articles[other], [one for one in passages if one.other == other]) for other in others]
    trace = judge(one, passages, others, Habits())
    return Found(text, trace, tuple(sorted(held, key=lambda one: (one.at, one.article.permalink))))


def _held(article: StoredArticle, passages: Sequence[Passage]) -> Held:
    return Held(article, tuple(passages), sum(one.words for one in passages))


def _as_stored(text: str, at: datetime, now: datetime) -> StoredArticle:
    article = Article(NAME.source, "", "", (Block(BlockKind.PARAGRAPH, text),), published=at)
    return StoredArticle(NAME, article, 1, now, now)


def _candidates(text: str, index: Index) -> list[Permalink]:
    """Articles that share phrases with the text, stretch by stretch."""
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

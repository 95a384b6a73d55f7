"""What the portal says of whose words the invented press prints, held against what is known of it as its makers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from masdar import urls
from masdar.jobs.collector import Collector
from masdar.jobs.keeper import Keeper
from masdar.jobs.role import Role
from masdar.jobs.visiting import Pace
from masdar.model import OWN, Article, BlockKind, Permalink, StoredArticle, Trace
from masdar.pipeline import Line
from masdar.press import Truth
from masdar.provenance.sighting import WORD
from masdar.reuse import Detector
from masdar.search.memory import MemoryIndex
from masdar.store import SqlStore, open_store
from masdar.web.origins import shown
from tests.running import run

from .stand import PORT, MemoryArchive, PlainPictures, PressFetcher, SetClock, the_press

pytestmark = pytest.mark.slow

NEAR = 0.1  # of an article's words
AGENCY, ANALYSTS = "shiraa", "sanunu"
DATELINE = "قصر الرمان"  # the longest place before a text


@dataclass(frozen=True)
class Planted:
    """An article, its trace, what is known of it, and the parts of its words by paper as they were planted."""

    permalink: Permalink
    trace: Trace
    truth: Truth
    parts: dict[str, float]

    @property
    def told(self) -> dict[str, float]:
        return {share.of: share.part for share in self.trace.shares}

    @property
    def apart(self) -> float:
        """How much of its words is told to be another's than they are."""
        told, own = self.told, self.parts.get(OWN, 0.0)
        whose = {*told, *self.parts} - {OWN}
        return max(sum(abs(told.get(of, 0) - self.parts.get(of, 0)) for of in whose), abs(told.get(OWN, 0) - own)) / 2


def parts_of(truth: Truth) -> dict[str, float]:
    counted: Counter[str] = Counter()
    for span in truth.spans:
        counted[span.origin.partition("/")[0]] += len(WORD.findall(truth.text[span.start : span.end]))
    whole = sum(counted.values())
    return {of: count / whole for of, count in counted.items()}


@dataclass(frozen=True)
class Collected:
    """The press's pieces as they are kept, each with what is known of it."""

    store: SqlStore
    pieces: dict[str, tuple[StoredArticle, Truth]]


@pytest.fixture(scope="module")
def collected() -> Iterator[Collected]:
    clock = SetClock()
    press = the_press()
    store = open_store("sqlite://")
    store.migrate()
    for source in press.sources(PORT):
        store.add_source(source)

    async def collect() -> None:
        line = Line(PressFetcher(press, clock), MemoryArchive(), PlainPictures(), clock)
        await Collector(line, store, "test", Pace(batch=40)).once()

    run(collect())
    index = MemoryIndex()
    Keeper(store, Role(store, clock, "test"), lambda _: index, Detector).catch_up()
    by_place = {(truth.piece.partition("/")[0], truth.url.strip("/")): truth for truth in press.truth().values()}
    pieces = {}
    for page in store.walk():
        for stored in page:
            path = urls.clean(stored.article.url).split("/", 3)[3].strip("/")
            truth = by_place.get((stored.permalink.source, path))
            if truth is not None:
                pieces[truth.piece] = (stored, truth)
    yield Collected(store, pieces)
    store.close()


@pytest.fixture(scope="module")
def planted(collected: Collected) -> list[Planted]:
    pieces, made = collected.pieces, []
    traces = collected.store.traces_of([stored.permalink for stored, _ in pieces.values()])
    for stored, truth in pieces.values():
        # Only what stands in the archive can be known to have been there before; a page's furniture is not its text.
        known = all(span.origin in pieces for span in truth.spans if span.origin)
        if known and len(stored.article.text) < 1.15 * len(truth.text):
            made.append(Planted(stored.permalink, traces[stored.permalink], truth, parts_of(truth)))
    return made


def test_texts_are_read_as_they_were_written(collected: Collected) -> None:
    """Letter for letter, over every system the press prints with; what was corrected meanwhile apart."""

    def is_read(article: Article, written: str) -> bool:
        read = "".join(text for one in article.blocks if one.kind is not BlockKind.CAPTION for text in one.text.split())
        whole = read.endswith(written) and len(read) <= len(written) + len(DATELINE)
        return whole or "(تصحيح:" in read or (article.partial and written.startswith(read))

    assert len(collected.pieces) > 300
    read = [(stored, "".join(truth.text.split())) for stored, truth in collected.pieces.values()]
    assert [stored.permalink for stored, written in read if not is_read(stored.article, written)] == []


def test_most_of_the_press_can_be_held_against_it(planted: list[Planted]) -> None:
    assert len(planted) > 150
    assert sum(len(one.parts) > 1 for one in planted) > 5
    assert sum(OWN not in one.parts for one in planted) > 40


def test_shares_are_what_was_planted(planted: list[Planted]) -> None:
    off = [one.permalink for one in planted if one.apart > NEAR]
    assert len(off) <= 0.02 * len(planted), off
    assert sum(one.apart for one in planted) / len(planted) <= 0.01


def test_reprints_are_their_agencys_whether_they_credit_it_or_not(planted: list[Planted]) -> None:
    reprints = [one for one in planted if one.parts == {AGENCY: 1.0}]
    assert {one.truth.credited for one in reprints} == {True, False}
    right = [one for one in reprints if one.told.get(AGENCY, 0) > 1 - NEAR]
    assert len(right) >= 0.95 * len(reprints)


def test_an_article_joined_of_two_says_whose_each_part_is(planted: list[Planted]) -> None:
    joined = [one for one in planted if {AGENCY, ANALYSTS} <= one.parts.keys()]
    assert joined
    for one in joined:
        seen = {share.of: share.percent for share in shown(one.trace, str)}
        for of in (AGENCY, ANALYSTS):
            assert seen[of] == pytest.approx(100 * one.parts[of], abs=100 * NEAR)


def test_what_a_paper_wrote_is_its_own(planted: list[Planted]) -> None:
    own = [one for one in planted if one.parts == {OWN: 1.0}]
    assert sum(one.told.get(OWN, 0) for one in own) / len(own) >= 0.99

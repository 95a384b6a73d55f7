"""The keeper traces whose words articles print, behind the index."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from masdar.contracts import Batch, Reading
from masdar.jobs.keeper import Keeper
from masdar.jobs.role import Role
from masdar.model import (
    OWN,
    Article,
    Block,
    BlockKind,
    ChangeKind,
    Level,
    Permalink,
    Source,
    SourceKind,
    Takedown,
    Trace,
)
from masdar.reuse import Detector
from masdar.search.memory import MemoryIndex
from masdar.store import SqlStore
from tests.stores import made_store

NOW = datetime(2026, 3, 2, 18, tzinfo=UTC)
DISPATCH = (
    "أعلنت هيئة الميناء الجديد صباح الثلاثاء افتتاح الرصيف الشرقي أمام سفن الحاويات الكبيرة بعد ثلاث سنوات من الأشغال.",
    "وقال المهندس المشرف إن الرصيف يمتد على طول تسعمئة متر ويستقبل أربع سفن في وقت واحد دون انتظار في عرض البحر.",
)
COMMENT = (
    "وعلق صيادو القرية المجاورة بأن الأمواج صارت أعلى قرب مراسيهم الصغيرة وطالبوا بكاسر أمواج يحمي قواربهم القديمة."
)
OTHER = "فاز الفريق المحلي بثلاثة أهداف نظيفة في مباراة جرت تحت المطر الغزير على ملعب البلدية مساء الأحد الماضي."


@pytest.fixture
def store() -> Iterator[SqlStore]:
    opened = made_store()
    for name in ("first", "second", "third"):
        opened.add_source(Source(name, name.title(), f"https://{name}.example/"))
    opened.add_source(Source("reuters", "رويترز", "https://reuters.example/", kind=SourceKind.AGENCY))
    yield opened
    opened.close()


def bring(store: SqlStore, source: str, paragraphs: tuple[str, ...], minutes: int, address: str = "1") -> Permalink:
    """An article published so many minutes after six in the morning, seen only now."""
    at = datetime(2026, 3, 2, 6, tzinfo=UTC) + timedelta(minutes=minutes)
    blocks = tuple(Block(BlockKind.PARAGRAPH, text) for text in paragraphs)
    article = Article(source, f"https://{source}.example/{address}", "خبر", blocks, "ar", published=at)
    return store.commit(Batch(source, [Reading(article, NOW)]))[0].permalink


def keep(store: SqlStore, index: MemoryIndex, detector: Detector | None = None) -> int:
    known = detector if detector is not None else Detector()
    return Keeper(store, Role(store, lambda: NOW, "test"), lambda _: index, lambda: known).catch_up()


def trace_of(store: SqlStore, permalink: Permalink) -> Trace:
    return store.traces_of([permalink])[permalink]


def shares(store: SqlStore, permalink: Permalink) -> dict[str, float]:
    return {share.of: share.part for share in trace_of(store, permalink).shares}


def test_what_a_later_paper_printed_leads_to_the_earlier_one(store: SqlStore) -> None:
    first = bring(store, "first", DISPATCH, 0)
    second = bring(store, "second", (*DISPATCH, COMMENT), 40)
    keep(store, MemoryIndex())
    assert shares(store, first) == {OWN: 1.0}
    assert shares(store, second)["first"] == pytest.approx(0.71, abs=0.03)
    (edge,) = trace_of(store, second).edges
    assert (edge.giver, edge.lag) == (first, 40 * 60)
    assert [one.other for one in store.passages_of([first])[first]] == [second]
    assert [one.taker for one in store.reprints_of(first, 5)] == [second]


def test_an_earlier_article_that_is_found_later_revises_the_verdict_once(store: SqlStore) -> None:
    index = MemoryIndex()
    detector = Detector()
    second = bring(store, "second", DISPATCH, 40)
    keep(store, index, detector)
    assert shares(store, second) == {OWN: 1.0}
    before = store.last_change()
    first = bring(store, "first", DISPATCH, 0)
    keep(store, index, detector)
    assert shares(store, second) == {"first": 1.0}
    assert shares(store, first) == {OWN: 1.0}
    rows = store.changes(before, 10)
    assert [(row.kind, row.permalink) for row in rows] == [(ChangeKind.ARTICLE, first), (ChangeKind.ARTICLE, second)]
    assert index.position() == store.last_change()
    assert keep(store, index, detector) == 0


def test_a_keeper_that_died_repeats_its_batch_and_changes_nothing(store: SqlStore) -> None:
    places = [bring(store, "first", DISPATCH, 0), bring(store, "second", (*DISPATCH, COMMENT), 9)]
    detector = Detector()
    keep(store, MemoryIndex(), detector)  # this index is lost, and the detector knows the batch already
    before = store.traces_of(places), store.passages_of(places), store.last_change()
    keep(store, MemoryIndex(), detector)
    assert (store.traces_of(places), store.passages_of(places), store.last_change()) == before
    keep(store, MemoryIndex())
    assert (store.traces_of(places), store.passages_of(places), store.last_change()) == before


def test_what_is_taken_down_gives_nobody_anything_and_is_found_no_more(store: SqlStore) -> None:
    index, detector = MemoryIndex(), Detector()
    first, second = bring(store, "first", DISPATCH, 0), bring(store, "second", DISPATCH, 40)
    keep(store, index, detector)
    assert shares(store, second) == {"first": 1.0}
    store.take_down(Takedown(first, Level.TOMBSTONE, "a court said so", int(NOW.timestamp())))
    keep(store, index, detector)
    assert shares(store, second) == {OWN: 1.0}
    assert store.passages_of([first, second]) == {first: [], second: []}
    assert first not in store.traces_of([first])
    third = bring(store, "third", DISPATCH, 50)
    keep(store, index, detector)
    assert shares(store, third) == {"second": 1.0}


def test_a_text_that_changes_is_compared_anew(store: SqlStore) -> None:
    index, detector = MemoryIndex(), Detector()
    first, second = bring(store, "first", DISPATCH, 0), bring(store, "second", DISPATCH, 40)
    keep(store, index, detector)
    assert bring(store, "second", (COMMENT, OTHER), 40) == second
    keep(store, index, detector)
    assert shares(store, second) == {OWN: 1.0}
    assert store.passages_of([first]) == {first: []}


def test_a_detector_that_lost_its_folder_learns_the_archive_again(store: SqlStore) -> None:
    index = MemoryIndex()
    first = bring(store, "first", DISPATCH, 0)
    keep(store, index)
    second = bring(store, "second", DISPATCH, 5)
    keep(store, index, Detector())
    assert shares(store, second) == {"first": 1.0}
    assert trace_of(store, first).words == trace_of(store, second).words


def test_an_archive_that_was_never_traced_is_traced(store: SqlStore) -> None:
    index = MemoryIndex()
    first, second = bring(store, "first", DISPATCH, 0), bring(store, "second", DISPATCH, 5)
    Keeper(store, Role(store, lambda: NOW, "test"), lambda _: index).catch_up()
    assert store.traces_of([first, second]) == {}
    keep(store, index)
    assert shares(store, second) == {"first": 1.0}


def test_papers_with_one_dispatch_meet_in_an_agency_that_is_not_in_the_archive(store: SqlStore) -> None:
    mark = "الرباط (أ ف ب) - "
    places = [bring(store, one, (mark + DISPATCH[0], DISPATCH[1]), nth) for nth, one in enumerate(("first", "second"))]
    keep(store, MemoryIndex())
    given = [next(iter(shares(store, place))) for place in places]
    assert given[0] == given[1]
    assert given[0] not in (OWN, "first", "second")


def test_an_agency_in_the_archive_is_the_origin_though_it_was_fetched_last(store: SqlStore) -> None:
    index, detector = MemoryIndex(), Detector()
    paper = bring(store, "first", ("دبي (رويترز) - " + DISPATCH[0], DISPATCH[1]), 30)
    keep(store, index, detector)
    agency = bring(store, "reuters", DISPATCH, 0)
    keep(store, index, detector)
    edge = trace_of(store, paper).edges[0]
    assert (edge.giver, edge.agency) == (agency, "reuters")
    assert shares(store, paper) == {"reuters": 1.0}
    assert shares(store, agency) == {OWN: 1.0}


def test_a_story_counts_its_independent_origins_also_when_verdicts_change_later(store: SqlStore) -> None:
    index, detector = MemoryIndex(), Detector()
    places = [bring(store, "second", DISPATCH, 40), bring(store, "third", (*DISPATCH, COMMENT), 50)]
    keep(store, index, detector)
    (note,) = set(store.stories_of(places).values())
    assert (note.papers, note.origins) == (2, 2)  # the first, and what the other adds of its own
    places.append(bring(store, "first", (*DISPATCH, COMMENT), 0))
    keep(store, index, detector)
    (note,) = set(store.stories_of(places).values())
    assert (note.papers, note.origins) == (3, 1)

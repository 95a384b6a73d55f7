"""Readings become articles and revisions, once each, and come back as they were."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from masdar.contracts import Batch, Reading
from masdar.model import Article, Change, ChangeKind, Image, Permalink, Reason, Result, Step
from masdar.store import SqlStore

from .making import LEAD, NOON, address, after, article, batch, capture, entry, outcome, paper, picture, reading

ONE = Permalink("paper", 1)


@pytest.fixture(autouse=True)
def _a_paper(store: SqlStore) -> None:
    store.add_source(paper())


def test_an_article_comes_back_as_it_was_read(store: SqlStore) -> None:
    read = Reading(article(1, image=LEAD, authors=("سعاد",), evidence={"title": "h1"}), NOON, capture(7))
    (kept,) = store.commit(batch(read))
    assert (kept.permalink, kept.revision, kept.new, kept.changed) == (ONE, 1, True, True)
    stored = store.article(ONE)
    assert stored is not None
    assert stored.article == read.article
    assert (stored.permalink, stored.revision, stored.first_seen, stored.last_seen) == (ONE, 1, NOON, NOON)
    assert stored.capture == capture(7)
    assert stored.picture == ""
    assert store.article(Permalink("paper", 2)) is None
    assert store.article(Permalink("nobody", 1)) is None
    assert store.article(Permalink("paper", 2**70)) is None


def test_numbers_rise_in_the_order_read(store: SqlStore) -> None:
    kept = store.commit(batch(*(reading(number) for number in (5, 3, 9))))
    assert [one.permalink.number for one in kept] == [1, 2, 3]
    assert store.commit(batch(reading(4)))[0].permalink.number == 4
    assert store.count() == 4


def test_each_source_counts_for_itself(store: SqlStore) -> None:
    store.add_source(paper("other"))
    store.commit(batch(reading(1)))
    (kept,) = store.commit(batch(reading(1, source="other"), source="other"))
    assert kept.permalink == Permalink("other", 1)


def test_the_same_batch_again_changes_nothing(store: SqlStore) -> None:
    again = batch(reading(1), reading(2, image=LEAD), captures=[(capture(1), address(1))])
    first = store.commit(again)
    log = store.last_change()
    second = store.commit(again)
    assert [one.permalink for one in second] == [one.permalink for one in first]
    assert not any(one.new or one.changed for one in second)
    assert store.last_change() == log
    assert store.count() == 2
    assert list(store.problems()) == []


def test_an_old_batch_committed_late_does_not_bring_old_words_back(store: SqlStore) -> None:
    old, new = batch(reading(1, words="قديم")), batch(reading(1, 60, words="جديد"))
    for one in (old, new, old):
        store.commit(one)
    stored = store.article(ONE)
    assert stored is not None
    assert (stored.article.text, stored.revision) == ("جديد", 2)


def test_words_that_return_later_are_a_revision(store: SqlStore) -> None:
    for seconds, words in enumerate(("أول", "ثان", "أول")):
        store.commit(batch(reading(1, seconds, words=words)))
    assert [one.article.text for one in store.revisions(ONE)] == ["أول", "ثان", "أول"]


@pytest.mark.parametrize(
    "changed",
    [
        {"title": "عنوان آخر"},
        {"words": "نص آخر"},
        {"published": NOON - timedelta(days=1)},
        {"published": None},
        {"image": Image("https://paper.example/2.jpg")},
        {"image": None},
    ],
)
def test_other_words_are_a_revision_and_both_are_kept(store: SqlStore, changed: dict[str, object]) -> None:
    before, later = reading(1, image=LEAD), reading(1, 3600, **{"image": LEAD, **changed})
    store.commit(batch(before))
    (kept,) = store.commit(batch(later))
    assert (kept.revision, kept.new, kept.changed) == (2, False, True)
    stored = store.article(ONE)
    assert stored is not None
    assert (stored.article, stored.revision) == (later.article, 2)
    assert (stored.first_seen, stored.last_seen) == (NOON, after(3600))
    assert [(one.revision, one.article, one.at) for one in store.revisions(ONE)] == [
        (1, before.article, NOON),
        (2, later.article, after(3600)),
    ]
    assert list(store.problems()) == []


def test_the_same_words_only_move_the_last_seen_time(store: SqlStore) -> None:
    store.commit(batch(reading(1)))
    (kept,) = store.commit(batch(reading(1, 600, section="أخرى", summary="ملخص")))
    assert not kept.changed
    stored = store.article(ONE)
    assert stored is not None
    assert (stored.revision, stored.last_seen) == (1, after(600))
    store.commit(batch(reading(1, 60)))
    assert store.article(ONE) == stored


def test_a_late_repeat_of_what_stood_before_the_latest_text_changes_nothing(store: SqlStore) -> None:
    seen_again = batch(reading(1, 2, words="أول"))
    for made in (batch(reading(1, 1, words="أول")), seen_again, batch(reading(1, 3, words="ثان"))):
        store.commit(made)
    before = store.last_change()
    assert [(kept.revision, kept.changed) for kept in store.commit(seen_again)] == [(2, False)]
    assert store.last_change() == before


def test_one_article_twice_in_a_batch_is_one_article(store: SqlStore) -> None:
    kept = store.commit(batch(reading(1), reading(1), reading(1, 1, words="آخر")))
    assert [(one.permalink.number, one.revision, one.changed) for one in kept] == [
        (1, 1, True),
        (1, 1, False),
        (1, 2, True),
    ]
    assert store.count() == 1
    assert [one.revision for one in store.revisions(ONE)] == [1, 2]
    assert list(store.problems()) == []


@pytest.mark.parametrize(
    "twin",
    ["http://paper.example/a/1", "https://www.paper.example/a/1/", "https://paper.example/a/1?utm_source=x#top"],
)
def test_two_forms_of_an_address_are_one_article(store: SqlStore, twin: str) -> None:
    store.commit(batch(reading(1)))
    (kept,) = store.commit(batch(Reading(replace(article(1), url=twin), after(1))))
    assert (kept.permalink, kept.changed) == (ONE, False)
    assert store.by_url("paper", twin) == ONE


def test_an_article_is_found_by_its_entrys_address_too(store: SqlStore) -> None:
    store.offer([entry(1), entry(2)], NOON)
    canonical = replace(article(1), url="https://paper.example/canonical")
    kept = store.commit(batch(*(Reading(canonical, NOON, entry_url=address(number)) for number in (1, 2))))
    assert {one.permalink for one in kept} == {ONE}
    assert store.waiting("paper", NOON, 10) == []
    assert store.by_url("paper", address(1)) == store.by_url("paper", address(2)) == ONE
    assert store.by_url("paper", "https://paper.example/canonical") == ONE
    assert store.by_url("paper", address(3)) is None
    assert store.by_url("paper", "") is None


def test_a_batch_is_all_or_nothing(store: SqlStore) -> None:
    with pytest.raises(KeyError):
        store.commit(batch(reading(1), pictures=[(Permalink("paper", 99), picture())]))
    assert store.count() == 0
    assert store.last_change() == 0
    assert store.thumbnail(picture().sha256, 1) is None
    assert store.commit(batch(reading(1)))[0].permalink == ONE


@pytest.mark.parametrize(
    ("wrong", "error"),
    [
        (Batch("nobody", ()), KeyError),
        (Batch("paper", [reading(1, source="other")]), ValueError),
        (Batch("paper", [Reading(replace(article(1), url=" "), NOON)]), ValueError),
        (Batch("paper", [Reading(article(1), datetime(2026, 1, 1))]), ValueError),
        (Batch("paper", (), pictures=[(Permalink("other", 1), picture())]), ValueError),
    ],
)
def test_what_cannot_be_kept_is_an_error(store: SqlStore, wrong: Batch, error: type[Exception]) -> None:
    with pytest.raises(error):
        store.commit(wrong)
    assert store.count() == 0


HOSTILE = "a\x00b\ud800c" + "ط" * 5000


def test_hostile_text_is_kept_without_harm(store: SqlStore) -> None:
    wild = Article(
        "paper",
        "https://paper.example/" + "ط" * 2500,
        HOSTILE,
        article(1).blocks,
        language=HOSTILE,
        summary=HOSTILE,
        authors=(HOSTILE,) * 500,
        section=HOSTILE,
        image=Image("https://paper.example/\x00" + "x" * 5000),
        published=datetime.min.replace(tzinfo=NOON.tzinfo),
    )
    read = Batch("paper", [Reading(wild, NOON, capture(1), HOSTILE)], captures=[(capture(2), HOSTILE)])
    store.commit(read)
    assert not store.commit(read)[0].changed
    stored = store.article(ONE)
    assert stored is not None
    assert stored.article.title.endswith("ط" * 5000)
    assert len(store.sections()[0][0]) <= 120
    assert list(store.problems()) == []


# --- archived pages read again ----------------------------------------------------------------------------------------


def told(words: str, seconds: float, offset: int, *, again: bool = False, **more: object) -> Reading:
    return Reading(article(1, words=words, **more), after(seconds), capture(offset), address(1), again)


def test_a_page_read_again_takes_the_place_of_its_text(store: SqlStore) -> None:
    store.commit(batch(told("أول", 0, 1), told("ثان", 60, 2)))
    log = store.last_change()
    kept = store.commit(batch(told("أول أصح", 0, 1, again=True), told("ثان أصح", 60, 2, again=True, section="رياضة")))
    assert [(one.revision, one.new, one.changed) for one in kept] == [(1, False, True), (2, False, True)]
    assert [one.article.text for one in store.revisions(ONE)] == ["أول أصح", "ثان أصح"]
    assert store.sections() == [("رياضة", 1)]
    assert [change.revision for change in store.changes(log, 10)] == [2]
    assert list(store.problems()) == []
    repeated = store.commit(
        batch(told("أول أصح", 0, 1, again=True), told("ثان أصح", 60, 2, again=True, section="رياضة"))
    )
    assert not any(one.changed for one in repeated)


def test_a_page_read_again_makes_no_revision_of_what_stood_unchanged(store: SqlStore) -> None:
    store.commit(batch(told("نص", 0, 1)))
    store.commit(batch(told("نص", 60, 2)))
    store.commit(batch(told("نص", 0, 1, again=True), told("نص", 60, 2, again=True)))
    assert len(store.revisions(ONE)) == 1
    assert store.captures_of(ONE) == [capture(1), capture(2)]


def test_a_page_never_read_becomes_an_article(store: SqlStore) -> None:
    store.offer([entry(1)], NOON)
    (kept,) = store.commit(batch(told("نص", 0, 1, again=True)))
    assert kept.new
    assert store.waiting("paper", NOON, 10) == []


def test_a_page_read_again_leaves_a_planned_look_alone(store: SqlStore) -> None:
    store.offer([entry(1)], NOON)
    store.commit(batch(told("نص", 0, 1), postponed=[(address(1), after(3600))]))
    store.commit(batch(told("نص أصح", 0, 1, again=True)))
    assert [one.url for one in store.waiting("paper", after(3600), 10)] == [address(1)]


def test_a_better_reader_may_find_a_better_address(store: SqlStore) -> None:
    store.commit(batch(told("نص", 0, 1)))
    better = replace(
        told("نص", 0, 1, again=True), article=replace(article(1, words="نص"), url="https://paper.example/b")
    )
    (kept,) = store.commit(batch(better))
    assert (kept.permalink, kept.new) == (ONE, False)
    assert store.by_url("paper", "https://paper.example/b") == ONE
    assert list(store.problems()) == []


# --- changes ----------------------------------------------------------------------------------------------------------


def test_every_change_has_its_row(store: SqlStore) -> None:
    store.commit(batch(reading(1), reading(2, image=LEAD)))
    store.commit(batch(reading(1, 60, words="آخر"), reading(2, 60, image=LEAD)))
    store.commit(batch(pictures=[(Permalink("paper", 2), picture())], outcomes=[outcome()]))
    rows = store.changes(0, 100)
    assert [(row.seq, row.permalink.number, row.revision) for row in rows] == [
        (1, 1, 1),
        (2, 2, 1),
        (3, 1, 2),
        (4, 2, 1),
    ]
    assert rows[2] == Change(3, ChangeKind.ARTICLE, ONE, 2, after(60))
    assert store.last_change() == 4
    assert store.changes(2, 1) == rows[2:3]
    assert store.changes(4, 10) == []


# --- captures and pictures --------------------------------------------------------------------------------------------


def test_captures_of_an_article_are_those_of_its_addresses(store: SqlStore) -> None:
    store.offer([entry(1)], NOON)
    canonical = replace(article(1), url="https://paper.example/c")
    captures = [(capture(1), address(1)), (capture(2), "https://paper.example/feed")]
    store.commit(batch(Reading(canonical, NOON, capture(1), address(1)), captures=captures))
    store.commit(batch(captures=[(capture(3), "https://paper.example/c")]))
    assert store.captures_of(ONE) == [capture(1), capture(3)]
    assert store.captures_of(Permalink("paper", 2)) == []


def test_a_lead_picture_waits_until_it_is_kept_or_failed(store: SqlStore) -> None:
    store.commit(batch(*(reading(number, number, image=LEAD) for number in (1, 2, 3)), reading(4)))
    assert [permalink.number for permalink, _ in store.waiting_pictures("paper", 2)] == [1, 2]
    assert store.waiting_pictures("paper", 1)[0][1] == LEAD.url
    done = batch(pictures=[(ONE, picture())], pictures_failed=[Permalink("paper", 2)])
    store.commit(done)
    log = store.last_change()
    store.commit(done)
    assert store.last_change() == log
    assert [permalink.number for permalink, _ in store.waiting_pictures("paper", 9)] == [3]
    stored = store.article(ONE)
    assert stored is not None
    assert stored.picture == picture().sha256
    store.commit(batch(reading(2, 60, image=Image("https://paper.example/new.jpg"))))
    assert store.waiting_pictures("paper", 9)[0] == (Permalink("paper", 2), "https://paper.example/new.jpg")


def test_another_lead_picture_takes_the_place_of_the_old(store: SqlStore) -> None:
    store.commit(batch(reading(1, image=LEAD)))
    store.commit(batch(pictures=[(ONE, picture("a"))]))
    store.commit(batch(reading(1, 60, image=LEAD, words="آخر")))
    stored = store.article(ONE)
    assert stored is not None
    assert stored.picture == picture("a").sha256
    store.commit(batch(reading(1, 90, image=Image("https://paper.example/b.jpg"), words="آخر")))
    stored = store.article(ONE)
    assert stored is not None
    assert stored.picture == ""


def test_the_smallest_thumbnail_wide_enough_is_handed_out(store: SqlStore) -> None:
    large, small = picture().thumbnails
    store.commit(batch(reading(1, image=LEAD), reading(2, image=LEAD)))
    store.commit(batch(pictures=[(ONE, picture()), (Permalink("paper", 2), picture())]))
    name = picture().sha256
    assert store.thumbnail(name, 1) == small
    assert store.thumbnail(name, 320) == small
    assert store.thumbnail(name, 321) == large
    assert store.thumbnail(name, 10**12) == large
    assert store.thumbnail("b" * 64, 1) is None


# --- what the index and the operator ask ------------------------------------------------------------------------------


def test_documents_say_what_the_index_needs(store: SqlStore) -> None:
    store.add_source(paper(country="ma"))
    store.commit(batch(reading(1, section="سياسة", authors=("سعاد",), image=LEAD), reading(2)))
    store.commit(batch(reading(2, 60, words="آخر")))
    wanted = [Permalink("paper", 2), Permalink("paper", 9), ONE, Permalink("nobody", 1)]
    second, first = store.documents(wanted)
    assert (first.permalink, first.title, first.body) == (ONE, "عنوان 1", "نص الخبر")
    assert (first.country, first.section, first.authors) == ("ma", "سياسة", ("سعاد",))
    assert (first.has_image, first.changed, first.at) == (True, False, NOON - timedelta(minutes=1))
    assert (second.body, second.has_image, second.changed) == ("آخر", False, True)
    assert store.documents([]) == []


def test_a_walk_passes_every_article_once(store: SqlStore) -> None:
    store.add_source(paper("another"))
    store.commit(batch(*(reading(number) for number in range(1, 8))))
    store.commit(batch(reading(1, source="another"), source="another"))
    pages = list(store.walk(size=3))
    walked = [stored.permalink for page in pages for stored in page]
    assert walked == [Permalink("another", 1), *(Permalink("paper", number) for number in range(1, 8))]
    assert max(len(page) for page in pages) == 3
    assert [stored.permalink.number for page in store.walk(Permalink("paper", 5)) for stored in page] == [6, 7]


def test_outcomes_are_all_counted_and_the_latest_shown(store: SqlStore) -> None:
    failed = outcome(Result.RETRY, item="late", reason=Reason.TIMED_OUT)
    store.commit(batch(outcomes=[outcome(), failed]))
    store.record(outcome(item=f"https://paper.example/{number}") for number in range(2500))
    store.record([outcome(step=Step.INDEX)])
    assert store.outcome_counts() == {
        ("paper", "fetch", "ok", ""): 2501,
        ("paper", "fetch", "retry", "timed_out"): 1,
        ("paper", "index", "ok", ""): 1,
    }
    assert store.latest_outcomes(5, "retry") == [failed]
    latest = store.latest_outcomes(2)
    assert [one.step for one in latest] == [Step.INDEX, Step.FETCH]
    assert latest[1].item == "https://paper.example/2499"
    assert len(store.latest_outcomes(10_000)) == 2001  # 2,000 of a result
    store.record([])
    with pytest.raises(ValueError, match="nonsense"):
        store.latest_outcomes(1, "nonsense")

"""Covers, events, the audit log and keys, on every back end; two reports at once."""

from __future__ import annotations

import sqlite3
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from masdar.desk import Asker, Decided, Desk, entries
from masdar.model import Entry, Level, Permalink, Picture, Takedown, Veil
from masdar.moderation import Cause, Decision, Ledger, Rules, matches
from masdar.moderation.chain import broken
from masdar.moderation.identity import Reader
from masdar.store import SqlStore
from tests.stores import made_store

from .making import NOON, address, batch, paper, picture, reading

PDQ = "0f" * 32


class Clock:
    def __init__(self) -> None:
        self.now = NOON

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


def keep(store: SqlStore, number: int, mark: str, pdq: str = PDQ) -> Picture:
    """An article with a picture."""
    (kept,) = store.commit(batch(reading(number, number)))
    made = replace(picture(mark), pdq=pdq, pdq_quality=100, second_hash="0" * 32)
    store.commit(batch(pictures=[(kept.permalink, made)]))
    return made


@pytest.fixture
def desk(store: SqlStore, clock: Clock) -> Desk:
    store.match = lambda new, covered: matches(new, covered, Rules())
    store.add_source(paper())
    keep(store, 1, "a")
    return Desk(store, clock)


def reader(number: int) -> Asker:
    """A stranger to all others, known for months."""
    born = int(NOON.timestamp()) - int(20 * 86_400 * 1.3**number)
    return Asker(Reader(f"reader{number:010d}", born), f"10.{number}.0.7", f"browser {number}")


def veil(store: SqlStore, mark: str) -> Veil | None:
    found = store.covers()[0].get(mark * 64)
    return found.veil if found else None


def ledger(desk: Desk) -> Ledger:
    """What a process has taken in."""
    return desk._turns.look(lambda ledger: ledger)


FIRST = Permalink("paper", 1)


def test_the_third_report_hides_for_everybody(store: SqlStore, desk: Desk, clock: Clock) -> None:
    seen = []
    for number in range(3):
        version = store.cover_version()
        assert desk.report(reader(number), FIRST, Cause.SEXUAL)
        seen.append((veil(store, "a"), store.cover_version() != version))
    assert seen == [(None, False), (Veil.BLURRED, True), (Veil.HIDDEN, True)]
    other = Desk(store, clock)  # another process
    other.judge(Decided("a" * 64, Decision.KEEP), "operator")
    assert veil(store, "a") is None
    desk.tick()
    assert ledger(desk).encode() == ledger(other).encode()
    assert [seq for seq, _ in store.moderated(0)] == [1, 2, 3, 4]
    assert store.moderated(3) == store.moderated(0)[3:]
    assert desk.figures() == other.figures()
    assert desk.figures()["decisions"] == {"keep": 1}
    lines = list(desk.log())
    assert [line.what for line in lines] == ["report", "report", "report", "judgement"]
    assert broken(entries(lines)) == 0
    assert "reader0" not in "".join(line.told for line in lines)
    assert "10.1.0" not in "".join(line.told for line in lines)


def test_look_alikes_are_covered_before_they_are_shown(store: SqlStore, desk: Desk) -> None:
    for number in range(3):
        desk.report(reader(number), FIRST, Cause.SEXUAL)
    keep(store, 2, "b")
    assert veil(store, "b") is Veil.BLURRED  # in the very transaction that kept it
    desk.tick()
    assert veil(store, "b") is Veil.HIDDEN
    keep(store, 3, "c", "f0" * 32)
    assert veil(store, "c") is None
    desk.judge(Decided("a" * 64, Decision.KEEP), "operator")
    assert store.covers() == ({}, {})


def test_a_takedown_takes_in_the_look_alikes_that_came_before_it(store: SqlStore, desk: Desk) -> None:
    keep(store, 2, "c", "f0" * 32)
    for number in range(3):
        desk.report(reader(number), FIRST, Cause.SEXUAL)
    keep(store, 3, "b")
    assert desk.take_down(Permalink("paper", 2), Level.EXCERPT, "بطلب من الناشر", "operator")
    assert veil(store, "b") is Veil.HIDDEN
    assert "b" * 64 in {item.case.picture.sha256 for item in desk.queue()}
    assert broken(entries(list(desk.log()))) == 0


def test_look_alikes_that_were_here_are_found(store: SqlStore, desk: Desk) -> None:
    keep(store, 2, "b")
    for number in range(3):
        desk.report(reader(number), FIRST, Cause.SEXUAL)
    assert (veil(store, "a"), veil(store, "b")) == (Veil.HIDDEN, Veil.HIDDEN)
    assert desk.queue()[0].article is not None


def test_undo_leaves_nothing(store: SqlStore, desk: Desk) -> None:
    desk.tick()
    before = ledger(desk).encode()
    desk.report(reader(1), FIRST, Cause.CHILD_SAFETY)
    assert veil(store, "a") is Veil.HIDDEN
    desk.undo("operator", reporter=desk.keys.reporter(reader(1).reader))
    assert store.covers() == ({}, {})
    assert b'"cases":{}' in ledger(desk).encode()
    assert ledger(desk).state.reporters.times == {}
    assert before != b""


def test_a_wrong_picture_is_taken_out_of_its_article(store: SqlStore, desk: Desk) -> None:
    desk.report(reader(1), FIRST, Cause.WRONG_PICTURE)
    desk.judge(Decided("a" * 64, Decision.WRONG, at=FIRST), "operator")
    assert store.covers() == ({}, {"paper/1": "a" * 64})


def test_an_unjudged_hide_runs_out(store: SqlStore, desk: Desk, clock: Clock) -> None:
    for number in range(3):
        desk.report(reader(number), FIRST, Cause.SEXUAL)
    clock.now += timedelta(hours=71)
    desk.tick()
    assert veil(store, "a") is Veil.HIDDEN
    clock.now += timedelta(hours=2)
    desk.tick()
    assert veil(store, "a") is Veil.BLURRED


def test_reports_at_the_same_moment_all_count(store: SqlStore, desk: Desk, clock: Clock) -> None:
    start = threading.Barrier(6)

    def one(number: int) -> None:
        own = Desk(store, clock) if number % 2 else desk
        start.wait(30)
        own.report(reader(number), FIRST, Cause.VIOLENCE)

    with ThreadPoolExecutor(6) as pool:
        list(pool.map(one, range(6)))
    desk.tick()
    lines = list(desk.log())
    assert len(lines) == 6
    assert broken(entries(lines)) == 0
    assert len(ledger(desk).state.cases["a" * 64].reports) == 6
    assert veil(store, "a") is Veil.HIDDEN


def test_one_reader_at_the_same_moment_is_one(store: SqlStore, desk: Desk) -> None:
    with ThreadPoolExecutor(6) as pool:
        list(pool.map(lambda _: desk.report(reader(1), FIRST, Cause.VIOLENCE), range(6)))
    assert len(ledger(desk).state.cases["a" * 64].reports) == 1


def test_keys_are_shared_and_forgotten(store: SqlStore) -> None:
    first = store.secret("networks", NOON, 60)
    assert store.secret("networks", NOON + timedelta(seconds=59), 60) == first
    assert store.secret("readers", NOON, 60) != first
    assert store.secret("networks", NOON + timedelta(seconds=60), 60) != first


def test_a_key_is_told_while_another_process_writes(tmp_path: Path) -> None:
    store = made_store(f"sqlite:///{tmp_path / 'store.sqlite'}")
    first = store.secret("cookies", NOON, 60)
    with closing(sqlite3.connect(tmp_path / "store.sqlite", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        assert store.secret("cookies", NOON, 60) == first
    store.close()


def test_views_are_added_up(store: SqlStore) -> None:
    store.add_views({"a" * 64: 2, "b" * 64: 1})
    store.add_views({"a" * 64: 3})
    assert (store.views("a" * 64), store.views("b" * 64), store.views("c" * 64)) == (5, 1, 0)


def test_sessions_end(store: SqlStore) -> None:
    store.open_session(b"one", NOON + timedelta(hours=1))
    assert store.has_session(b"one", NOON)
    assert not store.has_session(b"two", NOON)
    assert not store.has_session(b"one", NOON + timedelta(hours=1))
    store.close_session(b"one", NOON)
    assert not store.has_session(b"one", NOON)


def test_a_report_of_nothing_is_none(store: SqlStore, desk: Desk) -> None:
    assert not desk.report(reader(1), Permalink("paper", 9), Cause.OTHER)
    assert not desk.judge(Decided("0" * 64, Decision.KEEP), "operator")


def down(level: Level) -> Takedown:
    return Takedown(FIRST, level, "بطلب من الناشر", int(NOON.timestamp()))


@pytest.mark.parametrize(
    ("level", "title", "texts"),
    [(Level.EXCERPT, "عنوان 1", ("نص الخبر",)), (Level.METADATA, "عنوان 1", ()), (Level.TOMBSTONE, "", ())],
)
def test_a_takedown_cuts_every_text_for_good(
    store: SqlStore, desk: Desk, level: Level, title: str, texts: tuple[str, ...]
) -> None:
    store.offer([Entry("paper", address(7), "عنوان 1", "ملخص الخبر", author="كاتب")], NOON)
    store.commit(batch(reading(1, 60, words="نص الخبر\n" + "كلمة " * 200, entry=address(7))))
    last = store.last_change()
    assert desk.take_down(FIRST, level, "بطلب من الناشر", "operator")
    for revision in store.revisions(FIRST):
        assert revision.article.title == title
        assert len(revision.article.text) <= 300
        assert revision.article.image is None
    stored = store.article(FIRST)
    assert stored is not None
    assert stored.picture == ""
    assert store.last_change() == last + 1
    assert bool(store.documents([FIRST])) is (level is not Level.TOMBSTONE)
    led = store.entry("paper", address(7))
    assert led is not None
    assert (led.title, led.summary) == (title, "")
    # The same words read again are known and stay cut; other words are cut too.
    store.commit(batch(reading(1, 120, words="نص الخبر\n" + "كلمة " * 200)))
    store.commit(batch(reading(1, 180, words="نص جديد " * 100)))
    stored = store.article(FIRST)
    assert stored is not None
    assert len(stored.article.text) <= 300
    assert stored.article.title == title
    assert bool(stored.article.blocks) is bool(texts)
    assert list(store.problems()) == []
    assert [one.what for one in desk.log()] == ["takedown"]
    assert broken(entries(list(desk.log()))) == 0


def test_a_picture_taken_down_stays_where_others_show_it(store: SqlStore, desk: Desk) -> None:
    keep(store, 2, "a")
    assert store.thumbnail("a" * 64, 240) is not None
    assert store.take_down(down(Level.EXCERPT))
    assert store.thumbnail("a" * 64, 240) is not None
    assert store.take_down(replace(down(Level.EXCERPT), permalink=Permalink("paper", 2)))
    assert store.thumbnail("a" * 64, 240) is None
    assert store.print_of("a" * 64) is not None
    keep(store, 3, "a")
    assert store.thumbnail("a" * 64, 240) is not None
    keep(store, 1, "b")  # fetched before, and kept after the takedown
    assert store.thumbnail("b" * 64, 240) is None
    assert list(store.problems()) == []


def test_a_takedown_never_shows_more(store: SqlStore, desk: Desk) -> None:
    assert store.take_down(down(Level.METADATA))
    assert not store.take_down(down(Level.EXCERPT))
    assert not store.take_down(down(Level.FULL))
    assert not store.take_down(replace(down(Level.EXCERPT), permalink=Permalink("paper", 9)))
    version = store.cover_version()
    assert store.take_down(down(Level.TOMBSTONE))
    assert store.cover_version() > version
    assert [one.level for one in store.takedowns()] == [Level.TOMBSTONE]

"""The keeper: who may write the index, and what the others do meanwhile."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime

import pytest

from masdar.contracts import Batch, Index, IndexBusy, Reading, Store
from masdar.jobs.keeper import Keeper
from masdar.jobs.role import ROLE, Role
from masdar.model import Article, Block, BlockKind, Source
from masdar.pipeline import TRACED
from masdar.search.memory import MemoryIndex
from tests.stores import made_store

START = datetime(2024, 5, 1, 10, tzinfo=UTC)
LEASE = 60.0


@pytest.fixture
def store() -> Iterator[Store]:
    opened = made_store()
    opened.add_source(Source("paper", "Paper", "https://paper.example/"))
    blocks = (Block(BlockKind.PARAGRAPH, "The bridge was opened on Monday."),)
    article = Article("paper", "https://paper.example/1", "The bridge is open", blocks)
    opened.commit(Batch("paper", [Reading(article, START)]))
    yield opened
    opened.close()


def keeper(store: Store, opening: Callable[[bool], Index], holder: str, now: datetime = START) -> Keeper:
    return Keeper(store, Role(store, lambda: now, holder, LEASE), opening)


def busy(writable: bool) -> Index:
    if writable:
        raise IndexBusy
    return MemoryIndex()


def test_changes_reach_the_index(store: Store) -> None:
    index = MemoryIndex()
    assert keeper(store, lambda _: index, "one").catch_up() == 1
    assert (index.count(), index.position()) == (1, store.last_change())


def test_one_that_stands_by_does_not_open_the_index_to_write(store: Store) -> None:
    assert store.take_role(ROLE, "another", START, LEASE)
    opened: list[bool] = []

    def opening(writable: bool) -> Index:
        opened.append(writable)
        return MemoryIndex()

    assert keeper(store, opening, "one").step() == 0
    assert opened == []


def test_the_role_is_taken_over_when_the_lease_of_a_dead_keeper_ends(store: Store) -> None:
    assert store.take_role(ROLE, "dead", START, LEASE)
    index = MemoryIndex()
    later = datetime.fromtimestamp(START.timestamp() + LEASE + 1, UTC)
    assert keeper(store, lambda _: index, "one", later).step() == 1


def test_an_index_that_another_process_writes_is_tried_again(store: Store) -> None:
    index = MemoryIndex()
    openings: list[Callable[[bool], Index]] = [busy, lambda _: index]
    one = keeper(store, lambda writable: openings.pop(0)(writable), "one")
    assert one.step() == 0
    assert one.step() == 1


def test_catching_up_waits_for_the_keeper_at_work_and_takes_nothing_from_it(store: Store) -> None:
    index = MemoryIndex()
    working = keeper(store, lambda _: index, "working")
    looked = 0

    def looking(writable: bool) -> Index:
        nonlocal looked
        assert not writable
        looked += 1
        if looked == 2:
            assert [working.step(), working.step()] == [1, 1]  # into the index, then traced
        return index

    assert store.take_role(ROLE, "working", START, LEASE)
    assert keeper(store, looking, "one").catch_up() == 0
    assert (looked, index.position()) == (2, store.last_change())


def test_catching_up_is_patient_while_the_index_grows_and_nothing_is_traced(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An archive takes minutes to index, and only then is the first article traced."""
    monkeypatch.setattr("masdar.jobs.keeper.IDLE_SECONDS", 0.001)
    monkeypatch.setattr("masdar.jobs.keeper.GRACE_SECONDS", 0.003)
    for number in range(2, 20):
        article = Article("paper", f"https://paper.example/{number}", f"Bridge {number}", ())
        store.commit(Batch("paper", [Reading(article, START)]))
    goal, looked = store.last_change(), 0

    def looking(_: bool) -> Index:
        nonlocal looked
        looked += 1
        index = MemoryIndex()
        index.apply([], [], min(looked, goal))
        if looked > goal:
            store.keep_position(TRACED, goal)
        return index

    assert store.take_role(ROLE, "working", START, LEASE)
    assert Keeper(store, Role(store, lambda: START, "one", 0.0), looking).catch_up() == 0
    assert looked == goal + 1


def test_the_index_is_closed_when_the_role_is_lost(store: Store) -> None:
    class Closing(MemoryIndex):
        closed = False

        def close(self) -> None:
            self.closed = True

    index = Closing()
    times = [START]
    one = Keeper(store, Role(store, lambda: times[-1], "one", LEASE), lambda _: index)
    assert one.step() == 1
    later = datetime.fromtimestamp(START.timestamp() + LEASE + 1, UTC)
    assert store.take_role(ROLE, "another", later, LEASE)
    times.append(later)
    assert one.step() == 0
    assert index.closed

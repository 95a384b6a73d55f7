"""Many writers at once, and writers that die."""

from __future__ import annotations

import multiprocessing
import os
import random
import signal
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from multiprocessing.connection import Connection

import pytest

from masdar.contracts import Selection
from masdar.model import Permalink
from masdar.store import SqlStore, open_store

from .making import LEAD, NOON, address, batch, capture, entry, outcome, paper, picture, reading

SPAWN = multiprocessing.get_context("spawn")


def write(url: str, writer: int, batches: int, size: int) -> None:
    """Commits batches of articles: half of them this writer's own, half of them everybody's."""
    store = open_store(url)
    for turn in range(batches):
        own = [reading(10_000 * (writer + 1) + turn * size + number) for number in range(size)]
        shared = [reading(turn * size + number) for number in range(size)]
        store.commit(batch(*own, *shared, outcomes=[outcome()]))
    store.close()


@pytest.mark.slow
def test_many_processes_write_to_one_source(shared_url: str) -> None:
    store = open_store(shared_url)
    store.add_source(paper())
    writers, batches, size = 3, 6, 5
    processes = [SPAWN.Process(target=write, args=(shared_url, writer, batches, size)) for writer in range(writers)]
    for process in processes:
        process.start()
    for process in processes:
        process.join(100)
    assert [process.exitcode for process in processes] == [0] * writers
    articles = batches * size * (writers + 1)
    numbers = [stored.permalink.number for page in store.walk() for stored in page]
    assert numbers == list(range(1, articles + 1))
    changes = store.changes(0, 10_000)
    assert [change.seq for change in changes] == list(range(1, articles + 1))
    assert len({change.permalink for change in changes}) == articles
    assert store.outcome_counts() == {("paper", "fetch", "ok", ""): writers * batches}
    assert list(store.problems()) == []
    store.close()


def test_many_threads_share_one_store(store: SqlStore) -> None:
    for name in ("a", "b", "c"):
        store.add_source(paper(name))

    def work(turn: int) -> None:
        name = "abc"[turn % 3]
        store.offer([entry(turn, name)], NOON)
        (kept,) = store.commit(batch(reading(turn, source=name, image=LEAD, entry=address(turn, name)), source=name))
        store.commit(batch(source=name, pictures=[(kept.permalink, picture("ab"[turn % 2]))]))
        assert store.article(kept.permalink) is not None
        assert store.headlines(Selection(source=name, limit=2))

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(work, range(24)))
    assert store.count() == 24
    assert store.last_change() == 48
    assert [store.waiting(name, NOON, 1) for name in "abc"] == [[], [], []]
    assert list(store.problems()) == []


def test_a_reader_of_the_log_misses_nothing_that_others_write(store: SqlStore) -> None:
    for name in ("a", "b", "c", "d"):
        store.add_source(paper(name))
    done = threading.Event()
    seen: list[int] = []

    def follow() -> None:
        while True:
            finished = done.is_set()  # asked first: what was written before is then read below
            page = store.changes(seen[-1] if seen else 0, 7)
            seen.extend(change.seq for change in page)
            if finished and not page:
                return

    follower = threading.Thread(target=follow)
    follower.start()

    def work(name: str) -> None:
        for turn in range(10):
            store.commit(batch(*(reading(turn * 3 + number, source=name) for number in range(3)), source=name))

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(work, "abcd"))
    done.set()
    follower.join(60)
    assert seen == list(range(1, 121))


def test_collectors_at_once_never_share_a_lease(store: SqlStore) -> None:
    for number in range(30):
        store.add_source(paper(f"p{number}"))
    start = threading.Barrier(5)

    def work(holder: int) -> list[str]:
        start.wait(30)
        held: list[str] = []
        while got := store.lease_sources(str(holder), NOON, 60, 2):
            held += [source.id for source in got]
        return held

    with ThreadPoolExecutor(5) as pool:
        taken = [name for held in pool.map(work, range(5)) for name in held]
    # On PostgreSQL a collector may see all that is free just held by another and give up: nobody waits.
    assert len(taken) == len(set(taken))
    rest = [source.id for source in store.lease_sources("last", NOON, 60, 30)]
    assert sorted(taken + rest) == sorted(f"p{number}" for number in range(30))


def write_until_killed(url: str, first: int, said: Connection) -> None:
    """Says what was committed, after it was, until the end comes."""
    store = open_store(url)
    number = first
    while True:
        moment = NOON + timedelta(seconds=number)
        entries = [entry(number), entry(number + 1)]
        store.offer(entries, moment)
        kept = store.commit(
            batch(
                *(reading(number + one, image=LEAD, entry=address(number + one)) for one in range(2)),
                captures=[(capture(number), address(number))],
                outcomes=[outcome(), outcome()],
            )
        )
        store.commit(batch(pictures=[(kept[0].permalink, picture())]))
        said.send([(one.permalink.number, number + place) for place, one in enumerate(kept)])
        number += 2


@pytest.mark.slow
def test_a_killed_writer_loses_nothing_it_had_committed(shared_url: str) -> None:
    store = open_store(shared_url)
    store.add_source(paper())
    chance = random.Random(7)
    committed: dict[int, int] = {}
    for turn in range(8):
        hears, says = SPAWN.Pipe(duplex=False)
        process = SPAWN.Process(target=write_until_killed, args=(shared_url, 1 + turn * 100_000, says))
        process.start()
        says.close()
        for _ in range(chance.randint(1, 12)):
            committed.update(hears.recv())
        assert process.pid is not None
        os.kill(process.pid, signal.SIGKILL)
        try:
            while True:
                committed.update(hears.recv())
        except EOFError:
            hears.close()
        process.join(30)
        assert list(store.problems()) == []
        assert store.commit(batch())[:] == []  # nobody's dead hand lies on the source
    for number, made in committed.items():
        stored = store.article(Permalink("paper", number))
        assert stored is not None
        assert stored.article.url == address(made)
    counts = store.outcome_counts()
    assert counts["paper", "fetch", "ok", ""] == store.count() >= len(committed)
    store.close()

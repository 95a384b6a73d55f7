"""The whole line on the invented press: from papers to an index, without a network."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

import pytest

from masdar.contracts import Selection, Store
from masdar.jobs.collector import Collector
from masdar.jobs.inspection import inspect
from masdar.jobs.keeper import Keeper
from masdar.jobs.replay import reread
from masdar.jobs.role import Role
from masdar.jobs.visiting import Pace
from masdar.model import Entry, FetchFailed, Permalink, Purpose, Reason, Request, Retry, Search, Step, Word
from masdar.pipeline import ATTEMPTS, Line, next_attempt, rebuild
from masdar.press import Press
from masdar.search.memory import MemoryIndex
from tests.running import run
from tests.stores import made_store

from .stand import PORT, START, MemoryArchive, PlainPictures, PressFetcher, SetClock, the_press

pytestmark = pytest.mark.slow


@dataclass
class Collected:
    """A press that was collected and indexed once."""

    press: Press
    clock: SetClock
    fetcher: PressFetcher
    archive: MemoryArchive
    store: Store
    index: MemoryIndex

    def collect(self) -> Collector:
        async def work() -> Collector:
            line = Line(self.fetcher, self.archive, PlainPictures(), self.clock)
            collector = Collector(line, self.store, "test", Pace(batch=40))
            await collector.once()
            return collector

        return run(work())

    def keep(self) -> int:
        return Keeper(self.store, Role(self.store, self.clock, "test"), lambda _: self.index).catch_up()

    def problems(self) -> list[str]:
        return list(inspect(self.store, self.index, self.archive, lambda _: None))


def collected(*papers: str) -> Collected:
    """The named papers of the press, all where none is named."""
    clock = SetClock()
    press = the_press()
    store = made_store()
    for source in press.sources(PORT):
        if not papers or source.id in papers:
            store.add_source(source)
    made = Collected(press, clock, PressFetcher(press, clock), MemoryArchive(), store, MemoryIndex())
    made.collect()
    made.keep()
    return made


@pytest.fixture(scope="module")
def line() -> Iterator[Collected]:
    made = collected()
    yield made
    made.store.close()


def every(line: Collected) -> Iterator[tuple[Permalink, str]]:
    for page in line.store.walk():
        for stored in page:
            yield stored.permalink, stored.article.title


def test_most_pieces_of_the_press_become_articles(line: Collected) -> None:
    printed = sum(1 for _ in line.press.truth())
    assert line.store.count() > 0.6 * printed


def test_every_article_is_whole(line: Collected) -> None:
    for page in line.store.walk():
        for stored in page:
            assert stored.article.title.strip()
            assert stored.article.text.strip()
            assert stored.article.url.startswith("http")
            assert stored.capture is not None


def test_nothing_is_wrong_after_a_run(line: Collected) -> None:
    assert line.problems() == []


def test_numbers_of_a_source_rise_without_gap(line: Collected) -> None:
    numbers: dict[str, list[int]] = {}
    for permalink, _ in every(line):
        numbers.setdefault(permalink.source, []).append(permalink.number)
    assert all(found == list(range(1, len(found) + 1)) for found in numbers.values())


def test_each_item_has_one_outcome_a_step(line: Collected) -> None:
    """An article is indexed and traced again whenever it changes, its picture included; all else happens once a run."""
    again = {Step.INDEX, Step.TRACE}
    latest = [outcome for outcome in line.store.latest_outcomes(100_000) if outcome.step not in again]
    items = Counter((outcome.step, outcome.source, outcome.item) for outcome in latest)
    assert {step for step, _, _ in items} == {Step.LIST, Step.FETCH, Step.EXTRACT, Step.PICTURE}
    assert max(items.values()) == 1


def test_the_index_finds_what_the_store_has(line: Collected) -> None:
    assert line.index.count() == line.store.count()
    permalink, title = next(iter(every(line)))
    word = max(title.split(), key=len)
    found = line.index.search(Search(Word(word), limit=200))
    assert permalink in {hit.permalink for hit in found.hits}


def test_everything_was_archived_before_it_was_read(line: Collected) -> None:
    archived = {capture.url for capture in line.archive.captures}
    for page in line.store.walk():
        for stored in page:
            assert stored.capture is not None
            assert line.archive.read(stored.capture).url in archived
    assert line.archive.flushed == len(line.archive.captures)


def test_a_second_run_finds_nothing_new(line: Collected) -> None:
    before = line.store.count(), line.store.last_change()
    line.clock.move(minutes=0)
    line.collect()
    assert (line.store.count(), line.store.last_change()) == before


def test_a_replay_takes_off_furniture_learnt_since_and_then_changes_nothing(line: Collected) -> None:
    before = {permalink: line.store.revisions(permalink) for permalink, _ in every(line)}
    first = reread(line.store, line.archive, line.clock, lambda _: None)
    assert first.new == 0
    assert 0 < first.revised < len(before) / 20
    for permalink, revisions in before.items():
        after = line.store.revisions(permalink)
        assert len(after) == len(revisions)
        for old, new in zip(revisions, after, strict=True):
            lines = old.article.text.split("\n")
            assert [text for text in lines if text in new.article.text.split("\n")] == new.article.text.split("\n")
    second = reread(line.store, line.archive, line.clock, lambda _: None)
    assert (second.new, second.revised) == (0, 0)


def test_an_index_built_anew_is_the_same(line: Collected) -> None:
    fresh = MemoryIndex()
    rebuild(line.store, fresh, lambda _: None)
    assert sorted(fresh.permalinks()) == sorted(line.index.permalinks())
    assert fresh.position() == line.store.last_change()


@pytest.mark.slow
def test_pieces_printed_later_come_in_later() -> None:
    made = collected("shiraa", "nawras")
    before = made.store.count()
    newest = made.store.headlines(Selection(limit=1))[0].at
    made.clock.move(hours=1)
    made.collect()
    made.keep()
    assert made.store.count() > before
    assert made.store.headlines(Selection(limit=1))[0].at > newest
    assert made.problems() == []
    made.store.close()


@pytest.mark.slow
def test_two_runs_on_the_same_press_give_the_same_archive(line: Collected) -> None:
    other = collected("shiraa", "alfanar")
    same = [(permalink, title) for permalink, title in every(line) if permalink.source in ("shiraa", "alfanar")]
    assert sorted(every(other)) == sorted(same)
    other.store.close()


def test_a_page_that_fails_is_asked_later_and_at_last_given_up() -> None:
    waits = [
        next_attempt(Entry("paper", "https://p.example/1", attempts=count), Retry(Reason.TIMED_OUT), START)
        for count in range(ATTEMPTS)
    ]
    assert waits[-1] is None
    known = [wait for wait in waits if wait is not None]
    assert known == sorted(known)
    assert len(known) == ATTEMPTS - 1


def test_a_server_that_asks_for_patience_gets_it() -> None:
    later = START + timedelta(days=3)
    assert next_attempt(Entry("p", "https://p.example/1"), Retry(Reason.THROTTLED, not_before=later), START) == later


def test_the_fake_press_answers_as_servers_do() -> None:
    fetcher = PressFetcher(the_press(), SetClock())
    answer = run(fetcher.fetch(Request("http://nobody.localhost:1/", Purpose.PAGE)))
    assert isinstance(answer, FetchFailed)

"""Whatever is offered, committed, repeated in whatever order: the store agrees with a model of a few lines."""

from __future__ import annotations

from datetime import timedelta
from operator import itemgetter

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, invariant, rule

from masdar.contracts import Batch, Selection
from masdar.model import Permalink
from tests.stores import made_store

from .making import LEAD, NOON, address, article, batch, entry, outcome, paper, picture, reading

SOURCES = ("one", "two")
NUMBERS = st.integers(1, 6)
SOURCE = st.sampled_from(SOURCES)
WORDS = st.sampled_from(("أول", "ثان", "ثالث"))
RESTING = {"channels": ()}


class Keeping(RuleBasedStateMachine):
    """The model: entries that wait with their times, and the texts of each article in order."""

    batches = Bundle("batches")

    def __init__(self) -> None:
        super().__init__()
        self.store = made_store()
        for name in SOURCES:
            self.store.add_source(paper(name, **RESTING))
        self.moment = 0
        self.due: dict[tuple[str, int], int | None] = {}
        self.texts: dict[tuple[str, int], list[tuple[str, int]]] = {}
        self.numbers: dict[str, list[int]] = {name: [] for name in SOURCES}
        self.changes: list[tuple[str, int, int]] = []
        self.recorded = 0

    def teardown(self) -> None:
        self.store.close()

    def _commit(self, made: Batch) -> None:
        log = self.store.last_change()
        self.store.commit(made)
        self.recorded += len(made.outcomes)
        assert self.store.last_change() >= log

    @rule(source=SOURCE, numbers=st.lists(NUMBERS, max_size=4))
    def offer(self, source: str, numbers: list[int]) -> None:
        new = {number for number in numbers if (source, number) not in {**self.due, **self.texts}}
        now = NOON + timedelta(seconds=self.moment)
        assert self.store.offer([entry(number, source) for number in numbers], now) == len(new)
        self.due.update({(source, number): self.moment for number in new})

    # A page is read once in a batch: of two readings of one moment nobody could say which was first.
    @rule(target=batches, source=SOURCE, read=st.lists(st.tuples(NUMBERS, WORDS), max_size=4, unique_by=itemgetter(0)))
    def read(self, source: str, read: list[tuple[int, str]]) -> Batch:
        self.moment += 1
        made = batch(
            *(
                reading(number, self.moment, source=source, words=words, image=LEAD, entry=address(number, source))
                for number, words in read
            ),
            source=source,
            outcomes=[outcome() for _ in read],
        )
        self._commit(made)
        for number, words in read:
            name = (source, number)
            if name not in self.texts:
                self.numbers[source].append(number)
            texts = self.texts.setdefault(name, [])
            if not texts or (texts[-1][0] != words and (words, self.moment) not in texts):
                texts.append((words, self.moment))
                self.changes.append((source, self.numbers[source].index(number) + 1, len(texts)))
            if name in self.due:
                self.due[name] = None
        return made

    @rule(made=batches)
    def repeat(self, made: Batch) -> None:
        """A batch committed once more, however late, changes nothing but the count of outcomes."""
        log = self.store.last_change()
        assert not any(kept.new or kept.changed for kept in self.store.commit(made))
        self.recorded += len(made.outcomes)
        assert self.store.last_change() == log
        for one in made.readings:
            name = (made.source, int(one.article.url.rpartition("/")[2]))
            if name in self.due:
                self.due[name] = None

    @rule(source=SOURCE, number=NUMBERS, seconds=st.integers(0, 3))
    def postpone(self, source: str, number: int, seconds: int) -> None:
        until = self.moment + seconds
        self._commit(batch(source=source, postponed=[(address(number, source), NOON + timedelta(seconds=until))]))
        if (source, number) in self.due:
            self.due[source, number] = until

    @rule(source=SOURCE, number=NUMBERS)
    def settle(self, source: str, number: int) -> None:
        self._commit(batch(source=source, settled=[address(number, source)]))
        if (source, number) in self.due:
            self.due[source, number] = None

    @rule(source=SOURCE, keeps=st.booleans())
    def fetch_a_picture(self, source: str, keeps: bool) -> None:
        waiting = self.store.waiting_pictures(source, 1)
        for permalink, url in waiting:
            assert url == LEAD.url
            made = {"pictures": [(permalink, picture())]} if keeps else {"pictures_failed": [permalink]}
            self._commit(batch(source=source, **made))
            assert permalink not in dict(self.store.waiting_pictures(source, 100))
            if keeps:
                stored = self.store.article(permalink)
                assert stored is not None
                self.changes.append((source, permalink.number, stored.revision))

    @invariant()
    def entries_wait_as_they_should(self) -> None:
        for source in SOURCES:
            now = NOON + timedelta(seconds=self.moment)
            waiting = {one.url for one in self.store.waiting(source, now, 100)}
            due = {name: until for name, until in self.due.items() if until is not None and until <= self.moment}
            assert waiting == {address(number, source) for of, number in due if of == source}

    @invariant()
    def every_text_is_kept_under_its_number(self) -> None:
        assert self.store.count() == len(self.texts)
        for (source, number), texts in self.texts.items():
            permalink = Permalink(source, self.numbers[source].index(number) + 1)
            assert self.store.by_url(source, address(number, source)) == permalink
            assert [one.article.text for one in self.store.revisions(permalink)] == [words for words, _ in texts]
            stored = self.store.article(permalink)
            assert stored is not None
            assert stored.article == article(number, source, words=texts[-1][0], image=LEAD)

    @invariant()
    def the_log_tells_every_change_once(self) -> None:
        rows = self.store.changes(0, 1000)
        assert [(row.permalink.source, row.permalink.number, row.revision) for row in rows] == self.changes
        assert [row.seq for row in rows] == list(range(1, len(rows) + 1))

    @invariant()
    def lists_and_counts_agree(self) -> None:
        assert len(self.store.headlines(Selection(limit=100))) == len(self.texts)
        assert sum(self.store.outcome_counts().values()) == self.recorded
        assert list(self.store.problems()) == []


TestKeeping = Keeping.TestCase
TestKeeping.settings = settings(max_examples=3, stateful_step_count=15, deadline=None, database=None)


@pytest.mark.slow
class TestKeepingLong(Keeping.TestCase):  # type: ignore[misc, name-defined]  # Hypothesis makes the class
    settings = settings(max_examples=60, stateful_step_count=30, deadline=None, database=None)

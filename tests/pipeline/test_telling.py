"""The keeper tells stories on the way to the index, and goes on from the store after it died."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from masdar.contracts import Batch, Reading
from masdar.model import Article, Block, BlockKind, Permalink, Source
from masdar.pipeline import follow, open_teller
from masdar.search.memory import MemoryIndex
from masdar.store import SqlStore, open_store
from tests.stories.telling import day

NOW = datetime(2026, 3, 2, tzinfo=UTC)


@pytest.fixture
def store() -> SqlStore:
    opened = open_store("sqlite://")
    opened.migrate()
    opened.add_source(Source("paper", "Paper", "https://paper.example/"))
    return opened


def bring(store: SqlStore, numbers: range) -> None:
    readings = []
    for number in numbers:
        told = day()[number - 1]
        blocks = (Block(BlockKind.PARAGRAPH, told.body),)
        url = f"https://paper.example/{number}"
        readings.append(Reading(Article("paper", url, told.title, blocks, "ar", published=told.at), NOW))
    store.commit(Batch("paper", readings))


def stories(store: SqlStore) -> list[set[int]]:
    found = store.stories(range(1, store.last_story() + 1))
    return sorted(({one.permalink.number for one in each.articles} for each in found.values()), key=min)


def test_articles_of_one_event_are_a_story_in_the_store(store: SqlStore) -> None:
    bring(store, range(1, 11))
    index = MemoryIndex()
    assert follow(store, index, lambda: NOW, teller=open_teller(store, 0)) == 10
    assert stories(store) == [{1, 4, 8}, {3, 6, 9}]
    story = store.story(1)
    assert story is not None
    assert story.headline is not None
    store.close()


def test_a_keeper_that_died_before_the_index_knew_repeats_its_batch_without_harm(store: SqlStore) -> None:
    bring(store, range(1, 7))
    follow(store, MemoryIndex(), lambda: NOW, teller=open_teller(store, 0))  # this index is lost
    before = store.stories_of([Permalink("paper", number) for number in range(1, 7)])
    index = MemoryIndex()
    follow(store, index, lambda: NOW, teller=open_teller(store, index.position()))
    assert store.stories_of([Permalink("paper", number) for number in range(1, 7)]) == before
    bring(store, range(7, 11))
    follow(store, index, lambda: NOW + timedelta(hours=1), teller=open_teller(store, index.position()))
    assert stories(store) == [{1, 4, 8}, {3, 6, 9}]
    assert store.last_story() == 2
    store.close()

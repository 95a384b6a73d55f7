"""The keeper tells stories behind the index, and goes on from the store after it died."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from masdar.contracts import Batch, Reading
from masdar.model import Article, Block, BlockKind, Permalink, Source
from masdar.pipeline import TRACED, open_teller, trace
from masdar.store import SqlStore
from tests.stores import made_store
from tests.stories.telling import day

NOW = datetime(2026, 3, 2, tzinfo=UTC)


@pytest.fixture
def store() -> SqlStore:
    opened = made_store()
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


def tell(store: SqlStore, hours: int = 0) -> int:
    """As a keeper does that has just begun."""
    return trace(store, lambda: NOW + timedelta(hours=hours), open_teller(store, store.position(TRACED)))


def test_articles_of_one_event_are_a_story_in_the_store(store: SqlStore) -> None:
    bring(store, range(1, 11))
    assert tell(store) == 10
    assert tell(store) == 0
    assert stories(store) == [{1, 4, 8}, {3, 6, 9}]
    story = store.story(1)
    assert story is not None
    assert story.headline is not None
    store.close()


def test_a_keeper_that_died_before_it_kept_how_far_it_was_repeats_its_batch_without_harm(store: SqlStore) -> None:
    bring(store, range(1, 7))
    tell(store)
    before = store.stories_of([Permalink("paper", number) for number in range(1, 7)])
    store.keep_position(TRACED, 0)
    tell(store)
    assert store.stories_of([Permalink("paper", number) for number in range(1, 7)]) == before
    bring(store, range(7, 11))
    tell(store, hours=1)
    assert stories(store) == [{1, 4, 8}, {3, 6, 9}]
    assert store.last_story() == 2
    store.close()

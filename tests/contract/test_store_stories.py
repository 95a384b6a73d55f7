"""Stories in the store: memberships, merges that lead on, and a log; the same twice changes nothing."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from masdar.contracts import Reading, StoryNote
from masdar.model import Permalink
from masdar.store import SqlStore
from masdar.store.schema import story_changes

from .making import NOON, article, batch, paper


def one(number: int, source: str = "paper") -> Permalink:
    return Permalink(source, number)


@pytest.fixture
def filled(store: SqlStore) -> SqlStore:
    for name in ("paper", "other"):
        store.add_source(paper(name))
        store.commit(batch(*(Reading(article(number, name), NOON) for number in range(1, 6)), source=name))
    return store


def log(store: SqlStore) -> list[tuple[int, str]]:
    with store._database.read() as connection:
        rows = connection.execute(select(story_changes.c.story, story_changes.c.kind).order_by(story_changes.c.seq))
        return [(story, kind) for story, kind in rows]


def test_articles_join_a_story(filled: SqlStore) -> None:
    assert filled.keep_stories({one(1): 1, one(2, "other"): 1}, {}, NOON) == {1}
    story = filled.story(1)
    assert story is not None
    assert [headline.permalink for headline in story.articles] == [one(2, "other"), one(1)]  # oldest first
    assert story.papers == ("other", "paper")
    assert filled.stories_of([one(1), one(3)]) == {one(1): StoryNote(1, 2, 2)}
    assert filled.last_story() == 1
    assert log(filled) == [(1, "joined"), (1, "joined")]


def test_an_article_leads_to_its_story(filled: SqlStore) -> None:
    filled.keep_stories({one(1): 1, one(2, "other"): 1, one(3): 2}, {}, NOON)
    found, alone = filled.opened(one(1)), filled.opened(one(4))
    assert found is not None
    assert alone is not None
    assert found.stored == filled.article(one(1))
    assert (found.story, found.told) == (1, 2)
    assert (alone.story, alone.told) == (0, 0)
    assert filled.opened(one(999)) is None
    assert filled.opened(Permalink("nobody", 2**63)) is None


def test_how_many_origins_stand_behind_a_story_is_known_or_not(filled: SqlStore) -> None:
    filled.keep_stories({one(1): 1, one(2): 1, one(3): 2, one(4): 2}, {}, NOON)
    filled.count_origins({1: 2, 2: 0})
    assert filled.stories_of([one(1), one(3)]) == {one(1): StoryNote(1, 2, 1, 2), one(3): StoryNote(2, 2, 1)}
    filled.count_origins({1: 0})
    assert filled.stories_of([one(1)]) == {one(1): StoryNote(1, 2, 1)}


def test_the_same_twice_changes_nothing(filled: SqlStore) -> None:
    for _ in range(2):
        filled.keep_stories({one(1): 1, one(2): 1, one(3): 2, one(4): 2}, {}, NOON)
    assert len(log(filled)) == 4
    for _ in range(2):
        filled.keep_stories({one(3): 1, one(4): 1}, {2: 1}, NOON)
    assert log(filled).count((2, "merged")) == 1


def test_a_merged_story_leads_to_the_other_and_so_do_those_that_led_to_it(filled: SqlStore) -> None:
    stands = {one(1): 1, one(2): 1, one(3): 2, one(4): 2, one(1, "other"): 3, one(2, "other"): 3}
    filled.keep_stories(stands, {}, NOON)
    filled.keep_stories({one(1, "other"): 2, one(2, "other"): 2}, {3: 2}, NOON)
    filled.keep_stories({}, {2: 1}, NOON)
    for number in (2, 3):
        story = filled.story(number)
        assert story is not None
        assert (story.merged_into, story.articles) == (1, ())
    assert filled.stories_of([one(1)]) == {one(1): StoryNote(1, 6, 2)}


def test_an_article_leaves_and_its_story_lives_on(filled: SqlStore) -> None:
    filled.keep_stories({one(1): 1, one(2): 1}, {}, NOON)
    filled.keep_stories({one(2): 0}, {}, NOON)
    assert filled.stories_of([one(1), one(2)]) == {one(1): StoryNote(1, 1, 1)}
    assert log(filled)[-1] == (1, "left")
    assert filled.last_story() == 1


def test_the_headline_is_the_one_chosen_else_the_oldest(filled: SqlStore) -> None:
    filled.keep_stories({one(1): 1, one(2): 1}, {}, NOON)
    before = filled.stories([1])[1].title
    filled.entitle({1: one(1)})
    after = filled.stories([1])[1].title
    assert before is not None
    assert after is not None
    assert (before.permalink, after.permalink) == (one(2), one(1))


def test_what_is_no_story_is_none(filled: SqlStore) -> None:
    assert [filled.story(number) for number in (0, -1, 5, 2**63, 2**70)] == [None] * 5
    assert filled.stories([5]) == {}
    assert filled.last_story() == 0


def test_the_window_holds_what_was_followed_and_what_was_judged_beyond(filled: SqlStore) -> None:
    filled.keep_stories({one(1): 1, one(5, "other"): 1}, {}, NOON)
    window = [(document.permalink, story) for document, story in filled.story_window(3, 100)]
    assert window == [(one(1), 1), (one(2), 0), (one(3), 0), (one(5, "other"), 1)]
    assert len(filled.story_window(10, 2)) == 2

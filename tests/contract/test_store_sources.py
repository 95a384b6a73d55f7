"""Sources, channels, leases and waiting entries."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

import pytest

from masdar.contracts import Batch, Selection
from masdar.model import Channel, ChannelKind, Entry, Result, Source, SourceKind, SourceState
from masdar.store import SqlStore

from .making import LEAD, NOON, address, after, article, batch, entry, outcome, paper, reading

RESTING = Channel("https://paper.example/feed", ChannelKind.FEED, next_due=after(86400))


def resting(name: str = "paper") -> Source:
    """A paper none of whose channels is due."""
    return paper(name, channels=(Channel(f"https://{name}.example/feed", ChannelKind.FEED, next_due=after(86400)),))


def leased(store: SqlStore, now: datetime = NOON, holder: str = "one", limit: int = 10) -> list[str]:
    return [source.id for source in store.lease_sources(holder, now, 60, limit)]


def test_a_source_comes_back_as_it_was_added(store: SqlStore) -> None:
    source = Source(
        "al-sabah",
        "الصباح",
        "https://alsabah.example/",
        (
            Channel("https://alsabah.example/rss", ChannelKind.FEED, "سياسة", '"e"', "Mon", 60.5, after(5), 2, False),
            Channel("https://alsabah.example/map.xml", ChannelKind.SITEMAP, ended=True),
        ),
        "Al Sabah",
        SourceKind.DAILY,
        ("ar", "fr"),
        "ma",
        "Africa/Casablanca",
        SourceState.PAUSED,
    )
    assert store.add_source(source)
    assert store.source("al-sabah") == source
    assert store.source("nobody") is None
    store.add_source(paper("another"))
    assert [one.id for one in store.sources()] == ["al-sabah", "another"]


@pytest.mark.parametrize("name", ["", "A", "a b", "-a", "جريدة", "a/b", "a" * 65, "a\n"])
def test_a_name_that_cannot_stand_in_an_address_is_refused(store: SqlStore, name: str) -> None:
    with pytest.raises(ValueError, match="id"):
        store.add_source(Source(name, "x", "https://x.example/"))
    assert store.sources() == []


def test_adding_again_keeps_what_was_learnt(store: SqlStore) -> None:
    store.add_source(paper())
    learnt = Channel("https://paper.example/feed", ChannelKind.FEED, etag='"e"', interval=77, next_due=after(9))
    store.save_channel("paper", learnt)
    store.set_state("paper", "paused")
    further = Channel("https://paper.example/sport", ChannelKind.SECTION, "رياضة")
    renamed = replace(paper(country="ma"), name="اسم جديد", channels=(*paper().channels, further))
    assert not store.add_source(renamed)
    found = store.source("paper")
    assert found is not None
    assert found.channels == (learnt, further)
    assert (found.name, found.country, found.state) == ("اسم جديد", "ma", SourceState.PAUSED)


def test_saving_a_channel_not_known_adds_it(store: SqlStore) -> None:
    store.add_source(paper())
    part = Channel("https://paper.example/map-1.xml", ChannelKind.SITEMAP, rhythm="[[0.0],[1.5]]")
    store.save_channel("paper", part)
    found = store.source("paper")
    assert found is not None
    assert found.channels[1:] == (part,)


def test_what_is_not_there_is_an_error(store: SqlStore) -> None:
    with pytest.raises(KeyError):
        store.save_channel("nobody", RESTING)
    with pytest.raises(KeyError):
        store.set_state("nobody", "paused")
    with pytest.raises(KeyError):
        store.offer([entry(1, "nobody")], NOON)
    store.add_source(paper())
    with pytest.raises(ValueError, match="asleep"):
        store.set_state("paper", "asleep")


# --- leases -----------------------------------------------------------------------------------------------------------


def test_two_collectors_never_hold_one_source(store: SqlStore) -> None:
    for name in ("a", "b", "c"):
        store.add_source(paper(name))
    first = leased(store, holder="one", limit=2)
    second = leased(store, holder="two")
    assert sorted(first + second) == ["a", "b", "c"]
    assert leased(store, holder="three") == []


def test_a_lease_that_ran_out_may_be_taken(store: SqlStore) -> None:
    store.add_source(paper())
    assert leased(store, holder="dead") == ["paper"]
    assert leased(store, after(59), "heir") == []
    assert leased(store, after(60), "heir") == ["paper"]
    assert not store.renew_lease("dead", "paper", after(61), 60)
    store.release_source("dead", "paper")
    assert leased(store, after(62), "third") == []


def test_one_named_source_is_leased_due_or_not(store: SqlStore) -> None:
    store.add_source(resting())
    held = store.lease_source("one", "paper", NOON, 60)
    assert held is not None
    assert held.id == "paper"
    assert store.lease_source("two", "paper", after(59), 60) is None
    assert store.renew_lease("one", "paper", after(59), 60)
    assert store.lease_source("two", "paper", after(119), 60) is not None  # it ran out
    with pytest.raises(KeyError):
        store.lease_source("one", "nobody", NOON, 60)


def test_a_lease_is_renewed_while_it_holds(store: SqlStore) -> None:
    store.add_source(paper())
    leased(store)
    assert store.renew_lease("one", "paper", after(59), 60)
    assert leased(store, after(118), "two") == []
    assert not store.renew_lease("two", "paper", after(118), 60)
    assert not store.renew_lease("one", "paper", after(119), 60)  # it ran out


def test_a_released_source_is_free(store: SqlStore) -> None:
    store.add_source(paper())
    leased(store)
    store.release_source("one", "paper")
    assert leased(store, holder="two") == ["paper"]


def test_the_longest_neglected_source_comes_first(store: SqlStore) -> None:
    for name in ("a", "b", "c"):
        store.add_source(paper(name))
    order: list[str] = []
    for turn in range(6):
        (name,) = leased(store, after(turn), limit=1)
        store.release_source("one", name)
        order.append(name)
    assert order == ["a", "b", "c", "a", "b", "c"]


def test_only_what_is_due_is_leased(store: SqlStore) -> None:
    store.add_source(paper("due"))
    store.add_source(resting("resting"))
    store.add_source(paper("ended", channels=(Channel("https://e.example/", ChannelKind.FEED, ended=True),)))
    store.add_source(paper("paused", state=SourceState.PAUSED))
    store.add_source(paper("bare", channels=()))
    assert leased(store) == ["due"]
    assert sorted(leased(store, after(86400))) == ["due", "resting"]


def test_a_waiting_entry_makes_its_source_due(store: SqlStore) -> None:
    store.add_source(resting())
    assert leased(store) == []
    store.offer([entry(1)], NOON)
    assert leased(store) == ["paper"]
    store.release_source("one", "paper")
    store.commit(batch(postponed=[(address(1), after(600))]))
    assert leased(store, after(599)) == []
    assert leased(store, after(600)) == ["paper"]
    store.release_source("one", "paper")
    store.commit(batch(settled=[address(1)]))
    assert leased(store, after(600)) == []


def test_a_waiting_picture_makes_its_source_due(store: SqlStore) -> None:
    store.add_source(resting())
    (kept,) = store.commit(batch(reading(1, image=LEAD)))
    assert leased(store) == ["paper"]
    store.release_source("one", "paper")
    store.commit(batch(pictures_failed=[kept.permalink]))
    assert leased(store) == []


def test_the_next_due_time_is_the_earliest_of_those_free(store: SqlStore) -> None:
    assert store.next_due() is None
    store.add_source(paper("late", channels=(replace(RESTING, next_due=after(50)),)))
    store.add_source(paper("soon", channels=(replace(RESTING, next_due=after(20)),)))
    store.add_source(paper("bare", channels=()))
    assert store.next_due() == after(20)
    assert leased(store, after(30)) == ["soon"]
    assert store.next_due() == after(50)
    store.save_channel("late", replace(RESTING, ended=True, url="https://paper.example/other", next_due=after(1)))
    assert store.next_due() == after(50)
    assert sorted(leased(store, after(200), "two")) == ["late", "soon"]
    assert store.next_due() is None


# --- entries ----------------------------------------------------------------------------------------------------------


def test_entries_wait_in_the_order_offered_until_they_settle(store: SqlStore) -> None:
    store.add_source(paper())
    assert store.offer([entry(number) for number in (3, 1, 2)], NOON) == 3
    assert store.offer([entry(1), entry(4), entry(4)], after(1)) == 1
    assert store.waiting("paper", after(1), 10) == [entry(number) for number in (3, 1, 2, 4)]
    assert store.waiting("paper", after(1), 2) == [entry(3), entry(1)]
    store.commit(batch(reading(3, entry=address(3)), settled=[address(1)]))
    assert store.waiting("paper", after(1), 10) == [entry(2), entry(4)]
    assert store.offer([entry(3), entry(1)], after(2)) == 0
    assert store.waiting("nobody", NOON, 10) == []


def test_an_entry_keeps_all_it_promised_but_the_text_itself(store: SqlStore) -> None:
    store.add_source(paper())
    full = Entry(
        "paper", address(1), "ع", "م", "<p>نص</p>", "ك", "ق", "ar", "https://i.example/", NOON, after(1), "g", "c"
    )
    store.offer([full], NOON)
    full = replace(full, content="")  # the page says it; what waits needs no second copy of it
    assert store.waiting("paper", NOON, 1) == [full]
    assert store.entry("paper", address(1) + "?utm_source=x") == full
    store.commit(batch(settled=[address(1)]))
    assert store.entry("paper", address(1)) == full
    assert store.entry("paper", address(2)) is None
    assert store.entry("paper", " ") is None


def test_attempts_in_vain_are_counted_once_each(store: SqlStore) -> None:
    store.add_source(paper())
    store.offer([entry(1)], NOON)
    for _ in range(2):  # the same batch twice is one attempt
        store.commit(batch(postponed=[(address(1), after(10))]))
    store.commit(batch(postponed=[(address(1), after(20))]))
    assert store.waiting("paper", after(19), 1) == []
    assert store.waiting("paper", after(20), 1) == [replace(entry(1), attempts=2)]
    store.commit(batch(reading(1, entry=address(1)), postponed=[(address(1), after(3600))]))
    assert store.waiting("paper", after(3600), 1) == [entry(1)]


def test_two_forms_of_an_address_are_one_entry(store: SqlStore) -> None:
    store.add_source(paper())
    twin = replace(entry(1), url=address(1) + "/?utm_medium=rss")
    assert store.offer([entry(1), twin], NOON) == 1
    store.commit(batch(reading(1, entry=twin.url)))
    assert store.waiting("paper", NOON, 10) == []


def test_an_article_already_kept_is_not_asked_for(store: SqlStore) -> None:
    store.add_source(paper())
    store.commit(batch(reading(1)))
    assert store.offer([entry(1), entry(2), Entry("paper", "  ")], NOON) == 1
    assert store.waiting("paper", NOON, 10) == [entry(2)]


def test_health_tells_each_source(store: SqlStore) -> None:
    store.add_source(resting())
    store.add_source(paper("silent", channels=()))
    store.offer([entry(number) for number in (1, 2, 3)], NOON)
    store.commit(batch(reading(1, 5), outcomes=[outcome(), outcome(), outcome(Result.RETRY)]))
    leased(store, after(9))
    busy, silent = store.health()
    assert (busy.source.id, busy.articles, busy.newest, busy.pending) == ("paper", 1, after(5), 2)
    assert (busy.next_due, busy.holder) == (NOON, "one")
    assert busy.outcomes == {"fetch.ok.": 2, "fetch.retry.": 1}
    assert (silent.articles, silent.newest, silent.pending, silent.next_due) == (0, None, 0, None)
    assert silent.outcomes == {}


# --- what is learnt ---------------------------------------------------------------------------------------------------


def test_a_sources_furniture_is_what_the_last_batch_said(store: SqlStore) -> None:
    store.add_source(paper())
    assert store.furniture("paper") == ""
    store.commit(Batch("paper", furniture='{"pages":1}'))
    store.commit(batch(reading(1)))
    assert store.furniture("paper") == '{"pages":1}'
    store.commit(Batch("paper", furniture='{"pages":2}'))
    assert store.furniture("paper") == '{"pages":2}'
    assert store.furniture("other") == ""


# --- roles ------------------------------------------------------------------------------------------------------------


def test_how_far_somebody_is_stays(store: SqlStore) -> None:
    assert store.position("trace") == 0
    store.keep_position("trace", 7)
    store.keep_position("other", 3)
    store.keep_position("trace", 9)
    assert (store.position("trace"), store.position("other")) == (9, 3)


def test_a_role_has_one_holder(store: SqlStore) -> None:
    assert store.take_role("keeper", "one", NOON, 60)
    assert not store.take_role("keeper", "two", after(59), 60)
    assert store.take_role("keeper", "one", after(30), 60)
    assert not store.take_role("keeper", "two", after(60), 60)
    assert store.take_role("keeper", "two", after(90), 60)
    store.leave_role("keeper", "one")
    assert not store.take_role("keeper", "one", after(91), 60)
    store.leave_role("keeper", "two")
    assert store.take_role("keeper", "one", after(91), 60)
    assert store.take_role("other", "two", after(91), 60)


def test_an_articles_source_may_change_its_country(store: SqlStore) -> None:
    store.add_source(paper(country="ma"))
    store.commit(batch(reading(1)))
    store.add_source(paper(country="tn"))
    assert store.headlines(Selection(country="ma")) == []
    assert [one.title for one in store.headlines(Selection(country="tn"))] == [article(1).title]

"""What hubs were asked for and what they pushed; and the doubts that looks cast on a host."""

from __future__ import annotations

from dataclasses import replace

from masdar.contracts import HubState, Looked, Push, Subscription
from masdar.model import Link, LinkState
from masdar.store import SqlStore

from .making import FEED, NOON, after, batch, capture, paper, reading

HUB = "https://hub.example/"
ASKED = Subscription("paper", FEED, HUB, FEED, "token-1", "secret", HubState.ASKED, NOON)


def push(seconds: float, words: bytes = b"<rss/>", source: str = "paper") -> Push:
    return Push(source, FEED, after(seconds), "application/rss+xml", words)


def test_a_subscription_is_found_by_its_source_and_its_token(store: SqlStore) -> None:
    store.add_source(paper())
    store.keep_subscription(ASKED)
    assert store.subscription("token-1") == ASKED
    active = replace(ASKED, state=HubState.ACTIVE, until=after(3600))
    store.keep_subscription(active)
    assert store.subscriptions("paper") == [active]
    assert store.subscriptions("other") == []
    moved = replace(ASKED, hub="https://other.example/", token="token-2")
    store.keep_subscription(moved)
    assert store.subscription("token-1") is None
    assert store.subscriptions("paper") == [moved]


def test_a_push_makes_its_source_due_until_it_is_read(store: SqlStore) -> None:
    store.add_source(paper(channels=()))
    assert store.next_due() is None
    assert store.keep_push(push(5), 10)
    assert store.next_due() == after(5)
    waiting = store.pushes("paper", 10)
    assert [replace(one, id=0) for one in waiting] == [push(5)]
    store.drop_pushes([one.id for one in waiting])
    assert store.pushes("paper", 10) == []
    assert store.next_due() is None


def test_pushes_wait_in_their_order_and_only_so_many(store: SqlStore) -> None:
    store.add_source(paper())
    assert [store.keep_push(push(number), 2) for number in range(3)] == [True, True, False]
    assert [one.at for one in store.pushes("paper", 10)] == [after(0), after(1)]
    assert len(store.pushes("paper", 1)) == 1
    assert not store.keep_push(push(0, source="nobody"), 2)


def test_many_looks_that_doubt_one_host_are_kept_together(store: SqlStore) -> None:
    store.add_source(paper())
    stored = [
        replace(reading(number, entry=f"https://paper.example/a/{number}"), capture=capture(number))
        for number in (1, 2, 3)
    ]
    kept = store.commit(batch(*stored))
    assert store.due_hosts("paper", after(60)) == []
    sold = Link(LinkState.TAKEN_OVER, after(60), ("other_trade", "new_template"))
    looked = [Looked(one.permalink, "paper.example", after(60), sold, None, doubts_host=True) for one in kept]
    store.commit(batch(looked=looked))
    assert [host.host for host in store.due_hosts("paper", after(61))] == ["paper.example"]

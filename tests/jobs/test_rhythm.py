"""The schedule at work in the collector: what it learns is kept, and what servers ask for is obeyed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import pytest

from masdar.contracts import Store
from masdar.jobs.collector import Collector
from masdar.model import Capture, Channel, ChannelKind, FetchFailed, NotModified, Purpose, Reason, Request, Source
from masdar.pipeline import Line
from tests.pipeline.stand import START, MemoryArchive, SetClock
from tests.running import run
from tests.stores import made_store

HOME = "https://paper.example"
FEED = f"{HOME}/feed"


@dataclass
class Paper:
    """A paper that prints every `every` minutes; its articles are nowhere to be had."""

    clock: SetClock
    every: float = 30.0
    head: str = ""
    headers: tuple[tuple[str, str], ...] = ()
    failed: FetchFailed | None = None
    asked: list[datetime] = field(default_factory=list)

    async def fetch(self, request: Request) -> Capture | NotModified | FetchFailed:
        now = self.clock()
        if request.purpose is not Purpose.FEED:
            return FetchFailed(request.url, now, Reason.NOT_FOUND)
        self.asked.append(now)
        if self.failed is not None:
            return self.failed
        number = int((now - START + timedelta(days=2)) / timedelta(minutes=self.every))
        times = [
            (n, START - timedelta(days=2) + n * timedelta(minutes=self.every)) for n in range(number - 8, number + 1)
        ]
        items = "".join(
            f"<item><title>خبر {n}</title><link>{HOME}/{n}</link>"
            f"<pubDate>{at:%a, %d %b %Y %H:%M:%S} GMT</pubDate></item>"
            for n, at in times
        )
        body = f'<rss version="2.0"><channel><title>الورقة</title>{self.head}{items}</channel></rss>'
        headers = (("content-type", "application/rss+xml"), *self.headers)
        return Capture(request.url, request.url, 200, headers, body.encode(), now, request.purpose, request.source)

    async def close(self) -> None: ...


@pytest.fixture
def store() -> Iterator[Store]:
    made = made_store()
    made.add_source(Source("paper", "الورقة", HOME, (Channel(FEED, ChannelKind.FEED),)))
    yield made
    made.close()


def collect(store: Store, paper: Paper) -> Channel:
    async def once() -> None:
        await Collector(Line(paper, MemoryArchive(), None, paper.clock), store, "here").once()

    run(once())
    found = store.source("paper")
    assert found is not None
    return found.channels[0]


def asked_in_some_hours(store: Store, paper: Paper) -> int:
    while paper.clock() < START + timedelta(hours=2):
        due = collect(store, paper).next_due
        paper.clock.now = max(due or paper.clock(), paper.clock() + timedelta(minutes=2))
    return len(paper.asked)


def test_what_was_learnt_is_kept_from_visit_to_visit(store: Store) -> None:
    paper = Paper(SetClock())
    first = collect(store, paper)
    paper.clock.move(hours=7)
    second = collect(store, paper)
    assert len(paper.asked) == 2
    assert first.rhythm
    assert second.rhythm not in ("", first.rhythm)


def test_a_busy_paper_is_asked_more_often_than_a_quiet_one(store: Store) -> None:
    busy = asked_in_some_hours(store, Paper(SetClock(), every=10.0))
    other = made_store()
    other.add_source(Source("paper", "الورقة", HOME, (Channel(FEED, ChannelKind.FEED),)))
    quiet = asked_in_some_hours(other, Paper(SetClock(), every=480.0))
    other.close()
    assert busy > 2 * quiet > 0


@pytest.mark.parametrize(
    ("head", "headers", "minutes"),
    [
        ("<ttl>180</ttl>", (), 180),
        ("", (("cache-control", "max-age=7200"),), 120),
        ("<skipHours><hour>12</hour><hour>13</hour></skipHours>", (), 120),  # it is noon
    ],
)
def test_a_paper_that_asks_to_be_left_alone_is(
    store: Store, head: str, headers: tuple[tuple[str, str], ...], minutes: float
) -> None:
    channel = collect(store, Paper(SetClock(), every=2.0, head=head, headers=headers))
    assert channel.next_due is not None
    assert channel.next_due - START >= timedelta(minutes=minutes)


@pytest.mark.parametrize("reason", [Reason.THROTTLED, Reason.SERVER_ERROR])
def test_retry_after_is_obeyed_and_what_was_learnt_stays(store: Store, reason: Reason) -> None:
    paper = Paper(SetClock())
    learnt = collect(store, paper).rhythm
    paper.clock.move(hours=7)
    until = paper.clock() + timedelta(hours=9)
    paper.failed = FetchFailed(FEED, paper.clock(), reason, status=503, not_before=until)
    channel = collect(store, paper)
    assert (channel.failures, channel.rhythm) == (1, learnt)
    assert channel.next_due is not None
    assert channel.next_due >= until

"""The collector: what it commits, when, and what it does when something breaks."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import pytest

from masdar import extract, sources
from masdar.contracts import Batch, Kept, Push, Selection, Store
from masdar.jobs.collector import Collector
from masdar.jobs.visiting import Pace
from masdar.model import (
    Capture,
    CaptureRef,
    Channel,
    ChannelKind,
    FetchFailed,
    LinkState,
    NotModified,
    Permalink,
    Purpose,
    Reason,
    Request,
    Result,
    Source,
    Step,
)
from masdar.pipeline import Line
from tests.pipeline.stand import START, MemoryArchive, SetClock
from tests.running import run
from tests.stores import made_store

HOME = "https://paper.example"
FEED = f"{HOME}/feed"
BODY = "<p>" + "نص الخبر الأول يتحدث عن أشغال الطريق الساحلية في المدينة القديمة. " * 6 + "</p>"


def feed(numbers: Sequence[int]) -> bytes:
    items = "".join(f"<item><title>خبر {n}</title><link>{HOME}/news/{n}</link></item>" for n in numbers)
    return f'<rss version="2.0"><channel><title>الورقة</title>{items}</channel></rss>'.encode()


def article_page(number: int) -> bytes:
    return (
        f"<html lang=ar dir=rtl><head><title>خبر {number}</title></head>"
        f"<body><article><h1>خبر {number}</h1>{BODY}</article></body></html>"
    ).encode()


@dataclass
class Scripted:
    """Answers by a table; an address that is not in it is not found."""

    clock: SetClock
    table: dict[str, bytes | FetchFailed]
    asked: list[str] = field(default_factory=list)
    on_fetch: Callable[[str], None] = lambda url: None

    async def fetch(self, request: Request) -> Capture | NotModified | FetchFailed:
        self.asked.append(request.url)
        self.on_fetch(request.url)
        answer = self.table.get(request.url)
        tag = f'"{len(answer)}"' if isinstance(answer, bytes) and request.purpose is not Purpose.PAGE else ""
        if tag and request.etag == tag:
            return NotModified(request.url, self.clock())
        if answer is None:
            return FetchFailed(request.url, self.clock(), Reason.NOT_FOUND)
        if isinstance(answer, FetchFailed):
            return answer
        kind = "application/rss+xml" if tag else "text/html; charset=utf-8"
        headers = (("content-type", kind), *((("etag", tag),) if tag else ()))
        return Capture(request.url, request.url, 200, headers, answer, self.clock(), request.purpose, request.source)

    async def close(self) -> None: ...


@dataclass
class Desk:
    """A store with one paper of one feed, and a fetcher for it."""

    clock: SetClock
    store: Store
    archive: MemoryArchive
    fetcher: Scripted

    def collector(self, **pace: float) -> Collector:
        line = Line(self.fetcher, self.archive, None, self.clock)
        return Collector(line, self.store, "collector-1", Pace(**{"batch": 10, **pace}))  # type: ignore[arg-type]  # checked when it is made

    def collect(self) -> Collector:
        async def work() -> Collector:
            collector = self.collector()
            await collector.once()
            return collector

        return run(work())


@pytest.fixture
def desk() -> Desk:
    clock = SetClock()
    store = made_store()
    store.add_source(Source("paper", "الورقة", HOME, (Channel(FEED, ChannelKind.FEED),)))
    table: dict[str, bytes | FetchFailed] = {FEED: feed(range(1, 6))}
    table |= {f"{HOME}/news/{n}": article_page(n) for n in range(1, 6)}
    return Desk(clock, store, MemoryArchive(), Scripted(clock, table))


def outcomes(desk: Desk, step: Step) -> list[tuple[Result, Reason | None]]:
    return [(outcome.result, outcome.reason) for outcome in desk.store.latest_outcomes(1000) if outcome.step is step]


def test_what_a_feed_lists_becomes_articles(desk: Desk) -> None:
    tally = desk.collect().tally
    assert tally.articles == desk.store.count() == 5
    assert outcomes(desk, Step.EXTRACT) == [(Result.OK, None)] * 5


def test_nothing_is_asked_again_before_it_is_due(desk: Desk) -> None:
    desk.collect()
    asked = list(desk.fetcher.asked)
    desk.collect()
    assert desk.fetcher.asked == asked


def test_the_channel_is_asked_again_when_due_and_pages_are_not(desk: Desk) -> None:
    desk.collect()
    desk.fetcher.asked.clear()
    desk.clock.move(minutes=59)
    desk.collect()
    assert desk.fetcher.asked == [FEED]


def test_a_page_that_is_gone_settles(desk: Desk) -> None:
    del desk.fetcher.table[f"{HOME}/news/3"]
    desk.collect()
    desk.clock.move(days=30)
    desk.fetcher.asked.clear()
    desk.collect()
    assert desk.store.count() == 4
    assert f"{HOME}/news/3" not in desk.fetcher.asked


def test_a_page_that_fails_for_now_is_tried_again(desk: Desk) -> None:
    url = f"{HOME}/news/3"
    good = desk.fetcher.table[url]
    desk.fetcher.table[url] = FetchFailed(url, desk.clock(), Reason.TIMED_OUT)
    desk.collect()
    assert (Result.RETRY, Reason.TIMED_OUT) in outcomes(desk, Step.FETCH)
    assert desk.store.count() == 4
    desk.fetcher.table[url] = good
    desk.clock.move(hours=1)
    desk.collect()
    assert desk.store.count() == 5


def test_a_page_that_always_fails_is_given_up(desk: Desk) -> None:
    url = f"{HOME}/news/3"
    desk.fetcher.table[url] = FetchFailed(url, desk.clock(), Reason.TIMED_OUT)
    for _ in range(12):
        desk.collect()
        desk.clock.move(days=3)
    tries = desk.fetcher.asked.count(url)
    desk.collect()
    assert desk.fetcher.asked.count(url) == tries <= 6


def test_a_page_without_text_is_quarantined_and_never_an_article(desk: Desk) -> None:
    desk.fetcher.table[f"{HOME}/news/3"] = "<html><body><h1>خبر</h1></body></html>".encode()
    desk.collect()
    assert desk.store.count() == 4
    assert any(result is Result.QUARANTINED for result, _ in outcomes(desk, Step.EXTRACT))


def crashing_at(ending: str, reader: Callable[..., object]) -> Callable[..., object]:
    """The reader, but for one capture that it crashes on."""

    def read(capture: Capture, *rest: object, **more: object) -> object:
        if capture.url.endswith(ending):
            raise ZeroDivisionError("ours")
        return reader(capture, *rest, **more)

    return read


def test_a_fault_of_ours_costs_one_page_only(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(extract, "read_learning", crashing_at("/3", extract.read_learning))
    desk.collect()
    assert desk.store.count() == 4
    assert (Result.QUARANTINED, Reason.CRASHED) in outcomes(desk, Step.EXTRACT)


def test_a_listing_that_crashes_the_reader_costs_its_channel_only(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    desk.store.add_source(Source("paper", "الورقة", HOME, (Channel(f"{HOME}/other", ChannelKind.FEED),)))
    desk.fetcher.table[f"{HOME}/other"] = feed(range(6, 9))
    desk.store.keep_push(Push("paper", f"{HOME}/other", desk.clock(), "application/rss+xml", feed([9])), 5)
    monkeypatch.setattr(sources, "read_listing", crashing_at("/other", sources.read_listing))
    desk.collect()
    assert desk.store.count() == 5
    assert outcomes(desk, Step.LIST).count((Result.QUARANTINED, Reason.CRASHED)) == 2
    assert desk.store.pushes("paper", 5) == []
    source = desk.store.source("paper")
    assert source is not None
    assert [channel.failures for channel in source.channels] == [0, 1]


def test_a_full_disk_loses_no_page(desk: Desk) -> None:
    """Each page is read again once there is room, though the archive has told its trouble to another visit before."""
    honest = desk.archive.write

    def full(capture: Capture) -> CaptureRef:
        if "/news/" in capture.url:
            raise OSError(28, "No space left on device")
        return honest(capture)

    desk.archive.write = full  # type: ignore[method-assign]  # replaced for the test
    desk.collect()
    assert desk.store.count() == 0
    desk.archive.write = honest  # type: ignore[method-assign]  # put back
    desk.clock.move(minutes=5)
    desk.collect()
    assert desk.store.count() == 5


def test_a_source_that_harms_rests_and_comes_back_when_it_is_well(desk: Desk) -> None:
    numbers = range(1, 31)
    desk.fetcher.table[FEED] = feed(numbers)
    deep = b"<title>x</title>" + b"<div>" * 5000
    desk.fetcher.table |= {f"{HOME}/news/{n}": deep for n in numbers}
    desk.collect()
    asked = [url for url in desk.fetcher.asked if "/news/" in url]
    assert len(asked) == 10  # one batch; the others rest
    desk.fetcher.table |= {f"{HOME}/news/{n}": article_page(n) for n in numbers}
    desk.collect()
    assert len([url for url in desk.fetcher.asked if "/news/" in url]) == 10
    desk.clock.move(minutes=61)
    desk.collect()
    assert desk.store.count() == 20


def test_nothing_is_committed_before_the_archive_was_flushed(desk: Desk) -> None:
    honest = desk.store.commit

    def watched(batch: Batch) -> Sequence[Kept]:
        for ref in [reading.capture for reading in batch.readings] + [ref for ref, _ in batch.captures]:
            assert isinstance(ref, CaptureRef)
            assert ref.offset < desk.archive.flushed
        return honest(batch)

    desk.store.commit = watched  # type: ignore[method-assign]  # replaced for the test
    desk.collect()
    assert desk.store.count() == 5


def test_a_feed_answering_410_ends(desk: Desk) -> None:
    desk.fetcher.table[FEED] = FetchFailed(FEED, desk.clock(), Reason.GONE, status=410)
    desk.collect()
    desk.clock.move(days=30)
    desk.collect()
    assert desk.fetcher.asked == [FEED]


def test_a_feed_that_fails_is_asked_later_and_later(desk: Desk) -> None:
    desk.fetcher.table[FEED] = FetchFailed(FEED, desk.clock(), Reason.SERVER_ERROR, status=500)
    waits = []
    for _ in range(4):
        desk.collect()
        due = desk.store.next_due()
        assert due is not None
        waits.append(due - desk.clock())
        desk.clock.now = due + timedelta(seconds=1)
    assert waits == sorted(waits)
    assert waits[-1] > waits[0]


def test_parts_of_a_sitemap_index_that_a_crash_cost_are_asked_though_the_index_did_not_change(desk: Desk) -> None:
    index, part = f"{HOME}/sitemap.xml", f"{HOME}/sitemap-1.xml"
    space = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
    desk.store.add_source(Source("daily", "اليومية", HOME, (Channel(index, ChannelKind.SITEMAP),)))
    desk.fetcher.table[index] = f"<sitemapindex {space}><sitemap><loc>{part}</loc></sitemap></sitemapindex>".encode()
    desk.fetcher.table[part] = f"<urlset {space}><url><loc>{HOME}/news/1</loc></url></urlset>".encode()

    def die(url: str) -> None:
        if url == part:
            raise RuntimeError("killed")

    desk.fetcher.on_fetch = die
    desk.collect()
    desk.fetcher.on_fetch = lambda url: None
    desk.clock.move(days=2)
    desk.collect()
    assert any(channel.url == part for channel in desk.store.source("daily").channels)
    assert desk.store.headlines(Selection(source="daily"))


@pytest.mark.parametrize(
    ("home", "state"),
    [
        (FetchFailed(f"{HOME}/", START, Reason.CONNECTION_FAILED), LinkState.GONE),
        (FetchFailed(f"{HOME}/", START, Reason.ROBOTS_FORBID), LinkState.ANSWERING),
        (FetchFailed(f"{HOME}/", START, Reason.TOO_LARGE), LinkState.ANSWERING),
        (b"<h1>a front</h1>", LinkState.ANSWERING),
    ],
    ids=("silent", "forbids", "large", "answers"),
)
def test_an_article_is_gone_only_where_nobody_answers_at_its_home(
    desk: Desk, home: bytes | FetchFailed, state: LinkState
) -> None:
    """A page that times out week after week says nothing of a home that answers, whatever it says."""
    desk.collect()
    for n in range(1, 6):
        desk.fetcher.table[f"{HOME}/news/{n}"] = FetchFailed(f"{HOME}/news/{n}", desk.clock(), Reason.TIMED_OUT)
    desk.fetcher.table[f"{HOME}/"] = home
    for _ in range(8):
        desk.clock.move(days=31)
        desk.collect()
    stored = desk.store.article(Permalink("paper", 1))
    assert stored is not None
    assert stored.link.state is state


def test_a_source_held_by_another_collector_is_left_alone(desk: Desk) -> None:
    assert desk.store.lease_sources("another", desk.clock(), 60, 10)
    desk.collect()
    assert desk.fetcher.asked == []
    desk.clock.move(seconds=61)
    desk.collect()
    assert desk.store.count() == 5


def test_a_lease_that_could_not_be_renewed_is_renewed_later(desk: Desk) -> None:
    """A store that is not to be had for a moment must not let another collector in while this one works on."""
    asked = []
    honest = desk.store.renew_lease

    def renew(holder: str, source_id: str, now: datetime, seconds: float) -> bool:
        asked.append(now)
        if len(asked) == 1:
            raise OSError("the store is away")
        return honest(holder, source_id, now, seconds)

    desk.store.renew_lease = renew  # type: ignore[method-assign]  # replaced for the test

    async def work() -> None:
        collector = desk.collector(lease_seconds=0.03, entries=1)
        renewed, gone_on = asyncio.Event(), asyncio.get_running_loop()
        reading = desk.fetcher.fetch

        async def wait(request: Request) -> Capture | NotModified | FetchFailed:
            if request.url.endswith("/3"):
                while len(asked) < 3:
                    gone_on.call_later(0.01, renewed.set)
                    await renewed.wait()
                    renewed.clear()
            return await reading(request)

        desk.fetcher.fetch = wait  # type: ignore[method-assign]  # replaced for the test
        await asyncio.wait_for(collector.once(), 30)

    run(work())
    assert desk.store.count() == 5


def test_leases_are_given_back(desk: Desk) -> None:
    desk.collect()
    desk.clock.move(hours=12)
    assert desk.store.lease_sources("another", desk.clock(), 60, 10)


def test_stopping_keeps_what_was_read(desk: Desk) -> None:
    async def work() -> None:
        collector = desk.collector(batch=2, entries=1)
        desk.fetcher.on_fetch = lambda url: collector.stop() if url.endswith("/3") else None
        await asyncio.wait_for(collector.run(), 10)

    run(work())
    kept = desk.store.count()
    assert 0 < kept < 5
    desk.fetcher.on_fetch = lambda url: None
    desk.collect()
    assert desk.store.count() == 5
    assert {desk.store.by_url("paper", f"{HOME}/news/{n}") for n in range(1, 6)} == {
        Permalink("paper", n) for n in range(1, 6)
    }

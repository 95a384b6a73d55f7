"""Going back in time: what is listed, in which order, what is left out, and how it goes on after a stop."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from masdar.contracts import Store
from masdar.jobs.backfill import Backfill, Backfilled, Busy
from masdar.jobs.cursor import BadCursor, Cursor, load
from masdar.jobs.cursor import Page as Waiting
from masdar.jobs.reach import onward, within
from masdar.jobs.visiting import Pace
from masdar.model import (
    Capture,
    Channel,
    ChannelKind,
    Entry,
    FetchFailed,
    Listing,
    NotModified,
    Purpose,
    Reason,
    Request,
    Source,
)
from masdar.pipeline import Line
from masdar.press import Press, invented
from tests.pipeline.stand import PORT, START, MemoryArchive, PressFetcher, SetClock
from tests.running import run
from tests.stores import made_store

HOME = "https://paper.example"
WORDS = "<p>" + "نص الخبر يتحدث عن أشغال الطريق الساحلية في المدينة القديمة. " * 6 + "</p>"
LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)


def sitemap(*entries: tuple[str, str]) -> str:
    lines = "".join(f"<url><loc>{HOME}{path}</loc><lastmod>{day}</lastmod></url>" for path, day in entries)
    return f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{lines}</urlset>'


def index(*parts: str) -> str:
    lines = "".join(f"<sitemap><loc>{HOME}{part}</loc></sitemap>" for part in parts)
    return f'<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{lines}</sitemapindex>'


def article(number: int) -> str:
    return (
        f"<html lang=ar><title>خبر {number}</title><body><article><h1>خبر {number}</h1>{WORDS}</article></body></html>"
    )


@dataclass
class Scripted:
    """Answers by path; articles at /news/N; anything else is not found."""

    clock: SetClock
    table: dict[str, str | Reason]
    asked: list[str] = field(default_factory=list)
    stop_at: str = ""
    job: Backfill | None = None

    async def fetch(self, request: Request) -> Capture | NotModified | FetchFailed:
        path = request.url.removeprefix(HOME)
        self.asked.append(path)
        if path == self.stop_at and self.job is not None:
            self.job.stop()
            await asyncio.Event().wait()
        answer = self.table.get(path, Reason.NOT_FOUND)
        if path.startswith("/news/"):
            answer = article(int(path.removeprefix("/news/")))
        if isinstance(answer, Reason):
            return FetchFailed(request.url, self.clock(), answer)
        kind = "text/html; charset=utf-8" if request.purpose is Purpose.PAGE else "application/xml"
        headers = (("content-type", kind),)
        return Capture(request.url, request.url, 200, headers, answer.encode(), START, request.purpose, request.source)

    async def close(self) -> None: ...


@dataclass
class Desk:
    """A store with one paper of one sitemap index, and a place for the cursor."""

    store: Store
    file: Path
    clock: SetClock
    fetcher: Scripted

    def back(self, since: datetime = LONG_AGO) -> Backfilled:
        async def work() -> Backfilled:
            line = Line(self.fetcher, MemoryArchive(), None, self.clock)
            job = Backfill(line, self.store, "here", Pace(batch=5, visit_seconds=0.05))
            self.fetcher.job = job
            return await job.back("paper", since, self.file)

        return run(work())


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    store = made_store(f"sqlite:///{tmp_path / 'masdar.sqlite'}")
    later = START + timedelta(days=1)
    channels = (Channel(f"{HOME}/sitemap.xml", ChannelKind.SITEMAP, next_due=later),)
    store.add_source(Source("paper", "الورقة", f"{HOME}/", channels))
    for channel in channels:
        store.save_channel("paper", channel)
    clock = SetClock()
    table: dict[str, str | Reason] = {
        "/sitemap.xml": index("/posts-2.xml", "/posts-1.xml", "/category-sitemap.xml", "/posts-2019-03.xml"),
        "/posts-2.xml": sitemap(("/news/4", "2026-02-02"), ("/news/3", "2026-02-01")),
        "/posts-1.xml": sitemap(("/news/2", "2025-05-02"), ("/news/1", "2019-04-01")),
        "/posts-2019-03.xml": sitemap(("/news/0", "2019-03-01")),
        "/category-sitemap.xml": sitemap(("/section/sport", "2026-02-02")),
    }
    yield Desk(store, tmp_path / "backfill" / "paper.json", clock, Scripted(clock, table))
    store.close()


def test_all_parts_are_listed_and_read(desk: Desk) -> None:
    done = desk.back()
    assert done.finished
    assert (done.entries, done.new, done.articles) == (5, 5, 5)
    assert "/category-sitemap.xml" not in desk.fetcher.asked
    assert desk.store.count() == 5
    assert not desk.file.exists()


def test_what_lies_before_the_day_is_left_out(desk: Desk) -> None:
    done = desk.back(datetime(2025, 1, 1, tzinfo=UTC))
    assert done.articles == 3
    assert "/posts-2019-03.xml" not in desk.fetcher.asked
    assert "/news/1" not in desk.fetcher.asked


def test_a_second_time_reads_no_article_again(desk: Desk) -> None:
    desk.back()
    desk.fetcher.asked.clear()
    assert desk.back().new == 0
    assert not [path for path in desk.fetcher.asked if path.startswith("/news/")]


def test_stopped_it_goes_on_where_it_was(desk: Desk) -> None:
    desk.fetcher.stop_at = "/posts-1.xml"
    done = desk.back()
    assert not done.finished
    assert (done.articles, done.waiting) == (3, 1)
    desk.fetcher.stop_at = ""
    desk.fetcher.asked.clear()
    assert desk.back().finished
    assert desk.store.count() == 5
    assert "/sitemap.xml" not in desk.fetcher.asked
    assert "/posts-2.xml" not in desk.fetcher.asked


def test_a_run_that_had_its_pages_leaves_the_rest_to_the_next(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("masdar.jobs.backfill.MOST_PAGES", 2)
    assert desk.back().waiting == 2
    done = desk.back()
    assert done.finished
    assert (done.pages, desk.store.count()) == (4, 5)


def test_stopped_it_lets_go_of_the_source(desk: Desk) -> None:
    desk.fetcher.stop_at = "/news/3"
    desk.back()
    assert desk.store.lease_source("other", "paper", desk.clock(), 60.0) is not None


def test_a_part_that_does_not_answer_is_kept_for_the_next_run(desk: Desk) -> None:
    whole = desk.fetcher.table["/posts-1.xml"]
    desk.fetcher.table["/posts-1.xml"] = Reason.TIMED_OUT
    done = desk.back()
    assert (done.later, done.articles) == (1, 3)
    desk.fetcher.table["/posts-1.xml"] = whole
    assert desk.back().finished
    assert desk.store.count() == 5


def test_a_source_somebody_holds_is_left_to_them(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("masdar.jobs.backfill.POLL_SECONDS", 0.05)
    assert desk.store.lease_source("other", "paper", desk.clock(), 3600.0) is not None
    with pytest.raises(Busy):
        desk.back()
    assert desk.fetcher.asked == []


def test_nobody_is_said(desk: Desk) -> None:
    desk.file.parent.mkdir()
    desk.file.write_text("{", "utf-8")
    with pytest.raises(BadCursor):
        desk.back()
    job = Backfill(Line(desk.fetcher, MemoryArchive(), None, desk.clock), desk.store, "here")
    with pytest.raises(KeyError):
        run(job.back("nobody", LONG_AGO, desk.file))


def test_sitemaps_robots_names_are_found_without_a_channel(desk: Desk) -> None:
    desk.store.add_source(Source("bare", "ورقة", f"{HOME}/"))
    desk.fetcher.table["/robots.txt"] = f"Sitemap: {HOME}/posts-2.xml\n"
    job = Backfill(Line(desk.fetcher, MemoryArchive(), None, desk.clock), desk.store, "here")
    assert run(job.back("bare", LONG_AGO, desk.file)).articles == 2


def test_where_nothing_is_announced_one_guess_of_a_kind_suffices(desk: Desk) -> None:
    desk.store.add_source(Source("bare", "ورقة", f"{HOME}/"))
    desk.fetcher.table["/sitemap_index.xml"] = index("/posts-2.xml")
    job = Backfill(Line(desk.fetcher, MemoryArchive(), None, desk.clock), desk.store, "here")
    assert run(job.back("bare", LONG_AGO, desk.file)).articles == 2
    assert "/wp-sitemap.xml" not in desk.fetcher.asked
    health = next(one for one in desk.store.health() if one.source.id == "bare")
    assert not [key for key in health.outcomes if key.startswith("list.") and ".ok" not in key]


# --- the invented press ---------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def press() -> Press:
    return invented.press(1, START - timedelta(hours=1))


def test_wordpress_pages_are_walked_back_to_the_day(press: Press, tmp_path: Path) -> None:
    paper = next(paper for paper in press.papers if paper.title.cms == "wordpress")  # type: ignore[attr-defined]  # the invented press's own papers
    published = sorted(
        piece.published
        for piece in paper.pieces  # type: ignore[attr-defined]  # the invented press's own papers
        if piece.published <= START and piece.withdrawn_at is None
    )
    since = published[len(published) // 3]
    store = made_store(f"sqlite:///{tmp_path / 'masdar.sqlite'}")
    channel = Channel(f"http://{paper.id}.localhost:{PORT}/wp-json/wp/v2/posts?per_page=3", ChannelKind.WORDPRESS)
    store.add_source(Source("paper", paper.name, f"http://{paper.id}.localhost:{PORT}/", (channel,)))
    clock = SetClock()
    fetcher = PressFetcher(press, clock)
    job = Backfill(Line(fetcher, MemoryArchive(), None, clock), store, "here")
    done = run(job.back("paper", since, tmp_path / "paper.json"))
    assert done.finished
    assert done.entries >= sum(time >= since for time in published)
    pages = [request.url for request in fetcher.asked if "/wp-json/" in request.url]
    assert any("page=2" in url for url in pages)
    assert len(pages) < len(published)  # it did not walk to the beginning of time
    store.close()


# --- what may still tell of a day -----------------------------------------------------------------------------------

SINCE = datetime(2024, 3, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    ("path", "kept"),
    [
        ("/2024/03/01/a", True),
        ("/2024/02/29/a", True),  # a day's play
        ("/2024/02/28/a", False),
        ("/2023/12/a", False),
        ("/2024/02/a", True),
        ("/2024/01/a", False),
        ("/2023/02/31/a", True),  # no date at all
        ("/a-1999", True),
        ("/20230201", True),
    ],
)
def test_days_named_in_addresses(path: str, kept: bool) -> None:
    assert bool(within([Entry("paper", HOME + path)], SINCE)) is kept


def test_a_date_weighs_more_than_an_address() -> None:
    assert within([Entry("paper", f"{HOME}/2001/01/01/a", modified=SINCE)], SINCE)
    assert not within([Entry("paper", f"{HOME}/a", published=SINCE - timedelta(seconds=1))], SINCE)


def test_a_page_of_old_posts_is_the_last() -> None:
    page = Waiting(f"{HOME}/wp-json/wp/v2/posts", ChannelKind.WORDPRESS)
    further = (Channel(f"{page.url}?page=2", ChannelKind.WORDPRESS),)
    new = Entry("paper", f"{HOME}/1", published=SINCE)
    old = Entry("paper", f"{HOME}/2", published=SINCE - timedelta(days=1))
    assert onward(page, Listing((new, old), further=further), SINCE)
    assert not onward(page, Listing((old,), further=further), SINCE)
    assert not onward(page, Listing((), further=further), SINCE)


def test_a_cursor_comes_back_as_it_was(tmp_path: Path) -> None:
    cursor = Cursor(SINCE)
    cursor.add([Waiting(f"{HOME}/a", ChannelKind.SITEMAP), Waiting(f"{HOME}/a", ChannelKind.SITEMAP)])
    cursor.later.append(Waiting(f"{HOME}/b", ChannelKind.FEED, "ثقافة", guess=True))
    cursor.save(tmp_path / "cursor.json")
    found = load(tmp_path / "cursor.json", SINCE)
    assert found is not None
    assert [page.url for page in found.waiting] == [f"{HOME}/a", f"{HOME}/b"]
    assert load(tmp_path / "cursor.json", SINCE - timedelta(days=1)) is None  # further back: from the beginning
    assert load(tmp_path / "nothing.json", SINCE) is None

"""Looking at sources as they stand: each way a source can fail, told from the others."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from datetime import timedelta

import pytest

from masdar.jobs.looking import Looker, SourceLook, Verdict
from masdar.jobs.parking import parked
from masdar.model import Capture, Channel, ChannelKind, FetchFailed, NotModified, Purpose, Reason, Request, Source
from tests.pipeline.stand import PORT, START, PressFetcher, SetClock, page, the_press
from tests.running import run

HOME = "https://paper.example/"
FEED = "https://paper.example/feed"
FRONT = "<html><title>الورقة</title><body>" + "<a href='/news/1'>خبر من المدينة القديمة</a> " * 30
SALE = "<html><title>paper.example</title><body><h1>This domain is for sale</h1></body>"


def feed(days_old: float | None) -> str:
    date = (
        "" if days_old is None else f"<pubDate>{(START - timedelta(days=days_old)):%a, %d %b %Y %H:%M:%S} GMT</pubDate>"
    )
    item = f"<item><title>خبر</title><link>{HOME}news/1</link>{date}</item>"
    return f'<rss version="2.0"><channel><title>الورقة</title>{item}</channel></rss>'


@dataclass
class Answers:
    """Answers by address: a text, (text, where it came from), or why it fails."""

    table: dict[str, str | tuple[str, str] | Reason]
    at_once: int = 0
    most: int = 0
    asked: list[Request] = field(default_factory=list)

    async def fetch(self, request: Request) -> Capture | NotModified | FetchFailed:
        self.asked.append(request)
        self.at_once += 1
        self.most = max(self.most, self.at_once)
        await asyncio.sleep(0)
        self.at_once -= 1
        answer = self.table.get(request.url, Reason.NOT_FOUND)
        if isinstance(answer, Reason):
            return FetchFailed(request.url, START, answer)
        text, final = answer if isinstance(answer, tuple) else (answer, request.url)
        return Capture(request.url, final, 200, (), text.encode(), START, request.purpose, request.source)

    async def close(self) -> None: ...


PAPER = Source("paper", "الورقة", HOME, (Channel(FEED, ChannelKind.FEED, etag='"known"'),))


async def gathered(looker: Looker, wanted: list[Source]) -> list[SourceLook]:
    return [look async for look in looker.look(wanted)]


def look(table: dict[str, str | tuple[str, str] | Reason]) -> SourceLook:
    looker = Looker(Answers(table), SetClock(), {})
    return run(gathered(looker, [PAPER]))[0]


@pytest.mark.parametrize(
    ("home", "listed", "verdict"),
    [
        (FRONT, feed(1), Verdict.WELL),
        (FRONT, feed(None), Verdict.WELL),  # nothing says it is old
        (Reason.REFUSED, feed(1), Verdict.WELL),  # the front keeps robots away, the feed does not
        (FRONT, feed(31), Verdict.SILENT),
        (FRONT, feed(29), Verdict.WELL),
        ((FRONT, "https://other.example/"), feed(1), Verdict.MOVED),
        ((FRONT, "https://www.paper.example/ar/"), feed(1), Verdict.WELL),
        (FRONT, (feed(1), "https://feeds.elsewhere.example/paper"), Verdict.WELL),
        (SALE, Reason.NOT_FOUND, Verdict.PARKED),
        (SALE, feed(1), Verdict.WELL),
        (Reason.ROBOTS_FORBID, Reason.ROBOTS_FORBID, Verdict.FORBIDS),
        (FRONT, Reason.ROBOTS_FORBID, Verdict.FORBIDS),
        (Reason.GONE, Reason.GONE, Verdict.GONE),
        (Reason.UNRESOLVABLE, Reason.UNRESOLVABLE, Verdict.NO_ANSWER),
        (FRONT, FRONT, Verdict.NOTHING),
    ],
)
def test_how_a_source_stands(
    home: str | tuple[str, str] | Reason, listed: str | tuple[str, str] | Reason, verdict: Verdict
) -> None:
    found = look({HOME: home, FEED: listed})
    assert found.verdict is verdict, found.evidence
    assert found.well or found.evidence


def test_channels_are_asked_whole_and_the_newest_is_told() -> None:
    answers = Answers({HOME: FRONT, FEED: feed(2)})
    found = run(gathered(Looker(answers, SetClock(), {}), [PAPER]))[0]
    assert [request.etag for request in answers.asked] == ["", ""]
    assert found.newest == START - timedelta(days=2)
    assert found.channels[0].entries == 1


def test_no_more_sources_at_a_time_than_allowed() -> None:
    answers = Answers({})
    many = [Source(f"paper-{number}", "", f"https://{number}.example/") for number in range(40)]
    looks = run(gathered(Looker(answers, SetClock(), {}, at_once=4), many))
    assert len(looks) == 40
    assert answers.most <= 4


def test_a_source_silent_here_for_long_and_without_dates_is_silent() -> None:
    answers = Answers({HOME: FRONT, FEED: feed(None)})
    looker = Looker(answers, SetClock(), {"paper": START - timedelta(days=40)})
    assert run(gathered(looker, [PAPER]))[0].verdict is Verdict.SILENT


def test_the_invented_press_has_one_parked_paper_and_the_rest_is_not_parked() -> None:
    clock = SetClock()
    press = the_press()
    sources = press.sources(PORT)
    looks = run(gathered(Looker(PressFetcher(press, clock), clock, {}), sources))
    parked_ones = {paper.id for paper in press.papers if "parked" in paper.title.habits}  # type: ignore[attr-defined]  # the invented press's own papers
    assert {one.id for one in looks if one.verdict is Verdict.PARKED} == parked_ones
    assert sum(one.well for one in looks) > len(sources) // 2


@pytest.mark.parametrize(
    "text",
    [
        "<title>الاقتصاد</title><p>قال الخبير إن النطاق للبيع في المزاد</p>" + "<a href=/1>خبر</a>" * 40,
        "<title>News</title><p>Casino poker slots jackpot</p>" + "<a href=/1>news</a>" * 40,
        "<title>paper.example</title>" + "<p>كلمات كثيرة من خبر طويل</p>" * 400,
        "",
    ],
)
def test_one_mark_alone_parks_nobody(text: str) -> None:
    assert parked(page(HOME, text)) == ()


@pytest.mark.slow
def test_hostile_pages_are_read_in_bounded_time() -> None:
    for bomb in ("<" * 200_000, "domain " * 30_000, "<script" * 30_000, "<title" * 30_000):
        assert parked(Capture(HOME, HOME, 200, (), bomb.encode(), START, Purpose.PAGE)) == ()

"""What a page tells of an article that stood there, a sample of its host, and articles of their source."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from masdar.contracts import HostLink, SourceHealth
from masdar.model import Article, Block, BlockKind, Channel, ChannelKind, Link, LinkState, Reason, Source, SourceState
from masdar.vitality import (
    Finding,
    Health,
    Signal,
    answered,
    finding,
    health,
    host_finding,
    next_host_look,
    next_look,
    page_signs,
    unanswered,
)
from masdar.vitality.looking import SOONEST

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
URL = "https://paper.example/news/7"
TITLE = "افتتاح الطريق الساحلية بعد أشغال دامت عامين"
WORDS = (
    "افتتحت السلطات صباح اليوم الطريق الساحلية الرابطة بين الميناء والمدينة القديمة بعد أشغال دامت عامين كاملين",
    "وقال رئيس المجلس إن كلفة المشروع بلغت أربعين مليونا وإن حركة السير ستعود إلى طبيعتها قبل نهاية الأسبوع",
    "وأضاف أن مرحلة ثانية ستشمل الإنارة والأرصفة ومسارا للدراجات على طول الواجهة البحرية حتى رأس الفنار",
)
ARTICLE = Article("paper", URL, TITLE, tuple(Block(BlockKind.PARAGRAPH, words) for words in WORDS), language="ar")
CLASSES = frozenset("masthead entry-title entry-content byline related footer-menu".split())


def page(title: str, body: str, classes: str = " ".join(sorted(CLASSES)), lang: str = "ar") -> str:
    body = f"<div class='{classes}'><h1>{title}</h1>{body}</div>"
    return f"<html lang={lang}><title>{title}</title><body>{body}</body></html>"


OURS = "".join(f"<p>{words}</p>" for words in WORDS)
CASINO = "<p>Casino bonus: play roulette, poker and slots now, free spins and jackpot every day for new players</p>" * 4
SALE = "<p>The domain paper.example is for sale. Buy this domain today from a trusted marketplace, make an offer</p>"


def look(html: str, url: str = URL) -> Finding:
    return finding(page_signs(html), url, ARTICLE, paper="جريدة الساحل", before=CLASSES)


@pytest.mark.parametrize(
    ("html", "url", "state"),
    [
        (page(TITLE, OURS), URL, LinkState.ANSWERING),
        (page("عنوان آخر", OURS), URL, LinkState.ANSWERING),  # retitled
        (page(TITLE, OURS), "https://new.example/2026/7", LinkState.MOVED),
        (page(TITLE, ""), URL, LinkState.WITHDRAWN),  # emptied
        (page("الصفحة غير موجودة - جريدة الساحل", "<p>عذرا، لم يتم العثور على الصفحة</p>"), URL, LinkState.MISSING),
        (page("جريدة الساحل", "<p>أخبار اليوم من جريدة الساحل</p>"), "https://paper.example/", LinkState.MISSING),
        (page("Lucky", CASINO, "hero cta", "en"), URL, LinkState.TAKEN_OVER),
        (page("paper.example", SALE, "lander", "en"), URL, LinkState.PARKED),
    ],
)
def test_what_became_of_a_page(html: str, url: str, state: LinkState) -> None:
    found = look(html, url)
    assert found.state is state
    if state is LinkState.MOVED:
        assert found.target == url


@pytest.mark.parametrize(
    "html",
    [
        page(
            "جريدة الساحل", "<p>محتوى آخر من جريدة الساحل عن الطقس والبحر في عطلة نهاية الأسبوع</p>"
        ),  # only other words
        page(TITLE, OURS.replace("الميناء", "casino roulette poker slots")),  # an article that speaks of gambling
    ],
)
def test_no_state_accuses_on_one_signal(html: str) -> None:
    assert look(html).state in (None, LinkState.ANSWERING)


def test_a_state_that_accuses_has_its_evidence_and_keeps_its_day() -> None:
    found = look(page("Lucky", CASINO, "hero cta", "en"))
    assert len(found.signals) >= 3
    first = found.link(Link(), NOW)
    assert first is not None
    again = found.link(first, NOW + timedelta(days=3))
    assert again is not None
    assert again.since == first.since == NOW
    assert Finding(None, (Signal.TITLE_LOST,)).link(first, NOW) is None


def test_a_host_is_judged_by_most_of_its_sample() -> None:
    sold, well = look(page("Lucky", CASINO, "hero cta", "en")), Finding(LinkState.ANSWERING)
    assert host_finding([sold, sold, well]).state is LinkState.TAKEN_OVER
    assert host_finding([sold, well, well]).state is LinkState.ANSWERING
    assert host_finding([answered(True), answered(False)]).state is LinkState.ANSWERING
    assert host_finding([]).state is None


def test_silence_is_no_end_until_it_has_lasted() -> None:
    assert unanswered(4, home_silent=True).state is None
    assert unanswered(5, home_silent=False).state is None
    assert unanswered(5, home_silent=True).state is LinkState.GONE


def test_looks_come_after_one_six_and_twenty_four_hours_and_a_week() -> None:
    at, waits = NOW, []
    for nth in range(1, 9):
        due = next_look(nth, NOW, at)
        if due is None:
            break
        waits.append((due - NOW).total_seconds() / 3600)
        at = due
    assert waits == [1, 6, 24, 168]


def test_a_fast_story_is_looked_at_sooner_and_haste_hastens() -> None:
    later = NOW + timedelta(hours=1)
    changed, calm = next_look(1, NOW, later, changed=True), next_look(1, NOW, later)
    assert changed is not None
    assert calm is not None
    assert later + SOONEST <= changed < calm
    assert next_look(0, NOW, NOW, haste=60) == NOW + timedelta(minutes=1)
    assert next_look(40, NOW, later, changed=True) == calm  # not for ever
    assert next_host_look(NOW, certain=False) < next_host_look(NOW, certain=True)


@pytest.mark.slow
@pytest.mark.parametrize(
    "bomb", ["<" * 400_000, "<h1>" * 100_000, "<title" * 60_000, "<p " * 130_000, "<script" * 50_000]
)
def test_signs_of_hostile_pages_are_read_in_bounded_time(bomb: str) -> None:
    assert page_signs(bomb).heading == ""


def source(**more: object) -> SourceHealth:
    paper = Source(
        "paper", "جريدة", "https://paper.example/", (Channel("https://paper.example/feed", ChannelKind.FEED),)
    )
    recent = tuple(NOW - timedelta(hours=4 * place) for place in range(8))
    given: dict[str, object] = {"recent": recent, "troubles": {"": 50}, **more}
    return SourceHealth(given.pop("source", paper), 8, given.pop("newest", recent[0]), 0, None, **given)  # type: ignore[arg-type]  # checked when it is made


ENDED = Source("paper", "جريدة", "https://paper.example/", state=SourceState.PAUSED)
FAILED = Source("paper", "ج", "https://p.example/", (Channel("https://p.example/f", ChannelKind.FEED, failures=4),))


@pytest.mark.parametrize(
    ("one", "state"),
    [
        (source(), Health.WELL),
        (source(newest=None, recent=()), Health.NEW),
        (source(newest=NOW - timedelta(days=4)), Health.SILENT),  # it answers, but brings nothing
        (source(partial=8), Health.TEASERS),
        (source(troubles={Reason.REFUSED.value: 9, "": 2}), Health.BLOCKED),
        (source(troubles={Reason.NO_TITLE.value: 9, "": 2}), Health.UNTITLED),
        (source(source=ENDED), Health.RESTING),
        (source(source=FAILED), Health.FAILING),
        (source(hosts=(HostLink("paper", "paper.example", Link(LinkState.TAKEN_OVER)),)), Health.TAKEN_OVER),
        (source(hosts=(HostLink("paper", "paper.example", Link(LinkState.PARKED)),)), Health.PARKED),
    ],
)
def test_health_is_told_by_useful_articles(one: SourceHealth, state: Health) -> None:
    assert health(one, NOW) is state

"""When a channel is asked again: soon where something is likely, never sooner than is asked of us."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from masdar.model import Channel, ChannelKind, Entry, FetchFailed, Listing, Reason
from masdar.sources import schedule
from masdar.sources.rhythm import DAY, HOUR, Rates, Rhythm, begun, due, is_burst, learn, read_rhythm

from .conftest import NOW

URL = "https://paper.example/feed"
CHANNEL = Channel(URL, ChannelKind.FEED)
START = datetime(2026, 3, 2).timestamp() // DAY * DAY  # a midnight


def shown(*times: datetime, wait: float | None = None) -> Listing:
    entries = (Entry("paper", f"{URL}/{number}", published=time) for number, time in enumerate(times))
    return Listing(tuple(entries), wait=wait)


def waits(channel: Channel) -> float:
    assert channel.next_due is not None
    return (channel.next_due - NOW).total_seconds()


def watched(days: int, hours: range, per_hour: int = 4) -> Rhythm:
    """A paper that publishes evenly in the given hours of each day, asked every half hour."""
    rhythm = Rhythm(asked=START)
    for half in range(1, days * 48 + 1):
        now = START + half * 1800
        hour = int((now - 1) // HOUR) % 24
        fresh = [now - 1800 * (part + 0.5) / (per_hour / 2) for part in range(per_hour // 2)] if hour in hours else []
        rhythm = learn(rhythm, now, fresh)
    return rhythm


def test_nothing_known_is_twenty_minutes() -> None:
    channel = schedule.after_listing(CHANNEL, new=0, listing=shown(), now=NOW)
    assert waits(channel) == pytest.approx(1200, rel=0.2)


def test_a_first_listing_teaches_before_the_first_wait() -> None:
    busy = shown(*(NOW - timedelta(minutes=6 * number) for number in range(40)))
    quiet = shown(*(NOW - timedelta(days=2 * number) for number in range(1, 12)))
    soon = waits(schedule.after_listing(CHANNEL, new=40, listing=busy, now=NOW))
    late = waits(schedule.after_listing(CHANNEL, new=11, listing=quiet, now=NOW))
    assert schedule.SHORTEST <= soon < 900
    assert 3600 < late <= schedule.LONGEST


def test_the_hours_of_a_paper_are_learnt() -> None:
    rhythm = watched(28, range(8, 12))
    day = START + 28 * DAY
    rates = Rates(rhythm)
    assert rates.at(day + 9.5 * HOUR) > 5 * rates.at(day + 20 * HOUR)
    morning = due(replace(rhythm, asked=day + 9 * HOUR)) - (day + 9 * HOUR)
    evening = due(replace(rhythm, asked=day + 15 * HOUR)) - (day + 15 * HOUR)
    assert morning < 1200 < evening


def test_days_off_are_learnt() -> None:
    rhythm = Rhythm(asked=START)
    for hour in range(1, 8 * 7 * 24):
        now = START + hour * HOUR
        rhythm = learn(rhythm, now, [] if int((now - 1) // DAY) % 7 == 3 else [now - 1800])
    shape = Rates(rhythm).shape
    off = next(START + day * DAY for day in range(70, 77) if int((START + day * DAY) // DAY) % 7 == 3)
    assert shape(off + 12 * HOUR) < 0.4 * shape(off + 36 * HOUR)


def test_a_paper_that_closed_is_asked_ever_more_seldom_and_never_forgotten() -> None:
    rhythm = watched(14, range(0, 24))
    gaps: list[float] = []
    while sum(gaps) < 30 * DAY:
        before = rhythm.asked
        rhythm = learn(rhythm, due(rhythm), [])
        gaps.append(rhythm.asked - before)
    assert gaps[-1] > 4 * gaps[0]
    assert max(gaps) <= schedule.LONGEST


def test_a_burst_is_followed_within_two_minutes() -> None:
    quiet = watched(14, range(8, 9), per_hour=2)
    now = START + 14 * DAY + 20 * HOUR
    before = learn(quiet, now - 900, [])
    fresh = [now - 200, now - 80]
    after = learn(before, now, fresh)
    assert is_burst(before, after, fresh)
    later = learn(after, now + 120, [now + 60])
    assert is_burst(after, later, [now + 60])
    assert not is_burst(before, learn(before, now, fresh[:1]), fresh[:1])


def test_the_channel_itself_follows_a_burst() -> None:
    quiet = schedule.after_listing(CHANNEL, new=0, listing=shown(NOW - timedelta(days=3)), now=NOW - timedelta(hours=1))
    two = shown(NOW - timedelta(minutes=3), NOW - timedelta(minutes=1))
    assert waits(schedule.after_listing(quiet, new=2, listing=two, now=NOW)) == schedule.SHORTEST


def test_many_at_one_moment_are_an_upload_and_no_burst() -> None:
    before = learn(Rhythm(asked=START), START + HOUR, [])
    fresh = [START + 2 * HOUR - 30] * 8
    assert not is_burst(before, learn(before, START + 2 * HOUR, fresh), fresh)


def test_what_the_feed_asks_is_obeyed() -> None:
    assert waits(schedule.after_listing(CHANNEL, new=0, listing=shown(wait=7000), now=NOW)) == 7000


def test_articles_without_times_count_too() -> None:
    known = schedule.after_listing(CHANNEL, new=0, listing=shown(), now=NOW - timedelta(hours=1))
    bare = Listing((Entry("paper", "https://paper.example/1"),))
    busy = quiet = known
    for step in range(20):
        now = NOW + timedelta(hours=step)
        busy = schedule.after_listing(busy, new=9, listing=bare, now=now)
        quiet = schedule.after_listing(quiet, new=0, listing=None, now=now)
    assert busy.interval < 600 < 1200 < quiet.interval


def test_the_rhythm_survives_being_written() -> None:
    rhythm = watched(3, range(6, 9))
    again = read_rhythm(rhythm.written())
    assert again is not None
    assert due(again) == pytest.approx(due(rhythm), abs=61)
    assert len(rhythm.written()) < 1200


@pytest.mark.parametrize("text", ["", "{}", "[]", "[1]", "x", "null", "[[1],[1],[1],[1],[1,1],[1,1],0,0]", '["a"]'])
def test_what_is_no_rhythm(text: str) -> None:
    assert read_rhythm(text) is None
    channel = schedule.after_listing(replace(CHANNEL, rhythm=text), new=0, listing=None, now=NOW)
    assert read_rhythm(channel.rhythm) is not None


def failed(**given: object) -> FetchFailed:
    return replace(FetchFailed(URL, NOW, Reason.SERVER_ERROR), **given)  # type: ignore[arg-type]  # checked when it is made


def test_failures_double_the_wait_up_to_the_longest() -> None:
    channel, seen = replace(CHANNEL, interval=1200), []
    for _ in range(8):
        channel = schedule.after_failure(channel, failed(), NOW)
        seen.append(waits(channel))
    assert seen[:3] == [1200, 2400, 4800]
    assert seen[-1] == schedule.LONGEST
    assert channel.failures == 8
    assert schedule.after_listing(channel, new=0, listing=None, now=NOW).failures == 0


def test_retry_after_is_obeyed() -> None:
    later = NOW + timedelta(days=2)
    assert schedule.after_failure(CHANNEL, failed(not_before=later), NOW).next_due == later


@pytest.mark.parametrize("given", [{"reason": Reason.GONE}, {"status": 410}])
def test_gone_ends_a_channel(given: dict[str, object]) -> None:
    ended = schedule.after_failure(CHANNEL, failed(**given), NOW)
    assert ended.ended
    assert ended.next_due is None


@given(st.lists(st.floats(-40 * DAY, 0), max_size=60), st.floats(0.1, 1e6))
def test_no_past_lets_a_wait_leave_its_bounds(ages: list[float], price: float) -> None:
    now = NOW.timestamp()
    rhythm = begun(now, [now + age for age in ages])
    assert schedule.SHORTEST <= due(rhythm, price) - now <= schedule.LONGEST
    again = learn(rhythm, now + 90 * DAY, [now + 5])
    assert schedule.SHORTEST <= due(again, price) - again.asked <= schedule.LONGEST


def test_requests_are_shared_by_the_roots_of_the_rates() -> None:
    """What makes the mean delay least: at four times the articles, twice the requests."""
    seldom, often = (watched(28, range(24), per_hour=rate) for rate in (2, 8))
    ratio = (due(seldom) - seldom.asked) / (due(often) - often.asked)
    assert ratio == pytest.approx(2, rel=0.05)


def test_a_dearer_request_is_made_later() -> None:
    chance = random.Random(4)
    rhythm = begun(NOW.timestamp(), [NOW.timestamp() - chance.random() * 7 * DAY for _ in range(100)])
    assert due(rhythm, 60.0) < due(rhythm, 300.0) < due(rhythm, 1200.0)


def panel(rates: list[float]) -> list[Channel]:
    """Channels that have published at these rates (articles a day) for four weeks, by day only."""
    made = []
    for place, rate in enumerate(rates):
        rhythm = Rhythm(asked=0.0)
        for day in range(28):
            times = [day * DAY + 6 * HOUR + 14 * HOUR * (n + 0.5) / max(1, round(rate)) for n in range(round(rate))]
            rhythm = learn(rhythm, (day + 1) * DAY, times)
        made.append(Channel(f"https://p{place}.example/feed", ChannelKind.FEED, rhythm=rhythm.written()))
    return made


@pytest.mark.parametrize("budget", [400.0, 1500.0, 6000.0])
def test_a_budget_is_spent_and_not_overspent(budget: float) -> None:
    """Played for a day by `due` itself, at the price the budget sets."""
    channels = panel([1, 2, 5, 5, 10, 20, 40, 60, 80, 120])
    price = schedule.price_for(channels, budget, 0)
    asked, end = 0, 29 * DAY
    for channel in channels:
        rhythm = read_rhythm(channel.rhythm)
        assert rhythm is not None
        while rhythm.asked < end:
            rhythm = replace(rhythm, asked=due(rhythm, price))
            asked += 1
    assert 0.7 * budget <= asked <= 1.2 * budget


def test_looks_come_out_of_the_budget_but_leave_half_of_it() -> None:
    channels = panel([40, 40])
    free, some, most = (schedule.price_for(channels, 1000, looks) for looks in (0, 4, 1000))
    assert free < some < most
    assert most == pytest.approx(schedule.price_for(channels, 500, 0), rel=0.01)
    assert schedule.price_for([], 1000, 4) == schedule.price_for(channels, 0, 4) == schedule.PRICE

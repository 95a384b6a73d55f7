"""The schedule played against a fixed round with the same requests, on papers that are made up, learning as it goes."""

from __future__ import annotations

import random

import pytest

from benchmarks.schedule import Staging, bounds, fixed, play
from masdar.sources.rhythm import DAY, HOUR, LONGEST

START = 1_772_409_600.0  # a midnight
DAYS = 21


def paper(chance: random.Random, articles_a_day: float, opens: int) -> list[float]:
    """Twelve hours a day, by chance."""
    times = []
    for day in range(DAYS):
        now = START + day * DAY + opens * HOUR
        until = now + 12 * HOUR
        while (now := now + chance.expovariate(articles_a_day / (12 * HOUR))) < until:
            times.append(now)
    return times


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_news_are_found_sooner_with_the_same_requests(seed: int) -> None:
    chance = random.Random(seed)
    papers = [paper(chance, 4 * chance.lognormvariate(0, 1.5), chance.choice([4, 5, 6])) for _ in range(20)]
    papers = [times for times in papers if times]
    round_delays, budget = fixed(papers, START, START + DAYS * DAY)
    played = play(papers, START, START + DAYS * DAY, budget)
    assert len(played.delays) == len(round_delays)
    assert 0.98 * budget <= played.used <= budget
    # Sooner than if all rates had been known from the start, but not the hours.
    known, _ = bounds(Staging("made up", papers, papers))
    share = sum(played.delays) / sum(round_delays)
    assert share < 0.85 * known
    assert played.delays[len(played.delays) // 2] < share * round_delays[len(round_delays) // 2]
    assert played.longest <= LONGEST + 1


def test_papers_alike_in_all_hours_leave_nothing_to_gain() -> None:
    hourly = [START + hour * HOUR for hour in range(7 * 24)]
    assert bounds(Staging("even", [hourly, hourly], [hourly, hourly])) == pytest.approx((1, 1))


def test_what_can_be_gained_grows_with_what_is_uneven() -> None:
    hourly = [START + hour * HOUR for hour in range(7 * 24)]
    halves = [time for time in hourly if time % DAY < DAY / 2]
    rates, hours = bounds(Staging("uneven", [hourly, hourly[::4]], [halves, halves]))
    assert rates == pytest.approx(0.9)  # (2 + 1)² / (2 (4 + 1))
    assert hours == pytest.approx(0.45)

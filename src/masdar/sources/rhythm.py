"""When a channel publishes: learnt from what it brought, told as articles an hour at any moment.

The rate is the product of a shape and of how things stand now. The shape is hour of day times day of week, counted with
a half-life of weeks; how things stand is what came against what the shape expected, over days (papers grow, shrink,
close) and over hours (something is happening). Everything starts from a prior of one article an hour, worth little, so
a few askings decide; the dates of a first listing are learnt before the first wait.

When to ask follows from the rate: at the moment when asking saves the articles expected since the last asking as much
waiting as a request is worth. At a steady rate that is in proportion to its square root, which spends a budget so that
the mean delay is least (Cho and Garcia-Molina, "Effective page refresh policies for web crawlers", 2003).
"""

from __future__ import annotations

import json
import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

HOUR = 3600.0
DAY = 86400.0
SHORTEST = 120.0  # seconds between two askings
LONGEST = 6 * HOUR
PRICE = 200.0  # article-seconds a request must save by default: at an article an hour it is made every twenty minutes

_SHAPE_HALF_LIFE = 42 * DAY
_LEVEL = 4 * DAY  # time constants of how things stand
_STIR = 2.4 * HOUR
_LEVEL_PRIOR = 6.0  # articles
_STIR_PRIOR = 8.0
_HOUR_PRIOR = 2.0
_DAY_PRIOR = 20.0
_NEIGHBOUR = 0.5  # what the hours beside an hour say of it
_FLOOR = 0.02  # of the mean rate: no hour is ever quite dead
_BURST_SECONDS = 600.0
_BURST_SURPRISE = 0.7  # articles expected in that time, below which two are news
_SEED_DAYS = 28.0
_FINENESS = 50  # waits that differ by a fiftieth cost the same when a price is sought


@dataclass(frozen=True, slots=True)
class Rhythm:
    """What is remembered of a channel: articles and hours watched by hour of day (UTC) and day of week, what came and
    what was expected lately, when it was last asked and the newest article then (seconds since 1970)."""

    hours: tuple[float, ...] = (0.0,) * 24
    hours_watched: tuple[float, ...] = (0.0,) * 24
    days: tuple[float, ...] = (0.0,) * 7
    days_watched: tuple[float, ...] = (0.0,) * 7
    level: tuple[float, float] = (0.0, 0.0)
    stir: tuple[float, float] = (0.0, 0.0)
    asked: float = 0.0
    latest: float = 0.0

    def written(self) -> str:
        """JSON, some 700 characters."""
        return json.dumps(
            [
                *([round(value, 3) for value in part] for part in (self.hours, self.hours_watched)),
                *([round(value, 3) for value in part] for part in (self.days, self.days_watched)),
                *([round(value, 3) for value in part] for part in (self.level, self.stir)),
                round(self.asked, 1),
                round(self.latest, 1),
            ],
            separators=(",", ":"),
        )


def read_rhythm(text: str) -> Rhythm | None:
    """What `written` wrote; None where there is nothing, or something else."""
    try:
        hours, hours_watched, days, days_watched, level, stir, asked, latest = json.loads(text or "[]")
        made = Rhythm(
            tuple(map(float, hours)),
            tuple(map(float, hours_watched)),
            tuple(map(float, days)),
            tuple(map(float, days_watched)),
            (float(level[0]), float(level[1])),
            (float(stir[0]), float(stir[1])),
            float(asked),
            float(latest),
        )
    except (ValueError, TypeError, IndexError):
        return None
    sizes = (len(made.hours), len(made.hours_watched), len(made.days), len(made.days_watched))
    return made if sizes == (24, 24, 7, 7) and math.isfinite(made.asked + sum(made.hours) + sum(made.days)) else None


def begun(now: float, times: Sequence[float]) -> Rhythm:
    """A rhythm at first sight: of the times a first listing shows, which was all there was since the oldest."""
    seen = sorted(time for time in times if now - _SEED_DAYS * DAY < time <= now)
    if len(seen) < 3 or now - seen[0] < HOUR:
        return Rhythm(asked=now, latest=max(seen, default=0.0))
    return learn(Rhythm(asked=seen[0]), now, seen[1:])


def learn(rhythm: Rhythm, now: float, times: Sequence[float]) -> Rhythm:
    """The rhythm after an asking at `now` that brought articles of these times."""
    passed = max(0.0, now - rhythm.asked)
    fade = 0.5 ** (passed / _SHAPE_HALF_LIFE)
    hours, hours_watched = [x * fade for x in rhythm.hours], [x * fade for x in rhythm.hours_watched]
    days, days_watched = [x * fade for x in rhythm.days], [x * fade for x in rhythm.days_watched]
    rates = Rates(rhythm)
    expected = 0.0
    for start, seconds in _pieces(rhythm.asked, now):
        hours_watched[_hour(start)] += seconds / HOUR
        days_watched[_day(start)] += seconds / HOUR
        expected += rates.shape(start) * seconds / HOUR
    for time in times:
        hours[_hour(time)] += 1
        days[_day(time)] += 1
    return Rhythm(
        tuple(hours),
        tuple(hours_watched),
        tuple(days),
        tuple(days_watched),
        _faded(rhythm.level, passed / _LEVEL, len(times), expected),
        _faded(rhythm.stir, passed / _STIR, len(times), expected),
        now,
        max([rhythm.latest, *times]),
    )


def _faded(pair: tuple[float, float], ages: float, came: int, expected: float) -> tuple[float, float]:
    kept = math.exp(-ages)
    return pair[0] * kept + came, pair[1] * kept + expected


def _hour(time: float) -> int:
    return int(time // HOUR) % 24


def _day(time: float) -> int:
    return int(time // DAY) % 7


def _pieces(start: float, end: float) -> list[tuple[float, float]]:
    """The time from start to end, cut at full hours: (start, seconds). Long absences count their last weeks only."""
    start = max(start, end - _SEED_DAYS * DAY)
    found = []
    while start < end:
        stop = min(end, (start // HOUR + 1) * HOUR)
        found.append((start, stop - start))
        start = stop
    return found


class Rates:
    """Articles an hour, at any moment."""

    def __init__(self, rhythm: Rhythm) -> None:
        watched = sum(rhythm.days_watched)
        self.mean = mean = (sum(rhythm.days) + 1) / (watched + 1)
        self.hours = [self._hourly(rhythm, hour, mean) for hour in range(24)]
        self.days = [
            (came + _DAY_PRIOR) / (seen + _DAY_PRIOR / mean) / mean
            for came, seen in zip(rhythm.days, rhythm.days_watched, strict=True)
        ]
        level = (rhythm.level[0] + _LEVEL_PRIOR) / (rhythm.level[1] + _LEVEL_PRIOR)
        stir = (rhythm.stir[0] + _STIR_PRIOR) / (rhythm.stir[1] + _STIR_PRIOR)
        self.now = level * stir

    @staticmethod
    def _hourly(rhythm: Rhythm, hour: int, mean: float) -> float:
        before, after = hour - 1, (hour + 1) % 24
        came = rhythm.hours[hour] + _NEIGHBOUR * (rhythm.hours[before] + rhythm.hours[after])
        watched = rhythm.hours_watched
        seen = watched[hour] + _NEIGHBOUR * (watched[before] + watched[after])
        return (came + _HOUR_PRIOR) / (seen + _HOUR_PRIOR / mean)

    def shape(self, time: float) -> float:
        return max(self.hours[_hour(time)] * self.days[_day(time)], self.mean * _FLOOR)

    def at(self, time: float) -> float:
        return self.shape(time) * self.now


def due(rhythm: Rhythm, price: float = PRICE) -> float:
    """When to ask again (seconds since 1970): when that saves `price` article-seconds of waiting."""
    rates = Rates(rhythm)
    waited = saved = 0.0
    for start, seconds in _pieces(rhythm.asked, rhythm.asked + LONGEST):
        rate = rates.at(start) / HOUR
        more = rate * ((waited + seconds) ** 2 - waited**2) / 2
        if saved + more >= price:
            waited = math.sqrt(waited**2 + 2 * (price - saved) / rate)
            break
        saved += more
        waited += seconds
    return rhythm.asked + min(max(waited, SHORTEST), LONGEST)


def is_burst(before: Rhythm, after: Rhythm, times: Sequence[float]) -> bool:
    """Two articles at different minutes within ten minutes, where that many were not to be expected."""
    fresh = {int(time // 60) for time in (*times, before.latest) if after.asked - time < _BURST_SECONDS}
    return len(fresh) > 1 and Rates(after).shape(after.asked) * _BURST_SECONDS / HOUR < _BURST_SURPRISE


def priced(rhythms: Sequence[Rhythm | None], allowed: float) -> float:
    """The price at which channels of these rhythms take about `allowed` requests a day together, on a usual day, asked
    hour by hour as `due` would; one of which nothing is known (None) brings an article an hour. PRICE where nothing
    limits or nothing is asked."""
    if not rhythms or allowed <= 0:
        return PRICE
    waits = Counter(
        round(_FINENESS * math.log(wait)) for rhythm in rhythms for wait in _waits(Rates(rhythm or Rhythm()))
    )
    dear = [(math.exp(step / _FINENESS), hours) for step, hours in waits.items()]
    low, high = math.log(1e-2), math.log(1e8)
    for _ in range(30):
        middle = (low + high) / 2
        longer = math.exp(middle / 2)
        if sum(hours * HOUR / min(max(wait * longer, SHORTEST), LONGEST) for wait, hours in dear) > allowed:
            low = middle
        else:
            high = middle
    return math.exp(high)


def _waits(rates: Rates) -> list[float]:
    """Seconds between askings by hour of day at a price of one; they grow with the root of the price."""
    return [math.sqrt(2 * HOUR / max(rate, rates.mean * _FLOOR)) for rate in rates.hours]


def articles_in_a_day(rhythm: Rhythm | None) -> float:
    return 24.0 * Rates(rhythm or Rhythm()).mean

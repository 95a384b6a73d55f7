"""How what was found spreads over time: counts by month → bars of a month, a quarter, one, ten or a hundred years."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

from masdar.web.dates import Calendar

STEPS = (1, 3, 12, 120, 1200)  # months a bar may stand for
MOST_BARS = 24  # of one month; beyond that a bar is a quarter, a year, and so on
HEIGHT = 100  # of the highest bar, in the drawing's own units
WIDTH = 10  # of a bar with the gap beside it
LEAST = 4  # height of a bar that is not empty: one article among a thousand can still be seen


@dataclass(frozen=True, slots=True)
class Bar:
    """From `start` (inclusive) to `end` (exclusive), in UTC; `x`, `y`, `height` in the drawing's units."""

    start: datetime
    end: datetime
    count: int
    x: int
    y: int
    height: int


@dataclass(frozen=True, slots=True)
class Histogram:
    """Bars in order of time, none left out between the first and the last; each stands for `step` months."""

    step: int
    bars: tuple[Bar, ...]

    @property
    def width(self) -> int:
        return WIDTH * len(self.bars)

    @property
    def highest(self) -> Bar:
        return max(self.bars, key=lambda bar: bar.count)


def _number(month: str) -> int | None:
    """A month ("2018-03") as a number that rises by one a month; None where it is none."""
    year, _, rest = month.partition("-")
    if not (year.isascii() and year.isdigit() and rest.isascii() and rest.isdigit()):
        return None
    found = int(year) * 12 + int(rest) - 1
    return found if 12 <= found < 120_000 and 1 <= int(rest) <= 12 else None


def _first(month: int) -> datetime:
    """The beginning of a month; the calendar's ends where it has no such month."""
    month = max(12, month)
    return datetime(month // 12, month % 12 + 1, 1, tzinfo=UTC) if month < 120_000 else datetime.max.replace(tzinfo=UTC)


def histogram(
    months: Iterable[tuple[str, int]], *, right_to_left: bool = False, most_bars: int = MOST_BARS
) -> Histogram | None:
    """The bars of counts by month ("2018-03", n); None where fewer than two could stand side by side."""
    counts: Counter[int] = Counter()
    for month, n in months:
        number = _number(month)
        if number is not None and n > 0:
            counts[number] += n
    if not counts:
        return None
    first, last = min(counts), max(counts)
    step = next((each for each in STEPS if last // each - first // each < most_bars), STEPS[-1])
    joined: Counter[int] = Counter()
    for number, n in counts.items():
        joined[number // step] += n
    places = range(first // step, last // step + 1)
    if len(places) < 2:
        return None
    most = max(joined.values())
    bars = []
    for nth, place in enumerate(places):
        n = joined[place]
        height = max(LEAST, n * HEIGHT // most) if n else 0
        x = WIDTH * (len(places) - 1 - nth if right_to_left else nth)
        bars.append(Bar(_first(place * step), _first((place + 1) * step), n, x, HEIGHT - height, height))
    return Histogram(step, tuple(bars))


def period(calendar: Calendar, start: datetime | None, end: datetime | None) -> str:
    """A time from `start` to before `end` in words: a month's name, a year, a range of months, years or days."""
    if start is None or end is None:
        edges = [calendar.digits(f"{edge:%Y-%m-%d}") if edge else "" for edge in (start, end)]
        return f"{edges[0]} ← {edges[1]}".strip() if calendar.words.direction == "rtl" else " → ".join(edges).strip()
    months = (end.year - start.year) * 12 + end.month - start.month
    whole = all((edge.day, edge.hour, edge.minute, edge.second) == (1, 0, 0, 0) for edge in (start, end))
    if whole and months == 1:
        return calendar.digits(f"{calendar.month(start.month)} {start.year}")
    if whole and start.month == end.month == 1:
        last = end.year - 1
        return calendar.digits(str(start.year) if last == start.year else f"{start.year}–{last}")
    if whole and months < 12 and start.month + months <= 13:
        return calendar.digits(
            f"{calendar.month(start.month)} – {calendar.month(start.month + months - 1)} {start.year}"
        )
    return calendar.digits(f"{start:%Y-%m-%d} – {end:%Y-%m-%d}")

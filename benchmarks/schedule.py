"""How soon is an article seen? `python -m benchmarks.schedule FILE [--days N] [--papers N] [--seed N]`.

FILE is a corpus, one article a line (`source`, `published`), plain, .xz or .gz. Its true times are played back twice
with the same number of requests: asking every source every twenty minutes, and asking when the product's schedule says,
which learns as it goes, at the price the product works out every hour. Two stagings: the corpus's own sources, and a
panel of papers thinned from them with rates drawn log-normal (sigma 1.5).

A delay is from an article's publication to the next asking of its source. Median and mean are over all articles of all
sources alike, so a paper weighs as much as it publishes; the values of `median` and `mean` are shares of those of fixed
polling. Prints one JSON object a figure.

`bound` is the least mean that can be had by asking at the best moments where rates are known beforehand and articles
come by chance: (Σ√λ)² / (n Σλ) over sources and time, since requests are best shared by the roots of the rates. For
`.rates` each source's number of articles is known, for `.hours` also how those of the source it was thinned from fall
on hours of day and days of week. Who has to learn them stays above; only following how things stand from day to day
leads below.
"""

from __future__ import annotations

import argparse
import bisect
import gzip
import heapq
import json
import lzma
import math
import random
import time
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import IO

from masdar.sources.rhythm import DAY, HOUR, LONGEST, PRICE, SHORTEST, Rhythm, due, is_burst, learn, priced

FIXED = 1200.0
SIGMA = 1.5


def _opened(path: Path) -> IO[str]:
    if path.suffix == ".xz":
        return lzma.open(path, "rt", encoding="utf-8")
    if path.suffix == ".gz":
        return gzip.open(path, "rt", encoding="utf-8")
    return path.open(encoding="utf-8")


def times_of(path: Path) -> list[list[float]]:
    """Publication times by source, sorted; stray articles far from the corpus's own time are left out."""
    found: dict[str, list[float]] = defaultdict(list)
    with _opened(path) as lines:
        for line in lines:
            record = json.loads(line)
            if record.get("published"):
                moment = datetime.fromisoformat(record["published"].replace("Z", "+00:00"))
                found[record.get("source", "")].append(moment.timestamp())
    everything = sorted(moment for moments in found.values() for moment in moments)
    first, last = everything[len(everything) // 100], everything[-1 - len(everything) // 1000]
    return [kept for kept in ([t for t in sorted(times) if first <= t <= last] for times in found.values()) if kept]


@dataclass(frozen=True)
class Staging:
    """Sources by their publication times, and for each the times it was thinned from (its own, where it was not)."""

    name: str
    sources: list[list[float]]
    origins: list[list[float]]


def thinned(sources: list[list[float]], papers: int, seed: int, days: float) -> Staging:
    """A panel over the first days; papers that then print nothing are left out."""
    chance = random.Random(seed)
    rates = [chance.lognormvariate(0, SIGMA) for _ in range(papers)]
    top = max(rates)
    origins = [sources[number % len(sources)] for number in range(papers)]
    made = [
        [moment for moment in origin if chance.random() < rate / top]
        for origin, rate in zip(origins, rates, strict=True)
    ]
    end = _end(made, days)
    printed = [(_until(times, end), _until(origin, end)) for times, origin in zip(made, origins, strict=True)]
    kept = [pair for pair in printed if pair[0]]
    return Staging("panel", [times for times, _ in kept], [origin for _, origin in kept])


def fixed(sources: list[list[float]], start: float, end: float) -> tuple[list[float], int]:
    """Delays of asking each source every twenty minutes, evenly staggered; and the requests it took."""
    delays = []
    for number, times in enumerate(sources):
        first = start + FIXED * number / len(sources)
        delays += [first + math.ceil((moment - first) / FIXED) * FIXED - moment for moment in times]
    return sorted(delays), int((end - start) / FIXED) * len(sources)


@dataclass
class Played:
    """What the product's schedule did."""

    delays: list[float] = field(default_factory=list)
    used: int = 0
    longest: float = 0.0  # between two askings of one source
    bursts: list[float] = field(default_factory=list)  # from two fresh articles seen to the next asking
    seconds: float = 0.0


@dataclass
class Purse:
    """Makes ends meet: what was saved or spent too much is made up for within a week, and before the end."""

    start: float
    end: float
    budget: int
    price: float = PRICE
    told: float = 0.0

    def reprice(self, now: float, used: int, rhythms: list[Rhythm]) -> None:
        """Every hour, as a collector does."""
        if now - self.told < HOUR:
            return
        self.told = now
        daily = self.budget / (self.end - self.start) * DAY
        saved = daily * (now - self.start) / DAY - used
        days = min(7.0, max(1 / 24, (self.end - now) / DAY))
        self.price = priced(rhythms, daily + min(daily / 2, max(-daily / 2, saved / days)))


def play(sources: list[list[float]], start: float, end: float, budget: int) -> Played:
    played, began = Played(), time.perf_counter()
    purse = Purse(start, end, budget, told=start)
    rhythms = [Rhythm(asked=start) for _ in sources]
    seen = [0] * len(sources)
    queue = [(start + FIXED * number / len(sources), number) for number in range(len(sources))]
    heapq.heapify(queue)
    while queue and queue[0][0] <= end and played.used < budget:
        now, number = heapq.heappop(queue)
        played.used += 1
        purse.reprice(now, played.used, rhythms)
        until = bisect.bisect_right(sources[number], now, seen[number])
        fresh, seen[number] = sources[number][seen[number] : until], until
        played.delays += [now - moment for moment in fresh]
        before = rhythms[number]
        played.longest = max(played.longest, now - before.asked)
        rhythms[number] = after = learn(before, now, fresh)
        following = due(after, purse.price)
        if is_burst(before, after, fresh):
            following = min(following, now + SHORTEST)
            played.bursts.append(following - now)
        heapq.heappush(queue, (following, number))
    for times, known in zip(sources, seen, strict=True):
        played.delays += [max(0.0, end - moment) for moment in times[known:]]
    played.seconds = time.perf_counter() - began
    played.delays.sort()
    return played


def bounds(staging: Staging) -> tuple[float, float]:
    """The least share of fixed polling's mean delay with known rates, and with known hours and days of week too."""
    roots = [math.sqrt(len(times)) for times in staging.sources]
    uneven = [_root_of_shape(times, HOUR, 24) * _root_of_shape(times, DAY, 7) for times in staging.origins]
    worst = len(roots) * sum(len(times) for times in staging.sources)
    rhythmic = sum(root * share for root, share in zip(roots, uneven, strict=True))
    return sum(roots) ** 2 / worst, rhythmic**2 / worst


def _root_of_shape(times: list[float], unit: float, units: int) -> float:
    """The mean of the root of a shape whose mean is one."""
    counts = Counter(int(moment // unit) % units for moment in times)
    return sum(math.sqrt(count * units / len(times)) for count in counts.values()) / units


def figures(staging: Staging) -> Iterator[dict[str, object]]:
    name, sources = staging.name, staging.sources
    start, end = min(times[0] for times in sources), max(times[-1] for times in sources)
    delays, budget = fixed(sources, start, end)
    played = play(sources, start, end, budget)
    n = len(delays)
    yield {"measure": f"schedule.{name}.median", "value": _ratio(_median(played.delays), _median(delays)), "n": n}
    yield {"measure": f"schedule.{name}.mean", "value": _ratio(_mean(played.delays), _mean(delays)), "n": n}
    for known, bound in zip(("rates", "hours"), bounds(staging), strict=True):
        yield {"measure": f"schedule.{name}.bound.{known}", "value": round(bound, 4), "n": n}
    yield {"measure": f"schedule.{name}.median_seconds", "value": round(_median(played.delays)), "n": n}
    yield {"measure": f"schedule.{name}.requests", "value": _ratio(played.used, budget), "n": played.used}
    yield {
        "measure": f"schedule.{name}.longest_wait_hours",
        "value": round(played.longest / 3600, 2),
        "n": len(sources),
    }
    worst = max(played.bursts, default=0.0)
    yield {"measure": f"schedule.{name}.burst_followed_seconds", "value": worst, "n": len(played.bursts)}
    each = 1e6 * played.seconds / max(1, played.used)
    yield {"measure": f"schedule.{name}.microseconds_a_request", "value": round(each, 1), "n": played.used}
    assert played.longest <= LONGEST + 1, "a source was starved"


def _median(values: list[float]) -> float:
    return values[len(values) // 2]


def _mean(values: list[float]) -> float:
    return sum(values) / len(values)


def _ratio(ours: float, theirs: float) -> float:
    return round(ours / theirs, 4)


def _end(sources: Iterable[list[float]], days: float) -> float:
    return min(times[0] for times in sources if times) + (days * DAY if days else math.inf)


def _until(times: list[float], end: float) -> list[float]:
    return times[: bisect.bisect_right(times, end)]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("file", type=Path)
    parser.add_argument("--days", type=float, default=0, help="only the first days; 0: all")
    parser.add_argument("--papers", type=int, default=100)
    parser.add_argument("--panel-days", type=float, default=60)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    everything = times_of(given.file)
    end = _end(everything, given.days)
    sources = [kept for kept in (_until(times, end) for times in everything) if kept]
    stagings = [Staging("corpus", sources, sources)]
    if given.papers:
        stagings.append(thinned(sources, given.papers, given.seed, given.panel_days))
    for staged in stagings:
        for figure in figures(staged):
            print(json.dumps(figure))


if __name__ == "__main__":
    main()

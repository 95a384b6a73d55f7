"""How soon is an article seen? `python -m benchmarks.schedule FILE [--days N] [--papers N] [--seed N]`.

FILE is a corpus, one article a line (`source`, `published`), plain, .xz or .gz. Its true times are played back twice
with the same number of requests: asking every source every twenty minutes, and asking when the product's schedule says,
which learns as it goes and keeps to the budget by its price. Delays are from publication to the next asking. Two
stagings: the corpus's own sources, and a panel of papers thinned from them with rates drawn log-normal (sigma 1.5).
Prints one JSON object a figure; the values of `median` and `mean` are shares of fixed polling's.

What can be had on the panel: rates drawn log-normal and requests shared by their square roots, all known beforehand,
give a mean delay of exp(-sigma²/4) of fixed polling's, .57 for 1.5, whatever the hours; knowing each hour's rate takes
off as much more as it does on the corpus. The median falls further, for most articles are of the papers asked most.
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
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import IO

from masdar.sources.rhythm import DAY, LONGEST, PRICE, SHORTEST, Rhythm, due, is_burst, learn, repriced

FIXED = 1200.0
SIGMA = 1.5
RESERVE = 0.7  # days of requests kept back: a budget that runs out is blind until the end


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


def thinned(sources: list[list[float]], papers: int, seed: int) -> list[list[float]]:
    chance = random.Random(seed)
    rates = [chance.lognormvariate(0, SIGMA) for _ in range(papers)]
    top = max(rates)
    made = [
        [moment for moment in sources[number % len(sources)] if chance.random() < rate / top]
        for number, rate in enumerate(rates)
    ]
    return [times for times in made if times]


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
    """Keeps a schedule to its budget: every day the price of a request follows from what the last week's cost."""

    start: float
    rate: float  # requests a second
    price: float = PRICE
    days: list[tuple[float, float]] = field(default_factory=list)  # price, requests
    today: int = 0

    def spend(self, now: float, used: int) -> None:
        self.today += 1
        if now - self.start < DAY * (len(self.days) + 1):
            return
        self.days.append((self.price, self.today))
        self.today = 0
        daily = self.rate * DAY
        saved = (now - self.start) * self.rate - used - RESERVE * daily
        allowed = daily + min(0.5 * daily, max(-0.5 * daily, saved / (14 if saved > 0 else 4)))
        self.price = repriced(self.days[-7:], allowed)


def play(sources: list[list[float]], start: float, end: float, budget: int) -> Played:
    played, began = Played(), time.perf_counter()
    purse = Purse(start, budget / (end - start))
    rhythms = [Rhythm(asked=start) for _ in sources]
    seen = [0] * len(sources)
    queue = [(start + FIXED * number / len(sources), number) for number in range(len(sources))]
    heapq.heapify(queue)
    while queue and queue[0][0] <= end and played.used < budget:
        now, number = heapq.heappop(queue)
        played.used += 1
        purse.spend(now, played.used)
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


def figures(name: str, sources: list[list[float]]) -> Iterator[dict[str, object]]:
    start, end = min(times[0] for times in sources), max(times[-1] for times in sources)
    delays, budget = fixed(sources, start, end)
    played = play(sources, start, end, budget)
    n = len(delays)
    yield {"measure": f"schedule.{name}.median", "value": _ratio(_median(played.delays), _median(delays)), "n": n}
    yield {"measure": f"schedule.{name}.mean", "value": _ratio(_mean(played.delays), _mean(delays)), "n": n}
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


def _until(sources: Iterable[list[float]], days: float) -> list[list[float]]:
    """The last days of each, from one common beginning."""
    kept = [list(times) for times in sources]
    if not days:
        return kept
    end = min(times[0] for times in kept) + days * DAY
    return [times for times in ([moment for moment in one if moment <= end] for one in kept) if times]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("file", type=Path)
    parser.add_argument("--days", type=float, default=0, help="only the first days; 0: all")
    parser.add_argument("--papers", type=int, default=100)
    parser.add_argument("--panel-days", type=float, default=60)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    sources = _until(times_of(given.file), given.days)
    stagings = [("corpus", sources)]
    if given.papers:
        stagings.append(("panel", _until(thinned(sources, given.papers, given.seed), given.panel_days)))
    for name, staged in stagings:
        for figure in figures(name, staged):
            print(json.dumps(figure))


if __name__ == "__main__":
    main()

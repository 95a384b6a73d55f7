"""How high the right passage stands: `python -m quality.search DIR [--engine masdar|light|fts5|…] [--peers]`.

DIR holds `passages.jsonl` or `.jsonl.xz` (`pid`, `text`, perhaps `title`), `queries.jsonl` (`qid`, `query`) and
`qrels.tsv` (`qid`, 0, `pid`, 1), or is a corpus file (`.jsonl` or `.jsonl.xz` with `title` and `body`): then each drawn
title is asked for its own body, from which the title's text is taken out. The product's engine goes through its own
door: documents, index, `parse`, search. One JSON object a figure; with several engines, the difference to `light` with
the interval a paired bootstrap gives it.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from quality.search_data import Task, read_task
from quality.search_engines import ENGINES, peers

FIRST = 10  # results that count
ROUNDS = 2000  # of the bootstrap


@dataclass(frozen=True, slots=True)
class Run:
    """What one engine reached: reciprocal ranks by query, and seconds a query."""

    engine: str
    ranks: list[float]
    seconds: list[float]

    @property
    def mrr(self) -> float:
        return sum(self.ranks) / max(1, len(self.ranks))


def measure(task: Task, engine: str) -> Run:
    """Asks an engine every query of a task."""
    ranks, seconds = [], []
    with tempfile.TemporaryDirectory() as folder:
        ask = ENGINES[engine](task.passages, Path(folder))
        for query, right in task.queries:
            started = time.perf_counter()
            found = ask(query, FIRST)
            seconds.append(time.perf_counter() - started)
            ranks.append(next((1 / place for place, pids in enumerate(found, 1) if right.intersection(pids)), 0.0))
    return Run(engine, ranks, seconds)


def interval(better: Sequence[float], worse: Sequence[float], seed: int = 1) -> tuple[float, float]:
    """The 95 % interval of the mean difference, by a paired bootstrap."""
    chance = random.Random(seed)
    gains = [left - right for left, right in zip(better, worse, strict=True)]
    means = sorted(sum(chance.choices(gains, k=len(gains))) / len(gains) for _ in range(ROUNDS))
    return means[int(ROUNDS * 0.025)], means[int(ROUNDS * 0.975)]


def figures(task: Task, engines: Sequence[str]) -> Iterator[dict[str, object]]:
    runs = {engine: measure(task, engine) for engine in engines}
    for engine, run in runs.items():
        middle = sorted(run.seconds)[len(run.seconds) // 2]
        yield {
            "measure": f"search.{task.name}.{engine}.mrr",
            "value": round(run.mrr, 4),
            "n": len(run.ranks),
            "found": round(sum(rank > 0 for rank in run.ranks) / max(1, len(run.ranks)), 4),
            "median_ms": round(middle * 1000, 3),
        }
    if "light" in runs:
        for engine, run in runs.items():
            if engine != "light":
                low, high = interval(run.ranks, runs["light"].ranks)
                gain = run.mrr - runs["light"].mrr
                name = f"search.{task.name}.{engine}.over_light"
                yield {
                    "measure": name,
                    "value": round(gain, 4),
                    "n": len(run.ranks),
                    "low": round(low, 4),
                    "high": round(high, 4),
                }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path, help="a folder of passages, queries and qrels, or a corpus file")
    parser.add_argument("--engine", action="append", choices=sorted(ENGINES), help="more than once to compare")
    parser.add_argument("--peers", action="store_true", help="a table of the product and all its peers for Arabic")
    parser.add_argument("--drawn", type=int, default=2000, help="titles drawn from a corpus")
    parser.add_argument("--seed", type=int, default=1, help="of the draw")
    parser.add_argument("--misses", action="store_true", help="print the queries whose passage is not first")
    options = parser.parse_args()
    if not options.data.exists():
        sys.exit(f"{options.data} does not stand")
    task = read_task(options.data, options.drawn, options.seed)
    engines = options.engine or (list(peers()) if options.peers else ["masdar"])
    for figure in figures(task, engines):
        print(json.dumps(figure, ensure_ascii=False), flush=True)


if __name__ == "__main__":
    main()

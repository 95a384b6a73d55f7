"""Killed at any moment: collector and keeper under load, `kill -9` at random moments, started again, and checked.

    python -m benchmarks.crash CORPUS.jsonl[.xz|.gz] [--articles 3000] [--kills 100] [--seed 1]

After every kill, with both roles dead, the store must be sound and every article's capture readable. When all kills
are done the line runs to its end: every article the press printed is there once, and `masdar check` finds nothing.
Prints a JSON line; exit code 1 where anything was lost, doubled or unsound.
"""

from __future__ import annotations

import argparse
import random
import signal
import sys
import tempfile
import time
from pathlib import Path

from benchmarks.line import add_papers, settings_for, show, start_press, start_role, until_found
from benchmarks.processes import end
from masdar import app as parts
from masdar.config import Settings
from masdar.contracts import Index, Store
from masdar.jobs.inspection import inspect

ROLES = ("collector", "keeper")
LEASE_SECONDS = 1.0  # so that what a killed collector held is soon free again
MOST_SECONDS = 600.0
STALE = ("the index has followed", "not in the index")  # what a keeper that was just killed may leave, and mends


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpus", type=Path)
    parser.add_argument("--articles", type=int, default=3000)
    parser.add_argument("--kills", type=int, default=100)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="masdar-crash-") as folder:
        return run(given.corpus, given.articles, given.kills, random.Random(given.seed), Path(folder))


def run(file: Path, articles: int, kills: int, chance: random.Random, folder: Path) -> int:
    press, port = start_press(file, articles)
    settings = settings_for(folder, port).model_copy(
        update={"lease_seconds": LEASE_SECONDS, "batch": 20, "host_concurrency": 2, "host_delay": 0.01}
    )
    store = parts.make_store(settings)
    printed = add_papers(store, file, articles, port)
    problems: list[str] = []
    try:
        for number in range(kills):
            problems += [f"kill {number}: {problem}" for problem in killed_once(settings, folder, chance)]
        problems += finished(settings, folder, printed)
    finally:
        end(press)
    count = store.count()
    store.close()
    for problem in problems[:50]:
        sys.stderr.write(problem + "\n")
    show("crash.problems", len(problems), kills, articles=count)
    return 1 if problems else 0


def killed_once(settings: Settings, folder: Path, chance: random.Random) -> list[str]:
    """Both roles run for a moment and are killed, in either order, at different times."""
    running = [start_role(settings, role, folder / f"{role}.log") for role in ROLES]
    time.sleep(1.0 + chance.random() * 1.2)  # the interpreters' start takes most of a second
    chance.shuffle(running)
    for process in running:
        process.send_signal(signal.SIGKILL)
        process.wait()
        time.sleep(chance.random() * 0.1)
    return [problem for problem in inspected(settings) if not any(words in problem for words in STALE)]


def inspected(settings: Settings) -> list[str]:
    store, index = parts.make_store(settings), parts.make_index(settings)
    archive = parts.make_archive(settings, read_only=True)
    try:
        return list(inspect(store, index, archive, lambda _: None))
    finally:
        for part in (archive, index, store):
            part.close()


def finished(settings: Settings, folder: Path, printed: int) -> list[str]:
    """Runs the line to its end without kills. What is no article must be accounted for by an outcome."""
    collector, keeper = (start_role(settings, role, folder / f"{role}.log") for role in ROLES)
    store, index = parts.make_store(settings), parts.make_index(settings)
    until_found(store, index, printed, MOST_SECONDS)
    end(collector)
    until_followed(store, index, MOST_SECONDS)
    end(keeper)
    problems = inspected(settings)
    refused = {outcome.item for outcome in store.latest_outcomes(1000, "quarantined")}
    if store.count() + len(refused) != printed:
        problems.append(f"{store.count()} articles are kept and {len(refused)} refused, {printed} were printed")
    index.close()
    store.close()
    return problems


def until_followed(store: Store, index: Index, most: float) -> None:
    """Waits for the keeper to come to the end of the change log; nobody writes to it any more."""
    began = time.perf_counter()
    while index.position() < store.last_change() and time.perf_counter() - began < most:
        time.sleep(0.2)
        index.refresh()


if __name__ == "__main__":
    sys.exit(main())

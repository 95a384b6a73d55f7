"""The whole line: a corpus served as newspapers on loopback, collected until every article can be found.

    python -m benchmarks.line CORPUS.jsonl[.xz|.gz] [--articles 10000]

Press, collector and keeper run as processes of their own, as in `masdar run`. Prints JSON lines: articles per second
from the collector's start to the last article searchable, and to the last one traced and told as a story, where the
time goes, processor time and memory.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from pathlib import Path

from benchmarks.processes import Watch, Watched, end
from masdar import app as parts
from masdar.cli.demo import LOOPBACK
from masdar.config import Settings, as_environment, load
from masdar.contracts import Index, Store
from masdar.pipeline import TRACED
from masdar.press import corpus
from masdar.press.corpus_paper import CorpusPaper

MOST_SECONDS = 900.0


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpus", type=Path)
    parser.add_argument("--articles", type=int, default=10_000)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="masdar-bench-") as folder:
        run(given.corpus, given.articles, Path(folder))


def start_press(file: Path, articles: int) -> tuple[subprocess.Popen[str], int]:
    """The corpus as newspapers in a process of its own, and its port."""
    command = [sys.executable, "-m", "masdar.press", "corpus", str(file), "--limit", str(articles)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    port = int(process.stdout.readline().strip().rstrip("/").rpartition(":")[2])
    process.stdout.close()
    return process, port


def settings_for(folder: Path, port: int) -> Settings:
    return load(
        data=folder,
        allow_networks=LOOPBACK,
        allow_ports=(port,),
        host_delay=0.0,
        host_concurrency=16,
        batch=250,
        lease_seconds=60,
    )


def start_role(settings: Settings, role: str, log: Path) -> subprocess.Popen[bytes]:
    """One role as `masdar run` starts it, its log in a file."""
    command = [sys.executable, "-m", "masdar", "run", "--role", role]
    with log.open("ab") as stream:
        return subprocess.Popen(command, env=as_environment(settings), stderr=stream)


def run(file: Path, articles: int, folder: Path) -> None:
    press, port = start_press(file, articles)
    settings = settings_for(folder, port)
    store = parts.make_store(settings)
    printed = add_papers(store, file, articles, port)
    logs = {role: folder / f"{role}.log" for role in ("collector", "keeper")}
    roles = {role: start_role(settings, role, log) for role, log in logs.items()}
    watch = Watch([Watched("press", press.pid), *(Watched(name, process.pid) for name, process in roles.items())])
    index = parts.make_index(settings)
    seconds = until_found(store, index, printed, MOST_SECONDS, watch)
    found, kept = index.count(), store.count()
    traced = seconds + until_traced(store, MOST_SECONDS, watch)
    for role in roles.values():
        end(role)
    end(press)
    index.close()
    store.close()
    _tell(seconds, printed, found, kept, watch, logs)
    show("line.traced_per_second", round(found / traced, 1), found)


def add_papers(store: Store, file: Path, articles: int, port: int) -> int:
    """The corpus's papers as sources; returns how many articles they print."""
    papers = [paper for paper in corpus.press(file, limit=articles).papers if isinstance(paper, CorpusPaper)]
    for paper in papers:
        store.add_source(paper.source(port))
    return sum(len(paper) for paper in papers)


def until_found(store: Store, index: Index, printed: int, most: float, watch: Watch | None = None) -> float:
    """Seconds until every printed article can be found, or nothing waits any more and the index is up to date."""
    began = time.perf_counter()
    while time.perf_counter() - began < most:
        index.refresh()
        if watch is not None:
            watch.sample()
        if index.count() >= printed or _at_rest(store, index, printed):
            break
        time.sleep(0.2)
    return time.perf_counter() - began


def until_traced(store: Store, most: float, watch: Watch) -> float:
    """Seconds until the keeper has traced every article and told its story."""
    began, goal = time.perf_counter(), store.last_change()
    while store.position(TRACED) < goal and time.perf_counter() - began < most:
        watch.sample()
        time.sleep(0.2)
    return time.perf_counter() - began


def _at_rest(store: Store, index: Index, printed: int) -> bool:
    """Some of a corpus may be no articles: then the end is where nothing is left to do."""
    if index.count() < 0.9 * printed or index.position() < store.last_change():
        return False
    return all(one.pending == 0 for one in store.health())


def _tell(seconds: float, printed: int, found: int, kept: int, watch: Watch, logs: dict[str, Path]) -> None:
    show("line.articles_per_second", round(found / seconds, 1), found, printed=printed, kept=kept)
    for tree in watch.trees:
        show(f"line.{tree.name}.processor_seconds", round(tree.seconds, 2), found, peak_mb=tree.peak >> 20)
    show("line.peak_megabytes", watch.peak >> 20, found)
    spent: dict[str, float] = defaultdict(float)
    for log in logs.values():
        for line in log.read_text().splitlines():
            event = json.loads(line) if line.startswith("{") else {}
            if event.get("event") == "outcome":
                spent[event["step"]] += event["ms"]
            elif "spent" in event:
                for name, milliseconds in event["spent"].items():
                    spent[name] += milliseconds
    for name, milliseconds in sorted(spent.items(), key=lambda pair: -pair[1]):
        show(f"line.milliseconds.{name}", round(milliseconds / max(found, 1), 3), found, unit="per article")


def show(measure: str, value: float, n: int, **more: object) -> None:
    print(json.dumps({"measure": measure, "value": value, "n": n, "processors": os.cpu_count(), **more}), flush=True)


if __name__ == "__main__":
    main()

"""How fast pages are read: `python -m benchmarks.extraction DIR [--pages N] [--soak N]`.

DIR holds saved pages in any layout `quality.extraction_sets` knows. Every page is read by this product (metadata and
dates included) and by trafilatura with metadata, page by page in turn, in one process on one core: first with cold
caches, then again, for a crawler meets the same templates every day. `--soak N` reads pages N times more and prints how
much memory grew. One JSON object a figure; times in milliseconds of
processor time a page.
"""

from __future__ import annotations

import argparse
import gc
import json
import os
import resource
import time
from collections.abc import Callable
from pathlib import Path

import trafilatura

from quality.extraction import masdar
from quality.extraction_sets import Case, load


def _peer(case: Case) -> None:
    trafilatura.bare_extraction(case.html, url=case.url, include_comments=False, with_metadata=True)


def _ours(case: Case) -> None:
    masdar(case)


def _timed(read: Callable[[Case], None], case: Case) -> float:
    began = time.process_time()
    read(case)
    return (time.process_time() - began) * 1000


def _say(measure: str, value: float, n: int) -> None:
    print(json.dumps({"measure": f"extraction speed {measure}", "value": round(value, 3), "n": n}), flush=True)


def compare(cases: list[Case], label: str) -> None:
    """Reads every page with both and prints means, their ratio and our slowest hundredth."""
    ours: list[float] = []
    theirs: list[float] = []
    for case in cases:
        ours.append(_timed(_ours, case))
        theirs.append(_timed(_peer, case))
    n = len(cases)
    _say(f"masdar {label} ms", sum(ours) / n, n)
    _say(f"trafilatura {label} ms", sum(theirs) / n, n)
    _say(f"ratio {label}", sum(theirs) / sum(ours), n)
    _say(f"masdar {label} p99 ms", sorted(ours)[min(n - 1, int(0.99 * n))], n)


def soak(cases: list[Case], pages: int) -> None:
    """Reads pages over and over and prints the growth of memory after a first round, in MiB."""
    for case in cases:
        _ours(case)
    gc.collect()
    before = _resident()
    for number in range(pages):
        _ours(cases[number % len(cases)])
    gc.collect()
    _say("memory growth MiB", (_resident() - before) / 2**20, pages)
    _say("memory peak MiB", resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, pages)


def _resident() -> int:
    with open("/proc/self/statm", encoding="ascii") as file:
        return int(file.read().split()[1]) * os.sysconf("SC_PAGE_SIZE")


def main() -> None:
    """The command."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--pages", type=int, default=0, help="only the first N pages")
    parser.add_argument("--soak", type=int, default=0, help="read N pages more and measure memory")
    arguments = parser.parse_args()
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    cases = load(arguments.folder)[1]
    cases = cases[: arguments.pages] if arguments.pages else cases
    compare(cases, "cold")
    compare(cases, "warm")
    if arguments.soak:
        soak(cases, arguments.soak)


if __name__ == "__main__":
    main()

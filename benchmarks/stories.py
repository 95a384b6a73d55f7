"""How fast stories are told: `python -m benchmarks.stories CORPUS.jsonl[.xz|.gz] [--archive 100000] [--measured 5000]`.

The corpus is repeated with its dates shifted, and squeezed so that a day brings as many articles as a large press
prints, until the archive holds as many as asked for; then the next are timed. One process, one core. JSON lines.
"""

from __future__ import annotations

import argparse
import gzip
import json
import lzma
import resource
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import count, islice
from pathlib import Path

from masdar.model import Permalink
from masdar.stories import Teller, Told

A_DAY = 5000  # articles: some two hundred papers'


def pieces_of(path: Path) -> list[dict[str, str]]:
    """The articles of a corpus as they are written down."""
    with lzma.open(path, "rt") if path.suffix == ".xz" else gzip.open(path, "rt") as file:
        return [json.loads(line) for line in file if line.strip()]


def repeated(path: Path) -> Iterator[Told]:
    """The corpus over and over, one article every so many seconds."""
    pieces = pieces_of(path)
    start = datetime(2020, 1, 1, tzinfo=UTC)
    numbers = count(1)
    while True:
        for piece in pieces:
            number = next(numbers)
            at = start + timedelta(days=number / A_DAY)
            yield Told(
                Permalink("corpus", number), piece["title"], piece["abstract"] or "", piece["body"] or "", "ar", at
            )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpus", type=Path)
    parser.add_argument("--archive", type=int, default=100_000)
    parser.add_argument("--measured", type=int, default=5000)
    given = parser.parse_args()
    told = repeated(given.corpus)
    teller = Teller()
    began = time.process_time()
    for each in islice(told, given.archive):
        teller.take([each])
    before = given.archive / (time.process_time() - began)
    times = []
    for each in islice(told, given.measured):
        started = time.process_time()
        teller.take([each])
        times.append(time.process_time() - started)
    times.sort()
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    for measure, value in (
        ("stories articles per second while the archive fills", round(before)),
        (f"stories articles per second at {given.archive}", round(len(times) / sum(times))),
        ("stories milliseconds p99", round(times[int(len(times) * 0.99)] * 1000, 2)),
        ("stories memory MB", round(memory)),
    ):
        print(json.dumps({"measure": measure, "value": value, "n": given.measured}), flush=True)


if __name__ == "__main__":
    main()

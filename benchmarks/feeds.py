"""How fast are feeds read? `python -m benchmarks.feeds DIR [--seconds N]`.

DIR holds feeds (.xml, .rss, .atom or .gz of them) anywhere below. The product's door, fastfeedparser and feedparser
read the same bytes in the same run, feed by feed in turn; feeds a peer refuses count for nobody. Prints one JSON object
a figure: feeds and megabytes a second, the ratio to feedparser, and the largest memory of the process. How truly each
reads is `quality.feeds`.
"""

from __future__ import annotations

import argparse
import gzip
import json
import resource
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import fastfeedparser
import feedparser

from masdar.model import Capture, Channel, ChannelKind, Purpose, StepEnded
from masdar.sources.listing import read_all

URL = "https://paper.example/feed"
NOW = datetime(2100, 1, 1, tzinfo=UTC)


def ours(body: bytes) -> int:
    capture = Capture(URL, URL, 200, (), body, NOW, Purpose.FEED, "bench")
    return len(read_all(capture, Channel(URL, ChannelKind.FEED), now=NOW).entries)


def theirs_fast(body: bytes) -> int:
    return len(fastfeedparser.parse(body).entries)


def theirs(body: bytes) -> int:
    return len(feedparser.parse(body).entries)


READERS: dict[str, Callable[[bytes], int]] = {"masdar": ours, "fastfeedparser": theirs_fast, "feedparser": theirs}


def bodies(folder: Path) -> list[bytes]:
    found = []
    for path in sorted(folder.rglob("*")):
        if path.suffix == ".gz":
            found.append(gzip.decompress(path.read_bytes()))
        elif path.suffix in (".xml", ".rss", ".atom"):
            found.append(path.read_bytes())
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--seconds", type=float, default=60, help="stop beginning new feeds after so long")
    given = parser.parse_args()
    spent = dict.fromkeys(READERS, 0.0)
    feeds = size = 0
    until = time.monotonic() + given.seconds
    for body in bodies(given.folder):
        if time.monotonic() > until:
            break
        times = {name: _time(read, body) for name, read in READERS.items()}
        if any(value is None for value in times.values()):
            continue
        feeds, size = feeds + 1, size + len(body)
        for name, value in times.items():
            spent[name] += value or 0.0
    for figure in _figures(spent, feeds, size):
        print(json.dumps(figure))


def _time(read: Callable[[bytes], int], body: bytes) -> float | None:
    began = time.perf_counter()
    try:
        read(body)
    except (StepEnded, ValueError, AttributeError, TypeError, KeyError):
        return None
    return time.perf_counter() - began


def _figures(spent: dict[str, float], feeds: int, size: int) -> list[dict[str, Any]]:
    made: list[dict[str, Any]] = []
    for name, seconds in spent.items():
        made.append({"measure": f"feeds.{name}.per_second", "value": round(feeds / max(seconds, 1e-9)), "n": feeds})
    megabytes = size / 2**20 / max(spent["masdar"], 1e-9)
    made.append({"measure": "feeds.masdar.megabytes_per_second", "value": round(megabytes, 1), "n": feeds})
    ratio = spent["feedparser"] / max(spent["masdar"], 1e-9)
    made.append({"measure": "feeds.times_feedparser", "value": round(ratio, 1), "n": feeds})
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    made.append({"measure": "feeds.memory_megabytes", "value": memory, "n": feeds})
    return made


if __name__ == "__main__":
    main()

"""How fast passages are found, and how large what finds them is.

`python -m benchmarks.reuse CORPUS [--archive 100000] [--cold 1000000]`

CORPUS is a `.jsonl`, `.xz` or `.gz` of articles (`body`). More articles than it has are made by putting other words for
its words: a word's place in the vocabulary is permuted among those about as frequent, so the texts share no passages
and are as repetitive as real ones. Each article is asked about and added, one process, one core; all seconds are of
the processor. A second process compiles into an empty cache. JSON lines.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from itertools import islice
from pathlib import Path

import numpy as np

from masdar.model import Permalink
from masdar.reuse import Detector
from masdar.reuse.rarity import Rarity
from masdar.reuse.segments import Kept, write
from masdar.reuse.shelves import Folder, State
from masdar.reuse.words import Words, read_words
from quality.chains_corpus import bodies

FIRST = 10_000
ASKED = 2_000  # articles timed once the archive is full
A_SEGMENT = 200_000  # what the largest segments have
BAND = 64  # words about as frequent as one another
NOON = datetime(2026, 1, 1, 12, tzinfo=UTC)
COMPILE = (
    "from masdar.reuse import Detector; d = Detector(); d.ask('a b c d e f'); d.add({}, 'a b c d'); d.ask('a b c d')"
)


def permuted(texts: Sequence[str]) -> Iterator[str]:
    """The texts, then the same over and over with other words for theirs."""
    yield from texts
    rolls = random.Random(1)
    counted = [word for word, _ in Counter(word for text in texts for word in text.split()).most_common()]
    while True:
        other: dict[str, str] = {}
        for begin in range(0, len(counted), BAND):
            band = counted[begin : begin + BAND]
            other.update(zip(band, rolls.sample(band, len(band)), strict=True))
        for text in texts:
            yield " ".join([other[word] for word in text.split()])


def say(measure: str, value: float, count: int) -> None:
    print(json.dumps({"measure": f"reuse {measure}", "value": round(value, 4), "n": count}), flush=True)


def taken(detector: Detector, texts: Iterator[str], count: int, first: int) -> list[float]:
    """Seconds each of the next texts took to ask about and add; numbered from `first`."""
    seconds = []
    for number, text in enumerate(islice(texts, count), first):
        began = time.process_time()
        detector.ask(text)
        detector.add(Permalink("corpus", number), text, NOON + timedelta(minutes=number))
        seconds.append(time.process_time() - began)
    return seconds


def told(name: str, seconds: list[float]) -> None:
    ordered = sorted(seconds)
    say(f"articles a second {name}", len(seconds) / sum(seconds), len(seconds))
    say(f"milliseconds p99 {name}", 1000 * ordered[int(len(ordered) * 0.99)], len(seconds))


def hot(texts: Sequence[str], archive: int, folder: Path) -> None:
    """Speed as the archive fills, the memory of an article in it, and how soon all is there again."""
    warm = Detector()
    taken(warm, iter([*texts[:40], *texts[:2]]), 42, 1)
    endless = permuted(texts)
    detector = Detector(folder)
    told(f"to {FIRST}", taken(detector, endless, FIRST, 1))
    taken(detector, endless, max(archive - FIRST, 0), FIRST + 1)
    told(f"at {archive}", taken(detector, endless, ASKED, archive + 1))
    say("bytes a hot article", detector.bytes / len(detector), len(detector))
    detector.keep(1)
    detector.close()
    began = time.process_time()
    again = Detector(folder)
    say("seconds to restart, hot", time.process_time() - began, len(again))


def cold(texts: Sequence[str], count: int, folder: Path) -> None:
    """A whole archive on disk but for one article: made without asking, words told apart by their numbers."""
    read = [read_words(text) for text in texts]
    shelves = Folder(folder)
    state, rarity = State(next=2), Rarity()
    for words in read:
        rarity.add(words.hashes)
    numbers = iter(range(count))
    while kept := [_made(read, number) for number in islice(numbers, A_SEGMENT)]:
        write(shelves.segment(state.next), kept)
        state.segments.append(state.next)
        state.next += 1
    write(shelves.segment(state.next), [(Permalink("today", 1), read[0], 20_000)])
    state.segments.append(state.next)
    state.next, state.articles = state.next + 1, len(read)
    shelves.save(state, rarity.counts)
    began = time.process_time()
    detector = Detector(folder)
    say("seconds to restart, cold", time.process_time() - began, len(detector))
    say("bytes a cold article", detector.bytes / len(detector), len(detector))
    told(f"among {count} cold", _asked(detector, texts[-ASKED:]))


def _asked(detector: Detector, texts: Sequence[str]) -> list[float]:
    detector.ask(texts[0])
    seconds = []
    for text in texts:
        began = time.process_time()
        detector.ask(text)
        seconds.append(time.process_time() - began)
    return seconds


def _made(read: Sequence[Words], number: int) -> Kept:
    """The first round is the texts themselves, so that some of what is asked for is found."""
    turn, at = divmod(number, len(read))
    words = read[at]
    hashes = (
        words.hashes if turn == 0 else (words.hashes * np.uint32(2 * turn + 1)) ^ np.uint32(turn * 0x9E3779B1 % 2**32)
    )
    return Permalink("archive", number + 1), Words(hashes.astype(np.uint32), words.gaps, words.lengths), 1 + turn


def compiling() -> None:
    """The first time on a machine: nothing is in the cache."""
    with tempfile.TemporaryDirectory() as cache:
        script = f"from masdar.model import Permalink; {COMPILE.format('Permalink(chr(97), 1)')}"
        environment = {**os.environ, "XDG_CACHE_HOME": cache}
        began = resource.getrusage(resource.RUSAGE_CHILDREN)
        subprocess.run([sys.executable, "-c", script], check=True, env=environment)
        ended = resource.getrusage(resource.RUSAGE_CHILDREN)
        say("seconds to compile", ended.ru_utime - began.ru_utime + ended.ru_stime - began.ru_stime, 1)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpus", type=Path)
    parser.add_argument("--archive", type=int, default=100_000)
    parser.add_argument("--cold", type=int, default=1_000_000)
    given = parser.parse_args()
    texts = bodies(given.corpus)
    compiling()
    for part, count in ((hot, given.archive), (cold, given.cold)):
        with tempfile.TemporaryDirectory() as folder:
            part(texts, count, Path(folder))


if __name__ == "__main__":
    main()

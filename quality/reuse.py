"""Are copied passages found, word by word? `python -m quality.reuse DIR`, or `MAKER ARTICLES [N] [SEED]`.

DIR is a corpus with planted copies: `corpus.jsonl` (id, text), `truth.json` (every planted passage, in tokens of
`text.split()`), `origins.pkl` (where each token came from). MAKER is the script that makes one of articles, or the
folder it lies in; then a corpus of N articles is made first, with a new seed each time unless one is given. Articles
are asked about and added one by one, in their order, without their dates. One JSON object a figure.
"""

from __future__ import annotations

import json
import pickle
import re
import secrets
import subprocess
import sys
import tempfile
import time
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from masdar.model import Match, Permalink
from masdar.reuse import Detector

ARTICLES = 10_000
DRIFT = 4  # tokens of the source to either side that count as the same place
SLACK = 2  # tokens beside which a token that came in with an edit counts as copied
TOKEN = re.compile(r"\S+")

Origins = dict[str, list[tuple[str, int]]]


@dataclass(frozen=True, slots=True)
class Pair:
    """Tokens `begin` to `end` of one article stand as tokens `other_begin` to `other_end` of another."""

    one: str
    begin: int
    end: int
    other: str
    other_begin: int
    other_end: int

    def turned(self) -> Pair:
        return Pair(self.other, self.other_begin, self.other_end, self.one, self.begin, self.end)


class Tokens:
    """Characters of a text → its tokens."""

    def __init__(self, text: str) -> None:
        found = [match.span() for match in TOKEN.finditer(text)]
        self._starts, self._ends = [start for start, _ in found], [end for _, end in found]

    def span(self, start: int, end: int) -> tuple[int, int]:
        return bisect_right(self._ends, start), bisect_left(self._starts, end)


def run(texts: Sequence[str]) -> tuple[list[list[Match]], list[float]]:
    """What is found for each text among those before it, and the seconds each took to ask about and add."""
    warm = Detector()
    for number, text in enumerate([*texts[:40], *texts[:2]]):
        warm.ask(text)
        warm.add(Permalink("warm", number), text)
    detector, found, seconds = Detector(), [], []
    for number, text in enumerate(texts):
        began = time.process_time()
        found.append(detector.ask(text))
        detector.add(Permalink("made", number), text)
        seconds.append(time.process_time() - began)
    return found, seconds


def pairs(ids: Sequence[str], texts: Sequence[str], found: list[list[Match]]) -> Iterator[Pair]:
    for number, matches in enumerate(found):
        ours = Tokens(texts[number]) if matches else None
        for match in matches:
            if ours is not None:
                theirs = Tokens(texts[match.other.number])
                other = theirs.span(match.other_start, match.other_end)
                yield Pair(ids[number], *ours.span(match.start, match.end), ids[match.other.number], *other)


def recall(truth: list[dict[str, Any]], found: list[Pair]) -> Iterator[tuple[str, float, int]]:
    """By words, by passages, and by passages of each share of edits."""
    by_pair: dict[tuple[str, str], list[Pair]] = defaultdict(list)
    for pair in found:
        for side in (pair, pair.turned()):
            by_pair[side.one, side.other].append(side)
    words = covered = 0
    of_rate: dict[float, list[bool]] = defaultdict(list)
    for planted in truth:
        begin, end = planted["tb"], planted["te"]
        if end <= begin:
            continue
        seen: set[int] = set()
        for pair in by_pair[planted["tgt"], planted["src"]]:
            if min(pair.other_end, planted["se"]) > max(pair.other_begin, planted["sb"]):
                seen.update(range(max(pair.begin, begin), min(pair.end, end)))
        words, covered = words + end - begin, covered + len(seen)
        of_rate[planted["rate"]].append(2 * len(seen) >= end - begin)
    marks = [mark for rate in of_rate.values() for mark in rate]
    yield "reuse.word_recall", covered / words, words
    yield "reuse.passage_recall", sum(marks) / len(marks), len(marks)
    for rate, hits in sorted(of_rate.items()):
        yield f"reuse.found_at_{round(rate * 100)}", sum(hits) / len(hits), len(hits)
    few = [mark for rate, hits in of_rate.items() if rate <= 0.1 for mark in hits]
    yield "reuse.found_to_10", sum(few) / len(few), len(few)


def precision(origins: Origins, found: list[Pair]) -> Iterator[tuple[str, float, int]]:
    """By words, and the share of pairs of articles that share nothing planted."""
    right = words = 0
    good: dict[frozenset[str], bool] = defaultdict(bool)
    for pair in found:
        ours, theirs = origins[pair.one][pair.begin : pair.end], origins[pair.other][pair.other_begin : pair.other_end]
        places = {(text, at + drift) for text, at in theirs for drift in range(-DRIFT, DRIFT + 1)}
        same = [place in places for place in ours]
        near = sum(any(same[max(0, at - SLACK) : at + SLACK + 1]) for at in range(len(same)))
        right, words = right + near, words + len(ours)
        good[frozenset((pair.one, pair.other))] |= near * 2 >= len(ours)
    yield "reuse.word_precision", right / max(words, 1), words
    yield "reuse.true_pairs", sum(good.values()) / max(len(good), 1), len(good)


def measure(folder: Path) -> None:
    rows = [json.loads(line) for line in (folder / "corpus.jsonl").read_bytes().splitlines()]
    ids, texts = [row["id"] for row in rows], [row["text"] for row in rows]
    found, seconds = run(texts)
    aligned = list(pairs(ids, texts, found))
    truth = json.loads((folder / "truth.json").read_text("utf-8"))
    origins: Origins = pickle.loads((folder / "origins.pkl").read_bytes())
    for name, value, count in (*recall(truth, aligned), *precision(origins, aligned)):
        print(json.dumps({"measure": name, "value": round(value, 4), "n": count}))
    print(
        json.dumps({"measure": "reuse.articles_a_second", "value": round(len(texts) / sum(seconds)), "n": len(texts)})
    )


def main(arguments: list[str]) -> None:
    given = Path(arguments[0])
    if (given / "corpus.jsonl").exists():
        measure(given)
        return
    maker = given / "generate.py" if given.is_dir() else given
    count = arguments[2] if len(arguments) > 2 else str(ARTICLES)
    seed = arguments[3] if len(arguments) > 3 else str(secrets.randbelow(10**6))
    with tempfile.TemporaryDirectory() as folder:
        print(f"seed {seed}", file=sys.stderr)
        command = [sys.executable, str(maker), arguments[1], folder, count, seed]
        subprocess.run(command, check=True, stdout=sys.stderr)
        measure(Path(folder))


if __name__ == "__main__":
    if len(sys.argv) < 2:
        sys.exit("usage: python -m quality.reuse DIR | MAKER ARTICLES [N] [SEED]")
    main(sys.argv[1:])

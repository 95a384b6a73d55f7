"""How right the stories are: `python -m quality.stories WINDOW MARKS…` or `python -m quality.stories --across DIR`.

WINDOW is a `.jsonl` of articles (`n`, `source`, `url`, `title`, `published`, `abstract`, `body`), in order of arrival;
MARKS are readers' TSV files (number, story label). Prints BCubed precision, recall and F1 (Amigó et al., 2009,
https://doi.org/10.1007/s10791-008-9066-8), the mean over the readers, and how far readers agree among themselves.
`--across DIR` takes every `NAME.jsonl` with its `*_NAME.tsv` and judges each window by the rules that were best on the
others. "steady" is one less how far F1 moves, on the average, where the articles of one hour arrive in another order;
`--shuffled SEED` lets articles of one hour arrive in another order.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import combinations, groupby, product
from pathlib import Path

import msgspec

from masdar.extract.record import Record, read_record
from masdar.model import Permalink
from masdar.stories import Rules, Teller, Told

Marks = dict[str, str]
# What is chosen on the other windows: how alike, and how much a story's size adds.
LIKENESSES = (0.235, 0.245, 0.255, 0.265, 0.275)
CHOICES = [Rules(alike=alike, growth=growth) for alike, growth in product(LIKENESSES, (0.4, 0.6))]
ORDERS = 5  # other orders of arrival within the hours


@dataclass(frozen=True, slots=True)
class Window:
    """Articles in order of arrival with their numbers, and what each reader made of them."""

    name: str
    numbers: list[str]
    told: list[Told]
    readers: list[Marks]


@dataclass(frozen=True, slots=True)
class Score:
    precision: float
    recall: float

    @property
    def f1(self) -> float:
        return 2 * self.precision * self.recall / (self.precision + self.recall)


def bcubed(found: Marks, right: Marks) -> Score:
    """BCubed. Raises ValueError where the two are not of the same articles."""
    if found.keys() != right.keys():
        raise ValueError(f"not the same articles: {len(found)} against {len(right)}")
    ours, theirs = Counter(found.values()), Counter(right.values())
    both = Counter((found[number], right[number]) for number in right)
    precision = sum(both[found[number], right[number]] / ours[found[number]] for number in right)
    recall = sum(both[found[number], right[number]] / theirs[right[number]] for number in right)
    return Score(precision / len(right), recall / len(right))


def read_window(path: Path, marks: Sequence[Path]) -> Window:
    numbers, told = [], []
    for place, line in enumerate(path.read_bytes().splitlines(), 1):  # bytes end lines at line feeds alone
        given = json.loads(line)
        record = msgspec.convert(given, Record)
        article = read_record(record, now=datetime.fromisoformat(given["published"]))
        assert article.published is not None
        numbers.append(str(given["n"]))
        permalink = Permalink(article.source, place)
        told.append(Told(permalink, article.title, article.summary, article.text, article.language, article.published))
    return Window(path.stem, numbers, told, [read_marks(each) for each in marks])


def read_marks(path: Path) -> Marks:
    rows = (line.split("\t")[:2] for line in path.read_text("utf-8").splitlines() if line.strip())
    return {row[0]: row[1] for row in rows}


def shuffled(window: Window, seed: int | None) -> Window:
    """The same articles in order of publication; those of one hour in another order where there is a seed."""
    chance = random.Random(seed)
    pairs = sorted(zip(window.told, window.numbers, strict=True), key=lambda pair: pair[0].at)
    mixed: list[tuple[Told, str]] = []
    for _, hour in groupby(pairs, key=lambda pair: pair[0].at.replace(minute=0, second=0, microsecond=0)):
        of_hour = list(hour)
        if seed is not None:
            chance.shuffle(of_hour)
        mixed.extend(of_hour)
    return replace(window, told=[told for told, _ in mixed], numbers=[number for _, number in mixed])


def stories(window: Window, rules: Rules) -> Marks:
    """What the product makes of a window: number → story."""
    teller = Teller(rules)
    for told in window.told:
        teller.take([told])
    numbers = {told.permalink: number for told, number in zip(window.told, window.numbers, strict=True)}
    return {numbers[each]: str(name) for name, group in enumerate(teller.groups()) for each in group}


def judged(window: Window, rules: Rules) -> Score:
    """The mean over the readers."""
    found = stories(window, rules)
    scores = [bcubed(found, reader) for reader in window.readers]
    return Score(sum(s.precision for s in scores) / len(scores), sum(s.recall for s in scores) / len(scores))


def mean_f1(window: Window, rules: Rules) -> float:
    found = stories(window, rules)
    return sum(bcubed(found, reader).f1 for reader in window.readers) / len(window.readers)


def moved(window: Window, rules: Rules) -> float:
    """How far F1 lies, on the average, from what it is where the articles of one hour arrive in another order."""
    straight = mean_f1(shuffled(window, None), rules)
    return sum(abs(mean_f1(shuffled(window, seed), rules) - straight) for seed in range(ORDERS)) / ORDERS


def figures(window: Window, rules: Rules) -> Iterator[dict[str, object]]:
    score, n = judged(window, rules), len(window.numbers)
    yield {"measure": f"stories {window.name} precision", "value": round(score.precision, 4), "n": n}
    yield {"measure": f"stories {window.name} recall", "value": round(score.recall, 4), "n": n}
    yield {"measure": f"stories {window.name} f1", "value": round(mean_f1(window, rules), 4), "n": n}
    yield {"measure": f"stories {window.name} steady", "value": round(1 - moved(window, rules), 4), "n": ORDERS}
    agreements = [bcubed(a, b).f1 for a, b in combinations(window.readers, 2)]
    if agreements:
        agreed = sum(agreements) / len(agreements)
        yield {"measure": f"stories {window.name} readers", "value": round(agreed, 4), "n": n}


def across(windows: Sequence[Window]) -> Iterator[dict[str, object]]:
    """Each window judged by the rules that were best on the others, in turn."""
    table = [[mean_f1(window, rules) for rules in CHOICES] for window in windows]
    values = []
    for place, window in enumerate(windows):
        others = [sum(row[k] for at, row in enumerate(table) if at != place) for k in range(len(CHOICES))]
        best = CHOICES[others.index(max(others))]
        values.append(table[place][CHOICES.index(best)])
        for figure in figures(window, best):
            yield {**figure, "alike": best.alike, "growth": best.growth}
    yield {"measure": "stories mean f1", "value": round(sum(values) / len(values), 4), "n": len(windows)}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("window", type=Path, nargs="?")
    parser.add_argument("marks", type=Path, nargs="*")
    parser.add_argument("--across", type=Path, help="a folder of windows and their marks")
    parser.add_argument("--shuffled", type=int, help="a seed: articles of one hour arrive in another order")
    given = parser.parse_args()
    if given.across:
        pairs = [(path, sorted(given.across.glob(f"*_{path.stem}.tsv"))) for path in given.across.glob("*.jsonl")]
        windows = [read_window(path, marks) for path, marks in sorted(pairs) if marks]
        if given.shuffled is not None:
            windows = [shuffled(window, given.shuffled) for window in windows]
        made = across(windows)
    elif given.window and given.marks:
        window = read_window(given.window, given.marks)
        made = figures(shuffled(window, given.shuffled) if given.shuffled is not None else window, Rules())
    else:
        parser.print_usage()
        sys.exit(2)
    for figure in made:
        print(json.dumps(figure, ensure_ascii=False), flush=True)


if __name__ == "__main__":
    main()

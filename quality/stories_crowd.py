"""How right the stories of a large window are: `python -m quality.stories_crowd DIR CORPUS.jsonl[.xz|.gz]`.

Each window of DIR (`quality.stories`) is told among as many articles of a large press: others of the corpus, from at
least three weeks before or after, given the window's two days and the two before them, at their own hour. The teller's
window is full before the first marked article comes and keeps no more than it holds, so all is judged as it is in an
archive that goes on for years. Only the marked articles are judged. JSON lines.
"""

from __future__ import annotations

import argparse
import json
import random
from collections.abc import Iterator, Sequence
from datetime import datetime, time, timedelta
from pathlib import Path

from benchmarks.stories import pieces_of
from masdar.model import Permalink
from masdar.stories import Rules, Teller, Told
from quality.stories import Marks, Window, bcubed, read_window

CROWD = 4000  # other articles of two days
FULL = 5000  # articles the teller keeps
FAR = timedelta(days=21)  # no event of the window is news any more
SEED = 5


def others(window: Window, pieces: Sequence[dict[str, str]], count: int) -> list[Told]:
    """Twice as many articles as asked for: of the two days of the window, and of the two before, in order of time."""
    began = min(told.at for told in window.told)
    days = [datetime.combine(began.date() + timedelta(days=day), time(), began.tzinfo) for day in (0, 1, -1, -2)]
    dated = ((piece, datetime.fromisoformat(piece["published"])) for piece in pieces if piece["published"])
    far = [(piece, at) for piece, at in dated if abs(at.replace(tzinfo=began.tzinfo) - began) > FAR]
    chosen = random.Random(SEED).sample(far, 2 * count)
    made = []
    for number, (piece, at) in enumerate(chosen):
        day = days[2 * (number >= count) + number % 2]
        moved = day + timedelta(hours=at.hour, minutes=at.minute)
        words = piece["title"], piece["abstract"] or "", piece["body"] or ""
        made.append(Told(Permalink("crowd", number + 1), *words, "ar", moved))
    return sorted(made, key=lambda told: told.at)


def found(window: Window, crowd: Sequence[Told], rules: Rules) -> Marks:
    """What the product makes of the marked articles among the others: number → story."""
    teller = Teller(rules)
    for told in sorted([*crowd, *window.told], key=lambda told: told.at):
        teller.take([told])
    numbers = {told.permalink: number for told, number in zip(window.told, window.numbers, strict=True)}
    return {numbers[each]: str(name) for name, group in enumerate(teller.groups()) for each in group if each in numbers}


def figures(windows: Sequence[Window], pieces: Sequence[dict[str, str]], rules: Rules) -> Iterator[dict[str, object]]:
    """F1 and precision of each window, the mean over its readers, and the mean F1 of all."""
    values = []
    for window in windows:
        marks = found(window, others(window, pieces, CROWD), rules)
        scores = [bcubed(marks, reader) for reader in window.readers]
        f1, precision = (sum(each) / len(scores) for each in zip(*((s.f1, s.precision) for s in scores), strict=True))
        values.append(f1)
        yield {"measure": f"crowd {window.name} f1", "value": round(f1, 4), "n": len(window.numbers)}
        yield {"measure": f"crowd {window.name} precision", "value": round(precision, 4), "n": len(window.numbers)}
    yield {"measure": "crowd mean f1", "value": round(sum(values) / len(values), 4), "n": len(windows)}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("windows", type=Path)
    parser.add_argument("corpus", type=Path)
    given = parser.parse_args()
    pairs = [(path, sorted(given.windows.glob(f"*_{path.stem}.tsv"))) for path in given.windows.glob("*.jsonl")]
    windows = [read_window(path, marks) for path, marks in sorted(pairs) if marks]
    for figure in figures(windows, pieces_of(given.corpus), Rules(most=FULL)):
        print(json.dumps(figure, ensure_ascii=False), flush=True)


if __name__ == "__main__":
    main()

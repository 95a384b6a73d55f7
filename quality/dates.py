"""How truly the day of publication is read: `python -m quality.dates DIR [--worst N] [--alone]`.

DIR holds `gold.json` (address → file and date) or `gold.jsonl` beside `html/`. Prints precision (right days among those
given), recall (right days against pages without an answer) and F1, as htmldate's own evaluation counts them, and the
plain share of right days; for this reader and, unless `--alone`, for htmldate on the same pages.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable
from pathlib import Path

import htmldate

from quality.extraction import masdar
from quality.extraction_sets import Case, days


def ours(case: Case) -> str:
    """The day this product reads, "" where it gives none."""
    return masdar(case).day


def peer(case: Case) -> str:
    """htmldate's day of publication."""
    text = case.html.decode("utf-8", "replace")
    return htmldate.find_date(text, original_date=True, url=case.url or None) or ""


def measure(folder: Path, readers: dict[str, Callable[[Case], str]], worst: int) -> None:
    """Scores every reader on a set and prints its figures. Raises ValueError where the folder holds no days."""
    cases = list(days(folder))
    if not cases:
        raise ValueError(f"{folder}: no pages with a day of publication")
    for name, reader in readers.items():
        right = wrong = 0
        for case in cases:
            day = reader(case)
            right += day == case.day
            wrong += bool(day) and day != case.day
            if name == "masdar" and day != case.day and worst > 0:
                worst -= 1
                print(f"{case.name}: {day!r} for {case.day!r}", file=sys.stderr)
        precision, recall = right / max(1, right + wrong), right / max(1, len(cases) - wrong)
        f1 = 2 * precision * recall / max(1e-9, precision + recall)
        for figure, value in (("precision", precision), ("recall", recall), ("f1", f1), ("right", right / len(cases))):
            print(json.dumps({"measure": f"day {figure} {name}", "value": round(value, 4), "n": len(cases)}))


def main() -> None:
    """The command."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--worst", type=int, default=0, help="name the first N wrong pages (on standard error)")
    parser.add_argument("--alone", action="store_true", help="leave htmldate out")
    arguments = parser.parse_args()
    measure(
        arguments.folder, {"masdar": ours} if arguments.alone else {"masdar": ours, "htmldate": peer}, arguments.worst
    )


if __name__ == "__main__":
    main()

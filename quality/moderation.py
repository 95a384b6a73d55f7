"""How well readers guard the pictures: `python -m quality.moderation [DIR] [--days N] [--seed N]`.

Attacks on good pictures, a month of readers, brigades and an operator who is away at weekends, and, where a folder of
pictures is given, copies of hidden pictures as the web makes them. Runs the product's own rules, with its own numbers.
Figures called "wrongly" are shares of good pictures; hours are those a good picture was hidden.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

from quality.moderation_attacks import attacks
from quality.moderation_copies import copies
from quality.moderation_month import Month


def say(measure: str, value: object, n: int, **more: object) -> None:
    print(json.dumps({"measure": measure, "value": value, "n": n, **more}), flush=True)


def main() -> None:
    """The command."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path, nargs="?", help="pictures to copy and to find again")
    parser.add_argument("--days", type=int, default=30)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--different", type=int, default=1000, help="made pictures that must not be taken for one")
    arguments = parser.parse_args()
    for name, hidden, blurred, n in attacks():
        say(f"attack: {name}: good pictures hidden", hidden, n, blurred=blurred)
    month = Month(arguments.seed, arguments.days).run()
    for measure, value, n in month.figures():
        say(f"month: {measure}", value, n)
    for measure, value, n in copies(arguments.folder, arguments.different):
        say(f"copies: {measure}", value, n)


if __name__ == "__main__":
    main()

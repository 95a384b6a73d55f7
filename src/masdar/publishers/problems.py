"""What is wrong in a catalogue file: where, what, and what to do about it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Problem:
    """One fault. `file` is `<country>/<id>.toml`, or the path of an operator's own file; `line` counts from 1."""

    file: str
    line: int
    what: str
    cure: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.what}. {self.cure}."


class CatalogueError(ValueError):
    """The catalogue cannot be used. `problems` are all that was found, not only the first."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__("\n".join(map(str, problems)))
        self.problems = tuple(problems)


def line_of(text: str, key: str, value: str = "") -> int:
    """The line where a key stands, or where a value (as written) stands at or after it; 1 where neither does.

    Only asked once something is wrong, so that reading good files pays nothing for it."""
    found = re.search(rf'^[ \t]*(?:\[\[?[ \t]*)?"?{re.escape(key)}"?[ \t]*[=.\]]', text, re.MULTILINE) if key else None
    start = found.start() if found else 0
    if value:
        place = text.find(value, start)
        start = place if place >= 0 else start
    return text.count("\n", 0, start) + 1

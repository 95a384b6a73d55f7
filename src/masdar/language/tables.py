"""The tables a reader of the language can correct without code: one data file each, read once.

A line is one entry; `#` begins a comment. Words are folded when read, so a line may be written as people write.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from importlib.resources import files

from masdar.language.fold import fold


def lines(name: str) -> Iterator[str]:
    """The entries of a table, comments and empty lines left out."""
    for line in (files("masdar.language") / "data" / name).read_text("utf-8").splitlines():
        entry = line.partition("#")[0].strip()
        if entry:
            yield entry


@cache
def kept() -> tuple[frozenset[str], frozenset[str]]:
    """Words whose first letters are their own, and words whose last letters are."""
    made: dict[str, set[str]] = {"[beginnings]": set(), "[endings]": set()}
    section = "[beginnings]"
    for line in lines("kept.txt"):
        if line in made:
            section = line
        else:
            made[section].update(fold(line).split())
    return frozenset(made["[beginnings]"]), frozenset(made["[endings]"])


@cache
def stop_words() -> frozenset[str]:
    """Words that hold a sentence together and say nothing of what it is about."""
    return frozenset(word for line in lines("stop.txt") for word in fold(line).split())

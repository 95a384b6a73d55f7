"""How commands speak: words and progress on standard error, results on standard output, exit codes that mean something.

0: done. 1: it could not be done, and why was said. 2: the command's words are wrong. 3: `check` or
`sources check` found problems.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import NoReturn

import msgspec
import typer
from rich.console import Console
from rich.markup import escape
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    SpinnerColumn,
    TaskID,
    TextColumn,
    TimeElapsedColumn,
)
from rich.table import Table

from masdar.model import Permalink

CANNOT, WRONG_WORDS, PROBLEMS = 1, 2, 3
FIRST = TaskID(0)  # the one task of `counting`
SHORT = 16  # letters of a cell, a day with its hour: broken it would not be read
MOST_DIGITS = 12  # of an article's number
PIPED = 10_000  # columns: lines for programs and files are never broken

_OBEYED = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f]")

speaking = Console(stderr=True, highlight=False)
showing = Console(highlight=False)


def fail(message: str, cure: str = "", code: int = CANNOT) -> NoReturn:
    """Says what is wrong and what to do next, and ends the command."""
    speaking.print(f"[bold red]masdar:[/] {as_written(message)}", soft_wrap=True)
    if cure:
        speaking.print(f"  → {as_written(cure)}", soft_wrap=True)
    raise typer.Exit(code)


def permalink_of(text: str) -> Permalink:
    """The article that SOURCE/NUMBER names, in any digits. Ends the command where it cannot name one."""
    source, _, number = text.strip("/").partition("/")
    if not (number.isdecimal() and len(number) <= MOST_DIGITS):
        fail(f"{text[:80]!r} is no article", "give SOURCE/NUMBER, like alyawm/12")
    return Permalink(source, int(number))


def say(message: str) -> None:
    """`message` may hold markup: texts of others go in `as_written`."""
    speaking.print(message, soft_wrap=True)


def print_json(value: object) -> None:
    """One JSON document on standard output; records become objects, times ISO 8601."""
    sys.stdout.buffer.write(msgspec.json.format(msgspec.json.encode(value, enc_hook=str), indent=2) + b"\n")
    sys.stdout.flush()


def print_table(columns: Sequence[str], rows: Sequence[Sequence[object]], title: str = "") -> None:
    """A table as wide as the terminal, what names a row and what is short never cut or broken; as wide as it needs
    where it is piped."""
    table = Table(title=title or None, title_justify="left", box=None, pad_edge=False, header_style="bold")
    for at, column in enumerate(columns):
        longest = max((len(str(row[at])) for row in rows), default=0)
        table.add_column(column, overflow="fold", min_width=longest if at == 0 or longest <= SHORT else None)
    for row in rows:
        table.add_row(*(as_written(str(cell)) for cell in row))
    wide = showing if showing.is_terminal else Console(file=showing.file, highlight=False, width=PIPED)
    wide.print(table)


@contextmanager
def counting(what: str, total: int | None = None) -> Iterator[Progress]:
    """A progress line that shows what is counted; task 0 is made."""
    columns = (
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=speaking, transient=not speaking.is_terminal) as progress:
        progress.add_task(what, total=total)
        yield progress


def as_written(text: str) -> str:
    """A text of others, to stand among our own words: neither markup nor anything a terminal obeys."""
    return escape(_OBEYED.sub("\ufffd", text))

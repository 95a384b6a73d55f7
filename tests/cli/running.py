"""The commands, called in this process as a person or a program calls them."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import typer.main
from typer.testing import CliRunner

from masdar.cli import app
from tests.stores import made_store


@dataclass(frozen=True, slots=True)
class Answer:
    exit_code: int
    stdout: str
    stderr: str
    output: str  # both, as they came


def begin() -> None:
    """A store stands in this folder, as the first command leaves it."""
    Path("masdar-data").mkdir()
    made_store("sqlite:///masdar-data/masdar.sqlite").close()


@cache
def _commands() -> Any:
    """Made once: to make all commands takes longer than most of what they do."""
    return typer.main.get_command(app)


def run(*arguments: str, code: int = 0, typed: str | bytes = "", term: str | None = None) -> Answer:
    """What `masdar` answers to these arguments in a wide terminal, having ended with this code."""
    settings = {"COLUMNS": "200"} if term is None else {"COLUMNS": "200", "TERM": term}
    with CliRunner().isolation(typed, settings) as streams:
        ended: Any = 0
        try:
            _commands().main(list(arguments), prog_name="masdar")
        except SystemExit as end:
            ended = end.code or 0
        sys.stdout.flush()
        sys.stderr.flush()
        said = [stream.getvalue().decode() for stream in streams]
    answer = Answer(ended, *said)
    assert answer.exit_code == code, answer.output
    return answer

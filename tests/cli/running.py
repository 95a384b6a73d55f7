"""The commands, called in this process as a person or a program calls them."""

from __future__ import annotations

from functools import cache

import typer.main
import typer.testing
from typer.testing import CliRunner, Result

from masdar.cli import app

# The runner makes all commands anew each time one is called, which takes longer than most of what they do.
typer.testing._get_command = cache(typer.main.get_command)


def run(*arguments: str, code: int = 0, typed: str = "", term: str | None = None) -> Result:
    """What `masdar` answers to these arguments in a wide terminal, having ended with this code."""
    settings = {"COLUMNS": "200"} if term is None else {"COLUMNS": "200", "TERM": term}
    result = CliRunner().invoke(app, list(arguments), input=typed, env=settings)
    assert result.exit_code == code, result.output
    return result

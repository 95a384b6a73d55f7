"""The commands. Each module beside this one holds a few that belong together; `main` is the program."""

from __future__ import annotations

import tomllib
from typing import Annotated

import typer
from pydantic import ValidationError
from sqlalchemy.exc import DBAPIError

from masdar import __version__
from masdar.cli import (
    backfilling,
    catalogue,
    collecting,
    console,
    demo,
    desk,
    keeping,
    papers,
    reading,
    running,
    tracing,
    transferring,
)
from masdar.config import UnknownSetting
from masdar.contracts import IndexDown
from masdar.publishers import CatalogueError

app = typer.Typer(
    name="masdar",
    help="مصدر: collect a country's press, keep it, search it, and show where each story came from.\n\n"
    "Begin with `masdar demo`: an invented press on this machine, collected and shown. "
    "For real papers: `masdar add URL`, then `masdar run`.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode="markdown",
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _version(asked: bool) -> None:
    if asked:
        typer.echo(f"masdar {__version__}")
        raise typer.Exit


@app.callback()
def _program(
    version: Annotated[bool, typer.Option("--version", callback=_version, is_eager=True, help="Say the version.")] = (
        False
    ),
) -> None:
    """Options before the command."""


BEGIN, EVERY_DAY, ARCHIVE = "To begin", "Every day", "The archive"

app.command(rich_help_panel=BEGIN)(demo.demo)
app.command(rich_help_panel=BEGIN)(papers.add)
app.add_typer(catalogue.catalogue, name="catalogue", rich_help_panel=BEGIN)
app.command(rich_help_panel=BEGIN)(running.run)
app.command(rich_help_panel=BEGIN)(running.settings)
app.add_typer(papers.sources, name="sources", rich_help_panel=EVERY_DAY)
app.command(rich_help_panel=EVERY_DAY)(collecting.collect)
app.add_typer(desk.desk, name="desk", rich_help_panel=EVERY_DAY)
app.command(rich_help_panel=EVERY_DAY)(reading.search)
app.command(rich_help_panel=EVERY_DAY)(reading.show)
app.command(rich_help_panel=EVERY_DAY)(reading.extract)
app.command(rich_help_panel=EVERY_DAY)(reading.explain)
app.command(rich_help_panel=EVERY_DAY)(tracing.trace)
app.command(rich_help_panel=ARCHIVE)(backfilling.backfill)
app.command("import", rich_help_panel=ARCHIVE)(transferring.import_)
app.command(rich_help_panel=ARCHIVE)(transferring.export)
app.command(rich_help_panel=ARCHIVE)(keeping.check)
app.command(rich_help_panel=ARCHIVE)(keeping.reindex)
app.command(rich_help_panel=ARCHIVE)(tracing.retrace)
app.command(rich_help_panel=ARCHIVE)(keeping.replay)
app.command(rich_help_panel=ARCHIVE)(demo.press)


def main() -> None:
    """The program `masdar`. Faults of the settings or the machine end in a sentence, not in a traceback."""
    try:
        app()
    except UnknownSetting as error:
        _end(str(error), "masdar settings shows every setting with its default")
    except ValidationError as error:
        first = error.errors()[0]
        name = ".".join(str(part) for part in first["loc"])
        _end(f"the setting {name} is wrong: {first['msg']}", "masdar settings shows every setting with its default")
    except tomllib.TOMLDecodeError as error:
        _end(f"the file of settings is no TOML: {error}", "see masdar.toml, or the file that MASDAR_CONFIG names")
    except CatalogueError as error:
        _end(str(error), "see MASDAR_CATALOGUE, the folder of your own catalogue files")
    except FileNotFoundError as error:
        _end(str(error), "give the path of a file that is there")
    except PermissionError as error:
        _end(str(error), "give the user who runs masdar the right to it, or set MASDAR_DATA to a folder of its own")
    except OSError as error:
        _end(str(error), "is the disk full, or a file where a folder is meant?")
    except DBAPIError as error:
        _end(
            f"the store cannot be used: {error.orig}",
            "is the disk full, the folder read-only, or the server down? A damaged file: put a backup in its place",
        )
    except IndexDown as error:
        _end(f"the index cannot be read: {error}", "masdar reindex builds it anew from the store")
    except KeyboardInterrupt:
        _end("stopped", code=130)


def _end(message: str, cure: str = "", code: int = console.CANNOT) -> None:
    try:
        console.fail(message, cure, code)
    except typer.Exit as exit_:
        raise SystemExit(exit_.exit_code) from None

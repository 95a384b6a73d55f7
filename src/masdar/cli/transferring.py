"""`masdar import` and `masdar export`."""

from __future__ import annotations

import gzip
import lzma
import sys
from pathlib import Path
from typing import IO, Annotated, cast

import typer

from masdar import app as parts
from masdar.cli.collecting import index_changes, say_compiling
from masdar.cli.console import FIRST, counting, fail, print_json, say
from masdar.cli.running import Role, supervisor_of
from masdar.config import Settings, load
from masdar.jobs.resuming import Marks, import_warc
from masdar.jobs.transfer import BadFile, Imported, Importer
from masdar.jobs.transfer import export as exported

WARC_ENDINGS = (".warc", ".warc.gz")


def import_(
    file: Annotated[Path, typer.Argument(help="JSONL (.xz, .gz) of articles, or WARC (.gz) of pages.")],
    json: Annotated[bool, typer.Option("--json", help="For programs.")] = False,
    index: Annotated[bool, typer.Option(help="Make them searchable at once.")] = True,
    again: Annotated[bool, typer.Option("--again", help="Read a WARC file from its beginning, known or not.")] = False,
) -> None:
    """Bring in articles from a file. A second time changes nothing, so a broken import is simply started again: a WARC
    file goes on from where it stopped."""
    if not file.is_file():
        fail(f"{file} is not a file", "give the path of a .jsonl, .jsonl.xz, .jsonl.gz, .warc or .warc.gz file")
    settings = load()
    parts.configure_logs(quiet=True)
    parts.make_store(settings).close()
    if index:
        say_compiling()
    keeper = supervisor_of(settings, (Role.KEEPER,), quiet=True) if index else None
    try:
        if keeper is not None:
            keeper.start()
        done = import_file(settings, file, again=again)
        if index:
            if not json:
                say("Imported. What is new is being indexed, then traced and told as stories…")
            index_changes(settings)
    except BadFile as error:
        fail(str(error), "what came before it is kept; mend the file and import it again")
    finally:
        if keeper is not None:
            keeper.end()
    if json:
        print_json(done)
        return
    if done.begun_at:
        say(f"Went on from byte {done.begun_at}; what stands before it was imported. `--again` reads it all.")
    say(f"{done.new} new articles, {done.revised} changed, {done.known} known already.")
    for reason, count in sorted(done.refused.items(), key=lambda pair: -pair[1]):
        say(f"  {count} left out: {reason}")


def import_file(settings: Settings, file: Path, *, again: bool = False) -> Imported:
    """Imports with a progress line."""
    store = parts.make_store(settings)
    archive = parts.make_archive(settings)
    importer = Importer(store, parts.utc_now, archive)
    try:
        with counting("bytes", total=file.stat().st_size) as progress:

            def show(position: int) -> None:
                progress.update(FIRST, completed=position)

            if file.name.endswith(WARC_ENDINGS):
                return import_warc(importer, file, Marks(settings.data / "imports", store, again=again), show)
            return importer.records(file, show)
    finally:
        archive.close()
        store.close()


def export(
    file: Annotated[Path | None, typer.Argument(help="Where to (.gz, .xz); the screen if not given.")] = None,
    source: Annotated[str, typer.Option(help="Only this paper.")] = "",
) -> None:
    """Write every article as one JSON line; `masdar import` reads them again."""
    store = parts.make_store(load())
    if source and store.source(source) is None:
        fail(f"there is no paper {source!r}", "masdar sources lists them")
    done = 0
    try:
        with _opened(file) as out, counting("articles", total=store.count()) as progress:
            for line in exported(store, source):
                out.write(line)
                done += 1
                if done % 200 == 0:
                    progress.update(FIRST, completed=done)
    finally:
        store.close()
    say(f"{done} articles written.")


def _opened(file: Path | None) -> IO[bytes]:
    if file is None:
        return sys.stdout.buffer
    if file.suffix == ".xz":
        return cast("IO[bytes]", lzma.open(file, "wb"))
    return cast("IO[bytes]", gzip.open(file, "wb")) if file.suffix == ".gz" else file.open("wb")

"""`masdar check`, `masdar reindex` and `masdar replay`."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

import typer

from masdar import app as parts
from masdar.cli.collecting import index_changes
from masdar.cli.console import FIRST, PROBLEMS, as_written, counting, fail, print_json, say
from masdar.config import load
from masdar.contracts import IndexBusy
from masdar.jobs.inspection import inspect
from masdar.jobs.replay import reread
from masdar.pipeline import rebuild

MOST_SHOWN = 50


class Stage(StrEnum):
    """Where a replay can begin; later stages join as they are built."""

    EXTRACT = "extract"


def check(json: Annotated[bool, typer.Option("--json", help="For programs.")] = False) -> None:
    """Is the index what the store says, is every article's capture there, are numbers in order? Exit code 3 if not."""
    settings = load()
    store, index = parts.make_store(settings), parts.make_index(settings)
    archive = parts.make_archive(settings, read_only=True)
    with counting("articles", total=store.count()) as progress:
        problems = list(inspect(store, index, archive, lambda done: progress.update(FIRST, completed=done)))
    articles = store.count()
    for part in (archive, index, store):
        part.close()
    if json:
        print_json({"articles": articles, "problems": problems})
    else:
        for problem in problems[:MOST_SHOWN]:
            say(f"• {as_written(problem)}")
        say(f"{articles} articles, {len(problems)} problems.")
    if problems:
        raise typer.Exit(PROBLEMS)


def reindex() -> None:
    """Build the search index anew from the store. Nothing is lost if it is stopped: run it again."""
    settings = load()
    parts.configure_logs(quiet=True)
    store = parts.make_store(settings)
    role = parts.make_role(settings, store)
    cure = f"stop masdar run first; after a crash, wait {settings.lease_seconds:.0f} seconds"
    if not role.take():
        fail("a keeper is at work on the index", cure)
    try:
        index = parts.make_index(settings, writable=True)
    except IndexBusy:
        role.leave()
        fail("another process is writing the index", cure)
    try:
        with counting("articles", total=store.count()) as progress:

            def advance(count: int) -> None:
                role.take()  # the lease is short, so that a reindex that is killed keeps no keeper waiting
                progress.update(FIRST, completed=count)

            done = rebuild(store, index, advance)
    finally:
        index.close()
        role.leave()
        store.close()
    say(f"{done} articles indexed.")


def replay(
    from_: Annotated[Stage, typer.Option("--from", help="The stage to begin with.")] = Stage.EXTRACT,
    json: Annotated[bool, typer.Option("--json", help="For programs.")] = False,
) -> None:
    """Read the archived pages again with today's reader, and index what changed. Revisions stay what they were."""
    settings = load()
    parts.configure_logs(quiet=True)
    store = parts.make_store(settings)
    archive = parts.make_archive(settings, read_only=True)
    with counting("pages") as progress:
        done = reread(store, archive, parts.utc_now, lambda count: progress.update(FIRST, completed=count))
    archive.close()
    store.close()
    index_changes(settings)
    if json:
        print_json(done)
    else:
        say(f"{done.revised} articles read differently, {done.known} as before, {done.new} new (from {from_.value}).")

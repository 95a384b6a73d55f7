"""`masdar backfill`."""

from __future__ import annotations

import asyncio
import signal
from datetime import UTC, datetime
from typing import Annotated

import typer

from masdar import app as parts
from masdar.cli.collecting import index_changes
from masdar.cli.console import FIRST, counting, fail, print_json, say
from masdar.config import Settings, load
from masdar.jobs.backfill import Backfilled, Busy
from masdar.jobs.cursor import BadCursor, Cursor


def backfill(
    source: Annotated[str, typer.Argument(help="A paper's id, as `masdar sources` shows it.")],
    since: Annotated[datetime, typer.Option(formats=["%Y-%m-%d"], help="The first day wanted, like 2024-01-31.")],
    json: Annotated[bool, typer.Option("--json", help="For programs.")] = False,
) -> None:
    """Go back in time: read what a paper's sitemaps and WordPress pages list since a day.

    As polite as collecting, so a large archive takes days. Ctrl-C stops it cleanly; the same command goes on where it
    stopped, and asks again for pages that did not answer.

    Exit codes: 0 all that could be listed is, 1 there is no such paper, or another collector keeps holding it."""
    settings = load()
    parts.configure_logs(quiet=True)
    try:
        done = asyncio.run(_back(settings, source, since.replace(tzinfo=UTC)))
    except KeyError:
        fail(f"there is no paper {source!r}", "masdar sources lists them")
    except Busy as error:
        fail(str(error), "try again later, or stop the other collector meanwhile")
    except BadCursor as error:
        fail(str(error), "remove it to begin anew; nothing that was read is lost")
    index_changes(settings)
    if json:
        print_json(done)
        return
    say(f"{done.pages} pages listed {done.entries} articles, {done.new} of them new; {done.articles} read now.")
    if not done.finished:
        say(f"{done.waiting} pages wait and {done.later} did not answer: the same command goes on from here.")


async def _back(settings: Settings, source: str, since: datetime) -> Backfilled:
    store = parts.make_store(settings)
    line = parts.make_line(settings)
    job = parts.make_backfill(settings, line, store)
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, job.stop)
    try:
        with counting("pages") as progress:

            def show(cursor: Cursor) -> None:
                text = f"pages  {cursor.new} new entries, {job.tally.articles} articles read"
                known = cursor.pages + len(cursor.waiting)
                progress.update(FIRST, completed=cursor.pages, total=known, description=text)

            return await job.back(source, since, settings.data / "backfill" / f"{source}.json", show)
    finally:
        await parts.close_line(line)
        store.close()

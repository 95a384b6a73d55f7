"""`masdar collect`."""

from __future__ import annotations

import asyncio
import signal
from typing import Annotated

import typer
import uvloop
from rich.progress import Progress

from masdar import app as parts
from masdar.cli.console import FIRST, counting, print_json, say
from masdar.config import Settings, load
from masdar.jobs.collector import Collector
from masdar.jobs.writing import Tally


def collect(
    once: Annotated[bool, typer.Option("--once", help="Stop when nothing is due any more.")] = False,
    json: Annotated[bool, typer.Option("--json", help="For programs: the counts, at the end.")] = False,
) -> None:
    """Ask the papers that are due and read what is new. `masdar run` does this all the time, beside the portal."""
    settings = load()
    parts.configure_logs(quiet=True)
    say_compiling()
    tally = uvloop.run(collect_due(settings, once=once))
    index_changes(settings)
    if json:
        print_json({"articles": tally.articles, "revisions": tally.revisions, "outcomes": tally.outcomes})
    else:
        say(f"{tally.articles} new articles, {tally.revisions} changed. `masdar sources` tells more.")


async def collect_due(settings: Settings, *, once: bool) -> Tally:
    """Collects with a progress line; Ctrl-C ends cleanly."""
    store = parts.make_store(settings)
    line = parts.make_line(settings)
    collector = parts.make_collector(settings, line, store)
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, collector.stop)
    try:
        with counting("articles") as progress:
            watching = asyncio.create_task(_watch(collector, progress))
            await (collector.once() if once else collector.run())
            watching.cancel()
            progress.update(FIRST, completed=collector.tally.articles)
    finally:
        await parts.close_line(line)
        store.close()
    return collector.tally


async def _watch(collector: Collector, progress: Progress) -> None:
    while True:
        last = collector.tally.last
        text = f"articles  {last.step.value} {last.source}" if last else "articles"
        progress.update(FIRST, completed=collector.tally.articles, description=text)
        await asyncio.sleep(0.2)


def say_compiling() -> None:
    """Where the detector of passages will be compiled: says so, since it takes a while and happens once."""
    if parts.must_compile():
        say("What finds reprints is compiled once on this machine: some 15 seconds, beside the work.")


def index_changes(settings: Settings) -> int:
    """Traces what is new and brings the index up to date, or waits for the keeper that does; returns the number of
    changes taken in here."""
    store = parts.make_store(settings)
    try:
        return parts.make_keeper(settings, store).catch_up()
    finally:
        store.close()

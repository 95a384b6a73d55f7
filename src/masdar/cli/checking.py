"""`masdar sources check`."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Sequence
from typing import Annotated

import typer

from masdar import app as parts
from masdar.cli.console import FIRST, PROBLEMS, counting, fail, print_json, print_table, say
from masdar.config import Settings, load
from masdar.jobs.looking import Looker, SourceLook, Verdict
from masdar.model import Source, SourceState

AT_ONCE = 12

WORDS = {
    Verdict.PARKED: "parked",
    Verdict.GONE: "gone",
    Verdict.NO_ANSWER: "no answer",
    Verdict.FORBIDS: "forbids robots",
    Verdict.MOVED: "moved",
    Verdict.NOTHING: "lists nothing",
    Verdict.SILENT: "silent",
    Verdict.WELL: "well",
}


def check(
    papers: Annotated[list[str] | None, typer.Argument(metavar="[ID]...", help="All that are active if not given.")] = (
        None
    ),
    json: Annotated[bool, typer.Option("--json", help="For programs.")] = False,
) -> None:
    """Look at each paper now: what answers, moved, is parked, forbids robots, or has had nothing new for 30 days.

    Nothing is stored. Exit codes: 0 all are well, 1 there is no such paper, 3 some are not well."""
    settings = load()
    parts.configure_logs(quiet=True)
    looks = asyncio.run(_looks(settings, papers or ()))
    order = list(Verdict)
    looks.sort(key=lambda look: (order.index(look.verdict), look.id))
    if json:
        print_json(looks)
    elif looks:
        print_table(("id", "name", "how it stands", "newest", "channels", "why"), [_row(look) for look in looks])
    well = sum(look.well for look in looks)
    say(f"{well} of {len(looks)} are well." if looks else "No papers yet. Add one: masdar add URL")
    if well < len(looks):
        raise typer.Exit(PROBLEMS)


async def _looks(settings: Settings, papers: Sequence[str]) -> list[SourceLook]:
    store = parts.make_store(settings)
    try:
        health = store.health()
    finally:
        store.close()
    known = {one.source.id: one.source for one in health}
    for paper in papers:
        if paper not in known:
            fail(f"there is no paper {paper!r}", "masdar sources lists them")
    wanted = [known[paper] for paper in dict.fromkeys(papers)] if papers else _active(known.values())
    fetcher = parts.make_fetcher(settings.model_copy(update={"host_delay": min(settings.host_delay, 0.5)}))
    looker = Looker(fetcher, parts.utc_now, {one.source.id: one.newest for one in health}, AT_ONCE)
    looks = []
    try:
        with counting("papers", total=len(wanted)) as progress:
            async for look in looker.look(wanted):
                looks.append(look)
                progress.update(FIRST, completed=len(looks))
    finally:
        await fetcher.close()
    return looks


def _active(known: Iterable[Source]) -> list[Source]:
    return [source for source in known if source.state is SourceState.ACTIVE]


def _row(look: SourceLook) -> tuple[object, ...]:
    newest = look.newest.strftime("%Y-%m-%d") if look.newest else "unknown"
    listing = sum(bool(channel.entries) for channel in look.channels)
    return look.id, look.name, WORDS[look.verdict], newest, f"{listing}/{len(look.channels)}", look.evidence

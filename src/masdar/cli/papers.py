"""`masdar add` and `masdar sources`, which lists where nothing else is said."""

from __future__ import annotations

import asyncio
from dataclasses import asdict, replace
from typing import Annotated

import typer

from masdar import app as parts
from masdar import urls
from masdar.cli import checking
from masdar.cli.console import as_written, fail, print_json, print_table, say
from masdar.config import Settings, load
from masdar.contracts import SourceHealth
from masdar.jobs.survey import Survey, SurveyFailed, survey
from masdar.model import Reason
from masdar.vitality import health as health_of

CURES = {
    Reason.FORBIDDEN_ADDRESS: "it leads into a network that may not be asked; the operator can allow one with "
    "MASDAR_ALLOW_NETWORKS",
    Reason.FORBIDDEN_PORT: "add the port to MASDAR_ALLOW_PORTS if you trust it",
    Reason.UNRESOLVABLE: "is the name spelled right, and does this machine reach a name server?",
    Reason.ROBOTS_FORBID: "its robots.txt asks us to stay away, and we do; write to the paper",
    Reason.BAD_URL: "give the whole address, like https://example.org/",
}


def add(
    url: Annotated[str, typer.Argument(help="A paper's home page, or one of its feeds.")],
    name: Annotated[str, typer.Option(help="What readers call it; found on the page where not given.")] = "",
    id_: Annotated[str, typer.Option("--id", help="Its place in addresses: /ID/number.")] = "",
    country: Annotated[str, typer.Option(help="Two letters, like ma, eg, sa.")] = "",
    json: Annotated[bool, typer.Option("--json", help="For programs.")] = False,
) -> None:
    """Add a paper: finds its feeds and sitemaps, says what it found, and keeps what lists articles."""
    settings = load()
    address = urls.clean(url if "://" in url else f"https://{url}")
    if not address:
        fail(f"{url!r} is no address", "give the whole address, like https://example.org/")
    try:
        found = asyncio.run(_survey(settings, address))
    except SurveyFailed as error:
        fail(str(error), CURES.get(error.failed.reason, "try again later, or give the address of its feed"))
    source = replace(
        found.source,
        id=urls.slug(id_) if id_ else found.source.id,
        name=name or found.source.name,
        country=country.lower(),
    )
    if not source.channels:
        _say_tried(found)
        fail(f"nothing at {address} lists articles", "give the address of its feed, sitemap or a section page")
    store = parts.make_store(settings)
    new = store.add_source(source)
    store.close()
    if json:
        print_json({"source": source, "new": new, "tried": found.tried})
        return
    _say_tried(found)
    say(f"[bold]{as_written(source.name)}[/] is {'added' if new else 'brought up to date'} as [bold]{source.id}[/].")
    say("`masdar run` collects it from now on; `masdar collect --once` looks once.")


async def _survey(settings: Settings, url: str) -> Survey:
    line = parts.make_line(settings.model_copy(update={"pictures": False, "host_delay": min(settings.host_delay, 0.5)}))
    try:
        return await survey(line, url)
    finally:
        await parts.close_line(line)


def _say_tried(found: Survey) -> None:
    kept = {channel.url for channel in found.source.channels}
    rows = [
        (
            "kept" if tried.channel.url in kept else "",
            tried.channel.kind.value,
            f"{tried.entries} entries" if tried.listing else (tried.reason.value if tried.reason else ""),
            tried.channel.url,
        )
        for tried in found.tried
    ]
    print_table(("", "kind", "what it said", "address"), rows)


sources = typer.Typer(invoke_without_command=True)
sources.command()(checking.check)


@sources.callback()
def list_sources(
    context: typer.Context,
    json: Annotated[bool, typer.Option("--json", help="For programs.")] = False,
) -> None:
    """Every paper: its health by the articles it brings, how many, when the last, what waits, and what went wrong.

    `masdar sources check` looks at them as they stand on the web now."""
    if context.invoked_subcommand is not None:
        return
    store = parts.make_store(load())
    health = store.health()
    store.close()
    if json:
        print_json([{"health": health_of(one, parts.utc_now()), **asdict(one)} for one in health])
        return
    if not health:
        say("No papers yet. Add one: masdar add URL. Or look at an invented press: masdar demo")
        return
    columns = ("id", "name", "health", "articles", "newest", "waiting", "channels", "trouble")
    print_table(columns, [_row(one) for one in health])


def _row(one: SourceHealth) -> tuple[object, ...]:
    newest = one.newest.strftime("%Y-%m-%d %H:%M") if one.newest else "never"
    trouble = {key: count for key, count in one.outcomes.items() if ".ok" not in key and ".unchanged" not in key}
    worst = sorted(trouble.items(), key=lambda pair: -pair[1])[:3]
    return (
        one.source.id,
        one.source.name,
        health_of(one, parts.utc_now()).value,
        one.articles,
        newest,
        one.pending,
        len(one.source.channels),
        ", ".join(f"{key} ×{count}" for key, count in worst),
    )

"""`masdar catalogue`: the papers that come with the program and the operator's own, and collecting them."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import asdict
from typing import Annotated

import typer

from masdar import app as parts
from masdar.cli.console import CANNOT, as_written, fail, print_json, print_table, say
from masdar.config import Settings, load
from masdar.jobs.enabling import Found, Prepared, prepare
from masdar.publishers import Catalogue, Publisher
from masdar.publishers import load as load_catalogue

catalogue = typer.Typer(no_args_is_help=True, help="The papers that come with the program.")

Country = Annotated[str, typer.Option(help="Two letters, like ma, eg, sa.")]
AsJson = Annotated[bool, typer.Option("--json", help="For programs.")]

SAID = {
    Found.CATALOGUE: "added as it stands in the catalogue",
    Found.SURVEY: "looked at, and added with what was found",
    Found.CLOSED: "left out: it has closed",
    Found.NO_ANSWER: "left out: it does not answer; try again later",
    Found.MOVED: "left out: its address leads to another site; if that is the paper, `masdar add` it there",
    Found.NOTHING: "left out: it answers, but nothing there lists articles",
}
ADDED = (Found.CATALOGUE, Found.SURVEY)


@catalogue.command("list")
def list_(country: Country = "", json: AsJson = False) -> None:
    """Every paper of the catalogue, or of one country. `verified`: somebody has seen its addresses answer."""
    entries = _of(_known(), country)
    if json:
        print_json([_record(entry) for entry in entries])
        return
    columns = ("id", "name", "kind", "country", "channels", "home", "verified")
    print_table(columns, [_row(entry) for entry in entries])
    say(f"{len(entries)} papers. `masdar catalogue enable ID…` collects them from now on.")


@catalogue.command()
def show(paper: Annotated[str, typer.Argument(metavar="ID", help="As `list` shows it.")], json: AsJson = False) -> None:
    """All that the catalogue says of one paper."""
    entry = _entry(_known(), paper)
    record = _record(entry)
    if json:
        print_json(record)
        return
    shown = {name: value for name, value in record.items() if value not in ("", [], ()) and name != "addresses"}
    print_table(("", ""), [(name, _words(value)) for name, value in shown.items()])
    rows = [(one["kind"], one["url"], one["section"], "yes" if one["verified"] else "no") for one in _addresses(entry)]
    print_table(("what", "address", "section", "verified"), rows)


@catalogue.command()
def enable(
    papers: Annotated[list[str] | None, typer.Argument(metavar="[ID]...", help="As `list` shows them.")] = None,
    country: Country = "",
    json: AsJson = False,
) -> None:
    """Collect papers from now on. One whose feeds nobody knows yet is looked at first, and added with what is found.

    Exit codes: 0 all are added (those that closed are left out), 1 some could not be: each is named with the reason."""
    known = _known()
    if bool(papers) == bool(country):
        fail("say which papers: either their ids or --country", "masdar catalogue list shows them", code=2)
    entries = [_entry(known, paper) for paper in dict.fromkeys(papers)] if papers else list(_of(known, country))
    done = asyncio.run(_enable(load(), entries, quiet=json))
    if json:
        print_json(
            [
                {"id": one.publisher.id, "found": one.found.value, "detail": one.detail, "source": one.source}
                for one in done
            ]
        )
    else:
        added = sum(one.source is not None for one in done)
        say(f"[bold]{added}[/] of {len(done)} papers are collected from now on: `masdar run`.")
    if any(one.found not in (*ADDED, Found.CLOSED) for one in done):
        raise typer.Exit(CANNOT)


async def _enable(settings: Settings, entries: Sequence[Publisher], *, quiet: bool) -> list[Prepared]:
    store = parts.make_store(settings)
    line = parts.make_line(settings.model_copy(update={"pictures": False, "host_delay": min(settings.host_delay, 0.5)}))
    done = []
    try:
        async for one in prepare(line, entries):
            if one.source is not None:
                await asyncio.to_thread(store.add_source, one.source)
            done.append(one)
            if not quiet:
                say(f"{one.publisher.id}: {SAID[one.found]}" + (f" ({as_written(one.detail)})" if one.detail else ""))
    finally:
        await parts.close_line(line)
        store.close()
    return sorted(done, key=lambda one: (one.publisher.country, one.publisher.id))


def _known() -> Catalogue:
    """Ours and the operator's."""
    parts.take_in_catalogue(load())
    return load_catalogue()


def _of(known: Catalogue, country: str) -> Sequence[Publisher]:
    if not country:
        return known.entries
    found = known.of_country(country)
    if not found:
        fail(f"the catalogue knows no paper of {country!r}", f"it knows {', '.join(known.countries)}")
    return found


def _entry(known: Catalogue, paper: str) -> Publisher:
    found = known.entry(paper)
    if found is None:
        near = [entry.id for entry in known.entries if paper and (paper in entry.id or entry.id in paper)][:5]
        fail(f"the catalogue has no {paper!r}", f"did you mean {', '.join(near)}?" if near else "masdar catalogue list")
    return found


def _addresses(entry: Publisher) -> list[dict[str, object]]:
    kinds = {
        "home": (entry.home,),
        "feed": entry.feeds,
        "wordpress": entry.wordpress,
        "sitemap": entry.sitemaps,
        "section": entry.sections,
    }
    return [{"kind": kind, **asdict(address)} for kind, addresses in kinds.items() for address in addresses]


def _record(entry: Publisher) -> dict[str, object]:
    return {
        "id": entry.id,
        "name": entry.name,
        "name_latin": entry.name_latin,
        "kind": entry.kind.value,
        "country": entry.country,
        "languages": entry.languages,
        "timezone": entry.timezone,
        "home": entry.home.url,
        "verified": _verified(entry),
        "closed": entry.closed,
        "marks": entry.marks,
        "addresses": _addresses(entry),
    }


def _verified(entry: Publisher) -> bool:
    """True where somebody has seen all its addresses answer."""
    return all(address["verified"] for address in _addresses(entry))


def _row(entry: Publisher) -> tuple[object, ...]:
    verified = "closed" if entry.closed else ("yes" if _verified(entry) else "no")
    name = f"{entry.name} ({entry.name_latin})" if entry.name_latin else entry.name
    return entry.id, name, entry.kind.value, entry.country, len(entry.channels) or "", entry.home.url, verified


def _words(value: object) -> str:
    return ", ".join(map(str, value)) if isinstance(value, (list, tuple)) else str(value)

"""`masdar desk`: what waits for a person, and what a person decides, from the command line."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated

import typer

from masdar import app as parts
from masdar.cli.console import PROBLEMS, fail, permalink_of, print_json, print_table, say
from masdar.config import load
from masdar.desk import Decided, Desk, entries
from masdar.model import Level
from masdar.moderation import Decision, Rule
from masdar.moderation.chain import broken

WHO = "operator at the command line"
Sha = Annotated[str, typer.Argument(help="The picture's sha256, as the queue shows it.")]
Json = Annotated[bool, typer.Option("--json", help="For programs.")]

desk = typer.Typer(no_args_is_help=True, help="Reported pictures: what waits, decisions, undoing, the audit log.")


@contextmanager
def _opened() -> Iterator[Desk]:
    store = parts.make_store(load())
    try:
        yield parts.make_desk(store)
    finally:
        store.close()


@desk.command()
def queue(json: Json = False) -> None:
    """What waits for a person, most urgent first."""
    with _opened() as opened:
        items = opened.queue()
    if json:
        told = [{"case": item.case, "cover": item.cover} for item in items]
        print_json(told)
        return
    rows = [
        (
            item.case.picture.sha256,
            item.case.cause.value,
            f"{item.cover.veil.value} ({item.cover.rule.value})" if item.cover else "shown",
            len(item.case.reports),
            len(item.case.appeals),
            str(item.article.permalink) if item.article else "",
        )
        for item in items
    ]
    print_table(("picture", "reason", "now", "reports", "appeals", "article"), rows)


@desk.command()
def judge(
    sha256: Sha,
    decision: Annotated[Decision, typer.Argument(help="What you decide.")],
    alone: Annotated[bool, typer.Option(help="This picture, and not those like it.")] = False,
    article: Annotated[str, typer.Option(help="SOURCE/NUMBER that a wrong picture is taken out of.")] = "",
) -> None:
    """Decide on a picture: uphold (hide), keep, warn (keep behind a warning), wrong (take it out of its article)."""
    at = permalink_of(article) if article else None
    with _opened() as opened:
        if not opened.judge(Decided(sha256, decision, alone=alone, at=at), WHO):
            fail("there is no such picture", "masdar desk queue shows those that wait")


@desk.command()
def allow(sha256: Sha, remove: Annotated[bool, typer.Option(help="No longer.")] = False) -> None:
    """Never cover a picture, a logo or portrait, whatever readers say or it resembles."""
    with _opened() as opened:
        if not opened.allow(sha256, WHO, allowed=not remove):
            fail("there is no such picture", "masdar desk queue shows those that wait")


@desk.command()
def undo(
    reporter: Annotated[str, typer.Option(help="As the log shows it.")] = "",
    rule: Annotated[Rule | None, typer.Option(help="A rule; change its numbers first.")] = None,
) -> None:
    """Undo all that one reporter or one rule caused."""
    if bool(reporter) == (rule is not None):
        fail("give a reporter or a rule", "masdar desk log shows reporters")
    with _opened() as opened:
        opened.undo(WHO, reporter=reporter, rule=rule.value if rule else "")


@desk.command()
def takedown(
    article: Annotated[str, typer.Argument(help="SOURCE/NUMBER")],
    level: Annotated[Level, typer.Argument(help="How much is left.")],
    reason: Annotated[str, typer.Option(help="Why; it is public.", prompt=True)],
) -> None:
    """Show less of an article, for good: excerpt, metadata or tombstone. What is cut is deleted from the store."""
    place = permalink_of(article)
    with _opened() as opened:
        if not opened.take_down(place, level, reason, WHO):
            fail("no less would be shown of it", "is there such an article, and was it not taken down further before?")


@desk.command()
def log(json: Json = False) -> None:
    """The audit log, its chain checked. Exit code 3 where it was touched."""
    with _opened() as opened:
        lines = list(opened.log())
    if json:
        print_json(lines)
    else:
        print_table(("n", "what", "who", "hash"), [(one.seq, one.what, one.who, one.hash[:16]) for one in lines])
    wrong = broken(entries(lines))
    if wrong:
        say(f"The chain is broken at line {wrong}: somebody changed the log.")
        raise typer.Exit(PROBLEMS)
    say(f"{len(lines)} lines; the chain holds.")


@desk.command()
def password() -> None:
    """Read a password from standard input and print its hash, for MASDAR_DESK_PASSWORD."""
    given = sys.stdin.readline().rstrip("\n")
    if len(given) < 12:
        fail("too short to guard anything", "give at least 12 characters on standard input")
    typer.echo(parts.hashed_password(given))

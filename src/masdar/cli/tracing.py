"""`masdar trace` and `masdar retrace`."""

from __future__ import annotations

import codecs
import sys
from datetime import datetime
from pathlib import Path
from typing import Annotated, BinaryIO

import typer

from masdar import app as parts
from masdar import extract as extraction
from masdar import urls
from masdar.cli.collecting import say_compiling
from masdar.cli.console import FIRST, as_written, counting, fail, print_json, say, showing
from masdar.cli.reading import MOST_FILE, SAVED, fetched
from masdar.config import load
from masdar.model import OWN, UNDECIDED, Capture, Purpose, Source, StepEnded
from masdar.pipeline import TRACED
from masdar.tracing import LONGEST, Found, Tracer

BYTES = 4 * LONGEST + 8  # read at most: what a text of that length can take, and more
STDIN = "-"
PAGE = ("<!doctype html", "<html")  # how a saved page begins
UTF_16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)  # as Windows writes what it calls Unicode


def trace(
    text: Annotated[str, typer.Argument(help="A file with a text, an address, or - for standard input.")],
    json: Annotated[bool, typer.Option("--json", help="For programs.")] = False,
) -> None:
    """Hold a text (a press release, an article, a saved page) against the archive: who printed its words, who first.
    Nothing of it is kept. Of a very long one the beginning is traced. Exit code 1 where nobody did."""
    settings = load()
    words, at = _read(text)
    if not words.strip():
        fail("there is no text", "give a file, an address, or a text on standard input")
    say_compiling()
    store, index = parts.make_store(settings), parts.make_index(settings)
    try:
        found = parts.trace_text(store, index, words, at)
    finally:
        index.close()
        store.close()
    if json:
        print_json({"trace": found.trace, "held": found.held, "characters": len(found.text), "whole": not found.rest})
    else:
        _show(found)
    if found.rest:
        say(f"Only its first {len(found.text):,} characters were traced: give the rest by itself.")
    if not found.held:
        raise typer.Exit(1)


def _read(text: str) -> tuple[str, datetime | None]:
    """The text, and when it was published where that is known."""
    if text == STDIN:
        return _of(sys.stdin.buffer, "standard input")
    if Path(text).is_file():
        with Path(text).open("rb") as file:
            return _of(file, text)
    return _article(fetched(text), text)


def _of(file: BinaryIO, name: str) -> tuple[str, datetime | None]:
    """The text of a file, or the article of a saved page."""
    raw = file.read(BYTES)
    if raw.removeprefix(codecs.BOM_UTF8)[:512].decode("latin-1").lstrip().lower().startswith(PAGE):
        raw += file.read(MOST_FILE - len(raw))
        headers = (("content-type", "text/html"),)
        return _article(Capture(SAVED, SAVED, 200, headers, raw, parts.utc_now(), Purpose.PAGE), name)
    return _decoded(raw, name), None


def _article(capture: Capture, name: str) -> tuple[str, datetime | None]:
    host = urls.host(capture.final_url)
    source = Source(urls.slug(host), host, capture.final_url)
    try:
        article = extraction.read_article(capture, source, None, now=parts.utc_now())
    except StepEnded as end:
        fail(f"{name} is no article: {end}", "save its text in a file and give that")
    return article.text, article.published


def _decoded(raw: bytes, name: str) -> str:
    encoding = "utf-16" if raw.startswith(UTF_16) else "utf-8-sig"
    try:  # what is longer may be cut within a letter
        text = codecs.getincrementaldecoder(encoding)().decode(raw, final=len(raw) < BYTES)
    except UnicodeDecodeError:
        text = "\0"
    if "\0" in text:  # UTF-16 without its mark is UTF-8, letter by letter
        fail(f"{name} is no text in UTF-8", "save it as UTF-8, or give the address of its page")
    return text


def _show(found: Found) -> None:
    named = {OWN: "its own words, as far as the archive knows", UNDECIDED: "undecided"}
    for share in found.trace.shares:
        showing.print(f"[bold]{share.part:>5.0%}[/]  {named.get(share.of, share.of)}")
    showing.print()
    for one in found.held:
        title = as_written(one.article.article.title)
        showing.print(f"{one.at:%Y-%m-%d %H:%M}  [bold]{one.article.permalink}[/]  {one.words} words\n  {title}")
    say(f"{len(found.held)} articles share passages with it.")


def retrace() -> None:
    """Build the detector of passages anew from the store, and trace what was never traced. The keeper does so by itself
    where its folder is gone. Nothing is lost if it is stopped: run it again."""
    settings = load()
    parts.configure_logs(quiet=True)
    say_compiling()
    store = parts.make_store(settings)
    role = parts.make_role(settings, store)
    if not role.take():
        cure = f"stop masdar run first; after a crash, wait {settings.lease_seconds:.0f} seconds"
        fail("a keeper is at work on the archive", cure)
    detector = parts.make_detector(settings, anew=True)
    tracer = Tracer(store, detector, store.position(TRACED))
    done = 0
    try:
        with counting("changes", total=tracer.behind) as progress:
            while told := tracer.catch_up(parts.utc_now()):
                role.take()  # the lease is short, so that one that is killed keeps no keeper waiting
                done += told
                progress.update(FIRST, completed=done)
    finally:
        detector.close()
        role.leave()
        store.close()
    say(f"{done} changes followed.")

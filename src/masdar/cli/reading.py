"""`masdar search`, `masdar show`, `masdar extract` and `masdar explain`."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from masdar import app as parts
from masdar import extract as extraction
from masdar import publishers, urls
from masdar.cli.console import as_written, fail, permalink_of, print_json, say, showing
from masdar.config import Settings, load
from masdar.contracts import Index
from masdar.model import (
    Article,
    Capture,
    FetchFailed,
    Fragment,
    Hit,
    NotModified,
    Order,
    Purpose,
    Request,
    Search,
    Source,
    StepEnded,
)
from masdar.search.query import QueryError, parse

LONGEST = 160  # letters of a block that are shown
MOST_FILE = 64 * 2**20  # bytes of a saved page
SAVED = "https://page.invalid/"  # where a saved page came from, if nobody says


def search(
    query: Annotated[str, typer.Argument(help='Words, "a phrase", source:ID, title:…, after:2024-01-31, -not …')],
    order: Annotated[Order, typer.Option(help="Which come first.")] = Order.BEST,
    limit: Annotated[int, typer.Option(min=1, max=200, help="How many.")] = 10,
    json: Annotated[bool, typer.Option("--json", help="For programs.")] = False,
) -> None:
    """Search the archive."""
    settings = load()
    try:
        tree = parse(query, now=parts.utc_now())
    except QueryError as error:
        fail(f"{query}\n        {' ' * error.position}^ {error}", "put words in quotes to search them as they stand")
    index = parts.make_index(settings)
    results = index.search(Search(tree, order, limit=limit, text=query))
    _tell_how_far(settings, index)
    index.close()
    if json:
        print_json(results)
        return
    for hit in results.hits:
        _print_hit(hit)
    say(f"{results.total} articles in {results.milliseconds:.1f} ms")
    if not results.total:
        raise typer.Exit(1)


def _tell_how_far(settings: Settings, index: Index) -> None:
    """What is not in the index yet cannot be found: says so, beside the results."""
    store = parts.make_store(settings)
    waiting = store.last_change() - index.position()
    store.close()
    if waiting > 0:
        say(f"the index has still to follow {waiting} changes: the keeper does (masdar run), or masdar reindex")


def _print_hit(hit: Hit) -> None:
    when = hit.at.strftime("%Y-%m-%d %H:%M") if hit.at else ""
    showing.print(f"[bold]{hit.permalink}[/]  {when}\n  {_marked(hit.title)}\n  {_marked(hit.snippet)}\n")


def _marked(fragments: tuple[Fragment, ...]) -> str:
    pieces = (as_written(fragment.text) for fragment in fragments)
    return "".join(
        f"[bold yellow]{piece}[/]" if fragment.hit else piece for fragment, piece in zip(fragments, pieces, strict=True)
    )


def show(
    permalink: Annotated[str, typer.Argument(help="SOURCE/NUMBER, as in the portal's addresses.")],
    json: Annotated[bool, typer.Option("--json", help="For programs.")] = False,
) -> None:
    """Print an article as it is kept."""
    named = permalink_of(permalink)
    store = parts.make_store(load())
    stored = store.article(named)
    store.close()
    if stored is None:
        fail(f"there is no article {permalink}", "masdar search finds articles; masdar sources lists papers")
    if json:
        print_json(stored)
        return
    _print_article(stored.article)
    say(f"revision {stored.revision}, first seen {stored.first_seen:%Y-%m-%d %H:%M} UTC")


def extract(
    page: Annotated[str, typer.Argument(help="A saved page, or an address.")],
    url: Annotated[str, typer.Option(help="The address a saved page came from.")] = SAVED,
    json: Annotated[bool, typer.Option("--json", help="For programs.")] = False,
) -> None:
    """Read one page and print the article with the place each field was read from."""
    now = parts.utc_now()
    capture = _page(page, url, now)
    try:
        article = extraction.read_article(capture, _paper(capture), None, now=now)
    except StepEnded as end:
        fail(f"{page} is no article: {end}", "an article has a title and a text of its own")
    if json:
        print_json(article)
        return
    _print_article(article)


def explain(
    page: Annotated[str, typer.Argument(help="A saved page, or an address.")],
    source: Annotated[str, typer.Option(help="The paper whose learnt furniture counts too.")] = "",
    url: Annotated[str, typer.Option(help="The address a saved page came from.")] = SAVED,
    json: Annotated[bool, typer.Option("--json", help="For programs.")] = False,
) -> None:
    """Show every block of a page, where it stands, and why it is kept or dropped."""
    capture = _page(page, url, parts.utc_now())
    known = _furniture(source) if source else None
    try:
        blocks = extraction.explain(capture, known, source=source or _paper(capture).id)
    except StepEnded as end:
        fail(f"{page} cannot be read: {end}", "it must be an HTML page")
    if json:
        print_json(blocks)
        return
    for block in blocks:
        style = "green" if block.kept else "dim"
        verdict = "kept" if block.kept else block.why
        text = block.text if len(block.text) <= LONGEST else f"{block.text[:LONGEST]}…"
        showing.print(f"[{style}]{as_written(verdict)}[/]  [dim]{as_written(block.path)}[/]\n    {as_written(text)}")
    kept = sum(block.kept for block in blocks)
    say(f"{kept} of {len(blocks)} blocks kept")


def _paper(capture: Capture) -> Source:
    """The paper of the catalogue that a page lies with, else one named by its host."""
    parts.take_in_catalogue(load())
    paper = publishers.load().at(capture.final_url)
    host = urls.host(capture.final_url)
    return paper.source() if paper is not None else Source(urls.slug(host), host, capture.final_url)


def _furniture(source: str) -> extraction.Furniture:
    store = parts.make_store(load())
    known = store.source(source) is not None
    told = store.furniture(source)
    store.close()
    if not known:
        fail(f"there is no source {source!r}", "masdar sources lists them")
    return extraction.Furniture.from_text(told)


def fetched(url: str) -> Capture:
    """The page at an address. Ends the command where it cannot be had."""
    return asyncio.run(_fetched(load(), url))


def _page(page: str, url: str, now: datetime) -> Capture:
    return _saved(Path(page), url, now) if Path(page).is_file() else fetched(page)


def _saved(path: Path, url: str, now: datetime) -> Capture:
    if path.stat().st_size > MOST_FILE:
        fail(f"{path} is larger than {MOST_FILE} bytes", "is it a page?")
    return Capture(url, url, 200, (("content-type", "text/html"),), path.read_bytes(), now, Purpose.PAGE)


async def _fetched(settings: Settings, url: str) -> Capture:
    address = urls.clean(url if "://" in url else f"https://{url}")
    if not address:
        fail(f"{url!r} is neither a file that is there nor an address", "give a path, or an address with https://")
    fetcher = parts.make_fetcher(settings)
    try:
        answer = await fetcher.fetch(Request(address, Purpose.PAGE))
    finally:
        await fetcher.close()
    if isinstance(answer, FetchFailed):
        fail(f"{address}: {answer.reason.value} {answer.detail}", "save the page in a browser and give the file")
    assert not isinstance(answer, NotModified), "an unconditional request has no 304"
    return answer


def _print_article(article: Article) -> None:
    evidence = article.evidence

    def line(name: str, value: object) -> None:
        if value:
            source = f"  [dim]← {as_written(evidence[name])}[/]" if name in evidence else ""
            showing.print(f"[bold]{name:>10}[/]  {as_written(str(value))}{source}")

    line("title", article.title)
    line("url", article.url)
    line("published", article.published.astimezone(UTC).isoformat() if article.published else "")
    line("modified", article.modified.astimezone(UTC).isoformat() if article.modified else "")
    line("byline", article.byline)
    line("authors", "، ".join(article.authors))
    line("section", article.section)
    line("language", article.language)
    line("image", article.image.url if article.image else "")
    line("partial", "yes" if article.partial else "")
    showing.print()
    for block in article.blocks:
        showing.print(f"[dim]{block.kind.value:>10}[/]  {as_written(block.text)}")

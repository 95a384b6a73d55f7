"""What is left of an article that was taken down: what must no longer be shown is deleted from every text; the texts'
digests stay, so that the same text, read again, is known and stays cut."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from sqlalchemy import Connection, bindparam, delete, select, update

from masdar.model import Article, Block, BlockKind, Entry, Level, Permalink
from masdar.store import records
from masdar.store.database import chunks
from masdar.store.schema import NO_PICTURE, articles, authors, entries, revisions, takedowns, thumbnails

EXCERPT = 300  # characters: what a quotation may be, and what search engines show


def reduced(article: Article, level: Level) -> Article:
    """What is left of an article at a level."""
    if level is Level.FULL:
        return article
    if level is Level.EXCERPT:
        first = next((block for block in article.blocks if block.kind is BlockKind.PARAGRAPH), None)
        text = records.shorten(first.text, EXCERPT) if first is not None else ""
        kept = (Block(BlockKind.PARAGRAPH, text, first.direction, first.language),) if first is not None else ()
        return replace(article, blocks=kept, summary="", image=None, partial=True)
    bare = replace(article, blocks=(), summary="", image=None)
    if level is Level.METADATA:
        return bare
    return replace(bare, title="", byline="", authors=(), section="", evidence={})


def promised(entry: Entry, level: Level) -> Entry:
    """What is left of what a listing promised of an article at a level."""
    if level is Level.FULL:
        return entry
    bare = replace(entry, summary="", content="", image="")
    return replace(bare, title="", author="", section="") if level is Level.TOMBSTONE else bare


def cut(connection: Connection, source: str, numbers: Iterable[int]) -> None:
    """Cuts those of the articles that were taken down, every text of theirs."""
    for part in chunks(sorted(set(numbers))):
        for number, level in connection.execute(_TAKEN_DOWN, {"of": source, "wanted": part}).all():
            _cut(connection, Permalink(source, number), Level(level))


_WANTED: Any = bindparam("wanted", expanding=True)
_TAKEN_DOWN = select(takedowns.c.number, takedowns.c.level).where(
    takedowns.c.source == bindparam("of"), takedowns.c.number.in_(_WANTED)
)


def _cut(connection: Connection, place: Permalink, level: Level) -> None:
    own = (revisions.c.source == place.source, revisions.c.number == place.number)
    for revision, body in connection.execute(select(revisions.c.revision, revisions.c.body).where(*own)).all():
        left = records.encode(reduced(records.article(bytes(body)), level))
        connection.execute(update(revisions).where(*own, revisions.c.revision == revision).values(body=left))
    led = (entries.c.source == place.source, entries.c.number == place.number)
    for entry, body in connection.execute(select(entries.c.id, entries.c.body).where(*led)).all():
        left = records.encode(promised(records.entry(bytes(body)), level))
        connection.execute(update(entries).where(entries.c.id == entry).values(body=left))
    values: dict[str, Any] = {"summary": "", "image_url": "", "picture": None, "picture_state": NO_PICTURE}
    if level is Level.TOMBSTONE:
        values.update(title="", authors="[]")
        signed = (authors.c.source == place.source, authors.c.number == place.number)
        connection.execute(delete(authors).where(*signed))
    mine = (articles.c.source == place.source, articles.c.number == place.number)
    shown = connection.scalar(select(articles.c.picture).where(*mine))
    connection.execute(update(articles).where(*mine).values(values))
    others = select(articles.c.number).where(articles.c.picture == shown).limit(1)
    if shown is not None and connection.scalar(others) is None:  # its hashes stay, so that its like is still known
        connection.execute(delete(thumbnails).where(thumbnails.c.sha256 == shown))

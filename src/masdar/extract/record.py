"""An article that comes as a record (a line of a corpus) instead of a page."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import msgspec

from masdar import urls
from masdar.language.bylines import parse as parse_byline
from masdar.language.direction import direction
from masdar.language.identify import identify
from masdar.model import Article, Block, BlockKind, Direction, Image, Precision, Quarantine, Reason

RTL_LANGUAGES = frozenset({"ar", "fa", "ur", "he", "ckb", "ps"})


class Record(msgspec.Struct, frozen=True, gc=False):
    """A line of a corpus. Any field may be missing, null or empty; others are passed over."""

    source: str | None = ""
    url: str | None = ""
    title: str | None = ""
    published: str | None = ""
    author: str | None = ""
    category: str | None = ""
    abstract: str | None = ""
    body: str | None = ""
    language: str | None = ""
    picture: str | None = ""


def read_record(record: Record, *, now: datetime) -> Article:
    """The article a record tells. Raises `Quarantine` where it has no address, title or text."""
    url = urls.clean(record.url or "")
    title = " ".join((record.title or "").split())
    if not url:
        raise Quarantine(Reason.BAD_URL, record.url or "")
    if not title:
        raise Quarantine(Reason.NO_TITLE)
    body = record.body or record.abstract or ""
    language = record.language or identify(f"{title}\n{body[:600]}")
    usual = Direction.RTL if language in RTL_LANGUAGES else Direction.LTR
    blocks = tuple(
        Block(BlockKind.PARAGRAPH, line, direction(line, usual), language)
        for line in (" ".join(line.split(" ")).strip() for line in body.splitlines())
        if line
    )
    if not blocks:
        raise Quarantine(Reason.NO_TEXT)
    published = published_at(record.published or "", now)
    return Article(
        source=urls.slug(record.source or urls.host(url)),
        url=url,
        title=title,
        blocks=blocks,
        language=language,
        direction=usual,
        summary=" ".join((record.abstract or "").split()),
        byline=record.author or "",
        authors=parse_byline(record.author or "").persons,
        section=record.category or "",
        published=published,
        published_precision=Precision.DAY if len(record.published or "") <= 10 else Precision.SECOND,
        image=Image(picture) if (picture := urls.clean(record.picture or "")) else None,
        partial=not record.body,
        evidence={"record": "imported"},
    )


def published_at(text: str, now: datetime) -> datetime | None:
    """An ISO 8601 time, UTC where it names no zone; None where it is none or lies more than a day ahead."""
    try:
        at = datetime.fromisoformat(text)
        at = at.astimezone(UTC) if at.tzinfo else at.replace(tzinfo=UTC)
    except (ValueError, OverflowError):  # the latter where the first day there is is another one in UTC
        return None
    return at if at <= now + timedelta(days=1) else None

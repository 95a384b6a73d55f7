"""Reading articles back: one, some, all; their revisions, captures, pictures and changes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, func, select, tuple_

from masdar.model import (
    CaptureRef,
    Change,
    ChangeKind,
    Document,
    Level,
    Permalink,
    Revision,
    StoredArticle,
)
from masdar.store import looking, records
from masdar.store.database import Database, Statement, chunks
from masdar.store.lists import named
from masdar.store.schema import (
    articles,
    captures,
    change_log,
    changes,
    entries,
    hosts,
    looks,
    revisions,
    takedowns,
    tallies,
)

_LATEST = articles.join(
    revisions,
    (revisions.c.source == articles.c.source)
    & (revisions.c.number == articles.c.number)
    & (revisions.c.revision == articles.c.revision),
)
_CAPTURE = (captures.c.file == revisions.c.file) & (captures.c.offset == revisions.c.offset)
_CAPTURE_COLUMNS = (captures.c.file, captures.c.offset, captures.c.digest, captures.c.revisit)
COLUMNS = (
    articles.c.source,
    articles.c.number,
    articles.c.revision,
    articles.c.first_seen,
    articles.c.last_seen,
    articles.c.picture,
    revisions.c.body,
    *_CAPTURE_COLUMNS,
    *looking.LINK_COLUMNS,
)
JOINED = (
    _LATEST.outerjoin(captures, _CAPTURE)
    .outerjoin(looks, (looks.c.source == articles.c.source) & (looks.c.number == articles.c.number))
    .outerjoin(hosts, (hosts.c.source == looks.c.source) & (hosts.c.host == looks.c.host))
)
STORED = select(*COLUMNS).select_from(JOINED)
_GONE = select(takedowns.c.number).where(
    takedowns.c.source == articles.c.source,
    takedowns.c.number == articles.c.number,
    takedowns.c.level == Level.TOMBSTONE.value,
)
_ONE = Statement(STORED.where(articles.c.source == bindparam("source"), articles.c.number == bindparam("number")))


class SqlReading:
    """The reading half of `ArticleStore`, but for its lists."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def article(self, permalink: Permalink) -> StoredArticle | None:
        if not 0 < permalink.number < 2**63:
            return None
        found = self._database.rows(_ONE, source=records.plain(permalink.source), number=permalink.number)
        return stored(found[0]) if found else None

    def by_url(self, source_id: str, url: str) -> Permalink | None:
        """By the article's own address, else by that of an entry that led to it."""
        if not url.strip():
            return None
        key = records.url_key(url)
        with self._database.read() as connection:
            for table in (articles, entries):
                wanted = select(table.c.number).where(table.c.source == source_id, table.c.key == key)
                number = connection.scalar(wanted)
                if number is not None:
                    return Permalink(source_id, number)
        return None

    def revisions(self, permalink: Permalink) -> list[Revision]:
        wanted = (
            select(revisions.c.revision, revisions.c.body, revisions.c.at, *_CAPTURE_COLUMNS)
            .select_from(revisions.outerjoin(captures, _CAPTURE))
            .where(revisions.c.source == permalink.source, revisions.c.number == permalink.number)
            .order_by(revisions.c.revision)
        )
        with self._database.read() as connection:
            found = connection.execute(wanted).all()
        return [
            Revision(permalink, number, records.article(body), records.instant(at), _capture(capture))
            for number, body, at, *capture in found
        ]

    def captures_of(self, permalink: Permalink) -> list[CaptureRef]:
        """Every capture of the article's address and of the entries that led to it, in the order archived."""
        own = (articles.c.source == permalink.source, articles.c.number == permalink.number)
        led = (entries.c.source == permalink.source, entries.c.number == permalink.number)
        read = (revisions.c.source == permalink.source, revisions.c.number == permalink.number)
        with self._database.read() as connection:
            keys = {bytes(key) for key in connection.scalars(select(articles.c.key).where(*own))}
            keys |= {bytes(key) for key in connection.scalars(select(entries.c.key).where(*led))}
            refs: set[tuple[str, int, str, bool]] = set()
            for part in chunks(sorted(keys)):
                wanted = select(*_CAPTURE_COLUMNS)
                wanted = wanted.where(captures.c.source == permalink.source, captures.c.key.in_(part))
                refs.update(tuple(row) for row in connection.execute(wanted))
            used = select(*_CAPTURE_COLUMNS).select_from(revisions.join(captures, _CAPTURE)).where(*read)
            refs.update(tuple(row) for row in connection.execute(used))
        return [CaptureRef(file, offset, digest, bool(revisit)) for file, offset, digest, revisit in sorted(refs)]

    def count(self) -> int:
        with self._database.read() as connection:
            return int(connection.scalar(select(func.coalesce(func.sum(tallies.c.articles), 0))) or 0)

    def last_numbers(self) -> dict[str, int]:
        with self._database.read() as connection:
            wanted = select(articles.c.source, func.max(articles.c.number)).group_by(articles.c.source)
            return {source: int(number) for source, number in connection.execute(wanted)}

    def numbers(self, source_id: str, first: int, last: int) -> list[tuple[int, datetime]]:
        wanted = select(articles.c.number, revisions.c.at).select_from(_LATEST).order_by(articles.c.number)
        wanted = wanted.where(articles.c.source == source_id, articles.c.number.between(first, last))
        with self._database.read() as connection:
            return [(number, records.instant(at)) for number, at in connection.execute(wanted)]

    # --- the change log ---------------------------------------------------------------------------------------------

    def changes(self, after: int, limit: int) -> list[Change]:
        wanted = select(changes).where(changes.c.seq > after).order_by(changes.c.seq).limit(limit)
        with self._database.read() as connection:
            found = connection.execute(wanted).all()
        return [
            Change(
                row.seq, ChangeKind(row.kind), Permalink(row.source, row.number), row.revision, records.instant(row.at)
            )
            for row in found
        ]

    def last_change(self) -> int:
        with self._database.read() as connection:
            return int(connection.scalar(select(change_log.c.last_seq)) or 0)

    def documents(self, permalinks: Sequence[Permalink]) -> list[Document]:
        """In the order asked for."""
        wanted = select(
            articles.c.source,
            articles.c.number,
            articles.c.revision,
            articles.c.at,
            articles.c.country,
            articles.c.section,
            revisions.c.body,
        ).select_from(_LATEST)
        wanted = wanted.where(~_GONE.exists())
        found: dict[Permalink, Document] = {}
        unique = list(dict.fromkeys(permalinks))
        with self._database.read() as connection:
            for part in chunks(unique):
                for row in connection.execute(wanted.where(named(part))):
                    document = _document(row)
                    found[document.permalink] = document
        return [found[permalink] for permalink in unique if permalink in found]

    def walk(self, after: Permalink | None = None, size: int = 500) -> Iterator[list[StoredArticle]]:
        """Each page is a transaction of its own: articles added behind the walk's place are not seen."""
        while True:
            wanted = STORED.order_by(articles.c.source, articles.c.number).limit(size)
            if after is not None:
                place = tuple_(articles.c.source, articles.c.number)
                wanted = wanted.where(place > tuple_(after.source, after.number))
            with self._database.read() as connection:
                page = [stored(row) for row in connection.execute(wanted)]
            if page:
                after = page[-1].permalink
                yield page
            if len(page) < size:
                return


def _capture(columns: Sequence[Any]) -> CaptureRef | None:
    file, offset, digest, revisit = columns
    return None if file is None else CaptureRef(file, offset, digest, bool(revisit))


def stored(row: Any, *, own_link: bool = False) -> StoredArticle:
    """A row of `STORED`. `own_link`: whatever its host is."""
    source, number, revision, first_seen, last_seen, picture, body, *rest = row
    return StoredArticle(
        Permalink(source, number),
        records.article(body),
        revision,
        records.instant(first_seen),
        records.instant(last_seen),
        _capture(rest[:4]),
        picture or "",
        looking.link((*rest[4:8], *(None,) * 4) if own_link else rest[4:12]),
    )


def _document(row: Any) -> Document:
    """A row of what `documents` asks for."""
    source, number, revision, at, country, section, body = row
    article = records.article(body)
    return Document(
        Permalink(source, number),
        article.title,
        article.text,
        summary=article.summary,
        language=article.language,
        country=country,
        section=section,
        authors=article.authors,
        url=article.url,
        at=records.instant(at),
        has_image=article.image is not None,
        changed=revision > 1,
        kind=article.kind,
    )

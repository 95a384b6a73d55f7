"""Pictures made safe: kept once however many articles show them, and handed out as thumbnails."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import Connection, bindparam, literal_column, select, update

from masdar.contracts import Batch, Matcher
from masdar.model import Permalink, Picture, Thumbnail
from masdar.store import covering, records
from masdar.store.database import Database, chunks, missing, run
from masdar.store.schema import PICTURE_FAILED, PICTURE_KEPT, PICTURE_WAITING, articles, pictures, thumbnails


class SqlPictures:
    """The pictures of `ArticleStore`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def thumbnail(self, sha256: str, width: int) -> Thumbnail | None:
        columns = select(thumbnails.c.width, thumbnails.c.height, thumbnails.c.data)
        of = columns.where(thumbnails.c.sha256 == records.plain(sha256))
        wide = of.where(thumbnails.c.width >= max(0, min(width, 2**31 - 1))).order_by(thumbnails.c.width)
        with self._database.read() as connection:
            row = connection.execute(wide.limit(1)).first()
            if row is None:
                row = connection.execute(of.order_by(thumbnails.c.width.desc()).limit(1)).first()
        return None if row is None else Thumbnail(row.width, row.height, bytes(row.data))


def keep(connection: Connection, batch: Batch, match: Matcher | None) -> list[tuple[int, int, int]]:
    """Writes a batch's pictures; the changes (number, revision, at) are the caller's to log. Raises KeyError where an
    article is not there."""
    of = {permalink.number: picture for permalink, picture in batch.pictures}
    if of:
        covering.hold(connection)
    _write(connection, of.values())
    covering.keep(connection, of.values(), match)
    moment = max([records.micros(outcome.at) for outcome in batch.outcomes], default=0)
    shown: list[dict[str, Any]] = []
    changed: list[tuple[int, int, int]] = []
    found: set[int] = set()
    for numbers in chunks(sorted(of)):
        for number, revision, last_seen, sha256 in connection.execute(_KNOWN, {"of": batch.source, "wanted": numbers}):
            found.add(number)
            if sha256 != of[number].sha256:
                shown.append({"of_source": batch.source, "of": number, "sha256": of[number].sha256})
                changed.append((number, revision, moment or last_seen))
    if unknown := of.keys() - found:
        raise KeyError(str(Permalink(batch.source, min(unknown))))
    run(connection, _SHOW, shown)
    failed = [{"of_source": batch.source, "of": permalink.number} for permalink in batch.pictures_failed]
    run(connection, _FAIL, failed)
    return changed


def _write(connection: Connection, wanted: Iterable[Picture]) -> None:
    """Always in one order, so that two writers never wait for each other."""
    ordered = sorted({picture.sha256: picture for picture in wanted}.values(), key=lambda picture: picture.sha256)
    rows = [
        {
            "sha256": picture.sha256,
            "width": picture.width,
            "height": picture.height,
            "format": picture.format,
            "pdq": picture.pdq,
            "pdq_quality": picture.pdq_quality,
            "second_hash": picture.second_hash,
        }
        for picture in ordered
    ]
    small = [
        {"sha256": picture.sha256, "width": thumbnail.width, "height": thumbnail.height, "data": thumbnail.data}
        for picture in ordered
        for thumbnail in picture.thumbnails
    ]
    run(connection, _PICTURES, rows)
    run(connection, _THUMBNAILS, small)


_PICTURES = missing(pictures)
_THUMBNAILS = missing(thumbnails)
_WANTED: Any = bindparam("wanted", expanding=True)
_KNOWN = select(articles.c.number, articles.c.revision, articles.c.last_seen, articles.c.picture).where(
    articles.c.source == bindparam("of"), articles.c.number.in_(_WANTED)
)
_ARTICLE = (articles.c.source == bindparam("of_source"), articles.c.number == bindparam("of"))
_SHOW = update(articles).where(*_ARTICLE).values(picture=bindparam("sha256"), picture_state=PICTURE_KEPT)
_FAIL = (
    update(articles)
    .where(*_ARTICLE, articles.c.picture_state == literal_column(str(PICTURE_WAITING)))
    .values(picture_state=PICTURE_FAILED)
)

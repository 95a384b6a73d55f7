"""Covers of pictures: read by all who show them, written by one moderation at a time."""

from __future__ import annotations

import secrets as randomness
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, delete, func, or_, select, update

from masdar.contracts import LogLine, Moderated, Moderating
from masdar.model import Covered, Permalink, Print, Veil
from masdar.store import records
from masdar.store.covering import PRINT
from masdar.store.database import Database, Statement, Upsert, add, chunks, run
from masdar.store.schema import (
    articles,
    audit,
    detached,
    moderation,
    picture_covers,
    picture_events,
    picture_sightings,
    picture_views,
    pictures,
    secrets,
    sessions,
)

_VERSION = Statement(select(moderation.c.version))
KEY_BYTES = 32
SECOND = 1_000_000


class SqlGuard:
    """The `GuardStore` contract."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def cover_version(self) -> int:
        return int(self._database.rows(_VERSION)[0][0])

    def covers(self) -> tuple[dict[str, Covered], dict[str, str]]:
        with self._database.read() as connection:
            found = {row.sha256: _covered(row) for row in connection.execute(select(picture_covers))}
            return found, {row.article: row.sha256 for row in connection.execute(select(detached))}

    def moderate(self, after: int, decide: Callable[[Moderating], Moderated]) -> int:
        with self._database.write() as connection:
            head = connection.execute(select(moderation).with_for_update()).one()
            events = _events(connection, after)
            found = _found(connection)
            connection.execute(delete(picture_sightings))
            done = decide(
                Moderating(
                    events,
                    head.log_seq,
                    head.log_hash,
                    found,
                    lambda: _prints(connection),
                    lambda shas: _papers(connection, shas),
                )
            )
            last: int = head.last_event + len(done.events)
            _write(connection, head.last_event, done)
            grown: dict[str, Any] = {"last_event": last}
            if done.covers or done.detached is not None or found:
                grown["version"] = head.version + 1
            if done.log:
                grown.update(log_seq=done.log[-1].seq, log_hash=done.log[-1].hash)
            connection.execute(update(moderation).values(grown))
            return last

    def moderated(self, after: int) -> list[tuple[int, bytes]]:
        with self._database.read() as connection:
            return _events(connection, after)

    def log(self, after: int, limit: int) -> list[LogLine]:
        wanted = select(audit).where(audit.c.seq > after).order_by(audit.c.seq).limit(limit)
        with self._database.read() as connection:
            return [LogLine(*row) for row in connection.execute(wanted)]

    def print_of(self, sha256: str) -> Print | None:
        with self._database.read() as connection:
            row = connection.execute(select(*PRINT).where(pictures.c.sha256 == records.plain(sha256))).first()
            if row is None:
                return None
            seen = connection.scalar(select(func.min(articles.c.first_seen)).where(articles.c.picture == row.sha256))
        return Print(row.sha256, row.pdq, row.pdq_quality, row.second_hash, (seen or 0) // SECOND)

    def shown(self, sha256: str, limit: int) -> list[Permalink]:
        wanted = select(articles.c.source, articles.c.number).where(articles.c.picture == records.plain(sha256))
        with self._database.read() as connection:
            return [Permalink(*row) for row in connection.execute(wanted.order_by(articles.c.at.desc()).limit(limit))]

    def pictures_of(self, source_id: str, since: datetime) -> int:
        wanted = select(func.count()).select_from(articles).where(articles.c.source == records.plain(source_id))
        wanted = wanted.where(articles.c.at >= records.micros(since), articles.c.picture.is_not(None))
        with self._database.read() as connection:
            return int(connection.scalar(wanted) or 0)

    def add_views(self, views: Mapping[str, int]) -> None:
        rows = [{"sha256": records.plain(sha), "views": count} for sha, count in sorted(views.items())]
        with self._database.write() as connection:
            run(connection, _ADD_VIEWS, rows)

    def views(self, sha256: str) -> int:
        with self._database.read() as connection:
            wanted = select(picture_views.c.views).where(picture_views.c.sha256 == records.plain(sha256))
            return int(connection.scalar(wanted) or 0)

    def secret(self, kind: str, now: datetime, seconds: float) -> bytes:
        at = records.micros(now) // SECOND
        known = select(secrets.c.key).where(secrets.c.kind == kind, secrets.c.until > at)
        fresh = {"kind": kind, "until": at + int(seconds), "key": randomness.token_bytes(KEY_BYTES), "now": at}
        with self._database.read() as connection:
            key = connection.execute(known).scalar()
        if key is not None:  # nearly always: no picture waits for whoever writes
            return bytes(key)
        with self._database.write() as connection:
            run(connection, _RENEW_SECRET, [fresh])
            return bytes(connection.execute(known).scalar_one())

    # --- the operator's sessions ---

    def open_session(self, digest: bytes, until: datetime) -> None:
        with self._database.write() as connection:
            add(connection, sessions, [{"digest": digest, "until": records.micros(until) // SECOND}])

    def has_session(self, digest: bytes, now: datetime) -> bool:
        at = records.micros(now) // SECOND
        with self._database.read() as connection:
            wanted = select(sessions.c.digest).where(sessions.c.digest == digest, sessions.c.until > at)
            return connection.scalar(wanted) is not None

    def close_session(self, digest: bytes, now: datetime) -> None:
        over = or_(sessions.c.digest == digest, sessions.c.until <= records.micros(now) // SECOND)
        with self._database.write() as connection:
            connection.execute(delete(sessions).where(over))


_ADD_VIEWS = Upsert(
    picture_views,
    lambda adding: adding.on_conflict_do_update(
        index_elements=["sha256"], set_={"views": picture_views.c.views + adding.excluded.views}
    ),
)
_RENEW_SECRET = Upsert(
    secrets,
    lambda adding: adding.on_conflict_do_update(
        index_elements=["kind"],
        set_={"until": adding.excluded.until, "key": adding.excluded.key},
        where=secrets.c.until <= bindparam("now"),
    ),
)


def _covered(row: Any) -> Covered:
    return Covered(row.sha256, Veil(row.veil), row.rule, row.cause, row.at, row.of, bool(row.spreads))


def _events(connection: Connection, after: int) -> list[tuple[int, bytes]]:
    wanted = select(picture_events.c.seq, picture_events.c.body).where(picture_events.c.seq > after)
    return [(row.seq, bytes(row.body)) for row in connection.execute(wanted.order_by(picture_events.c.seq))]


def _prints(connection: Connection) -> Iterator[Print]:
    """Every picture that an article shows, with when it was first seen."""
    seen = select(articles.c.picture, func.min(articles.c.first_seen).label("seen"))
    used = seen.where(articles.c.picture.is_not(None)).group_by(articles.c.picture).subquery()
    wanted = select(*PRINT, used.c.seen).join(used, used.c.picture == pictures.c.sha256).where(pictures.c.pdq != "")
    for row in connection.execute(wanted):
        yield Print(row.sha256, row.pdq, row.pdq_quality, row.second_hash, row.seen // SECOND)


def _papers(connection: Connection, shas: Sequence[str]) -> dict[str, tuple[str, ...]]:
    found: dict[str, set[str]] = {}
    for part in chunks(sorted(set(shas))):
        wanted = select(articles.c.picture, articles.c.source).where(articles.c.picture.in_(part)).distinct()
        for sha256, source in connection.execute(wanted):
            found.setdefault(sha256, set()).add(source)
    return {sha256: tuple(sorted(sources)) for sha256, sources in found.items()}


def _found(connection: Connection) -> list[tuple[Print, str]]:
    wanted = select(picture_sightings.c.of, *PRINT).join(pictures, pictures.c.sha256 == picture_sightings.c.sha256)
    rows = connection.execute(wanted).all()
    made = []
    for of, sha256, pdq, quality, second in rows:
        seen = connection.scalar(select(func.min(articles.c.first_seen)).where(articles.c.picture == sha256))
        made.append((Print(sha256, pdq, quality, second, (seen or 0) // SECOND), of))
    return made


def _write(connection: Connection, last: int, done: Moderated) -> None:
    events = [{"seq": last + place, "at": at, "body": body} for place, (at, body) in enumerate(done.events, 1)]
    add(connection, picture_events, events)
    for part in chunks(sorted(done.covers)):
        connection.execute(delete(picture_covers).where(picture_covers.c.sha256.in_(part)))
    rows = [
        {
            "sha256": one.sha256,
            "veil": one.veil.value,
            "rule": one.rule,
            "cause": one.cause,
            "at": one.at,
            "of": one.of,
            "spreads": one.spreads,
        }
        for _, one in sorted(done.covers.items())
        if one is not None
    ]
    add(connection, picture_covers, rows)
    if done.detached is not None:
        connection.execute(delete(detached))
        add(connection, detached, [{"article": a, "sha256": s} for a, s in sorted(done.detached.items())])
    lines = [
        {
            "seq": line.seq,
            "at": line.at,
            "who": line.who,
            "what": line.what,
            "told": line.told,
            "before": line.before,
            "hash": line.hash,
        }
        for line in done.log
    ]
    add(connection, audit, lines)

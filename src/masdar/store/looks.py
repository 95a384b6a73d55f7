"""Which pages and hosts are to be looked at again."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Select, select

from masdar.contracts import HostLink, Look
from masdar.store import looking, reading, records
from masdar.store.database import Database
from masdar.store.schema import hosts, looks
from masdar.store.source_rows import instant_or_none

_MORE = (looks.c.host, looks.c.nth, looks.c.misses, looks.c.etag, looks.c.last_modified)


class SqlLooks:
    """The looks of `SourceStore`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def due_looks(self, source_id: str, now: datetime, limit: int) -> list[Look]:
        due = select(looks.c.number).where(
            looks.c.source == source_id, looks.c.due.is_not(None), looks.c.due <= records.micros(now)
        )
        return self._looks(source_id, due.order_by(looks.c.due, looks.c.number).limit(limit))

    def sample(self, source_id: str, host: str, limit: int) -> list[Look]:
        stood = select(looks.c.number).where(looks.c.source == source_id, looks.c.host == host)
        return self._looks(source_id, stood.order_by(looks.c.at, looks.c.number).limit(limit))

    def due_hosts(self, source_id: str, now: datetime) -> list[HostLink]:
        wanted = select(hosts).where(hosts.c.source == source_id, hosts.c.due <= records.micros(now))
        with self._database.read() as connection:
            return [host_link(row) for row in connection.execute(wanted.order_by(hosts.c.due, hosts.c.host))]

    def _looks(self, source_id: str, numbers: Select[Any]) -> list[Look]:
        with self._database.read() as connection:
            wanted = list(connection.scalars(numbers))
            order = {number: place for place, number in enumerate(wanted)}
            asked = reading.STORED.add_columns(*_MORE).where(looks.c.source == source_id, looks.c.number.in_(wanted))
            found = [_look(row) for row in connection.execute(asked)]
        return sorted(found, key=lambda look: order[look.stored.permalink.number])


def host_link(row: Any) -> HostLink:
    kept = looking.plain_link((row.state, row.since, row.signals, row.target))
    return HostLink(row.source, row.host, kept, instant_or_none(row.due), row.misses)


def _look(row: Any) -> Look:
    """The link is the article's own: what its host is has no say in what is found now."""
    host, nth, misses, etag, last_modified = row[-len(_MORE) :]
    return Look(reading.stored(row[: -len(_MORE)], own_link=True), host, nth, misses, etag, last_modified)

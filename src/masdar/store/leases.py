"""Leases: a source is worked on by one collector at a time."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, and_, bindparam, func, or_, select, update

from masdar.model import Source
from masdar.store import records, source_rows
from masdar.store.database import Database, chunks, run
from masdar.store.schema import NEVER, sources


class SqlLeases:
    """The leases of the `SourceStore` contract."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def lease_sources(self, holder: str, now: datetime, seconds: float, limit: int) -> list[Source]:
        """Those not leased for the longest time come first, so that a long backlog never starves the others."""
        moment = records.micros(now)
        with self._database.write() as connection:
            # A collector that died holds nothing any more: `next_due` counts its sources again.
            connection.execute(_LAPSE, {"now": moment})
            taken = list(connection.scalars(_DUE, {"now": moment, "most": limit}))
            lease = {"holder": holder, "lease_until": _until(now, seconds), "leased_at": moment}
            run(connection, _ONE, [{"of": source_id, **lease} for source_id in taken])
            order = {source_id: place for place, source_id in enumerate(taken)}
            return sorted(source_rows.load(connection, taken), key=lambda source: order[source.id])

    def lease_source(self, holder: str, source_id: str, now: datetime, seconds: float) -> Source | None:
        moment = records.micros(now)
        lease = {"holder": holder, "lease_until": _until(now, seconds), "leased_at": moment}
        with self._database.write() as connection:
            hold(connection, [source_id])
            taken = connection.execute(_TAKE, {"of": source_id, "now": moment, **lease}).first()
            return None if taken is None else source_rows.load(connection, [source_id])[0]

    def renew_lease(self, holder: str, source_id: str, now: datetime, seconds: float) -> bool:
        renewed = {"of": source_id, "by": holder, "now": records.micros(now), "lease_until": _until(now, seconds)}
        with self._database.write() as connection:
            return connection.execute(_RENEW, renewed).first() is not None

    def release_source(self, holder: str, source_id: str) -> None:
        with self._database.write() as connection:
            connection.execute(_RELEASE, {"of": source_id, "by": holder})

    def next_due(self) -> datetime | None:
        free = and_(sources.c.state == "active", sources.c.holder == "")
        with self._database.read() as connection:
            earliest = connection.scalar(select(func.min(sources.c.due)).where(free))
        return None if earliest is None or earliest == NEVER else records.instant(earliest)


def hold(connection: Connection, names: Sequence[str]) -> None:
    """Holds the named sources' rows, always in one order so that two writers never wait for each other."""
    held: set[str] = set()
    for part in chunks(names):
        held.update(connection.scalars(_LOCK, {"wanted": part}))
    unknown = [name for name in names if name not in held]
    if unknown:
        raise KeyError(unknown[0])


def _until(now: datetime, seconds: float) -> int:
    return records.micros(now + timedelta(seconds=seconds))


# Made once: to make a statement takes longer than to run it.
_SOURCE = sources.c.id == bindparam("of")
_WANTED: Any = bindparam("wanted", expanding=True)
_HELD = and_(_SOURCE, sources.c.holder == bindparam("by"))
_LOCK = select(sources.c.id).where(sources.c.id.in_(_WANTED)).order_by(sources.c.id).with_for_update(key_share=True)
_ONE = update(sources).where(_SOURCE)  # sets the columns the rows bring
_FREE = or_(sources.c.holder == "", sources.c.lease_until <= bindparam("now"))
_LAPSED = select(sources.c.id).where(sources.c.holder != "", sources.c.lease_until <= bindparam("now"))
_LAPSE = (
    update(sources)
    .where(sources.c.id.in_(_LAPSED.with_for_update(skip_locked=True, key_share=True)))
    .values(holder="", lease_until=0)
)
_DUE = (
    select(sources.c.id)
    .where(sources.c.state == "active", sources.c.due <= bindparam("now"), _FREE)
    .order_by(sources.c.leased_at, sources.c.due, sources.c.id)
    .limit(bindparam("most"))
    .with_for_update(skip_locked=True, key_share=True)
)
_TAKE = update(sources).where(_SOURCE, _FREE).returning(sources.c.id)
_RENEW = update(sources).where(_HELD, sources.c.lease_until > bindparam("now")).returning(sources.c.id)
_RELEASE = update(sources).where(_HELD).values(holder="", lease_until=0)

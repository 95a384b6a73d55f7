"""Sources, their channels, their leases and their entries."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, and_, func, or_, select, update

from masdar.contracts import SourceHealth
from masdar.model import Channel, Entry, Permalink, Source, SourceState
from masdar.store import health_rows, records, source_rows
from masdar.store.database import Database, chunks, insert, run
from masdar.store.due import WAITING, settle_due
from masdar.store.schema import NEVER, articles, channels, entries, furniture, outcome_counts, sources, tallies

SOURCE_ID = re.compile(r"[a-z0-9][a-z0-9-]{0,63}")


class SqlSources:
    """The `SourceStore` contract."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add_source(self, source: Source) -> bool:
        """Raises ValueError where the id could not stand in an address."""
        if not SOURCE_ID.fullmatch(source.id):
            raise ValueError(f"a source's id is made of a-z, 0-9 and hyphens: {source.id!r}")
        with self._database.write() as connection:
            row = source_rows.source_row(source)
            fresh = {**row, "last_number": 0, "due": NEVER, "holder": "", "lease_until": 0, "leased_at": 0}
            adding = insert(connection, sources).values(fresh).on_conflict_do_nothing().returning(sources.c.id)
            new = connection.execute(adding).first() is not None
            if not new:
                _bring_up_to_date(connection, row)
            _add_channels(connection, source)
            settle_due(connection, [source.id])
        return new

    def source(self, source_id: str) -> Source | None:
        found = self._sources([source_id])
        return found[0] if found else None

    def sources(self) -> list[Source]:
        return self._sources(None)

    def _sources(self, wanted: Sequence[str] | None) -> list[Source]:
        with self._database.read() as connection:
            return source_rows.load(connection, wanted)

    def save_channel(self, source_id: str, channel: Channel) -> None:
        """Raises KeyError where there is no such source."""
        with self._database.write() as connection:
            _lock(connection, [source_id])
            row = source_rows.channel_row(source_id, channel)
            kept = {name: value for name, value in row.items() if name not in ("source", "digest")}
            saving = insert(connection, channels).values(row)
            connection.execute(saving.on_conflict_do_update(index_elements=["source", "digest"], set_=kept))
            settle_due(connection, [source_id])

    def furniture(self, source_id: str) -> str:
        """ "" where nothing was learnt yet."""
        with self._database.read() as connection:
            return connection.scalar(select(furniture.c.body).where(furniture.c.source == source_id)) or ""

    def set_state(self, source_id: str, state: str) -> None:
        """Raises KeyError where there is no such source, ValueError where there is no such state."""
        changing = update(sources).where(sources.c.id == source_id).values(state=SourceState(state).value)
        with self._database.write() as connection:
            if connection.execute(changing.returning(sources.c.id)).first() is None:
                raise KeyError(source_id)

    # --- leases ---------------------------------------------------------------------------------------------------

    def lease_sources(self, holder: str, now: datetime, seconds: float, limit: int) -> list[Source]:
        """Those not leased for the longest time come first, so that a long backlog never starves the others."""
        moment = records.micros(now)
        lapsed = select(sources.c.id).where(sources.c.holder != "", sources.c.lease_until <= moment)
        lapsed = lapsed.with_for_update(skip_locked=True, key_share=True)
        with self._database.write() as connection:
            # A collector that died holds nothing any more: `next_due` counts its sources again.
            connection.execute(update(sources).where(sources.c.id.in_(lapsed)).values(holder="", lease_until=0))
            due = (
                select(sources.c.id)
                .where(sources.c.state == "active", sources.c.due <= moment)
                .where(or_(sources.c.holder == "", sources.c.lease_until <= moment))
                .order_by(sources.c.leased_at, sources.c.due, sources.c.id)
                .limit(limit)
                .with_for_update(skip_locked=True, key_share=True)
            )
            taken = list(connection.scalars(due))
            lease = {"holder": holder, "lease_until": _until(now, seconds), "leased_at": moment}
            connection.execute(update(sources).where(sources.c.id.in_(taken)).values(lease))
            order = {source_id: place for place, source_id in enumerate(taken)}
            return sorted(source_rows.load(connection, taken), key=lambda source: order[source.id])

    def lease_source(self, holder: str, source_id: str, now: datetime, seconds: float) -> Source | None:
        moment = records.micros(now)
        free = or_(sources.c.holder == "", sources.c.lease_until <= moment)
        lease = {"holder": holder, "lease_until": _until(now, seconds), "leased_at": moment}
        with self._database.write() as connection:
            _lock(connection, [source_id])
            taking = update(sources).where(sources.c.id == source_id, free).values(lease)
            taken = connection.execute(taking.returning(sources.c.id)).first()
            return None if taken is None else source_rows.load(connection, [source_id])[0]

    def renew_lease(self, holder: str, source_id: str, now: datetime, seconds: float) -> bool:
        held = and_(sources.c.id == source_id, sources.c.holder == holder, sources.c.lease_until > records.micros(now))
        renewing = update(sources).where(held).values(lease_until=_until(now, seconds)).returning(sources.c.id)
        with self._database.write() as connection:
            return connection.execute(renewing).first() is not None

    def release_source(self, holder: str, source_id: str) -> None:
        held = and_(sources.c.id == source_id, sources.c.holder == holder)
        with self._database.write() as connection:
            connection.execute(update(sources).where(held).values(holder="", lease_until=0))

    def next_due(self) -> datetime | None:
        free = and_(sources.c.state == "active", sources.c.holder == "")
        with self._database.read() as connection:
            earliest = connection.scalar(select(func.min(sources.c.due)).where(free))
        return None if earliest is None or earliest == NEVER else records.instant(earliest)

    # --- entries --------------------------------------------------------------------------------------------------

    def offer(self, entries: Sequence[Entry], now: datetime) -> int:
        """An entry without a usable address is passed over; one whose address is an article's already is known.
        Raises KeyError where there is no such source."""
        moment = records.micros(now)
        by_source: dict[str, dict[bytes, Entry]] = {}
        for entry in entries:
            if entry.url.strip():
                by_source.setdefault(entry.source, {}).setdefault(records.url_key(entry.url), entry)
        if not by_source:
            return 0
        names = sorted(by_source)
        with self._database.write() as connection:
            _lock(connection, names)
            new = sum(_offer(connection, name, by_source[name], moment) for name in names)
            if new:
                settle_due(connection, names)
        return new

    def waiting(self, source_id: str, now: datetime, limit: int) -> list[Entry]:
        due = entries.c.due <= records.micros(now)
        wanted = select(entries.c.body, entries.c.attempts).where(
            entries.c.source == source_id, entries.c.due.is_not(None), due
        )
        with self._database.read() as connection:
            found = connection.execute(wanted.order_by(entries.c.id).limit(limit)).all()
        return [_entry(body, attempts) for body, attempts in found]

    def entry(self, source_id: str, url: str) -> Entry | None:
        if not url.strip():
            return None
        wanted = select(entries.c.body, entries.c.attempts)
        wanted = wanted.where(entries.c.source == source_id, entries.c.key == records.url_key(url))
        with self._database.read() as connection:
            row = connection.execute(wanted).first()
        return None if row is None else _entry(row.body, row.attempts)

    def waiting_pictures(self, source_id: str, limit: int) -> list[tuple[Permalink, str]]:
        wanted = (
            select(articles.c.number, articles.c.image_url)
            .where(articles.c.source == source_id, articles.c.picture_state == WAITING)
            .order_by(articles.c.first_seen, articles.c.number)
            .limit(limit)
        )
        with self._database.read() as connection:
            found = connection.execute(wanted).all()
        return [(Permalink(source_id, number), url) for number, url in found]

    def health(self) -> list[SourceHealth]:
        with self._database.read() as connection:
            known = source_rows.load(connection, None)
            columns = (sources.c.id, sources.c.newest, sources.c.due, sources.c.holder)
            kept = {row[0]: row for row in connection.execute(select(*columns))}
            counted = select(tallies.c.source, func.sum(tallies.c.articles)).group_by(tallies.c.source)
            numbers = {row[0]: int(row[1]) for row in connection.execute(counted)}
            queued = select(entries.c.source, func.count()).where(entries.c.due.is_not(None)).group_by(entries.c.source)
            pending = {row[0]: row[1] for row in connection.execute(queued)}
            recent = health_rows.recent(connection, [source.id for source in known])
            troubles, stood = health_rows.troubles(connection), health_rows.hosts_of(connection)
            results: dict[str, dict[str, int]] = {}
            for source_id, step, result, reason, count in connection.execute(select(*outcome_counts.c)):
                results.setdefault(source_id, {})[f"{step}.{result}.{reason}"] = count
        return [
            SourceHealth(
                source,
                numbers.get(source.id, 0),
                source_rows.instant_or_none(kept[source.id].newest),
                pending.get(source.id, 0),
                None if kept[source.id].due == NEVER else records.instant(kept[source.id].due),
                kept[source.id].holder,
                results.get(source.id, {}),
                *recent[source.id],
                troubles.get(source.id, {}),
                stood.get(source.id, ()),
            )
            for source in known
        ]


def _entry(body: bytes, attempts: int) -> Entry:
    found = records.entry(body)
    return found if found.attempts == attempts else replace(found, attempts=attempts)


def _offer(connection: Connection, source_id: str, offered: dict[bytes, Entry], moment: int) -> int:
    known: set[bytes] = set()
    for keys in chunks(list(offered)):
        for table in (entries, articles):
            found = select(table.c.key).where(table.c.source == source_id, table.c.key.in_(keys))
            known.update(bytes(key) for key in connection.scalars(found))
    rows = [
        {
            "source": source_id,
            "key": key,
            "offered": moment,
            "due": moment,
            "attempts": 0,
            "body": records.encode(entry),
        }
        for key, entry in offered.items()
        if key not in known
    ]
    run(connection, entries.insert(), rows)
    return len(rows)


def _lock(connection: Connection, names: Sequence[str]) -> None:
    """Holds the named sources' rows, always in one order so that two writers never wait for each other."""
    held: set[str] = set()
    for part in chunks(names):
        locking = select(sources.c.id).where(sources.c.id.in_(part)).order_by(sources.c.id)
        held.update(connection.scalars(locking.with_for_update(key_share=True)))
    missing = [name for name in names if name not in held]
    if missing:
        raise KeyError(missing[0])


def _bring_up_to_date(connection: Connection, row: dict[str, Any]) -> None:
    _lock(connection, [row["id"]])
    kept = {name: value for name, value in row.items() if name not in ("id", "state")}
    connection.execute(update(sources).where(sources.c.id == row["id"]).values(kept))
    moved = and_(articles.c.source == row["id"], articles.c.country != row["country"])
    connection.execute(update(articles).where(moved).values(country=row["country"]))


def _add_channels(connection: Connection, source: Source) -> None:
    rows = [source_rows.channel_row(source.id, channel) for channel in source.channels]
    adding = insert(connection, channels)
    declared = {"kind": adding.excluded.kind, "section": adding.excluded.section}
    run(connection, adding.on_conflict_do_update(index_elements=["source", "digest"], set_=declared), rows)


def _until(now: datetime, seconds: float) -> int:
    return records.micros(now + timedelta(seconds=seconds))

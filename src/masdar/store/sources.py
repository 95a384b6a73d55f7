"""Sources, their channels, their leases and their entries."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, and_, bindparam, func, select, update

from masdar.contracts import SourceHealth
from masdar.model import Channel, Entry, Permalink, Source, SourceState
from masdar.store import health_rows, records, source_rows
from masdar.store.database import Database, Upsert, add, chunks, run
from masdar.store.due import WAITING, settle_due
from masdar.store.leases import hold
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
            new = connection.execute(_ADD.on(connection), fresh).first() is not None
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
            hold(connection, [source_id])
            run(connection, _SAVE_CHANNEL, [source_rows.channel_row(source_id, channel)])
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
            hold(connection, names)
            new = sum(_offer(connection, name, by_source[name], moment) for name in names)
            if new:
                settle_due(connection, names)
        return new

    def waiting(self, source_id: str, now: datetime, limit: int) -> list[Entry]:
        wanted = {"of": source_id, "now": records.micros(now), "most": limit}
        with self._database.read() as connection:
            found = connection.execute(_WAITING, wanted).all()
        return [_entry(body, attempts) for body, attempts in found]

    def entry(self, source_id: str, url: str) -> Entry | None:
        if not url.strip():
            return None
        with self._database.read() as connection:
            row = connection.execute(_ENTRY, {"of": source_id, "key": records.url_key(url)}).first()
        return None if row is None else _entry(row.body, row.attempts)

    def waiting_pictures(self, source_id: str, limit: int) -> list[tuple[Permalink, str]]:
        with self._database.read() as connection:
            found = connection.execute(_PICTURES, {"of": source_id, "most": limit}).all()
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
        for found in _KEYS:
            known.update(bytes(key) for key in connection.scalars(found, {"of": source_id, "wanted": keys}))
    rows = [
        {
            "source": source_id,
            "key": key,
            "offered": moment,
            "due": moment,
            "attempts": 0,
            "body": records.encode(replace(entry, content="") if entry.content else entry),
        }
        for key, entry in offered.items()
        if key not in known
    ]
    add(connection, entries, rows)
    return len(rows)


def _bring_up_to_date(connection: Connection, row: dict[str, Any]) -> None:
    hold(connection, [row["id"]])
    kept = {name: value for name, value in row.items() if name not in ("id", "state")}
    connection.execute(_ONE, {"of": row["id"], **kept})
    moved = and_(articles.c.source == row["id"], articles.c.country != row["country"])
    connection.execute(update(articles).where(moved).values(country=row["country"]))


def _add_channels(connection: Connection, source: Source) -> None:
    rows = [source_rows.channel_row(source.id, channel) for channel in source.channels]
    run(connection, _DECLARE_CHANNEL, rows)


# Made once: to make a statement takes longer than to run it.
_SOURCE = sources.c.id == bindparam("of")
_WANTED: Any = bindparam("wanted", expanding=True)
_ADD = Upsert(sources, lambda adding: adding.on_conflict_do_nothing().returning(sources.c.id))
_ONE = update(sources).where(_SOURCE)  # sets the columns the rows bring


def _channel_upsert(kept: Sequence[str]) -> Upsert:
    """A channel; of one that is there already the named columns are set."""
    return Upsert(
        channels,
        lambda adding: adding.on_conflict_do_update(
            index_elements=["source", "digest"], set_={name: adding.excluded[name] for name in kept}
        ),
    )


_SAVE_CHANNEL = _channel_upsert([one.name for one in channels.c if one.name not in ("id", "source", "digest")])
_DECLARE_CHANNEL = _channel_upsert(("kind", "section"))
_KEYS = [
    select(table.c.key).where(table.c.source == bindparam("of"), table.c.key.in_(_WANTED))
    for table in (entries, articles)
]
_ENTRY = select(entries.c.body, entries.c.attempts).where(
    entries.c.source == bindparam("of"), entries.c.key == bindparam("key")
)
_WAITING = (
    select(entries.c.body, entries.c.attempts)
    .where(entries.c.source == bindparam("of"), entries.c.due.is_not(None), entries.c.due <= bindparam("now"))
    .order_by(entries.c.id)
    .limit(bindparam("most"))
)
_PICTURES = (
    select(articles.c.number, articles.c.image_url)
    .where(articles.c.source == bindparam("of"), articles.c.picture_state == WAITING)
    .order_by(articles.c.first_seen, articles.c.number)
    .limit(bindparam("most"))
)

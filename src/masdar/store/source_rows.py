"""Sources and channels as rows of their tables."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, select

from masdar.model import Channel, ChannelKind, Source, SourceKind, SourceState
from masdar.store import records
from masdar.store.schema import channels, sources


def load(connection: Connection, wanted: Sequence[str] | None) -> list[Source]:
    """The sources in the order of their ids, with their channels in the order they were added."""
    of: dict[str, list[Channel]] = {}
    asked, known = (_CHANNELS, _SOURCES) if wanted is None else (_CHANNELS_OF, _NAMED)
    names = {} if wanted is None else {"wanted": list(wanted)}
    for row in connection.execute(asked, names):
        of.setdefault(row.source, []).append(_channel(row))
    return [_source(row, tuple(of.get(row.id, ()))) for row in connection.execute(known, names)]


_CHANNELS = select(channels).order_by(channels.c.source, channels.c.id)
_SOURCES = select(sources).order_by(sources.c.id)
_WANTED: Any = bindparam("wanted", expanding=True)
_CHANNELS_OF = _CHANNELS.where(channels.c.source.in_(_WANTED))
_NAMED = _SOURCES.where(sources.c.id.in_(_WANTED))


def source_row(source: Source) -> dict[str, Any]:
    return {
        "id": source.id,
        "name": records.plain(source.name),
        "name_latin": records.plain(source.name_latin),
        "home": records.plain(source.home),
        "kind": source.kind.value,
        "languages": records.names_text(source.languages),
        "country": source.country.lower(),
        "timezone": source.timezone,
        "state": source.state.value,
    }


def _source(row: Any, of: tuple[Channel, ...]) -> Source:
    return Source(
        row.id,
        row.name,
        row.home,
        of,
        row.name_latin,
        SourceKind(row.kind),
        records.names(row.languages),
        row.country,
        row.timezone,
        SourceState(row.state),
    )


def channel_row(source_id: str, channel: Channel) -> dict[str, Any]:
    return {
        "source": source_id,
        "digest": records.digest(channel.url),
        "url": records.plain(channel.url),
        "kind": channel.kind.value,
        "section": records.plain(channel.section),
        "etag": records.plain(channel.etag),
        "last_modified": records.plain(channel.last_modified),
        "interval": channel.interval,
        "next_due": None if channel.next_due is None else records.micros(channel.next_due),
        "failures": channel.failures,
        "ended": channel.ended,
        "rhythm": records.plain(channel.rhythm),
    }


def _channel(row: Any) -> Channel:
    return Channel(
        row.url,
        ChannelKind(row.kind),
        row.section,
        row.etag,
        row.last_modified,
        row.interval,
        instant_or_none(row.next_due),
        row.failures,
        row.ended,
        row.rhythm,
    )


def instant_or_none(value: int | None) -> datetime | None:
    return None if value is None else records.instant(value)

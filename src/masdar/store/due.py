"""When a source has something to be done: the earliest of a channel to ask, a push to read, a page to read, a picture
to fetch, and a page or host to look at again.

It is kept in `sources.due` and worked out again, from short indexes, in every transaction that could move it, so that a
lease reads one short index however many entries there are.
"""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import ColumnElement, Connection, bindparam, func, literal_column, select, update

from masdar.store.database import chunks, run
from masdar.store.schema import NEVER, articles, channels, entries, hosts, looks, pushes, sources

WAITING: ColumnElement[int] = literal_column("1")  # schema.PICTURE_WAITING, spelt out so that the partial index is used


def settle_due(connection: Connection, names: Iterable[str]) -> None:
    """Works out again when the named sources are due. The caller holds their rows."""
    rows = [{"of": name, "when": when} for name, when in due_times(connection, names).items()]
    run(connection, _SET_DUE, rows)


def due_times(connection: Connection, names: Iterable[str]) -> dict[str, int]:
    """When each of the named sources has something to be done, `NEVER` where nothing waits."""
    found: dict[str, int] = {}
    for part in chunks(list(names)):
        for name, *times in connection.execute(_DUE, {"names": list(part)}):
            found[name] = _earliest(*times)
    return found


def _earliest(*times: int | None) -> int:
    return min((time for time in times if time is not None), default=NEVER)


_DUE = select(
    sources.c.id,
    select(func.min(func.coalesce(channels.c.next_due, 0)))
    .where(channels.c.source == sources.c.id, channels.c.ended.is_(False))
    .scalar_subquery(),
    select(func.min(entries.c.due))
    .where(entries.c.source == sources.c.id, entries.c.due.is_not(None))
    .scalar_subquery(),
    select(func.min(articles.c.first_seen))
    .where(articles.c.source == sources.c.id, articles.c.picture_state == WAITING)
    .scalar_subquery(),
    select(func.min(looks.c.due)).where(looks.c.source == sources.c.id, looks.c.due.is_not(None)).scalar_subquery(),
    select(func.min(hosts.c.due)).where(hosts.c.source == sources.c.id).scalar_subquery(),
    select(func.min(pushes.c.at)).where(pushes.c.source == sources.c.id).scalar_subquery(),
).where(sources.c.id.in_(bindparam("names", expanding=True)))

_SET_DUE = update(sources).where(sources.c.id == bindparam("of")).values(due=bindparam("when"))

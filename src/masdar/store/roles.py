"""Roles that only one process may have at a time, and how far those who have them are."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import bindparam, delete, or_, select

from masdar.store import records
from masdar.store.database import Database, Upsert, run
from masdar.store.schema import positions, roles


class SqlRoles:
    """The `RoleStore` contract."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def take_role(self, role: str, holder: str, now: datetime, seconds: float) -> bool:
        until = records.micros(now + timedelta(seconds=seconds))
        taken = {"name": role, "holder": holder, "until": until, "now": records.micros(now)}
        with self._database.write() as connection:
            return connection.execute(_TAKE.on(connection), taken).first() is not None

    def leave_role(self, role: str, holder: str) -> None:
        with self._database.write() as connection:
            connection.execute(delete(roles).where(roles.c.name == role, roles.c.holder == holder))

    def position(self, name: str) -> int:
        with self._database.read() as connection:
            found = connection.scalar(select(positions.c.position).where(positions.c.name == name))
        return int(found or 0)

    def keep_position(self, name: str, position: int) -> None:
        with self._database.write() as connection:
            run(connection, _KEEP, [{"name": name, "position": position}])


_TAKE = Upsert(
    roles,
    lambda adding: adding.on_conflict_do_update(
        index_elements=["name"],
        set_={"holder": adding.excluded.holder, "until": adding.excluded.until},
        where=or_(roles.c.holder == adding.excluded.holder, roles.c.until <= bindparam("now")),
    ).returning(roles.c.name),
)
_KEEP = Upsert(
    positions,
    lambda adding: adding.on_conflict_do_update(index_elements=["name"], set_={"position": adding.excluded.position}),
)

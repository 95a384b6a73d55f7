"""Roles that only one process may have at a time, and how far those who have them are."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import delete, or_, select

from masdar.store import records
from masdar.store.database import Database, insert
from masdar.store.schema import positions, roles


class SqlRoles:
    """The `RoleStore` contract."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def take_role(self, role: str, holder: str, now: datetime, seconds: float) -> bool:
        until = records.micros(now + timedelta(seconds=seconds))
        with self._database.write() as connection:
            taking = insert(connection, roles).values(name=role, holder=holder, until=until)
            taking = taking.on_conflict_do_update(
                index_elements=["name"],
                set_={"holder": taking.excluded.holder, "until": taking.excluded.until},
                where=or_(roles.c.holder == holder, roles.c.until <= records.micros(now)),
            )
            return connection.execute(taking.returning(roles.c.name)).first() is not None

    def leave_role(self, role: str, holder: str) -> None:
        with self._database.write() as connection:
            connection.execute(delete(roles).where(roles.c.name == role, roles.c.holder == holder))

    def position(self, name: str) -> int:
        with self._database.read() as connection:
            found = connection.scalar(select(positions.c.position).where(positions.c.name == name))
        return int(found or 0)

    def keep_position(self, name: str, position: int) -> None:
        with self._database.write() as connection:
            keeping = insert(connection, positions).values(name=name, position=position)
            connection.execute(keeping.on_conflict_do_update(index_elements=["name"], set_={"position": position}))

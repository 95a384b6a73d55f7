"""Stores for tests, with their tables made: copies of one that was migrated once, which takes next to no time."""

from __future__ import annotations

import sqlite3
import tempfile
from contextlib import closing
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy
from sqlalchemy import Engine
from sqlalchemy.engine import Dialect, make_url

from masdar.store import SqlStore, database, open_store
from masdar.store.database import Database
from masdar.store.schema import change_log, metadata, moderation

MEMORY = "sqlite://"
# What makes all tables as a migration leaves them. Next to nothing where they are empty already.
# What makes all tables as a migration leaves them. Next to nothing where they are empty already.
EMPTYING = (
    *(
        f"DELETE FROM {table.name}"
        for table in reversed(metadata.sorted_tables)
        if table not in (change_log, moderation)
    ),
    "UPDATE change_log SET last_seq = 0",
    f"UPDATE moderation SET last_event = 0, version = 0, log_seq = 0, log_hash = '{'0' * 64}'",
)


def share_compiled_statements(patch: pytest.MonkeyPatch) -> None:
    """Lets all stores of a run compile a statement once. An engine remembers what it compiled for its own dialect; a
    test that opens a store of its own would spend more on compiling than on what it asks."""
    compiled: dict[Any, Any] = {}
    dialects: dict[str, Dialect] = {}

    def sharing(*arguments: Any, **options: Any) -> Engine:
        engine = sqlalchemy.create_engine(*arguments, **options)
        known = dialects.get(engine.dialect.name)
        if known is not None and known.server_version_info is not None:  # it has been connected
            engine.dialect = known
        dialects[engine.dialect.name] = engine.dialect
        return engine.execution_options(compiled_cache=compiled)

    patch.setattr(database, "create_engine", sharing)


@cache
def _templates() -> tuple[bytes, bytes]:
    """An empty store on SQLite, byte for byte: for a file, and for memory, where no other file is written ahead to."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "store.sqlite"
        store = open_store(f"sqlite:///{path}")
        store.migrate()
        store.close()
        in_file = path.read_bytes()
        with closing(sqlite3.connect(path)) as connection:
            connection.execute("PRAGMA journal_mode=DELETE")
        return in_file, path.read_bytes()


def made_store(url: str = MEMORY, *arguments: Any) -> SqlStore:
    """`open_store`, on SQLite with the tables made."""
    if url == MEMORY:
        return _Lent(_idle.pop() if _idle else _made_in_memory(), *arguments)
    path = Path(make_url(url).database or "")
    if not path.exists():
        path.write_bytes(_templates()[0])
    return open_store(url, *arguments)


class _Lent(SqlStore):
    """A store in memory. Closed, it is emptied and lent again: its statements are prepared by then."""

    def __init__(self, lent: Database, *arguments: Any) -> None:
        super().__init__(lent, *arguments)
        self._made = _schema_version(lent)

    def close(self) -> None:
        lent, self._database = self._database, _GIVEN_BACK
        if lent is _GIVEN_BACK or lent.engine.pool.checkedout():  # type: ignore[attr-defined]  # SQLite's own
            return
        with closing(lent.engine.raw_connection()) as connection:
            for statement in ("BEGIN IMMEDIATE", *EMPTYING, "COMMIT"):
                connection.driver_connection.execute(statement)  # type: ignore[union-attr]  # SQLite's own
        if _schema_version(lent) == self._made:
            _idle.append(lent)


_idle: list[Database] = []
_GIVEN_BACK = Database(MEMORY)  # without tables


def _made_in_memory() -> Database:
    made = Database(MEMORY)
    with closing(made.engine.raw_connection()) as connection:
        connection.driver_connection.deserialize(_templates()[1])  # type: ignore[union-attr]  # SQLite's own
    return made


def _schema_version(made: Database) -> int:
    with closing(made.engine.raw_connection()) as connection:
        return int(connection.driver_connection.execute("PRAGMA schema_version").fetchone()[0])  # type: ignore[union-attr]  # SQLite's own

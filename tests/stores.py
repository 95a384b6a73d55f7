"""Stores for tests, with their tables made: copies of one that was migrated once, which takes next to no time."""

from __future__ import annotations

import sqlite3
import tempfile
from contextlib import closing
from functools import cache
from pathlib import Path
from typing import Any

from sqlalchemy.engine import make_url

from masdar.store import SqlStore, open_store
from masdar.store.database import Database

MEMORY = "sqlite://"


@cache
def _template() -> bytes:
    """An empty store on SQLite, byte for byte."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "store.sqlite"
        store = open_store(f"sqlite:///{path}")
        store.migrate()
        store.close()
        with closing(sqlite3.connect(path)) as connection:
            connection.execute("PRAGMA journal_mode=DELETE")  # in memory there is no other file to write ahead to
            return connection.serialize()


def made_store(url: str = MEMORY, *arguments: Any) -> SqlStore:
    """`open_store`, on SQLite with the tables made."""
    if url != MEMORY:
        path = Path(make_url(url).database or "")
        if not path.exists():
            path.write_bytes(_template())
        return open_store(url, *arguments)
    database = Database(url)
    with closing(database.engine.raw_connection()) as connection:
        connection.driver_connection.deserialize(_template())  # type: ignore[union-attr]
    return SqlStore(database, *arguments)

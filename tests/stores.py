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

MEMORY = "sqlite://"


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
    if url != MEMORY:
        path = Path(make_url(url).database or "")
        if not path.exists():
            path.write_bytes(_templates()[0])
        return open_store(url, *arguments)
    opened = Database(url)
    with closing(opened.engine.raw_connection()) as connection:
        connection.driver_connection.deserialize(_templates()[1])  # type: ignore[union-attr]
    return SqlStore(opened, *arguments)

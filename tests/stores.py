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
        engine.dialect = dialects.setdefault(engine.dialect.name, engine.dialect)
        return engine.execution_options(compiled_cache=compiled)

    patch.setattr(database, "create_engine", sharing)


@cache
def _template(journal: str) -> bytes:
    """An empty store on SQLite, byte for byte."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "store.sqlite"
        store = open_store(f"sqlite:///{path}")
        store.migrate()
        store.close()
        with closing(sqlite3.connect(path)) as connection:
            connection.execute(f"PRAGMA journal_mode={journal}")
        return path.read_bytes()


def made_store(url: str = MEMORY, *arguments: Any) -> SqlStore:
    """`open_store`, on SQLite with the tables made."""
    if url != MEMORY:
        path = Path(make_url(url).database or "")
        if not path.exists():
            path.write_bytes(_template("WAL"))
        return open_store(url, *arguments)
    opened = Database(url)
    with closing(opened.engine.raw_connection()) as connection:
        # In memory there is no other file to write ahead to.
        connection.driver_connection.deserialize(_template("DELETE"))  # type: ignore[union-attr]
    return SqlStore(opened, *arguments)

"""Bringing the schema up to date: the migrations lie beside this file and are run from the program.

Each upgrade is one transaction, on SQLite too, and one process at a time does it: on SQLite because writers take turns,
on PostgreSQL because of an advisory lock that ends with the transaction. The others then find nothing left to do.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import func, select

from masdar.store.database import Database

MIGRATIONS = Path(__file__).parent / "migrations"
LOCK = 0x6D61_7364_6172  # "masdar": any number nobody else would take


def configuration() -> Config:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    return config


@cache
def _newest() -> frozenset[str]:
    """The migrations nothing follows. To tell them, all are loaded, which is worth doing once."""
    return frozenset(ScriptDirectory.from_config(configuration()).get_heads())


def migrate(database: Database) -> None:
    with database.read() as connection:
        if set(MigrationContext.configure(connection).get_current_heads()) == _newest():
            return
    config = configuration()
    with database.write() as connection:
        if not database.local:
            connection.execute(select(func.pg_advisory_xact_lock(LOCK)))
        config.attributes["connection"] = connection
        command.upgrade(config, "head")

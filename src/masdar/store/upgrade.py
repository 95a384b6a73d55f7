"""Bringing the schema up to date: the migrations lie beside this file and are run from the program.

Each upgrade is one transaction, on SQLite too, and one process at a time does it: on SQLite because writers take turns,
on PostgreSQL because of an advisory lock that ends with the transaction. The others then find nothing left to do.
"""

from __future__ import annotations

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


def migrate(database: Database) -> None:
    config = configuration()
    heads = set(ScriptDirectory.from_config(config).get_heads())
    with database.read() as connection:
        if set(MigrationContext.configure(connection).get_current_heads()) == heads:
            return
    with database.write() as connection:
        if not database.local:
            connection.execute(select(func.pg_advisory_xact_lock(LOCK)))
        config.attributes["connection"] = connection
        command.upgrade(config, "head")

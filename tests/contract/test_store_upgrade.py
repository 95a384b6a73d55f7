"""The migrations make exactly the tables the code speaks of, wherever and however often they are run."""

from __future__ import annotations

import multiprocessing
from collections.abc import Iterator

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import create_engine, inspect

from masdar.store import open_store
from masdar.store.database import Database
from masdar.store.schema import change_log, metadata

from .making import NOON, batch, paper, reading

SPAWN = multiprocessing.get_context("spawn")


@pytest.fixture(params=["file", pytest.param("postgres", marks=pytest.mark.postgres)])
def empty_url(request: pytest.FixtureRequest) -> str:
    url: str = request.getfixturevalue("empty_postgres_url" if request.param == "postgres" else "sqlite_url")
    return url


@pytest.fixture
def database(empty_url: str) -> Iterator[Database]:
    opened = Database(empty_url)
    yield opened
    opened.close()


def migrated(url: str) -> None:
    store = open_store(url)
    store.migrate()
    store.close()


def test_the_migrations_make_the_tables_of_the_schema(database: Database, empty_url: str) -> None:
    migrated(empty_url)
    with database.read() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True, "target_metadata": metadata})
        assert compare_metadata(context, metadata) == []
        checks = {
            table: {check["name"] for check in inspect(connection).get_check_constraints(table)}
            for table in metadata.tables
        }
        assert connection.execute(change_log.select()).all() == [(1, 0)]
    plain = create_engine("sqlite://")
    metadata.create_all(plain)
    wanted = {
        table: {check["name"] for check in inspect(plain).get_check_constraints(table)} for table in metadata.tables
    }
    plain.dispose()
    assert checks == wanted


def test_migrating_again_keeps_what_is_there(empty_url: str) -> None:
    store = open_store(empty_url)
    store.migrate()
    store.add_source(paper())
    store.commit(batch(reading(1)))
    store.migrate()
    assert store.count() == 1
    assert store.lease_sources("one", NOON, 60, 1)
    store.close()


@pytest.mark.slow
def test_several_processes_migrate_at_once(empty_url: str) -> None:
    processes = [SPAWN.Process(target=migrated, args=(empty_url,)) for _ in range(3)]
    for process in processes:
        process.start()
    for process in processes:
        process.join(60)
    assert [process.exitcode for process in processes] == [0, 0, 0]
    store = open_store(empty_url)
    assert store.add_source(paper())
    store.close()


@pytest.mark.parametrize("url", ["mysql://x/y", "nonsense", ""])
def test_an_address_of_no_store_is_refused(url: str) -> None:
    with pytest.raises(ValueError, match=r".+"):
        open_store(url)


def test_only_sqlite_is_local(sqlite_url: str) -> None:
    assert open_store("sqlite://").local
    assert open_store(sqlite_url).local
    assert not open_store("postgresql://nobody@localhost/nothing").local

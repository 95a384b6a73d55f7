"""One engine, two databases: opening, transactions, and statements compiled once.

SQLite runs in WAL mode with `synchronous=NORMAL`: a commit is in the operating system's hands when the call returns, so
a killed process loses nothing that was committed; only a power failure may take back the last commits, and never
breaks the file (sqlite.org/wal.html). Writers take the write lock first (`BEGIN IMMEDIATE`), so none of them is ever
refused halfway, and threads of one process queue on a lock of their own rather than poll the file's.

PostgreSQL runs in READ COMMITTED, where every statement sees what was committed before it: after a row is locked, what
is read is the newest there is.
"""

from __future__ import annotations

import sqlite3
import threading
import weakref
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, closing, contextmanager, nullcontext
from functools import cache
from typing import Any, TypeVar, cast

from sqlalchemy import Connection, Engine, Insert, Table, create_engine, event
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError
from sqlalchemy.pool import ConnectionPoolEntry, PoolProxiedConnection, QueuePool
from sqlalchemy.sql import Executable
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.elements import ClauseElement

from masdar.store.turns import Turns

BUSY_SECONDS = 60.0
PAGE_BYTES = 8192  # most articles fit one page
CACHE_KIBIBYTES = 4_096  # a connection; the system keeps the file itself at hand
MAPPED_BYTES = 256 << 20  # of the file, for the reads a page waits for: clean pages of the system's own cache
POOLED = 16

_Item = TypeVar("_Item")


class Statement:
    """A SELECT compiled once per database and run on the driver itself: for the calls a page waits for. Only plain
    columns (text, whole numbers, bytes) may be selected and bound, because nothing is converted on the way."""

    def __init__(self, select: ClauseElement) -> None:
        self._select = select
        self._compiled: dict[str, tuple[str, tuple[str, ...] | None, dict[str, Any]]] = {}

    def bound(self, engine: Engine, parameters: Mapping[str, Any]) -> tuple[str, Any]:
        """The text for this database, and its parameters as the driver takes them."""
        known = self._compiled.get(engine.dialect.name)
        if known is None:
            compiled = self._select.compile(dialect=engine.dialect)
            assert isinstance(compiled, SQLCompiler)
            positions = tuple(compiled.positiontup or ()) if compiled.positional else None
            # The compiler may add parameters of its own: SQLite has no LIMIT without an OFFSET here.
            own = {name: value for name, value in compiled.params.items() if value is not None}
            known = self._compiled[engine.dialect.name] = (str(compiled), positions, own)
        sql, positions, own = known
        values = {**own, **parameters}
        return sql, values if positions is None else tuple([values[name] for name in positions])


class _Own(threading.local):
    """A thread's own connection, once it has read."""

    held: PoolProxiedConnection | None = None
    driver: sqlite3.Connection | None = None


class Database:
    """A store's connections. Reads and writes are transactions; both may be asked for from any thread."""

    def __init__(self, url: str) -> None:
        """Raises ValueError for an address that is none, or of another database."""
        try:
            address = make_url(url)
        except ArgumentError as error:
            raise ValueError("the store's address is no database address: sqlite:///… or postgresql://…") from error
        name = address.get_backend_name()
        if name not in ("sqlite", "postgresql"):
            raise ValueError(f"the store runs on SQLite and PostgreSQL, not on {name}")
        self.local = name == "sqlite"
        self.engine = _sqlite(address) if self.local else _postgresql(address)
        self._writer = self.engine.execution_options(masdar_writes=True)
        self._turn: AbstractContextManager[object] = Turns() if self.local else nullcontext()
        # A database in memory lives in its one connection: its readers take turns with its writers.
        memory = self.local and _in_memory(address)
        self._reading = self._turn if memory else nullcontext()
        self._own = _Own() if self.local and not memory else None
        self._held: weakref.WeakSet[PoolProxiedConnection] = weakref.WeakSet()

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """One snapshot on SQLite, one transaction on PostgreSQL. Never held while a caller works."""
        with self._reading, self.engine.connect() as connection:
            yield connection

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """Committed at the end, rolled back where anything was raised."""
        with self._turn, self._writer.begin() as connection:
            yield connection

    def rows(self, statement: Statement, **parameters: Any) -> list[Any]:
        """What a statement selects, read on its own: nothing of the connection is held afterwards."""
        sql, bound = statement.bound(self.engine, parameters)
        if self._own is not None:
            return self._own_driver(self._own).execute(sql, bound).fetchall()
        with self._reading, closing(self.engine.raw_connection()) as connection:
            cursor = connection.cursor()
            cursor.execute(sql, bound)
            return list(cursor.fetchall())

    def _own_driver(self, own: _Own) -> sqlite3.Connection:
        """This thread's own connection. Taking one from the pool and giving it back costs as much as what a page reads;
        between statements it stands outside any transaction, so it pins nothing. It goes back with its thread."""
        if own.driver is None:
            own.held = self.engine.raw_connection()
            self._held.add(own.held)
            own.driver = cast(sqlite3.Connection, own.held.driver_connection)
            own.driver.execute(f"PRAGMA mmap_size={MAPPED_BYTES}").fetchall()  # a third less for each statement
        return own.driver

    def plan(self, statement: Statement, parameters: Mapping[str, Any]) -> list[str]:
        """How the database would find the rows: for the tests that hold every list to an index."""
        sql, bound = statement.bound(self.engine, parameters)
        with self.engine.connect() as connection:
            explain = "EXPLAIN QUERY PLAN " if self.local else "EXPLAIN "
            return [str(row[-1]) for row in connection.exec_driver_sql(explain + sql, bound)]

    def close(self) -> None:
        for held in list(self._held):
            held.close()
        if self._own is not None:
            self._own = _Own()
        self.engine.dispose()


def _in_memory(address: URL) -> bool:
    return address.database in (None, "", ":memory:")


def _sqlite(address: URL) -> Engine:
    memory = _in_memory(address)
    engine = create_engine(
        address.set(drivername="sqlite+pysqlite"),
        poolclass=QueuePool,
        pool_size=1 if memory else POOLED,
        max_overflow=0 if memory else -1,
        pool_timeout=BUSY_SECONDS,
        pool_use_lifo=True,
        pool_reset_on_return="rollback",
        connect_args={"timeout": BUSY_SECONDS, "check_same_thread": False},
    )
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _prepare_sqlite(connection: Any, _: ConnectionPoolEntry) -> None:
    # The driver's own BEGIN would come late and be deferred; ours is in `_begin_sqlite`.
    connection.isolation_level = None
    cursor = connection.cursor()
    cursor.execute(f"PRAGMA page_size={PAGE_BYTES}")
    if cursor.execute("PRAGMA journal_mode").fetchone()[0] != "wal":
        cursor.execute("PRAGMA journal_mode=WAL").fetchall()
    for pragma in (
        "synchronous=NORMAL",
        "foreign_keys=ON",
        f"cache_size=-{CACHE_KIBIBYTES}",
        "temp_store=MEMORY",
    ):
        cursor.execute(f"PRAGMA {pragma}").fetchall()
    cursor.close()


def _begin_sqlite(connection: Connection) -> None:
    writes = connection.get_execution_options().get("masdar_writes", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def _postgresql(address: URL) -> Engine:
    return create_engine(
        address.set(drivername="postgresql+psycopg"),
        pool_size=8,
        max_overflow=24,
        pool_use_lifo=True,
        pool_pre_ping=True,
    )


class Upsert:
    """An INSERT that knows ON CONFLICT, which SQLAlchemy spells per database and both spell alike; made once for each.
    To make a statement takes longer than to run it."""

    def __init__(self, table: Table, resolve: Callable[[Any], Executable]) -> None:
        """`resolve` says to an INSERT what becomes of a row that is there already."""
        self._table = table
        self._resolve = resolve
        self._made: dict[str, Executable] = {}

    def on(self, connection: Connection) -> Executable:
        name = connection.dialect.name
        if name not in self._made:
            inserting = sqlite.insert if name == "sqlite" else postgresql.insert
            self._made[name] = self._resolve(inserting(self._table))
        return self._made[name]


def missing(table: Table) -> Upsert:
    """An INSERT that leaves rows alone that are there already."""
    return Upsert(table, lambda adding: adding.on_conflict_do_nothing())


def chunks(items: Sequence[_Item], size: int = 500) -> Iterator[Sequence[_Item]]:
    """Pieces small enough for one statement's parameters."""
    for start in range(0, len(items), size):
        yield items[start : start + size]


def run(connection: Connection, statement: Executable | Upsert, rows: list[dict[str, Any]]) -> None:
    """The statement once for all rows; nothing where there are none."""
    if rows:
        connection.execute(statement.on(connection) if isinstance(statement, Upsert) else statement, rows)


def add(connection: Connection, table: Table, rows: list[dict[str, Any]]) -> None:
    """New rows of a table."""
    run(connection, _inserting(table), rows)


@cache
def _inserting(table: Table) -> Insert:
    return table.insert()

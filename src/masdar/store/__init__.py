"""What do we know? Sources, entries, articles with all their revisions, captures, outcomes and the change log, on
SQLite or PostgreSQL, through one code path.

`open_store(url)` is the door; `Store.migrate()` makes the tables.
"""

from __future__ import annotations

from masdar.contracts import Matcher, Store
from masdar.store.checks import SqlChecks
from masdar.store.database import Database
from masdar.store.guarding import SqlGuard
from masdar.store.habits import SqlHabits
from masdar.store.hubs import SqlHubs
from masdar.store.leases import SqlLeases
from masdar.store.lists import SqlLists
from masdar.store.looks import SqlLooks
from masdar.store.opening import SqlOpening
from masdar.store.outcomes import SqlOutcomes
from masdar.store.pictures import SqlPictures
from masdar.store.reading import SqlReading
from masdar.store.roles import SqlRoles
from masdar.store.sources import SqlSources
from masdar.store.stories import SqlStories
from masdar.store.takedowns import SqlTakedowns
from masdar.store.traces import SqlTraces
from masdar.store.upgrade import migrate
from masdar.store.writing import SqlWriting

__all__ = ["SqlStore", "open_store"]


class SqlStore(
    SqlSources,
    SqlLeases,
    SqlHubs,
    SqlWriting,
    SqlReading,
    SqlOpening,
    SqlLists,
    SqlPictures,
    SqlLooks,
    SqlOutcomes,
    SqlChecks,
    SqlStories,
    SqlRoles,
    SqlTraces,
    SqlHabits,
    SqlGuard,
    SqlTakedowns,
):
    """The `Store` contract. `local` is True where a read takes microseconds and may be made straight from an event
    loop; PostgreSQL's reads belong in a thread."""

    def __init__(self, database: Database, match: Matcher | None = None) -> None:
        super().__init__(database)
        self.match = match
        self.local: bool = database.local

    def migrate(self) -> None:
        migrate(self._database)

    def close(self) -> None:
        self._database.close()


def open_store(url: str, match: Matcher | None = None) -> SqlStore:
    """The store at a SQLAlchemy address: `sqlite:///path/to/file`, `sqlite://` (in memory, gone at the end),
    `postgresql://user:password@host/name`. Opens no connection yet; raises ValueError for an address that is none or
    names another database. `match` says which new pictures resemble covered ones; without it none are looked at."""
    return SqlStore(Database(url), match)


def _keeps_the_contract(store: SqlStore) -> Store:
    """Never called: mypy proves that the class is what the contract promises."""
    return store

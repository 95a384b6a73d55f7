"""Takedowns: less of an article is shown, for good, and everybody may know why."""

from __future__ import annotations

from sqlalchemy import Connection, select, update

from masdar.model import Level, Permalink, Takedown
from masdar.store import records
from masdar.store.cutting import cut
from masdar.store.database import Database, Upsert, run
from masdar.store.schema import articles, moderation, sources, takedowns
from masdar.store.writing import log_changes

ORDER = list(Level)


class SqlTakedowns:
    """The takedowns of `GuardStore`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def take_down(self, takedown: Takedown) -> bool:
        place = takedown.permalink
        with self._database.write() as connection:
            connection.execute(select(sources.c.id).where(sources.c.id == place.source).with_for_update(key_share=True))
            own = (articles.c.source == place.source, articles.c.number == place.number)
            row = connection.execute(select(articles.c.revision).where(*own)).first()
            if row is None or ORDER.index(takedown.level) <= ORDER.index(_level(connection, place)):
                return False
            why = {"level": takedown.level.value, "reason": records.plain(takedown.reason), "at": takedown.at}
            run(connection, _TAKE_DOWN, [{"source": place.source, "number": place.number, **why}])
            cut(connection, place.source, [place.number])
            connection.execute(update(moderation).values(version=moderation.c.version + 1))
            log_changes(connection, place.source, [(place.number, row.revision, takedown.at * 1_000_000)])
            return True

    def takedowns(self) -> list[Takedown]:
        with self._database.read() as connection:
            found = connection.execute(select(takedowns).order_by(takedowns.c.at.desc(), takedowns.c.number)).all()
        return [Takedown(Permalink(row.source, row.number), Level(row.level), row.reason, row.at) for row in found]


_TAKE_DOWN = Upsert(
    takedowns,
    lambda adding: adding.on_conflict_do_update(
        index_elements=["source", "number"],
        set_={name: adding.excluded[name] for name in ("level", "reason", "at")},
    ),
)


def _level(connection: Connection, place: Permalink) -> Level:
    own = (takedowns.c.source == place.source, takedowns.c.number == place.number)
    return Level(connection.scalar(select(takedowns.c.level).where(*own)) or Level.FULL)

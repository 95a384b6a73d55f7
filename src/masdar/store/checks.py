"""What is wrong inside the store. Read in pages, so that a large store is checked in little memory."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any

import msgspec
from sqlalchemy import Select, and_, func, or_, select, tuple_

from masdar.model import Permalink
from masdar.store import records
from masdar.store.database import Database
from masdar.store.due import due_times
from masdar.store.schema import (
    NEVER,
    PICTURE_KEPT,
    articles,
    authors,
    change_log,
    changes,
    revisions,
    sources,
    takedowns,
    tallies,
)

PAGE = 1000


class SqlChecks:
    """`ArticleStore.problems`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def problems(self) -> Iterator[str]:
        checks: tuple[Callable[[], Iterator[str]], ...] = (
            self._file,
            self._numbers,
            self._articles,
            self._revisions,
            self._change_log,
            self._due,
        )
        for check in checks:
            yield from check()

    def _all(self, wanted: Select[Any]) -> list[Any]:
        with self._database.read() as connection:
            return list(connection.execute(wanted))

    def _file(self) -> Iterator[str]:
        """What the engine itself finds: SQLite's pages, and rows whose parent is missing."""
        if not self._database.local:
            return
        with self._database.read() as connection:
            found = [row[0] for row in connection.exec_driver_sql("PRAGMA quick_check(100)") if row[0] != "ok"]
            orphans = connection.exec_driver_sql("PRAGMA foreign_key_check").fetchmany(100)
        yield from (f"the database file is damaged: {line}" for line in found)
        yield from (f"a row of {row[0]} names a row of {row[2]} that is not there" for row in orphans)

    def _numbers(self) -> Iterator[str]:
        highest = (
            select(sources.c.id, sources.c.last_number, func.max(articles.c.number), func.count(articles.c.number))
            .select_from(sources.outerjoin(articles, articles.c.source == sources.c.id))
            .group_by(sources.c.id, sources.c.last_number)
            .order_by(sources.c.id)
        )
        for source, last, number, count in self._all(highest):
            if (number or 0) > last:
                yield f"{source}: number {number} was given, but the source's last number is {last}"
            yield from self._tallies(source, count)

    def _tallies(self, source: str, count: int) -> Iterator[str]:
        where = (articles.c.section, articles.c.lang)
        found = select(*where, func.count()).where(articles.c.source == source).group_by(*where)
        kept = select(tallies.c.section, tallies.c.lang, tallies.c.articles).where(tallies.c.source == source)
        actual = Counter({(row[0], row[1]): int(row[2]) for row in self._all(found)})
        counted = Counter({(row[0], row[1]): int(row[2]) for row in self._all(kept) if row[2]})
        if actual != counted:
            yield f"{source}: sections are counted wrongly ({counted.total()} counted, {count} articles)"

    def _articles(self) -> Iterator[str]:
        """Each article against its latest text and its change row."""
        text = and_(
            revisions.c.source == articles.c.source,
            revisions.c.number == articles.c.number,
            revisions.c.revision == articles.c.revision,
        )
        logged = (
            select(func.count())
            .where(
                changes.c.source == articles.c.source,
                changes.c.number == articles.c.number,
                changes.c.revision == articles.c.revision,
            )
            .correlate(articles)
            .scalar_subquery()
        )
        texts = (
            select(func.count())
            .where(revisions.c.source == articles.c.source, revisions.c.number == articles.c.number)
            .correlate(articles)
            .scalar_subquery()
        )
        taken = (
            select(takedowns.c.level)
            .where(takedowns.c.source == articles.c.source, takedowns.c.number == articles.c.number)
            .correlate(articles)
            .scalar_subquery()
        )
        wanted = select(articles, revisions.c.body, logged.label("logged"), texts.label("texts"), taken.label("taken"))
        wanted = wanted.select_from(articles.outerjoin(revisions, text))
        for row in self._pages(wanted, articles):
            yield from _article_problems(row)

    def _revisions(self) -> Iterator[str]:
        """A gap in an article's texts, or one later than the latest."""
        wanted = (
            select(revisions.c.source, revisions.c.number, revisions.c.revision, articles.c.revision.label("latest"))
            .select_from(revisions.join(articles, _same(revisions)))
            .where(or_(revisions.c.revision > articles.c.revision, revisions.c.revision < 1))
        )
        for row in self._pages(wanted, revisions):
            yield f"{row.source}/{row.number}: revision {row.revision} stands behind the latest, {row.latest}"
        misplaced = (
            select(authors.c.source, authors.c.number)
            .select_from(authors.join(articles, _same(authors)))
            .where(authors.c.at != articles.c.at)
        )
        for row in self._pages(misplaced, authors):
            yield f"{row.source}/{row.number}: listed under its author at another time than its own"

    def _change_log(self) -> Iterator[str]:
        with self._database.read() as connection:
            last = connection.scalar(select(change_log.c.last_seq))
            count, highest = connection.execute(select(func.count(), func.max(changes.c.seq))).one()
        if last is None:
            yield "the change log has no position"
        elif last != (highest or 0) or count != last:
            yield f"the change log stands at {last}, but has {count} rows up to {highest or 0}"

    def _due(self) -> Iterator[str]:
        with self._database.read() as connection:
            names = list(connection.scalars(select(sources.c.id).order_by(sources.c.id)))
            kept = {row[0]: row[1] for row in connection.execute(select(sources.c.id, sources.c.due))}
            actual = due_times(connection, names)
        for name in names:
            if kept[name] != actual.get(name, NEVER):
                yield f"{name}: is to be asked at the wrong time"

    def _pages(self, wanted: Select[Any], table: Any) -> Iterator[Any]:
        """The rows in the order of (source, number); rows of one article may not be more than a page."""
        place = tuple_(table.c.source, table.c.number)
        after: tuple[str, int] | None = None
        while True:
            paged = wanted.order_by(table.c.source, table.c.number).limit(PAGE)
            page = self._all(paged if after is None else paged.where(place > tuple_(*after)))
            yield from page
            if len(page) < PAGE:
                return
            after = (page[-1].source, page[-1].number)


def _same(table: Any) -> Any:
    return and_(table.c.source == articles.c.source, table.c.number == articles.c.number)


def _article_problems(row: Any) -> Iterator[str]:
    name = Permalink(row.source, row.number)
    if row.body is None:
        yield f"{name}: its latest text, revision {row.revision}, is missing"
        return
    if row.texts != row.revision:
        yield f"{name}: has {row.texts} texts, but is at revision {row.revision}"
    if row.logged == 0:
        yield f"{name}: revision {row.revision} has no change row"
    if row.picture_state == PICTURE_KEPT and row.picture is None:
        yield f"{name}: its picture is missing"
    try:
        article = records.article(row.body)
    except msgspec.DecodeError as error:
        yield f"{name}: its text cannot be read: {error}"
        return
    if article.source != row.source or records.url_key(article.url) != bytes(row.key):
        yield f"{name}: its text is that of another address, {article.url}"
    if row.taken is None and records.words(article) != bytes(row.words):
        yield f"{name}: its text is not the one that was counted"

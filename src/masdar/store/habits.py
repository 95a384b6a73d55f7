"""What papers carry by and large: from whom, how much, how much later.

A median is the lesser of the two in the middle, so that it is a whole number and the same on every engine; neither
engine has one of its own that the other has too.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Subquery, and_, case, func, or_, select

from masdar.contracts import PROMPT, Lags
from masdar.model import Habit
from masdar.store import records
from masdar.store.database import Database
from masdar.store.schema import edges, shares

_SECONDS = PROMPT // timedelta(seconds=1)
_SOON = edges.c.lag.between(-_SECONDS, _SECONDS)


class SqlHabits:
    """What the `TraceStore` contract says of papers rather than of articles."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def habits(self, since: datetime | None = None, source: str = "") -> list[Habit]:
        ranked = _ranked(since, source)
        count = func.count()
        lag = func.max(case((_middle(ranked), ranked.c.lag)))
        wanted = select(ranked.c.source, ranked.c.of, count, func.sum(ranked.c.words), lag)
        wanted = wanted.group_by(ranked.c.source, ranked.c.of)
        with self._database.read() as connection:
            rows = connection.execute(wanted.order_by(count.desc(), ranked.c.source, ranked.c.of)).all()
        return [
            Habit(taker, giver, int(articles), int(words), None if later is None else int(later))
            for taker, giver, articles, words, later in rows
        ]

    def whose_words(self, source: str, start: datetime, end: datetime) -> list[tuple[str, int]]:
        words = func.sum(shares.c.words)
        wanted = select(shares.c.of, words).where(
            shares.c.source == source, shares.c.at >= records.micros(start), shares.c.at < records.micros(end)
        )
        with self._database.read() as connection:
            rows = connection.execute(wanted.group_by(shares.c.of).order_by(words.desc(), shares.c.of)).all()
        return [(of, int(count)) for of, count in rows]

    def lags(self, source: str, bounds: Sequence[datetime], agencies: Collection[str]) -> list[Lags]:
        if len(bounds) < 2:
            return []
        found: dict[tuple[int, bool], int] = {}
        ranked = _by_stretch(source, [records.micros(one) for one in bounds], agencies)
        wanted = select(ranked.c.stretch, ranked.c.of_agency, ranked.c.lag).where(_middle(ranked))
        with self._database.read() as connection:
            for stretch, of_agency, lag in connection.execute(wanted):
                found[stretch, bool(of_agency)] = int(lag)
        return [Lags(found.get((nth, True)), found.get((nth, False))) for nth in range(len(bounds) - 1)]


def _ranked(since: datetime | None, source: str) -> Subquery:
    """Who has words from whom, each pair's in order of how much later, what is no lag last."""
    pair: list[ColumnElement[Any]] = [edges.c.source, edges.c.of]
    soon = case((_SOON, edges.c.lag))
    wanted = select(
        *pair, edges.c.words, soon.label("lag"),
        func.row_number().over(partition_by=pair, order_by=soon.nulls_last()).label("place"),
        func.count(soon).over(partition_by=pair).label("known"),
    )  # fmt: skip
    if since is not None:
        wanted = wanted.where(edges.c.at >= records.micros(since))
    if source:
        wanted = wanted.where(or_(edges.c.source == source, edges.c.of == source))
    return wanted.subquery()


def _by_stretch(source: str, bounds: Sequence[int], agencies: Collection[str]) -> Subquery:
    """A source's lags, in order within each stretch between two bounds, agencies' apart from papers'."""
    stretch = case(*((edges.c.at < bound, nth) for nth, bound in enumerate(bounds[1:])))
    known = select(
        stretch.label("stretch"), case((edges.c.of.in_(sorted(agencies)), 1), else_=0).label("of_agency"), edges.c.lag
    ).where(
        and_(edges.c.source == source, edges.c.of != source, _SOON),
        and_(edges.c.at >= bounds[0], edges.c.at < bounds[-1]),
    )
    each = known.subquery()
    group: list[ColumnElement[Any]] = [each.c.stretch, each.c.of_agency]
    return select(
        *group, each.c.lag,
        func.row_number().over(partition_by=group, order_by=each.c.lag).label("place"),
        func.count().over(partition_by=group).label("known"),
    ).subquery()  # fmt: skip


def _middle(ranked: Subquery) -> ColumnElement[bool]:
    return (ranked.c.known > 0) & (ranked.c.place == (ranked.c.known + 1) // 2)

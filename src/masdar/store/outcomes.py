"""Outcomes: every one is counted, and the latest of each result are kept to be looked at.

The counts are complete since the beginning and written in the transaction of what they count. The rows are a window:
some `KEPT` of the newest per result, so that a million pages read well never push the failures out of the operator's
sight, and the table stays small.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import Connection, bindparam, delete, select

from masdar.model import Outcome, Reason, Result, Step
from masdar.store import records
from masdar.store.database import Database, Upsert, add, run
from masdar.store.schema import outcome_counts, outcomes

KEPT = 2000  # rows of each result
MAX_ITEM = 2048
MAX_DETAIL = 500


class SqlOutcomes:
    """The outcomes of `ArticleStore`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def record(self, outcomes: Iterable[Outcome]) -> None:
        listed = list(outcomes)
        if listed:
            with self._database.write() as connection:
                write(connection, listed)

    def outcome_counts(self) -> dict[tuple[str, str, str, str], int]:
        with self._database.read() as connection:
            return {(row[0], row[1], row[2], row[3]): row[4] for row in connection.execute(select(*outcome_counts.c))}

    def latest_outcomes(self, limit: int, result: str = "") -> list[Outcome]:
        wanted = select(outcomes).order_by(outcomes.c.id.desc()).limit(limit)
        if result:
            wanted = wanted.where(outcomes.c.result == Result(result).value)
        with self._database.read() as connection:
            return [_outcome(row) for row in connection.execute(wanted)]


def write(connection: Connection, listed: Sequence[Outcome]) -> None:
    """Counts the outcomes and keeps the newest, in the caller's transaction."""
    if not listed:
        return
    counted = Counter(
        (records.plain(one.source), one.step.value, one.result.value, one.reason.value if one.reason else "")
        for one in listed
    )
    # In one order, so that two writers never wait for each other.
    names = ("source", "step", "result", "reason")
    rows = [{**dict(zip(names, key, strict=True)), "count": count} for key, count in sorted(counted.items())]
    run(connection, _COUNT, rows)
    newest = _newest(listed)
    add(connection, outcomes, newest)
    _trim(connection, {row["result"] for row in newest})


def _newest(listed: Sequence[Outcome]) -> list[dict[str, Any]]:
    """The last `KEPT` of each result: older ones would be trimmed at once."""
    seen: Counter[Result] = Counter()
    rows: list[dict[str, Any]] = []
    for one in reversed(listed):
        seen[one.result] += 1
        if seen[one.result] <= KEPT:
            rows.append(_row(one))
    return rows[::-1]


def _trim(connection: Connection, results: set[str]) -> None:
    """Deletes what lies behind the window; another writer's hand on the rows is no reason to wait."""
    for result in sorted(results):
        edge = connection.scalar(_EDGE, {"of": result, "kept": KEPT})
        if edge is not None:
            connection.execute(_TRIM, {"of": result, "edge": edge})


_COUNT = Upsert(
    outcome_counts,
    lambda adding: adding.on_conflict_do_update(
        index_elements=["source", "step", "result", "reason"],
        set_={"count": outcome_counts.c.count + adding.excluded.count},
    ),
)
_OF = outcomes.c.result == bindparam("of")
_EDGE = select(outcomes.c.id).where(_OF).order_by(outcomes.c.id.desc()).offset(bindparam("kept")).limit(1)
_OLD = select(outcomes.c.id).where(_OF, outcomes.c.id <= bindparam("edge")).with_for_update(skip_locked=True)
_TRIM = delete(outcomes).where(outcomes.c.id.in_(_OLD))


def _row(one: Outcome) -> dict[str, Any]:
    return {
        "step": one.step.value,
        "source": records.plain(one.source),
        "item": records.plain(one.item[:MAX_ITEM]),
        "result": one.result.value,
        "reason": one.reason.value if one.reason else "",
        "detail": records.plain(one.detail[:MAX_DETAIL]),
        "milliseconds": one.milliseconds,
        "at": records.micros(one.at),
    }


def _outcome(row: Any) -> Outcome:
    return Outcome(
        Step(row.step),
        row.source,
        row.item,
        Result(row.result),
        records.instant(row.at),
        Reason(row.reason) if row.reason else None,
        row.detail,
        row.milliseconds,
    )

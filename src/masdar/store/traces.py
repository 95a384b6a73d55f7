"""Whose words: passages between articles, and the traces made of them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

import msgspec
from sqlalchemy import ColumnElement, Connection, Table, and_, bindparam, delete, false, or_, select

from masdar.contracts import Traced
from masdar.model import Edge, Passage, PassageKind, Permalink, StoredArticle, Trace
from masdar.store import records
from masdar.store.database import Database, Statement, add, chunks
from masdar.store.lists import named
from masdar.store.reading import STORED, stored
from masdar.store.schema import articles, edges, passages, shares, traces
from masdar.store.writing import log_changes

_ONE, _OTHER = ("source", "number"), ("other_source", "other_number")
_trace = msgspec.json.Decoder(Trace)
_edge = msgspec.json.Decoder(Edge)

# What every article's page asks.
_REPRINTS = Statement(
    select(edges.c.body)
    .where(edges.c.giver == bindparam("source"), edges.c.giver_number == bindparam("article"))
    .order_by(edges.c.at, edges.c.source, edges.c.number)
    .limit(bindparam("most"))
)


class SqlTraces:
    """The `TraceStore` contract."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def articles_of(self, permalinks: Sequence[Permalink]) -> dict[Permalink, StoredArticle]:
        found: dict[Permalink, StoredArticle] = {}
        with self._database.read() as connection:
            for part in chunks(list(dict.fromkeys(permalinks))):
                for row in connection.execute(STORED.where(named(part))):
                    one = stored(row)
                    found[one.permalink] = one
        return found

    def passages_of(self, permalinks: Sequence[Permalink]) -> dict[Permalink, list[Passage]]:
        made: dict[Permalink, list[Passage]] = {permalink: [] for permalink in permalinks}
        with self._database.read() as connection:
            for part in chunks(list(made), 200):
                here = set(part)
                for row in connection.execute(select(passages).where(_touching(part))):
                    one = _passage(row)
                    for permalink in here & {one.one, one.other}:
                        made[permalink].append(one.seen_from(permalink))
        for found in made.values():
            found.sort(key=lambda one: (one.start, one.other, one.other_start))
        # An article of two parts of the question is met twice.
        return {permalink: list(dict.fromkeys(found)) for permalink, found in made.items()}

    def traces_of(self, permalinks: Sequence[Permalink]) -> dict[Permalink, Trace]:
        made: dict[Permalink, Trace] = {}
        with self._database.read() as connection:
            for part in chunks(list(dict.fromkeys(permalinks))):
                for row in connection.execute(select(traces).where(_of(traces, _ONE, part))):
                    made[Permalink(row.source, row.number)] = _trace.decode(row.body)
        return made

    def reprints_of(self, permalink: Permalink, limit: int) -> list[Edge]:
        if not 0 < permalink.number < 2**63:
            return []
        giver = {"source": records.plain(permalink.source), "article": permalink.number}
        return [_edge.decode(row[0]) for row in self._database.rows(_REPRINTS, most=limit, **giver)]

    def newest_edges(self, limit: int) -> list[Edge]:
        wanted = select(edges.c.body).order_by(edges.c.at.desc()).limit(limit)
        with self._database.read() as connection:
            return [_edge.decode(row.body) for row in connection.execute(wanted)]

    def keep_traces(self, traced: Traced) -> None:
        with self._database.write() as connection:
            for part in chunks(list(traced.forgotten), 200):
                connection.execute(delete(passages).where(_touching(part)))
            _keep_passages(connection, traced.passages)
            for part in chunks([*traced.gone, *(trace.permalink for trace in traced.traces)]):
                for table in (traces, edges, shares):
                    connection.execute(delete(table).where(_of(table, _ONE, part)))
            times = _times(connection, [trace.permalink for trace in traced.traces])
            standing = [(one, times[one.permalink][0]) for one in traced.traces if one.permalink in times]
            add(connection, traces, [_trace_row(trace) for trace, _ in standing])
            add(connection, edges, [row for trace, at in standing for row in _edge_rows(trace, at)])
            add(connection, shares, [row for trace, at in standing for row in _share_rows(trace, at)])
            _announce(connection, [one for one in traced.revised if one in times], times, traced.at)


def _of(table: Table, columns: tuple[str, str], permalinks: Sequence[Permalink]) -> ColumnElement[bool]:
    """Rows that name one of the articles: a term a source, as in `lists.named`."""
    numbers: dict[str, list[int]] = {}
    for permalink in permalinks:
        if 0 < permalink.number < 2**63:
            numbers.setdefault(permalink.source, []).append(permalink.number)
    source, number = (table.c[column] for column in columns)
    return or_(false(), *(and_(source == one, number.in_(of)) for one, of in numbers.items()))


def _touching(permalinks: Sequence[Permalink]) -> ColumnElement[bool]:
    return or_(_of(passages, _ONE, permalinks), _of(passages, _OTHER, permalinks))


def _passage(row: Any) -> Passage:
    return Passage(
        Permalink(row.source, row.number), row.start, row.end,
        Permalink(row.other_source, row.other_number), row.other_start, row.other_end,
        row.words, row.ours, row.theirs, PassageKind(row.kind),
    )  # fmt: skip


def _keep_passages(connection: Connection, found: Iterable[Passage]) -> None:
    """Each pair of articles has now the passages given, and no others."""
    pairs: dict[tuple[Permalink, Permalink], list[Passage]] = {}
    for one in found:
        turned = one if one.one < one.other else one.turned()
        pairs.setdefault((turned.one, turned.other), []).append(turned)
    for part in chunks(list(pairs), 100):
        terms = [and_(_of(passages, _ONE, [one]), _of(passages, _OTHER, [other])) for one, other in part]
        connection.execute(delete(passages).where(or_(false(), *terms)))
    rows = [
        {
            "source": one.one.source, "number": one.one.number,
            "other_source": one.other.source, "other_number": one.other.number, "nth": nth,
            "start": one.start, "end": one.end, "other_start": one.other_start, "other_end": one.other_end,
            "words": one.words, "ours": one.ours, "theirs": one.theirs, "kind": one.kind.value,
        }
        for pair in pairs.values()
        for nth, one in enumerate(sorted(set(pair), key=lambda one: (one.start, one.other_start)))
    ]  # fmt: skip
    add(connection, passages, rows)


Times = dict[Permalink, tuple[int, int]]


def _times(connection: Connection, permalinks: Sequence[Permalink]) -> Times:
    """When each article is, and its revision; those that do not stand are left out."""
    columns = select(articles.c.source, articles.c.number, articles.c.at, articles.c.revision)
    return {
        Permalink(row.source, row.number): (row.at, row.revision)
        for part in chunks(list(permalinks))
        for row in connection.execute(columns.where(named(part)))
    }


def _trace_row(trace: Trace) -> dict[str, Any]:
    return {"source": trace.permalink.source, "number": trace.permalink.number, "body": records.encode(trace)}


def _edge_rows(trace: Trace, at: int) -> Iterable[dict[str, Any]]:
    for nth, edge in enumerate(trace.edges):
        giver = edge.giver
        yield {
            "source": trace.permalink.source, "number": trace.permalink.number, "nth": nth,
            "giver": giver.source if giver else "", "giver_number": giver.number if giver else 0,
            "of": giver.source if giver else edge.agency, "words": edge.words, "lag": edge.lag, "at": at,
            "body": records.encode(edge),
        }  # fmt: skip


def _share_rows(trace: Trace, at: int) -> Iterable[dict[str, Any]]:
    for share in trace.shares:
        yield {
            "source": trace.permalink.source, "number": trace.permalink.number,
            "of": share.of, "words": share.words, "at": at,
        }  # fmt: skip


def _announce(connection: Connection, revised: Sequence[Permalink], times: Times, at: datetime) -> None:
    by_source: dict[str, list[tuple[int, int, int]]] = {}
    for one in revised:
        by_source.setdefault(one.source, []).append((one.number, times[one][1], records.micros(at)))
    rows = [(source, changed) for source, changed in sorted(by_source.items())]
    for source, changed in rows:
        log_changes(connection, source, changed)

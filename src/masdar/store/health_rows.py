"""What tells how a source is: its newest articles, its latest outcomes, the hosts it stands at."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import Connection, func, select

from masdar.contracts import HostLink
from masdar.model import Step
from masdar.store import records
from masdar.store.looks import host_link
from masdar.store.schema import articles, hosts, looks, outcomes

RECENT = 20  # articles of a source that tell its habits
WINDOW = timedelta(days=1)
_TOLD = (Step.LIST.value, Step.FETCH.value, Step.EXTRACT.value)


def recent(connection: Connection, names: Sequence[str]) -> dict[str, tuple[tuple[datetime, ...], int]]:
    """When the newest articles were first seen, newest first, and how many of them are teasers; by source."""
    found: dict[str, tuple[tuple[datetime, ...], int]] = {}
    wanted = (
        select(articles.c.first_seen, looks.c.partial)
        .select_from(
            articles.outerjoin(looks, (looks.c.source == articles.c.source) & (looks.c.number == articles.c.number))
        )
        .order_by(articles.c.number.desc())
        .limit(RECENT)
    )
    for name in names:
        rows = connection.execute(wanted.where(articles.c.source == name)).all()
        times = sorted((records.instant(row.first_seen) for row in rows), reverse=True)
        found[name] = tuple(times), sum(bool(row.partial) for row in rows)
    return found


def troubles(connection: Connection) -> dict[str, dict[str, int]]:
    """How the latest askings ended, by source: reason, "" for success."""
    last = connection.scalar(select(outcomes.c.at).order_by(outcomes.c.id.desc()).limit(1))
    if last is None:
        return {}
    wanted = (
        select(outcomes.c.source, outcomes.c.reason, func.count())
        .where(outcomes.c.step.in_(_TOLD), outcomes.c.at >= last - WINDOW // timedelta(microseconds=1))
        .group_by(outcomes.c.source, outcomes.c.reason)
    )
    found: dict[str, dict[str, int]] = {}
    for source, reason, count in connection.execute(wanted):
        found.setdefault(source, {})[reason] = count
    return found


def hosts_of(connection: Connection) -> dict[str, tuple[HostLink, ...]]:
    found: dict[str, list[HostLink]] = {}
    for row in connection.execute(select(hosts).order_by(hosts.c.source, hosts.c.host)):
        found.setdefault(row.source, []).append(host_link(row))
    return {source: tuple(of) for source, of in found.items()}

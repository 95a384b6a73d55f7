"""Looks and links as rows of their tables, and what a batch writes of them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, bindparam, case, or_, update

from masdar import urls
from masdar.contracts import Batch, HostLink, Looked
from masdar.model import Article, Link, LinkState
from masdar.store import records
from masdar.store.database import Upsert, add, missing, run
from masdar.store.folding import Arrival, Fold
from masdar.store.schema import articles, hosts, looks

FIRST_HOST_LOOK = 7 * 24 * 3_600_000_000  # microseconds after the first article of a host
MAX_HOST = 253
MAX_VALIDATOR = 1000
MAX_TARGET = 4096
OVERRULING = frozenset({LinkState.TAKEN_OVER.value, LinkState.PARKED.value, LinkState.GONE.value})

LINK_COLUMNS = (
    looks.c.state,
    looks.c.since,
    looks.c.signals,
    looks.c.target,
    hosts.c.state.label("host_state"),
    hosts.c.since.label("host_since"),
    hosts.c.signals.label("host_signals"),
    hosts.c.target.label("host_target"),
)


def link(columns: Sequence[Any]) -> Link:
    """The article's own link, or its host's where that overrules it. `columns` are `LINK_COLUMNS`."""
    own, of_host = columns[:4], columns[4:]
    if of_host[0] in OVERRULING:
        return plain_link(of_host)
    return plain_link(own) if own[0] is not None else Link()


def plain_link(columns: Sequence[Any]) -> Link:
    state, since, signals, target = columns
    at = None if since is None else records.instant(since)
    return Link(LinkState(state), at, () if signals == "[]" else records.names(signals), target)


def link_row(kept: Link) -> dict[str, Any]:
    return {
        "state": kept.state.value,
        "since": None if kept.since is None else records.micros(kept.since),
        "signals": records.names_text(kept.signals),
        "target": records.plain(kept.target[:MAX_TARGET]),
    }


def host_of(url: str) -> str:
    return records.plain(urls.host(url)[:MAX_HOST])


def keep(connection: Connection, batch: Batch, fold: Fold, read: Sequence[Arrival]) -> None:
    """New articles get their first look, looks leave what they found."""
    latest = {arrival.key: arrival for arrival in read}
    fresh: list[dict[str, Any]] = []
    again: list[dict[str, Any]] = []
    stood: dict[str, dict[str, Any]] = {}
    for state in fold.written():
        arrival = latest.get(state.key)
        if arrival is None or state.article is None:
            continue
        if not state.fresh:
            again.append({"of_source": batch.source, "of": state.number, "partial": state.article.partial})
            continue
        row = _fresh(batch.source, state.number, state.article, arrival)
        fresh.append(row)
        if arrival.place is not None:
            due = arrival.moment + FIRST_HOST_LOOK
            stood[row["host"]] = {
                "source": batch.source,
                "host": row["host"],
                "due": due,
                "misses": 0,
                **link_row(Link()),
            }
    add(connection, looks, fresh)
    run(connection, _PARTIAL, again)
    run(connection, _STOOD, list(stood.values()))
    _keep_looked(connection, batch)
    run(connection, _SAVE_HOST, [_host_row(host) for host in batch.hosts])


def _fresh(source: str, number: int, article: Article, arrival: Arrival) -> dict[str, Any]:
    """An article that came with its page is looked at again; one from a file is not."""
    reading = arrival.reading
    collected = reading.capture is not None and bool(reading.entry_url) and not reading.again
    return {
        "source": source,
        "number": number,
        "host": host_of(article.url),
        "at": arrival.moment,
        "due": arrival.moment + int(reading.look_after * 1_000_000) if collected else None,
        "nth": 0,
        "misses": 0,
        "etag": records.plain(reading.etag[:MAX_VALIDATOR]),
        "last_modified": records.plain(reading.last_modified[:MAX_VALIDATOR]),
        "partial": article.partial,
        **link_row(Link()),
    }


def _host_row(host: HostLink) -> dict[str, Any]:
    due = None if host.due is None else records.micros(host.due)
    return {
        "source": host.source,
        "host": records.plain(host.host[:MAX_HOST]),
        "due": due,
        "misses": host.misses,
        **link_row(host.link),
    }


def _keep_looked(connection: Connection, batch: Batch) -> None:
    told = [one for one in batch.looked if one.link is not None]
    run(connection, _LOOKED, [_looked_row(one) for one in batch.looked])
    run(connection, _FOUND, [{**_named(one), **link_row(one.link), **_validators(one)} for one in told if one.link])
    seen = [
        {**_named(one), "seen": records.micros(one.at)}
        for one in told
        if one.link and one.link.state in (LinkState.ANSWERING, LinkState.MOVED)
    ]
    run(connection, _SEEN, seen)
    doubted = {one.host: records.micros(one.at) for one in batch.looked if one.doubts_host}
    rows = [{"of_source": batch.source, "of_host": host, "when": at} for host, at in sorted(doubted.items())]
    run(connection, _DOUBT, rows)


def _named(one: Looked) -> dict[str, Any]:
    return {"of_source": one.permalink.source, "of": one.permalink.number}


def _looked_row(one: Looked) -> dict[str, Any]:
    return {
        **_named(one),
        "when": records.micros(one.at),
        "next": None if one.due is None else records.micros(one.due),
        "answered": int(one.answered),
    }


def _validators(one: Looked) -> dict[str, Any]:
    return {
        "etag": records.plain(one.etag[:MAX_VALIDATOR]),
        "last_modified": records.plain(one.last_modified[:MAX_VALIDATOR]),
    }


_STOOD = missing(hosts)
_SAVE_HOST = Upsert(
    hosts,
    lambda adding: adding.on_conflict_do_update(
        index_elements=["source", "host"],
        set_={name: adding.excluded[name] for name in ("due", "misses", "state", "since", "signals", "target")},
    ),
)
_ONE = (looks.c.source == bindparam("of_source"), looks.c.number == bindparam("of"))
_AGAIN = looks.c.at == bindparam("when")  # the same batch committed twice is one look
_LOOKED = (
    update(looks)
    .where(*_ONE)
    .values(
        nth=looks.c.nth + case((_AGAIN, 0), else_=bindparam("answered")),
        misses=case(
            (bindparam("answered") == 1, 0),
            (_AGAIN, looks.c.misses),
            else_=looks.c.misses + 1,
        ),
        at=bindparam("when"),
        due=bindparam("next"),
    )
)
_FOUND = update(looks).where(*_ONE)  # sets the columns the rows bring
_PARTIAL = update(looks).where(*_ONE)
_SEEN = (
    update(articles)
    .where(articles.c.source == bindparam("of_source"), articles.c.number == bindparam("of"))
    .values(last_seen=case((articles.c.last_seen < bindparam("seen"), bindparam("seen")), else_=articles.c.last_seen))
)
_DOUBT = (
    update(hosts)
    .where(hosts.c.source == bindparam("of_source"), hosts.c.host == bindparam("of_host"))
    .where(or_(hosts.c.state == LinkState.ANSWERING.value, hosts.c.state == LinkState.MOVED.value))
    .values(due=bindparam("when"))
)

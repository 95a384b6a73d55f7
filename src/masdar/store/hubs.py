"""WebSub in the store: subscriptions by channel, and pushes that wait for a collector."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import delete, func, select

from masdar.contracts import HubState, Push, Subscription
from masdar.store import records
from masdar.store.database import Database, Upsert, add, run
from masdar.store.due import settle_due
from masdar.store.schema import pushes, sources, subscriptions
from masdar.store.source_rows import instant_or_none

MAX_TYPE = 200


class SqlHubs:
    """The `HubStore` contract."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def subscriptions(self, source_id: str) -> list[Subscription]:
        wanted = select(subscriptions).where(subscriptions.c.source == source_id).order_by(subscriptions.c.digest)
        with self._database.read() as connection:
            return [_subscription(row) for row in connection.execute(wanted)]

    def subscription(self, token: str) -> Subscription | None:
        wanted = select(subscriptions).where(subscriptions.c.token == records.plain(token))
        with self._database.read() as connection:
            row = connection.execute(wanted).first()
        return None if row is None else _subscription(row)

    def keep_subscription(self, kept: Subscription) -> None:
        row = {
            "source": kept.source,
            "digest": records.digest(kept.channel),
            "channel": records.plain(kept.channel),
            "hub": records.plain(kept.hub),
            "topic": records.plain(kept.topic),
            "token": kept.token,
            "secret": kept.secret,
            "state": kept.state.value,
            "asked": records.micros(kept.asked),
            "until": None if kept.until is None else records.micros(kept.until),
        }
        with self._database.write() as connection:
            run(connection, _KEEP, [row])

    def keep_push(self, push: Push, most: int) -> bool:
        waiting = select(func.count()).select_from(pushes).where(pushes.c.source == push.source)
        held = select(sources.c.id).where(sources.c.id == push.source).with_for_update(key_share=True)
        row = {
            "source": push.source,
            "channel": records.plain(push.channel),
            "at": records.micros(push.at),
            "type": records.plain(push.type[:MAX_TYPE]),
            "body": push.body,
        }
        with self._database.write() as connection:
            if connection.execute(held).first() is None or (connection.scalar(waiting) or 0) >= most:
                return False
            add(connection, pushes, [row])
            settle_due(connection, [push.source])
        return True

    def pushes(self, source_id: str, limit: int) -> list[Push]:
        wanted = select(pushes).where(pushes.c.source == source_id).order_by(pushes.c.id).limit(limit)
        with self._database.read() as connection:
            return [
                Push(row.source, row.channel, records.instant(row.at), row.type, bytes(row.body), row.id)
                for row in connection.execute(wanted)
            ]

    def drop_pushes(self, ids: Sequence[int]) -> None:
        dropping = delete(pushes).where(pushes.c.id.in_(ids)).returning(pushes.c.source)
        with self._database.write() as connection:
            named = sorted(set(connection.scalars(dropping)))
            held = select(sources.c.id).where(sources.c.id.in_(named)).order_by(sources.c.id)
            connection.execute(held.with_for_update(key_share=True)).all()
            settle_due(connection, named)


_KEEP = Upsert(
    subscriptions,
    lambda adding: adding.on_conflict_do_update(
        index_elements=["source", "digest"],
        set_={one.name: one for one in adding.excluded if one.name not in ("source", "digest")},
    ),
)


def _subscription(row: Any) -> Subscription:
    return Subscription(
        row.source,
        row.channel,
        row.hub,
        row.topic,
        row.token,
        row.secret,
        HubState(row.state),
        records.instant(row.asked),
        instant_or_none(row.until),
    )

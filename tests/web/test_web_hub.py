"""What hubs may say to us, and what they may not."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from urllib.parse import urlencode

import pytest
from starlette.applications import Starlette

from masdar.contracts import HubState, Subscription
from masdar.model import Channel, ChannelKind, Reason, Source
from masdar.search.memory import MemoryIndex
from masdar.sources.websub import signed
from masdar.store import SqlStore
from masdar.web import Portal, application
from masdar.web.pages import hub
from tests.running import run
from tests.stores import made_store

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
FEED = "https://paper.example/feed"
BODY = "<rss><channel><item><title>خبر</title></item></channel></rss>".encode()
ASKED = Subscription("paper", FEED, "https://hub.example/", FEED, "t0ken", "s3cret", HubState.ASKED, NOW)
ACTIVE = replace(ASKED, state=HubState.ACTIVE, until=NOW + timedelta(days=1))


@dataclass
class Door:
    web: Starlette
    store: SqlStore

    def __call__(
        self,
        token: str = "t0ken",
        query: dict[str, str] | None = None,
        *,
        chunks: tuple[bytes, ...] = (),
        **headers: str,
    ) -> tuple[int, str]:
        """GET with a query, POST with chunks."""
        waiting = [
            {"type": "http.request", "body": part, "more_body": place + 1 < len(chunks)}
            for place, part in enumerate(chunks)
        ]
        sent: list[dict[str, object]] = []

        async def receive() -> dict[str, object]:
            return waiting.pop(0) if waiting else {"type": "http.disconnect"}

        async def send(message: dict[str, object]) -> None:
            sent.append(message)

        scope = {
            "type": "http", "method": "POST" if chunks else "GET", "path": f"/websub/{token}", "http_version": "1.1",
            "query_string": urlencode(query or {}).encode(), "scheme": "http", "server": ("portal.example", 80),
            "headers": [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()],
        }  # fmt: skip
        run(self.web(scope, receive, send))  # type: ignore[arg-type]  # an ASGI application of our own
        return sent[0]["status"], b"".join(part["body"] for part in sent[1:]).decode()  # type: ignore[return-value,misc]  # ASGI's messages

    def push(self, body: bytes = BODY, secret: str = "s3cret") -> int:
        return self(chunks=(body[:9], body[9:]), x_hub_signature=signed(body, secret), content_type="text/xml")[0]


@pytest.fixture
def door() -> Iterator[Door]:
    store = made_store()
    store.add_source(Source("paper", "الورقة", "https://paper.example/", (Channel(FEED, ChannelKind.FEED),)))
    store.keep_subscription(ASKED)
    yield Door(application(Portal(store, MemoryIndex(), lambda: NOW)), store)
    store.close()


def intent(**more: str) -> dict[str, str]:
    return {"hub.mode": "subscribe", "hub.topic": FEED, "hub.challenge": "w<o>rd", "hub.lease_seconds": "7200", **more}


def test_what_was_asked_for_is_confirmed(door: Door) -> None:
    assert door(query=intent()) == (200, "w<o>rd")
    assert door.store.subscription("t0ken") == replace(ASKED, state=HubState.ACTIVE, until=NOW + timedelta(hours=2))


@pytest.mark.parametrize(
    "query",
    [
        {},
        intent(**{"hub.topic": "https://other.example/feed"}),
        intent(**{"hub.mode": "unsubscribe"}),
        intent(**{"hub.challenge": ""}),
        intent(**{"hub.challenge": "x" * 5000}),
    ],
)
def test_nothing_else_is(door: Door, query: dict[str, str]) -> None:
    assert door(query=query)[0] == 404
    assert door.store.subscription("t0ken") == ASKED


def test_who_does_not_know_the_address_is_told_nothing(door: Door) -> None:
    assert door("other", intent())[0] == 404
    assert door("x" * 500, intent())[0] == 404
    assert door("other", chunks=(BODY,))[0] == 404


def test_a_denial_is_remembered(door: Door) -> None:
    assert door(query={"hub.mode": "denied", "hub.topic": FEED, "hub.reason": "no"})[0] == 200
    assert door(query=intent())[0] == 404


def test_a_signed_push_waits_for_the_collector(door: Door) -> None:
    door.store.keep_subscription(ACTIVE)
    assert door.push() == 202
    [kept] = door.store.pushes("paper", 10)
    assert (kept.channel, kept.body, kept.type) == (FEED, BODY, "text/xml")
    assert [door.push() for _ in range(hub.MOST_WAITING)][-2:] == [202, 503]


def test_a_wrong_signature_is_counted_and_the_push_thrown_away(door: Door) -> None:
    door.store.keep_subscription(ACTIVE)
    assert door.push(secret="guessed") == 202
    assert door(chunks=(BODY,))[0] == 202
    assert door.store.pushes("paper", 10) == []
    assert [one.reason for one in door.store.latest_outcomes(10)] == [Reason.BAD_SIGNATURE] * 2


def test_a_push_nobody_is_subscribed_to_is_refused(door: Door) -> None:
    assert door.push() == 404  # asked, not confirmed
    door.store.keep_subscription(replace(ACTIVE, until=NOW - timedelta(seconds=1)))
    assert door.push() == 404


def test_a_push_without_end_is_cut_off(door: Door) -> None:
    door.store.keep_subscription(ACTIVE)
    assert door(chunks=(b"x",), content_length=str(hub.MOST_BYTES + 1))[0] == 413
    assert door(chunks=(b"x" * 2**20,) * 6)[0] == 413
    assert door.store.pushes("paper", 10) == []

"""The live strip: what a listening reader is told, from where, and how many may listen."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import Any

import pytest
from starlette.types import Message

from masdar.model import Permalink
from masdar.web import live
from masdar.web.live import Live
from tests.web.conftest import Stand


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(live, "LOOK_SECONDS", 0.001)


class Listener:
    """One connection to `/strip/live`."""

    def __init__(self, portal: Stand, address: str, here: str, headers: dict[str, str]) -> None:
        self.status, self.headers = 0, {}  # type: int, dict[str, str]
        self.text = ""
        self._told: asyncio.Queue[Message] = asyncio.Queue()
        self._gone = asyncio.Event()
        path, _, query = address.partition("?")
        self._scope: dict[str, Any] = {
            "type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "method": "GET", "scheme": "http",
            "path": path, "raw_path": path.encode(), "root_path": "", "query_string": query.encode(),
            "client": (here, 5), "server": ("127.0.0.1", 80),
            "headers": [(name.encode(), value.encode()) for name, value in headers.items()],
        }  # fmt: skip
        self.task = asyncio.ensure_future(portal.client.app(self._scope, self._receive, self._told.put))

    async def _receive(self) -> Message:
        await self._gone.wait()
        return {"type": "http.disconnect"}

    async def begin(self) -> None:
        start = await self._told.get()
        self.status = start["status"]
        self.headers = {name.decode(): value.decode() for name, value in start["headers"]}

    async def until(self, found: str) -> str:
        """All that was told, up to what holds `found`."""
        while found not in self.text:
            message = await asyncio.wait_for(self._told.get(), 5)
            self.text += message["body"].decode()
            assert message["more_body"] or found in self.text, "the answer ended"
        return self.text

    async def events(self, n: int) -> list[dict[str, Any]]:
        while self.text.count("\nid: ") + self.text.startswith("id: ") < n or not self.text.endswith("\n\n"):
            self.text += (await asyncio.wait_for(self._told.get(), 5))["body"].decode()
        return [json.loads(line[6:]) for line in self.text.split("\n") if line.startswith("data: {")]

    async def leave(self) -> None:
        self._gone.set()
        await self.task


Listen = Callable[..., Awaitable[Listener]]


@asynccontextmanager
async def listening(portal: Stand) -> AsyncIterator[Listen]:
    listeners: list[Listener] = []

    async def listen(address: str = "/strip/live", here: str = "127.0.0.1", **headers: str) -> Listener:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        listeners.append(Listener(portal, address, here, named))
        await listeners[-1].begin()
        return listeners[-1]

    yield listen
    for listener in listeners:
        await listener.leave()


def publish(portal: Stand, number: int) -> str:
    stored = portal.store.articles[Permalink("sabah-wadi", 1001)]
    portal.clock.move(3)
    title = f"نبأ {number} وصل الآن"
    article = replace(stored.article, title=title, published=portal.clock())
    permalink = Permalink("sabah-wadi", number)
    portal.store.keep(replace(stored, permalink=permalink, article=article, first_seen=portal.clock()))
    return title


def house(portal: Stand) -> Live:
    found: Live = portal.client.app.state.site.live  # type: ignore[attr-defined]  # Starlette's state
    return found


def test_a_listener_is_told_what_is_new_and_no_more(portal: Stand) -> None:
    mark = json.loads(portal.client.get("/strip").text)["v"]

    async def run() -> None:
        async with listening(portal) as listen:
            one = await listen(f"/strip/live?after={mark}")
            assert one.headers["content-type"].startswith("text/event-stream")
            assert one.headers["x-accel-buffering"] == "no"
            assert "no-transform" in one.headers["cache-control"]
            assert "content-encoding" not in one.headers
            await one.until(": ")  # it is up to date: a sign of life, no event
            title = publish(portal, 7001)
            (told,) = await one.events(1)
            assert [line["t"] for line in told["items"]] == [title]
            assert told["order"][0] == "/sabah-wadi/7001"
            assert len(told["order"]) == 25

    asyncio.run(run())


def test_who_comes_again_is_told_the_rest(portal: Stand) -> None:
    async def run() -> None:
        async with listening(portal) as listen:
            stays = await listen()
            (first,) = await stays.events(1)
            assert len(first["items"]) == 25  # it said nothing of what it had
            titles = [publish(portal, 7001), publish(portal, 7002)]
            await stays.until("7002")
            again = await listen(last_event_id=first["v"])
            (told,) = await again.events(1)
            assert {line["t"] for line in told["items"]} == set(titles)
            stranger = await listen(last_event_id="nothing-we-know")
            assert len((await stranger.events(1))[0]["items"]) == 25

    asyncio.run(run())


def test_the_store_is_asked_once_for_all(portal: Stand) -> None:
    async def run() -> None:
        async with listening(portal) as listen:
            many = [await listen(here=f"10.0.{n}.1") for n in range(60)]
            for one in many:
                await one.events(1)
            before = portal.store.calls["headlines"]
            publish(portal, 7001)
            for one in many:
                await one.until("7001")
            assert portal.store.calls["headlines"] - before <= 2

    asyncio.run(run())


def test_one_address_cannot_take_every_place(portal: Stand, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(live, "READERS_HERE", 2)
    monkeypatch.setattr(live, "READERS", 3)

    async def run() -> None:
        async with listening(portal) as listen:
            said = [(await listen(here=here)).status for here in ("10.0.0.1",) * 3 + ("10.0.0.2",) * 2]
            assert said == [200, 200, 503, 200, 503]
            await asyncio.sleep(0)
        async with listening(portal) as listen:  # those that left made room
            assert (await listen(here="10.0.0.1")).status == 200
        assert house(portal).listeners == 0

    asyncio.run(run())


def test_a_failing_store_is_waited_for(portal: Stand, monkeypatch: pytest.MonkeyPatch) -> None:
    async def run() -> None:
        async with listening(portal) as listen:
            one = await listen()
            await one.events(1)
            failed = asyncio.Event()

            def broken() -> int:
                failed.set()
                raise RuntimeError("gone")

            with monkeypatch.context() as patched:
                patched.setattr(portal.store, "last_change", broken)
                await asyncio.wait_for(failed.wait(), 5)
            publish(portal, 7001)
            await one.until("7001")

    asyncio.run(run())


def test_the_end_of_the_process_lets_readers_go(portal: Stand) -> None:
    async def run() -> None:
        async with listening(portal) as listen:
            one = await listen()
            await one.events(1)
            house(portal).end()
            await asyncio.wait_for(one.task, 5)
            assert (await listen()).status == 503

    asyncio.run(run())


def test_lines_grow_old_while_one_listens(portal: Stand, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(live, "BEAT_LOOKS", 2)
    monkeypatch.setattr(live, "REMAKE_LOOKS", 1)

    async def run() -> None:
        async with listening(portal) as listen:
            one = await listen()
            await one.until("event: ages")
            portal.clock.move(3600)
            await one.until("قبل ساع")

    asyncio.run(run())

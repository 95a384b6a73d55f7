"""A stand on the table: the press of one seed, and a client that asks it without a socket."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import unquote, urlsplit

import pytest

from masdar.press import Press, app, invented
from tests.running import run

START = datetime(2026, 3, 14, 9, 30, tzinfo=UTC)


@dataclass(frozen=True)
class Answer:
    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode("utf-8")


class Stall:
    """Asks a press's ASGI application; `now` is the clock, and may be moved."""

    def __init__(self, press: Press, **options: Any) -> None:
        self.press = replace(press, **{"slow": 0, **options})
        self.now = START
        self._app = app(self.press, lambda: self.now)

    def get(self, url: str, method: str = "GET", **headers: str) -> Answer:
        parts = urlsplit(url)
        sent: list[Any] = []

        async def send(message: Any) -> None:
            sent.append(message)

        async def receive() -> Any:
            return {"type": "http.request"}

        pairs = [("host", parts.netloc), *((name.replace("_", "-"), value) for name, value in headers.items())]
        scope = {
            "type": "http",
            "method": method,
            "path": unquote(parts.path) or "/",
            "query_string": parts.query.encode(),
            "headers": [(name.encode(), value.encode("latin-1")) for name, value in pairs],
        }
        run(self._app(scope, receive, send))
        found = {name.decode(): value.decode() for name, value in sent[0]["headers"]}
        return Answer(sent[0]["status"], found, sent[1]["body"])

    def at(self, paper: str, path: str, **headers: str) -> Answer:
        return self.get(f"http://{paper}.localhost:8090{path}", **headers)

    def wait(self, **spans: float) -> None:
        self.now += timedelta(**spans)


@pytest.fixture(scope="session")
def the_press() -> Press:
    return invented.press(7, START)


@pytest.fixture
def stall(the_press: Press) -> Stall:
    """The stand an instant after it opened, slow papers not slow."""
    return Stall(the_press)


@pytest.fixture
def open_stall() -> Callable[..., Stall]:
    return Stall

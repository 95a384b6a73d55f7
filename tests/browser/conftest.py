"""A portal on the invented press in a thread of this process, and the system's Chromium."""

from __future__ import annotations

import asyncio
import os
import shutil
import socket
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from granian.constants import HTTPModes, Interfaces
from granian.server.embed import Server

from masdar.model import Story
from masdar.web import Portal, application
from tests.web.fakes import MemoryIndex, MemoryStore, TellingClock, press

if TYPE_CHECKING:
    from playwright.sync_api import Browser

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--no-first-run",
)
OUTPUT = Path(__file__).parents[2] / "output"


@dataclass(frozen=True)
class Served:
    url: str
    store: MemoryStore
    clock: TellingClock


def chromium() -> str | None:
    return os.environ.get("MASDAR_CHROMIUM") or next(filter(None, map(shutil.which, NAMES)), None)


@pytest.fixture(scope="session")
def served() -> Iterator[Served]:
    store, clock = press(), TellingClock()
    arabic = [one for one, stored in store.articles.items() if stored.article.language == "ar"]
    told = sorted(store.headlines_of(arabic).values(), key=lambda one: (one.at, one.permalink))[-9:]
    store.told[7] = Story(7, tuple(told), told[1].permalink)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    url = f"http://127.0.0.1:{port}"
    app = application(Portal(store, MemoryIndex(store), clock, url=url, country="ma", version="1"))  # type: ignore[arg-type]  # stands for the real one
    server = Server(app, address="127.0.0.1", port=port, interface=Interfaces.ASGI, http=HTTPModes.http1,
                    websockets=False, log_enabled=False)  # fmt: skip
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_until_complete, args=(server.serve(),))
    thread.start()
    for _ in range(100):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                break
        time.sleep(0.05)
    yield Served(url, store, clock)
    loop.call_soon_threadsafe(app.state.site.live.end)  # what `masdar.web.serve` does where a process ends
    loop.call_soon_threadsafe(server.stop)
    thread.join(10)
    loop.close()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    found = chromium()
    if found is None:
        told = f"no Chromium found (looked for {', '.join(NAMES)} and MASDAR_CHROMIUM)"
        if os.environ.get("CI"):
            pytest.fail(told)
        pytest.skip(told)
    from playwright.sync_api import sync_playwright  # noqa: PLC0415 - a run without a browser need not wait for it

    OUTPUT.mkdir(exist_ok=True)
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=found, args=list(FLAGS))
        yield started
        started.close()

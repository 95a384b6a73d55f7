"""The product after a demo, every page of it: a real store, traced and told, and a report waiting at the desk."""

from __future__ import annotations

import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

import pytest

from masdar.contracts import Selection, Store
from masdar.model import Permalink, StoredArticle
from masdar.store import open_store
from tests.browser.looking import faults, in_context, keep_picture

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytestmark = [pytest.mark.browser, pytest.mark.slow]

PASSWORD = "olive harvest"
CLOSED = {"capture"}  # its sandbox runs no scripts, those of a test neither
LOOKS = [(390, 844, "light"), (390, 844, "dark"), (1280, 900, "light"), (1280, 900, "dark")]


@dataclass(frozen=True)
class House:
    url: str
    pages: dict[str, str]
    pictured: Permalink


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _await(port: int, server: subprocess.Popen[bytes]) -> None:
    for _ in range(600):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        assert server.poll() is None, "the portal ended"
        time.sleep(0.1)
    raise AssertionError("the portal does not answer")


def _articles(store: Store) -> list[StoredArticle]:
    return [one for page in store.walk() for one in page]


def _pages(store: Store) -> tuple[dict[str, str], Permalink]:
    """An address of every kind of page, and the article whose picture is reported."""
    standing = _articles(store)
    places = [one.permalink for one in standing]
    traces = store.traces_of(places)
    told = store.stories_of(places)
    borrowed = max(traces.values(), key=lambda trace: len(trace.origins) * (len(trace.shares) > 1)).permalink
    changed = max(standing, key=lambda one: (one.revision, one.permalink)).permalink
    captured = next(one.permalink for one in standing if one.capture is not None)
    pictured = [one.permalink for one in standing if one.picture]
    most = max(told.values(), key=lambda note: (note.origins, note.papers)).number
    day = max(one.at for one in store.headlines(Selection(limit=5))).date()
    signed = next(one for one in standing if one.article.authors and one.article.section)
    author, section = quote(signed.article.authors[0]), quote(signed.article.section)
    return {
        "front": "/", "article": f"/{borrowed}", "origins": f"/{borrowed}/origins", "versions": f"/{changed}/versions",
        "capture": f"/{captured}/capture", "report": f"/{pictured[0]}/report", "appeal": f"/{pictured[0]}/appeal",
        "story": f"/story/{most}", "paper": f"/{borrowed.source}", "author": f"/author/{author}",
        "section": f"/section/{section}", "search": f"/search?q={quote('الميناء')}", "search-empty": "/search",
        "nothing": f"/search?q={quote('زمزمزمزم')}", "trouble": f"/search?q={quote('(الماء')}", "archive": "/archive",
        "archive-day": f"/archive/{day.isoformat()}", "provenance": "/provenance", "trace": "/trace", "about": "/about",
        "status": "/status", "transparency": "/transparency", "offline": "/offline", "missing": "/nobody-here",
    }, pictured[-1]  # fmt: skip


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    folder, port = tmp_path_factory.mktemp("house"), _free_port()
    own = {name: value for name, value in os.environ.items() if not name.startswith("MASDAR_")}
    environment = own | {"MASDAR_DATA": str(folder), "MASDAR_PORT": str(port), "MASDAR_DESK_PASSWORD": PASSWORD}
    environment |= {"MASDAR_SITE_URL": f"http://127.0.0.1:{port}"}
    demo = [sys.executable, "-m", "masdar", "demo", "--once", "--keep", str(folder)]
    subprocess.run(demo, env=own, check=True, stdout=subprocess.DEVNULL, timeout=600)
    store = open_store(f"sqlite:///{Path(folder) / 'masdar.sqlite'}")
    try:
        pages, pictured = _pages(store)
    finally:
        store.close()
    server = subprocess.Popen([sys.executable, "-m", "masdar", "run", "--role", "web"], env=environment)
    try:
        _await(port, server)
        yield House(f"http://127.0.0.1:{port}", pages, pictured)
    finally:
        server.terminate()
        server.wait(30)


@pytest.mark.parametrize(("width", "height", "scheme"), LOOKS)
@pytest.mark.parametrize("edition", ["ar", "fr", "en"])
def test_every_page_of_the_house(
    browser: Browser, house: House, edition: str, width: int, height: int, scheme: str
) -> None:
    prefix, direction = ("", "rtl") if edition == "ar" else (f"/{edition}", "ltr")
    context = browser.new_context(viewport={"width": width, "height": height}, color_scheme=scheme)  # type: ignore[arg-type]  # a size as Playwright takes it
    wrong: list[object] = []
    for name, path in house.pages.items():
        with in_context(context, house.url, prefix + path) as page:
            if name not in CLOSED:
                wrong += faults(page, name, width, direction)
            keep_picture(page, f"house-{name}-{edition}-{width}-{scheme}")
    context.close()
    assert wrong == []


@pytest.mark.parametrize(("width", "height", "scheme"), LOOKS)
def test_a_report_waits_at_the_desk(browser: Browser, house: House, width: int, height: int, scheme: str) -> None:
    context = browser.new_context(viewport={"width": width, "height": height}, color_scheme=scheme)  # type: ignore[arg-type]  # a size as Playwright takes it
    with in_context(context, house.url, f"/{house.pictured}/report") as page:
        page.locator('main input[type="radio"]').first.check()
        page.locator("main form button").first.click()
        page.locator("main").filter(has_text=re.compile("شكرا")).wait_for()
    with in_context(context, house.url, "/desk") as page:
        page.locator('input[type="password"]').fill(PASSWORD)
        page.locator('main form button[type="submit"], main form button').first.click()
        page.locator("main").filter(has=page.locator("a, form")).wait_for()
        assert str(house.pictured) in page.content()
        assert faults(page, "desk", width, "rtl") == []
        keep_picture(page, f"house-desk-ar-{width}-{scheme}")
    context.close()

"""Masdar on a cluster: a node dies by `kill -9` while articles arrive and are searched; commands work as elsewhere.

Needs `make test-cluster`, or a cluster that `deploy/cluster up FOLDER` brought up, named by TEST_CLUSTER=FOLDER.
"""

from __future__ import annotations

import itertools
import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.engine import make_url

from masdar import app as parts
from masdar.config import Settings, load
from masdar.contracts import Batch, IndexDown, Reading, Store
from masdar.jobs.keeper import Keeper
from masdar.jobs.role import Role
from masdar.model import Article, Block, BlockKind, Search, Source
from masdar.search.query import plain
from tests.contract.clustered import environment, folder

ARTICLES, BATCH = 3000, 50
KILLED_AFTER = 1000  # articles
MERCY = 10.0  # seconds after a node's death in which a search may fail
ENDS = 180.0  # seconds the keeper may take to follow to the end
_names = itertools.count(1)

pytestmark = pytest.mark.filterwarnings("ignore::ResourceWarning")


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Settings]:
    """Settings with a database and an index of their own on the cluster."""
    given = environment()
    name = f"test_{os.getpid()}_{next(_names)}"
    admin = create_engine(
        make_url(given["MASDAR_DATABASE"]).set(drivername="postgresql+psycopg"), isolation_level="AUTOCOMMIT"
    )
    with admin.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name} TEMPLATE template0"))
    for variable, value in given.items():
        monkeypatch.setenv(variable, value)
    database = make_url(given["MASDAR_DATABASE"]).set(database=name).render_as_string(hide_password=False)
    monkeypatch.setenv("MASDAR_DATABASE", database)
    monkeypatch.setenv("MASDAR_SEARCH_NAME", name)
    monkeypatch.setenv("MASDAR_DATA", str(tmp_path))
    yield load()
    client = parts.make_search_client(load())
    client("DELETE", f"/{name}-*")
    client("DELETE", f"/_index_template/{name}-*")
    client.close()
    with admin.connect() as connection:
        connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))
    admin.dispose()


def arriving(store: Store, first: int) -> None:
    """A batch of articles from `first` on."""
    now = datetime.now(UTC)
    readings = [
        Reading(
            Article(
                "paper",
                f"https://paper.example/{number}",
                f"خبر الميناء رقم {number}",
                (Block(BlockKind.PARAGRAPH, f"وصلت السفينة {number} إلى الميناء في الصباح."),),
                language="ar",
                published=now,
            ),
            now,
        )
        for number in range(first, first + BATCH)
    ]
    store.commit(Batch("paper", readings))


class Searching(threading.Thread):
    """A reader that asks again and again; remembers when a search failed and when one was answered."""

    def __init__(self, settings: Settings) -> None:
        super().__init__(daemon=True)
        self._index = parts.make_index(settings)
        self._ends = threading.Event()
        self.failures: list[float] = []
        self.answers: list[float] = []

    def run(self) -> None:
        while not self._ends.wait(0.05):
            try:
                if self._index.search(Search(plain("الميناء"), text="الميناء")).total:
                    self.answers.append(time.monotonic())
            except IndexDown:
                self.failures.append(time.monotonic())

    def end(self) -> None:
        self._ends.set()
        self.join(60)
        self._index.close()


def killed() -> float:
    """Kills the second node as a power cut would; the moment."""
    pid = int((folder() / "node-2" / "pid").read_text().split()[0])
    group = os.getpgid(pid)
    assert group == pid  # it was started in a session of its own
    os.killpg(group, signal.SIGKILL)
    return time.monotonic()


@pytest.fixture
def whole_again() -> Iterator[None]:
    """The cluster has all its nodes again at the end."""
    yield
    given = environment()["MASDAR_SEARCH"].split(",")
    port = given[0].rpartition(":")[2]
    command = [sys.executable, "deploy/cluster.py", "up", str(folder()), "--port", port, "--nodes", str(len(given))]
    subprocess.run(command, check=True, capture_output=True)


def test_a_node_dies_and_nothing_is_lost(settings: Settings, whole_again: None) -> None:
    store = parts.make_store(settings)
    store.add_source(Source("paper", "جريدة", "https://paper.example/"))
    arriving(store, 0)
    role = Role(store, parts.utc_now, "one")
    keeper = Keeper(store, role, lambda writable: parts.make_index(settings, writable=writable))
    assert keeper.step() > 0
    working = threading.Thread(target=keeper.run, daemon=True)
    working.start()
    searching = Searching(settings)
    searching.start()
    death = 0.0
    for first in range(BATCH, ARTICLES, BATCH):
        arriving(store, first)
        if first == KILLED_AFTER:
            death = killed()
    index = parts.make_index(settings)
    deadline = time.monotonic() + ENDS
    while index.position() < store.last_change() and time.monotonic() < deadline:
        threading.Event().wait(0.2)
    while time.monotonic() < death + MERCY + 5:
        threading.Event().wait(0.2)  # searches go on past the time in which one may fail
    searching.end()
    keeper.stop()
    working.join(60)
    index.refresh()
    assert index.position() == store.last_change()
    assert index.count() == store.count() == ARTICLES
    assert len(set(index.permalinks())) == ARTICLES
    assert [late for late in searching.failures if late > death + MERCY] == []
    assert [late for late in searching.answers if late > death + MERCY]
    index.close()
    store.close()


def masdar(*arguments: str) -> str:
    command = [sys.executable, "-m", "masdar", *arguments]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_the_commands_work_on_a_cluster(settings: Settings, tmp_path: Path) -> None:
    corpus = tmp_path / "articles.jsonl"
    article = {
        "source": "paper",
        "url": "https://paper.example/1",
        "title": "افتتاح ميناء جديد",
        "published": "2026-01-02T10:00:00+00:00",
        "body": "قال الوزير إن الميناء سيعمل قبل نهاية السنة، وسيشغل مئات العمال من أبناء المنطقة كلها.",
    }
    corpus.write_text(json.dumps(article, ensure_ascii=False) + "\n", encoding="utf-8")
    masdar("import", str(corpus))
    assert "افتتاح" in masdar("search", "الموانئ")
    masdar("check")
    masdar("reindex")
    assert "افتتاح" in masdar("search", "ميناء")
    masdar("check")

"""No call that the line or a page makes reads a growing table from end to end."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event

from masdar.contracts import Batch, Reading, Selection
from masdar.model import (
    Article,
    Block,
    BlockKind,
    CaptureRef,
    Channel,
    ChannelKind,
    Entry,
    Image,
    Outcome,
    Permalink,
    Picture,
    Result,
    Source,
    Step,
    Thumbnail,
)
from masdar.store import SqlStore
from masdar.store.database import Database

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
ONE = Permalink("paper", 1)
GROWING = ("articles", "revisions", "entries", "captures", "changes", "outcomes", "pictures", "thumbnails", "authors")


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    opened = Database(f"sqlite:///{tmp_path / 'store.sqlite'}")
    yield opened
    opened.close()


def entry(number: int) -> Entry:
    return Entry("paper", f"https://paper.example/{number}")


def work(store: SqlStore) -> None:
    """Everything the collector, the keeper and the pages ask for."""
    store.add_source(Source("paper", "ج", "https://paper.example/", (Channel("https://c.example/", ChannelKind.FEED),)))
    store.offer([entry(1), entry(2)], NOON)
    store.lease_sources("one", NOON, 60, 5)
    store.renew_lease("one", "paper", NOON, 60)
    store.waiting("paper", NOON, 10)
    article = Article(
        "paper", entry(1).url, "ع", (Block(BlockKind.PARAGRAPH, "نص"),), "ar", image=Image("https://i.example/")
    )
    read = Reading(article, NOON, CaptureRef("a", 1, "sha256:0"), entry(1).url)
    done = Outcome(Step.FETCH, "paper", "x", Result.OK, NOON)
    later = [(entry(2).url, NOON + timedelta(hours=1))]
    store.commit(Batch("paper", [read], outcomes=[done], postponed=later, settled=[entry(2).url]))
    other = Article("paper", entry(1).url, "ع", (), "fr", section="س", authors=("ك",), image=article.image)
    store.commit(Batch("paper", [Reading(other, NOON + timedelta(hours=1), CaptureRef("a", 2, "sha256:1"))]))
    store.commit(Batch("paper", [Reading(article, NOON, read.capture, again=True)]))
    store.waiting_pictures("paper", 10)
    safe = Picture("a" * 64, 9, 9, "PNG", (Thumbnail(9, 9, b"x"),))
    store.commit(Batch("paper", pictures=[(ONE, safe)], pictures_failed=[ONE]))
    store.release_source("one", "paper")
    store.next_due()
    store.changes(0, 10)
    store.last_change()
    store.documents([ONE, Permalink("paper", 2), Permalink("other", 1)])
    store.headlines_of([ONE, Permalink("paper", 2), Permalink("other", 1)])
    store.headlines(Selection(source="paper"))
    store.by_url("paper", entry(1).url)
    store.entry("paper", entry(1).url)
    store.revisions(ONE)
    store.captures_of(ONE)
    store.thumbnail("a" * 64, 5)
    store.count()
    store.sections(("ar",))
    store.record([done])
    store.latest_outcomes(5, "ok")
    list(store.walk())


def test_every_call_finds_its_rows_by_an_index(database: Database) -> None:
    store = SqlStore(database)
    store.migrate()
    asked: list[tuple[str, Any]] = []

    def note(_: Any, __: Any, sql: str, parameters: Any, ___: Any, many: bool) -> None:
        asked.append((sql, parameters[0] if many else parameters))

    event.listen(database.engine, "before_cursor_execute", note)
    work(store)
    event.remove(database.engine, "before_cursor_execute", note)
    asked = [(sql, given) for sql, given in asked if sql.startswith(("SELECT", "UPDATE", "DELETE"))]
    assert len(asked) > 50
    with database.read() as connection:
        for sql, given in asked:
            for row in connection.exec_driver_sql("EXPLAIN QUERY PLAN " + sql, given):
                step = str(row[-1])
                table = step.split()[1] if step.startswith("SCAN") else ""
                ordered = (
                    "ORDER BY" in sql and "LIMIT" in sql and "INDEX" in step
                )  # walks an index only as far as asked
                newest = table == "outcomes" and "DESC" in sql  # by its row number, from the end
                assert table not in GROWING or ordered or newest, (sql, step)

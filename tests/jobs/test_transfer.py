"""Files in and out: what is imported, refused, exported and imported again."""

from __future__ import annotations

import gzip
import json
import lzma
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from masdar.contracts import Store
from masdar.jobs.transfer import BadFile, Imported, Importer, export
from masdar.model import Permalink
from tests.pipeline.stand import MemoryArchive, SetClock, page
from tests.stores import made_store

GOOD = {
    "id": "1",
    "source": "Al Yawm",
    "url": "https://alyawm.example/a/1?utm_source=x",
    "title": "افتتاح مكتبة جديدة",
    "published": "2024-05-01T10:00:00+01:00",
    "author": "سعاد الراوي",
    "category": "ثقافة",
    "abstract": "مكتبة على الميناء",
    "body": "فتحت المكتبة أبوابها صباح الأربعاء.\nوتضم ثلاثين ألف كتاب.",
}


@pytest.fixture
def store() -> Iterator[Store]:
    opened = made_store()
    yield opened
    opened.close()


def written(path: Path, records: list[Any], opening: Callable[..., Any] = open) -> Path:
    with opening(path, "wt", encoding="utf-8") as out:
        out.writelines((record if isinstance(record, str) else json.dumps(record)) + "\n" for record in records)
    return path


def imported(store: Store, path: Path) -> Imported:
    return Importer(store, SetClock()).records(path, lambda _: None)


def test_a_record_becomes_an_article(store: Store, tmp_path: Path) -> None:
    done = imported(store, written(tmp_path / "c.jsonl", [GOOD]))
    assert (done.new, done.known, done.refused) == (1, 0, {})
    stored = store.article(Permalink("al-yawm", 1))
    assert stored is not None
    assert stored.article.title == GOOD["title"]
    assert stored.article.url == "https://alyawm.example/a/1"
    assert [block.text for block in stored.article.blocks] == str(GOOD["body"]).split("\n")
    assert stored.article.published is not None
    assert stored.article.published.isoformat() == "2024-05-01T09:00:00+00:00"
    assert stored.article.language == "ar"


@pytest.mark.parametrize("published", ["0001-01-01T00:00:00+05:00", "9999-12-31T23:59:59-05:00", "soon", ""])
def test_a_time_there_is_not_is_none(store: Store, tmp_path: Path, published: str) -> None:
    assert imported(store, written(tmp_path / "c.jsonl", [{**GOOD, "published": published}])).new == 1
    stored = store.article(Permalink("al-yawm", 1))
    assert stored is not None
    assert stored.article.published is None


@pytest.mark.parametrize(("ending", "opening"), [(".jsonl.gz", gzip.open), (".jsonl.xz", lzma.open)])
def test_compressed_files_are_read(store: Store, tmp_path: Path, ending: str, opening: Callable[..., Any]) -> None:
    assert imported(store, written(tmp_path / f"c{ending}", [GOOD], opening)).new == 1


def test_a_second_import_changes_nothing(store: Store, tmp_path: Path) -> None:
    path = written(tmp_path / "c.jsonl", [GOOD, {**GOOD, "url": "https://alyawm.example/a/2"}])
    imported(store, path)
    last = store.last_change()
    again = imported(store, path)
    assert (again.new, again.revised, again.known) == (0, 0, 2)
    assert store.last_change() == last


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"url": ""}, "bad_url"),
        ({"url": None}, "bad_url"),
        ({"url": "javascript:alert(1)"}, "bad_url"),
        ({"title": " "}, "no_title"),
        ({"body": "", "abstract": None}, "no_text"),
    ],
)
def test_a_record_that_is_no_article_is_left_out_with_its_reason(
    store: Store, tmp_path: Path, change: dict[str, Any], reason: str
) -> None:
    done = imported(store, written(tmp_path / "c.jsonl", [{**GOOD, **change}, GOOD]))
    assert (done.new, done.refused) == (1, {reason: 1})
    assert store.latest_outcomes(10, "quarantined")[0].item


@pytest.mark.parametrize("line", ["{", "[]", '{"title": 3}', "\x00"])
def test_a_line_that_is_no_record_names_its_place_and_loses_nothing_before(
    store: Store, tmp_path: Path, line: str
) -> None:
    path = written(tmp_path / "c.jsonl", [GOOD, line])
    with pytest.raises(BadFile, match=r"c\.jsonl:2"):
        imported(store, path)
    assert store.count() == 1


def test_a_torn_compressed_file_says_so(store: Store, tmp_path: Path) -> None:
    path = written(tmp_path / "c.jsonl.gz", [GOOD] * 200, gzip.open)
    path.write_bytes(path.read_bytes()[:-20])
    with pytest.raises(BadFile, match=r"c\.jsonl\.gz"):
        imported(store, path)


def test_an_export_imports_again_as_the_same(store: Store, tmp_path: Path) -> None:
    imported(store, written(tmp_path / "c.jsonl", [{**GOOD, "url": f"https://a.example/{n}"} for n in range(7)]))
    lines = list(export(store))
    (tmp_path / "out.jsonl").write_bytes(b"".join(lines))
    other = made_store()
    assert imported(other, tmp_path / "out.jsonl").new == 7
    fields = ("id", "source", "url", "title", "published", "author", "body", "category", "language", "abstract")
    for before, after in zip(lines, export(other), strict=True):
        one, two = json.loads(before), json.loads(after)
        assert {name: one[name] for name in fields} == {name: two[name] for name in fields}
    other.close()


def test_pages_of_a_warc_file_are_archived_and_read(store: Store) -> None:
    words = "نص الخبر يتحدث عن المدينة القديمة وأهلها. " * 8
    html = f"<html lang=ar><body><article><h1>عنوان الخبر</h1><p>{words}</p></article></body></html>"
    captures = [page("https://www.sahifa.example/n/1", html), page("https://sahifa.example/n/2", html)]
    archive = MemoryArchive()
    done = Importer(store, SetClock(), archive).captures(captures, lambda _: None)
    assert done.new == 2
    assert len(archive.captures) == archive.flushed == 2
    assert [source.id for source in store.sources()] == ["sahifa-example"]
    stored = store.article(Permalink("sahifa-example", 1))
    assert stored is not None
    assert stored.capture is not None

"""Importing WARC files: from where it stopped, by what the file is, and never past what the store holds."""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest

from masdar.contracts import Store
from masdar.jobs.resuming import Marks, import_warc
from masdar.jobs.transfer import BadFile, Imported, Importer
from tests.pipeline.stand import MemoryArchive, SetClock
from tests.stores import made_store

zipped = partial(gzip.compress, mtime=0)
WORDS = "<p>" + "نص الخبر يتحدث عن المدينة القديمة وأهلها. " * 8 + "</p>"


def record(number: int) -> bytes:
    page = (
        f"<html lang=ar><title>خبر {number}</title><body><article><h1>خبر {number}</h1>{WORDS}</article></body></html>"
    )
    block = b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n\r\n" + page.encode()
    head = (
        "WARC/1.0\r\nWARC-Type: response\r\nWARC-Date: 2026-02-01T10:00:00Z\r\n"
        f"WARC-Target-URI: https://paper.example/news/{number}\r\n"
        f"Content-Type: application/http\r\nContent-Length: {len(block)}\r\n\r\n"
    )
    return head.encode() + block + b"\r\n\r\n"


class Cut(Exception):
    """The import breaks off."""


class Breaking(Importer):
    """Breaks off once so many transactions are through."""

    left = 1

    def _flush(self) -> None:
        super()._flush()
        self.left -= 1
        if self.left == 0:
            raise Cut


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    made = made_store(f"sqlite:///{tmp_path / 'masdar.sqlite'}")
    yield made
    made.close()


@pytest.fixture(params=["members", "plain", "one member"])
def file(tmp_path: Path, request: pytest.FixtureRequest) -> Path:
    records = [record(number) for number in range(30)]
    path = tmp_path / {"plain": "news.warc", "members": "news.warc.gz"}.get(request.param, "single.warc.gz")
    if request.param == "members":
        path.write_bytes(b"".join(zipped(one) for one in records))
    else:
        path.write_bytes(b"".join(records) if request.param == "plain" else zipped(b"".join(records)))
    return path


def bring(store: Store, file: Path, importer: type[Importer] = Importer, *, again: bool = False) -> Imported:
    marks = Marks(file.parent / "imports", store, again=again)
    return import_warc(importer(store, SetClock(), MemoryArchive()), file, marks, lambda position: None)


def test_a_broken_import_goes_on(store: Store, file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("masdar.jobs.transfer.BATCH", 10)
    with pytest.raises(Cut):
        bring(store, file, Breaking)
    assert store.count() == 10
    done = bring(store, file)
    assert (done.new, store.count()) == (20, 30)
    if file.name.startswith("single"):
        assert done.begun_at == 0  # there is no border to begin at
    else:
        assert 0 < done.begun_at < file.stat().st_size
        assert done.known <= 1  # only what stood at the border is read twice


def test_a_whole_file_is_not_read_again_unless_asked(store: Store, file: Path) -> None:
    assert bring(store, file).new == 30
    second = bring(store, file)
    assert second.new == 0
    assert second.begun_at == file.stat().st_size
    assert bring(store, file, again=True).known == 30


def test_the_same_file_under_another_name_is_known(store: Store, file: Path) -> None:
    bring(store, file)
    moved = file.rename(file.with_name("moved" + "".join(file.suffixes)))
    assert bring(store, moved).begun_at


def test_another_store_gets_the_whole_file(store: Store, file: Path, tmp_path: Path) -> None:
    bring(store, file)
    other = made_store(f"sqlite:///{tmp_path / 'other.sqlite'}")
    done = bring(other, file)
    assert (done.new, done.begun_at) == (30, 0)
    other.close()


def test_progress_counts_bytes_to_the_end(store: Store, file: Path) -> None:
    seen: list[int] = []
    importer = Importer(store, SetClock(), MemoryArchive())
    import_warc(importer, file, Marks(file.parent / "imports", store), seen.append)
    assert seen == sorted(seen)
    assert seen[-1] == file.stat().st_size


def test_what_is_no_warc_file_and_a_spoilt_mark_are_said(store: Store, tmp_path: Path, file: Path) -> None:
    other = tmp_path / "page.warc"
    other.write_bytes(b"<html>")
    with pytest.raises(BadFile):
        bring(store, other)
    bring(store, file)
    for mark in (tmp_path / "imports").iterdir():
        mark.write_text("{", "utf-8")
    with pytest.raises(BadFile):
        bring(store, file)

"""What is written can be read: by reference, in order, after a restart, and by the tools of others."""

from __future__ import annotations

import gzip
import os
import tempfile
import threading
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from warcio.archiveiterator import ArchiveIterator

from masdar.archive import WarcArchive, read_warc
from masdar.model import Capture, CaptureRef, Purpose
from tests.archive.making import NOON, Ticking, capture, captures

BIG = 2**30


def opened(folder: Path, clock: Ticking | None = None, max_bytes: int = BIG, **options: Any) -> WarcArchive:
    return WarcArchive(folder, max_bytes=max_bytes, clock=clock or Ticking(), **options)


def warcs(folder: Path) -> list[Path]:
    return sorted(folder.glob("*.warc.gz"))


def checked(path: Path) -> list[tuple[str, str]]:
    """(type, target) of every record as warcio reads it, digests verified."""
    seen = []
    with path.open("rb") as stream:
        for record in ArchiveIterator(stream, check_digests="raise"):
            record.raw_stream.read()
            assert record.digest_checker.passed is not False
            if record.rec_type == "response":
                assert record.digest_checker.passed is True
            seen.append((record.rec_type, record.rec_headers.get_header("WARC-Target-URI") or ""))
    return seen


@given(st.lists(captures(), max_size=5))
def test_what_goes_in_comes_out(made: list[Capture]) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        archive = opened(folder)
        refs = [archive.write(one) for one in made]
        archive.flush()
        for one, ref in zip(made, refs, strict=True):
            read = archive.read(ref)
            # Of the same body compressed twice, the first bytes stand for both.
            assert read == one if not ref.revisit else replace(read, wire=one.wire) == one
        assert [ref for ref, _ in archive.walk()] == refs
        archive.close()
        for path in warcs(folder):
            checked(path)


def test_an_address_that_ends_in_a_sign_keeps_it(tmp_path: Path) -> None:
    archive = opened(tmp_path)
    made = replace(capture(1), url="http://paper.example/<", final_url="http://paper.example/<")
    ref = archive.write(made)
    archive.flush()
    assert archive.read(ref) == made
    archive.close()


def test_warcio_reads_and_verifies_everything(tmp_path: Path) -> None:
    archive = opened(tmp_path)
    body = "نص".encode() * 1000
    wire = gzip.compress(body)
    for made in (
        capture(1),
        capture(2, b""),
        capture(3, body, wire=wire, headers=(("Content-Encoding", "gzip"), ("Content-Length", str(len(wire))))),
        capture(4, body, headers=(("Content-Encoding", "gzip"), ("Transfer-Encoding", "chunked"))),
        capture(1),
    ):
        archive.write(made)
    archive.close()
    (path,) = warcs(tmp_path)
    assert [kind for kind, _ in checked(path)] == [
        "warcinfo",
        "response",
        "response",
        "response",
        "response",
        "revisit",
    ]
    with path.open("rb") as stream:
        bodies = [
            (record.rec_headers.get_header("WARC-Target-URI"), record.content_stream().read())
            for record in ArchiveIterator(stream)
            if record.rec_type == "response"
        ]
    assert [content for _, content in bodies] == [capture(1).body, b"", body, body]


def test_a_revisit_says_what_it_refers_to(tmp_path: Path) -> None:
    archive = opened(tmp_path)
    first = archive.write(capture(1))
    again = archive.write(capture(1, fetched_at=NOON.replace(hour=15), headers=(("Age", "7"),)))
    archive.flush()
    assert not first.revisit
    assert again.revisit
    assert first.digest == again.digest
    assert archive.read(again) == capture(1, fetched_at=NOON.replace(hour=15), headers=(("Age", "7"),))
    with warcs(tmp_path)[0].open("rb") as stream:
        records = {record.rec_type: record.rec_headers for record in ArchiveIterator(stream)}
    response, revisit = records["response"], records["revisit"]
    for mine, theirs in (
        ("WARC-Refers-To", "WARC-Record-ID"),
        ("WARC-Refers-To-Target-URI", "WARC-Target-URI"),
        ("WARC-Refers-To-Date", "WARC-Date"),
        ("WARC-Payload-Digest", "WARC-Payload-Digest"),
    ):
        assert revisit.get_header(mine) == response.get_header(theirs)
    assert revisit.get_header("WARC-Profile").endswith("/revisit/identical-payload-digest")


def test_only_the_same_body_at_the_same_address_is_a_revisit(tmp_path: Path) -> None:
    archive = opened(tmp_path)
    written = [capture(1), capture(1, b"changed"), capture(2, capture(1).body), capture(3, b""), capture(3, b"")]
    assert [archive.write(one).revisit for one in written] == [False] * 5
    body = b"news" * 100
    packed = (("Content-Encoding", "gzip"),)
    once = capture(4, body, wire=gzip.compress(body, 9, mtime=1), headers=packed)
    twice = capture(4, body, wire=gzip.compress(body, 1, mtime=2), headers=packed)
    assert [archive.write(one).revisit for one in (once, twice, capture(4, body))] == [False, True, False]
    archive.close()


def test_a_revisit_is_known_after_a_restart(tmp_path: Path) -> None:
    first = opened(tmp_path)
    first.write(capture(1))
    first.close()
    second = opened(tmp_path, Ticking(NOON.replace(hour=18)))
    ref = second.write(capture(1))
    assert ref.revisit
    assert second.read(ref) == capture(1)
    second.close()
    assert len(list(opened(tmp_path, read_only=True).walk())) == 2


@pytest.mark.parametrize("damage", [b"", b"x" * 79, b"x" * 81, os.urandom(160)])
def test_a_damaged_memory_of_contents_harms_nothing(tmp_path: Path, damage: bytes) -> None:
    first = opened(tmp_path)
    first.write(capture(1))
    first.close()
    (rows,) = tmp_path.glob("*.seen")
    rows.write_bytes(damage)
    second = opened(tmp_path)
    ref = second.write(capture(1))
    second.flush()
    assert second.read(ref) == capture(1)
    second.close()


def test_contents_of_a_lost_file_are_not_referred_to(tmp_path: Path) -> None:
    first = opened(tmp_path)
    first.write(capture(1))
    first.close()
    warcs(tmp_path)[0].unlink()
    second = opened(tmp_path)
    assert not second.write(capture(1)).revisit
    second.close()


def test_a_new_file_at_the_size_limit_and_every_day(tmp_path: Path) -> None:
    clock = Ticking()
    archive = opened(tmp_path, clock, max_bytes=4000)
    refs = [archive.write(capture(number, os.urandom(1500))) for number in range(6)]
    before = len({ref.file for ref in refs})
    assert before > 1
    clock.move(days=1)
    refs.append(archive.write(capture(9)))
    archive.close()
    assert len({ref.file for ref in refs}) == before + 1
    assert [path.name for path in warcs(tmp_path)] == list(dict.fromkeys(ref.file for ref in refs))
    assert "20251206" in refs[-1].file
    assert [ref for ref, _ in opened(tmp_path, read_only=True).walk()] == refs


def test_two_writers_share_a_folder(tmp_path: Path) -> None:
    one, two = opened(tmp_path), opened(tmp_path)
    refs = []
    for number in range(20):
        refs += [one.write(capture(number)), two.write(capture(number + 100))]
    one.flush()
    two.flush()
    assert len({ref.file for ref in refs}) == 2
    for archive in (one, two):
        assert {ref for ref, _ in archive.walk()} == set(refs)
        for ref in refs:
            archive.read(ref)
    one.close()
    two.close()


def test_many_threads_write_and_flush_one_archive(tmp_path: Path) -> None:
    archive = opened(tmp_path, max_bytes=20_000)
    refs: dict[int, CaptureRef] = {}

    def work(start: int) -> None:
        for number in range(start, start + 40):
            refs[number] = archive.write(capture(number))
            if number % 7 == 0:
                archive.flush()

    threads = [threading.Thread(target=work, args=(start,)) for start in range(0, 400, 100)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    archive.flush()
    assert len(refs) == 160
    for number, ref in refs.items():
        assert archive.read(ref) == capture(number)
    assert len({(ref.file, ref.offset) for ref in refs.values()}) == 160
    archive.close()
    for path in warcs(tmp_path):
        checked(path)


def test_what_is_not_there_is_a_key_error(tmp_path: Path) -> None:
    archive = opened(tmp_path)
    ref = archive.write(capture(1))
    other = archive.write(capture(2))
    archive.flush()
    for wrong in (
        replace(ref, file="masdar-none.warc.gz"),
        replace(ref, file="../" + ref.file),
        replace(ref, file=str(tmp_path / ref.file)),
        replace(ref, file=""),
        replace(ref, offset=ref.offset + 1),
        replace(ref, offset=0),
        replace(ref, offset=10**9),
        replace(ref, offset=other.offset),
        replace(ref, digest="sha256:" + "0" * 64),
    ):
        with pytest.raises(KeyError):
            archive.read(wrong)
    archive.close()


def test_an_archive_for_reading_writes_nothing(tmp_path: Path) -> None:
    archive = opened(tmp_path, read_only=True)
    with pytest.raises(PermissionError):
        archive.write(capture(1))
    archive.flush()
    archive.close()
    assert list(tmp_path.iterdir()) == []


def test_written_but_not_flushed_can_be_read(tmp_path: Path) -> None:
    archive = opened(tmp_path)
    ref = archive.write(capture(1))
    assert archive.read(ref) == capture(1)
    assert [one for _, one in archive.walk()] == [capture(1)]
    archive.close()


def test_header_fields_cannot_be_smuggled_in(tmp_path: Path) -> None:
    evil = "http://paper.example/a\r\nWARC-Type: revisit\r\n\r\nHTTP/1.1"
    made = capture(1, url=evil, source="paper\r\nX: y", headers=(("A", "b\r\nC: d"), ("bad name", "x"), ("E\n", "f")))
    archive = opened(tmp_path)
    ref = archive.write(made)
    archive.flush()
    read = archive.read(ref)
    archive.close()
    assert read.headers == (("A", "b C: d"),)
    assert read.body == made.body
    assert "\r" not in read.url
    assert [kind for kind, _ in checked(warcs(tmp_path)[0])] == ["warcinfo", "response"]


def test_pictures_and_packed_bodies_are_only_stored(tmp_path: Path) -> None:
    archive = opened(tmp_path)
    picture = b"\xff\xd8" + bytes(5000)
    ref = archive.write(capture(1, picture, headers=(("Content-Type", "image/jpeg"),), purpose=Purpose.PICTURE))
    archive.flush()
    assert archive.read(ref).body == picture
    archive.close()
    assert warcs(tmp_path)[0].stat().st_size > 5000


def test_a_body_too_large_to_be_read_back_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("masdar.archive.message.MOST_BYTES", 1000)
    archive = opened(tmp_path)
    with pytest.raises(ValueError, match="1000"):
        archive.write(capture(1, bytes(1001)))
    archive.close()


class Full:
    """A disk with room for so many bytes."""

    def __init__(self, room: int) -> None:
        self.room = room
        self.write = os.write

    def __call__(self, handle: int, data: Any) -> int:
        if not self.room:
            raise OSError(28, "No space left on device")
        count = self.write(handle, bytes(data[: self.room]))
        self.room -= count
        return count


@pytest.mark.parametrize("room", [0, 100, 700, 1500])
def test_a_full_disk_is_told_and_nothing_before_is_lost(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, room: int
) -> None:
    archive = opened(tmp_path)
    before = archive.write(capture(1))
    archive.flush()
    with monkeypatch.context() as patch:
        disk = Full(room)
        patch.setattr("masdar.archive.volume.os.write", disk)
        lost = [archive.write(capture(number, os.urandom(700))) for number in range(2, 6)]
        with pytest.raises(OSError, match="No space"):
            archive.flush()
    after = archive.write(capture(2, b"again"))
    archive.flush()
    assert archive.read(before) == capture(1)
    assert archive.read(after) == capture(2, b"again")
    assert after.file != lost[0].file
    walked = {ref for ref, _ in archive.walk()}
    assert {before, after} <= walked
    archive.close()


def test_a_disk_that_refuses_to_sync_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    archive = opened(tmp_path, max_bytes=2000)
    before = archive.write(capture(1))
    archive.flush()
    with monkeypatch.context() as patch:

        def refuse(_: int) -> None:
            raise OSError(5, "Input/output error")

        patch.setattr("masdar.archive.volume.os.fsync", refuse)
        for number in range(2, 8):
            archive.write(capture(number, os.urandom(700)))
        for _ in range(2):
            with pytest.raises(OSError, match="Input/output"):
                archive.flush()
    after = archive.write(capture(3, b"again"))
    archive.flush()
    assert archive.read(before) == capture(1)
    assert archive.read(after) == capture(3, b"again")
    handles = len(list(Path("/proc/self/fd").iterdir()))
    archive.close()
    assert len(list(Path("/proc/self/fd").iterdir())) < handles


def test_a_disk_that_is_full_when_a_file_is_left(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    archive = opened(tmp_path, max_bytes=3000)
    with monkeypatch.context() as patch:
        patch.setattr("masdar.archive.volume.os.write", Full(1000))
        told = 0
        for number in range(9):
            try:
                archive.write(capture(number, os.urandom(1000)))
            except OSError:
                told += 1
        assert told
    with pytest.raises(OSError, match="No space"):
        archive.flush()
    ref = archive.write(capture(1))
    archive.flush()
    assert not ref.revisit
    assert archive.read(ref) == capture(1)
    archive.close()


@pytest.mark.parametrize("trouble", ["write", "fsync"])
def test_who_wrote_beside_a_trouble_is_told_of_it_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, trouble: str
) -> None:
    """Three visits share an archive: each is told of its own captures, whoever was told before."""
    archive = opened(tmp_path)
    safe = archive.write(capture(1))
    archive.flush([safe])
    refs = [archive.write(capture(number, os.urandom(700))) for number in (2, 3, 4)]
    with monkeypatch.context() as patch:

        def refuse(*_: object) -> None:
            raise OSError(28, "No space left on device")

        patch.setattr(f"masdar.archive.volume.os.{trouble}", refuse)
        with pytest.raises(OSError, match="No space"):
            archive.flush(refs[:1])
    after = archive.write(capture(5))
    archive.flush([safe, after])
    for ref in refs[1:]:
        with pytest.raises(OSError, match="lost"):
            archive.flush([after, ref])
    assert archive.read(safe) == capture(1)
    assert archive.read(after) == capture(5)
    archive.close()


def test_our_own_files_can_be_imported(tmp_path: Path) -> None:
    archive = opened(tmp_path)
    made = [capture(1), capture(2, url="http://paper.example/asked"), capture(3, purpose=Purpose.FEED)]
    for one in (*made, made[0]):
        archive.write(one)
    archive.close()
    assert list(read_warc(warcs(tmp_path)[0])) == made

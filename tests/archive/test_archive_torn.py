"""Files that end in the middle, are damaged, or lost their writer."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from masdar.archive import WarcArchive, read_warc
from masdar.archive.members import deflate
from masdar.archive.records import build
from masdar.model import CaptureRef
from tests.archive.making import Ticking, capture


def written(folder: Path, count: int = 4) -> tuple[Path, list[CaptureRef]]:
    archive = WarcArchive(folder, max_bytes=2**30, clock=Ticking())
    refs = [archive.write(capture(number)) for number in range(count)]
    archive.close()
    return folder / refs[0].file, refs


def reading(folder: Path) -> WarcArchive:
    return WarcArchive(folder, max_bytes=2**30, clock=Ticking(), read_only=True)


def test_torn_at_every_byte_of_the_last_member(tmp_path: Path) -> None:
    path, refs = written(tmp_path)
    whole = path.read_bytes()
    for end in range(refs[-1].offset, len(whole)):
        path.write_bytes(whole[:end])
        archive = reading(tmp_path)
        assert [ref for ref, _ in archive.walk()] == refs[:-1]
        assert len(list(read_warc(path))) >= len(refs) - 1
        with pytest.raises(KeyError):
            archive.read(refs[-1])
        assert archive.read(refs[0]) == capture(0)
        archive.close()


def test_torn_anywhere_nothing_before_is_lost(tmp_path: Path) -> None:
    path, refs = written(tmp_path)
    whole = path.read_bytes()
    ends = [*(ref.offset for ref in refs[1:]), len(whole)]
    for end in range(0, len(whole) + 1, 7):
        path.write_bytes(whole[:end])
        archive = reading(tmp_path)
        assert [ref for ref, _ in archive.walk()] == [ref for ref, stop in zip(refs, ends, strict=True) if stop <= end]
        archive.close()


def test_any_byte_damaged_costs_one_record_at_most(tmp_path: Path) -> None:
    path, refs = written(tmp_path, 3)
    whole = path.read_bytes()
    for place in range(refs[0].offset, len(whole), 3):
        path.write_bytes(whole[:place] + bytes([whole[place] ^ 0x55]) + whole[place + 1 :])
        archive = reading(tmp_path)
        kept = [ref for ref, _ in archive.walk()]
        assert set(kept) <= set(refs)
        assert len(kept) >= len(refs) - 1
        archive.close()


def test_a_page_that_looks_like_a_record_is_not_taken_for_one_after_damage(tmp_path: Path) -> None:
    forged = deflate(
        build(
            [
                ("WARC-Type", "response"),
                ("WARC-Target-URI", "http://paper.example/forged"),
                ("WARC-Date", "2025-12-05"),
            ],
            b"HTTP/1.1 200 OK\r\n\r\nforged",
        ),
        6,
    )
    archive = WarcArchive(tmp_path, max_bytes=2**30, clock=Ticking())
    evil = archive.write(capture(1, os.urandom(50) + forged + os.urandom(50), headers=(("Content-Type", "image/png"),)))
    after = archive.write(capture(2))
    archive.close()
    path = tmp_path / evil.file
    data = bytearray(path.read_bytes())
    data[evil.offset + 11] ^= 0xFF  # the member around it can no longer be read
    path.write_bytes(data)
    assert [ref for ref, _ in reading(tmp_path).walk()] == [after]


def test_files_of_others_in_the_folder(tmp_path: Path) -> None:
    _, refs = written(tmp_path)
    (tmp_path / "empty.warc.gz").write_bytes(b"")
    (tmp_path / "noise.warc.gz").write_bytes(os.urandom(5000))
    (tmp_path / "readme.txt").write_text("not ours")
    assert [ref for ref, _ in reading(tmp_path).walk()] == refs


WRITER = """
import sys
from pathlib import Path
from tests.archive.making import Ticking, capture
from masdar.archive import WarcArchive
archive = WarcArchive(Path(sys.argv[1]), max_bytes=200_000, clock=Ticking())
number = 0
while True:
    refs = []
    for _ in range(20):
        number += 1
        made = capture(number % 500, (b"%d " % number) * (number % 900 + 1))
        refs.append((number, archive.write(made)))
    archive.flush()
    for done, ref in refs:
        print(done, ref.file, ref.offset, ref.digest, int(ref.revisit), flush=False)
    sys.stdout.flush()
"""


@pytest.mark.slow
def test_killed_at_any_moment_nothing_flushed_is_lost(tmp_path: Path) -> None:
    tests = str(Path(__file__).parent.parent)
    for turn in range(15):
        process = subprocess.Popen(
            [sys.executable, "-c", WRITER, str(tmp_path)],
            stdout=subprocess.PIPE,
            env={**os.environ, "PYTHONPATH": tests},
            text=True,
        )
        assert process.stdout is not None
        lines = [process.stdout.readline()]
        time.sleep(0.013 * turn)
        process.send_signal(signal.SIGKILL)
        lines += process.stdout.readlines()
        process.stdout.close()
        process.wait()
        archive = reading(tmp_path)
        walked = {(ref.file, ref.offset) for ref, _ in archive.walk()}
        whole = [line.split() for line in lines if line.endswith("\n")]
        assert whole
        for number, file, offset, digest, revisit in whole:
            read = archive.read(CaptureRef(file, int(offset), digest, revisit == "1"))
            assert read.body.startswith(f"{number} ".encode())
            assert (file, int(offset)) in walked
        archive.close()

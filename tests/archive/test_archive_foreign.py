"""WARC files that others wrote: made here with warcio, and by hand as badly as they come."""

from __future__ import annotations

import gzip
import io
import tracemalloc
import zlib
from contextlib import suppress
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from masdar.archive import read_warc
from masdar.archive.foreign import join_chunks
from masdar.model import Capture, Purpose
from tests.pace import within

zipped = partial(gzip.compress, mtime=0)  # the same bytes at any time, so that tests keep their names

PAGE = "<h1>خبر</h1>".encode()
MIB = 2**20


def record(
    block: bytes, kind: str = "response", url: str = "http://paper.example/a", date: str = "2016-08-26T10:00:00Z"
) -> bytes:
    head = f"WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Target-URI: {url}\r\nWARC-Date: {date}\r\n"
    return (
        f"{head}Content-Type: application/http\r\nContent-Length: {len(block)}\r\n\r\n".encode() + block + b"\r\n\r\n"
    )


def message(body: bytes = PAGE, **headers: str) -> bytes:
    lines = "".join(f"{name.replace('_', '-')}: {value}\r\n" for name, value in headers.items())
    return f"HTTP/1.1 200 OK\r\n{lines}\r\n".encode() + body


def chunked(body: bytes, size: int = 5) -> bytes:
    pieces = [body[at : at + size] for at in range(0, len(body), size)]
    return b"".join(b"%x;ext=1\r\n%s\r\n" % (len(piece), piece) for piece in pieces) + b"0\r\n\r\n"


def bodies(data: bytes, **options: Any) -> list[bytes]:
    return [capture.body for capture in read_warc(io.BytesIO(data), **options)]


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")  # warcio leaves its buffers open
@pytest.mark.parametrize("packed", [True, False])
def test_what_warcio_wrote(tmp_path: Path, packed: bool) -> None:
    path = tmp_path / ("news.warc.gz" if packed else "news.warc")
    with path.open("wb") as stream:
        writer = WARCWriter(stream, gzip=packed)
        writer.write_record(writer.create_warcinfo_record("news.warc.gz", {"software": "a crawler"}))
        for number in range(3):
            headers = StatusAndHeaders("200 OK", [("Content-Type", "text/html")], protocol="HTTP/1.1")
            writer.write_record(
                writer.create_warc_record(
                    f"https://paper.example/{number}",
                    "response",
                    payload=io.BytesIO(PAGE),
                    http_headers=headers,
                    warc_headers_dict={"WARC-Date": "2016-08-26T10:00:00Z", "WARC-IP-Address": "203.0.113.9"},
                )
            )
    for source in (path, str(path)):
        assert list(read_warc(source)) == [
            Capture(
                url=f"https://paper.example/{number}",
                final_url=f"https://paper.example/{number}",
                status=200,
                headers=(("Content-Type", "text/html"),),
                body=PAGE,
                fetched_at=datetime(2016, 8, 26, 10, tzinfo=UTC),
                purpose=Purpose.PAGE,
                address="203.0.113.9",
            )
            for number in range(3)
        ]


@pytest.mark.parametrize(
    "block",
    [
        message(),
        message(zipped(PAGE), Content_Encoding="gzip"),
        message(zlib.compress(PAGE), Content_Encoding="deflate"),
        message(chunked(PAGE), Transfer_Encoding="chunked"),
        message(chunked(zipped(PAGE)), Transfer_Encoding="chunked", Content_Encoding="gzip"),
        message(PAGE, Transfer_Encoding="chunked"),
        b"HTTP/1.0 200\r\n\r\n" + PAGE,
        b"HTTP/1.1 200 OK\nContent-Type: text/html\n\n" + PAGE,
        b"HTTP/2 200 \r\nX-Folded: a\r\n b\r\n\r\n" + PAGE,
    ],
)
def test_messages_as_they_are_kept(block: bytes) -> None:
    assert bodies(record(block)) == [PAGE]
    assert bodies(zipped(record(block))) == [PAGE]


@pytest.mark.parametrize(
    "odd",
    [
        record(PAGE, "resource"),
        record(b"GET / HTTP/1.1\r\n\r\n", "request"),
        record(message(), "revisit"),
        record(message(), "metadata"),
        record(b"", "response"),
        record(b"no message", "response"),
        record(message(), url="dns:paper.example"),
        record(message(), url="ftp://paper.example/a"),
        record(message(), date="yesterday"),
        record(message(b"not gzip", Content_Encoding="gzip")),
        record(message(zipped(PAGE)[:-3], Content_Encoding="gzip")),
        record(message(bytes(MIB))),
        record(bytes(MIB), "response"),
    ],
)
def test_what_is_passed_over(odd: bytes) -> None:
    good = record(message())
    for data in (odd + good, zipped(odd) + zipped(good), zipped(odd + good)):
        assert bodies(data, most_bytes=MIB) == [PAGE]


def test_a_coding_nobody_can_undo_is_kept_as_it_is() -> None:
    (capture,) = read_warc(io.BytesIO(record(message(b"\x0b\x02\x80", Content_Encoding="br"))))
    assert (capture.body, capture.header("content-encoding")) == (b"\x0b\x02\x80", "br")


@pytest.mark.parametrize(
    "data", [b"", b"\x1f\x8b", b"<html>", zipped(b"not a record"), b"WARC/1.0\r\n\r\n", bytes(200_000)]
)
def test_what_is_no_warc_file(data: bytes) -> None:
    with pytest.raises(ValueError, match="not a WARC file"):
        list(read_warc(io.BytesIO(data)))


def test_a_missing_file(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        list(read_warc(tmp_path / "none.warc.gz"))


def test_a_file_that_breaks_off_ends_there() -> None:
    one = zipped(record(message()))
    for end in range(len(one), 2 * len(one)):
        assert bodies((one + one)[:end])[:1] == [PAGE]
        if end < 2 * len(one) - 16:  # the checksum may be missing: the record's bytes are all there
            assert len(bodies((one + one)[:end])) == 1


def test_one_stream_of_many_records() -> None:
    """Not by the standard, yet they exist: a whole file packed as one gzip member."""
    assert bodies(zipped(record(message()) * 50)) == [PAGE] * 50


@pytest.mark.slow
def test_a_bomb_in_a_record_is_passed_over_in_little_memory() -> None:
    bomb = zipped(record(bytes(80 * MIB)) + record(message()), 1)
    tracemalloc.start()
    found = bodies(bomb)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert found == [PAGE]
    assert peak < 8 * MIB + len(bomb)


@pytest.mark.slow
@pytest.mark.parametrize(
    "data",
    [
        b"WARC/1.0\r\n" + b"X: y\r\n" * (MIB // 4),
        b"WARC/1.0\r\n" + b"x" * 2 * MIB,
        record(message()) + b"\r\n" * MIB,
        record(message()) + b"WARC/1.0\r\nContent-Length: 9999999999999999999\r\n\r\n",
        record(message()) + b"WARC/1.0\r\nWARC-Type: response\r\nContent-Length: 60000000\r\n\r\nshort",
        record(message(b"1\r\nx\r\n" * (MIB // 4), Transfer_Encoding="chunked")),
        record(message(zipped(b"") * 25_000, Content_Encoding="gzip")),
        zipped(b"") * 25_000,
    ],
)
def test_harm_takes_no_time(data: bytes) -> None:
    with within(1.5), suppress(ValueError):
        bodies(data)


@given(st.binary(max_size=300), st.integers(1, 50))
def test_chunks_are_joined(body: bytes, size: int) -> None:
    assert join_chunks(chunked(body, size)) == body


@given(st.binary(max_size=300))
def test_any_bytes_are_read_or_refused(noise: bytes) -> None:
    for data in (
        noise,
        record(noise),
        zipped(record(noise)),
        record(message()) + noise,
        b"WARC/1.0\r\n" + noise,
    ):
        try:
            found = bodies(data)
        except ValueError:
            continue
        assert all(isinstance(body, bytes) for body in found)

"""Servers that mean harm: bounded in memory and time, and the outcome says why."""

from __future__ import annotations

import asyncio
import gzip
import tracemalloc
import zlib
from collections.abc import AsyncIterator
from functools import partial
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from masdar.fetch.decoding import BadEncoding, Body, TooLarge
from masdar.model import Capture, FetchFailed, Purpose, Reason, Request
from tests.bombs import MIB, zeros
from tests.fetch.loopback import Answer, Asked, Play, World, http

zipped = partial(gzip.compress, mtime=0)  # the same bytes at any time, so that tests keep their names

LIMIT = MIB


def raw_deflate(data: bytes) -> bytes:
    packer = zlib.compressobj(9, wbits=-15)
    return packer.compress(data) + packer.flush()


GZIP_BOMB = zeros(32)


def ask(play: Play[Any], answer: Any, purpose: Purpose = Purpose.PAGE, **policy: Any) -> Any:
    """What a fetcher with a limit of 1 MiB makes of a server's answer."""

    def reply(asked: Asked) -> Answer:
        return answer(asked) if callable(answer) else answer  # type: ignore[no-any-return]  # an answer or its maker

    async def scenario(world: World) -> Any:
        server = await world.server(reply)
        limits = dict.fromkeys(Purpose, LIMIT)
        fetcher = world.fetcher(server, obey_robots=False, limits=limits, **policy)
        return await fetcher.fetch(Request(f"http://127.0.0.1:{server.port}/a", purpose))

    return play(scenario)


@pytest.mark.parametrize(
    ("coding", "body"),
    [
        ("gzip", GZIP_BOMB),
        ("x-gzip", GZIP_BOMB),
        ("deflate", zeros(32, 15)),
        ("deflate", zeros(32, -15)),
        ("gzip", zipped(bytes(LIMIT)) + zipped(b"x")),
        ("gzip", b"".join(zipped(bytes(64 * 1024)) for _ in range(17))),
        ("identity", bytes(LIMIT + 1)),
        ("gzip", zipped(bytes(LIMIT + 1))),
        ("deflate", zlib.compress(bytes(LIMIT + 1))),
    ],
)
@pytest.mark.parametrize("purpose", [Purpose.FEED, Purpose.SITEMAP, Purpose.PAGE, Purpose.PICTURE])
def test_a_body_that_grows_too_large(play: Play[Any], coding: str, body: bytes, purpose: Purpose) -> None:
    tracemalloc.start()
    try:
        answer = ask(play, http(body, Content_Encoding=coding), purpose)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert isinstance(answer, FetchFailed)
    assert answer.reason is Reason.TOO_LARGE
    assert str(LIMIT) in answer.detail
    assert peak < 16 * MIB


def test_what_just_fits_is_taken(play: Play[Any]) -> None:
    body = bytes(LIMIT)
    for coding, wire in (("gzip", zipped(body)), ("deflate", zlib.compress(body)), ("identity", body)):
        answer = ask(play, http(wire, Content_Encoding=coding))
        assert isinstance(answer, Capture), answer
        assert answer.body == body


@pytest.mark.parametrize(
    ("coding", "wire"),
    [
        ("gzip", zipped(b"news")),
        ("GZIP", zipped(b"news")),
        ("x-gzip", zipped(b"news")),
        ("gzip", zipped(b"ne") + zipped(b"ws")),
        ("gzip", zipped(b"news") + bytes(100)),
        ("gzip", zipped(b"news") + b"rubbish"),
        ("gzip", zipped(b"news") + b"\x1f"),
        ("deflate", zlib.compress(b"news")),
        ("deflate", raw_deflate(b"news")),
    ],
)
def test_encodings_as_servers_write_them(play: Play[Any], coding: str, wire: bytes) -> None:
    answer = ask(play, http(wire, Content_Encoding=coding))
    assert isinstance(answer, Capture), answer
    assert (answer.body, answer.wire) == (b"news", wire)


def test_a_body_without_encoding_has_no_wire(play: Play[Any]) -> None:
    for headers in ({}, {"Content_Encoding": "identity"}, {"Content_Encoding": ""}):
        answer = ask(play, http(b"news", **headers))
        assert (answer.body, answer.wire) == (b"news", None)


@pytest.mark.parametrize(
    ("coding", "wire"),
    [
        ("gzip", b"<html>not gzip</html>"),
        ("gzip", zipped(b"news" * 100)[:-9]),
        ("gzip", zipped(b"news")[:-8] + bytes(8)),
        ("gzip", b"\x1f"),
        ("deflate", b"<html>"),
        ("br", b"\x0b\x02\x80news\x03"),
        ("zstd", b"\x28\xb5\x2f\xfd"),
        ("gzip, gzip", zipped(GZIP_BOMB)),
        ("gzip, identity", zipped(b"news")),
        ("compress", b"\x1f\x9d"),
        ("\xe9", b"x"),
        ("gzip", zipped(b"") * 2000),
    ],
)
def test_a_body_that_is_not_what_it_says(play: Play[Any], coding: str, wire: bytes) -> None:
    answer = ask(play, http(wire, Content_Encoding=coding))
    assert isinstance(answer, FetchFailed)
    assert answer.reason is Reason.BAD_ENCODING


async def endless(first: bytes, piece: bytes, pause: float = 0.0) -> AsyncIterator[bytes]:
    yield first
    while True:
        await asyncio.sleep(pause)
        yield piece


HEAD = b"HTTP/1.1 200 OK\r\n"


@pytest.mark.parametrize(
    ("first", "piece", "reason"),
    [
        (HEAD + b"\r\n", bytes(65536), Reason.TOO_LARGE),
        (HEAD + b"Transfer-Encoding: chunked\r\n\r\n", b"4000\r\n" + bytes(0x4000) + b"\r\n", Reason.TOO_LARGE),
        (HEAD + b"Content-Length: 999999999999\r\n\r\n", bytes(65536), Reason.TOO_LARGE),
        (HEAD, b"X-Header: value\r\n" * 50, Reason.BAD_RESPONSE),
        (HEAD + b"X-Huge: ", b"a" * 4096, Reason.BAD_RESPONSE),
        (HEAD + b"X-Huge", b"a" * 4096, Reason.BAD_RESPONSE),
        (b"HTTP/1.1 200 ", b"a" * 4096, Reason.BAD_RESPONSE),
        (b"", b"a" * 4096, Reason.BAD_RESPONSE),
        (b"", (HEAD + b"Content-Length: 0\r\n\r\n") * 50, None),
        (HEAD + b"Transfer-Encoding: chunked\r\n\r\n", b"1;" + b"x" * 4096, None),
        (HEAD + b"Transfer-Encoding: chunked\r\n\r\n0\r\n", b"X-Trailer: value\r\n" * 50, None),
    ],
)
def test_endless(play: Play[Any], first: bytes, piece: bytes, reason: Reason | None) -> None:
    tracemalloc.start()
    try:
        # What has no limit but time is given little of it, what has another all the time a busy machine needs.
        answer = ask(play, lambda _: endless(first, piece), request_seconds=0.2 if reason is None else 20.0)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert peak < 32 * MIB
    if reason is not None:
        assert isinstance(answer, FetchFailed), answer
        assert answer.reason is reason


@pytest.mark.parametrize(
    ("first", "piece"),
    [
        (HEAD + b"Content-Length: 100000\r\n\r\n", b"a"),
        (HEAD + b"Transfer-Encoding: chunked\r\n\r\n", b"1\r\na\r\n"),
        (HEAD, b"X"),
        (b"", b"H"),
        (b"", b""),
        (HEAD + b"Content-Encoding: gzip\r\nContent-Length: 100000\r\n\r\n" + GZIP_BOMB[:10], b""),
        (b"", b"HTTP/1.1 100 Continue\r\n\r\n"),
    ],
)
def test_slow(play: Play[Any], first: bytes, piece: bytes) -> None:
    answer = ask(play, lambda _: endless(first, piece, 0.005), request_seconds=0.1)
    assert isinstance(answer, FetchFailed)
    assert answer.reason in (Reason.TIMED_OUT, Reason.BAD_RESPONSE)


def test_redirects_share_one_time(play: Play[Any]) -> None:
    async def slowly(asked: Asked) -> AsyncIterator[bytes]:
        await asyncio.sleep(0.05)
        yield http(status=302, Location=asked.path + "a")

    answer = ask(play, slowly, request_seconds=0.12)
    assert answer.reason is Reason.TIMED_OUT


@pytest.mark.parametrize(
    "answer",
    [
        HEAD + b"Content-Length: 100\r\n\r\nshort",
        HEAD + b"Transfer-Encoding: chunked\r\n\r\n5\r\nshort",
        HEAD + b"Transfer-Encoding: chunked\r\n\r\nzz\r\n",
        HEAD + b"Content-Length: -5\r\n\r\n",
        HEAD + b"Content-Length: 5\r\nContent-Length: 6\r\n\r\nshort",
        HEAD + b"Content-Length: 5, 6\r\n\r\nshort",
        b"<html>no status</html>\r\n\r\n",
        b"HTTP/1.1 999999 What\r\n\r\n",
        b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\n",
        b"HTTP/1.1 206 Partial\r\nContent-Length: 1\r\n\r\nx",
        b"HTTP/1.1 304 Not Modified\r\n\r\n",
        b"HTTP/1.1 302 Found\r\nContent-Length: 0\r\n\r\n",
        b"HTTP/1.1 300 Choices\r\nContent-Length: 0\r\n\r\n",
        b"SSH-2.0-OpenSSH_9.9\r\n",
        b"\x15\x03\x01\x00\x02\x02\x28",
    ],
)
def test_what_is_no_answer(play: Play[Any], answer: bytes) -> None:
    async def once(_: Asked) -> AsyncIterator[bytes]:
        yield answer

    failed = ask(play, once)
    assert isinstance(failed, FetchFailed), failed
    assert failed.reason in (Reason.BAD_RESPONSE, Reason.CONNECTION_FAILED)
    assert failed.detail


def test_robots_is_cut_not_refused(play: Play[Any]) -> None:
    body = b"User-agent: *\nDisallow: /shut\n" + b"# filling\n" * 200_000
    for answer in (http(body), http(zipped(body), Content_Encoding="gzip")):
        capture = ask(play, answer, Purpose.ROBOTS)
        assert isinstance(capture, Capture)
        assert len(capture.body) == LIMIT
        assert capture.body == body[:LIMIT]


@given(st.binary(max_size=2000), st.lists(st.integers(1, 200), max_size=20), st.sampled_from(["gzip", "deflate", ""]))
def test_any_cut_into_chunks_gives_the_same_body(body: bytes, cuts: list[int], coding: str) -> None:
    wire = {"gzip": zipped(body), "deflate": zlib.compress(body), "": body}[coding]
    taken = Body(coding, 4000)
    rest = wire
    for cut in cuts:
        taken.feed(rest[:cut])
        rest = rest[cut:]
    taken.feed(rest)
    assert taken.finish()[0] == body


@given(st.binary(max_size=3000), st.sampled_from(["gzip", "deflate", "", "br"]), st.integers(0, 500), st.booleans())
def test_no_bytes_break_the_decoder(data: bytes, coding: str, limit: int, cut: bool) -> None:
    try:
        body = Body(coding, limit, cut=cut)
        body.feed(data[:7])
        body.feed(data[7:])
        taken, _ = body.finish()
    except (BadEncoding, TooLarge):
        return
    assert len(taken) <= limit

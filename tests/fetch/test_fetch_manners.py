"""Manners: robots.txt, pauses, back-off, conditional requests, and what each answer means."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from masdar.fetch import FetchPolicy, user_agent
from masdar.fetch.replies import LONGEST_WAIT, retry_after
from masdar.fetch.robots import parse
from masdar.model import Capture, FetchFailed, NotModified, Purpose, Reason, Request
from tests.fetch.loopback import NOON, Answer, Asked, Play, Server, World, http


def pages(robots: bytes = b"", status: int = 404, page: bytes = http(b"news")) -> Any:
    def reply(asked: Asked) -> Answer:
        return http(robots, 200 if robots else status) if asked.path == "/robots.txt" else page

    return reply


def url(server: Server, path: str = "/a", host: str = "127.0.0.1") -> str:
    return f"http://{host}:{server.port}{path}"


# --- robots.txt -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("robots", "path", "allowed"),
    [
        (b"User-agent: *\nDisallow: /", "/a", False),
        (b"User-agent: *\nDisallow: /shut", "/open", True),
        (b"User-agent: *\nDisallow: /shut\nAllow: /shut/open", "/shut/open/a", True),
        (b"User-agent: *\nDisallow: /*.pdf$", "/a.pdf", False),
        (b"User-agent: *\nDisallow: /*.pdf$", "/a.pdf?x=1", True),
        (b"User-agent: Masdar\nDisallow: /\n\nUser-agent: *\nAllow: /", "/a", False),
        (b"User-agent: masdar/2.0\nDisallow: /\n\nUser-agent: *\nAllow: /", "/a", False),
        (b"User-agent: *\nDisallow: /\n\nUser-agent: Masdar\nAllow: /", "/a", True),
        (b"User-agent: OtherBot\nDisallow: /", "/a", True),
        (b"User-agent: OtherBot\nUser-agent: Masdar\nDisallow: /", "/a", False),
        (b"\xef\xbb\xbfUser-agent: *\r\nDisallow: /a\r\n", "/a", False),
        (b"User-agent: *\rDisallow: /a", "/a", False),
        ("User-agent: *\nDisallow: /أخبار".encode(), "/%D8%A3%D8%AE%D8%A8%D8%A7%D8%B1", False),
        (b"<html>no robots here</html>", "/a", True),
        (b"\x00\xff\xfe rubbish", "/a", True),
    ],
)
def test_robots_says(play: Play[Any], robots: bytes, path: str, allowed: bool) -> None:
    async def scenario(world: World) -> None:
        server = await world.server(pages(robots))
        for purpose in (Purpose.PAGE, Purpose.FEED, Purpose.SITEMAP, Purpose.PICTURE):
            answer = await world.fetcher(server).fetch(Request(url(server, path), purpose))
            if allowed:
                assert isinstance(answer, Capture), answer
            else:
                assert isinstance(answer, FetchFailed)
                assert answer.reason is Reason.ROBOTS_FORBID
        assert (path in server.paths) is allowed

    play(scenario)


def test_robots_is_asked_once_and_again_after_a_day(play: Play[Any]) -> None:
    async def scenario(world: World) -> None:
        server = await world.server(pages(b"User-agent: *\nDisallow: /shut"))
        fetcher = world.fetcher(server)
        await asyncio.gather(*(fetcher.fetch(Request(url(server, f"/{n}"), Purpose.PAGE)) for n in range(10)))
        assert server.paths.count("/robots.txt") == 1
        world.now += timedelta(hours=23)
        await fetcher.fetch(Request(url(server), Purpose.PAGE))
        assert server.paths.count("/robots.txt") == 1
        world.now += timedelta(hours=2)
        await fetcher.fetch(Request(url(server), Purpose.PAGE))
        assert server.paths.count("/robots.txt") == 2

    play(scenario)


@pytest.mark.parametrize("status", [500, 502, 599])
def test_robots_unreachable_means_nothing_for_now(play: Play[Any], status: int) -> None:
    async def scenario(world: World) -> None:
        server = await world.server(pages(status=status))
        fetcher = world.fetcher(server)
        answer = await fetcher.fetch(Request(url(server), Purpose.PAGE))
        assert isinstance(answer, FetchFailed)
        assert answer.reason is Reason.ROBOTS_UNREACHABLE
        assert answer.not_before == NOON + timedelta(hours=1)
        server.reply = pages()
        assert isinstance(await fetcher.fetch(Request(url(server), Purpose.PAGE)), FetchFailed)
        world.now += timedelta(minutes=61)
        assert isinstance(await fetcher.fetch(Request(url(server), Purpose.PAGE)), Capture)

    play(scenario)


def test_robots_throttled_is_asked_again_when_the_server_wants(play: Play[Any]) -> None:
    async def scenario(world: World) -> None:
        server = await world.server(lambda asked: http(status=429, Retry_After="90"))
        fetcher = world.fetcher(server)
        for _ in range(2):
            answer = await fetcher.fetch(Request(url(server), Purpose.PAGE))
            assert isinstance(answer, FetchFailed)
            assert (answer.reason, answer.not_before) == (Reason.THROTTLED, NOON + timedelta(seconds=90))
        assert server.paths == ["/robots.txt"]
        server.reply = pages()
        world.now += timedelta(seconds=90)
        assert isinstance(await fetcher.fetch(Request(url(server), Purpose.PAGE)), Capture)

    play(scenario)


@pytest.mark.parametrize("status", [400, 401, 403, 404, 410, 451])
def test_robots_absent_means_everything(play: Play[Any], status: int) -> None:
    async def scenario(world: World) -> None:
        server = await world.server(pages(status=status))
        assert isinstance(await world.fetcher(server).fetch(Request(url(server), Purpose.PAGE)), Capture)

    play(scenario)


def test_rules_once_read_stand_while_the_server_fails(play: Play[Any]) -> None:
    async def scenario(world: World) -> None:
        server = await world.server(pages(b"User-agent: *\nDisallow: /shut"))
        fetcher = world.fetcher(server)
        await fetcher.fetch(Request(url(server), Purpose.PAGE))
        server.reply = pages(status=500)
        world.now += timedelta(hours=25)
        assert isinstance(await fetcher.fetch(Request(url(server), Purpose.PAGE)), Capture)
        shut = await fetcher.fetch(Request(url(server, "/shut"), Purpose.PAGE))
        assert isinstance(shut, FetchFailed)
        assert shut.reason is Reason.ROBOTS_FORBID

    play(scenario)


def test_robots_of_where_a_redirect_leads(play: Play[Any]) -> None:
    async def scenario(world: World) -> None:
        there = await world.server(pages(b"User-agent: *\nDisallow: /shut"))
        here = await world.server(pages(page=http(status=301, Location=url(there, "/shut"))))
        answer = await world.fetcher(here, there).fetch(Request(url(here), Purpose.PAGE))
        assert isinstance(answer, FetchFailed)
        assert answer.reason is Reason.ROBOTS_FORBID
        assert there.paths == ["/robots.txt"]

    play(scenario)


def test_a_huge_robots_is_read_as_far_as_its_limit(play: Play[Any]) -> None:
    async def scenario(world: World) -> None:
        many = b"".join(b"User-agent: robot-%d\n" % n for n in range(12_000))
        rules = b"".join(b"Disallow: /shut/%d\n" % n for n in range(40_000))
        server = await world.server(pages(many + b"User-agent: *\n" + rules))
        answer = await world.fetcher(server).fetch(Request(url(server, "/shut/7"), Purpose.PAGE))
        assert isinstance(answer, FetchFailed)
        assert answer.reason is Reason.ROBOTS_FORBID

    play(scenario)


@given(st.binary(max_size=400))
def test_any_bytes_are_rules(body: bytes) -> None:
    rules = parse(body, NOON)
    assert rules.allow("http://paper.example/a") in (True, False)
    assert 0 <= rules.delay <= 60


# --- turns ----------------------------------------------------------------------------------------------------------


def test_a_pause_between_two_requests_to_one_host(play: Play[Any]) -> None:
    async def scenario(world: World) -> None:
        server = await world.server(pages())
        fetcher = world.fetcher(server, host_delay=2.0, host_concurrency=1)
        for number in range(4):
            assert isinstance(await fetcher.fetch(Request(url(server, f"/{number}"), Purpose.PAGE)), Capture)
        assert world.slept == [2.0] * 4  # robots.txt is a request too
        assert world.now == NOON + timedelta(seconds=8)

    play(scenario)


def test_a_clock_set_back_silences_nobody(play: Play[Any]) -> None:
    async def scenario(world: World) -> None:
        server = await world.server(pages())
        fetcher = world.fetcher(server, host_delay=2.0, host_concurrency=2, obey_robots=False)
        await fetcher.fetch(Request(url(server), Purpose.PAGE))
        world.now -= timedelta(hours=3)
        await fetcher.fetch(Request(url(server), Purpose.PAGE))
        assert world.slept == [4.0]

    play(scenario)


@pytest.mark.parametrize(
    ("asked", "waits"),
    [("10", 10.0), ("0.5", 2.0), ("9999999", 60.0), ("nan", 2.0), ("-3", 2.0), ("soon", 2.0), ("inf", 2.0)],
)
def test_crawl_delay(play: Play[Any], asked: str, waits: float) -> None:
    async def scenario(world: World) -> None:
        server = await world.server(pages(f"User-agent: *\nCrawl-delay: {asked}\n".encode()))
        fetcher = world.fetcher(server, host_delay=2.0)
        for number in range(3):
            await fetcher.fetch(Request(url(server, f"/{number}"), Purpose.PAGE))
        assert world.slept == [2.0, waits, waits]

    play(scenario)


def test_so_many_at_one_host_at_a_time(play: Play[Any]) -> None:
    async def slowly(asked: Asked) -> AsyncIterator[bytes]:
        await asyncio.sleep(0.005)
        yield http(b"news", 404 if asked.path == "/robots.txt" else 200)

    async def scenario(world: World) -> int:
        server = await world.server(slowly)
        fetcher = world.fetcher(server, host_concurrency=3)
        await asyncio.gather(*(fetcher.fetch(Request(url(server, f"/{n}"), Purpose.PAGE)) for n in range(20)))
        assert len(server.asked) == 21
        return server.most_together

    assert play(scenario) == 3


def test_so_many_at_all_hosts_at_a_time(play: Play[Any]) -> None:
    async def slowly(asked: Asked) -> AsyncIterator[bytes]:
        await asyncio.sleep(0.005)
        yield http(b"news")

    async def scenario(world: World) -> int:
        server = await world.server(slowly)
        fetcher = world.fetcher(server, concurrency=4, obey_robots=False)
        await asyncio.gather(
            *(fetcher.fetch(Request(url(server, host=f"p{n}.localhost"), Purpose.PAGE)) for n in range(20))
        )
        assert len(server.asked) == 20
        return server.most_together

    assert play(scenario) == 4


def test_a_host_with_a_long_queue_takes_no_place_from_others(play: Play[Any]) -> None:
    """All places but one would be taken by requests that only wait for one host's pause."""

    async def scenario(world: World) -> None:
        never = asyncio.Event()

        async def sleep(_: float) -> None:
            await never.wait()

        world.sleep = sleep  # type: ignore[method-assign]  # replaced for the test
        server = await world.server(pages())
        fetcher = world.fetcher(server, host_delay=5.0, host_concurrency=8, concurrency=2, obey_robots=False)
        busy = [
            asyncio.create_task(fetcher.fetch(Request(url(server, host="busy.localhost"), Purpose.PAGE)))
            for _ in range(30)
        ]
        done, _ = await asyncio.wait(busy, return_when=asyncio.FIRST_COMPLETED)
        assert len(done) == 1
        for number in range(5):
            other = await fetcher.fetch(Request(url(server, host=f"p{number}.localhost"), Purpose.PAGE))
            assert isinstance(other, Capture)
        for task in busy:
            task.cancel()
        await asyncio.gather(*busy, return_exceptions=True)

    play(scenario)


def test_a_cancelled_request_gives_its_place_back(play: Play[Any]) -> None:
    async def scenario(world: World) -> None:
        stuck = asyncio.Event()

        async def hang(asked: Asked) -> AsyncIterator[bytes]:
            if asked.path == "/stuck":
                await stuck.wait()
            yield http(b"news")

        server = await world.server(hang)
        fetcher = world.fetcher(server, concurrency=1, host_concurrency=1, obey_robots=False)
        task = asyncio.create_task(fetcher.fetch(Request(url(server, "/stuck"), Purpose.PAGE)))
        while not server.asked:
            await asyncio.sleep(0)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        assert isinstance(await fetcher.fetch(Request(url(server, "/a"), Purpose.PAGE)), Capture)

    play(scenario)


# --- back-off -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("status", [429, 503])
@pytest.mark.parametrize(
    ("value", "wait"),
    [("120", 120), ("Fri, 05 Dec 2025 12:10:00 GMT", 600), ("0", 0), ("99999999999", 86400)],
)
def test_retry_after_closes_the_host_until_then(play: Play[Any], status: int, value: str, wait: int) -> None:
    async def scenario(world: World) -> None:
        server = await world.server(pages(page=http(status=status, Retry_After=value)))
        fetcher = world.fetcher(server)
        first = await fetcher.fetch(Request(url(server), Purpose.PAGE))
        assert isinstance(first, FetchFailed)
        assert (first.reason, first.status) == (Reason.THROTTLED, status)
        assert first.not_before == NOON + timedelta(seconds=wait)
        server.reply = pages()
        asked = len(server.asked)
        if wait:
            second = await fetcher.fetch(Request(url(server, "/b"), Purpose.PAGE))
            assert isinstance(second, FetchFailed)
            assert (second.reason, second.not_before) == (Reason.THROTTLED, first.not_before)
            assert len(server.asked) == asked
        world.now += timedelta(seconds=wait + 1)
        if wait < 86400:
            assert isinstance(await fetcher.fetch(Request(url(server, "/b"), Purpose.PAGE)), Capture)

    play(scenario)


@pytest.mark.parametrize("value", ["", "soon", "-5", "Fri, 99 Dec 2025 12:10:00 GMT", "\xe9", "1e9", "٣"])
def test_throttled_without_a_time_waits_a_minute(play: Play[Any], value: str) -> None:
    async def scenario(world: World) -> None:
        server = await world.server(pages(page=http(status=429, Retry_After=value)))
        answer = await world.fetcher(server).fetch(Request(url(server), Purpose.PAGE))
        assert isinstance(answer, FetchFailed)
        assert answer.not_before == NOON + timedelta(minutes=1)

    if not value.isascii():
        value = value.encode("utf-8").decode("latin-1")
    play(scenario)


def test_a_host_that_does_not_answer_is_left_alone_longer_each_time(play: Play[Any]) -> None:
    async def scenario(world: World) -> None:
        async def silence(_: Asked) -> AsyncIterator[bytes]:
            await asyncio.sleep(5)
            yield b""

        server = await world.server(silence)
        fetcher = world.fetcher(server, request_seconds=0.02, obey_robots=False)
        waits = []
        for number in range(7):
            answer = await fetcher.fetch(Request(url(server, f"/{number}"), Purpose.PAGE))
            assert isinstance(answer, FetchFailed)
            assert answer.reason is Reason.TIMED_OUT
            waits.append((answer.not_before - world.now).total_seconds() if answer.not_before else 0)
            asked = len(server.asked)
            if answer.not_before:
                again = await fetcher.fetch(Request(url(server), Purpose.PAGE))
                assert isinstance(again, FetchFailed)
                assert again.not_before == answer.not_before
                world.now = answer.not_before
            assert len(server.asked) == asked
        assert waits == [0, 0, 60, 120, 240, 480, 960]

    play(scenario)


def test_a_host_that_is_not_there(play: Play[Any]) -> None:
    async def scenario(world: World) -> None:
        server = await world.server(pages())
        fetcher = world.fetcher(server)
        await world.close()
        world._servers.clear()
        fetcher = world.fetcher(server)
        answer = await fetcher.fetch(Request(url(server), Purpose.PAGE))
        assert isinstance(answer, FetchFailed)
        assert answer.reason is Reason.CONNECTION_FAILED
        answer = await fetcher.fetch(Request("http://nowhere.example/", Purpose.PAGE))
        assert isinstance(answer, FetchFailed)
        assert answer.reason is Reason.UNRESOLVABLE

    play(scenario)


def test_what_speaks_no_tls(play: Play[Any]) -> None:
    async def scenario(world: World) -> None:
        async def plain(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            writer.write(http(b"news"))
            writer.close()
            await writer.wait_closed()

        server = await world.server(pages())
        async with await asyncio.start_server(plain, "127.0.0.1", 0) as listening:
            server.port = listening.sockets[0].getsockname()[1]
            answer = await world.fetcher(server).fetch(Request(f"https://127.0.0.1:{server.port}/", Purpose.PAGE))
        assert isinstance(answer, FetchFailed)
        assert answer.reason is Reason.TLS_FAILED

    play(scenario)


# --- answers --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("status", "reason"),
    [
        (400, Reason.REFUSED),
        (401, Reason.REFUSED),
        (403, Reason.REFUSED),
        (404, Reason.NOT_FOUND),
        (408, Reason.TIMED_OUT),
        (410, Reason.GONE),
        (418, Reason.REFUSED),
        (429, Reason.THROTTLED),
        (451, Reason.REFUSED),
        (500, Reason.SERVER_ERROR),
        (502, Reason.SERVER_ERROR),
        (503, Reason.THROTTLED),
        (521, Reason.SERVER_ERROR),
    ],
)
def test_what_a_status_means(play: Play[Any], status: int, reason: Reason) -> None:
    async def scenario(world: World) -> None:
        server = await world.server(pages(page=http(b"sorry", status)))
        answer = await world.fetcher(server).fetch(Request(url(server), Purpose.PAGE))
        assert isinstance(answer, FetchFailed)
        assert (answer.reason, answer.status, answer.url) == (reason, status, url(server))
        assert answer.detail.startswith(f"HTTP {status}")

    play(scenario)


def test_a_capture_keeps_what_was_said(play: Play[Any]) -> None:
    async def scenario(world: World) -> None:
        page = http("خبر".encode(), Content_Type="text/html", X_Odd="caf\xe9")
        server = await world.server(pages(page=page))
        request = Request(url(server, "/a?x=1#part"), Purpose.PAGE, "paper")
        answer = await world.fetcher(server).fetch(request)
        assert answer == Capture(
            url=url(server, "/a?x=1#part"),
            final_url=url(server, "/a?x=1"),
            status=200,
            headers=(("Content-Length", "6"), ("Content-Type", "text/html"), ("X-Odd", "caf\xe9")),
            body="خبر".encode(),
            fetched_at=NOON,
            purpose=Purpose.PAGE,
            source="paper",
            address="127.0.0.1",
        )
        assert server.paths[-1] == "/a?x=1"

    play(scenario)


def test_conditional_requests(play: Play[Any]) -> None:
    async def scenario(world: World) -> None:
        server = await world.server(pages(page=b"HTTP/1.1 304 Not Modified\r\nCache-Control: max-age=60\r\n\r\n"))
        fetcher = world.fetcher(server)
        request = Request(url(server), Purpose.FEED, etag='W/"1"', last_modified="Fri, 05 Dec 2025 12:10:00 GMT")
        answer = await fetcher.fetch(request)
        assert answer == NotModified(url(server), NOON, (("Cache-Control", "max-age=60"),))
        asked = server.asked[-1].headers
        assert (asked["if-none-match"], asked["if-modified-since"]) == ('W/"1"', "Fri, 05 Dec 2025 12:10:00 GMT")
        await fetcher.fetch(Request(url(server, "/b"), Purpose.FEED, etag="a\r\nX-Evil: 1\u0623"))
        assert server.asked[-1].headers["if-none-match"] == "aX-Evil: 1"

    play(scenario)


@pytest.mark.parametrize("hops", [0, 1, 5, 6])
@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_at_most_five_redirects(play: Play[Any], hops: int, status: int) -> None:
    def reply(asked: Asked) -> bytes:
        number = int(asked.path.strip("/") or 0)
        return http(b"end") if number == hops else http(status=status, Location=f"/{number + 1}")

    async def scenario(world: World) -> None:
        server = await world.server(reply)
        answer = await world.fetcher(server, obey_robots=False).fetch(Request(url(server, "/0"), Purpose.PAGE))
        if hops <= 5:
            assert isinstance(answer, Capture)
            assert (answer.url, answer.final_url) == (url(server, "/0"), url(server, f"/{hops}"))
        else:
            assert isinstance(answer, FetchFailed)
            assert answer.reason is Reason.TOO_MANY_REDIRECTS
            assert len(server.asked) == 6

    play(scenario)


@pytest.mark.parametrize(
    ("location", "path"),
    [
        ("/b c", "/b%20c"),
        ("/أخبار", "/%D8%A3%D8%AE%D8%A8%D8%A7%D8%B1"),
        ("b?x=ب#part", "/b?x=%D8%A8"),
        ("//127.0.0.1:{port}/c", "/c"),
        ("/%D8%A3", "/%D8%A3"),
        ("  /spaces  ", "/spaces"),
    ],
)
def test_where_a_redirect_leads(play: Play[Any], location: str, path: str) -> None:
    async def scenario(world: World) -> None:
        def reply(asked: Asked) -> bytes:
            if asked.path == "/a":
                there = location.replace("{port}", str(server.port)).encode("utf-8")
                return b"HTTP/1.1 302 Found\r\nContent-Length: 0\r\nLocation: " + there + b"\r\n\r\n"
            return http(b"end")

        server = await world.server(reply)
        answer = await world.fetcher(server, obey_robots=False).fetch(Request(url(server), Purpose.PAGE))
        assert isinstance(answer, Capture), answer
        assert server.paths == ["/a", path]

    play(scenario)


# --- pure pieces ----------------------------------------------------------------------------------------------------


@given(
    st.text(max_size=40) | st.integers().map(str) | st.datetimes().map(lambda at: at.strftime("%a, %d %b %Y %T GMT"))
)
def test_retry_after_is_never_in_the_past_nor_far_off(value: str) -> None:
    until = retry_after(value, NOON)
    assert until is None or NOON <= until <= NOON + LONGEST_WAIT


@pytest.mark.parametrize(
    ("contact", "name"),
    [
        ("desk@masdar.example", "Masdar/1.2 (+desk@masdar.example)"),
        ("https://masdar.example/about", "Masdar/1.2 (+https://masdar.example/about)"),
        ("", "Masdar/1.2"),
        ("a\r\nX: (b) مصدر", "Masdar/1.2 (+aX: b)"),
    ],
)
def test_the_user_agent_is_honest_and_one_line(contact: str, name: str) -> None:
    assert user_agent("1.2", contact) == name


@pytest.mark.parametrize(
    "wrong", [{"host_delay": -1.0}, {"concurrency": 0}, {"host_concurrency": 0}, {"request_seconds": 0}]
)
def test_a_policy_makes_sense(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="must be"):
        FetchPolicy(user_agent="x", **wrong)


def test_times_are_aware() -> None:
    assert retry_after("Fri, 05 Dec 2025 12:10:00", NOON) == datetime(2025, 12, 5, 12, 10, tzinfo=UTC)

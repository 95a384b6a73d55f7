"""Ways round the guard: none passes. A server with a secret listens on loopback, and must never be asked."""

from __future__ import annotations

from ipaddress import ip_network
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from masdar.fetch import FetchPolicy
from masdar.fetch.addresses import effective, is_permitted
from masdar.fetch.guard import Guard, Refused, Target
from masdar.model import Capture, FetchFailed, Purpose, Reason, Request
from tests.fetch.loopback import Asked, Play, Server, World, http

SHUT = frozenset(
    {
        Reason.FORBIDDEN_ADDRESS,
        Reason.FORBIDDEN_SCHEME,
        Reason.FORBIDDEN_PORT,
        Reason.BAD_URL,
        Reason.CREDENTIALS_IN_URL,
        Reason.UNRESOLVABLE,
    }
)

# Every way to write or to name an address that is not the open Internet's. {port} is the secret's.
WAYS = """
http://127.0.0.1:{port}/
http://127.1:{port}/
http://127.0.1:{port}/
http://0x7f.1:{port}/
http://0x7f.0x0.0x0.0x1:{port}/
http://0X7F000001:{port}/
http://2130706433:{port}/
http://017700000001:{port}/
http://0177.0.0.01:{port}/
http://0177.0x0.1:{port}/
http://127.0.0.1.:{port}/
http://127.0.0.1..:{port}/
http://0.0.0.0:{port}/
http://0:{port}/
http://0x0:{port}/
http://[::]:{port}/
http://[::1]:{port}/
http://[0:0:0:0:0:0:0:1]:{port}/
http://[::ffff:127.0.0.1]:{port}/
http://[::ffff:7f00:1]:{port}/
http://[0:0:0:0:0:ffff:127.0.0.1]:{port}/
http://[::127.0.0.1]:{port}/
http://[64:ff9b::127.0.0.1]:{port}/
http://[64:ff9b::7f00:1]:{port}/
http://[64:ff9b:1::7f00:1]:{port}/
http://[2002:7f00:1::]:{port}/
http://[2002:0a00:0001::1]:{port}/
http://[2001:0:7f00:1::80ff:fffe]:{port}/
http://[2a00:1450::5efe:7f00:1]:{port}/
http://[fe80::1]:{port}/
http://[fe80::1%25lo]:{port}/
http://[::1%25lo]:{port}/
http://[fc00::1]:{port}/
http://[fd12:3456::1]:{port}/
http://[ff02::1]:{port}/
http://[2001:db8::1]:{port}/
http://[3fff::1]:{port}/
http://[fec0::1]:{port}/
http://[::ffff:0:127.0.0.1]:{port}/
http://[100::1]:{port}/
http://10.0.0.1:{port}/
http://172.16.0.1:{port}/
http://172.31.255.255:{port}/
http://192.168.1.1:{port}/
http://169.254.169.254/latest/meta-data/
http://100.64.0.1:{port}/
http://192.0.0.8:{port}/
http://192.0.2.1:{port}/
http://198.18.0.1:{port}/
http://198.51.100.7:{port}/
http://203.0.113.7:{port}/
http://224.0.0.1:{port}/
http://239.255.255.250:{port}/
http://240.0.0.1:{port}/
http://255.255.255.255:{port}/
http://localhost:{port}/
http://LOCALHOST:{port}/
http://localhost.:{port}/
http://paper.localhost:{port}/
http://a.b.LocalHost.:{port}/
http://\uff11\uff12\uff17.\uff10.\uff10.\uff11:{port}/
http://127\u30020\uff0e0\uff611:{port}/
http://\u2460\u2461\u2466.0.0.1:{port}/
http://\u24db\u24de\u24d2\u24d0\u24db\u24d7\u24de\u24e2\u24e3:{port}/
http://%31%32%37.0.0.1:{port}/
http://127.0.0.1%00.paper.example:{port}/
http://%6c%6fcalhost:{port}/
http://127.0.0.1\\@paper.example:{port}/
http://paper.example\\@127.0.0.1:{port}/
http://paper.example@127.0.0.1:{port}/
http://user:word@paper.example:{port}/
http://@127.0.0.1:{port}/
http://127.0.0.1:{port}#@paper.example/
http:\\\\127.0.0.1:{port}\\
http:/127.0.0.1:{port}/
http:127.0.0.1:{port}/
//127.0.0.1:{port}/
http://256.256.256.256:{port}/
http://1.2.3.4.5:{port}/
http://4294967296:{port}/
http://127.0.0.0x1g:{port}/
http://127.0.0.1:{port}0/
http://127.0.0.1:-1/
http://127.0.0.1:99999/
http://127.0.0.1:22/
http://paper.example:22/
http://[127.0.0.1]:{port}/
http://[::1:{port}/
http:///x
http://
http://.:{port}/
http://paper..example:{port}/
http://pa per.example:{port}/
HTTP://127.0.0.1:{port}/
\u0001http://127.0.0.1:{port}/
ht\ttp://127.0.0.1:{port}/
http://127.0.\t0.1:{port}/
http://127.0.0.1\n:{port}/
http://inside.example:{port}/
http://INSIDE.example.:{port}/
http://metadata.example:{port}/
http://mixed.example:{port}/
http://mixed6.example:{port}/
http://mapped.example:{port}/
http://nat64.example:{port}/
http://zone.example:{port}/
http://unspecified.example:{port}/
http://nonsense.example:{port}/
http://nothing.example:{port}/
http://unknown.example:{port}/
http://many.example:{port}/
https://127.0.0.1:{port}/
ftp://127.0.0.1:{port}/
file:///etc/passwd
gopher://127.0.0.1:{port}/_GET
ws://127.0.0.1:{port}/
unix:///var/run/docker.sock
http+unix://%2Fvar%2Frun%2Fdocker.sock/info
data:text/html,hello
javascript:alert(1)
""".strip("\n").split("\n")

NAMES: dict[str, Any] = {
    "paper.example": ["127.0.0.1"],
    "inside.example": ["127.0.0.1"],
    "metadata.example": ["169.254.169.254"],
    "mixed.example": ["93.184.215.14", "127.0.0.1"],
    "mixed6.example": ["93.184.215.14", "::1"],
    "mapped.example": ["::ffff:127.0.0.1"],
    "nat64.example": ["64:ff9b::7f00:1"],
    "zone.example": ["fe80::1%lo"],
    "unspecified.example": ["0.0.0.0"],
    "nonsense.example": ["127.1"],
    "nothing.example": [[]],
    "many.example": [f"93.184.{n}.14" for n in range(100)],
}


def way(template: str, port: int) -> str:
    return template.replace("{port}", str(port))


def no_robots(asked: Asked) -> bytes:
    return http(b"news", status=404 if asked.path == "/robots.txt" else 200)


def secret(_: Asked) -> bytes:
    return http(b"the secret")


def test_there_are_enough_ways() -> None:
    assert len(set(WAYS)) >= 100


@pytest.mark.parametrize("purpose", [Purpose.PAGE, Purpose.ROBOTS])
@pytest.mark.parametrize("template", WAYS)
def test_straight(play: Play[Any], template: str, purpose: Purpose) -> None:
    async def scenario(world: World) -> None:
        inside = await world.server(secret)
        world.names = {name: list(answer) for name, answer in NAMES.items()}
        answer = await world.fetcher(inside, allow=()).fetch(Request(way(template, inside.port), purpose))
        assert isinstance(answer, FetchFailed)
        assert answer.reason in SHUT
        assert inside.asked == []

    play(scenario)


@pytest.mark.parametrize("purpose", [Purpose.FEED, Purpose.SITEMAP, Purpose.PICTURE])
def test_straight_for_every_other_purpose(play: Play[Any], purpose: Purpose) -> None:
    async def scenario(world: World) -> None:
        inside = await world.server(secret)
        world.names = {name: list(answer) for name, answer in NAMES.items()}
        fetcher = world.fetcher(inside, allow=())
        for template in WAYS:
            answer = await fetcher.fetch(Request(way(template, inside.port), purpose))
            assert isinstance(answer, FetchFailed), template
        assert inside.asked == []

    play(scenario)


@pytest.mark.parametrize("template", WAYS)
def test_by_redirect(play: Play[Any], template: str) -> None:
    """A paper the operator allows (127.0.0.1) sends us to where we may not go (127.0.0.2)."""

    async def scenario(world: World) -> None:
        inside = await world.server(secret, "127.0.0.2")
        target = way(template, inside.port).replace("127.0.0.1", "127.0.0.2").replace("7f00:1", "7f00:2")
        world.names = {
            name: [str(a).replace("127.0.0.1", "127.0.0.2") for a in answer] for name, answer in NAMES.items()
        }
        world.names["door.example"] = ["127.0.0.1"]

        def redirect(asked: Asked) -> bytes:
            if asked.path == "/robots.txt":
                return http(status=404)
            location = target.encode("utf-8", "replace").replace(b"\n", b"").replace(b"\x01", b"")
            return b"HTTP/1.1 302 Found\r\nContent-Length: 0\r\nLocation: " + location + b"\r\n\r\n"

        door = await world.server(redirect)
        fetcher = world.fetcher(door, inside)
        answer = await fetcher.fetch(Request(f"http://door.example:{door.port}/a", Purpose.PAGE))
        # Some forms are relative addresses here, and lead back to the door until that is refused too.
        assert isinstance(answer, FetchFailed)
        assert inside.asked == []

    play(scenario)


@pytest.mark.parametrize("purpose", list(Purpose))
def test_by_redirect_for_every_purpose(play: Play[Any], purpose: Purpose) -> None:
    async def scenario(world: World) -> None:
        inside = await world.server(secret, "127.0.0.2")
        door = await world.server(
            lambda asked: http(status=307, Location=f"http://127.0.0.2:{inside.port}{asked.path}")
        )
        fetcher = world.fetcher(door, inside)
        answer = await fetcher.fetch(Request(f"http://127.0.0.1:{door.port}/a", purpose))
        assert isinstance(answer, FetchFailed)
        assert answer.reason is Reason.FORBIDDEN_ADDRESS
        assert inside.asked == []

    play(scenario)


def test_robots_may_not_lead_inside_either(play: Play[Any]) -> None:
    async def scenario(world: World) -> None:
        inside = await world.server(secret, "127.0.0.2")

        def reply(asked: Asked) -> bytes:
            if asked.path == "/robots.txt":
                return http(status=301, Location=f"http://127.0.0.2:{inside.port}/robots.txt")
            return http(b"page")

        door = await world.server(reply)
        await world.fetcher(door, inside).fetch(Request(f"http://127.0.0.1:{door.port}/a", Purpose.PAGE))
        assert inside.asked == []

    play(scenario)


@pytest.mark.parametrize(
    "location", ["file:///etc/passwd", "ftp://127.0.0.1/x", "gopher://127.0.0.1/", "data:text/html,x", "javascript:1"]
)
def test_a_redirect_to_another_scheme(play: Play[Any], location: str) -> None:
    async def scenario(world: World) -> None:
        door = await world.server(lambda asked: http(status=302, Location=location))
        answer = await world.fetcher(door, obey_robots=False).fetch(
            Request(f"http://127.0.0.1:{door.port}/a", Purpose.PAGE)
        )
        assert isinstance(answer, FetchFailed)
        assert answer.reason is Reason.FORBIDDEN_SCHEME

    play(scenario)


def test_a_name_that_answers_otherwise_the_second_time_gains_nothing(play: Play[Any]) -> None:
    """DNS rebinding: looked up once, and the connection goes to the address that was checked."""

    async def scenario(world: World) -> None:
        inside = await world.server(secret, "127.0.0.2")
        paper = await world.server(
            lambda asked: http(b"paper", status=404 if "robots" in asked.path else 200), port=inside.port
        )
        world.names["turning.example"] = [["127.0.0.1"], ["127.0.0.2"]]
        fetcher = world.fetcher(paper)
        answer = await fetcher.fetch(Request(f"http://turning.example:{paper.port}/a", Purpose.PAGE))
        assert isinstance(answer, Capture)
        assert answer.address == "127.0.0.1"
        assert inside.asked == []
        assert world.looked_up == ["turning.example"]

    play(scenario)


def test_a_name_that_turns_between_two_fetchers_is_refused(play: Play[Any]) -> None:
    async def scenario(world: World) -> None:
        inside = await world.server(secret, "127.0.0.2")
        world.names["turning.example"] = [["127.0.0.2"]]
        answer = await world.fetcher(inside).fetch(Request(f"http://turning.example:{inside.port}/a", Purpose.PAGE))
        assert isinstance(answer, FetchFailed)
        assert answer.reason is Reason.FORBIDDEN_ADDRESS
        assert inside.asked == []

    play(scenario)


def test_the_last_look_is_at_the_socket(play: Play[Any]) -> None:
    """Even where a resolver's answer were changed on its way, no socket is made for it."""

    async def scenario(world: World) -> None:
        inside = await world.server(secret, "127.0.0.2")
        world.names["paper.example"] = ["127.0.0.1"]
        fetcher = world.fetcher(inside)

        async def lie(host: str, port: int = 0, family: int = 0) -> list[dict[str, Any]]:
            return [{"hostname": host, "host": "127.0.0.2", "port": port, "family": 2, "proto": 0, "flags": 0}]

        fetcher._client._resolver.resolve = lie  # type: ignore[method-assign,assignment]  # replaced for the test
        answer = await fetcher.fetch(Request(f"http://paper.example:{inside.port}/a", Purpose.PAGE))
        assert isinstance(answer, FetchFailed)
        assert answer.reason is Reason.FORBIDDEN_ADDRESS
        assert inside.asked == []

    play(scenario)


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1:{port}/a",
        "http://2130706433:{port}/a",
        "http://[::ffff:127.0.0.1]:{port}/a",
        "http://paper.localhost:{port}/a",
        "http://PAPER.example.:{port}/a",
    ],
)
def test_what_the_operator_allows_is_asked(play: Play[Any], url: str) -> None:
    async def scenario(world: World) -> None:
        press = await world.server(no_robots)
        world.names["paper.example"] = ["127.0.0.1"]
        answer = await world.fetcher(press).fetch(Request(way(url, press.port), Purpose.PAGE))
        assert isinstance(answer, Capture), answer
        assert (answer.body, answer.address) == (b"news", "127.0.0.1")

    play(scenario)


@pytest.mark.parametrize("network", ["0.0.0.0/0", "::/0", "0.0.0.0/1", "128.0.0.0/1", "64.0.0.0/4", "fc00::/6"])
def test_no_setting_turns_the_guard_off(network: str) -> None:
    with pytest.raises(ValueError, match="too wide"):
        FetchPolicy(user_agent="x", allow_networks=(ip_network(network),))


@pytest.mark.parametrize(
    "address",
    ["0.0.0.0", "0.1.2.3", "224.0.0.1", "255.255.255.255", "::", "ff02::1"],
)
def test_some_addresses_can_not_be_allowed(address: str) -> None:
    allowed = [ip_network(f"{address}/{32 if '.' in address else 128}")]
    assert not is_permitted(effective(address), allowed)


@pytest.mark.parametrize(
    "address", ["93.184.215.14", "1.1.1.1", "172.32.0.1", "2a00:1450:4007::1", "2606:4700::1111", "64:ff9b::5db8:d70e"]
)
def test_the_open_internet_is_permitted(address: str) -> None:
    assert is_permitted(effective(address), ())


GUARD = Guard(FetchPolicy(user_agent="x"))


def passed(url: str) -> Target | Reason:
    try:
        return GUARD.target(url)
    except Refused as refused:
        return refused.reason


@given(st.text(max_size=60) | st.from_regex(r"https?://[^\s/]{1,40}/[^\s]{0,10}", fullmatch=True))
def test_what_passes_is_plain(url: str) -> None:
    """Whatever comes in: refused with a reason, or an ASCII address that reads the same the second time."""
    target = passed(url)
    if isinstance(target, Reason):
        assert target in SHUT
        return
    assert target.url.isascii()
    assert target.url.isprintable()
    assert " " not in target.url
    assert target.scheme in ("http", "https")
    assert GUARD.target(target.url) == target


@given(st.ip_addresses(v=4))
def test_every_way_to_write_an_ipv4_address_is_judged_alike(address: Any) -> None:
    number = int(address)
    parts = str(address).split(".")
    forms = [
        str(address),
        str(number),
        hex(number),
        f"0{number:o}",
        ".".join(hex(int(part)) for part in parts),
        f"{parts[0]}.{number & 0xFFFFFF}",
        f"{parts[0]}.{parts[1]}.{number & 0xFFFF}",
        f"[::ffff:{address}]",
    ]

    verdicts = {passed(f"http://{form}/") for form in forms}
    assert len(verdicts) == 1
    verdict = verdicts.pop()
    assert verdict is Reason.FORBIDDEN_ADDRESS or (isinstance(verdict, Target) and verdict.host == str(address))


def test_nothing_is_kept_between_requests(play: Play[Any]) -> None:
    """No cookie, no credentials, no proxy of the environment."""

    async def scenario(world: World) -> list[Server]:
        def reply(asked: Asked) -> bytes:
            if asked.path == "/a":
                return http(status=302, Location="/b", Set_Cookie="session=1")
            return http(b"x", status=404 if "robots" in asked.path else 200, Set_Cookie="session=2")

        server = await world.server(reply)
        fetcher = world.fetcher(server)
        for _ in range(2):
            answer = await fetcher.fetch(Request(f"http://127.0.0.1:{server.port}/a", Purpose.PAGE))
            assert isinstance(answer, Capture)
        return [server]

    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("http_proxy", "http://user:word@127.0.0.1:9/")
        patch.setenv("HTTP_PROXY", "http://user:word@127.0.0.1:9/")
        (server,) = play(scenario)
    for asked in server.asked:
        assert not {"cookie", "authorization", "proxy-authorization", "referer"} & set(asked.headers)
        assert asked.headers["user-agent"] == "Masdar/0.1 (+desk@masdar.example)"

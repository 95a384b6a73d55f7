"""The client for the operator's own servers, against servers on loopback that behave badly."""

from __future__ import annotations

import itertools
import socket
import threading
from base64 import b64encode
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress

import pytest

from masdar.fetch import OperatorClient, OperatorPolicy
from masdar.fetch.operator import AnswerTooLarge, OperatorUnreachable

Reply = Callable[[bytes, int], Iterator[bytes]]  # (a request's head, how many came before) → pieces of the answer


def http(body: bytes = b"", status: int = 200, more: str = "") -> bytes:
    return f"HTTP/1.1 {status} Said\r\nContent-Length: {len(body)}\r\n{more}\r\n".encode() + body


class Node:
    """A server that counts what it is asked and over how many connections. An answer that is not `whole` ends one."""

    def __init__(self, reply: Reply) -> None:
        self._reply = reply
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.heads: list[bytes] = []
        self.bodies: list[bytes] = []
        self.connections = 0
        threading.Thread(target=self._accept, daemon=True).start()

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self._listening.getsockname()[1]}"

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                connection, _ = self._listening.accept()
                self.connections += 1
                threading.Thread(target=self._serve, args=(connection,), daemon=True).start()

    def _serve(self, connection: socket.socket) -> None:
        with connection, connection.makefile("rb") as file, suppress(OSError):
            while head := b"".join(itertools.takewhile(lambda line: line not in (b"", b"\r\n"), file)):
                length = next(
                    (int(x.split(b":")[1]) for x in head.split(b"\r\n") if x.startswith(b"Content-Length")), 0
                )
                self.bodies.append(file.read(length))
                self.heads.append(head)
                for piece in self._reply(head, len(self.heads) - 1):
                    if not piece:
                        return
                    connection.sendall(piece)

    def close(self) -> None:
        self._listening.close()


Serve = Callable[[Reply], Node]


@pytest.fixture
def serve() -> Iterator[Serve]:
    nodes: list[Node] = []

    def one(reply: Reply) -> Node:
        nodes.append(Node(reply))
        return nodes[-1]

    yield one
    for node in nodes:
        node.close()


@pytest.fixture
def client() -> Iterator[Callable[..., OperatorClient]]:
    made: list[OperatorClient] = []

    def one(*addresses: str, **more: object) -> OperatorClient:
        clock = itertools.count(0.0, 0.01)
        given: dict[str, object] = {"clock": lambda: next(clock), "pause": lambda seconds: None} | more
        made.append(OperatorClient(addresses, given.pop("policy", None), **given))  # type: ignore[arg-type]  # checked when it is made
        return made[-1]

    yield one
    for each in made:
        each.close()


Make = Callable[..., OperatorClient]


def say(*answers: bytes) -> Reply:
    """These answers one after the other, the last for ever."""
    return lambda head, before: iter([answers[min(before, len(answers) - 1)]])


def closed_port() -> str:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        return f"http://127.0.0.1:{taken.getsockname()[1]}"


def test_one_connection_serves_many_requests_each_sent_once(serve: Serve, client: Make) -> None:
    node = serve(say(http(b"first"), http(b""), http(b"third")))
    ask = client(node.address)
    assert [ask("POST", "/a?b=c", b"{}"), ask("GET", "/"), ask("GET", "/x")] == [
        (200, b"first"), (200, b""), (200, b"third"),
    ]  # fmt: skip
    assert (node.connections, len(node.heads)) == (1, 3)
    assert node.heads[0].startswith(b"POST /a?b=c HTTP/1.1\r\n")
    assert node.bodies == [b"{}", b"", b""]


def test_chunked_answers_are_read(serve: Serve, client: Make) -> None:
    chunked = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n"
    node = serve(say(chunked))
    ask = client(node.address)
    assert [ask("GET", "/"), ask("GET", "/")] == [(200, b"abcde")] * 2
    assert len(node.heads) == 2


def test_a_name_and_password_are_sent_and_never_told(serve: Serve, client: Make) -> None:
    node = serve(say(http(b"in")))
    ask = client(node.address.replace("http://", "http://keeper:se%3Acret@"))
    assert ask("GET", "/") == (200, b"in")
    assert b"Authorization: Basic " + b64encode(b"keeper:se:cret") in node.heads[0]
    dead = client(closed_port().replace("http://", "http://keeper:secret@"))
    with pytest.raises(OperatorUnreachable) as told:
        dead("GET", "/")
    assert "secret" not in repr(told.value) + repr(dead) + repr(dead._nodes)
    with pytest.raises(ValueError, match="only http") as refused:
        client("ftp://keeper:secret@127.0.0.1/")
    assert "secret" not in str(refused.value)


def test_another_node_answers_where_one_is_dead_and_the_dead_one_is_left_alone(serve: Serve, client: Make) -> None:
    node = serve(say(http(b"alive")))
    tried: list[str] = []
    ask = client(closed_port().replace("127.0.0.1", "dead.example"), node.address, lookup=lookup_of("127.0.0.1", tried))
    assert [ask("GET", "/") for _ in range(6)] == [(200, b"alive")] * 6
    assert tried == ["dead.example"]


def lookup_of(address: str, tried: list[str] | None = None) -> Callable[[str], Sequence[str]]:
    def lookup(host: str) -> Sequence[str]:
        if tried is not None:
            tried.append(host)
        return [address]

    return lookup


@pytest.mark.parametrize("status", [429, 500, 502, 503, 504])
def test_what_may_pass_is_asked_again(serve: Serve, client: Make, status: int) -> None:
    node = serve(say(http(b"busy", status), http(b"busy", status), http(b"done")))
    assert client(node.address)("GET", "/") == (200, b"done")
    assert len(node.heads) == 3


def test_what_does_not_pass_is_told_once_time_is_up(serve: Serve, client: Make) -> None:
    node = serve(say(http(b"busy", 503)))
    assert client(node.address, policy=OperatorPolicy(seconds=3))("GET", "/") == (503, b"busy")
    assert 2 <= len(node.heads) < 100


@pytest.mark.parametrize("status", [301, 302, 307, 400, 401, 404, 409])
def test_other_answers_are_final_and_redirects_are_not_followed(serve: Serve, client: Make, status: int) -> None:
    other = serve(say(http(b"elsewhere")))
    node = serve(say(http(b"so", status, f"Location: {other.address}/\r\n")))
    assert client(node.address)("GET", "/") == (status, b"so")
    assert (len(node.heads), len(other.heads)) == (1, 0)


def test_a_kept_connection_that_was_closed_is_opened_anew(serve: Serve, client: Make) -> None:
    node = serve(lambda head, before: iter([http(b"once"), b""]))
    ask = client(node.address)
    assert [ask("GET", "/") for _ in range(3)] == [(200, b"once")] * 3


def test_a_half_answer_is_none(serve: Serve, client: Make) -> None:
    torn = b"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf"
    node = serve(lambda head, before: iter([torn, b""] if before < 2 else [http(b"whole")]))
    assert client(node.address)("GET", "/") == (200, b"whole")


@pytest.mark.parametrize(
    "head",
    ["Content-Length: 2000000000\r\n\r\n", "Transfer-Encoding: chunked\r\n\r\n", "Connection: close\r\n\r\n"],
)
def test_an_endless_answer_is_ended(serve: Serve, client: Make, head: str) -> None:
    piece = b"a" * 65536
    chunk = b"10000\r\n" + piece + b"\r\n" if "chunked" in head else piece
    node = serve(lambda _, before: itertools.chain([f"HTTP/1.1 200 OK\r\n{head}".encode()], itertools.repeat(chunk)))
    with pytest.raises(AnswerTooLarge):
        client(node.address, policy=OperatorPolicy(max_bytes=1_000_000))("GET", "/")


@pytest.mark.parametrize("pieces", [b"HTTP/1.1 200 OK\r\nContent-Length: 900000\r\n\r\n", b"HTTP/1.1 200 O"])
def test_drop_by_drop_is_no_way_to_hold_a_reader(serve: Serve, client: Make, pieces: bytes) -> None:
    node = serve(lambda head, before: itertools.chain([pieces], itertools.repeat(b"x", 900_000)))
    moments = itertools.count(0.0, 0.1)
    ask = client(node.address, policy=OperatorPolicy(seconds=10, attempt_seconds=2), clock=lambda: next(moments))
    with pytest.raises(OperatorUnreachable):
        ask("GET", "/")


@pytest.mark.parametrize(
    "address",
    [
        "http://169.254.169.254/", "http://0.0.0.0:9200", "http://[::]:9200", "http://224.0.0.1", "file:///etc/passwd",
        "gopher://127.0.0.1", "127.0.0.1:9200", "", "http://127.0.0.1:9200/?a=b", "http://127.0.0.1:99999", "http://",
        "http://[fe80::1]:9200",
    ],
)  # fmt: skip
def test_some_addresses_are_never_asked(client: Make, address: str) -> None:
    with pytest.raises(ValueError, match=r"\S"):
        client(address)


@pytest.mark.parametrize("answer", ["169.254.169.254", "0.0.0.0", "::", "fe80::1%eth0"])
def test_a_name_may_not_lead_to_them_either(client: Make, answer: str) -> None:
    ask = client("http://search.example:9200", lookup=lookup_of(answer), policy=OperatorPolicy(seconds=1))
    with pytest.raises(OperatorUnreachable, match=r"search\.example"):
        ask("GET", "/")


@pytest.mark.parametrize(
    "address",
    ["http://127.0.0.1:9200", "https://10.1.2.3:9200", "http://192.168.1.5", "http://[fd00::5]:9200", "http://localhost:1",
     "https://93.184.215.14", "http://search.example:9200/behind/a/proxy/"],
)  # fmt: skip
def test_networks_of_ones_own_may_be_asked(client: Make, address: str) -> None:
    client(address)


def test_a_path_before_all_paths_is_kept(serve: Serve, client: Make) -> None:
    node = serve(say(http()))
    client(node.address + "/search/")("GET", "/_count")
    assert node.heads[0].startswith(b"GET /search/_count HTTP/1.1")


def test_no_address_is_an_error() -> None:
    with pytest.raises(ValueError, match="no address"):
        OperatorClient([])


def test_many_threads_get_each_their_own_answer(serve: Serve, client: Make) -> None:
    node = serve(lambda head, before: iter([http(head.split(b" ")[1])]))
    ask = client(node.address, policy=OperatorPolicy(seconds=1e9, attempt_seconds=1e9, connect_seconds=1e9))
    wrong: list[str] = []

    def work(name: int) -> None:
        for turn in range(50):
            path = f"/{name}/{turn}"
            if ask("GET", path) != (200, path.encode()):
                wrong.append(path)

    threads = [threading.Thread(target=work, args=(name,)) for name in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert wrong == []
    assert len(node.heads) == 400
    assert node.connections <= 16

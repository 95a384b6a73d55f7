"""Servers of the operator's own: blocking requests to the addresses a setting names, such as a search cluster's nodes.

The guard's rules hold here too, but for two: an operator may name loopback and private networks, which no newspaper
may, and give a user name and password in the address. Names are looked up once a connection, and the connection goes to
the very address that was checked; redirects are not followed; time and size are bounded. Link-local addresses, where
clouds keep their keys, stay closed unless `allow_networks` opens them.
"""

from __future__ import annotations

import http.client
import ssl
import threading
import time
from base64 import b64encode
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from ipaddress import IPv4Network, IPv6Network
from itertools import count
from pathlib import Path
from urllib.parse import unquote, urlsplit

from masdar.fetch.addresses import Network
from masdar.fetch.guard import DEFAULT_PORTS, Guard, Refused, Target
from masdar.fetch.policy import FetchPolicy
from masdar.fetch.timed_socket import CHUNK, Lookup, TimedConnection, connect, system_lookup

OPERATOR_NETWORKS: tuple[Network, ...] = (
    IPv4Network("127.0.0.0/8"),
    IPv4Network("10.0.0.0/8"),
    IPv4Network("172.16.0.0/12"),
    IPv4Network("192.168.0.0/16"),
    IPv4Network("100.64.0.0/10"),
    IPv6Network("::1/128"),
    IPv6Network("fc00::/7"),
)
MAX_BYTES = 64 * 2**20
IDLE = 16  # connections to a node that are kept for later
FIRST_BAR, LONGEST_BAR = 0.5, 15.0  # seconds a node that failed is left alone, twice as long each time
FIRST_PAUSE, LONGEST_PAUSE = 0.05, 1.0  # seconds between two rounds through all nodes
# Answers that another node, or the same a little later, may give better.
AGAIN = frozenset((429, 500, 502, 503, 504))
# What a server says by closing a connection it held open for us.
_CLOSED = (http.client.RemoteDisconnected, ConnectionResetError, BrokenPipeError, ConnectionAbortedError)


class OperatorUnreachable(ConnectionError):
    """No node answered in time."""


class AnswerTooLarge(OSError):
    """A node sent more than it may."""


@dataclass(frozen=True, slots=True)
class OperatorPolicy:
    """`seconds` bounds a request with all its repetitions, `attempt_seconds` one of them, `connect_seconds` its
    beginning; `max_bytes` an answer. `ca` is a file of the certificates that are trusted instead of the system's."""

    allow_networks: tuple[IPv4Network | IPv6Network, ...] = ()
    ca: Path | None = None
    seconds: float = 30.0
    attempt_seconds: float = 10.0
    connect_seconds: float = 2.0
    max_bytes: int = MAX_BYTES


@dataclass(slots=True)
class _Node:
    target: Target
    guard: Guard
    headers: dict[str, str] = field(repr=False)
    tls: ssl.SSLContext | None
    idle: list[TimedConnection] = field(default_factory=list)
    failures: int = 0
    barred_until: float = 0.0


class OperatorClient:
    """Asks any one of several nodes that are one service, and another where that one does not answer.

    Every request must be safe to repeat, for it is repeated where a node died over it. May be called from any thread.
    Raises ValueError for an address that may not be asked, whatever the network says."""

    def __init__(
        self,
        addresses: Sequence[str],
        policy: OperatorPolicy | None = None,
        *,
        lookup: Lookup = system_lookup,
        clock: Callable[[], float] = time.monotonic,
        pause: Callable[[float], None] = time.sleep,
    ) -> None:
        if not addresses:
            raise ValueError("no address is given")
        self._policy = policy or OperatorPolicy()
        self._nodes = [_node(address, self._policy) for address in addresses]
        self._lookup = lookup
        self._clock = clock
        self._pause = pause
        self._lock = threading.Lock()
        self._turn = count()

    def __call__(self, method: str, path: str, body: bytes = b"") -> tuple[int, bytes]:
        """The status and body of the answer. Statuses that may pass (429, 500, 502 to 504) are returned only once time
        is up. Raises `OperatorUnreachable` or `AnswerTooLarge`, both OSErrors."""
        deadline = self._clock() + self._policy.seconds
        pause = FIRST_PAUSE
        for turn in count(1):
            node = self._next()
            answer: tuple[int, bytes] | None = None
            problem: Exception | None = None
            try:
                answer = self._ask(node, (method, path, body), deadline)
            except (OSError, http.client.HTTPException, Refused) as error:
                if isinstance(error, AnswerTooLarge):
                    raise
                problem = error
            if answer is not None and answer[0] not in AGAIN:
                return answer
            if turn % len(self._nodes) == 0:
                if self._clock() + pause >= deadline:
                    if answer is not None:
                        return answer
                    raise OperatorUnreachable(f"{node.target.origin}: {problem or 'no answer'}") from problem
                self._pause(pause)
                pause = min(2 * pause, LONGEST_PAUSE)
        raise AssertionError("counting never ends")

    def close(self) -> None:
        """Closes the connections that wait; the client may be used again."""
        with self._lock:
            waiting = [link for node in self._nodes for link in node.idle]
            for node in self._nodes:
                node.idle.clear()
        for link in waiting:
            link.close()

    def _next(self) -> _Node:
        """The nodes by turns, those left alone for now passed over; where all are, the one that is free first."""
        with self._lock:
            start, now = next(self._turn), self._clock()
            turns = [self._nodes[(start + place) % len(self._nodes)] for place in range(len(self._nodes))]
            return next((node for node in turns if node.barred_until <= now), None) or min(
                turns, key=lambda node: node.barred_until
            )

    def _ask(self, node: _Node, request: tuple[str, str, bytes], deadline: float) -> tuple[int, bytes]:
        """One attempt; a connection that was kept and found closed is none."""
        ends = min(deadline, self._clock() + self._policy.attempt_seconds)
        while True:
            with self._lock:
                link = node.idle.pop() if node.idle else None
            kept = link is not None
            try:
                if link is None:
                    link = self._connect(node, ends)
                answer = self._exchange(node, link, request, ends)
            except BaseException as error:
                if link is not None:
                    link.close()
                if kept and isinstance(error, _CLOSED):
                    continue
                if isinstance(error, (OSError, http.client.HTTPException, Refused)):
                    self._bar(node)
                raise
            self._done(node, link)
            return answer

    def _connect(self, node: _Node, ends: float) -> TimedConnection:
        ends = min(ends, self._clock() + self._policy.connect_seconds)
        return connect(node.target, node.guard, node.tls, self._lookup, (self._clock, ends))

    def _exchange(
        self, node: _Node, link: TimedConnection, request: tuple[str, str, bytes], ends: float
    ) -> tuple[int, bytes]:
        method, path, body = request
        link.until(ends)
        link.request(method, node.target.path.rstrip("/") + path, body or None, node.headers)
        response = link.getresponse()
        try:
            data = self._read(response, node)
        finally:
            response.close()  # or the connection takes the next answer for the rest of this one
        if response.will_close:
            link.close()
        return response.status, data

    def _read(self, response: http.client.HTTPResponse, node: _Node) -> bytes:
        limit, size = self._policy.max_bytes, 0
        pieces: list[bytes] = []
        if response.length is not None and response.length > limit:
            raise AnswerTooLarge(f"{node.target.origin} sends {response.length} bytes, more than {limit}")
        while piece := response.read1(CHUNK):
            pieces.append(piece)
            size += len(piece)
            if size > limit:
                raise AnswerTooLarge(f"{node.target.origin} sends more than {limit} bytes")
        if response.length:
            raise http.client.IncompleteRead(b"", response.length)
        return b"".join(pieces)

    def _bar(self, node: _Node) -> None:
        with self._lock:
            node.barred_until = self._clock() + min(FIRST_BAR * 2**node.failures, LONGEST_BAR)
            node.failures = min(node.failures + 1, 10)

    def _done(self, node: _Node, link: TimedConnection) -> None:
        with self._lock:
            node.failures, node.barred_until = 0, 0.0
            if link.sock is not None and len(node.idle) < IDLE:
                node.idle.append(link)
                return
        link.close()


def _node(address: str, policy: OperatorPolicy) -> _Node:
    """An address in its checked parts. Raises ValueError, which never carries the password."""
    try:
        parts = urlsplit(address.strip())
        port = parts.port
    except ValueError as error:
        raise ValueError("an address that is none") from error
    credentials, _, place = parts.netloc.rpartition("@")
    headers = {"Content-Type": "application/json", "Accept-Encoding": "identity"}
    if credentials:
        headers["Authorization"] = "Basic " + b64encode(unquote(credentials).encode()).decode()
    shown = parts._replace(netloc=place)
    if shown.query or shown.fragment:
        raise ValueError(f"{shown.geturl()}: a node's address has no query and no fragment")
    ports = frozenset((port or DEFAULT_PORTS.get(parts.scheme.lower(), 0),))
    guard = Guard(
        FetchPolicy("", allow_networks=(*OPERATOR_NETWORKS, *policy.allow_networks), allow_ports=ports),
    )
    try:
        target = guard.target(shown.geturl())
    except Refused as refused:
        raise ValueError(f"{shown.geturl()}: {refused}") from refused
    tls = ssl.create_default_context(cafile=policy.ca) if target.scheme == "https" else None
    return _Node(target, guard, headers, tls)

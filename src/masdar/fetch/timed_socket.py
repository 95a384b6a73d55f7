"""A blocking HTTP connection to an address that was checked, whose every byte must come before a moment is over."""

from __future__ import annotations

import http.client
import io
import socket
import ssl
from collections.abc import Callable, Sequence
from typing import Any, TypeAlias

from masdar.fetch.addresses import Address, effective
from masdar.fetch.guard import Guard, Target, is_local_name

CHUNK = 256 * 1024
Lookup: TypeAlias = Callable[[str], Sequence[str]]  # a name to IP addresses; OSError where it has none
Until: TypeAlias = tuple[Callable[[], float], float]  # a clock, and the moment on it


def system_lookup(host: str) -> Sequence[str]:
    """Asks the system's resolver, which keeps a time limit of its own."""
    return list(dict.fromkeys(str(info[4][0]) for info in socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)))


class _Timed(io.RawIOBase):
    """Reads from a socket until a moment is over: a server that sends a byte a second gains nothing."""

    def __init__(self, wire: _Wire) -> None:
        self._wire = wire

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        return self._wire.receive(buffer)

    def close(self) -> None:
        if not self.closed:
            super().close()
            self._wire.read_to_the_end()


class _Wire:
    """As much of a socket as `http.client` uses. It closes a socket that the server will close before it reads the
    answer, and trusts the socket to stay open until then."""

    def __init__(self, connected: socket.socket, until: Until) -> None:
        self._socket = connected
        self._readers = 0
        self._closing = False
        self.until = until

    def sendall(self, data: bytes) -> None:
        self._socket.settimeout(_left(self.until))
        self._socket.sendall(data)

    def receive(self, buffer: Any) -> int:
        self._socket.settimeout(_left(self.until))
        return self._socket.recv_into(buffer)

    def makefile(self, mode: str) -> io.BufferedReader:
        self._readers += 1
        return io.BufferedReader(_Timed(self), CHUNK)

    def read_to_the_end(self) -> None:
        self._readers -= 1
        if self._closing and not self._readers:
            self._socket.close()

    def close(self) -> None:
        self._closing = True
        if not self._readers:
            self._socket.close()


class TimedConnection(http.client.HTTPConnection):
    """A connection that is open already and never opens itself again."""

    auto_open = 0

    def __init__(self, target: Target, connected: socket.socket, until: Until) -> None:
        super().__init__(target.host, target.port)
        self._clock = until[0]
        self._wire = _Wire(connected, until)
        self.sock = self._wire

    def until(self, ends: float) -> None:
        """What is asked from now on must be answered by then."""
        self._wire.until = (self._clock, ends)


def connect(target: Target, guard: Guard, tls: ssl.SSLContext | None, lookup: Lookup, until: Until) -> TimedConnection:
    """A connection to the first address that takes one. Raises `Refused` or OSError."""
    problem: OSError | None = None
    for address in _addresses(target, guard, lookup):
        guard.connecting(str(address))
        try:
            connected = socket.create_connection((str(address), target.port), timeout=_left(until))
        except OSError as error:
            problem = error
            continue
        connected.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        if tls is not None:
            try:
                connected = tls.wrap_socket(connected, server_hostname=target.host)
            except BaseException:
                connected.close()
                raise
        return TimedConnection(target, connected, until)
    raise problem or OSError(f"{target.host} has no address")


def _addresses(target: Target, guard: Guard, lookup: Lookup) -> list[Address]:
    try:
        return [effective(target.host)]
    except ValueError:
        pass  # a name
    return guard.local(target.host) if is_local_name(target.host) else guard.resolved(target.host, lookup(target.host))


def _left(until: Until) -> float:
    clock, ends = until
    left = ends - clock()
    if left <= 0:
        raise TimeoutError("the time for this request is over")
    return left

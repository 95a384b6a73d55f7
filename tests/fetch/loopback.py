"""A small world for the fetch room: servers on loopback, a name service and a time of its own."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from ipaddress import ip_network
from typing import Any, TypeVar

from masdar.fetch import AiohttpFetcher, FetchPolicy, user_agent

T = TypeVar("T")
NOON = datetime(2025, 12, 5, 12, tzinfo=UTC)


@dataclass(frozen=True)
class Asked:
    """A request as a server saw it."""

    method: str
    path: str
    headers: dict[str, str]


Answer = bytes | AsyncIterator[bytes]
Reply = Callable[[Asked], Answer]


def http(body: bytes = b"", status: int = 200, **headers: str) -> bytes:
    """A whole answer; `Content_Type="…"` becomes a header."""
    fields = {"Content-Length": str(len(body)), **{name.replace("_", "-"): value for name, value in headers.items()}}
    head = "".join(f"{name}: {value}\r\n" for name, value in fields.items())
    return f"HTTP/1.1 {status} Said\r\n{head}\r\n".encode("latin-1") + body


class Server:
    """Speaks HTTP as badly as it is told to."""

    def __init__(self, reply: Reply) -> None:
        self.asked: list[Asked] = []
        self.reply = reply
        self.port = 0
        self.together = self.most_together = 0

    @property
    def paths(self) -> list[str]:
        return [asked.path for asked in self.asked]

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(ConnectionError, asyncio.IncompleteReadError):
            while True:
                head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
                method, path, _ = head[0].split(" ", 2)
                headers = dict(line.split(": ", 1) for line in head[1:] if line)
                self.asked.append(Asked(method, path, {name.lower(): value for name, value in headers.items()}))
                self.together += 1
                self.most_together = max(self.most_together, self.together)
                try:
                    await self._send(self.reply(self.asked[-1]), writer)
                finally:
                    self.together -= 1

    async def _send(self, answer: Answer, writer: asyncio.StreamWriter) -> None:
        if isinstance(answer, bytes):
            writer.write(answer)
            await writer.drain()
            return
        async for piece in answer:
            writer.write(piece)
            await writer.drain()
        raise ConnectionResetError  # a streamed answer ends its connection


@dataclass
class World:
    now: datetime = NOON
    slept: list[float] = field(default_factory=list)
    looked_up: list[str] = field(default_factory=list)
    names: dict[str, Sequence[str] | list[Sequence[str]]] = field(default_factory=dict)
    _servers: list[Any] = field(default_factory=list)
    _tasks: set[asyncio.Task[None]] = field(default_factory=set)
    _fetchers: list[AiohttpFetcher] = field(default_factory=list)

    def clock(self) -> datetime:
        return self.now

    async def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += timedelta(seconds=seconds)
        await asyncio.sleep(0)

    async def lookup(self, host: str) -> Sequence[str]:
        """A name with a list of lists answers otherwise each time it is asked."""
        self.looked_up.append(host)
        await asyncio.sleep(0)
        answer = self.names.get(host)
        if answer is None:
            raise OSError(f"no such name: {host}")
        if answer and isinstance(answer[0], str):
            return answer  # type: ignore[return-value]  # one of three kinds
        return answer.pop(0) if len(answer) > 1 else answer[0]  # type: ignore[union-attr,return-value]  # a list here

    async def server(self, reply: Reply, address: str = "127.0.0.1", port: int = 0) -> Server:
        server = Server(reply)

        async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            task = asyncio.current_task()
            assert task is not None
            self._tasks.add(task)
            try:
                await server.serve(reader, writer)
                writer.close()
                await writer.wait_closed()
            except (asyncio.CancelledError, ConnectionError):
                writer.transport.abort()

        listening = await asyncio.start_server(serve, address, port)
        self._servers.append(listening)
        server.port = listening.sockets[0].getsockname()[1]
        return server

    def fetcher(self, *servers: Server, allow: Sequence[str] = ("127.0.0.1/32",), **policy: Any) -> AiohttpFetcher:
        """May ask loopback and the ports of these servers, in no hurry and without waiting, unless told otherwise."""
        settings: dict[str, Any] = {
            "user_agent": user_agent("0.1", "desk@masdar.example"),
            "allow_networks": tuple(ip_network(network) for network in allow),
            "allow_ports": frozenset(server.port for server in servers) | {80, 443},
            "host_delay": 0.0,
            "request_seconds": 5.0,
        }
        made = AiohttpFetcher(FetchPolicy(**(settings | policy)), self.clock, lookup=self.lookup, sleep=self.sleep)
        self._fetchers.append(made)
        return made

    async def close(self) -> None:
        for fetcher in self._fetchers:
            await fetcher.close()
        for server in self._servers:
            server.close()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)


Play = Callable[[Callable[[World], Awaitable[T]]], T]

"""The one HTTP client of the house: a session that keeps nothing, trusts no environment, and connects only to what the
guard has checked."""

from __future__ import annotations

import socket
from typing import Any

import aiohttp
from aiohttp.connector import Connection

from masdar.fetch.guard import Guard
from masdar.fetch.resolver import CheckedResolver, Lookup

DNS_SECONDS = 60
MAX_LINE = 8190  # bytes of a status or header line
MAX_HEADERS = 128


class Response(aiohttp.ClientResponse):
    """Remembers which address answered, which aiohttp forgets once a short body has come."""

    peer = ""

    async def start(self, connection: Connection) -> aiohttp.ClientResponse:
        transport = connection.transport
        name = transport.get_extra_info("peername") if transport is not None else None
        self.peer = str(name[0]) if name else ""
        return await super().start(connection)


class Client:
    """A session and what it rests on. Must be made inside a running event loop."""

    def __init__(self, guard: Guard, lookup: Lookup | None, user_agent: str) -> None:
        self._guard = guard
        self._resolver = CheckedResolver(guard, lookup)
        connector = aiohttp.TCPConnector(
            resolver=self._resolver, ttl_dns_cache=DNS_SECONDS, limit=0, socket_factory=self._socket
        )
        self.session = aiohttp.ClientSession(
            connector=connector,
            cookie_jar=aiohttp.DummyCookieJar(),
            headers={"User-Agent": user_agent, "Accept-Encoding": "gzip, deflate"},
            timeout=aiohttp.ClientTimeout(total=None, sock_connect=None),
            trust_env=False,
            auto_decompress=False,
            response_class=Response,
            max_line_size=MAX_LINE,
            max_field_size=MAX_LINE,
            max_headers=MAX_HEADERS,
        )

    def _socket(self, info: tuple[Any, ...]) -> socket.socket:
        """Every connection begins here, so here stands the last look at where it goes."""
        family, kind, protocol, _, address = info
        self._guard.connecting(str(address[0]))
        return socket.socket(family=family, type=kind, proto=protocol)

    async def close(self) -> None:
        await self.session.close()
        await self._resolver.close()

"""Names to addresses: looked up once, checked, and given to the connection as they were checked.

Because aiohttp connects to what this resolver returned and asks nobody again, a name that answers differently the
second time (DNS rebinding) gains nothing.
"""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Awaitable, Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeAlias

from aiohttp.abc import AbstractResolver, ResolveResult

from masdar.fetch.addresses import Address
from masdar.fetch.guard import Guard, Refused, is_local_name
from masdar.model import Reason

Lookup: TypeAlias = Callable[[str], Awaitable[Sequence[str]]]  # a name to IP addresses; OSError where it has none

THREADS = 16  # lookups at a time: a slow name server must not hold up all others


class SystemLookup:
    """Asks the system's resolver, in threads of its own."""

    def __init__(self) -> None:
        self._threads = ThreadPoolExecutor(THREADS, thread_name_prefix="masdar-dns")

    async def __call__(self, host: str) -> Sequence[str]:
        infos = await asyncio.get_running_loop().run_in_executor(self._threads, self._ask, host)
        return list(dict.fromkeys(str(info[4][0]) for info in infos))

    @staticmethod
    def _ask(host: str) -> Sequence[tuple[int, int, int, str, tuple[Any, ...]]]:
        return socket.getaddrinfo(host, None, type=socket.SOCK_STREAM, flags=socket.AI_ADDRCONFIG)

    def close(self) -> None:
        self._threads.shutdown(wait=False, cancel_futures=True)


class CheckedResolver(AbstractResolver):
    """The only way from a name to a connection. Raises `Refused`."""

    def __init__(self, guard: Guard, lookup: Lookup | None) -> None:
        self._guard = guard
        self._system = SystemLookup()  # makes no thread before it is asked
        self._lookup: Lookup = lookup or self._system

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_UNSPEC
    ) -> list[ResolveResult]:
        if is_local_name(host):
            return [_result(host, port, address) for address in self._guard.local(host)]
        try:
            answers = await self._lookup(host)
        except (OSError, UnicodeError) as error:
            raise Refused(Reason.UNRESOLVABLE, f"{host} has no address: {error}") from error
        return [_result(host, port, address) for address in self._guard.resolved(host, answers)]

    async def close(self) -> None:
        self._system.close()


def _result(host: str, port: int, address: Address) -> ResolveResult:
    family = socket.AF_INET if address.version == 4 else socket.AF_INET6
    flags = socket.AI_NUMERICHOST | socket.AI_NUMERICSERV
    return ResolveResult(hostname=host, host=str(address), port=port, family=family, proto=0, flags=flags)

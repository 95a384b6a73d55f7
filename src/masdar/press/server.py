"""The stand on a port: granian in this process, until SIGTERM or SIGINT."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import Callable
from ipaddress import ip_network

import uvloop
from granian.constants import HTTPModes, Interfaces
from granian.server.embed import Server

from masdar.fetch import AiohttpFetcher, FetchPolicy
from masdar.press import stand
from masdar.press.hub import Hub

_HUB_SECONDS = 1.0  # between two looks of the hub at its feeds
_SIGNALS = (signal.SIGTERM, signal.SIGINT)


def serve(
    press: stand.Press,
    *,
    host: str = "127.0.0.1",
    port: int = 0,
    clock: stand.Clock = stand.now,
    ready: Callable[[int], object] | None = None,
) -> None:
    """Serves until the process is told to stop. Port 0 picks a free one; `ready` is called with the port once asking
    will be answered. Raises OSError where the port is taken."""
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(_open(press, clock, (host, port), ready))


async def _open(
    press: stand.Press,
    clock: stand.Clock,
    place: tuple[str, int],
    ready: Callable[[int], object] | None,
) -> None:
    """The stand and its hub, which asks nobody but this machine."""
    networks = (ip_network("127.0.0.0/8"), ip_network("::1/128"))
    fetcher = AiohttpFetcher(
        FetchPolicy("Masdar-Press", networks, frozenset(range(1, 65536)), host_delay=0.0, request_seconds=10.0), clock
    )
    hub = Hub({paper.id: paper for paper in press.papers}, fetcher)
    opened = clock()
    application = stand.app(press, clock, hub=hub)

    async def spread() -> None:
        while True:
            await asyncio.sleep(_HUB_SECONDS)
            await hub.work(press.time(clock() - opened))

    spreading = asyncio.create_task(spread())
    try:
        await _run(application, *place, ready)
    finally:
        spreading.cancel()
        await asyncio.gather(spreading, return_exceptions=True)
        await fetcher.close()


async def _run(application: stand.App, host: str, port: int, ready: Callable[[int], object] | None) -> None:
    chosen = await _free_port(host, port)
    started = asyncio.Event()

    async def announcing(scope: stand.Scope, receive: stand.Receive, send: stand.Send) -> None:
        if scope["type"] == "lifespan":
            started.set()
        await application(scope, receive, send)

    server = Server(
        announcing,
        address=host,
        port=chosen,
        interface=Interfaces.ASGI,
        http=HTTPModes.http1,
        websockets=False,
        log_enabled=False,
        backlog=1024,
    )
    loop = asyncio.get_running_loop()
    for number in _SIGNALS:
        loop.add_signal_handler(number, server.stop)
    serving = asyncio.create_task(server.serve())
    waiting = asyncio.create_task(started.wait())
    await asyncio.wait((serving, waiting), return_when=asyncio.FIRST_COMPLETED)
    if ready is not None and not serving.done():
        ready(chosen)
    await serving
    waiting.cancel()


async def _free_port(host: str, port: int) -> int:
    """The port itself, or a free one for 0. Raises OSError where it is taken."""
    probe = await asyncio.get_running_loop().create_server(asyncio.Protocol, host, port)
    chosen: int = probe.sockets[0].getsockname()[1]
    probe.close()
    await probe.wait_closed()
    return chosen

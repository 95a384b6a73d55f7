"""Starts granian: the portal's processes on an address."""

from __future__ import annotations

from granian.constants import HTTPModes, Interfaces, Loops, TaskImpl
from granian.log import LogLevels
from granian.server import Server

KILL_SECONDS = 5  # a worker has to end after it was told to


def serve(target: str, *, host: str, port: int, workers: int = 1, backlog: int = 1024) -> None:
    """Serves until SIGTERM or SIGINT. `target` names a factory of the application, "module:function": every worker
    process makes its own. HTTP/1.1 only: TLS and HTTP/2 are a proxy's work."""
    Server(
        target,
        address=host,
        port=port,
        interface=Interfaces.ASGI,
        workers=workers,
        factory=True,
        http=HTTPModes.http1,
        loop=Loops.uvloop,
        task_impl=TaskImpl.asyncio,
        websockets=False,
        backlog=backlog,
        log_level=LogLevels.warning,
        log_access=False,
        respawn_failed_workers=True,
        workers_kill_timeout=KILL_SECONDS,
    ).serve()

"""Starts granian: the portal's processes on an address."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

import uvloop
from granian import loops
from granian.constants import HTTPModes, Interfaces, Loops, TaskImpl
from granian.log import LogLevels
from granian.net import SocketSpec  # type: ignore[attr-defined]  # granian's own server takes it from there
from granian.server import Server

AT_ONCE = 8192  # requests a process works on; more than may listen to the live strip, or nobody else would be served
KILL_SECONDS = 5  # a worker has to end after it was told to


class TellingLoop(uvloop.Loop):
    """A loop that says farewell as soon as its process is told to end. granian tells the application only once every
    connection is closed, for which those that stay open would wait in vain."""

    farewells: tuple[Callable[[], None], ...] = ()

    def add_signal_handler(  # type: ignore[override]  # the loop's own takes fewer
        self, sig: int, callback: Callable[..., Any], *args: Any
    ) -> None:
        def told() -> None:
            for farewell in self.farewells:
                farewell()
            callback(*args)

        super().add_signal_handler(sig, told)


@loops.register("uvloop")
def telling_loop() -> asyncio.AbstractEventLoop:
    """What granian makes for `Loops.uvloop` from here on."""
    loop = TellingLoop()
    asyncio.set_event_loop(loop)
    return loop


def at_farewell(call: Callable[[], None]) -> None:
    """Has `call` made on the running loop when the process is told to end, where the loop can tell."""
    loop = asyncio.get_running_loop()
    if isinstance(loop, TellingLoop):
        loop.farewells += (call,)


def serve(target: str, *, host: str, port: int, workers: int = 1, backlog: int = 1024) -> None:
    """Serves until SIGTERM or SIGINT. `target` names a factory of the application, "module:function": every worker
    process makes its own. HTTP/1.1 only: TLS and HTTP/2 are a proxy's work. Raises OSError where that address cannot be
    listened on."""
    try:
        SocketSpec(host, port, backlog).build()
    except (RuntimeError, ValueError) as error:  # the reason in its first line, a stack in Rust behind it
        raise OSError(f"the portal cannot listen on {host}:{port}: {str(error).partition(chr(10))[0]}") from error
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
        backpressure=AT_ONCE,
        log_level=LogLevels.warning,
        log_access=False,
        respawn_failed_workers=True,
        workers_kill_timeout=KILL_SECONDS,
    ).serve()

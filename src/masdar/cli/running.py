"""`masdar run` and `masdar settings`."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from enum import StrEnum
from typing import Annotated

import typer
import uvloop

from masdar import app as parts
from masdar.cli.collecting import say_compiling
from masdar.cli.console import fail, print_json, print_table, say
from masdar.config import PREFIX, Settings, as_environment, load
from masdar.isolation import limit_memory
from masdar.jobs.supervisor import Supervisor, end_with_parent

PARENT = "_MASDAR_PARENT"  # the supervisor's process id, told to its roles
QUIET = "_MASDAR_QUIET"
COLLECTOR_MEMORY = 3 * 2**29  # bytes of addresses: it needs a quarter, and a page can be made to ask for any amount
# What glibc is told where the operator says nothing (mallopt(3)): fewer pools to keep, and sooner given back.
SPARING = {"MALLOC_ARENA_MAX": "1", "MALLOC_TRIM_THRESHOLD_": "65536", "MALLOC_MMAP_THRESHOLD_": "262144"}


class Role(StrEnum):
    """What one process does."""

    COLLECTOR = "collector"
    KEEPER = "keeper"
    WEB = "web"


def run(
    role: Annotated[Role | None, typer.Option(help="Run one role only, in this process.")] = None,
    port: Annotated[int | None, typer.Option(help="Port the portal listens on.")] = None,
) -> None:
    """Collect, index and serve: three processes, watched. Ctrl-C stops all cleanly.

    On several machines, run one role each: `masdar run --role collector` as often as you like, one `--role keeper`
    (others stand by), `--role web` as often as you like, all with the same `database` setting."""
    settings = load(**({"port": port} if port is not None else {}))
    parts.configure_logs(quiet=bool(os.environ.get(QUIET)))
    if role is not None:
        run_role(role, settings)
        return
    parts.make_store(settings).close()  # the schema is brought up to date once, before three processes meet it
    say_compiling()
    say(f"The portal opens at [bold]http://{settings.listen}:{settings.port}/[/]. Ctrl-C stops everything.")
    supervise(settings, tuple(Role))


def supervise(settings: Settings, roles: tuple[Role, ...]) -> None:
    """Runs roles as processes until SIGINT or SIGTERM."""
    supervisor = supervisor_of(settings, roles)
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: supervisor.stop())
    supervisor.run()


def supervisor_of(settings: Settings, roles: tuple[Role, ...], *, quiet: bool = False) -> Supervisor:
    """A supervisor that starts this program once for each role. `quiet`: the roles log errors only."""
    environment = SPARING | as_environment(settings) | {PARENT: str(os.getpid()), QUIET: "1" if quiet else ""}
    commands = {role.value: [sys.executable, "-m", "masdar", "run", "--role", role.value] for role in roles}
    return Supervisor(commands, environment)


def run_role(role: Role, settings: Settings) -> None:
    """One role in this process, until SIGINT or SIGTERM."""
    parent = os.environ.pop(PARENT, "")
    if parent:
        end_with_parent(int(parent))
    if role is Role.COLLECTOR:
        limit_memory(COLLECTOR_MEMORY)
        uvloop.run(_collect(settings))
    elif role is Role.KEEPER:
        _keep(settings)
    else:
        try:
            parts.serve(settings)
        except OSError as error:
            fail(
                str(error), "does another program listen there? MASDAR_LISTEN, an IP address, and MASDAR_PORT say where"
            )


async def _collect(settings: Settings) -> None:
    store = parts.make_store(settings)
    line = parts.make_line(settings)
    collector = parts.make_collector(settings, line, store)
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, collector.stop)
    try:
        await collector.run()
    finally:
        await parts.close_line(line)
        store.close()


def _keep(settings: Settings) -> None:
    store = parts.make_store(settings)
    keeper = parts.make_keeper(settings, store)
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: keeper.stop())
    try:
        keeper.run()
    finally:
        store.close()


def settings(json: Annotated[bool, typer.Option("--json", help="For programs.")] = False) -> None:
    """Every setting: its value here, its variable, and what it does. A file `masdar.toml` may hold them too."""
    try:
        now = load()
    except FileNotFoundError as error:
        fail(str(error), "set MASDAR_CONFIG to a file that is there, or unset it")
    values = now.model_dump(mode="json")
    if json:
        print_json(values)
        return
    rows = [
        (PREFIX + name.upper(), values[name], field.description or "") for name, field in Settings.model_fields.items()
    ]
    print_table(("variable", "value", "what it does"), rows)

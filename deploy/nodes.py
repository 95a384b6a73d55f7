"""One OpenSearch node on this machine: its own configuration, its process, its end."""

from __future__ import annotations

import os
import re
import shutil
import signal
import socket
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path

TRANSPORT = 100  # a node's transport port is its HTTP port and this much more
END_SECONDS = 30.0
TAIL = 3000  # characters of a log that are shown when a node dies
# OpenSearch does not run as root. Under root its files belong to this number, which needs no account: it is of the
# range that systemd keeps for users that come and go.
SYSTEM_USER = 61_880

CONFIGURATION = """\
cluster.name: masdar
node.name: {name}
network.host: 127.0.0.1
http.port: {port}
transport.port: {transport}
discovery.seed_hosts: [{seeds}]
cluster.initial_cluster_manager_nodes: [{names}]
path.data: {folder}/data
path.logs: {folder}/logs
action.auto_create_index: false
# What is left free counts here, not the share: this may be a large disk that others filled.
cluster.routing.allocation.disk.watermark.low: 2gb
cluster.routing.allocation.disk.watermark.high: 1gb
cluster.routing.allocation.disk.watermark.flood_stage: 500mb
"""


class Problem(Exception):
    """What the operator has to know or do; its text is for people."""


def account() -> int | None:
    """The number of the user the nodes run as; None where it is whoever calls."""
    if os.geteuid() != 0:
        return None
    if shutil.which("setpriv") is None:
        raise Problem("OpenSearch does not run as root, and setpriv (package util-linux) is missing: install it")
    return SYSTEM_USER


def as_user(user: int | None, command: list[str]) -> list[str]:
    if user is None:
        return command
    return ["setpriv", f"--reuid={user}", f"--regid={user}", "--clear-groups", *command]


@dataclass(frozen=True, slots=True)
class Node:
    """`ports` are the HTTP ports of all nodes; `heap` is megabytes."""

    root: Path
    name: str
    port: int
    ports: tuple[int, ...]
    heap: int

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def folder(self) -> Path:
        return self.root / self.name

    @property
    def pid_file(self) -> Path:
        """The process's number, and when it began: a number alone may be another's by now."""
        return self.folder / "pid"

    def running(self) -> int | None:
        """The process, where the one that was started still runs."""
        try:
            pid, began = self.pid_file.read_text().split()
        except (OSError, ValueError):
            return None
        return int(pid) if _began(int(pid)) == began else None

    def must_run(self) -> None:
        """Raises Problem with the end of its log where it died."""
        if self.running() is None:
            log = self.folder / "logs" / "output.log"
            tail = log.read_text(errors="replace")[-TAIL:] if log.exists() else ""
            raise Problem(f"{self.name} ended by itself; {log} says:\n{tail}")

    def start(self, home: Path, java: Path, user: int | None) -> int:
        """Starts it from the distribution in `home`; returns its process's number."""
        self._free(self.port)
        self._free(self.port + TRANSPORT)
        self._configure(home)
        if user is not None:
            _give(self.folder, user)
        environment = {
            "PATH": os.environ.get("PATH", os.defpath),
            "HOME": str(self.folder),
            "OPENSEARCH_JAVA_HOME": str(java),
            "OPENSEARCH_PATH_CONF": str(self.folder / "config"),
            "OPENSEARCH_TMPDIR": str(self.folder / "tmp"),
            "OPENSEARCH_JAVA_OPTS": f"-Xms{self.heap}m -Xmx{self.heap}m",
        }
        with (self.folder / "logs" / "output.log").open("ab") as log:
            process = subprocess.Popen(
                as_user(user, [str(home / "bin" / "opensearch")]),
                env=environment,
                cwd=self.folder,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        self.pid_file.write_text(f"{process.pid} {_began(process.pid)}\n")
        return process.pid

    def _configure(self, home: Path) -> None:
        """Its own copy of the distribution's configuration, with every path inside its own folder."""
        for part in ("data", "logs", "tmp"):
            (self.folder / part).mkdir(parents=True, exist_ok=True)
        config = self.folder / "config"
        shutil.copytree(home / "config", config, dirs_exist_ok=True)
        options = (home / "config" / "jvm.options").read_text()
        options = re.sub(r"(?<=[=:])logs/", f"{self.folder}/logs/", options)
        options = re.sub(r"(?<=HeapDumpPath=)data", f"{self.folder}/data", options)
        (config / "jvm.options").write_text(options)
        (config / "opensearch.yml").write_text(
            CONFIGURATION.format(
                name=self.name,
                port=self.port,
                transport=self.port + TRANSPORT,
                seeds=", ".join(f'"127.0.0.1:{port + TRANSPORT}"' for port in self.ports),
                names=", ".join(f"node-{place}" for place in range(1, len(self.ports) + 1)),
                folder=self.folder,
            )
        )

    def _free(self, port: int) -> None:
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
            except OSError as error:
                raise Problem(f"port {port} is taken by another program: choose others with --port") from error

    def ask_to_end(self) -> None:
        if (pid := self.running()) is not None:
            os.kill(pid, signal.SIGTERM)

    def end(self) -> bool:
        """Waits for its end, and kills it where it does not come; False where it did not run."""
        if not self.pid_file.exists():
            return False
        deadline = time.monotonic() + END_SECONDS
        while (pid := self.running()) is not None:
            if time.monotonic() > deadline:
                os.kill(pid, signal.SIGKILL)
            time.sleep(0.2)
        self.pid_file.unlink(missing_ok=True)
        return True


def _began(pid: int) -> str:
    """When a process began, in the kernel's own count; "" where it is no more or has ended."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return ""
    return "" if fields[0] == "Z" else fields[19]


def _give(folder: Path, user: int) -> None:
    for path in (folder, *folder.rglob("*")):
        os.chown(path, user, user, follow_symlinks=False)
    for parent in folder.parents:
        if not parent.stat().st_mode & 0o001:
            raise Problem(
                f"the nodes run as a user of their own, who may not enter {parent}: choose another folder, or chmod o+x"
            )

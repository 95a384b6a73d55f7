"""Processes under measure: started, their memory and processor time read from /proc, ended."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

TICKS = os.sysconf("SC_CLK_TCK")
PAGE = os.sysconf("SC_PAGE_SIZE")


@dataclass(slots=True)
class Watched:
    """A process tree: processor seconds so far and the largest resident memory seen, in bytes."""

    name: str
    pid: int
    seconds: float = 0.0
    peak: int = 0


@dataclass(slots=True)
class Watch:
    """Samples several trees; `peak` is the largest sum seen at one time."""

    trees: list[Watched] = field(default_factory=list)
    peak: int = 0

    def sample(self) -> None:
        total = 0
        children = _children()
        for tree in self.trees:
            pids = list(_descendants(tree.pid, children))
            resident = sum(_resident(pid) for pid in pids)
            tree.peak = max(tree.peak, resident)
            tree.seconds = max(tree.seconds, sum(_seconds(pid) for pid in pids))
            total += resident
        self.peak = max(self.peak, total)


def _children() -> dict[int, list[int]]:
    found: dict[int, list[int]] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            fields = _stat(int(entry.name))
            if fields:
                found.setdefault(int(fields[1]), []).append(int(entry.name))
    return found


def _descendants(pid: int, children: dict[int, list[int]]) -> Iterable[int]:
    yield pid
    for child in children.get(pid, ()):
        yield from _descendants(child, children)


def _stat(pid: int) -> list[str]:
    """The fields of /proc/PID/stat after the name; empty where the process has gone."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except (FileNotFoundError, ProcessLookupError):
        return []


def _resident(pid: int) -> int:
    """Memory of its own and its share of what it has in common with others."""
    try:
        text = Path(f"/proc/{pid}/smaps_rollup").read_text()
    except (FileNotFoundError, ProcessLookupError, PermissionError):
        return 0
    return sum(int(line.split()[1]) * 1024 for line in text.splitlines() if line.startswith("Pss:"))


def _seconds(pid: int) -> float:
    fields = _stat(pid)
    return sum(int(value) for value in fields[11:15]) / TICKS if fields else 0.0


def end(process: subprocess.Popen[str] | subprocess.Popen[bytes], patience: float = 20.0) -> None:
    """SIGTERM, and SIGKILL for a process that does not listen."""
    process.send_signal(signal.SIGTERM)
    deadline = time.monotonic() + patience
    while process.poll() is None and time.monotonic() < deadline:
        time.sleep(0.05)
    if process.poll() is None:
        process.kill()
    process.wait()

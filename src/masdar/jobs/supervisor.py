"""Several roles as processes of one program: started, watched, started again when they die, stopped together."""

from __future__ import annotations

import os
import signal
import subprocess
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import structlog

log = structlog.get_logger("supervisor")

FIRST_PAUSE, LONGEST_PAUSE = 0.5, 30.0  # seconds before a role that died is started again
STEADY = 60.0  # a role that ran so long before it died begins again with the first pause
PATIENCE = 15.0  # seconds a role has to end after SIGTERM


@dataclass(slots=True)
class _Role:
    name: str
    command: Sequence[str]
    process: subprocess.Popen[bytes] | None = None
    started: float = 0.0
    pause: float = FIRST_PAUSE
    not_before: float = 0.0


class Supervisor:
    """Runs commands until stopped. A role that dies is started again, later each time."""

    def __init__(self, commands: Mapping[str, Sequence[str]], environment: Mapping[str, str]) -> None:
        self._roles = [_Role(name, command) for name, command in commands.items()]
        self._environment = dict(environment)
        self._stop = threading.Event()

    def stop(self) -> None:
        self._stop.set()

    @property
    def pids(self) -> dict[str, int]:
        """The process ids of the roles that are running."""
        return {role.name: role.process.pid for role in self._roles if role.process and role.process.poll() is None}

    def start(self) -> None:
        """Starts every role, without watching it."""
        for role in self._roles:
            self._tend(role, time.monotonic())

    def end(self) -> None:
        """Ends every role: SIGTERM, and SIGKILL for one that does not listen."""
        self._end_all()

    def run(self, tick: Callable[[], None] = lambda: None) -> None:
        """Blocks until `stop`; `tick` is called about twice a second."""
        try:
            while not self._stop.is_set():
                for role in self._roles:
                    self._tend(role, time.monotonic())
                tick()
                self._stop.wait(0.5)
        finally:
            self._end_all()

    def _tend(self, role: _Role, now: float) -> None:
        if role.process is not None and role.process.poll() is None:
            return
        if role.process is not None:
            code = role.process.returncode
            role.pause = FIRST_PAUSE if now - role.started > STEADY else min(role.pause * 2, LONGEST_PAUSE)
            role.not_before = now + role.pause
            log.error("role ended, starting it again", role=role.name, code=code, seconds=role.pause)
            role.process = None
        if now >= role.not_before:
            role.process = subprocess.Popen(role.command, env=self._environment, start_new_session=True)
            role.started = now

    def _end_all(self) -> None:
        running = [role for role in self._roles if role.process and role.process.poll() is None]
        for role in running:
            assert role.process is not None
            role.process.send_signal(signal.SIGTERM)
        deadline = time.monotonic() + PATIENCE
        for role in running:
            assert role.process is not None
            try:
                role.process.wait(max(0.1, deadline - time.monotonic()))
            except subprocess.TimeoutExpired:
                log.error("role did not end, killing it", role=role.name)
                os.killpg(role.process.pid, signal.SIGKILL)
                role.process.wait()


def end_with_parent(parent: int) -> None:
    """Ends this process (SIGTERM to itself) soon after the process `parent` is gone, so that no role outlives a
    supervisor that was killed."""

    def watch() -> None:
        while os.getppid() == parent:
            time.sleep(1.0)
        os.kill(os.getpid(), signal.SIGTERM)

    threading.Thread(target=watch, name="parent-watch", daemon=True).start()

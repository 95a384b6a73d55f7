"""Roles as processes: started, started again when they die, ended together."""

from __future__ import annotations

import os
import signal
import sys
import time
from pathlib import Path

import pytest

from masdar.jobs.supervisor import Supervisor

PROGRAM = """
import signal, sys
signal.signal(signal.SIGTERM, {on_term})
open(sys.argv[1], "a").write("x")
signal.pause()
"""
WAITING = PROGRAM.format(on_term="lambda *_: sys.exit(0)")
STUBBORN = PROGRAM.format(on_term="signal.SIG_IGN")


def running(program: str, file: Path) -> Supervisor:
    return Supervisor({"role": [sys.executable, "-c", program, str(file)]}, dict(os.environ))


def until(condition: object, seconds: float = 10.0) -> None:
    deadline = time.monotonic() + seconds
    while not condition():  # type: ignore[operator]  # given as a function
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.01)


@pytest.mark.slow
def test_a_role_that_dies_is_started_again(tmp_path: Path) -> None:
    file = tmp_path / "starts"
    supervisor = running(WAITING, file)
    killed: list[int] = []

    def tick() -> None:
        starts = len(file.read_text()) if file.exists() else 0
        if starts == 1 and not killed:
            killed.append(supervisor.pids["role"])
            os.kill(killed[0], signal.SIGKILL)
        if starts == 2:
            supervisor.stop()

    supervisor.run(tick)
    assert len(file.read_text()) == 2
    assert supervisor.pids == {}


def test_stopping_ends_every_role(tmp_path: Path) -> None:
    supervisor = running(WAITING, tmp_path / "starts")
    supervisor.start()
    until((tmp_path / "starts").exists)
    supervisor.end()
    assert supervisor.pids == {}


def test_a_role_that_does_not_listen_is_killed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("masdar.jobs.supervisor.PATIENCE", 0.2)
    supervisor = running(STUBBORN, tmp_path / "starts")
    supervisor.start()
    until((tmp_path / "starts").exists)
    supervisor.end()
    assert supervisor.pids == {}

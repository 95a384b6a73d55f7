"""The parent's side of one child: started, asked, heard in time, ended."""

from __future__ import annotations

import os
import select
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from math import ceil

import msgspec

from masdar.isolation.limits import Limits
from masdar.isolation.messages import LENGTH, MAX_MESSAGE, REPLY, Failed, Ready, Reply

START_SECONDS = 60.0  # to import what the function needs, on a machine under load
_KEPT_VARIABLES = ("PATH", "LANG", "LC_ALL", "LD_LIBRARY_PATH", "PYTHONHOME", "PYTHONPATH", "VIRTUAL_ENV", "TZ")


class IsolationFailed(RuntimeError):
    """The process could not be started: the function cannot be imported, or the system refuses. Never the data's
    doing."""


class Lost(Exception):
    """The child is of no more use; the text says why."""


class Child:
    """One process, and the two pipes to it. Used by one thread at a time."""

    def __init__(self, function: str, limits: Limits, path: Sequence[str]) -> None:
        arguments = [function, str(limits.memory_bytes), str(limits.seconds), str(limits.items)]
        self.asked = 0
        try:
            self._process = subprocess.Popen(
                [sys.executable, "-P", "-m", "masdar.isolation", *arguments],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                bufsize=0,
                env=_environment(path),
                start_new_session=True,  # Ctrl-C is the parent's to hear
            )
        except OSError as error:
            raise IsolationFailed(f"cannot start a process for {function}: {error}") from error
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._to, self._from = self._process.stdin.fileno(), self._process.stdout.fileno()
        os.set_blocking(self._to, False)
        os.set_blocking(self._from, False)
        self._await_ready(function)

    def _await_ready(self, function: str) -> None:
        try:
            reply = self._hear(time.monotonic() + START_SECONDS)
        except Lost as lost:
            self.kill()
            raise IsolationFailed(f"the process for {function} did not start: {lost}") from lost
        except BaseException:
            self.kill()
            raise
        if not isinstance(reply, Ready):
            self.kill()
            raise IsolationFailed(f"{function}: {reply.what if isinstance(reply, Failed) else 'answered unasked'}")

    def alive(self) -> bool:
        return self._process.poll() is None

    def ask(self, data: bytes, seconds: float) -> Reply:
        """Raises `Lost` where the child dies, lingers or talks nonsense."""
        self.asked += 1
        deadline = time.monotonic() + seconds
        self._say(len(data).to_bytes(LENGTH), deadline)
        self._say(data, deadline)
        return self._hear(deadline)

    def _say(self, data: bytes, deadline: float) -> None:
        rest = memoryview(data)
        while rest:
            self._wait(self._to, select.POLLOUT, deadline)
            try:
                rest = rest[os.write(self._to, rest) :]
            except BlockingIOError:
                continue
            except BrokenPipeError:
                raise Lost(self._end()) from None

    def _hear(self, deadline: float) -> Reply:
        length = int.from_bytes(self._take(LENGTH, deadline))
        if length > MAX_MESSAGE:
            raise Lost(f"answered with {length} bytes")
        try:
            return REPLY.decode(self._take(length, deadline))
        except msgspec.DecodeError as error:
            raise Lost(f"answered nonsense: {error}") from error

    def _take(self, size: int, deadline: float) -> bytearray:
        taken = bytearray()
        while len(taken) < size:
            self._wait(self._from, select.POLLIN, deadline)
            try:
                piece = os.read(self._from, min(size - len(taken), 2**20))
            except BlockingIOError:
                continue
            if not piece:
                raise Lost(self._end())
            taken += piece
        return taken

    def _wait(self, descriptor: int, event: int, deadline: float) -> None:
        poll = select.poll()  # select() fails beyond descriptor 1023
        poll.register(descriptor, event)
        left = deadline - time.monotonic()
        if left <= 0 or not poll.poll(ceil(left * 1000)):
            raise Lost("took too long")

    def _end(self) -> str:
        """How a child that closed its pipes ended."""
        try:
            code = self._process.wait(1.0)
        except subprocess.TimeoutExpired:
            return "closed its pipe"
        names = {known.value: known.name for known in signal.Signals}
        return f"exited with {code}" if code >= 0 else f"died of {names.get(-code, -code)}"

    def kill(self) -> None:
        """Ends the process for good; nothing of it stays behind."""
        with self._process:  # closes the pipes and waits
            self._process.kill()


def _environment(path: Sequence[str]) -> dict[str, str]:
    """Little of ours: no settings and no secrets. One thread, so that the memory limit means the same everywhere."""
    kept = {name: os.environ[name] for name in _KEPT_VARIABLES if name in os.environ}
    places = [*path, *kept.get("PYTHONPATH", "").split(os.pathsep)]
    kept["PYTHONPATH"] = os.pathsep.join(place for place in places if place)
    return kept | dict.fromkeys(("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"), "1")

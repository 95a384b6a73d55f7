"""Runs a pure function on hostile bytes in a process of its own, under hard limits.

    read = Isolated("masdar.images:read_picture", Picture, Limits(memory_bytes=2**30, seconds=15))
    picture = read(data)

Whatever the bytes do to the function (a crash, a hang, all memory eaten), the caller gets the result or one exception.
Messages are four bytes of length and a body: raw bytes to the child, msgpack back, decoded strictly into the result's
type; nothing the child says is ever unpickled or run.
"""

from __future__ import annotations

import importlib
import os
import queue
import resource
import select
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import ceil
from typing import Generic, TypeVar

import msgspec

from masdar.model import Picture, Quarantine, Reason, Result, Retry, Skip, StepEnded

T = TypeVar("T")

MAX_MESSAGE = 256 * 2**20  # bytes, either way
START_SECONDS = 60.0  # to import what the function needs, on a machine under load
_LENGTH = 4  # bytes, big-endian
_FILES = 16  # open at a time: three, and what an import on first use needs
_GRACE = 2.0  # seconds after the limit at which a child without a parent ends itself
_KEPT_VARIABLES = ("PATH", "LANG", "LC_ALL", "LD_LIBRARY_PATH", "PYTHONHOME", "PYTHONPATH", "VIRTUAL_ENV", "TZ")


class IsolationFailed(RuntimeError):
    """The process could not be started: the function cannot be imported, or the system refuses. Never the data's
    doing."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What a child may use. `memory_bytes` bounds its whole address space, libraries included (some 300 MB for numpy
    and Pillow); `seconds` is the wall clock for one item; a child is replaced after `items`."""

    memory_bytes: int = 2**30
    seconds: float = 15.0
    items: int = 2000


# --- what the child answers -----------------------------------------------------------------------------------------


class _Ready(msgspec.Struct, tag="ready"):
    pass


class _Done(msgspec.Struct, tag="done"):
    value: msgspec.Raw


class _Ended(msgspec.Struct, tag="ended"):
    result: Result
    reason: Reason
    detail: str


class _Failed(msgspec.Struct, tag="failed"):
    what: str


_Reply = _Ready | _Done | _Ended | _Failed
_REPLY: msgspec.msgpack.Decoder[_Reply] = msgspec.msgpack.Decoder(_Reply)
_ENDINGS: dict[Result, type[StepEnded]] = {Result.SKIPPED: Skip, Result.RETRY: Retry, Result.QUARANTINED: Quarantine}


# --- the parent's side ----------------------------------------------------------------------------------------------


class _Lost(Exception):
    """The child is of no more use; the text says why."""


class _Child:
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
        except _Lost as lost:
            self.kill()
            raise IsolationFailed(f"the process for {function} did not start: {lost}") from lost
        except BaseException:
            self.kill()
            raise
        if not isinstance(reply, _Ready):
            self.kill()
            raise IsolationFailed(f"{function}: {reply.what if isinstance(reply, _Failed) else 'answered unasked'}")

    def alive(self) -> bool:
        return self._process.poll() is None

    def ask(self, data: bytes, seconds: float) -> _Reply:
        """Raises `_Lost` where the child dies, lingers or talks nonsense."""
        self.asked += 1
        deadline = time.monotonic() + seconds
        self._say(len(data).to_bytes(_LENGTH), deadline)
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
                raise _Lost(self._end()) from None

    def _hear(self, deadline: float) -> _Reply:
        length = int.from_bytes(self._take(_LENGTH, deadline))
        if length > MAX_MESSAGE:
            raise _Lost(f"answered with {length} bytes")
        try:
            return _REPLY.decode(self._take(length, deadline))
        except msgspec.DecodeError as error:
            raise _Lost(f"answered nonsense: {error}") from error

    def _take(self, size: int, deadline: float) -> bytearray:
        taken = bytearray()
        while len(taken) < size:
            self._wait(self._from, select.POLLIN, deadline)
            try:
                piece = os.read(self._from, min(size - len(taken), 2**20))
            except BlockingIOError:
                continue
            if not piece:
                raise _Lost(self._end())
            taken += piece
        return taken

    def _wait(self, descriptor: int, event: int, deadline: float) -> None:
        poll = select.poll()  # select() fails beyond descriptor 1023
        poll.register(descriptor, event)
        left = deadline - time.monotonic()
        if left <= 0 or not poll.poll(ceil(left * 1000)):
            raise _Lost("took too long")

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


def limit_memory(most: int) -> None:
    """Bounds this process's address space, libraries and its children's too: what hostile data makes a parser ask for
    beyond it is refused, and not taken from the machine."""
    _lower(resource.RLIMIT_AS, most)


def _lower(limit: int, value: int) -> None:
    """For good; raising one is not ours to do."""
    _, hard = resource.getrlimit(limit)
    lowered = value if hard == resource.RLIM_INFINITY else min(value, hard)
    resource.setrlimit(limit, (lowered, lowered))


class Isolated(Generic[T]):
    """Calls `function` ("module:name", taking bytes) in another process. Callable from any thread; a call blocks, so
    async code goes by `asyncio.to_thread`. `processes` bounds how many run at once; each starts when first needed.

    A call returns the function's result as a `result`, or raises: the `StepEnded` the function raised;
    `Quarantine(CRASHED)` where the child crashed, hung or ran out of memory; `IsolationFailed` where no child can
    start. The next call finds a new child.
    """

    def __init__(
        self,
        function: str,
        result: type[T],
        limits: Limits | None = None,
        *,
        processes: int = 1,
        path: Sequence[str] = (),
    ) -> None:
        self._function = function
        self._limits = limits or Limits()
        self._path = tuple(path)
        self._decoder = msgspec.msgpack.Decoder(result)
        self._processes = processes
        self._closed = False
        # Last in, first out: one caller at a time keeps one child warm and starts no second.
        self._children: queue.LifoQueue[_Child | None] = queue.LifoQueue()
        for _ in range(processes):
            self._children.put(None)

    def __call__(self, data: bytes) -> T:
        if len(data) > MAX_MESSAGE:
            raise Quarantine(Reason.TOO_LARGE, f"{len(data)} bytes")
        child = self._children.get()
        try:
            if self._closed:
                raise RuntimeError(f"the process for {self._function} was closed")
            child = self._usable(child)
            reply = child.ask(data, self._limits.seconds)
            if not isinstance(reply, _Done | _Ended):
                raise _Lost(reply.what if isinstance(reply, _Failed) else "answered nonsense")
            value = self._value(reply)
        except StepEnded:
            raise
        except _Lost as lost:
            child = _dropped(child)
            raise Quarantine(Reason.CRASHED, f"the process reading it {lost}") from lost
        except BaseException:  # a signal in the middle of an exchange: the child would answer the wrong question
            child = _dropped(child)
            raise
        finally:
            self._children.put(child)
        return value

    def _usable(self, child: _Child | None) -> _Child:
        if child is not None and (child.asked >= self._limits.items or not child.alive()):
            child = _dropped(child)
        return child or _Child(self._function, self._limits, self._path)

    def _value(self, reply: _Done | _Ended) -> T:
        if isinstance(reply, _Ended):
            ending = _ENDINGS.get(reply.result)
            if ending is None:
                raise _Lost("answered nonsense")
            raise ending(reply.reason, reply.detail[:500])
        try:
            return self._decoder.decode(reply.value)
        except msgspec.DecodeError as error:
            raise _Lost(f"answered nonsense: {error}") from error

    def close(self) -> None:
        """Waits for the calls under way (each is bounded in time), then ends the children. Later calls raise
        RuntimeError. May be called twice."""
        self._closed = True
        for child in [self._children.get() for _ in range(self._processes)]:
            _dropped(child)
        for _ in range(self._processes):
            self._children.put(None)

    def __enter__(self) -> Isolated[T]:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def _dropped(child: _Child | None) -> _Child | None:
    """Ends a child; nothing takes its place until the next call."""
    if child is not None:
        child.kill()
    return None


class IsolatedPictures:
    """The `PictureReader` contract: `function` makes a `Picture` of bytes."""

    def __init__(self, function: str, limits: Limits | None = None, *, processes: int = 1) -> None:
        self._isolated = Isolated(function, Picture, limits, processes=processes)

    def read(self, data: bytes) -> Picture:
        return self._isolated(data)

    def close(self) -> None:
        self._isolated.close()


# --- the child's side -----------------------------------------------------------------------------------------------


def main(function: str, memory_bytes: str, seconds: str, items: str) -> None:
    """Answers on what was standard output until the parent closes its end. Only ever run by `_Child`."""
    requests, replies = os.dup(0), os.dup(1)
    nothing = os.open(os.devnull, os.O_RDWR)
    for descriptor in (0, 1):  # so that a library that prints does not answer
        os.dup2(nothing, descriptor)
    os.close(nothing)
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    try:
        run = _imported(function)
        _confine(int(memory_bytes), ceil(float(seconds) * int(items)))
    except Exception as error:  # noqa: BLE001 - the parent is told, and raises it
        _write(replies, _Failed(f"{type(error).__name__}: {error}"[:500]))
        return
    _write(replies, _Ready())
    while (data := _read(requests)) is not None:
        _limit_item(float(seconds))
        reply = _answer(run, data)
        signal.setitimer(signal.ITIMER_REAL, 0)
        _write(replies, reply)


def _imported(function: str) -> Callable[[bytes], object]:
    module, _, name = function.partition(":")
    found = getattr(importlib.import_module(module), name)
    if not callable(found):
        raise TypeError(f"{function} is not a function")
    run: Callable[[bytes], object] = found
    return run


def _confine(memory_bytes: int, total_seconds: int) -> None:
    """No core files, no writing of files, few open ones, so much memory and time: all for good."""
    limits = {
        resource.RLIMIT_CORE: 0,
        resource.RLIMIT_FSIZE: 0,
        resource.RLIMIT_NOFILE: _FILES,
        resource.RLIMIT_AS: memory_bytes,
        resource.RLIMIT_CPU: total_seconds,
    }
    for limit, value in limits.items():
        _lower(limit, value)


def _limit_item(seconds: float) -> None:
    """The processor time of one item, and the alarm that ends this process should nobody be left to kill it."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    _, hard = resource.getrlimit(resource.RLIMIT_CPU)
    soft = ceil(used.ru_utime + used.ru_stime + seconds) + 1
    resource.setrlimit(resource.RLIMIT_CPU, (min(soft, hard), hard))
    signal.setitimer(signal.ITIMER_REAL, seconds + _GRACE)


def _answer(run: Callable[[bytes], object], data: bytes) -> _Reply:
    try:
        return _Done(msgspec.Raw(msgspec.msgpack.encode(run(data))))
    except StepEnded as ended:
        return _Ended(ended.result, ended.reason, ended.detail)
    except MemoryError:
        return _Failed("ran out of memory")
    except Exception as error:  # noqa: BLE001 - the parent is told, and raises it
        return _Failed(f"failed: {type(error).__name__}: {error}"[:500])


def _read(descriptor: int) -> bytes | None:
    """One message; None where the parent closed its end."""
    head = _exactly(descriptor, _LENGTH)
    return None if head is None else _exactly(descriptor, int.from_bytes(head))


def _exactly(descriptor: int, size: int) -> bytes | None:
    taken = bytearray()
    while len(taken) < size:
        piece = os.read(descriptor, size - len(taken))
        if not piece:
            return None
        taken += piece
    return bytes(taken)


def _write(descriptor: int, reply: _Reply) -> None:
    body = msgspec.msgpack.encode(reply)
    rest = memoryview(len(body).to_bytes(_LENGTH) + body)
    while rest:
        rest = rest[os.write(descriptor, rest) :]


if __name__ == "__main__":
    main(*sys.argv[1:])

"""The child's side: `python -m masdar.isolation`, only ever run by `process.Child`."""

from __future__ import annotations

import importlib
import os
import signal
import sys
from collections.abc import Callable
from math import ceil

import msgspec

from masdar.isolation.limits import confine, limit_item
from masdar.isolation.messages import LENGTH, Done, Ended, Failed, Ready, Reply
from masdar.model import StepEnded


def main(function: str, memory_bytes: str, seconds: str, items: str) -> None:
    """Answers on what was standard output until the parent closes its end."""
    requests, replies = os.dup(0), os.dup(1)
    nothing = os.open(os.devnull, os.O_RDWR)
    for descriptor in (0, 1):  # so that a library that prints does not answer
        os.dup2(nothing, descriptor)
    os.close(nothing)
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    try:
        run = _imported(function)
        confine(int(memory_bytes), ceil(float(seconds) * int(items)))
    except Exception as error:  # noqa: BLE001 - the parent is told, and raises it
        _write(replies, Failed(f"{type(error).__name__}: {error}"[:500]))
        return
    _write(replies, Ready())
    while (data := _read(requests)) is not None:
        limit_item(float(seconds))
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


def _answer(run: Callable[[bytes], object], data: bytes) -> Reply:
    try:
        return Done(msgspec.Raw(msgspec.msgpack.encode(run(data))))
    except StepEnded as ended:
        return Ended(ended.result, ended.reason, ended.detail)
    except MemoryError:
        return Failed("ran out of memory")
    except Exception as error:  # noqa: BLE001 - the parent is told, and raises it
        return Failed(f"failed: {type(error).__name__}: {error}"[:500])


def _read(descriptor: int) -> bytes | None:
    """One message; None where the parent closed its end."""
    head = _exactly(descriptor, LENGTH)
    return None if head is None else _exactly(descriptor, int.from_bytes(head))


def _exactly(descriptor: int, size: int) -> bytes | None:
    taken = bytearray()
    while len(taken) < size:
        piece = os.read(descriptor, size - len(taken))
        if not piece:
            return None
        taken += piece
    return bytes(taken)


def _write(descriptor: int, reply: Reply) -> None:
    body = msgspec.msgpack.encode(reply)
    rest = memoryview(len(body).to_bytes(LENGTH) + body)
    while rest:
        rest = rest[os.write(descriptor, rest) :]


if __name__ == "__main__":
    main(*sys.argv[1:])

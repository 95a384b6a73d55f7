"""Functions that do to their process what hostile bytes might: run only behind the isolation that is tested."""

from __future__ import annotations

import ctypes
import os
import resource
import sys
import threading

from masdar.model import Quarantine, Reason, Retry, Skip, Thumbnail

_calls = 0


def length(data: bytes) -> int:
    return len(data)


def echo(data: bytes) -> bytes:
    return data


def thumbnail(data: bytes) -> Thumbnail:
    return Thumbnail(len(data), 1, data)


def process(_: bytes) -> int:
    return os.getpid()


def calls(_: bytes) -> int:
    global _calls
    _calls += 1
    return _calls


def obey(data: bytes) -> object:
    """Does what the data names."""
    return _ORDERS[data.decode()]()


def _crash() -> object:
    return ctypes.string_at(0)


def _abort() -> object:
    os.abort()


def _exit() -> object:
    os._exit(3)


def _leave() -> object:
    sys.exit(0)


def _spin() -> object:
    while True:
        pass


def _hang() -> object:
    return threading.Event().wait()


def _eat() -> object:
    return len([bytes(2**24) for _ in range(1000)])


def _recurse() -> object:
    return _recurse()


def _raise() -> object:
    raise ZeroDivisionError("invented")


def _skip() -> object:
    raise Skip(Reason.GONE, "invented")


def _retry() -> object:
    raise Retry(Reason.THROTTLED)


def _quarantine() -> object:
    raise Quarantine(Reason.PICTURE_UNREADABLE, "مكسورة")


def _print() -> object:
    print("\xff\xff\xff\xff" * 100, flush=True)
    os.write(1, b"\0\0\0\2no")
    return 7


def _write() -> object:
    with open("left-behind", "wb") as file:
        return file.write(b"x")


def _open_many() -> object:
    return len([os.open(os.devnull, os.O_RDONLY) for _ in range(100)])


def _wrong_type() -> object:
    return ["not", "a", "number"]


def _unspeakable() -> object:
    return object()


def _long() -> object:
    return "x" * 2**20


def _say_nonsense() -> object:
    for descriptor in range(3, 16):
        try:
            os.write(descriptor, b"\0\0\0\4\xc1\xc1\xc1\xc1")
        except OSError:
            continue
    _hang()
    return 0


def _say_too_much() -> object:
    for descriptor in range(3, 16):
        try:
            os.write(descriptor, b"\xff\xff\xff\xff")
        except OSError:
            continue
    _hang()
    return 0


def _close_all() -> object:
    os.closerange(0, 16)
    _hang()
    return 0


def _environment() -> object:
    return len([name for name in os.environ if name.startswith("MASDAR_") or "SECRET" in name])


def _cores() -> object:
    return max(resource.getrlimit(resource.RLIMIT_CORE))


_ORDERS = {name.removeprefix("_"): found for name, found in list(globals().items()) if callable(found)}

"""What a process may use, and how it is held to that."""

from __future__ import annotations

import resource
import signal
from dataclasses import dataclass
from math import ceil

_FILES = 16  # open at a time: three, and what an import on first use needs
_GRACE = 2.0  # seconds after the limit at which a child without a parent ends itself


@dataclass(frozen=True, slots=True)
class Limits:
    """What a child may use. `memory_bytes` bounds its whole address space, libraries included (some 300 MB for numpy
    and Pillow); `seconds` is the wall clock for one item; a child is replaced after `items`."""

    memory_bytes: int = 2**30
    seconds: float = 15.0
    items: int = 2000


def limit_memory(most: int) -> None:
    """Bounds this process's address space, libraries and its children's too: what hostile data makes a parser ask for
    beyond it is refused, and not taken from the machine."""
    _lower(resource.RLIMIT_AS, most)


def _lower(limit: int, value: int) -> None:
    """For good; raising one is not ours to do."""
    _, hard = resource.getrlimit(limit)
    lowered = value if hard == resource.RLIM_INFINITY else min(value, hard)
    resource.setrlimit(limit, (lowered, lowered))


def confine(memory_bytes: int, total_seconds: int) -> None:
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


def limit_item(seconds: float) -> None:
    """The processor time of one item, and the alarm that ends this process should nobody be left to kill it."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    _, hard = resource.getrlimit(resource.RLIMIT_CPU)
    soft = ceil(used.ru_utime + used.ru_stime + seconds) + 1
    resource.setrlimit(resource.RLIMIT_CPU, (min(soft, hard), hard))
    signal.setitimer(signal.ITIMER_REAL, seconds + _GRACE)

"""Bounds on processor time that hold on a slow machine as on a fast one."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager

_COUNTED = 500_000
_USUAL = 0.03  # seconds in which a usual machine counts so far


def _counting() -> float:
    began = time.process_time()
    number = 0
    while number < _COUNTED:
        number += 1
    return time.process_time() - began


@contextmanager
def within(seconds: float) -> Iterator[None]:
    """Fails where what it holds takes more than `seconds` of processor time, or of what is as much on a slower machine:
    bounds find work that grows out of line with its input, not a busy neighbour."""
    before = _counting()
    began = time.process_time()
    yield
    took = time.process_time() - began
    allowed = seconds * max(1.0, before / _USUAL, _counting() / _USUAL)
    assert took < allowed, f"took {took:.2f} s, where {allowed:.2f} s are a lot"

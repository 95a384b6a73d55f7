"""The keeper: follows the change log in order and brings the index up to it. One at a time; others stand by."""

from __future__ import annotations

import threading

import structlog

from masdar.contracts import Clock, Index, Store
from masdar.pipeline import follow

log = structlog.get_logger("keeper")

ROLE = "keeper"
IDLE_SECONDS = 0.25  # how long after a change at most it is looked for


class Keeper:
    """Runs the second half of the line. `open_index` is called once the role is held, for only its holder may write."""

    def __init__(self, store: Store, index: Index, clock: Clock, holder: str, lease_seconds: float = 120.0) -> None:
        self.done = 0
        self._store = store
        self._index = index
        self._clock = clock
        self._holder = holder
        self._lease_seconds = lease_seconds
        self._stop = threading.Event()

    def stop(self) -> None:
        """Ends after the batch under way."""
        self._stop.set()

    def run(self) -> None:
        """Follows the change log until stopped."""
        try:
            while not self._stop.is_set():
                if not self._holds() or not self.step():
                    self._stop.wait(IDLE_SECONDS)
        finally:
            self._store.leave_role(ROLE, self._holder)

    def catch_up(self) -> int:
        """Follows the change log to its end; returns how many changes that were. Waits for the role where another
        keeper holds it, and stops there: that one does the work."""
        before = self.done
        while not self._stop.is_set() and self._holds() and self.step():
            pass
        self._store.leave_role(ROLE, self._holder)
        return self.done - before

    def step(self) -> int:
        """One batch; returns how many changes it took in."""
        taken = follow(self._store, self._index, self._clock)
        self.done += taken
        if taken:
            log.info("indexed", changes=taken, position=self._index.position())
        return taken

    def _holds(self) -> bool:
        return self._store.take_role(ROLE, self._holder, self._clock(), self._lease_seconds)

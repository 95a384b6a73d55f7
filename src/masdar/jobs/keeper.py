"""The keeper: follows the change log in order, brings the index up to it, then has what is new traced and told as
stories. One at a time; others stand by."""

from __future__ import annotations

import threading
from collections.abc import Callable

import structlog

from masdar.contracts import Detector, Index, IndexBusy, IndexDown, Store
from masdar.jobs.role import Role
from masdar.pipeline import TRACED, follow, open_teller, trace
from masdar.stories import Teller
from masdar.tracing import Tracer

log = structlog.get_logger("keeper")

IDLE_SECONDS = 0.25  # how long after a change at most it is looked for
GRACE_SECONDS = 5.0  # beyond its lease, for a keeper that died


class Keeper:
    """Runs the second half of the line. `open_index(writable)` is called to write only while the role is held, as is
    `open_detector`, and what they gave is closed when the role is lost: a keeper that stands by holds nothing. Without
    `open_detector` nothing is traced."""

    def __init__(
        self,
        store: Store,
        role: Role,
        open_index: Callable[[bool], Index],
        open_detector: Callable[[], Detector] | None = None,
    ) -> None:
        self.done = 0
        self._store = store
        self._role = role
        self._clock = role.clock
        self._open_index = open_index
        self._index: Index | None = None
        self._teller: Teller | None = None
        self._open_detector = open_detector
        self._detector: Detector | None = None
        self._tracer: Tracer | None = None
        self._stop = threading.Event()

    def stop(self) -> None:
        """Ends after the batch under way."""
        self._stop.set()

    def run(self) -> None:
        """Follows the change log until stopped."""
        try:
            while not self._stop.is_set():
                if not self._tried():
                    self._stop.wait(IDLE_SECONDS)
        finally:
            self._leave()

    def _tried(self) -> int:
        """One step; where the index is not to be had, none: what waits is followed once it is."""
        try:
            return self.step()
        except IndexDown as down:
            log.warning("the index is not to be had; trying again", error=str(down)[:300])
            return 0

    def catch_up(self) -> int:
        """Follows the change log to where it ends now; returns how many changes were taken in here. Where another
        keeper is at work it is waited for; one that died is waited for until its lease runs out."""
        before, goal = self.done, self._store.last_change()
        patience = waits = int((self._role.lease_seconds + GRACE_SECONDS) / IDLE_SECONDS)
        followed = (0, 0)
        try:
            while not self._stop.is_set():
                if self.step():
                    continue
                known, followed = followed, self._followed()
                if self._index is not None or waits <= 0 or min(followed) >= goal:
                    break
                waits = patience if followed != known else waits - 1
                self._stop.wait(IDLE_SECONDS)
        finally:
            self._leave()
        return self.done - before

    def step(self) -> int:
        """One batch: of the index, or, where that is up to date, of what is to be traced. Returns how many changes it
        took; 0 also where another process keeps the index."""
        index = self._held_index()
        if index is None:
            return 0
        taken = follow(self._store, index, self._clock)
        self.done += taken
        if taken:
            log.info("indexed", changes=taken, position=index.position())
        return taken or self._trace()

    def _trace(self) -> int:
        """Traces the next changes, or first tells a detector that was opened, or is new, what stands in the archive."""
        position = self._store.position(TRACED)
        if self._open_detector is not None:
            if self._tracer is None:
                self._detector = self._open_detector()
                self._tracer = Tracer(self._store, self._detector, position)
                if self._tracer.behind:
                    log.info("tracing what stands in the archive", changes=self._tracer.behind)
            if told := self._tracer.catch_up(self._clock()):
                log.info("traced", changes=told, left=self._tracer.behind)
                return told
        if self._teller is None:
            self._teller = open_teller(self._store, position)
        return trace(self._store, self._clock, self._teller, self._tracer)

    def _held_index(self) -> Index | None:
        """The index to write to; None where the role, or the index itself, is another's."""
        if not self._role.take():
            self._close()
        elif self._index is None:
            try:
                self._index = self._open_index(True)
            except IndexBusy:
                log.warning("another process is writing the index")
        return self._index

    def _followed(self) -> tuple[int, int]:
        """How far another keeper is with the index, and with tracing: it works on one while the other stands still."""
        index = self._open_index(False)
        try:
            return index.position(), self._store.position(TRACED)
        finally:
            index.close()

    def _close(self) -> None:
        self._teller = self._tracer = None  # whoever keeps next goes on from the store
        if self._detector is not None:
            self._detector.close()
            self._detector = None
        if self._index is not None:
            self._index.close()
            self._index = None

    def _leave(self) -> None:
        self._close()
        self._role.leave()

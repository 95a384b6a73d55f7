"""One item in one step: timed, and ended with exactly one outcome."""

from __future__ import annotations

import time

from masdar.contracts import Clock
from masdar.model import Outcome, Reason, Result, Step, StepEnded


class Timed:
    """Started when made; `outcome` or `ended` gives the one record of how the item left the step."""

    __slots__ = ("_began", "at", "item", "source", "step")

    def __init__(self, clock: Clock, step: Step, source: str, item: str) -> None:
        self.at = clock()
        self.step = step
        self.source = source
        self.item = item
        self._began = time.perf_counter()

    @property
    def milliseconds(self) -> float:
        return (time.perf_counter() - self._began) * 1000

    def outcome(self, result: Result, reason: Reason | None = None, detail: str = "") -> Outcome:
        return Outcome(self.step, self.source, self.item, result, self.at, reason, detail[:500], self.milliseconds)

    def ended(self, end: StepEnded) -> Outcome:
        return self.outcome(end.result, end.reason, end.detail)

"""What a collector writes: results in batches, one thread for all transactions, a tally of what was done."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import TypeVar

import structlog

from masdar.contracts import Batch, HostLink, Kept, Store
from masdar.jobs.looks import LookedAgain
from masdar.model import Outcome
from masdar.pipeline import Captured, Pictured, Read

log = structlog.get_logger("collector")
T = TypeVar("T")


@dataclass(slots=True)
class Tally:
    """What a collector did since it was started."""

    articles: int = 0
    revisions: int = 0
    outcomes: int = 0
    last: Outcome | None = None


@dataclass(slots=True)
class Pending:
    """What waits for the next commit of one source."""

    reads: list[Read] = field(default_factory=list)
    pictures: list[Pictured] = field(default_factory=list)
    looks: list[LookedAgain] = field(default_factory=list)
    hosts: list[HostLink] = field(default_factory=list)

    def __len__(self) -> int:
        return len(self.reads) + len(self.pictures) + len(self.looks) + len(self.hosts)

    @property
    def captured(self) -> list[Captured]:
        """What the archive must hold before any of it is written."""
        found = [one.captured for of in (self.reads, self.pictures, self.looks) for one in of]
        return [one for one in found if one]

    def batch(self, source: str, furniture: str = "") -> Batch:
        outcomes = [outcome for read in self.reads for outcome in read.outcomes]
        return Batch(
            source,
            readings=[one.reading for of in (self.reads, self.looks) for one in of if one.reading],
            captures=self.captured,
            outcomes=[
                *outcomes,
                *(pictured.outcome for pictured in self.pictures),
                *(one.outcome for one in self.looks),
            ],
            settled=[read.entry.url for read in self.reads if not read.reading and not read.not_before],
            postponed=[(read.entry.url, read.not_before) for read in self.reads if read.not_before],
            pictures=[(done.permalink, done.picture) for done in self.pictures if done.picture],
            pictures_failed=[done.permalink for done in self.pictures if not done.picture],
            looked=[one.looked for one in self.looks],
            hosts=self.hosts,
            furniture=furniture,
        )


class Writer:
    """The store, as a collector uses it. One thread calls it: transactions of one process never wait for each other
    inside the data base."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.tally = Tally()
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="store")

    async def call(self, function: Callable[..., T], *arguments: object) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._thread, lambda: function(*arguments))

    async def commit(self, batch: Batch) -> None:
        kept: Sequence[Kept] = await self.call(self.store.commit, batch)
        self.tally.articles += sum(one.new for one in kept)
        self.tally.revisions += sum(one.changed and not one.new for one in kept)
        self.tally.outcomes += len(batch.outcomes)
        for outcome in batch.outcomes:
            self.tally.last = outcome
            log_outcome(outcome)

    def close(self) -> None:
        self._thread.shutdown()


def log_outcome(outcome: Outcome) -> None:
    """The one line of a step's outcome."""
    log.info(
        "outcome",
        step=outcome.step.value,
        result=outcome.result.value,
        reason=outcome.reason.value if outcome.reason else "",
        source=outcome.source,
        item=outcome.item,
        detail=outcome.detail,
        ms=round(outcome.milliseconds, 1),
    )

"""Who may ask when: one queue per host, a pause between two requests, and none where a host wants or needs rest."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import islice
from typing import TypeAlias

from masdar.contracts import Clock
from masdar.fetch.policy import FetchPolicy
from masdar.model import Reason

Sleep: TypeAlias = Callable[[float], Awaitable[object]]

PATIENCE = 3  # failures in a row until a host is left alone
FIRST_REST = timedelta(minutes=1)
LONGEST_REST = timedelta(hours=1)
MOST_HOSTS = 20_000  # remembered; those in use are never forgotten

_LONG_AGO = datetime.min.replace(tzinfo=UTC)


class Resting(Exception):
    """The host is left alone until a time."""

    def __init__(self, reason: Reason, until: datetime) -> None:
        super().__init__(reason.value)
        self.reason = reason
        self.until = until


@dataclass(slots=True)
class Host:
    """One host's queue."""

    places: asyncio.Semaphore
    users: int = 0
    next_start: datetime = _LONG_AGO
    resting_until: datetime = _LONG_AGO
    why: Reason = Reason.TIMED_OUT
    failures: int = 0


class Turns:
    """A request first gets its host's place and pause, and only then one of the places all hosts share, so that a slow
    queue at one host takes nothing from the others."""

    def __init__(self, policy: FetchPolicy, clock: Clock, sleep: Sleep) -> None:
        self._policy = policy
        self._clock = clock
        self._sleep = sleep
        self._hosts: OrderedDict[str, Host] = OrderedDict()
        self._all = asyncio.Semaphore(policy.concurrency)

    @asynccontextmanager
    async def turn(self, name: str, delay: float = 0.0) -> AsyncIterator[None]:
        """Waits for the host's turn. `delay`: seconds the host asks for, where more than the policy's.
        Raises `Resting`."""
        host = self._host(name)
        self._awake(host)
        host.users += 1
        try:
            async with host.places:
                self._awake(host)
                await self._pause(host, max(delay, self._policy.host_delay))
                async with self._all:
                    yield
        finally:
            host.users -= 1

    async def _pause(self, host: Host, delay: float) -> None:
        if not delay:
            return
        now = self._clock()
        pause = timedelta(seconds=delay)
        # Never longer than all places together wait: a clock set back must not silence a host.
        start = min(max(now, host.next_start), now + pause * self._policy.host_concurrency)
        host.next_start = start + pause
        if start > now:
            await self._sleep((start - now).total_seconds())
            self._awake(host)

    def _awake(self, host: Host) -> None:
        if host.resting_until > self._clock():
            raise Resting(host.why, host.resting_until)

    def rest(self, name: str, reason: Reason, until: datetime) -> None:
        """The host asked to be left alone."""
        host = self._host(name)
        host.resting_until, host.why = max(until, host.resting_until), reason

    def went_well(self, name: str) -> None:
        self._host(name).failures = 0

    def failed(self, name: str, reason: Reason) -> datetime | None:
        """One more failure in a row; after some the host rests, each time longer. Until when, if it does."""
        host = self._host(name)
        host.failures += 1
        if host.failures < PATIENCE:
            return None
        rest: timedelta = min(FIRST_REST * (1 << min(host.failures - PATIENCE, 10)), LONGEST_REST)
        until = self._clock() + rest
        self.rest(name, reason, until)
        return until

    def _host(self, name: str) -> Host:
        host = self._hosts.get(name)
        if host is None:
            host = self._hosts[name] = Host(asyncio.Semaphore(self._policy.host_concurrency))
            self._shrink()
        else:
            self._hosts.move_to_end(name)
        return host

    def _shrink(self) -> None:
        """Forgets the host longest unasked; a few in use at the front are looked past, never more than that."""
        if len(self._hosts) <= MOST_HOSTS:
            return
        now = self._clock()
        for name in list(islice(self._hosts, 64)):
            host = self._hosts[name]
            if not host.users and host.next_start <= now and host.resting_until <= now:
                del self._hosts[name]
                return

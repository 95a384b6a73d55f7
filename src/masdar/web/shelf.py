"""Things made once and kept for a few seconds: the strip, a paper's newest headlines, the front."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Hashable
from datetime import datetime, timedelta
from typing import Any, Generic, TypeVar

from masdar.contracts import Clock

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")


class Shelf:
    """Keeps what was made until it is too old. However many ask at once, each thing is made once at a time, and while
    it is made anew the others are given the one before. At most `size` things, the longest unmade go first."""

    def __init__(self, clock: Clock, size: int = 512) -> None:
        self._clock = clock
        self._size = size
        self._kept: OrderedDict[Hashable, tuple[datetime, Any, timedelta]] = OrderedDict()
        self._making: dict[Hashable, asyncio.Future[Any]] = {}

    async def get(self, key: Hashable, seconds: float, make: Callable[[], Awaitable[V]]) -> V:
        """The thing under `key`, at most `seconds` old, made by `make` where there is none."""
        found = self._kept.get(key)
        now = self._clock()
        # Of a clock that was set back nothing made before is fresh.
        if found is not None and timedelta() <= now - found[0] < found[2]:
            fresh: V = found[1]
            return fresh
        waiting = self._making.get(key)
        if waiting is not None:
            older: V = found[1] if found is not None else await asyncio.shield(waiting)
            return older
        return await self._make(key, seconds, make)

    def put(self, key: Hashable, seconds: float, made: object) -> None:
        """Takes in what was made elsewhere."""
        self._kept[key] = (self._clock(), made, timedelta(seconds=seconds))
        self._kept.move_to_end(key)
        while len(self._kept) > self._size:
            self._kept.popitem(last=False)

    async def _make(self, key: Hashable, seconds: float, make: Callable[[], Awaitable[V]]) -> V:
        promise: asyncio.Future[Any] = asyncio.get_running_loop().create_future()
        self._making[key] = promise
        try:
            made = await make()
        except BaseException as error:
            promise.set_exception(error)
            promise.exception()  # nobody may be waiting
            raise
        else:
            self.put(key, seconds, made)
            promise.set_result(made)
            return made
        finally:
            del self._making[key]


class Recent(Generic[K, V]):
    """The `size` things used last, for what never goes stale under its key."""

    def __init__(self, size: int) -> None:
        self._size = size
        self._kept: OrderedDict[K, V] = OrderedDict()

    def get(self, key: K) -> V | None:
        found = self._kept.get(key)
        if found is not None:
            self._kept.move_to_end(key)
        return found

    def put(self, key: K, value: V) -> V:
        self._kept[key] = value
        if len(self._kept) > self._size:
            self._kept.popitem(last=False)
        return value

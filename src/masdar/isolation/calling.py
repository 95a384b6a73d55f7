"""The parent's side of all children: a function in other processes, called as if it were in this one."""

from __future__ import annotations

import queue
from collections.abc import Sequence
from typing import Generic, TypeVar

import msgspec

from masdar.isolation.limits import Limits
from masdar.isolation.messages import ENDINGS, MAX_MESSAGE, Done, Ended, Failed
from masdar.isolation.process import Child, Lost
from masdar.model import Picture, Quarantine, Reason, StepEnded

T = TypeVar("T")


class Isolated(Generic[T]):
    """Calls `function` ("module:name", taking bytes) in another process. Callable from any thread; a call blocks, so
    async code goes by `asyncio.to_thread`. `processes` bounds how many run at once; each starts when first needed.

    A call returns the function's result as a `result`, or raises: the `StepEnded` the function raised;
    `Quarantine(CRASHED)` where the child crashed, hung or ran out of memory; `IsolationFailed` where no child can
    start. The next call finds a new child.
    """

    def __init__(
        self,
        function: str,
        result: type[T],
        limits: Limits | None = None,
        *,
        processes: int = 1,
        path: Sequence[str] = (),
    ) -> None:
        self._function = function
        self._limits = limits or Limits()
        self._path = tuple(path)
        self._decoder = msgspec.msgpack.Decoder(result)
        self._processes = processes
        self._closed = False
        # Last in, first out: one caller at a time keeps one child warm and starts no second.
        self._children: queue.LifoQueue[Child | None] = queue.LifoQueue()
        for _ in range(processes):
            self._children.put(None)

    def __call__(self, data: bytes) -> T:
        if len(data) > MAX_MESSAGE:
            raise Quarantine(Reason.TOO_LARGE, f"{len(data)} bytes")
        child = self._children.get()
        try:
            if self._closed:
                raise RuntimeError(f"the process for {self._function} was closed")
            child = self._usable(child)
            reply = child.ask(data, self._limits.seconds)
            if not isinstance(reply, Done | Ended):
                raise Lost(reply.what if isinstance(reply, Failed) else "answered nonsense")
            value = self._value(reply)
        except StepEnded:
            raise
        except Lost as lost:
            child = _dropped(child)
            raise Quarantine(Reason.CRASHED, f"the process reading it {lost}") from lost
        except BaseException:  # a signal in the middle of an exchange: the child would answer the wrong question
            child = _dropped(child)
            raise
        finally:
            self._children.put(child)
        return value

    def _usable(self, child: Child | None) -> Child:
        if child is not None and (child.asked >= self._limits.items or not child.alive()):
            child = _dropped(child)
        return child or Child(self._function, self._limits, self._path)

    def _value(self, reply: Done | Ended) -> T:
        if isinstance(reply, Ended):
            ending = ENDINGS.get(reply.result)
            if ending is None:
                raise Lost("answered nonsense")
            raise ending(reply.reason, reply.detail[:500])
        try:
            return self._decoder.decode(reply.value)
        except msgspec.DecodeError as error:
            raise Lost(f"answered nonsense: {error}") from error

    def close(self) -> None:
        """Waits for the calls under way (each is bounded in time), then ends the children. Later calls raise
        RuntimeError. May be called twice."""
        self._closed = True
        for child in [self._children.get() for _ in range(self._processes)]:
            _dropped(child)
        for _ in range(self._processes):
            self._children.put(None)

    def __enter__(self) -> Isolated[T]:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def _dropped(child: Child | None) -> Child | None:
    """Ends a child; nothing takes its place until the next call."""
    if child is not None:
        child.kill()
    return None


class IsolatedPictures:
    """The `PictureReader` contract: `function` makes a `Picture` of bytes."""

    def __init__(self, function: str, limits: Limits | None = None, *, processes: int = 1) -> None:
        self._isolated = Isolated(function, Picture, limits, processes=processes)

    def read(self, data: bytes) -> Picture:
        return self._isolated(data)

    def close(self) -> None:
        self._isolated.close()

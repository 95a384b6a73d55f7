"""What the line is made of: a clock, a fetcher, an archive, a reader of pictures."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Protocol

from masdar.model import Capture, CaptureRef, FetchFailed, NotModified, Picture, Request


class Clock(Protocol):
    """Gives the time, aware and in UTC. Passed in, so that tests never sleep."""

    def __call__(self) -> datetime: ...


class Fetcher(Protocol):
    """Asks servers, politely and safely. Never raises for what a server or a name does: that is a `FetchFailed`."""

    async def fetch(self, request: Request) -> Capture | NotModified | FetchFailed: ...

    async def close(self) -> None: ...


class Archive(Protocol):
    """Keeps what servers said. A `CaptureRef` may be stored only after a `flush` that names it: then it is durable."""

    def write(self, capture: Capture) -> CaptureRef: ...

    def flush(self, refs: Iterable[CaptureRef] = ()) -> None:
        """Makes durable what was written before. Raises OSError where that fails, and where one of `refs` was lost in
        an earlier failure, whoever was told of it."""
        ...

    def read(self, ref: CaptureRef) -> Capture:
        """The capture, a revisit resolved. Raises KeyError where the archive does not hold it."""
        ...

    def walk(self) -> Iterator[tuple[CaptureRef, Capture]]:
        """Every capture in the order written, torn records at a file's end passed over."""
        ...

    def close(self) -> None: ...


class PictureReader(Protocol):
    """Makes a picture safe, in a process of its own; blocks while it does. Raises `Quarantine` with the reason."""

    def read(self, data: bytes) -> Picture: ...

    def close(self) -> None: ...

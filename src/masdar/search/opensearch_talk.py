"""How the engine is spoken to: JSON both ways, and what an answer means."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import msgspec

from masdar.contracts import IndexDown

BULK_BYTES, BULK_ITEMS = 4_000_000, 1000
AGAIN = frozenset((408, 429, 500, 502, 503, 504))
STALE = 409  # a newer write of the same document stands: as it should be
FIRST_PAUSE, LONGEST_PAUSE = 0.1, 5.0

_encoder = msgspec.json.Encoder()


class Ask(Protocol):
    """Asks the cluster: a path with its query, and a body of JSON. Returns the status and the body of the answer;
    raises OSError where no node answers. Requests are safe to repeat."""

    def __call__(self, method: str, path: str, body: bytes = b"") -> tuple[int, bytes]: ...


class EngineFailed(IndexDown):
    """The engine answered with an error, or not at all. `status` is HTTP's."""

    def __init__(self, status: int, said: str) -> None:
        super().__init__(f"the search engine answered {status}: {said}")
        self.status = status


def encoded(value: object) -> bytes:
    """JSON; what cannot be written as UTF-8 is replaced."""
    try:
        return _encoder.encode(value)
    except UnicodeEncodeError:
        return _encoder.encode(_sound(value))


def _sound(value: object) -> object:
    if isinstance(value, str):
        return value.encode("utf-8", "replace").decode()
    if isinstance(value, dict):
        return {_sound(key): _sound(each) for key, each in value.items()}
    return [_sound(each) for each in value] if isinstance(value, (list, tuple)) else value


@dataclass(frozen=True, slots=True)
class Write:
    """One document to write (`document`) or to remove (None), as it stood at `version`."""

    id: str
    version: int
    document: dict[str, Any] | None


@dataclass(frozen=True, slots=True)
class Talk:
    """The cluster. `patience` is how many seconds a write is tried again, `pause` sleeps."""

    ask: Ask
    patience: float = 120.0
    clock: Callable[[], float] = time.monotonic
    pause: Callable[[float], None] = time.sleep

    def __call__(self, method: str, path: str, body: object = None) -> dict[str, Any] | None:
        """The answer's JSON, None where what is asked for is not there. Raises `EngineFailed`."""
        try:
            status, data = self.ask(method, path, b"" if body is None else encoded(body))
        except OSError as error:
            raise EngineFailed(503, str(error)) from error
        if status == 404:
            return None
        if not 200 <= status < 300:
            raise EngineFailed(status, _reason(data))
        return _object(data)

    def write(self, path: str, writes: Sequence[Write]) -> None:
        """Writes all of it, each again until the engine has acknowledged it. Raises `EngineFailed` for what the engine
        will never take, and for all of it where it takes nothing for too long."""
        for batch in _batches(writes):
            self._write(path, batch)

    def _write(self, path: str, batch: list[tuple[str, bytes]]) -> None:
        deadline, pause = self.clock() + self.patience, FIRST_PAUSE
        while True:
            try:
                status, data = self.ask("POST", path, b"".join(lines for _, lines in batch))
                if status not in AGAIN and not 200 <= status < 300:
                    raise EngineFailed(status, _reason(data))
                problem = EngineFailed(status, _reason(data))
                batch = batch if status in AGAIN else _left(batch, _object(data))
                if not batch:
                    return
            except OSError as error:
                problem = EngineFailed(503, str(error))
            if self.clock() + pause > deadline:
                raise problem
            self.pause(pause)
            pause = min(2 * pause, LONGEST_PAUSE)


def _batches(writes: Sequence[Write]) -> Iterator[list[tuple[str, bytes]]]:
    batch: list[tuple[str, bytes]] = []
    size = 0
    for write in writes:
        lines = _lines(write)
        if batch and (size + len(lines) > BULK_BYTES or len(batch) >= BULK_ITEMS):
            yield batch
            batch, size = [], 0
        batch.append((write.id, lines))
        size += len(lines)
    if batch:
        yield batch


def _lines(write: Write) -> bytes:
    """The version is ours, and a write as old as what stands may repeat it: `external_gte`."""
    told = {"_id": write.id, "version": write.version, "version_type": "external_gte"}
    if write.document is None:
        return encoded({"delete": told}) + b"\n"
    return encoded({"index": told}) + b"\n" + encoded(write.document) + b"\n"


def _left(batch: list[tuple[str, bytes]], answer: dict[str, Any]) -> list[tuple[str, bytes]]:
    """What has to be written again. Raises `EngineFailed` for what never will be."""
    if not answer.get("errors"):
        return []
    left = []
    for each, item in zip(batch, answer["items"], strict=True):
        (result,) = item.values()
        status, error = int(result["status"]), result.get("error")
        if error is None or status == STALE:
            continue
        if status not in AGAIN:
            raise EngineFailed(status, f"{each[0]}: {_told(error)}")
        left.append(each)
    return left


def _object(data: bytes) -> dict[str, Any]:
    try:
        made = msgspec.json.decode(data)
    except msgspec.DecodeError as error:
        raise EngineFailed(200, "an answer that is no JSON") from error
    return made if isinstance(made, dict) else {}


def _reason(data: bytes) -> str:
    """What an error says, in a line."""
    try:
        return _told(msgspec.json.decode(data)["error"])
    except (msgspec.DecodeError, KeyError, TypeError):
        return data[:200].decode("utf-8", "replace")


def _told(error: object) -> str:
    if not isinstance(error, dict):
        return str(error)[:300]
    causes = error.get("root_cause") or [error]
    return str(causes[0].get("reason") or error.get("reason") or error.get("type"))[:300]

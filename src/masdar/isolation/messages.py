"""What the two processes say to each other: four bytes of length and a body. Raw bytes go to the child, msgpack comes
back, decoded strictly into the result's type; nothing the child says is ever unpickled or run."""

from __future__ import annotations

import msgspec

from masdar.model import Quarantine, Reason, Result, Retry, Skip, StepEnded

MAX_MESSAGE = 256 * 2**20  # bytes, either way
LENGTH = 4  # bytes, big-endian


class Ready(msgspec.Struct, tag="ready"):
    """Said once, unasked: the function is imported and the limits hold."""


class Done(msgspec.Struct, tag="done"):
    """What the function returned."""

    value: msgspec.Raw


class Ended(msgspec.Struct, tag="ended"):
    """The `StepEnded` it raised."""

    result: Result
    reason: Reason
    detail: str


class Failed(msgspec.Struct, tag="failed"):
    """Any other failure."""

    what: str


Reply = Ready | Done | Ended | Failed
REPLY: msgspec.msgpack.Decoder[Reply] = msgspec.msgpack.Decoder(Reply)
ENDINGS: dict[Result, type[StepEnded]] = {Result.SKIPPED: Skip, Result.RETRY: Retry, Result.QUARANTINED: Quarantine}

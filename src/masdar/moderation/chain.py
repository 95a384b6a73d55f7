"""The audit log as a chain: each entry's hash covers the one before, so that none can be changed or dropped unseen.

After Haber and Stornetta, "How to Time-Stamp a Digital Document" (1991)."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

import msgspec

GENESIS = "0" * 64


class Entry(msgspec.Struct, frozen=True, kw_only=True):
    """A line of the log. `seq` counts from 1; `what` says what was done, `told` the particulars, as JSON can hold
    them; `hash` covers the entry and `before`, the hash of the entry before."""

    seq: int
    at: int
    who: str
    what: str
    told: dict[str, object]
    before: str
    hash: str = ""


def digest(entry: Entry) -> str:
    """The hash an entry must have."""
    bare = msgspec.structs.replace(entry, hash="")
    return hashlib.sha256(msgspec.json.encode(bare, order="sorted")).hexdigest()


def sealed(entry: Entry) -> Entry:
    """The entry with its hash. What it tells is brought to plain JSON values first, so that it reads back the same."""
    plain: dict[str, object] = msgspec.json.decode(msgspec.json.encode(entry.told))
    entry = msgspec.structs.replace(entry, told=plain)
    return msgspec.structs.replace(entry, hash=digest(entry))


def broken(entries: Iterable[Entry]) -> int:
    """The number of the first entry that does not follow from the one before; 0 where the chain holds."""
    before, seq = GENESIS, 0
    for entry in entries:
        if entry.seq != seq + 1 or entry.before != before or digest(entry) != entry.hash:
            return entry.seq
        before, seq = entry.hash, entry.seq
    return 0

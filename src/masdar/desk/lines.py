"""Lines of the audit log, as the chain knows them and as the store keeps them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import msgspec

from masdar.contracts import LogLine
from masdar.moderation import chain


def line(entry: chain.Entry) -> LogLine:
    """As the store keeps it."""
    text = msgspec.json.encode(entry.told, order="sorted").decode()
    return LogLine(entry.seq, entry.at, entry.who, entry.what, text, entry.before, entry.hash)


def entries(lines: Sequence[LogLine]) -> Iterator[chain.Entry]:
    """As the chain checks them."""
    for one in lines:
        told = msgspec.json.decode(one.told)
        yield chain.Entry(
            seq=one.seq, at=one.at, who=one.who, what=one.what, told=told, before=one.before, hash=one.hash
        )

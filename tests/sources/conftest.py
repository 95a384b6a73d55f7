from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from masdar.model import Capture, Channel, ChannelKind, Listing, Purpose
from masdar.sources import read_listing

NOW = datetime(2026, 3, 10, 12, 0, tzinfo=UTC)
GOLDEN = Path(__file__).parent / "golden"
Reader = Callable[..., Listing]


def captured(body: bytes, url: str = "https://paper.example/feed", **headers: str) -> Capture:
    written = tuple((name.replace("_", "-"), value) for name, value in headers.items())
    return Capture(url, url, 200, written, body, NOW, Purpose.FEED, "paper")


@pytest.fixture
def listed() -> Reader:
    """Reads a body (text or bytes) through the public door."""

    def read(
        body: str | bytes,
        kind: ChannelKind = ChannelKind.FEED,
        url: str = "https://paper.example/feed",
        zone: str = "UTC",
        **headers: str,
    ) -> Listing:
        data = body.encode("utf-8") if isinstance(body, str) else body
        return read_listing(captured(data, url, **headers), Channel(url, kind), now=NOW, zone=zone)

    return read

"""Golden pairs: each reply in `golden/` beside what is listed of it. Fields the JSON does not name are not compared."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from masdar.model import ChannelKind

from .conftest import GOLDEN, Reader

REPLIES = sorted(path for path in GOLDEN.iterdir() if path.suffix != ".json")


def plainly(value: Any) -> Any:
    return value.isoformat() if isinstance(value, datetime) else value


@pytest.mark.parametrize("path", REPLIES, ids=lambda path: path.stem)
def test_listing(listed: Reader, path: Path) -> None:
    expected = json.loads(path.with_suffix(".json").read_text("utf-8"))
    kind = ChannelKind.SECTION if path.stem.startswith("section") else ChannelKind.FEED
    url = "https://yawmiya.example/" if kind is ChannelKind.SECTION else "https://paper.example/feed"
    listing = listed(path.read_bytes(), kind=kind, url=url)
    for name in ("title", "language", "home", "hub", "wait"):
        if name in expected:
            assert getattr(listing, name) == expected[name]
    assert [channel.url for channel in listing.further] == expected.get("further", [])
    assert [entry.url for entry in listing.entries] == [entry["url"] for entry in expected["entries"]]
    for entry, wanted in zip(listing.entries, expected["entries"], strict=True):
        assert {name: plainly(getattr(entry, name)) for name in wanted} == wanted
        assert entry.source == "paper"
        assert entry.channel == url

"""Captures to archive, invented."""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from hypothesis import strategies as st

from masdar.model import Capture, Purpose

NOON = datetime(2025, 12, 5, 12, 0, 0, 123456, tzinfo=UTC)


class Ticking:
    """A clock that stands until it is moved."""

    def __init__(self, now: datetime = NOON) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now

    def move(self, **by: float) -> None:
        self.now += timedelta(**by)


def capture(number: int = 1, body: bytes | None = None, **changed: Any) -> Capture:
    url = f"http://paper.example/news/{number}"
    made = Capture(
        url=url,
        final_url=url,
        status=200,
        headers=(("Content-Type", "text/html; charset=utf-8"), ("Server", "stand")),
        body=f"<h1>خبر {number}</h1>".encode() if body is None else body,
        fetched_at=NOON + timedelta(seconds=number),
        purpose=Purpose.PAGE,
        source="paper",
        address="203.0.113.9",
    )
    return replace(made, **changed)


PACKERS: dict[str, Callable[[bytes], bytes]] = {
    "gzip": gzip.compress,
    "x-gzip": gzip.compress,
    "deflate": zlib.compress,
}

_names = st.from_regex(r"[A-Za-z][A-Za-z0-9-]{0,20}", fullmatch=True) | st.sampled_from(
    ["Transfer-Encoding", "Content-Length", "X-Archive-Orig-Server", "X-Archive-Orig-X-Archive-Orig-A", "Set-Cookie"]
)
_values = st.text(st.characters(min_codepoint=0x20, max_codepoint=0xFF, exclude_characters="\x7f\x85\xa0"), max_size=40)
_headers = st.lists(st.tuples(_names, _values.map(str.strip)), max_size=8).map(tuple)
_paths = st.text(st.characters(min_codepoint=0x21, exclude_categories=["Cs", "Cc", "Zs", "Zl", "Zp"]), max_size=30)


@st.composite
def captures(draw: st.DrawFn) -> Capture:
    """Anything a fetcher could bring."""
    body = draw(st.binary(max_size=500) | st.binary(max_size=20).map(lambda piece: piece * 300))
    plain = tuple(header for header in draw(_headers) if header[0].lower() != "content-encoding")
    coding = draw(st.sampled_from(["", "", "gzip", "x-gzip", "deflate", "GZIP", "br"]))
    wire = PACKERS[coding.lower()](body) if coding.lower() in PACKERS and draw(st.booleans()) else None
    url = "http://paper.example/" + draw(_paths)
    return Capture(
        url=url,
        final_url=draw(st.sampled_from([url, "https://www.paper.example/final?a=1"])),
        status=draw(st.integers(200, 599)),
        headers=(*plain, ("Content-Encoding", coding)) if coding else plain,
        body=body,
        fetched_at=draw(st.datetimes(datetime(1990, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC))),
        purpose=draw(st.sampled_from(Purpose)),
        source=draw(st.sampled_from(["", "paper", "akhbar-24"])),
        wire=wire,
        address=draw(st.sampled_from(["", "203.0.113.9", "2001:db8::9"])),
    )

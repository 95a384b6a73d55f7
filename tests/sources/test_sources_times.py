"""The ways feeds write times."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from masdar.sources.times import read_time

NOW = datetime(2026, 3, 10, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("Tue, 10 Mar 2026 10:30:00 +0100", "2026-03-10T09:30:00"),
        ("Tue, 10 Mar 2026 10:30:00 GMT", "2026-03-10T10:30:00"),
        ("10 Mar 26 10:30 EST", "2026-03-10T15:30:00"),
        ("Tue, 10 March 2026 9:5:00 Z", "2026-03-10T09:05:00"),
        ("10-mar-2026 10:30", "2026-03-10T10:30:00"),
        ("Tue Mar 10 10:30:00 2026", "2026-03-10T10:30:00"),
        ("March 9, 2026", "2026-03-09T00:00:00"),
        ("10 Mar 2026 02:15 PM", "2026-03-10T14:15:00"),  # within the day that clocks are forgiven
        ("9 Mar 2026 02:15 PM", "2026-03-09T14:15:00"),
        ("2026-03-10T10:30:00Z", "2026-03-10T10:30:00"),
        ("2026-03-10T10:30:00.123+01:00", "2026-03-10T09:30:00"),
        ("2026-03-10 10:30", "2026-03-10T10:30:00"),
        ("20260310T103000Z", "2026-03-10T10:30:00"),
        ("2026-03-09T24:00:00Z", "2026-03-10T00:00:00"),
        ("2026-03", "2026-03-01T00:00:00"),
        ("1773138600", "2026-03-10T10:30:00"),
        ("1773138600000", "2026-03-10T10:30:00"),
        ("الثلاثاء 10 مارس 2026 - 09:00", "2026-03-10T09:00:00"),
        ("١٠ آذار ٢٠٢٦", "2026-03-10T00:00:00"),
        ("Sat, 31 Feb 2026 10:00:00 GMT", None),
        ("2026-13-01", None),
        ("Wed, 11 Mar 2026 12:00:00 GMT", "2026-03-11T12:00:00"),
        ("Wed, 11 Mar 2026 12:00:01 GMT", None),
        ("0001-01-01T00:00:00Z", None),
        ("9999-12-31T23:59:59-12:00", None),
        ("Thu, 01 Jan 1970 00:00:00 GMT", None),
        ("yesterday's news", None),
        ("", None),
    ],
)
def test_read_time(text: str, read: str | None) -> None:
    found = read_time(text, now=NOW)
    assert (found.replace(tzinfo=None).isoformat() if found else None) == read


def test_a_time_without_zone_is_the_papers() -> None:
    found = read_time("2026-03-10T10:30:00", now=NOW, zone="Asia/Amman")
    assert found == datetime(2026, 3, 10, 7, 30, tzinfo=UTC)


def test_an_unknown_zone_is_utc() -> None:
    assert read_time("2026-03-10 10:30", now=NOW, zone="No/Where") == datetime(2026, 3, 10, 10, 30, tzinfo=UTC)

"""The times feeds and sitemaps give: RFC 822 and ISO 8601 in all their wrong forms, other ways by `language`.

A time that cannot be, or that lies more than a day ahead, is no time.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, timezone
from functools import lru_cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from masdar.language import dates

AHEAD = timedelta(days=1)
EARLIEST = datetime(1970, 1, 2, tzinfo=UTC)  # before it there were no feeds: a clock that was never set

_MAX = 100
_ISO = re.compile(
    r"([0-9]{4})-?([0-9]{1,2})(?:-?([0-9]{1,2}))?"
    r"(?:[T\s]+([0-9]{1,2}):?([0-9]{2})(?::?([0-9]{2})(?:[.,][0-9]+)?)?)?\s*"
    r"(Z|z|UTC|GMT|[+-][0-9]{1,2}(?::?[0-9]{2})?)?"
)
_RFC = re.compile(
    r"(?:[A-Za-z]+\.?,?\s*)?([0-9]{1,2})[\s-]+([A-Za-z]{3,9})\.?,?[\s-]+([0-9]{2,4}),?"
    r"(?:\s+(?:at\s+)?([0-9]{1,2}):([0-9]{1,2})(?::([0-9]{1,2})(?:\.[0-9]+)?)?)?"
    r"\s*([AaPp][Mm]\b)?\s*([A-Za-z]+|)\s*([+-][0-9]{1,2}:?[0-9]{0,2})?.*"
)
_ASCTIME = re.compile(
    r"(?:[A-Za-z]+\.?,?\s+)?([A-Za-z]{3,9})\.?\s+([0-9]{1,2}),?\s+"
    r"(?:([0-9]{1,2}):([0-9]{2})(?::([0-9]{2}))?\s+)?([A-Za-z]{2,5}\s+)?([0-9]{4})"
)
_EPOCH = re.compile(r"[0-9]{9,10}|[0-9]{12,13}")
_MONTHS = {
    name: number
    for number, names in enumerate(
        "jan january janv|feb february fev|mar march mars|apr april avr|may mai|jun june juin|jul july juil|"
        "aug august aout|sep sept september|oct october|nov november|dec december".split("|"),
        1,
    )
    for name in names.split()
}
# Zones with a name, in hours: those of RFC 822, and those papers here write.
_ZONES = {
    "UT": 0, "UTC": 0, "GMT": 0, "Z": 0, "WET": 0, "EST": -5, "EDT": -4, "CST": -6, "CDT": -5, "MST": -7, "MDT": -6,
    "PST": -8, "PDT": -7, "AST": 3, "BST": 1, "CET": 1, "CEST": 2, "MET": 1, "WEST": 1, "EET": 2, "EEST": 3, "MSK": 3,
    "GST": 4, "IST": 5.5, "JST": 9, "HST": -10, "AKST": -9, "AKDT": -8,
}  # fmt: skip


def read_time(text: str, *, now: datetime, zone: str = "UTC") -> datetime | None:
    """The moment a text names, in UTC, or None. `zone` is the paper's, for times without one."""
    text = text.strip()[:_MAX]
    if not text:
        return None
    try:
        moment = _numeric(text, zone)
    except (ValueError, OverflowError):
        return None  # its form is known, and there is no such time
    if moment is None:
        dated = dates.parse(text, now=now, zone=zone)
        moment = dated.at if dated is not None else None
    if moment is None or not EARLIEST <= moment <= now + AHEAD:
        return None
    return moment


@lru_cache(maxsize=4096)
def _numeric(text: str, zone: str) -> datetime | None:
    return _iso(text, zone) or _rfc(text, zone) or _asctime(text, zone) or _epoch(text)


def _iso(text: str, zone: str) -> datetime | None:
    found = _ISO.fullmatch(text)
    if found is None:
        return None
    year, month, day, hour, minute, second, offset = found.groups()
    return _moment((year, month, day or 1), (hour, minute, second), offset or "", zone)


def _rfc(text: str, zone: str) -> datetime | None:
    found = _RFC.fullmatch(text)
    if found is None:
        return None
    day, name, year, hour, minute, second, half, zone_name, offset = found.groups()
    month = _month(name)
    if not month:
        return None
    if half and hour:
        hour = str(int(hour) % 12 + (12 if half.lower() == "pm" else 0))
    named = zone_name if zone_name.upper() in _ZONES and not offset else ""
    return _moment((_year(year), month, day), (hour, minute, second), offset or named, zone)


def _asctime(text: str, zone: str) -> datetime | None:
    found = _ASCTIME.fullmatch(text)
    if found is None:
        return None
    name, day, hour, minute, second, zone_name, year = found.groups()
    month = _month(name)
    return _moment((year, month, day), (hour, minute, second), (zone_name or "").strip(), zone) if month else None


def _epoch(text: str) -> datetime | None:
    if _EPOCH.fullmatch(text) is None:
        return None
    return datetime.fromtimestamp(int(text) / (1000 if len(text) > 10 else 1), UTC)


def _month(name: str) -> int:
    lowered = name.lower()
    return _MONTHS.get(lowered) or _MONTHS.get(lowered[:3], 0)


def _year(text: str) -> int:
    year = int(text)
    return year + (2000 if year < 70 else 1900) if len(text) == 2 else year


def _moment(
    date: tuple[str | int, str | int, str | int], clock: tuple[str | None, ...], offset: str, zone: str
) -> datetime:
    """Raises ValueError where there is no such day."""
    year, month, day = (int(part) for part in date)
    hour, minute, second = (int(part or 0) for part in clock)
    later = timedelta()
    if second == 60:  # a leap second
        second, later = 59, timedelta(seconds=1)
    if hour == 24:
        hour, later = 0, later + timedelta(days=1)
    naive = datetime(year, month, day, hour, minute, second) + later
    return naive.replace(tzinfo=_offset(offset, zone)).astimezone(UTC)


def _offset(offset: str, zone: str) -> timezone | ZoneInfo:
    if not offset:
        return _zone(zone)
    if offset[0] in "+-":
        digits = offset[1:].replace(":", "")
        hours, minutes = (int(digits[:-2] or 0), int(digits[-2:])) if len(digits) > 2 else (int(digits or 0), 0)
        sign = -1 if offset[0] == "-" else 1
        return timezone(sign * timedelta(hours=hours, minutes=minutes))
    hours_named = _ZONES.get(offset.upper())
    return timezone(timedelta(hours=hours_named)) if hours_named is not None else _zone(zone)


@lru_cache(maxsize=64)
def _zone(name: str) -> timezone | ZoneInfo:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return UTC

"""How long a server asks to be left alone after a listing: `ttl`, `skipHours`, `skipDays`, `sy:`, `Cache-Control`."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Protocol

LONGEST = 6 * 3600.0  # what a declared pause counts at most: a paper that says "a week" still has news tonight
_PERIODS = {"hourly": 3600.0, "daily": 86400.0, "weekly": 604800.0, "monthly": 2592000.0, "yearly": 31536000.0}
_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


class HasText(Protocol):
    """A value of a feed's head."""

    text: str


def cache_wait(headers: Sequence[tuple[str, str]]) -> float:
    """Seconds for which an answer says it stays fresh (RFC 9111), those it has already spent in a cache taken off."""
    named = {name.lower(): value for name, value in headers}
    control = named.get("cache-control", "").lower()
    if "no-cache" in control or "no-store" in control:
        return 0.0
    found = re.search(r"max-age\s*=\s*\"?(\d{1,9})", control)
    if not found:
        return 0.0
    age = named.get("age", "").strip()
    spent = int(age) if age.isascii() and age.isdigit() and len(age) < 10 else 0
    return float(min(LONGEST, max(0, int(found.group(1)) - spent)))


def feed_wait(head: Mapping[str, Sequence[HasText]], headers: Sequence[tuple[str, str]], now: datetime) -> float | None:
    """The longest of what a feed and its server ask for; None where they ask for nothing."""
    asked = (cache_wait(headers), _ttl(head), _period(head), _skipped(head, now))
    longest = max(asked)
    return longest or None


def _first(head: Mapping[str, Sequence[HasText]], name: str) -> str:
    values = head.get(name)
    return values[0].text.strip().lower() if values else ""


def _ttl(head: Mapping[str, Sequence[HasText]]) -> float:
    text = _first(head, "ttl")
    return min(LONGEST, 60.0 * int(text)) if text.isascii() and text.isdigit() and len(text) < 9 else 0.0


def _period(head: Mapping[str, Sequence[HasText]]) -> float:
    """`sy:updatePeriod` over `sy:updateFrequency`. "hourly", once, is what content systems write unasked: it counts
    for nothing."""
    period = _PERIODS.get(_first(head, "sy:updateperiod"), 0.0)
    text = _first(head, "sy:updatefrequency")
    frequency = int(text) if text.isascii() and text.isdigit() and 0 < len(text) < 6 else 1
    seconds = period / max(1, frequency)
    return 0.0 if seconds == 3600.0 else min(LONGEST, seconds)


def _skipped(head: Mapping[str, Sequence[HasText]], now: datetime) -> float:
    """Seconds until the first hour (GMT) that is skipped neither by `skipHours` nor by `skipDays`."""
    hours = {int(one) % 24 for one in re.findall(r"\d{1,2}", _first(head, "skiphours"))}
    days = {day for day in _DAYS if day in _first(head, "skipdays")}
    if (not hours and not days) or len(hours) >= 24 or len(days) >= 7:
        return 0.0
    moment = now
    for _ in range(7 * 24):
        if moment.hour not in hours and _DAYS[moment.weekday()] not in days:
            break
        moment = moment.replace(minute=0, second=0, microsecond=0) + timedelta(hours=1)
    return (moment - now).total_seconds()

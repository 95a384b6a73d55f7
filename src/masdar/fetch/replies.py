"""What a status line and its headers mean for the one who asked. Pure."""

from __future__ import annotations

import math
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

from masdar.model import Reason

REDIRECTS = frozenset((301, 302, 303, 307, 308))
TAKEN = frozenset((200, 203, 204, 205))
ACCEPTED = TAKEN | {201, 202}  # of what was posted
REPOSTED = frozenset((307, 308))  # redirects that keep what was posted (RFC 9110, 15.4)
LONGEST_WAIT = timedelta(days=1)  # a server may ask for more; it is asked again after a day all the same

_REASONS = {
    404: Reason.NOT_FOUND,
    408: Reason.TIMED_OUT,
    410: Reason.GONE,
    425: Reason.THROTTLED,
    429: Reason.THROTTLED,
    503: Reason.THROTTLED,
}


def failure(status: int) -> Reason:
    """Why a status that is neither taken nor followed gives nothing."""
    if status in _REASONS:
        return _REASONS[status]
    if 400 <= status < 500:
        return Reason.REFUSED
    return Reason.SERVER_ERROR if 500 <= status < 600 else Reason.BAD_RESPONSE


def retry_after(value: str, now: datetime) -> datetime | None:
    """When a Retry-After header (RFC 9110, 10.2.3: seconds or a date) lets us come again; None where it says nothing.
    Never before now, never more than a day off."""
    text = value.strip()
    if not text:
        return None
    if text.isascii() and text.isdigit():
        wait = timedelta(seconds=min(int(text[:9]), LONGEST_WAIT.total_seconds()))
        return now + wait
    try:
        then = parsedate_to_datetime(text[:64])
    except (ValueError, IndexError, OverflowError):
        return None
    then = then if then.tzinfo else then.replace(tzinfo=UTC)
    return min(max(then.astimezone(UTC), now), now + LONGEST_WAIT)


def crawl_delay(value: float | None, longest: float) -> float:
    """A robots.txt's Crawl-delay in seconds: 0 where there is none or it is nonsense, at most `longest`."""
    if value is None or not math.isfinite(value) or value <= 0:
        return 0.0
    return min(value, longest)

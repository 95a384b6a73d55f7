"""When a channel is asked again. Pure: the time is a parameter, what is learnt stands on the channel."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from masdar.model import Channel, FetchFailed, Listing, Reason

SHORTEST = 120.0  # seconds
LONGEST = 6 * 3600.0
_BUSY = 2  # new entries at once from which a channel is asked sooner
_PERMANENT = frozenset((Reason.GONE,))


def after_listing(channel: Channel, *, new: int, listing: Listing | None, now: datetime) -> Channel:
    """The channel after it answered: `new` entries were not known before; `listing` is None where the server said
    nothing changed."""
    factor = 0.5 if new >= _BUSY else 0.8 if new else 1.3
    interval = min(LONGEST, max(SHORTEST, channel.interval * factor))
    wait = listing.wait if listing is not None and listing.wait else 0.0
    due = now + timedelta(seconds=max(interval, wait))
    return replace(channel, interval=interval, next_due=due, failures=0)


def after_failure(channel: Channel, failed: FetchFailed, now: datetime) -> Channel:
    """The channel after it failed: twice as long each time, never before the server allows; 410 ends it."""
    if failed.reason in _PERMANENT or failed.status == 410:
        return replace(channel, ended=True, next_due=None, failures=channel.failures + 1)
    failures = channel.failures + 1
    pause = min(LONGEST, max(SHORTEST, channel.interval) * 2 ** min(failures - 1, 12))
    due = now + timedelta(seconds=pause)
    if failed.not_before is not None:
        due = max(due, failed.not_before)
    return replace(channel, failures=failures, next_due=due)

"""When a channel is asked again. Pure: the time is a parameter, what is learnt stands on the channel.

A request is made where something new is likeliest (`rhythm`), never sooner than the server and the feed ask for, and
twice as late after each failure.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from masdar.model import Channel, FetchFailed, Listing, Reason
from masdar.sources.rhythm import (
    LONGEST,
    PRICE,
    SHORTEST,
    Rhythm,
    articles_in_a_day,
    begun,
    due,
    is_burst,
    learn,
    priced,
    read_rhythm,
)

__all__ = ["LONGEST", "PRICE", "SHORTEST", "after_failure", "after_listing", "backed", "price_for"]

_DOUBLINGS = 8
_BACKED = timedelta(hours=1)  # hubs die without a word: their channels are asked now and then all the same
_ENDED = frozenset((Reason.GONE,))


def after_listing(
    channel: Channel, *, new: int, listing: Listing | None, now: datetime, price: float = PRICE
) -> Channel:
    """The channel after it answered: `new` entries were not known before; `listing` is None where the server said that
    nothing changed. `price` is what a request must save (see `price_for`), the same for all
    channels."""
    moment = now.timestamp()
    before = read_rhythm(channel.rhythm)
    times = _times(listing, moment)
    if before is None:
        after = begun(moment, times)
        before = replace(after, latest=0.0)
        fresh: Sequence[float] = times
    else:
        fresh = _fresh(before, times, new, moment)
        after = learn(before, moment, fresh)
    wait = due(after, price) - moment
    if is_burst(before, after, fresh):
        wait = SHORTEST
    asked = listing.wait or 0.0 if listing is not None else 0.0
    return replace(
        channel,
        interval=wait,
        next_due=now + timedelta(seconds=max(wait, asked)),
        failures=0,
        rhythm=after.written(),
    )


def price_for(channels: Sequence[Channel], budget: float, looks: float) -> float:
    """What a request is worth so that all channels together, and `looks` at every article, take about `budget`
    requests a day. Looks come out of the budget first, but never more than half of it."""
    rhythms = [read_rhythm(channel.rhythm) for channel in channels if not channel.ended]
    spoken_for = looks * sum(articles_in_a_day(rhythm) for rhythm in rhythms if rhythm is not None)
    return priced(rhythms, budget - min(spoken_for, budget / 2))


def backed(channel: Channel, now: datetime) -> Channel:
    """A channel of which a hub tells what is new: it is asked more seldom, whatever its rhythm."""
    if channel.ended:
        return channel
    return replace(channel, next_due=max(channel.next_due or now, now + _BACKED))


def _times(listing: Listing | None, moment: float) -> list[float]:
    if listing is None:
        return []
    published = (entry.published for entry in listing.entries if entry.published is not None)
    return sorted(time for time in (one.timestamp() for one in published) if time <= moment)


def _fresh(before: Rhythm, times: list[float], new: int, moment: float) -> list[float]:
    """The times of what was new: the newest the listing shows; where it shows none, spread over the time between."""
    since = [time for time in times if time > before.latest]
    fresh = since[-new:] if new else []
    missing = new - len(fresh)
    if missing <= 0 or times:
        return fresh
    step = max(0.0, moment - before.asked) / (missing + 1)
    return [before.asked + step * (number + 1) for number in range(min(missing, 1000))]


def after_failure(channel: Channel, failed: FetchFailed, now: datetime) -> Channel:
    """The channel after it failed: twice as long each time, never before the server allows; 410 ends it."""
    failures = channel.failures + 1
    if failed.reason in _ENDED or failed.status == 410:
        return replace(channel, ended=True, next_due=None, failures=failures)
    pause = min(LONGEST, max(SHORTEST, channel.interval) * 2 ** min(failures - 1, _DOUBLINGS))
    due_at = now + timedelta(seconds=pause)
    if failed.not_before is not None:
        due_at = max(due_at, failed.not_before)
    return replace(channel, failures=failures, next_due=due_at)

"""When a page is looked at again: most texts that change do so within hours, and then hardly ever."""

from __future__ import annotations

from datetime import datetime, timedelta

AFTER = (timedelta(hours=1), timedelta(hours=6), timedelta(hours=24), timedelta(days=7))
LOOKS = len(AFTER)  # an article has on the way, if it is calm
SOONEST = timedelta(minutes=15)
MOST_EXTRA = 8  # looks a fast story may have beyond the four
HOST_AGAIN = timedelta(days=30)
FIRST_MISS = timedelta(hours=2)
_CALM = timedelta(hours=6)  # a story that changed later than this after it was first seen is no fast one


def next_look(
    nth: int, first_seen: datetime, now: datetime, *, changed: bool = False, haste: float = 1.0
) -> datetime | None:
    """When an article first seen at `first_seen`, looked at `nth` times, is to be looked at again; None where it has
    had its looks. A text that just changed in its first hours is looked at sooner."""
    age = (now - first_seen) * haste  # as time passes for one who is in haste
    step = next((step for step in AFTER if step > age), None)
    if changed and age < _CALM and nth < len(AFTER) + MOST_EXTRA:
        return now + max(SOONEST, min(age / 4, timedelta(hours=1))) / haste
    return None if step is None else first_seen + step / haste


def after_miss(misses: int, now: datetime) -> datetime:
    """When to ask a server again that did not answer `misses` times in a row."""
    wait: timedelta = min(FIRST_MISS * 3 ** min(misses, 8), HOST_AGAIN)
    return now + wait


def next_host_look(now: datetime, *, certain: bool, misses: int = 0) -> datetime:
    """When a host is to be looked at again: from time to time, soon where there is doubt."""
    if misses:
        return after_miss(misses, now)
    return now + (HOST_AGAIN if certain else timedelta(days=1))

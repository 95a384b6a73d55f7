"""How a source is, by the articles it brings and not by the status it answers with."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from datetime import datetime, timedelta
from enum import StrEnum
from statistics import median

from masdar.contracts import SourceHealth
from masdar.model import LinkState, Reason, SourceState

FEW = 5  # articles from which a habit can be told
SHORTEST = timedelta(days=2)  # no paper is called silent sooner
LONGEST = timedelta(days=30)  # nor later
PATIENCE = 6  # of its usual time between two articles, a night and a weekend allowed for by `SHORTEST`
BLOCKS = frozenset(
    reason.value for reason in (Reason.REFUSED, Reason.THROTTLED, Reason.ROBOTS_FORBID, Reason.ROBOTS_UNREACHABLE)
)
UNTITLED = Reason.NO_TITLE.value


class Health(StrEnum):
    """Words for people live in the pages and the command that show it."""

    WELL = "well"
    NEW = "new"  # nothing yet, and not asked for long
    SILENT = "silent"  # answers, but brought nothing for longer than usual
    TEASERS = "teasers"  # all it brings are beginnings
    UNTITLED = "untitled"  # its pages have no titles
    BLOCKED = "blocked"
    FAILING = "failing"  # does not answer
    TAKEN_OVER = "taken_over"
    PARKED = "parked"
    RESTING = "resting"  # paused or closed by the operator


def health(one: SourceHealth, now: datetime) -> Health:
    """The worst that can be said of it."""
    if one.source.state is not SourceState.ACTIVE:
        return Health.RESTING
    for state, told in ((LinkState.TAKEN_OVER, Health.TAKEN_OVER), (LinkState.PARKED, Health.PARKED)):
        if one.hosts and all(host.link.state is state for host in one.hosts):
            return told
    trouble = _trouble(one)
    if trouble is not None:
        return trouble
    if one.newest is None:
        return Health.NEW
    if now - one.newest > usual_time(one.recent):
        return Health.SILENT
    if len(one.recent) >= FEW and one.partial == len(one.recent):
        return Health.TEASERS
    return Health.WELL


def _trouble(one: SourceHealth) -> Health | None:
    counted = sum(one.troubles.values())
    if sum(count for reason, count in one.troubles.items() if reason in BLOCKS) * 2 > max(counted, 1):
        return Health.BLOCKED
    if one.troubles.get(UNTITLED, 0) * 2 > max(counted, FEW):
        return Health.UNTITLED
    live = [channel for channel in one.source.channels if not channel.ended]
    if one.source.channels and (not live or all(channel.failures >= 3 for channel in live)):
        return Health.FAILING
    return None


def usual_time(recent: Sequence[datetime]) -> timedelta:
    """How long a source may bring nothing new: some times its usual gap, newest first as given."""
    gaps = [(later - earlier).total_seconds() for later, earlier in itertools.pairwise(recent)]
    if len(recent) < FEW:
        return LONGEST
    return min(max(SHORTEST, timedelta(seconds=median(gaps) * PATIENCE)), LONGEST)

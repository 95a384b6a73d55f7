"""Whether a source does harm: pages that break, drown or stall a reader, one after another."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from masdar.model import Outcome, Reason, Result

FEW = 8  # pages from which a source is judged: any paper has a broken one
REST = timedelta(hours=1)  # then it is tried again, and rests again where nothing changed
HARMFUL = frozenset(
    {
        Reason.TOO_LARGE,
        Reason.TOO_DEEP,
        Reason.BAD_ENCODING,
        Reason.BAD_RESPONSE,
        Reason.TOO_MANY_REDIRECTS,
        Reason.CRASHED,
        Reason.NOT_HTML,
    }
)


def does_harm(outcomes: Sequence[Outcome]) -> bool:
    """Whether most of the pages that were asked for came to harm. Pages that could not be had for now say nothing."""
    last = {outcome.item: outcome for outcome in outcomes}
    told = [outcome for outcome in last.values() if outcome.result is not Result.RETRY]
    harmed = sum(outcome.result is Result.QUARANTINED and outcome.reason in HARMFUL for outcome in told)
    return len(told) >= FEW and harmed * 2 > len(told)

"""What waits for a person, the most urgent first."""

from __future__ import annotations

from dataclasses import dataclass

from masdar.model import StoredArticle, Veil
from masdar.moderation import Case, Cause, Cover, Decision, Ledger

Waiting = tuple[Case, Cover | None]


@dataclass(frozen=True, slots=True)
class Item:
    """A line of the operator's queue."""

    case: Case
    cover: Cover | None
    article: StoredArticle | None

    @property
    def grave(self) -> bool:
        return self.case.cause is Cause.CHILD_SAFETY


def waiting(ledger: Ledger) -> list[Waiting]:
    """Child safety first, then appeals, hides by their clock, blurs, single reports. Pictures that are covered for what
    they resemble wait as cases of their own."""
    state = ledger.state
    cases = [case for case in state.cases.values() if _waits(case)]
    known = {case.picture.sha256 for case in cases}
    likes = [
        Case(kin.picture, case.root)
        for case in state.cases.values()
        for sha256, kin in case.kin.items()
        if sha256 not in known and sha256 in state.covers and sha256 not in state.cases
    ]
    return sorted(((case, state.covers.get(case.picture.sha256)) for case in [*cases, *likes]), key=_urgency)


def _waits(case: Case) -> bool:
    return bool(case.appeals) or (bool(case.reports) and case.decision not in (Decision.UPHOLD, Decision.WARN))


def _urgency(pair: Waiting) -> tuple[bool, bool, bool, bool, int]:
    case, cover = pair
    grave = case.cause is Cause.CHILD_SAFETY
    hidden = cover is not None and cover.veil is Veil.HIDDEN
    at = cover.at if cover else case.reports[0].at if case.reports else 0
    return not grave, not case.appeals, not hidden, cover is None, at

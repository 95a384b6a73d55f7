"""What reports weigh, and what they come to."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import inf, sqrt

from masdar.moderation.events import Report, Standing
from masdar.moderation.independence import Agree, groups
from masdar.moderation.rules import Rules

Record = Sequence[bool]  # a reporter's judged reports, oldest first: upheld or not


def accuracy(record: Record, rules: Rules) -> float:
    """Between 0 and `accuracy_most`; 1 for who was never judged."""
    recent = record[-rules.accuracy_window :]
    upheld, judged = sum(recent), len(recent)
    if judged >= rules.useless_judged and upheld / judged < rules.useless_share:
        return 0.0
    share = (upheld + rules.accuracy_prior_upheld) / (judged + rules.accuracy_prior_judged)
    return min(max(share * 2, 0.0), rules.accuracy_most)


def weight(report: Report, record: Record, rules: Rules) -> float:
    """What one report weighs, its reporter's age apart."""
    if report.standing is Standing.PROVEN:
        own = rules.proven_weight
    elif report.standing is Standing.ACCOUNT:
        own = rules.account_weight
    else:
        own = rules.cookie_weight_beside_accounts if report.accounts else rules.cookie_weight
    return own * accuracy(record, rules)


@dataclass(frozen=True, slots=True)
class Weighed:
    """What a picture's reports come to: how many independent reporters, and their weight together."""

    reporters: int = 0
    weight: float = 0.0

    def reaches(self, reporters: int, least: float, views: int = 0, unit: float = 1.0) -> bool:
        """`views`: how often the picture was seen; 0 where that is not to count."""
        damped = self.weight / sqrt(views / unit + 1)
        return self.reporters >= reporters and self.weight >= least - 1e-9 and damped >= 1 - 1e-9


def weigh(
    reports: Sequence[Report], rules: Rules, record: Callable[[str], Record], agree: Agree, *, opened: int | None = None
) -> Weighed:
    """Each independent group gives its heaviest report, and nobody more than all others together.

    `opened` None: for a blur, any age counts. Else for a hide: cookies younger than a day do not count at all, and
    cookies that have not come for a week give together no more than the others; unless the portal itself, `opened`
    then, is too young for anybody to have come so long."""
    if opened is not None:
        reports = [
            one for one in reports if one.standing is not Standing.COOKIE or one.at - one.born >= rules.cookie_age
        ]
    settled: list[float] = []
    young: list[float] = []
    for group in groups(reports, rules, agree):
        heaviest = max(weight(one, record(one.reporter), rules) for one in group)
        if heaviest > 0:
            (settled if opened is None or _settled(group, rules, opened) else young).append(heaviest)
    given = sum(young)
    share = min(1.0, sum(settled) / given) if given else 1.0
    kept = [*settled, *(one * share for one in young)]
    total = sum(kept)
    capped = sum(min(one, total - one) for one in kept)
    counted = len(settled) + (len(young) if share > 0 else 0)
    return Weighed(counted, round(capped, 9)) if len(kept) > 1 else Weighed(counted, round(total, 9))


def _settled(group: Sequence[Report], rules: Rules, opened: int) -> bool:
    """Whether one of the group has come for a week, or as long as anybody can have."""
    return any(_age(one) >= rules.settled_age or one.at - opened < rules.settled_age for one in group)


def _age(report: Report) -> float:
    """Seconds since a cookie was made; an account is as old as it need be."""
    return report.at - report.born if report.standing is Standing.COOKIE else inf

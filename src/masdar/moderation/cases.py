"""What is known of one reported picture, and how it is covered."""

from __future__ import annotations

from enum import StrEnum

import msgspec

from masdar.model import Print, Veil
from masdar.moderation.events import Appeal, Cause, Decision, Report


class Rule(StrEnum):
    """What covered it."""

    REPORTS = "reports"
    CHILD_SAFETY = "child_safety"
    CONFLICT = "conflict"  # war and protest: blurred until a person looked
    BRAKE = "brake"  # too much at once: blurred until a person looked
    LIKENESS = "likeness"
    CLOCK = "clock"  # nobody judged the hide in time
    PERSON = "person"


class Cover(msgspec.Struct, frozen=True, kw_only=True):
    """How one picture is covered, why, and since when. `of` is the picture it resembles, where that is why; `weight`
    and `reporters` what its reports came to."""

    sha256: str
    veil: Veil
    rule: Rule
    cause: Cause
    at: int
    of: str = ""
    weight: float = 0.0
    reporters: int = 0

    @property
    def automatic(self) -> bool:
        return self.rule is not Rule.PERSON


class Kin(msgspec.Struct):
    """A picture seen that resembles a case's."""

    picture: Print
    close: bool
    sources: tuple[str, ...]
    at: int


class Case(msgspec.Struct):
    """One picture somebody reported, judged or appealed for. `reports` are the live ones, not yet judged."""

    picture: Print
    root: str  # the first picture of its cluster: pictures that are close are one to a reporter
    reports: list[Report] = []
    decision: Decision | None = None
    judged_at: int = 0
    alone: bool = False  # the decision is for this picture and not for those like it
    kept: bool = False  # a person kept it once
    hidden_at: int = 0  # when the rules hid it, 0 where they do not
    expired: bool = False  # that was too long ago
    conflict: bool = False
    views: int = 0
    weighed: tuple[int, float] = (0, 0.0)  # of the last weighing: reporters, weight
    appeals: list[Appeal] = []
    kin: dict[str, Kin] = {}

    @property
    def cause(self) -> Cause:
        """What most reports say; child safety where any does, and the graver of two."""
        causes = [report.cause for report in self.reports]
        if Cause.CHILD_SAFETY in causes:
            return Cause.CHILD_SAFETY
        order = list(Cause)
        return max(causes, key=lambda cause: (causes.count(cause), -order.index(cause)), default=Cause.OTHER)

    @property
    def sources(self) -> set[str]:
        return {report.source for report in self.reports if report.source}

"""What the page of openness tells of reports and of what became of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from masdar.model import Veil
from masdar.moderation import Cover, Decision, Event, Judgement, Report

MOST_SOURCES = 50


def figures(events: Sequence[Event], covers: Sequence[Cover]) -> dict[str, object]:
    """Counts by cause and by paper, how many hides were overturned, how long a case waited for a person."""
    reports = [event for event in events if isinstance(event, Report)]
    causes = Counter(report.cause.value for report in reports)
    sources = Counter(report.source for report in reports)
    decisions = Counter(event.decision.value for event in events if isinstance(event, Judgement))
    waited = _waited(events)
    judged = sum(decisions.values())
    return {
        "reports": len(reports),
        "causes": dict(causes.most_common()),
        "sources": dict(sources.most_common(MOST_SOURCES)),
        "decisions": dict(decisions.most_common()),
        "overturned": round(decisions[Decision.KEEP.value] / judged, 4) if judged else None,
        "median_seconds": waited[len(waited) // 2] if waited else None,
        "hidden": sum(cover.veil is Veil.HIDDEN for cover in covers),
        "blurred": sum(cover.veil is Veil.BLURRED for cover in covers),
    }


def _waited(events: Sequence[Event]) -> list[int]:
    """Seconds from a picture's first report to the next judgement on it, the shortest first."""
    first: dict[str, int] = {}
    waited: list[int] = []
    for event in events:
        if isinstance(event, Report):
            first.setdefault(event.picture.sha256, event.at)
        elif isinstance(event, Judgement):
            reported = first.pop(event.picture.sha256, None)
            if reported is not None:
                waited.append(event.at - reported)
    return sorted(waited)

"""How many people are behind some reports? Those that may be one count as one."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from masdar.moderation.events import Report
from masdar.moderation.rules import Rules

Agree = Callable[[str, str], bool]


def groups(reports: Sequence[Report], rules: Rules, agree: Agree) -> list[list[Report]]:
    """The reports, those together that cannot be told from the first one's: one network prefix or kind of browser
    within a burst, cookies made together, reporters that always agree. Oldest first, groups and reports.

    Two strangers stay two, though a third may be linked to both: only the links to a group's first report count."""
    ordered = sorted(reports, key=lambda report: (report.at, report.reporter))
    windows = _windows(ordered, rules)
    made: list[tuple[int, list[Report]]] = []
    for place, report in enumerate(ordered):
        for first, group in made:
            one = group[0]
            linked = windows[first] & windows[place] or one.reporter == report.reporter
            if linked or made_together(one, report, rules) or agree(one.reporter, report.reporter):
                group.append(report)
                break
        else:
            made.append((place, [report]))
    return [group for _, group in made]


def _windows(ordered: Sequence[Report], rules: Rules) -> list[set[tuple[str, str, int]]]:
    """For each report the bursts of its prefix and of its browser, named by when they began. A burst does not move on
    with its reports, else a slow, steady stream of strangers would be one."""
    began: dict[tuple[str, str], int] = {}
    found: list[set[tuple[str, str, int]]] = []
    for report in ordered:
        own = set()
        for kind, value in (("prefix", report.prefix), ("browser", report.browser)):
            if value:
                if report.at - began.get((kind, value), -rules.burst - 1) > rules.burst:
                    began[kind, value] = report.at
                own.add((kind, value, began[kind, value]))
        found.append(own)
    return found


def made_together(one: Report, other: Report, rules: Rules) -> bool:
    """Whether two cookies were born so near to one another that one hand may have made both: within an hour, or, where
    they report together, within a share of their age."""
    apart = abs(one.born - other.born)
    if apart < rules.batch_least:
        return True
    age = min(one.at - one.born, other.at - other.born)
    together = abs(one.at - other.at) < rules.batch_burst and age < rules.batch_until
    return together and apart < rules.batch_share * age

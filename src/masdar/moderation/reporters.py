"""What is remembered of those who report: how often they were right, how often they report, with whom they agree."""

from __future__ import annotations

import msgspec

from masdar.moderation.events import Report
from masdar.moderation.rules import DAY, HOUR, Rules


class Reporters(msgspec.Struct):
    """All by reporter. `judged`: (picture, upheld), oldest first. `pictures`: the clusters reported, oldest first.
    `times`: when, the last day; `prefixes`: when, the last hour, by network prefix. `false_alarms`: who called a
    picture child abuse that a person kept."""

    judged: dict[str, list[tuple[str, bool]]] = {}
    pictures: dict[str, list[str]] = {}
    times: dict[str, list[int]] = {}
    prefixes: dict[str, list[int]] = {}
    false_alarms: set[str] = set()

    def admits(self, report: Report, rules: Rules) -> bool:
        """Counts the report against its limits: False where it is one too many."""
        times = [when for when in self.times.get(report.reporter, ()) if report.at - when < DAY]
        near = [when for when in self.prefixes.get(report.prefix, ()) if report.at - when < HOUR]
        hour = sum(report.at - when < HOUR for when in times)
        admitted = (
            hour < rules.reports_an_hour
            and len(times) < rules.reports_a_day
            and len(near) < rules.reports_a_prefix_hour
        )
        self.times[report.reporter] = [*times, report.at]
        if report.prefix:
            self.prefixes[report.prefix] = [*near, report.at]
        return admitted

    def forget(self, now: int) -> None:
        """Lets go of the times that no limit asks for any more."""
        self.times = {who: times for who, times in self.times.items() if now - times[-1] < DAY}
        self.prefixes = {where: times for where, times in self.prefixes.items() if now - times[-1] < HOUR}

    def record(self, reporter: str) -> list[bool]:
        return [upheld for _, upheld in self.judged.get(reporter, ())]

    def judge(self, reporter: str, sha256: str, upheld: bool, rules: Rules) -> None:
        """A later judgement of the same picture takes the place of the earlier one."""
        kept = self.judged.setdefault(reporter, [])
        for place, (picture, _) in enumerate(kept):
            if picture == sha256:
                kept[place] = (sha256, upheld)
                return
        self.judged[reporter] = [*kept, (sha256, upheld)][-rules.accuracy_window :]

    def meets(self, reporter: str, root: str, rules: Rules) -> None:
        kept = self.pictures.get(reporter, [])
        self.pictures[reporter] = [*kept, root][-rules.accuracy_window :]

    def leaves(self, reporter: str, root: str) -> None:
        kept = [one for one in self.pictures.get(reporter, ()) if one != root]
        if kept:
            self.pictures[reporter] = kept
        else:
            self.pictures.pop(reporter, None)

    def agree(self, one: str, other: str, rules: Rules) -> bool:
        """Whether these two report the same pictures too often to be two."""
        mine, theirs = set(self.pictures.get(one, ())), set(self.pictures.get(other, ()))
        shared = len(mine & theirs)
        return shared >= rules.agreement_shared and shared > rules.agreement * min(len(mine), len(theirs))

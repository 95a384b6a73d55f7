"""The state of all pictures, made of events and of nothing else: the same events, the same bytes.

Undoing is replaying without what is undone, so nothing of it can remain.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import msgspec

from masdar.model import Print, Veil
from masdar.moderation.cases import Case, Cover, Kin, Rule
from masdar.moderation.covering import NEVER_EXPIRE, Covering, State
from masdar.moderation.events import (
    Allowance,
    Appeal,
    Cause,
    Decision,
    Event,
    Judgement,
    Report,
    Ruling,
    Sighting,
    Tick,
    Undo,
    Withdrawal,
)
from masdar.moderation.likeness import Alike, alike
from masdar.moderation.rules import Rules
from masdar.moderation.weighing import weight


@dataclass(frozen=True, slots=True)
class Change:
    """What an event did to one picture."""

    sha256: str
    before: Cover | None
    after: Cover | None


class Ledger:
    """Events in, covers out. Not safe for threads: one at a time."""

    def __init__(self, rules: Rules | None = None) -> None:
        self._first_rules = rules or Rules()
        self.events: list[Event] = []
        self._covering = Covering(State(self._first_rules))

    @property
    def state(self) -> State:
        return self._covering.state

    @property
    def rules(self) -> Rules:
        return self.state.rules

    def encode(self) -> bytes:
        """The whole state, the same for the same events."""
        return msgspec.json.encode(self.state, order="sorted")

    def apply(self, event: Event) -> list[Change]:
        """What becomes of the pictures by this event."""
        self.events.append(event)
        if isinstance(event, Undo):
            before: dict[str, Cover | None] = {**self.state.covers}
            self._replay()
            before = dict.fromkeys(self.state.covers) | before
        else:
            self._covering.before = {}
            self._take(event)
            before = self._covering.before
        after = self.state.covers
        touched = sorted(sha for sha, cover in before.items() if cover != after.get(sha))
        return [Change(sha, before[sha], after.get(sha)) for sha in touched]

    # --- undoing ----------------------------------------------------------------------------------------------------

    def _replay(self) -> None:
        """All events again, without what was undone."""
        undone = [(place, one) for place, one in enumerate(self.events) if isinstance(one, Undo)]
        self._covering = Covering(State(self._first_rules))
        for place, event in enumerate(self.events):
            later = [undo for at, undo in undone if at > place]
            reporter = getattr(event, "reporter", "")
            if isinstance(event, Undo) or (reporter and any(undo.reporter == reporter for undo in later)):
                continue
            self._covering.disabled = frozenset(Rule(undo.rule) for undo in later if undo.rule)
            self._take(event)
        self._covering.disabled = frozenset()

    # --- taking events in -------------------------------------------------------------------------------------------

    def _take(self, event: Event) -> None:
        if not self.state.opened:
            self.state.opened = event.at
        _TAKES[type(event)](self, event)

    def _report(self, event: Report) -> None:
        state, rules = self.state, self.rules
        admitted = state.reporters.admits(event, rules)
        if not admitted:
            return
        case = self._covering.case(event.picture)
        case.views = max(case.views, event.views)
        case.conflict = case.conflict or event.conflict
        if event.reporter in {one.reporter for near in self._covering.cluster(case) for one in near.reports}:
            return  # one live report a reporter and cluster
        case.reports.append(event)
        state.reporters.meets(event.reporter, case.root, rules)
        if weight(event, state.reporters.record(event.reporter), rules) > 0:
            state.brakes.hit(event.source, case.root, event.at, event.pictures, rules)
        for near in self._covering.cluster(case):
            self._covering.settle(near, event.at)

    def _withdrawal(self, event: Withdrawal) -> None:
        case = self.state.cases.get(event.sha256)
        if case is None:
            return
        near = self._covering.cluster(case)
        for one in near:
            one.reports = [report for report in one.reports if report.reporter != event.reporter]
        self.state.reporters.leaves(event.reporter, case.root)
        for one in near:
            self._covering.settle(one, event.at)

    def _sighting(self, event: Sighting) -> None:
        case = self.state.cases.get(event.of)
        if case is None or not self._covering.spreads(case):
            return
        how = alike(case.picture, event.picture, self.rules)
        if how in (Alike.NEAR, Alike.CLOSE):
            known = case.kin.get(event.picture.sha256)
            sources = tuple(sorted({*event.sources, *(known.sources if known else ())}))
            at = known.at if known else event.at
            case.kin[event.picture.sha256] = Kin(event.picture, how is Alike.CLOSE, sources, at)
            if known is None:
                self.state.parents.setdefault(event.picture.sha256, []).append(event.of)
            self._covering.recover(event.picture.sha256, event.at)
            if self._covering.wide(case):
                self._covering.settle(case, event.at)

    def _judgement(self, event: Judgement) -> None:
        case = self._covering.case(event.picture)
        near = [case]
        if not event.alone and event.decision is not Decision.WRONG:
            near += [
                one
                for one in self._covering.cluster(case)
                if one is not case and alike(one.picture, case.picture, self.rules) is Alike.CLOSE
            ]
        for one in near:
            self._judge(one, event)
        if event.decision is Decision.WRONG and event.source:
            self.state.detached[f"{event.source}/{event.number}"] = event.picture.sha256
        for one in near:
            self._covering.settle(one, event.at)

    def _judge(self, case: Case, event: Judgement) -> None:
        reporters, upheld = self.state.reporters, event.decision is not Decision.KEEP
        for report in case.reports:
            reporters.judge(report.reporter, case.picture.sha256, upheld, self.rules)
            if report.cause is Cause.CHILD_SAFETY and not upheld:
                reporters.false_alarms.add(report.reporter)
        if case.decision is not None and case.decision is not event.decision and not case.reports:
            for who, judged in reporters.judged.items():
                if any(sha == case.picture.sha256 for sha, _ in judged):
                    reporters.judge(who, case.picture.sha256, upheld, self.rules)
        case.decision, case.judged_at, case.alone = event.decision, event.at, event.alone
        case.kept = case.kept or event.decision is Decision.KEEP
        if event.decision in (Decision.KEEP, Decision.WRONG):
            case.reports = []
        case.hidden_at, case.expired, case.appeals = 0, False, []

    def _appeal(self, event: Appeal) -> None:
        case = self.state.cases.get(event.sha256)
        if case is None:
            of = self.state.covers.get(event.sha256)
            parent = self.state.cases.get(of.of) if of else None
            if parent is None or event.sha256 not in parent.kin:
                return
            case = self._covering.case(parent.kin[event.sha256].picture)
        if event.reporter not in {one.reporter for one in case.appeals if one.reporter}:
            case.appeals.append(event)

    def _allowance(self, event: Allowance) -> None:
        if event.allowed:
            self.state.allowed[event.picture.sha256] = event.picture
        else:
            self.state.allowed.pop(event.picture.sha256, None)
        for case in list(self.state.cases.values()):
            self._covering.settle(case, event.at)

    def _tick(self, event: Tick) -> None:
        self.state.reporters.forget(event.at)
        for case in list(self.state.cases.values()):
            due = case.hidden_at and event.at - case.hidden_at >= self.rules.clock and not case.expired
            if due and case.decision is None and case.cause not in NEVER_EXPIRE:
                case.expired = True
                self._covering.settle(case, event.at)
            elif case.kin:
                self._covering.recover_kin(case, event.at)

    def _ruling(self, event: Ruling) -> None:
        self.state.rules = event.rules

    # --- what is asked of it ----------------------------------------------------------------------------------------

    def spreads(self, sha256: str) -> bool:
        """Whether what resembles this picture is covered with it."""
        case = self.state.cases.get(sha256)
        return case is not None and self._covering.spreads(case)

    def spreading(self) -> list[Print]:
        """The pictures whose likes are covered."""
        return [case.picture for case in self.state.cases.values() if self._covering.spreads(case)]

    def due(self) -> Iterator[int]:
        """When clocks run out."""
        for cover in self.state.covers.values():
            if cover.veil is Veil.HIDDEN and cover.automatic and cover.cause not in NEVER_EXPIRE:
                yield cover.at + self.rules.clock


_TAKES: dict[type, Callable[[Ledger, Any], None]] = {
    Report: Ledger._report,
    Withdrawal: Ledger._withdrawal,
    Sighting: Ledger._sighting,
    Judgement: Ledger._judgement,
    Appeal: Ledger._appeal,
    Allowance: Ledger._allowance,
    Tick: Ledger._tick,
    Ruling: Ledger._ruling,
}


def replay(events: Iterable[Event], rules: Rules | None = None) -> Ledger:
    """The ledger that these events make."""
    ledger = Ledger(rules)
    for event in events:
        ledger.apply(event)
    return ledger

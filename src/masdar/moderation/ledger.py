"""The state of all pictures, made of events and of nothing else: the same events, the same bytes.

Undoing is replaying without what is undone, so nothing of it can remain.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import msgspec

from masdar.model import Print, Veil
from masdar.moderation.brakes import Brakes
from masdar.moderation.cases import Case, Cover, Kin, Rule
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
    Standing,
    Tick,
    Undo,
    Withdrawal,
)
from masdar.moderation.likeness import Alike, alike
from masdar.moderation.reporters import Reporters
from masdar.moderation.rules import Rules
from masdar.moderation.weighing import Weighed, weigh, weight

_NEVER_EXPIRE = (Cause.CHILD_SAFETY, Cause.RIGHTS)


@dataclass(frozen=True, slots=True)
class Change:
    """What an event did to one picture."""

    sha256: str
    before: Cover | None
    after: Cover | None


class State(msgspec.Struct):
    """Everything the events come to. `detached`: articles a picture was taken out of."""

    rules: Rules
    opened: int = 0  # the time of the first event
    cases: dict[str, Case] = {}
    covers: dict[str, Cover] = {}
    reporters: Reporters = msgspec.field(default_factory=Reporters)
    brakes: Brakes = msgspec.field(default_factory=Brakes)
    allowed: dict[str, Print] = {}
    detached: dict[str, str] = {}  # "source/number" → sha256
    clusters: dict[str, list[str]] = {}  # first picture → the cases of its cluster
    parents: dict[str, list[str]] = {}  # picture → the cases it is kin of


class Ledger:
    """Events in, covers out. Not safe for threads: one at a time."""

    def __init__(self, rules: Rules | None = None) -> None:
        self._first_rules = rules or Rules()
        self.events: list[Event] = []
        self._disabled: frozenset[Rule] = frozenset()
        self.state = State(self._first_rules)

    @property
    def rules(self) -> Rules:
        return self.state.rules

    def encode(self) -> bytes:
        """The whole state, the same for the same events."""
        return msgspec.json.encode(self.state, order="sorted")

    def apply(self, event: Event) -> list[Change]:
        """What becomes of the pictures by this event."""
        before = self.state.covers.copy()
        self.events.append(event)
        if isinstance(event, Undo):
            self._replay()
        else:
            self._take(event)
        after = self.state.covers
        touched = [sha for sha in before.keys() | after.keys() if before.get(sha) != after.get(sha)]
        return [Change(sha, before.get(sha), after.get(sha)) for sha in sorted(touched)]

    # --- undoing ----------------------------------------------------------------------------------------------------

    def _replay(self) -> None:
        """All events again, without what was undone."""
        undone = [(place, one) for place, one in enumerate(self.events) if isinstance(one, Undo)]
        self.state = State(self._first_rules)
        for place, event in enumerate(self.events):
            later = [undo for at, undo in undone if at > place]
            reporter = getattr(event, "reporter", "")
            if isinstance(event, Undo) or (reporter and any(undo.reporter == reporter for undo in later)):
                continue
            self._disabled = frozenset(Rule(undo.rule) for undo in later if undo.rule)
            self._take(event)
        self._disabled = frozenset()

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
        case = self._case(event.picture)
        case.views = max(case.views, event.views)
        case.conflict = case.conflict or event.conflict
        if event.reporter in {one.reporter for near in self._cluster(case) for one in near.reports}:
            return  # one live report a reporter and cluster
        case.reports.append(event)
        state.reporters.meets(event.reporter, case.root, rules)
        if weight(event, state.reporters.record(event.reporter), rules) > 0:
            state.brakes.hit(event.source, case.root, event.at, event.pictures, rules)
        for near in self._cluster(case):
            self._settle(near, event.at)

    def _withdrawal(self, event: Withdrawal) -> None:
        case = self.state.cases.get(event.sha256)
        if case is None:
            return
        near = self._cluster(case)
        for one in near:
            one.reports = [report for report in one.reports if report.reporter != event.reporter]
        self.state.reporters.leaves(event.reporter, case.root)
        for one in near:
            self._settle(one, event.at)

    def _sighting(self, event: Sighting) -> None:
        case = self.state.cases.get(event.of)
        if case is None or not self._spreads(case):
            return
        how = alike(case.picture, event.picture, self.rules)
        if how in (Alike.NEAR, Alike.CLOSE):
            known = case.kin.get(event.picture.sha256)
            sources = tuple(sorted({*event.sources, *(known.sources if known else ())}))
            at = known.at if known else event.at
            case.kin[event.picture.sha256] = Kin(event.picture, how is Alike.CLOSE, sources, at)
            if known is None:
                self.state.parents.setdefault(event.picture.sha256, []).append(event.of)
            self._recover(event.picture.sha256, event.at)
            if len(case.kin) > self.rules.wide_pictures or len(self._kin_sources(case)) > self.rules.wide_sources:
                self._settle(case, event.at)

    def _judgement(self, event: Judgement) -> None:
        case = self._case(event.picture)
        near = [case]
        if not event.alone and event.decision is not Decision.WRONG:
            near += [
                one
                for one in self._cluster(case)
                if one is not case and alike(one.picture, case.picture, self.rules) is Alike.CLOSE
            ]
        for one in near:
            self._judge(one, event)
        if event.decision is Decision.WRONG and event.source:
            self.state.detached[f"{event.source}/{event.number}"] = event.picture.sha256
        for one in near:
            self._settle(one, event.at)

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
            case = self._case(parent.kin[event.sha256].picture)
        if event.reporter not in {one.reporter for one in case.appeals if one.reporter}:
            case.appeals.append(event)

    def _allowance(self, event: Allowance) -> None:
        if event.allowed:
            self.state.allowed[event.picture.sha256] = event.picture
        else:
            self.state.allowed.pop(event.picture.sha256, None)
        for case in list(self.state.cases.values()):
            self._settle(case, event.at)

    def _tick(self, event: Tick) -> None:
        self.state.reporters.forget(event.at)
        for case in list(self.state.cases.values()):
            due = case.hidden_at and event.at - case.hidden_at >= self.rules.clock and not case.expired
            if due and case.decision is None and case.cause not in _NEVER_EXPIRE:
                case.expired = True
                self._settle(case, event.at)
            elif case.kin:
                self._recover_kin(case, event.at)

    def _ruling(self, event: Ruling) -> None:
        self.state.rules = event.rules

    # --- what follows -----------------------------------------------------------------------------------------------

    def _case(self, picture: Print) -> Case:
        known = self.state.cases.get(picture.sha256)
        if known is not None:
            return known
        cases = self.state.cases
        firsts = (
            root for root in self.state.clusters if alike(cases[root].picture, picture, self.rules) is Alike.CLOSE
        )
        root = next(firsts, picture.sha256)
        made = cases[picture.sha256] = Case(picture, root)
        self.state.clusters.setdefault(root, []).append(picture.sha256)
        return made

    def _cluster(self, case: Case) -> list[Case]:
        return [self.state.cases[sha] for sha in self.state.clusters[case.root]]

    def _allowed(self, picture: Print) -> bool:
        allowed = self.state.allowed
        return picture.sha256 in allowed or any(
            alike(one, picture, self.rules) >= Alike.CLOSE for one in allowed.values()
        )

    def evidence(self, case: Case) -> list[Report]:
        """The reports that speak against a picture: its own, and those against pictures close to it that were here no
        later. What came after it may have been made of it, to have it hidden."""
        found = list(case.reports)
        for near in self._cluster(case):
            older = near is not case and near.picture.first_seen <= case.picture.first_seen
            if older and alike(near.picture, case.picture, self.rules) is Alike.CLOSE:
                found += near.reports
        return found

    def _settle(self, case: Case, at: int) -> None:
        """Judges a case anew, and with it the pictures like it."""
        cover = self._cover(case, at)
        if (cover is None or cover.veil is not Veil.HIDDEN) and not case.expired:
            case.hidden_at = 0
        self._put(case.picture.sha256, at, cover)
        self._recover_kin(case, at)

    def _cover(self, case: Case, at: int) -> Cover | None:
        rules = self.rules
        if case.decision is Decision.UPHOLD:
            return self._made(case, Veil.HIDDEN, Rule.PERSON, case.judged_at)
        if case.decision is Decision.WARN:
            return self._made(case, Veil.BLURRED, Rule.PERSON, case.judged_at)
        if self._allowed(case.picture):
            return None
        reports, reporters = self.evidence(case), self.state.reporters
        factor = rules.kept_factor if case.kept else 1.0

        def agree(one: str, other: str) -> bool:
            return reporters.agree(one, other, rules)

        seen = weigh(reports, rules, reporters.record, agree)
        sure = weigh(reports, rules, reporters.record, agree, opened=self.state.opened)
        case.weighed = (sure.reporters, sure.weight)
        alarm = not case.kept and any(self._alarms(report) for report in case.reports)
        if alarm and Rule.CHILD_SAFETY not in self._disabled:
            return self._hide(case, Rule.CHILD_SAFETY, at, sure)
        if Rule.REPORTS in self._disabled:
            return None
        if sure.reaches(rules.hide_reporters, rules.hide_weight * factor, case.views, rules.views_unit):
            return self._hide(case, Rule.REPORTS, at, sure)
        if seen.reaches(rules.blur_reporters, rules.blur_weight * factor):
            rule = Rule.CLOCK if case.expired else Rule.REPORTS
            return self._made(case, Veil.BLURRED, rule, at, seen)
        return None

    def _alarms(self, report: Report) -> bool:
        """Whether one report alone hides: of child abuse, by who may hide at all and never raised a false alarm."""
        if report.cause is not Cause.CHILD_SAFETY or report.reporter in self.state.reporters.false_alarms:
            return False
        grown = report.standing is not Standing.COOKIE or report.at - report.born >= self.rules.cookie_age
        return grown and weight(report, self.state.reporters.record(report.reporter), self.rules) > 0

    def _hide(self, case: Case, rule: Rule, at: int, weighed: Weighed) -> Cover:
        if case.expired:
            return self._made(case, Veil.BLURRED, Rule.CLOCK, at, weighed)
        if not case.hidden_at:
            if case.conflict and rule is not Rule.CHILD_SAFETY and Rule.CONFLICT not in self._disabled:
                return self._made(case, Veil.BLURRED, Rule.CONFLICT, at, weighed)
            if Rule.BRAKE not in self._disabled and self.state.brakes.pulled(case.sources, at, self.rules):
                return self._made(case, Veil.BLURRED, Rule.BRAKE, at, weighed)
            self.state.brakes.hid(at, self.rules)
            case.hidden_at = at
        return self._made(case, Veil.HIDDEN, rule, case.hidden_at, weighed)

    @staticmethod
    def _made(case: Case, veil: Veil, rule: Rule, at: int, weighed: Weighed | None = None) -> Cover:
        told = weighed or Weighed(*case.weighed)
        return Cover(
            sha256=case.picture.sha256,
            veil=veil,
            rule=rule,
            cause=case.cause,
            at=at,
            weight=told.weight,
            reporters=told.reporters,
        )

    # --- pictures like it -------------------------------------------------------------------------------------------

    def _spreads(self, case: Case) -> bool:
        """Whether a case covers what resembles it: the rules or a person hid it, or the rules did until the clock."""
        own = self.state.covers.get(case.picture.sha256)
        if own is None or own.rule is Rule.LIKENESS or (case.decision is not None and case.alone):
            return False
        return own.veil is Veil.HIDDEN or own.rule is Rule.CLOCK

    def spreads(self, sha256: str) -> bool:
        """Whether what resembles this picture is covered with it."""
        case = self.state.cases.get(sha256)
        return case is not None and self._spreads(case)

    def spreading(self) -> list[Print]:
        """The pictures whose likes are covered."""
        return [case.picture for case in self.state.cases.values() if self._spreads(case)]

    @staticmethod
    def _kin_sources(case: Case) -> set[str]:
        return {source for kin in case.kin.values() for source in kin.sources}

    def _recover_kin(self, case: Case, at: int) -> None:
        kin = list(case.kin)
        if not self._spreads(case):
            case.kin = {}
            for sha256 in kin:
                left = [one for one in self.state.parents[sha256] if one != case.picture.sha256]
                if left:
                    self.state.parents[sha256] = left
                else:
                    del self.state.parents[sha256]
        for sha256 in kin:
            self._recover(sha256, at)

    def _by_likeness(self, case: Case, kin: Kin, at: int) -> Cover:
        own = self.state.covers[case.picture.sha256]
        rules = self.rules
        grave = own.cause is Cause.CHILD_SAFETY
        upheld = case.decision is Decision.UPHOLD
        wide = len(case.kin) > rules.wide_pictures or len(self._kin_sources(case)) > rules.wide_sources
        older = kin.picture.first_seen < case.picture.first_seen
        late = at - kin.at >= rules.clock and own.cause not in _NEVER_EXPIRE
        sure = (
            kin.close
            and own.veil is Veil.HIDDEN
            and not late
            and (upheld or not wide)
            and (upheld or grave or not older)
        )
        return Cover(
            sha256=kin.picture.sha256,
            veil=Veil.HIDDEN if sure else Veil.BLURRED,
            rule=Rule.LIKENESS,
            cause=own.cause,
            at=kin.at,
            of=case.picture.sha256,
        )

    def _recover(self, sha256: str, at: int) -> None:
        """Covers or uncovers a picture that resembles others."""
        case = self.state.cases.get(sha256)
        self._put(sha256, at, self._cover(case, at) if case is not None else None)

    def _put(self, sha256: str, at: int, own: Cover | None) -> None:
        """The graver of a picture's own cover and those it has by likeness."""
        case = self.state.cases.get(sha256)
        found = [own] if own is not None else []
        if (case is None or case.decision is None) and Rule.LIKENESS not in self._disabled:
            for other in (self.state.cases[parent] for parent in self.state.parents.get(sha256, ())):
                kin = other.kin[sha256]
                if self._spreads(other) and not self._allowed(kin.picture):
                    found.append(self._by_likeness(other, kin, at))
        if not found:
            self.state.covers.pop(sha256, None)
            return
        best = max(found, key=lambda cover: (cover.veil is Veil.HIDDEN, cover.rule is not Rule.LIKENESS, cover.of))
        known = self.state.covers.get(sha256)
        if known is not None and (known.veil, known.rule, known.of) == (best.veil, best.rule, best.of):
            best = msgspec.structs.replace(best, at=known.at)
        self.state.covers[sha256] = best

    def due(self) -> Iterator[int]:
        """When clocks run out."""
        for cover in self.state.covers.values():
            if cover.veil is Veil.HIDDEN and cover.automatic and cover.cause not in _NEVER_EXPIRE:
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

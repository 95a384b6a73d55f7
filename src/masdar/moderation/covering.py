"""From what is known of pictures to how they are covered: by people, by reports, by what they resemble."""

from __future__ import annotations

import msgspec

from masdar.model import Print, Veil
from masdar.moderation.brakes import Brakes
from masdar.moderation.cases import Case, Cover, Kin, Rule
from masdar.moderation.events import Cause, Decision, Report, Standing
from masdar.moderation.likeness import Alike, alike
from masdar.moderation.reporters import Reporters
from masdar.moderation.rules import Rules
from masdar.moderation.weighing import Weighed, weigh, weight

NEVER_EXPIRE = (Cause.CHILD_SAFETY, Cause.RIGHTS)


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


class Covering:
    """Covers the pictures of a state. `disabled` are rules that cover nothing; `before` is how each picture that was
    looked at was covered until then, for whoever wants to know what changed."""

    def __init__(self, state: State) -> None:
        self.state = state
        self.disabled: frozenset[Rule] = frozenset()
        self.before: dict[str, Cover | None] = {}

    @property
    def rules(self) -> Rules:
        return self.state.rules

    def case(self, picture: Print) -> Case:
        """The case of a picture, opened where there is none, in the cluster of a picture close to it."""
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

    def cluster(self, case: Case) -> list[Case]:
        """The cases that are one to a reporter."""
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
        for near in self.cluster(case):
            older = near is not case and near.picture.first_seen <= case.picture.first_seen
            if older and alike(near.picture, case.picture, self.rules) is Alike.CLOSE:
                found += near.reports
        return found

    def settle(self, case: Case, at: int) -> None:
        """Judges a case anew, and with it the pictures like it."""
        cover = self._cover(case, at)
        if (cover is None or cover.veil is not Veil.HIDDEN) and not case.expired:
            case.hidden_at = 0
        self._put(case.picture.sha256, at, cover)
        self.recover_kin(case, at)

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
        if alarm and Rule.CHILD_SAFETY not in self.disabled:
            return self._hide(case, Rule.CHILD_SAFETY, at, sure)
        if Rule.REPORTS in self.disabled:
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
            if case.conflict and rule is not Rule.CHILD_SAFETY and Rule.CONFLICT not in self.disabled:
                return self._made(case, Veil.BLURRED, Rule.CONFLICT, at, weighed)
            if Rule.BRAKE not in self.disabled and self.state.brakes.pulled(case.sources, at, self.rules):
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

    def spreads(self, case: Case) -> bool:
        """Whether a case covers what resembles it: the rules or a person hid it, or the rules did until the clock."""
        own = self.state.covers.get(case.picture.sha256)
        if own is None or own.rule is Rule.LIKENESS or (case.decision is not None and case.alone):
            return False
        return own.veil is Veil.HIDDEN or own.rule is Rule.CLOCK

    def wide(self, case: Case) -> bool:
        """Whether more resembles a case than the rules may hide by themselves."""
        sources = {source for kin in case.kin.values() for source in kin.sources}
        return len(case.kin) > self.rules.wide_pictures or len(sources) > self.rules.wide_sources

    def recover_kin(self, case: Case, at: int) -> None:
        """Covers or uncovers what resembles a case."""
        kin = list(case.kin)
        if not self.spreads(case):
            case.kin = {}
            for sha256 in kin:
                left = [one for one in self.state.parents[sha256] if one != case.picture.sha256]
                if left:
                    self.state.parents[sha256] = left
                else:
                    del self.state.parents[sha256]
        for sha256 in kin:
            self.recover(sha256, at)

    def _by_likeness(self, case: Case, kin: Kin, at: int) -> Cover:
        own = self.state.covers[case.picture.sha256]
        grave = own.cause is Cause.CHILD_SAFETY
        upheld = case.decision is Decision.UPHOLD
        older = kin.picture.first_seen < case.picture.first_seen
        late = at - kin.at >= self.rules.clock and own.cause not in NEVER_EXPIRE
        sure = (
            kin.close
            and own.veil is Veil.HIDDEN
            and not late
            and (upheld or not self.wide(case))
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

    def recover(self, sha256: str, at: int) -> None:
        """Covers or uncovers a picture that resembles others."""
        case = self.state.cases.get(sha256)
        self._put(sha256, at, self._cover(case, at) if case is not None else None)

    def _put(self, sha256: str, at: int, own: Cover | None) -> None:
        """The graver of a picture's own cover and those it has by likeness."""
        case = self.state.cases.get(sha256)
        found = [own] if own is not None else []
        if (case is None or case.decision is None) and Rule.LIKENESS not in self.disabled:
            for other in (self.state.cases[parent] for parent in self.state.parents.get(sha256, ())):
                kin = other.kin[sha256]
                if self.spreads(other) and not self._allowed(kin.picture):
                    found.append(self._by_likeness(other, kin, at))
        self.before.setdefault(sha256, self.state.covers.get(sha256))
        if not found:
            self.state.covers.pop(sha256, None)
            return
        best = max(found, key=lambda cover: (cover.veil is Veil.HIDDEN, cover.rule is not Rule.LIKENESS, cover.of))
        known = self.state.covers.get(sha256)
        if known is not None and (known.veil, known.rule, known.of) == (best.veil, best.rule, best.of):
            best = msgspec.structs.replace(best, at=known.at)
        self.state.covers[sha256] = best

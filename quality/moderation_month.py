"""A month of a portal: readers who mean well, readers who are angry, brigades, and an operator who sleeps.

The shares are guesses of what portals see, stated here and nowhere fitted: of a hundred who see a truly bad picture two
or three say so; hardly one in ten thousand reports a good one, unless a group agrees to. The commonest network has some
6 % of the readers (a carrier's gateway), the commonest kind of browser some 15 %."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from math import sqrt

from masdar.moderation import Cause, Decision, Event, Judgement, Ledger, Print, Report, Rule, Tick, Veil
from masdar.moderation.rules import DAY, HOUR, MINUTE, Rules
from quality.moderation_attacks import START, opening, picture

READERS, PREFIXES, BROWSERS = 4000, 1500, 400
PAPERS, A_DAY = 30, 5  # pictures a paper a day
BAD, CONFLICT = 0.02, 0.08
TELLS_BAD, TELLS_GOOD, ANGRY, ANGRY_FACTOR = 0.025, 0.00005, 0.01, 40
BRIGADES, BRIGADE, BRIGADE_EVERY = 3, 25, 2  # groups, cookies of each, days between two targets
LOBBY, LOBBY_EVERY = 12, 3  # real readers who agree beforehand
SHIFTS, SHIFT_ITEMS, RIGHT = (8, 18), 60, 0.97


@dataclass
class Shown:
    """One picture and what became of it."""

    print: Print
    source: str
    at: int
    bad: bool
    conflict: bool
    views: int
    honest: int = 0  # reports by honest, grown readers
    third: int = 0  # when the third came
    hidden: int = 0  # when it was hidden first
    covered: int = 0
    since: int = 0  # hidden now, since
    longest: int = 0  # seconds hidden without a judgement
    judged: bool = False


@dataclass
class Month:
    """One simulated month."""

    seed: int
    days: int
    shown: dict[str, Shown] = field(default_factory=dict)
    ledger: Ledger = field(default_factory=Ledger)
    reports: int = 0

    def run(self) -> Month:
        chance = random.Random(self.seed)
        self._publish(chance)
        events: list[tuple[int, Event | None]] = [*self._readers(chance), *self._groups(chance)]
        events += [(START + hour * HOUR, None) for hour in range((self.days + 4) * 24)]
        for event in opening():
            self.ledger.apply(event)
        for at, made in sorted(events, key=lambda pair: pair[0]):
            if made is not None:
                self.reports += 1
                self._take(made)
                continue
            self._take(Tick(at=at))
            weekday, hour = at // DAY % 7, at // HOUR % 24
            if hour in SHIFTS and weekday not in (5, 6):
                self._work(chance, at)
        return self

    def _publish(self, chance: random.Random) -> None:
        for day in range(self.days):
            for paper in range(PAPERS):
                for number in range(A_DAY):
                    at = START + day * DAY + chance.randrange(DAY)
                    one = picture(f"{self.seed} {day} {paper} {number}", at)
                    views = min(60_000, int(chance.lognormvariate(6.0, 1.2)))
                    bad = chance.random() < BAD
                    made = Shown(one, f"paper {paper}", at, bad, chance.random() < CONFLICT, views)
                    self.shown[one.sha256] = made

    def _readers(self, chance: random.Random) -> Iterator[tuple[int, Event]]:
        prefixes = chance.choices(range(PREFIXES), [1 / (rank + 1) ** 0.8 for rank in range(PREFIXES)], k=READERS)
        browsers = chance.choices(range(BROWSERS), [1 / (rank + 1) for rank in range(BROWSERS)], k=READERS)
        known = [
            (START - int(chance.expovariate(1 / (90 * DAY))), prefixes[who], browsers[who], chance.random() < ANGRY)
            for who in range(READERS)
        ]
        for shown in self.shown.values():
            for _ in range(shown.views):
                # Most who would report do so at most once; drawn per view, so views are cheap to skip.
                tells = TELLS_BAD if shown.bad else TELLS_GOOD * ANGRY_FACTOR
                if chance.random() >= tells:
                    continue
                who = chance.randrange(READERS)
                born, prefix, browser, angry = known[who]
                if not shown.bad and not angry and chance.random() >= 1 / ANGRY_FACTOR:
                    continue
                delay = int(chance.expovariate(1 / (8 * HOUR)))
                at = shown.at + delay
                if born > at:
                    continue
                if shown.bad and at - born >= DAY:
                    shown.honest += 1
                seen = int(shown.views * (1 - 2 ** (-delay / (6 * HOUR))))
                yield at, self._report(shown, f"reader {who}", born, f"{prefix}", f"{browser}", at, seen, chance)

    def _groups(self, chance: random.Random) -> Iterator[tuple[int, Event]]:
        good = [one for one in self.shown.values() if not one.bad]
        for group in range(BRIGADES):
            batch = START - (3 + group * 10) * DAY
            for day in range(0, self.days, BRIGADE_EVERY):
                target = chance.choice(good)
                for who in range(BRIGADE):
                    at = START + day * DAY + chance.randrange(HOUR)
                    born = batch - chance.randrange(3 * HOUR)
                    name = f"brigade {group} {who}"
                    yield (
                        max(at, target.at + HOUR),
                        self._report(
                            target,
                            name,
                            born,
                            f"b{group}.{who % 8}",
                            f"b{who % 6}",
                            max(at, target.at + HOUR),
                            200,
                            chance,
                        ),
                    )
        members = [START - 20 * DAY - chance.randrange(300 * DAY) for _ in range(LOBBY)]
        for day in range(0, self.days, LOBBY_EVERY):
            target = chance.choice(good)
            for who, born in enumerate(members):
                at = max(START + day * DAY + chance.randrange(6 * HOUR), target.at + HOUR)
                yield at, self._report(target, f"lobby {who}", born, f"l{who}", f"l{who}", at, 300, chance)

    @staticmethod
    def _report(
        shown: Shown, who: str, born: int, prefix: str, browser: str, at: int, views: int, chance: random.Random
    ) -> Report:
        cause = chance.choice([Cause.SEXUAL, Cause.VIOLENCE, Cause.PRIVACY, Cause.OTHER])
        return Report(at=at, reporter=who, born=born, picture=shown.print, cause=cause, prefix=prefix, browser=browser,
                      source=shown.source, pictures=A_DAY, views=views, conflict=shown.conflict)  # fmt: skip

    def _take(self, event: Event) -> None:
        for change in self.ledger.apply(event):
            shown = self.shown.get(change.sha256)
            if shown is None:
                continue
            after = change.after
            if after is not None and not shown.covered:
                shown.covered = event.at
            hidden = after is not None and after.veil is Veil.HIDDEN and after.rule is not Rule.PERSON
            if hidden and not shown.since:
                shown.since = event.at
                shown.hidden = shown.hidden or event.at
            elif not hidden and shown.since:
                shown.longest = max(shown.longest, event.at - shown.since)
                shown.since = 0
        if isinstance(event, Report):
            self._third(event)

    def _third(self, event: Report) -> None:
        """Notes when three strangers' reports of a bad picture are in, counted without the product's own rules: other
        readers, prefixes and browsers than before, each known for a day; more where the views ask for more."""
        shown = self.shown[event.picture.sha256]
        case = self.ledger.state.cases.get(event.picture.sha256)
        if not shown.bad or shown.third or case is None or case.decision is not None:
            return
        grown = [one for one in case.reports if one.at - one.born >= DAY and one.reporter.startswith("reader")]
        strangers: list[Report] = []
        for one in grown:
            if all(one.prefix != other.prefix and one.browser != other.browser for other in strangers):
                strangers.append(one)
        if len(strangers) >= 3 and len(strangers) >= sqrt(case.views / 1000 + 1):
            shown.third = event.at

    def _work(self, chance: random.Random, at: int) -> None:
        """A shift: what is covered first, hidden ones before blurred ones, oldest first."""
        covers = [one for one in self.ledger.state.covers.values() if one.rule is not Rule.PERSON]
        covers.sort(key=lambda one: (one.veil is not Veil.HIDDEN, one.at))
        for cover in covers[:SHIFT_ITEMS]:
            shown = self.shown.get(cover.sha256)
            if shown is None:
                continue
            says_bad = shown.bad is (chance.random() < RIGHT)
            decision = Decision.UPHOLD if says_bad else Decision.KEEP
            shown.judged = True
            self._take(Judgement(at=at, picture=shown.print, decision=decision, operator="operator"))

    def figures(self) -> Iterator[tuple[str, float, int]]:
        """(measure, value, of how many)."""
        good = [one for one in self.shown.values() if not one.bad]
        bad = [one for one in self.shown.values() if one.bad]
        wrong = [one for one in good if one.hidden]
        ready = [one for one in bad if one.third and not one.conflict]
        torn = [one for one in bad if one.third and one.conflict]
        yield "reports", self.reports, len(self.shown)
        yield "good pictures wrongly hidden", round(len(wrong) / len(good), 5), len(good)
        clock = Rules().clock
        late = [one for one in wrong if max(one.longest, 0) > clock + HOUR]
        yield "wrongly hidden, not back within the clock", len(late), len(wrong)
        yield "longest wrong hide, hours", round(max((one.longest for one in wrong), default=0) / HOUR, 1), len(wrong)
        yield (
            "good pictures blurred at some time",
            round(sum(bool(one.covered) for one in good) / len(good), 5),
            len(good),
        )
        at_third = [one for one in ready if one.hidden and one.hidden <= one.third]
        yield "bad pictures hidden by the third stranger", round(len(at_third) / max(1, len(ready)), 4), len(ready)
        eventually = [one for one in ready if one.hidden or one.judged]
        yield (
            "bad pictures with three strangers hidden or judged",
            round(len(eventually) / max(1, len(ready)), 4),
            len(ready),
        )
        covered = [one for one in torn if one.covered and one.covered <= one.third]
        yield "bad pictures of war covered by the third stranger", round(len(covered) / max(1, len(torn)), 4), len(torn)
        minutes = sorted((one.hidden - one.at) // MINUTE for one in bad if one.hidden)
        yield "minutes a bad picture stood, median", minutes[len(minutes) // 2] if minutes else -1, len(minutes)

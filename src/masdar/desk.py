"""What readers and the operator do about pictures: events in, covers out, each with its line in the audit log.

Every process keeps a ledger of its own and brings it up to date with the store's events while it holds the store's one
turn to moderate; so two reports at the same moment are still one after the other, everywhere in the same order.
"""

from __future__ import annotations

import secrets
import threading
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import msgspec

from masdar.contracts import Clock, LogLine, Moderated, Moderating, Store
from masdar.model import Covered, Level, Permalink, Print, StoredArticle, Takedown, Veil
from masdar.moderation import (
    Allowance,
    Appeal,
    Case,
    Cause,
    Change,
    Cover,
    Decision,
    Event,
    Gallery,
    Judgement,
    Ledger,
    Report,
    Rules,
    Ruling,
    Sighting,
    Tick,
    Undo,
    Withdrawal,
    chain,
    decode,
    encode,
    tells_of_conflict,
)
from masdar.moderation.identity import Reader, cookie, digest, prefix, reader_of, same

DAY = 86_400
KEY_READERS = 90 * DAY  # after it nobody can tell which reports were one reader's
KEY_NETWORKS = DAY
KEY_COOKIES = 3650 * DAY
KEY_ASKED = 60  # for which a key is believed to be the newest
MAX_APPEAL = 1000  # characters
MAX_REASON = 300
LOG_PAGE = 1000


@dataclass(frozen=True, slots=True)
class Asker:
    """Who asks: the reader the cookie names, the address and the browser of the request."""

    reader: Reader
    address: str = ""
    browser: str = ""


@dataclass(frozen=True, slots=True)
class Item:
    """A line of the operator's queue."""

    case: Case
    cover: Cover | None
    article: StoredArticle | None

    @property
    def grave(self) -> bool:
        return self.case.cause is Cause.CHILD_SAFETY


class Desk:
    """The rules and the store together. May be called from any thread; calls take turns."""

    def __init__(self, store: Store, clock: Clock, rules: Rules | None = None) -> None:
        self._store = store
        self._clock = clock
        self._rules = rules or Rules()
        self._ledger = Ledger()
        self._seq = 0
        self._logged = 0  # the number of the last line of the log that was seen
        self._turn = threading.Lock()
        self._keys: dict[str, tuple[int, bytes]] = {}

    # --- readers ----------------------------------------------------------------------------------------------------

    def _now(self) -> int:
        return int(self._clock().timestamp())

    def _key(self, kind: str, seconds: float) -> bytes:
        now = self._now()
        found = self._keys.get(kind)
        if found is None or not 0 <= now - found[0] < KEY_ASKED:
            found = self._keys[kind] = (now, self._store.secret(kind, self._clock(), seconds))
        return found[1]

    def new_cookie(self) -> str:
        """A cookie for a browser that has none."""
        return cookie(self._key("cookies", KEY_COOKIES), Reader(secrets.token_urlsafe(12), self._now()))

    def reader(self, value: str) -> Reader | None:
        """Who a cookie names, None where it is not one of ours."""
        return reader_of(self._key("cookies", KEY_COOKIES), value, self._now()) if value else None

    def token(self, *parts: str) -> str:
        """What a form must bring back, so that no other site can fill it in."""
        return digest(self._key("cookies", KEY_COOKIES), "form", *parts)

    def is_token(self, given: str, *parts: str) -> bool:
        return same(given, self.token(*parts))

    def reporter(self, reader: Reader) -> str:
        return digest(self._key("readers", KEY_READERS), "reader", reader.name)

    def report(self, asker: Asker, permalink: Permalink, cause: Cause) -> bool:
        """Takes a report in. False where the article has no picture to report."""
        stored = self._store.article(permalink)
        found = self._store.print_of(stored.picture) if stored is not None and stored.picture else None
        if stored is None or found is None:
            return False
        now, article = self._clock(), stored.article
        networks = self._key("networks", KEY_NETWORKS)
        near = prefix(asker.address)
        caption = article.image.caption if article.image else ""
        made = Report(
            at=self._now(),
            reporter=self.reporter(asker.reader),
            born=asker.reader.born,
            picture=found,
            cause=cause,
            prefix=digest(networks, "prefix", near) if near else "",
            browser=digest(networks, "browser", asker.browser) if asker.browser else "",
            source=permalink.source,
            number=permalink.number,
            pictures=self._store.pictures_of(permalink.source, now - timedelta(days=1)),
            views=self._store.views(found.sha256),
            conflict=tells_of_conflict(article.title, article.section, caption),
        )
        self._act(lambda _: [made], "reader")
        return True

    def withdraw(self, reader: Reader, permalink: Permalink) -> None:
        stored = self._store.article(permalink)
        if stored is not None and stored.picture:
            made = Withdrawal(at=self._now(), reporter=self.reporter(reader), sha256=stored.picture)
            self._act(lambda _: [made], "reader")

    def appeal(self, reader: Reader, permalink: Permalink, text: str, *, publisher: bool = False) -> None:
        stored = self._store.article(permalink)
        if stored is not None and stored.picture:
            told = text.strip()[:MAX_APPEAL]
            made = Appeal(
                at=self._now(), sha256=stored.picture, reporter=self.reporter(reader), publisher=publisher, text=told
            )
            self._act(lambda _: [made], "publisher" if publisher else "reader")

    # --- the operator -----------------------------------------------------------------------------------------------

    def judge(
        self,
        sha256: str,
        decision: Decision,
        who: str,
        *,
        alone: bool = False,
        at: Permalink | None = None,
        judged: int | None = None,
    ) -> bool:
        """A person decides. `at` is the article a wrong picture is taken out of; `judged` says when the case was last
        judged as far as they know, 0 for never. False where there is no picture, or somebody has judged it since."""
        found = self._store.print_of(sha256)
        if found is None:
            return False
        made = Judgement(
            at=self._now(),
            picture=found,
            decision=decision,
            operator=who,
            alone=alone,
            source=at.source if at else "",
            number=at.number if at else 0,
        )
        taken: list[Event] = []

        def decide(ledger: Ledger) -> list[Event]:
            case = ledger.state.cases.get(sha256)
            if judged is None or judged == (case.judged_at if case is not None else 0):
                taken.append(made)
            return taken

        self._act(decide, who)
        return bool(taken)

    def allow(self, sha256: str, who: str, *, allowed: bool = True) -> bool:
        found = self._store.print_of(sha256)
        if found is None:
            return False
        made = Allowance(at=self._now(), picture=found, allowed=allowed, operator=who)
        self._act(lambda _: [made], who)
        return True

    def take_down(self, permalink: Permalink, level: Level, reason: str, who: str) -> bool:
        """Shows less of an article, for good; the reason is public. False where no less would be shown."""
        told = Takedown(permalink, level, reason.strip()[:MAX_REASON], self._now())
        if not self._store.take_down(told):
            return False
        self._act(lambda _: [], who, told)
        return True

    def undo(self, who: str, *, reporter: str = "", rule: str = "") -> None:
        """All that a reporter or a rule caused, as if it had never been. Change a rule's numbers first."""
        made = Undo(at=self._now(), reporter=reporter, rule=rule, operator=who)
        self._act(lambda _: [made], who)

    def tick(self) -> None:
        """Lets clocks run out, and takes in the look-alikes that came since. Does nothing where nothing is due."""
        now = self._now()

        def due(ledger: Ledger) -> list[Event]:
            return [Tick(at=now)] if any(when <= now for when in ledger.due()) else []

        self._act(due, "clock")

    def queue(self) -> list[Item]:
        """What waits for a person: child safety first, then appeals, hides by their clock, blurs, single reports."""
        self._act(lambda _: [], "desk")
        with self._turn:
            state = self._ledger.state
            cases = [case for case in state.cases.values() if _waits(case)]
            known = {case.picture.sha256 for case in cases}
            likes = [
                Case(kin.picture, case.root)
                for case in state.cases.values()
                for sha256, kin in case.kin.items()
                if sha256 not in known and sha256 in state.covers and sha256 not in state.cases
            ]
            pairs = [(case, state.covers.get(case.picture.sha256)) for case in [*cases, *likes]]
        pairs.sort(key=_urgency)
        return [Item(case, cover, self._where(case.picture.sha256)) for case, cover in pairs]

    def _where(self, sha256: str) -> StoredArticle | None:
        places = self._store.shown(sha256, 1)
        return self._store.article(places[0]) if places else None

    def figures(self) -> dict[str, object]:
        """What the page of openness tells: counts by cause and by paper, how many hides were overturned, how long a
        case waited for a person."""
        self._act(lambda _: [], "desk")
        with self._turn:
            events = list(self._ledger.events)
            covers = list(self._ledger.state.covers.values())
        return _figures(events, covers)

    def log(self) -> Iterator[LogLine]:
        """The whole audit log."""
        after = 0
        while page := self._store.log(after, LOG_PAGE):
            yield from page
            after = page[-1].seq

    def newest(self, count: int) -> list[LogLine]:
        """The last lines of the audit log, newest first."""
        self._act(lambda _: [], "desk")
        return self._store.log(max(0, self._logged - count), count)[::-1]

    # --- one event after the other ----------------------------------------------------------------------------------

    def _act(self, make: Callable[[Ledger], Sequence[Event]], who: str, takedown: Takedown | None = None) -> None:
        with self._turn:
            try:
                self._seq = self._store.moderate(self._seq, lambda opening: self._decide(opening, make, who, takedown))
            except BaseException:
                self._ledger, self._seq = Ledger(), 0  # it may have taken in what was not written
                raise

    def _decide(
        self, opening: Moderating, make: Callable[[Ledger], Sequence[Event]], who: str, takedown: Takedown | None
    ) -> Moderated:
        ledger = self._ledger
        for _, body in opening.events:
            ledger.apply(decode(body))
        turn = _Turn(ledger, opening)
        if ledger.rules.version != self._rules.version:
            turn.take(Ruling(at=self._now(), rules=self._rules), "settings")
        papers = opening.papers([found.sha256 for found, _ in opening.found])
        for found, of in opening.found:
            seen = Sighting(at=self._now(), of=of, picture=found, sources=papers.get(found.sha256, ()))
            turn.take(seen, "likeness")
        for event in make(ledger):
            turn.take(event, who)
        if takedown is not None:  # which is no picture's event
            turn.note(takedown.at, who, "takedown", {"takedown": takedown})
        provisional = {found.sha256: None for found, _ in opening.found}
        done = turn.done({**provisional})
        self._logged = opening.log_seq + len(done.log)
        return done


class _Turn:
    """What one turn to moderate takes in and writes."""

    def __init__(self, ledger: Ledger, opening: Moderating) -> None:
        self._ledger = ledger
        self._opening = opening
        self._events: list[Event] = []
        self._lines: list[LogLine] = []
        self._touched: set[str] = set()
        self._detached = dict(ledger.state.detached)

    def take(self, event: Event, who: str) -> None:
        before = {one.sha256 for one in self._ledger.spreading()}
        changes = self._ledger.apply(event)
        self._events.append(event)
        self._touched |= {change.sha256 for change in changes}
        self._write_line(event, who, changes)
        for one in self._ledger.spreading():
            if one.sha256 not in before:
                self._spread(one, event.at)

    def _spread(self, of: Print, at: int) -> None:
        """Looks through all pictures for those that resemble one just covered."""
        like = [found for found, _ in Gallery(self._opening.prints(), self._ledger.rules).like(of)]
        papers = self._opening.papers([one.sha256 for one in like])
        for one in like:
            self.take(Sighting(at=at, of=of.sha256, picture=one, sources=papers.get(one.sha256, ())), "likeness")

    def _write_line(self, event: Event, who: str, changes: Sequence[Change]) -> None:
        told: dict[str, object] = {
            "event": event,
            "rules": self._ledger.rules.version,
            "changes": [{"sha256": one.sha256, "before": one.before, "after": one.after} for one in changes],
        }
        self.note(event.at, who, type(event).__name__.lower(), told)

    def note(self, at: int, who: str, what: str, told: dict[str, object]) -> None:
        """A line of the log."""
        before = self._lines[-1].hash if self._lines else self._opening.log_hash
        seq = self._opening.log_seq + len(self._lines) + 1
        self._lines.append(_line(chain.sealed(seq, at, who, what, told, before)))

    def done(self, covers: dict[str, Covered | None]) -> Moderated:
        state = self._ledger.state
        touched = self._touched | covers.keys()
        for parent in {of for sha in touched for of in state.parents.get(sha, ())}:
            touched.add(parent)
        written: dict[str, Covered | None] = {}
        for sha256 in touched:
            cover = state.covers.get(sha256)
            written[sha256] = _plain(cover, self._ledger.spreads(sha256)) if cover else None
        detached = dict(state.detached) if state.detached != self._detached else None
        return Moderated([(event.at, encode(event)) for event in self._events], written, detached, self._lines)


def _line(entry: chain.Entry) -> LogLine:
    text = msgspec.json.encode(entry.told, order="sorted").decode()
    return LogLine(entry.seq, entry.at, entry.who, entry.what, text, entry.before, entry.hash)


def _plain(cover: Cover, spreads: bool) -> Covered:
    return Covered(cover.sha256, Veil(cover.veil), cover.rule.value, cover.cause.value, cover.at, cover.of, spreads)


def _waits(case: Case) -> bool:
    return bool(case.appeals) or (bool(case.reports) and case.decision not in (Decision.UPHOLD, Decision.WARN))


def _urgency(pair: tuple[Case, Cover | None]) -> tuple[bool, bool, bool, bool, int]:
    case, cover = pair
    grave = case.cause is Cause.CHILD_SAFETY
    hidden = cover is not None and cover.veil is Veil.HIDDEN
    at = cover.at if cover else case.reports[0].at if case.reports else 0
    return not grave, not case.appeals, not hidden, cover is None, at


def _figures(events: Sequence[Event], covers: Sequence[Cover]) -> dict[str, object]:
    first: dict[str, int] = {}
    waited: list[int] = []
    causes: Counter[str] = Counter()
    sources: Counter[str] = Counter()
    decisions: Counter[str] = Counter()
    for event in events:
        if isinstance(event, Report):
            causes[event.cause.value] += 1
            sources[event.source] += 1
            first.setdefault(event.picture.sha256, event.at)
        elif isinstance(event, Judgement):
            decisions[event.decision.value] += 1
            reported = first.pop(event.picture.sha256, None)
            if reported is not None:
                waited.append(event.at - reported)
    waited.sort()
    judged = sum(decisions.values())
    return {
        "reports": sum(causes.values()),
        "causes": dict(causes.most_common()),
        "sources": dict(sources.most_common(50)),
        "decisions": dict(decisions.most_common()),
        "overturned": round(decisions[Decision.KEEP.value] / judged, 4) if judged else None,
        "median_seconds": waited[len(waited) // 2] if waited else None,
        "hidden": sum(cover.veil is Veil.HIDDEN for cover in covers),
        "blurred": sum(cover.veil is Veil.BLURRED for cover in covers),
    }


def entries(lines: Sequence[LogLine]) -> Iterator[chain.Entry]:
    """The log's lines as the chain checks them."""
    for line in lines:
        told = msgspec.json.decode(line.told)
        yield chain.Entry(
            seq=line.seq, at=line.at, who=line.who, what=line.what, told=told, before=line.before, hash=line.hash
        )


def session_ends(now: datetime) -> datetime:
    """When a log-in of the operator runs out."""
    return now + timedelta(hours=12)

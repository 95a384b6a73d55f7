"""What readers and the operator can do, and what the operator sees of it: each deed is one turn."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

from masdar.contracts import Clock, LogLine, Store
from masdar.desk.figures import figures
from masdar.desk.keys import Keys
from masdar.desk.turns import Turns
from masdar.desk.waiting import Item, waiting
from masdar.model import Level, Permalink, StoredArticle, Takedown
from masdar.moderation import (
    Allowance,
    Appeal,
    Cause,
    Decision,
    Event,
    Judgement,
    Ledger,
    Report,
    Rules,
    Tick,
    Undo,
    Withdrawal,
    tells_of_conflict,
)
from masdar.moderation.identity import Reader

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
class Decided:
    """What a person decides on a picture. `alone`: and not on those like it; `at` is the article a wrong picture is
    taken out of; `judged` says when the case was last judged as far as they know, 0 for never."""

    sha256: str
    decision: Decision
    alone: bool = False
    at: Permalink | None = None
    judged: int | None = None


class Desk:
    """The rules and the store together. May be called from any thread; calls take turns."""

    def __init__(self, store: Store, clock: Clock, rules: Rules | None = None) -> None:
        self._store = store
        self._clock = clock
        self.keys = Keys(store, clock)
        self._turns = Turns(store, clock, rules or Rules())

    def _act(self, event: Event, who: str) -> None:
        self._turns.act(lambda _: [event], who)

    # --- readers ----------------------------------------------------------------------------------------------------

    def report(self, asker: Asker, permalink: Permalink, cause: Cause) -> bool:
        """Takes a report in. False where the article has no picture to report."""
        stored = self._store.article(permalink)
        found = self._store.print_of(stored.picture) if stored is not None and stored.picture else None
        if stored is None or found is None:
            return False
        article = stored.article
        near, browser = self.keys.marks(asker.address, asker.browser)
        made = Report(
            at=self._turns.now(),
            reporter=self.keys.reporter(asker.reader),
            born=asker.reader.born,
            picture=found,
            cause=cause,
            prefix=near,
            browser=browser,
            source=permalink.source,
            number=permalink.number,
            pictures=self._store.pictures_of(permalink.source, self._clock() - timedelta(days=1)),
            views=self._store.views(found.sha256),
            conflict=tells_of_conflict(article.title, article.section, article.image.caption if article.image else ""),
        )
        self._act(made, "reader")
        return True

    def withdraw(self, reader: Reader, permalink: Permalink) -> None:
        """Takes a reader's report back."""
        stored = self._store.article(permalink)
        if stored is not None and stored.picture:
            reporter = self.keys.reporter(reader)
            self._act(Withdrawal(at=self._turns.now(), reporter=reporter, sha256=stored.picture), "reader")

    def appeal(self, reader: Reader, permalink: Permalink, text: str, *, publisher: bool = False) -> None:
        """Asks for a covered picture to be looked at again."""
        stored = self._store.article(permalink)
        if stored is not None and stored.picture:
            made = Appeal(
                at=self._turns.now(),
                sha256=stored.picture,
                reporter=self.keys.reporter(reader),
                publisher=publisher,
                text=text.strip()[:MAX_APPEAL],
            )
            self._act(made, "publisher" if publisher else "reader")

    # --- the operator -----------------------------------------------------------------------------------------------

    def judge(self, decided: Decided, who: str) -> bool:
        """A person decides. False where there is no picture, or somebody has judged it since."""
        found = self._store.print_of(decided.sha256)
        if found is None:
            return False
        made = Judgement(
            at=self._turns.now(),
            picture=found,
            decision=decided.decision,
            operator=who,
            alone=decided.alone,
            source=decided.at.source if decided.at else "",
            number=decided.at.number if decided.at else 0,
        )
        taken: list[Event] = []

        def decide(ledger: Ledger) -> list[Event]:
            case = ledger.state.cases.get(decided.sha256)
            if decided.judged is None or decided.judged == (case.judged_at if case is not None else 0):
                taken.append(made)
            return taken

        self._turns.act(decide, who)
        return bool(taken)

    def allow(self, sha256: str, who: str, *, allowed: bool = True) -> bool:
        """From now on a picture is never covered. False where there is no such picture."""
        found = self._store.print_of(sha256)
        if found is None:
            return False
        self._act(Allowance(at=self._turns.now(), picture=found, allowed=allowed, operator=who), who)
        return True

    def take_down(self, permalink: Permalink, level: Level, reason: str, who: str) -> bool:
        """Shows less of an article, for good; the reason is public. False where no less would be shown."""
        told = Takedown(permalink, level, reason.strip()[:MAX_REASON], self._turns.now())
        if not self._store.take_down(told):
            return False
        self._turns.act(lambda _: [], who, told)
        return True

    def undo(self, who: str, *, reporter: str = "", rule: str = "") -> None:
        """All that a reporter or a rule caused, as if it had never been. Change a rule's numbers first."""
        self._act(Undo(at=self._turns.now(), reporter=reporter, rule=rule, operator=who), who)

    def tick(self) -> None:
        """Lets clocks run out, and takes in the look-alikes that came since. Does nothing where nothing is due."""
        now = self._turns.now()

        def due(ledger: Ledger) -> list[Event]:
            return [Tick(at=now)] if any(when <= now for when in ledger.due()) else []

        self._turns.act(due, "clock")

    # --- what they see ----------------------------------------------------------------------------------------------

    def queue(self) -> list[Item]:
        """What waits for a person: child safety first, then appeals, hides by their clock, blurs, single reports."""
        found = self._turns.look(waiting)
        return [Item(case, cover, self._where(case.picture.sha256)) for case, cover in found]

    def _where(self, sha256: str) -> StoredArticle | None:
        places = self._store.shown(sha256, 1)
        return self._store.article(places[0]) if places else None

    def figures(self) -> dict[str, object]:
        """What the page of openness tells."""
        return figures(*self._turns.read(lambda ledger: (list(ledger.events), list(ledger.state.covers.values()))))

    def log(self) -> Iterator[LogLine]:
        """The whole audit log."""
        after = 0
        while page := self._store.log(after, LOG_PAGE):
            yield from page
            after = page[-1].seq

    def newest(self, count: int) -> list[LogLine]:
        """The last lines of the audit log, newest first."""
        return self._store.log(max(0, self._turns.last_line() - count), count)[::-1]

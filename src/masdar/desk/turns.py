"""One event after the other, in all processes in the same order.

Every process keeps a ledger of its own and brings it up to date with the store's events while it holds the store's one
turn to moderate; so two reports at the same moment are still one after the other.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from typing import TypeVar

from masdar.contracts import Clock, LogLine, Moderated, Moderating, Store
from masdar.desk.lines import line
from masdar.model import Covered, Print, Takedown, Veil
from masdar.moderation import Change, Cover, Event, Gallery, Ledger, Rules, Ruling, Sighting, chain, decode, encode

T = TypeVar("T")
Make = Callable[[Ledger], Sequence[Event]]


class Turns:
    """The ledger and the store together. May be called from any thread; calls take turns."""

    def __init__(self, store: Store, clock: Clock, rules: Rules) -> None:
        self._store = store
        self._clock = clock
        self._rules = rules
        self._ledger = Ledger()
        self._seq = 0
        self._logged = 0  # the number of the last line of the log that was seen
        self._turn = threading.Lock()
        self._read_ledger, self._read_seq = Ledger(), 0
        self._reading = threading.Lock()

    def now(self) -> int:
        return int(self._clock().timestamp())

    def act(self, make: Make, who: str, takedown: Takedown | None = None) -> None:
        """Takes in the events `make` makes of the ledger as it stands; `takedown` gets a line of the log."""
        with self._turn:
            try:
                self._seq = self._store.moderate(self._seq, lambda opening: self._decide(opening, make, who, takedown))
            except BaseException:
                self._ledger, self._seq = Ledger(), 0  # it may have taken in what was not written
                raise

    def look(self, read: Callable[[Ledger], T]) -> T:
        """What `read` makes of the ledger, brought up to date. It must keep nothing of it that changes."""
        self.act(lambda _: [], "desk")
        with self._turn:
            return read(self._ledger)

    def read(self, read: Callable[[Ledger], T]) -> T:
        """As `look`, of what was written so far: it writes nothing and waits for no turn, so that a page everybody may
        open stands while the disk is full."""
        with self._reading:
            try:
                for seq, body in self._store.moderated(self._read_seq):
                    self._read_ledger.apply(decode(body))
                    self._read_seq = seq
            except BaseException:
                self._read_ledger, self._read_seq = Ledger(), 0
                raise
            return read(self._read_ledger)

    def last_line(self) -> int:
        """The number of the log's last line."""
        return self.look(lambda _: self._logged)

    def _decide(self, opening: Moderating, make: Make, who: str, takedown: Takedown | None) -> Moderated:
        ledger = self._ledger
        for _, body in opening.events:
            ledger.apply(decode(body))
        turn = _Turn(ledger, opening)
        if ledger.rules.version != self._rules.version:
            turn.take(Ruling(at=self.now(), rules=self._rules), "settings")
        papers = opening.papers([found.sha256 for found, _ in opening.found])
        for found, of in opening.found:
            seen = Sighting(at=self.now(), of=of, picture=found, sources=papers.get(found.sha256, ()))
            turn.take(seen, "likeness")
        for event in make(ledger):
            turn.take(event, who)
        if takedown is not None:  # which is no picture's event
            turn.note(takedown.at, who, "takedown", {"takedown": takedown})
        done = turn.done({found.sha256 for found, _ in opening.found})
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
        entry = chain.Entry(seq=seq, at=at, who=who, what=what, told=told, before=before)
        self._lines.append(line(chain.sealed(entry)))

    def done(self, found: set[str]) -> Moderated:
        """What is to be written; of the pictures `found` like covered ones too, which the store covered by itself."""
        state = self._ledger.state
        touched = self._touched | found
        for parent in {of for sha in touched for of in state.parents.get(sha, ())}:
            touched.add(parent)
        written: dict[str, Covered | None] = {}
        for sha256 in touched:
            cover = state.covers.get(sha256)
            written[sha256] = _plain(cover, self._ledger.spreads(sha256)) if cover else None
        detached = dict(state.detached) if state.detached != self._detached else None
        return Moderated([(event.at, encode(event)) for event in self._events], written, detached, self._lines)


def _plain(cover: Cover, spreads: bool) -> Covered:
    return Covered(cover.sha256, Veil(cover.veil), cover.rule.value, cover.cause.value, cover.at, cover.of, spreads)

"""Known ways to have a good picture hidden, each tried on the ledger of a portal that has been open for a year."""

from __future__ import annotations

import hashlib
import random
from collections.abc import Iterator

from masdar.moderation import Cause, Decision, Event, Judgement, Print, Report, Sighting, Standing, Veil, replay
from masdar.moderation.rules import DAY, HOUR, MINUTE

START = 1_790_000_000
GOOD_VIEWS = 400


def picture(name: str, first_seen: int = START - DAY) -> Print:
    """A picture unlike all others."""
    sha = hashlib.sha256(name.encode()).hexdigest()
    return Print(sha, hashlib.sha256(sha.encode()).hexdigest(), 100, sha[:32], first_seen)


def near(one: Print, name: str, bits: int, first_seen: int) -> Print:
    """A picture whose fingerprints are a few bits from another's."""
    sha = hashlib.sha256(name.encode()).hexdigest()
    return Print(sha, f"{int(one.pdq, 16) ^ ((1 << bits) - 1):064x}", one.quality, one.second, first_seen)


def opening() -> list[Event]:
    """The portal is a year old."""
    return [Report(at=START - 365 * DAY, reporter="first", born=START - 366 * DAY, picture=picture("first"))]


def reports(target: Print, born: list[int], at: list[int], prefixes: int, **more: object) -> list[Event]:
    """One report a cookie, each with a browser of its own: the attacker is careful."""
    given: dict[str, object] = {"source": "paper", "pictures": 60, "views": GOOD_VIEWS, "cause": Cause.SEXUAL, **more}
    return [
        Report(at=when, reporter=f"{place}", born=made, picture=target, prefix=f"{place % prefixes}",
               browser=f"{place}", **given)  # type: ignore[arg-type]  # checked when it is made
        for place, (made, when) in enumerate(zip(born, at, strict=True))
    ]  # fmt: skip


def outcome(events: list[Event], good: list[Print]) -> tuple[int, int, int]:
    """(hidden at any moment, blurred at the end, pictures)."""
    ledger = replay(opening())
    hidden: set[str] = set()
    names = {one.sha256 for one in good}
    for event in sorted(events, key=lambda one: one.at):
        for change in ledger.apply(event):
            if change.after is not None and change.after.veil is Veil.HIDDEN and change.sha256 in names:
                hidden.add(change.sha256)
    covers = ledger.state.covers
    blurred = sum(one.sha256 in covers and covers[one.sha256].veil is Veil.BLURRED for one in good)
    return len(hidden), blurred, len(good)


def attacks() -> Iterator[tuple[str, int, int, int]]:
    """(what, hidden, blurred, pictures)."""
    chance = random.Random(7)
    good = picture("good")

    def within(seconds: int, count: int) -> list[int]:
        return sorted(START + chance.randrange(seconds) for _ in range(count))

    fresh = within(HOUR, 20)
    week = [START - 24 * HOUR - chance.randrange(5 * DAY) for _ in range(200)]
    yield "20 fresh cookies on one prefix", *outcome(reports(good, [at - 60 for at in fresh], fresh, 1), [good])
    times = within(HOUR, 200)
    yield (
        "200 fresh cookies, 50 prefixes, an hour",
        *outcome(reports(good, [at - 60 for at in times], times, 50), [good]),
    )
    day = [START - 25 * HOUR - chance.randrange(HOUR) for _ in range(200)]
    yield "200 cookies a day old, made in an hour, 50 prefixes", *outcome(reports(good, day, times, 50), [good])
    yield "200 cookies of up to six days, 50 prefixes", *outcome(reports(good, week, times, 50), [good])
    month = [START - 20 * DAY - chance.randrange(DAY) for _ in range(200)]
    yield "200 cookies made three weeks ago in a day, 50 prefixes", *outcome(reports(good, month, times, 50), [good])
    spread = [START - 8 * DAY - chance.randrange(300 * DAY) for _ in range(200)]
    yield (
        "limit: 200 cookies tended for months, 50 prefixes, 200 browsers",
        *outcome(reports(good, spread, times, 50), [good]),
    )
    alone = reports(good, [START - 300 * DAY], [START], 1, standing=Standing.PROVEN)
    yield "one proven account alone", *outcome(alone, [good])
    yield "a whole paper", *_paper(chance)
    yield "poisoned look-alikes of pictures here before", *_poisoned(chance)
    yield (
        "limit: child safety, one grown cookie",
        *outcome(reports(good, [START - 90 * DAY], [START], 1, cause=Cause.CHILD_SAFETY), [good]),
    )


def _paper(chance: random.Random) -> tuple[int, int, int]:
    """Forty tended cookies report all sixty pictures of a paper within a day, as fast as their limits let them."""
    shown = [picture(f"of the paper {number}") for number in range(60)]
    events: list[Event] = []
    for who in range(40):
        born = START - 10 * DAY - chance.randrange(300 * DAY)
        for turn, one in enumerate(chance.sample(shown, 5)):
            events.append(
                Report(at=START + turn * 40 * MINUTE + who * 55, reporter=f"{who}", born=born, picture=one,
                       source="paper", prefix=f"{who}", browser=f"{who}", pictures=60, views=GOOD_VIEWS)
            )  # fmt: skip
    return outcome(events, shown)


def _poisoned(chance: random.Random) -> tuple[int, int, int]:
    """A good picture with something terrible worked in, so that its fingerprints stay; honest readers report that."""
    shown, events = [], list[Event]()
    for number in range(40):
        good = picture(f"portrait {number}", START - 20 * DAY)
        poison = near(good, f"poison {number}", chance.randrange(20), START)
        shown.append(good)
        for who in range(4):
            events.append(
                Report(at=START + number * 2 * HOUR + who * 11 * MINUTE, reporter=f"{number}.{who}", picture=poison,
                       born=START - 30 * DAY - who * 40 * DAY, prefix=f"{who}", browser=f"{who}",
                       source=f"paper {number}", pictures=60)
            )  # fmt: skip
        at = START + number * 2 * HOUR + HOUR
        events.append(Sighting(at=at, of=poison.sha256, picture=good, sources=("agency",)))
        events.append(Judgement(at=at + MINUTE, picture=poison, decision=Decision.UPHOLD, alone=True))
    return outcome(events, shown)

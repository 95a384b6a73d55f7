"""Two articles that share text → the evidence of which has it from the other."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

from masdar.model import Evidence, Passage, Precision, Sign
from masdar.provenance.citations import names_paper
from masdar.provenance.credits import Credit
from masdar.provenance.habits import Habits
from masdar.provenance.sighting import Sighting
from masdar.provenance.weights import SOON, WEIGHTS

_WHOLE, _MORE = 0.85, 0.75  # of a text that is shared: all of it, and not all of it
_OTHER_WAY = str.maketrans("+-", "-+")
_HEAD = 0.06  # of a text: a dateline and a headline's words may stand there


def evidence(taker: Sighting, giver: Sighting, shared: Sequence[Passage], habits: Habits) -> tuple[Evidence, ...]:
    """Signs that `taker` has from `giver` what they share, negative where they speak for the other way. `shared` are
    their passages seen from the taker, empty where they are not at hand."""
    there = [*_said(taker, giver, shared), *_shape(taker, giver, shared)]
    back = [*_said(giver, taker, [one.turned() for one in shared]), *_shape(giver, taker, [p.turned() for p in shared])]
    return (*there, *map(turned, back), *_times(taker, giver, habits.clock), *_habit(taker, giver, habits))


def turned(sign: Evidence) -> Evidence:
    """The same sign, seen from the other of the two."""
    detail = sign.detail.translate(_OTHER_WAY) if sign.sign is Sign.PUBLISHED else sign.detail
    return Evidence(sign.sign, -sign.weight, detail)


def log_odds(signs: Sequence[Evidence]) -> float:
    return sum(sign.weight for sign in signs)


def sure(odds: float) -> float:
    """Log-odds → probability."""
    return 1 / (1 + math.exp(-max(-30.0, min(odds, 30.0))))


def log_odds_of(likely: float) -> float:
    """Probability → log-odds."""
    return math.log(likely / (1 - likely))


def _said(taker: Sighting, giver: Sighting, shared: Sequence[Passage]) -> Iterator[Evidence]:
    """What the taker itself says of the giver."""
    if taker.host and giver.home and _same_host(taker.host, giver.home) and not _same_host(taker.home, giver.home):
        yield _sign(Sign.CANONICAL, giver.home)
    if not giver.agency and taker.source != giver.source and names_paper(taker.text, giver.name):
        yield _sign(Sign.MARK, giver.name)
    if not giver.agency or taker.agency == giver.agency:
        return
    mark = next((credit for credit in _credits(taker, shared) if credit.agency == giver.agency), None)
    if mark is not None:
        yield _sign(Sign.MARK, mark.mark)
    elif giver.agency in taker.byline_agencies:
        yield _sign(Sign.AUTHOR, giver.agency)
    elif giver.agency in taker.told:
        yield _sign(Sign.TOLD, giver.agency)
    if not taker.agency:
        yield _sign(Sign.KIND, giver.agency)


def _credits(taker: Sighting, shared: Sequence[Passage]) -> Sequence[Credit]:
    if not shared:
        return taker.credits
    found = (taker.credited(one.start, one.end) for one in shared)
    return [credit for credit in found if credit is not None]


def _shape(taker: Sighting, giver: Sighting, shared: Sequence[Passage]) -> Iterator[Evidence]:
    """What the two texts look like beside each other."""
    if taker.months == "local" and giver.months == "wide":
        yield _sign(Sign.LOCALISED)
    if not shared:
        return
    ours = sum(one.end - one.start for one in shared) / max(len(taker.text), 1)
    theirs = sum(one.other_end - one.other_start for one in shared) / max(len(giver.text), 1)
    leads = min(one.start for one in shared) > _HEAD * len(taker.text)
    if theirs >= _WHOLE and ours < _MORE and leads:
        yield _sign(Sign.ADDED, f"{1 - ours:.0%}")
    elif ours >= _WHOLE and theirs < _MORE and min(one.other_start for one in shared) < _HEAD * len(giver.text):
        yield _sign(Sign.SHORTENED, f"{1 - theirs:.0%}")


def _times(taker: Sighting, giver: Sighting, clock: float) -> Iterator[Evidence]:
    if taker.published is not None and giver.published is not None:
        minutes = (taker.published - giver.published).total_seconds() / 60
        if Precision.DAY in (taker.precision, giver.precision):
            days = (taker.published.date() - giver.published.date()).days
            # Days are cut at different midnights: one day apart says less than two.
            weight = 0.0 if days == 0 else math.copysign(clock * (0.8 if abs(days) == 1 else 1), days)
        else:
            weight = math.copysign(clock * (1 - math.exp(-abs(minutes) / SOON)), minutes) if minutes else 0.0
        if weight:
            yield Evidence(Sign.PUBLISHED, weight, f"{minutes:+.0f} min")
    if taker.first_seen != giver.first_seen:
        later = taker.first_seen > giver.first_seen
        yield Evidence(Sign.SEEN, WEIGHTS[Sign.SEEN] if later else -WEIGHTS[Sign.SEEN])


def _habit(taker: Sighting, giver: Sighting, habits: Habits) -> Iterator[Evidence]:
    weight, count = habits.weight(taker.source, giver.source)
    if weight:
        yield Evidence(Sign.HABIT, weight, str(count))


def _sign(sign: Sign, detail: str = "") -> Evidence:
    return Evidence(sign, WEIGHTS[sign], detail)


def _same_host(one: str, other: str) -> bool:
    one, other = one.removeprefix("www."), other.removeprefix("www.")
    return one == other or one.endswith("." + other)

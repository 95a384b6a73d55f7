"""Two agencies credited with the same words: which credit stands with them, and which only over them?

A page that joins two dispatches and keeps one credit spreads it over both. Where other pages have the one dispatch
under that agency and the other under another, the credit is explained by the first, and says nothing of the second.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from masdar.model import Passage, Permalink
from masdar.provenance.credits import Credit
from masdar.provenance.pairs import sure
from masdar.provenance.sighting import Sighting
from masdar.provenance.weights import ABSTAIN, CREDITING, DISPATCHES, STRAY
from masdar.publishers.places import Place

_KNOWN = 240  # characters, some forty words: enough to know a dispatch by
_STRAY = 0.1  # of a stretch that may reach over an edge: alignments end a few words early or late


@dataclass(frozen=True, slots=True)
class _Claim:
    """article[start:end] is an agency's, by what another page credits with it."""

    agency: str
    start: int
    end: int

    def inside(self, start: int, end: int) -> float:
        """The part of it that lies within a stretch."""
        return max(0, min(self.end, end) - max(self.start, start)) / max(self.end - self.start, 1)


class Rivals:
    """What the other holders of an article's passages credit; `shared` are seen from the article, by the other one."""

    def __init__(self, shared: Mapping[Permalink, Sequence[Passage]], others: Mapping[Permalink, Sighting]) -> None:
        self._shared = shared
        self._others = others
        self._claimed: dict[Permalink, tuple[_Claim, ...]] = {}

    @cached_property
    def _agencies(self) -> set[str]:
        return {claim.agency for other in self._shared for claim in self._claims(other)}

    def voted(self, papers: Sequence[Permalink]) -> tuple[str, float]:
        """The agency that some other papers credit with what they share, the likeliest of several, and how likely it
        is: "" below an even chance. A credit that is over much else as well may be for that, and speaks the less."""
        said = [self._credits(other) for other in papers]
        named = Counter(agency for agency, _ in said if agency)
        if not named:
            return "", 0.0
        fits = {agency: sum(fit for by, fit in said if by == agency) for agency in named}
        agency = max(named, key=lambda one: (fits[one], one))
        silent = 1 + len(said) - named.total()  # and the article itself
        odds = math.log(DISPATCHES / (1 - DISPATCHES)) + named[agency] * math.log(CREDITING / STRAY)
        likely = sure(odds + silent * math.log((1 - CREDITING) / (1 - STRAY)))
        return (agency, likely) if likely >= ABSTAIN else ("", 0.0)

    def closer(self, credit: Credit, holders: Collection[Permalink], at: int) -> str:
        """The agency of the words at a place of the article: the credit's, or one that stands closer to them where
        `holders` have them, if what the credit is for stands elsewhere under it."""
        if not self._agencies - {credit.agency}:
            return credit.agency
        over = [claim for other in holders for claim in self._claims(other) if claim.start <= at < claim.end]
        against = Counter(claim.agency for claim in over if claim.agency != credit.agency)
        if not against:
            return credit.agency
        agency = min(against, key=lambda one: (-against[one], one))
        begin = min(claim.start for claim in over if claim.agency == agency)
        end = max(claim.end for claim in over if claim.agency == agency)
        agreeing = sum(claim.agency == credit.agency and claim.inside(begin, end) > 1 - _STRAY for claim in over)
        outranked = against[agency] > agreeing and self._explained(credit, begin, end)
        return agency if outranked else credit.agency

    def _credits(self, other: Permalink) -> tuple[str, float]:
        """The agency another paper credits, "" for none, and how much of what it credits is shared, up to 1."""
        for one in self._shared[other]:
            credit = self._others[other].credited(one.other_start, one.other_end)
            if credit is not None and credit.place != Place.CITED:
                spans = ((two.other_start, two.other_end) for two in self._shared[other])
                covered = sum(max(0, min(end, credit.end) - max(start, credit.start)) for start, end in spans)
                return credit.agency, min(1.0, covered / max(credit.end - credit.start, 1))
        return "", 0.0

    def _explained(self, credit: Credit, begin: int, end: int) -> bool:
        """Whether another page has what a credit is for, under the same agency and outside a stretch."""
        return any(
            claim.agency == credit.agency
            and claim.inside(begin, end) <= _STRAY
            and claim.inside(credit.start, credit.end) * (claim.end - claim.start) >= _KNOWN
            for other in self._shared
            for claim in self._claims(other)
        )

    def _claims(self, other: Permalink) -> tuple[_Claim, ...]:
        if other not in self._claimed:
            self._claimed[other] = tuple(self._claim(other))
        return self._claimed[other]

    def _claim(self, other: Permalink) -> Iterator[_Claim]:
        seen = self._others[other]
        for one in self._shared[other]:
            if seen.agency:
                yield _Claim(seen.agency, one.start, one.end)
                continue
            ratio = (one.end - one.start) / max(one.other_end - one.other_start, 1)
            for credit in seen.credits:
                low, high = max(credit.start, one.other_start), min(credit.end, one.other_end)
                if low < high and credit.place != Place.CITED:
                    start, end = (one.start + round((place - one.other_start) * ratio) for place in (low, high))
                    yield _Claim(credit.agency, start, end)

"""An article and all that it shares → whose words it prints, and from whom it has them."""

from __future__ import annotations

import math
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise

from masdar.model import (
    OWN,
    UNDECIDED,
    Edge,
    Evidence,
    Origin,
    Passage,
    PassageKind,
    Permalink,
    Share,
    Sign,
    Trace,
)
from masdar.provenance.credits import Credit
from masdar.provenance.habits import Habits
from masdar.provenance.own import own_words
from masdar.provenance.pairs import evidence, log_odds, log_odds_of, sure, turned
from masdar.provenance.rivals import Rivals
from masdar.provenance.sighting import WORD, Sighting, count_words
from masdar.provenance.variation import FEWEST, Pairs, Variation, pairs_of
from masdar.provenance.weights import ABSTAIN, CREDITED, CREDITED_THERE, TAKEN_FROM, WEIGHTS

_SAID = frozenset((Sign.CANONICAL, Sign.AUTHOR, Sign.MARK))
MOST = 12  # articles weighed against each other for one stretch
_NEARLY = 0.03  # a copy that is closer by less than this is no closer


@dataclass(frozen=True, slots=True)
class _Verdict:
    """Who had a stretch first; `giver` is whom this article has it from."""

    first: Permalink | None
    agency: str
    confidence: float
    undecided: bool = False
    evidence: tuple[Evidence, ...] = ()
    giver: Permalink | None = None
    credit: tuple[Evidence, ...] = ()  # why it is the agency's, where `evidence` tells of the giver


_OWN = _Verdict(None, "", 1.0)


def judge(
    article: Sighting, passages: Sequence[Passage], others: Mapping[Permalink, Sighting], habits: Habits
) -> Trace:
    """The trace of an article. `passages` are seen from it; one with an article that `others` lacks does not count."""
    shared = [one for one in passages if one.kind is PassageKind.COPY and one.other in others]
    if not shared and not article.credits:
        return own_alone(article.permalink, article.revision, count_words(article.text))
    return _Judge(article, shared, others, habits).trace()


def own_alone(permalink: Permalink, revision: int, words: int) -> Trace:
    """The trace of an article that shares nothing and credits nobody."""
    return Trace(permalink, revision, words, shares=(Share(OWN, words, 1.0),) if words else ())


class _Judge:
    def __init__(
        self, article: Sighting, shared: Sequence[Passage], others: Mapping[Permalink, Sighting], habits: Habits
    ) -> None:
        self.article = article
        self.others = others
        self.habits = habits
        self.of_other: dict[Permalink, list[Passage]] = defaultdict(list)
        for one in shared:
            self.of_other[one.other].append(one)
        self.rivals = Rivals(self.of_other, others)
        self._weighed: dict[tuple[Permalink, Permalink], tuple[Evidence, ...]] = {}
        self._texts: dict[Permalink, Pairs] = {}
        self._spans: dict[Permalink, Pairs] = {}

    def trace(self) -> Trace:
        words = [found.span() for found in WORD.finditer(self.article.text)]
        verdicts = self._verdicts(words)
        origins = tuple(self._origins(words, verdicts))
        return Trace(
            self.article.permalink, self.article.revision, len(words), origins,
            tuple(self._edges(verdicts)), tuple(_shares(verdicts, self)),
        )  # fmt: skip

    def _verdicts(self, words: list[tuple[int, int]]) -> list[_Verdict]:
        """One a word."""
        made: list[_Verdict] = []
        known: dict[tuple[frozenset[Permalink], str, str], _Verdict] = {}
        credited = self.article.credited_each(words)
        held = self._held([start for start, _ in words])
        own = set() if self.article.agency else own_words(credited, held, self.of_other, self.others)
        for at, (start, end) in enumerate(words):
            if at in own:
                made.append(_OWN)
                continue
            credit = credited[at]
            key = held[at], credit.agency if credit is not None else "", self._mine(credit, held[at], start)
            if key not in known:
                known[key] = self._judge(key[0], start, end)
            made.append(known[key])
        return made

    def _held(self, starts: list[int]) -> list[frozenset[Permalink]]:
        """Which others have each word, by where the words start."""
        holding: list[tuple[int, int, Permalink]] = [
            (bisect_left(starts, one.start), bisect_left(starts, one.end), other)
            for other, shared in self.of_other.items()
            for one in shared
        ]
        bounds = sorted({0, len(starts), *(bound for begin, end, _ in holding for bound in (begin, end))})
        made: list[frozenset[Permalink]] = []
        for begin, end in pairwise(bounds):
            of = frozenset(other for low, high, other in holding if low <= begin and end <= high)
            made += [of] * (end - begin)
        return made

    def _mine(self, credit: Credit | None, holders: frozenset[Permalink], start: int) -> str:
        """The agency that a credit of this article's comes to at a place, "" for none."""
        return "" if credit is None or self.article.agency else self.rivals.closer(credit, holders, start)

    def _judge(self, holders: frozenset[Permalink], start: int, end: int) -> _Verdict:
        credit = self.article.credited(start, end)
        mine = self._mine(credit, holders, start)
        if credit is not None and mine not in ("", credit.agency):
            credit = None  # it is for other words
        sure_of_mine = CREDITED.get(credit.place, 0.9) if credit is not None else CREDITED_THERE if mine else 0.0
        signs = (Evidence(Sign.MARK, log_odds_of(sure_of_mine), credit.mark),) if credit else ()
        if mine and credit is None:
            signs = (_credited(sure_of_mine),)
        if not holders:
            return _Verdict(None, mine, sure_of_mine, evidence=signs) if mine else _OWN
        group = self._group(holders)
        varied = self._varied(group)
        first, confidence = self._first(group, varied)
        agency, named = self._agency(group, first, confidence, mine)
        if agency and agency != mine:
            signs = () if self._sighting(first).agency == agency else (_credited(named),)
        named = max(named, sure_of_mine if agency == mine else 0.0)
        undecided = confidence < ABSTAIN
        if first == self.article.permalink and not undecided:
            return _Verdict(None, agency, named, evidence=signs) if agency else _OWN
        giver = self._giver(group, first, mine) if not undecided else None
        told = self._told(giver, varied) if giver is not None else signs
        if agency:  # two papers with one dispatch: whichever printed it first, the words are the agency's
            credited = signs if giver is not None and self._sighting(giver).agency != agency else ()
            return _Verdict(None if undecided else first, agency, named, False, told, giver, credited)
        return _Verdict(None if undecided else first, "", confidence, undecided, told, giver)

    def _group(self, holders: frozenset[Permalink]) -> list[Permalink]:
        """This article and those to weigh it against: the earliest, and those that share most."""
        if len(holders) < MOST:
            return [self.article.permalink, *sorted(holders)]

        def earliest(other: Permalink) -> float:
            seen = self.others[other]
            return (seen.published or seen.first_seen).timestamp()

        agencies = [other for other in holders if self.others[other].agency]
        rest = sorted(holders - set(agencies), key=earliest)
        return [self.article.permalink, *sorted([*agencies, *rest][: MOST - 1])]

    def _sighting(self, permalink: Permalink) -> Sighting:
        return self.article if permalink == self.article.permalink else self.others[permalink]

    def _weigh(self, taker: Permalink, giver: Permalink) -> tuple[Evidence, ...]:
        known = self._weighed.get((taker, giver))
        if known is None:
            shared: Sequence[Passage] = ()
            if taker == self.article.permalink:
                shared = self.of_other[giver]
            elif giver == self.article.permalink:
                shared = [one.turned() for one in self.of_other[taker]]
            known = evidence(self._sighting(taker), self._sighting(giver), shared, self.habits)
            self._weighed[taker, giver] = known
            self._weighed[giver, taker] = tuple(map(turned, known))
        return known

    def _told(self, giver: Permalink, varied: Variation) -> tuple[Evidence, ...]:
        weight = WEIGHTS[Sign.VARIED] * varied.weight(self.article.permalink, giver)
        signs = self._weigh(self.article.permalink, giver)
        return (*signs, Evidence(Sign.VARIED, weight)) if weight else signs

    def _first(self, group: list[Permalink], varied: Variation) -> tuple[Permalink, float]:
        """Who came before all others, most likely, and how likely that is."""

        takers = {one: {other for other in group if other != one and self._says(other, one)} for one in group}

        def before(one: Permalink, other: Permalink) -> float:
            looked = len(takers[one] - {other}) - len(takers[other] - {one})
            odds = log_odds(self._weigh(other, one)) + TAKEN_FROM * looked
            return odds + WEIGHTS[Sign.VARIED] * varied.weight(other, one)

        scores = [sum(math.log(sure(before(one, other))) for other in group if other != one) for one in group]
        highest = max(scores)
        likely = [math.exp(score - highest) for score in scores]
        return group[scores.index(highest)], 1 / sum(likely)

    def _says(self, taker: Permalink, giver: Permalink) -> bool:
        """Whether the taker itself says that it has the text from the giver."""
        return any(one.weight > 0 and one.sign in _SAID for one in self._weigh(taker, giver))

    def _varied(self, group: list[Permalink]) -> Variation:
        if len(group) < FEWEST:
            return Variation({}, {})
        ours = {(one.start, one.end) for link in group if link in self.of_other for one in self.of_other[link]}
        spans = {link: self._shared_with(link) for link in group if link in self.of_other}
        spans[self.article.permalink] = pairs_of(" ".join(self.article.text[start:end] for start, end in ours))
        return Variation({link: self._whole(link) for link in group}, spans)

    def _whole(self, link: Permalink) -> Pairs:
        if link not in self._texts:
            self._texts[link] = pairs_of(self._sighting(link).text)
        return self._texts[link]

    def _shared_with(self, link: Permalink) -> Pairs:
        """What another has of this article, in its words."""
        if link not in self._spans:
            text = self.others[link].text
            spans = (text[one.other_start : one.other_end] for one in self.of_other[link])
            self._spans[link] = pairs_of(" ".join(spans))
        return self._spans[link]

    def _agency(self, group: list[Permalink], first: Permalink, confidence: float, mine: str) -> tuple[str, float]:
        """Whose dispatch it is, and how sure: the first one's, if that is an agency; else what is credited here, or
        where it stands too. Many papers do not credit, and a credit may stand over other words as well."""
        source = self._sighting(first)
        if source.agency and (confidence >= ABSTAIN or source.agency == mine):
            return source.agency, confidence
        if mine:
            return mine, 0.0
        papers = [one for one in group if one != self.article.permalink and not self.others[one].agency]
        return self.rivals.voted(papers)

    def _giver(self, group: list[Permalink], first: Permalink, mine: str) -> Permalink | None:
        """Whom it has it from: of those that had it before, the one whose words are closest; the first of them, where
        that is about as close, or credited."""
        before = [
            other
            for other in group
            if other != self.article.permalink and log_odds(self._weigh(self.article.permalink, other)) > 0
        ]
        if not before or first == self.article.permalink:
            return None
        if mine and self._sighting(first).agency == mine:
            return first
        closest = max(before, key=self._closeness)
        nearly = first in before and self._closeness(first) >= self._closeness(closest) - _NEARLY
        return first if nearly else closest

    def _closeness(self, other: Permalink) -> float:
        shared = self.of_other[other]
        return sum(one.words for one in shared) / max(sum((one.ours + one.theirs) / 2 for one in shared), 1)

    def _origins(self, words: list[tuple[int, int]], verdicts: list[_Verdict]) -> Iterable[Origin]:
        at = 0
        for (first, agency, undecided), run in groupby(
            verdicts, key=lambda one: (one.first, one.agency, one.undecided)
        ):
            stretch = list(run)
            begin, end = words[at][0], words[at + len(stretch) - 1][1]
            at += len(stretch)
            if stretch[0] is not _OWN:
                best = max(stretch, key=lambda one: one.confidence)
                yield Origin(
                    begin, end, len(stretch), first, agency, best.confidence, undecided, (*best.credit, *best.evidence)
                )

    def _edges(self, verdicts: list[_Verdict]) -> Iterable[Edge]:
        words: Counter[tuple[Permalink | None, str]] = Counter()
        best: dict[tuple[Permalink | None, str], _Verdict] = {}
        for one in verdicts:
            if one is _OWN or one.undecided or (one.giver is None and not one.agency):
                continue
            key = one.giver, one.agency if one.giver is None else self.others[one.giver].agency or one.agency
            words[key] += 1
            if key not in best or best[key].confidence < one.confidence:
                best[key] = one
        for (giver, agency), count in words.most_common():
            verdict = best[giver, agency]
            odds = log_odds(verdict.evidence)
            confidence = sure(odds) if giver is not None else verdict.confidence
            yield Edge(self.article.permalink, giver, agency, count, confidence, verdict.evidence, self._lag(giver))

    def _lag(self, giver: Permalink | None) -> int | None:
        if giver is None:
            return None
        ours, theirs = self.article.published, self.others[giver].published
        return int((ours - theirs).total_seconds()) if ours is not None and theirs is not None else None


def _credited(likely: float) -> Evidence:
    """That another page credits the agency with these words."""
    return Evidence(Sign.CREDITED, log_odds_of(likely))


def _shares(verdicts: list[_Verdict], judged: _Judge) -> Iterable[Share]:
    counted: Counter[str] = Counter()
    for one in verdicts:
        if one.undecided:
            counted[UNDECIDED] += 1
        elif one.agency:
            counted[one.agency if one.agency != judged.article.agency else OWN] += 1
        else:
            counted[one.first.source if one.first is not None else OWN] += 1
    for of, words in counted.most_common():
        yield Share(of, words, words / len(verdicts))

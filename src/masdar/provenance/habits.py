"""What sources usually do: who has from whom what they share, and how far a source's printed times can be trusted.

Times are held against verdicts that needed no times: where a credit or a canonical address said who had it first, did
the times say so too?
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable

from masdar.model import Edge, Habit, Sign
from masdar.provenance.weights import MOST_HABIT, WEIGHTS

_BELIEVED = 0.8  # the confidence from which a verdict teaches a habit
_DECISIVE = frozenset((Sign.CANONICAL, Sign.AUTHOR, Sign.MARK))
_RIGHT, _WRONG = 19.0, 1.0  # times that were right and wrong before the first was seen


class Habits:
    """Counts of verdicts. Order of learning does not matter."""

    def __init__(self, known: Iterable[Habit] = ()) -> None:
        self._taken: Counter[tuple[str, str]] = Counter()
        self._right = self._wrong = 0
        for habit in known:
            self._taken[habit.taker, habit.giver] += habit.articles

    def learn(self, taker: str, edges: Iterable[Edge], *, times: int = 1) -> None:
        """Counts whom an article has something from, each once; `times` -1 takes it back."""
        givers: set[str] = set()
        for edge in edges:
            giver = edge.giver.source if edge.giver is not None else edge.agency
            if edge.confidence < _BELIEVED or giver == taker:
                continue
            signs = {sign.sign: sign.weight for sign in edge.evidence}
            if _DECISIVE & signs.keys():
                givers.add(giver)
                if (told := signs.get(Sign.PUBLISHED, 0.0)) and edge.giver is not None:
                    self._right += times * (told > 0)
                    self._wrong += times * (told < 0)
            elif Sign.KIND in signs and signs[Sign.KIND] > 0:
                givers.add(giver)
        for giver in givers:
            self._taken[taker, giver] += times

    def weight(self, taker: str, giver: str) -> tuple[float, int]:
        """Log-odds that the one has it from the other, and how often it went the way they speak for."""
        there, back = max(self._taken[taker, giver], 0), max(self._taken[giver, taker], 0)
        weight = WEIGHTS[Sign.HABIT] * math.log((there + 1) / (back + 1))
        return max(-MOST_HABIT, min(weight, MOST_HABIT)), max(there, back)

    @property
    def clock(self) -> float:
        """What a clear difference of printed times weighs."""
        learnt = math.log((max(self._right, 0) + _RIGHT) / (max(self._wrong, 0) + _WRONG))
        return max(0.1, min(learnt, 4.0))

"""Which of several texts the others vary: what one alone says, or alone lacks, it has changed.

Of a report and its copies each copy has changes of its own, and the report has none. Two texts say nothing of that,
and one that was copied and copied on looks like a first one; so it is a sign like others, the stronger the more agree.
Texts that are the same but for a word here and there speak once: they are copies of one copy.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from functools import lru_cache
from itertools import pairwise

from masdar.model import Permalink

_CALM = 4  # pairs of words by which two texts may differ for no reason
_SAME = 0.015  # of the pairs of words of what is shared
FEWEST = 3  # texts that tell anything
_MOST = 3  # texts that agree, beyond which more say no more

Pairs = frozenset[int]  # hashes of two words beside one another: 64 bits, so that no two pairs are one


class Variation:
    """`had` is what whole texts hold, `shared` what of each is shared; fewer than `FEWEST` tell nothing."""

    def __init__(self, had: Mapping[Permalink, Pairs], shared: Mapping[Permalink, Pairs]) -> None:
        voices: list[Permalink] = []
        for link in had:
            if not any(_same(shared[link], had[link], shared[one], had[one]) for one in voices):
                voices.append(link)
        held = Counter(pair for link in voices for pair in had[link])
        common = {pair for pair, count in held.items() if count >= max(2, len(voices) / 2)}
        self._agreeing = min(len(voices) - 2, _MOST)
        self._alone = {link: sum(held[pair] <= 1 for pair in shared[link]) + len(common - had[link]) for link in had}

    def weight(self, taker: Permalink, giver: Permalink) -> float:
        """How much more the taker varies from the rest: up to 1 where three agree, and more where more do, for each had
        one more to take it from."""
        if self._agreeing < 1:
            return 0.0
        there, back = self._alone[taker], self._alone[giver]
        return float(self._agreeing**1.4) * (there - back) / (there + back + _CALM)


@lru_cache(maxsize=256)  # who shares with many is judged again with each of them
def pairs_of(text: str) -> Pairs:
    """The pairs of words beside one another."""
    return frozenset(map(hash, pairwise(text.split())))


def _same(mine: Pairs, my_text: Pairs, theirs: Pairs, their_text: Pairs) -> bool:
    return len(mine - their_text) <= _SAME * len(mine) and len(theirs - my_text) <= _SAME * len(theirs)

"""A paper's own words under an agency's credit: what it put before or behind a dispatch that others carry as well.

A credit in the by-line or at the end stands over a whole page. Where the dispatch itself is at hand, what it lacks is
the paper's; where only other papers' copies are, what stands before the place at which their text begins, or behind
the one at which several of them end.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from masdar.model import Passage, Permalink
from masdar.provenance.credits import Credit
from masdar.provenance.sighting import Sighting
from masdar.publishers.places import Place

_RUN = 12  # words in a row that nobody else has: fewer are edits, or the credit itself
_CARRIED = 40  # words of the credited stretch that others have: enough to know the dispatch by
_EDGE = 0.06  # of a text: at its beginning, and at its end


def own_words(
    credits_: Sequence[Credit | None],
    holders: Sequence[frozenset[Permalink]],
    passages: Mapping[Permalink, Sequence[Passage]],
    others: Mapping[Permalink, Sighting],
) -> set[int]:
    """Which words, by their place in the text, are the paper's own although a credit covers them. `credits_` and
    `holders` are one a word."""
    own: set[int] = set()
    for begin, end in _stretches(credits_):
        credit = credits_[begin]
        shared = [at for at in range(begin, end) if holders[at]]
        if credit is None or len(shared) < _CARRIED:
            continue
        at_hand = any(others[one].agency == credit.agency for at in {shared[0], shared[-1]} for one in holders[at])
        for low, high in _runs(holders, begin, end):
            leads = high <= shared[0] and _at_edge(holders[shared[0]], passages, others, first=True) >= 1
            trails = low > shared[-1] and _at_edge(holders[shared[-1]], passages, others, first=False) >= 3
            if at_hand or leads or trails:
                own.update(range(low, high))
    return own


def _stretches(credits_: Sequence[Credit | None]) -> Iterator[tuple[int, int]]:
    """Words in a row under one credit that is over more than a sentence."""
    begin = 0
    for at in range(1, len(credits_) + 1):
        if at == len(credits_) or credits_[at] != credits_[begin]:
            credit = credits_[begin]
            if credit is not None and credit.place != Place.CITED:
                yield begin, at
            begin = at


def _runs(holders: Sequence[frozenset[Permalink]], begin: int, end: int) -> Iterator[tuple[int, int]]:
    low = begin
    for at in range(begin, end + 1):
        if at == end or holders[at]:
            if at - low >= _RUN:
                yield low, at
            low = at + 1


def _at_edge(
    holding: frozenset[Permalink],
    passages: Mapping[Permalink, Sequence[Passage]],
    others: Mapping[Permalink, Sighting],
    *,
    first: bool,
) -> int:
    """In how many of some articles what is shared reaches to the text's beginning, or end."""
    count = 0
    for one in holding:
        size = len(others[one].text)
        if first:
            count += min(passage.other_start for passage in passages[one]) <= _EDGE * size + 40
        else:
            count += max(passage.other_end for passage in passages[one]) >= (1 - _EDGE) * size - 40
    return count

"""What a passage means: copied, quoted by both, printed again, or gone on with."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence

from masdar.model import Match, Passage, PassageKind
from masdar.provenance.quotations import quotations
from masdar.provenance.sighting import WORD, Sighting

_MOSTLY, _MORE = 0.8, 0.5  # of a passage between quotation marks: with words that are nobody's besides, and with few
_INTRODUCING = 5  # words: who spoke and that he did; with more, a sentence around the speech is shared too
_UPDATE = 0.7  # of the shorter text that stands in the other
_OFTEN, _SMALL = 6, 0.25  # articles of one paper with the same words; the part of a text that is no text of its own


def kind_of(match: Match, one: Sighting, other: Sighting) -> PassageKind:
    if one.source == other.source:
        shorter = min(len(one.text), len(other.text))
        whole = match.end - match.start >= _UPDATE * shorter
        return PassageKind.UPDATE if whole and one.text != other.text else PassageKind.REPEAT
    both = _quotes(one.text, match.start, match.end) and _quotes(other.text, match.other_start, match.other_end)
    return PassageKind.QUOTATION if both else PassageKind.COPY


def passage(match: Match, one: Sighting, other: Sighting) -> Passage:
    """The match as it is kept."""
    return Passage(
        one.permalink, match.start, match.end, other.permalink, match.other_start, match.other_end,
        match.words, match.ours, match.theirs, kind_of(match, one, other),
    )  # fmt: skip


def without_furniture(passages: Sequence[Passage], length: int) -> list[Passage]:
    """All but what a paper prints under many of its articles, and that is a small part of this one: a standing footer
    makes no article the same."""
    repeats = [one for one in passages if one.kind is PassageKind.REPEAT]
    starts, ends = sorted(one.start for one in repeats), sorted(one.end for one in repeats)

    def standing(one: Passage) -> bool:
        over = bisect_left(starts, one.end) - bisect_right(ends, one.start)
        return over > _OFTEN and one.end - one.start < _SMALL * length

    return [one for one in passages if one.kind is not PassageKind.REPEAT or not standing(one)]


def _quotes(text: str, start: int, end: int) -> bool:
    """Whether a stretch is what somebody said: all but a little stands between quotation marks, or all but the words
    that introduce it, which are few."""
    outside, at = [], start
    for begin, until in quotations(text):
        if begin < end and until > start:
            outside.append(text[at : max(begin, at)])
            at = max(until, at)
    outside.append(text[at:end])
    share = 1 - sum(map(len, outside)) / max(end - start, 1)
    return share >= _MOSTLY or (share >= _MORE and len(WORD.findall(" ".join(outside))) <= _INTRODUCING)

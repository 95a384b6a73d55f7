"""A long text in parts: a detector looks at so many articles for one question, and a report may print more. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from masdar.model import Match, Permalink

PART = 6_000  # characters, some thousand words: a long article
GAP = 3  # characters between the last word of a part and the first of the next

Part = tuple[int, int]


def in_parts(text: str) -> list[Part]:
    """Where the parts of a text begin and end: between paragraphs where that does not make them small, else between
    words."""
    made: list[Part] = []
    at = 0
    while len(text) - at > PART:
        least, most = at + PART // 2, at + PART
        cut = next((found for space in "\n ." if (found := text.rfind(space, least, most)) > 0), most - 1) + 1
        made.append((at, cut))
        at = cut
    return [*made, (at, len(text))]


def joined(asked: Sequence[Sequence[Match]], parts: Sequence[Part]) -> list[Match]:
    """What was found of each part, as places in the whole text; a passage that goes on in the next part is one."""
    made: list[Match] = []
    open_ends: dict[tuple[Permalink, int], int] = {}  # where a match with an article ends near a cut → its place
    for matches, (begin, end) in zip(asked, parts, strict=True):
        ends: dict[tuple[Permalink, int], int] = {}
        for one in matches:
            match = replace(one, start=one.start + begin, end=one.end + begin)
            place = _goes_on(match, open_ends) if one.start <= GAP else None
            if place is not None:
                made[place] = _one(made[place], match)
            else:
                place = len(made)
                made.append(match)
            if end - match.end <= GAP:
                ends[match.other, match.other_end] = place
        open_ends = ends
    return made


def _goes_on(match: Match, open_ends: dict[tuple[Permalink, int], int]) -> int | None:
    """The match of the part before that this one goes on with."""
    near = (open_ends.get((match.other, match.other_start - gap)) for gap in range(GAP + 1))
    return next((place for place in near if place is not None), None)


def _one(before: Match, after: Match) -> Match:
    return replace(
        before,
        end=after.end,
        other_end=after.other_end,
        words=before.words + after.words,
        ours=before.ours + after.ours,
        theirs=before.theirs + after.theirs,
        score=before.score + after.score,
    )

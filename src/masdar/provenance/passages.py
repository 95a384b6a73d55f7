"""What a passage means: copied, quoted by both, printed again, or gone on with."""

from __future__ import annotations

from masdar.model import Match, Passage, PassageKind
from masdar.provenance.quotations import quotations
from masdar.provenance.sighting import Sighting

_MOSTLY = 0.8
_UPDATE = 0.7  # of the shorter text that stands in the other


def kind_of(match: Match, one: Sighting, other: Sighting) -> PassageKind:
    if one.source == other.source:
        shorter = min(len(one.text), len(other.text))
        whole = match.end - match.start >= _UPDATE * shorter
        return PassageKind.UPDATE if whole and one.text != other.text else PassageKind.REPEAT
    quoted = _quoted(one.text, match.start, match.end), _quoted(other.text, match.other_start, match.other_end)
    return PassageKind.QUOTATION if min(quoted) >= _MOSTLY else PassageKind.COPY


def passage(match: Match, one: Sighting, other: Sighting) -> Passage:
    """The match as it is kept."""
    return Passage(
        one.permalink, match.start, match.end, other.permalink, match.other_start, match.other_end,
        match.words, match.ours, match.theirs, kind_of(match, one, other),
    )  # fmt: skip


def _quoted(text: str, start: int, end: int) -> float:
    """How much of a stretch stands between quotation marks."""
    inside = sum(max(0, min(end, until) - max(start, begin)) for begin, until in quotations(text))
    return inside / max(end - start, 1)

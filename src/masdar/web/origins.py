"""Whose words an article prints, as pages show it: shares in whole per cent, a tint for each origin, stretches to tint.

Pure. A tint is the name of a class: o1 to o6 in the order of shares, oq where the evidence does not say."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from masdar.model import OWN, UNDECIDED, Edge, Evidence, Origin, Passage, PassageKind, Permalink, Share, Sign, Trace
from masdar.web.edition import Edition

TINTS = 6
TINT_OWN, TINT_UNDECIDED = "o0", "oq"
GAP = 3  # characters between two words: a full stop, a quotation mark, the end of a paragraph
LEAST_SHOWN = 0.005  # of an article: less is no share worth a word

Naming = Callable[[str], str]  # the id of a source or agency → how it is called


@dataclass(frozen=True, slots=True)
class Shown:
    """A share as a reader sees it: `percent` of all shares sum to 100."""

    of: str
    name: str
    percent: int
    tint: str

    @property
    def own(self) -> bool:
        return self.of == OWN


@dataclass(frozen=True, slots=True)
class Tinted:
    """A stretch of an article's text that is not its own words. `anchor` names its place on the page of origins."""

    start: int
    end: int
    tint: str
    name: str
    anchor: str


def whole(parts: Sequence[float]) -> list[int]:
    """Parts of a whole in per cent that sum to 100: the largest remainders are rounded up."""
    made = [int(part * 100) for part in parts]
    by_rest = sorted(range(len(parts)), key=lambda one: made[one] - parts[one] * 100)
    for one in by_rest[: max(round(sum(parts) * 100) - sum(made), 0)]:
        made[one] += 1
    return made


def tints(trace: Trace) -> dict[str, str]:
    """Each origin's tint."""
    made = {OWN: TINT_OWN, UNDECIDED: TINT_UNDECIDED}
    for share in trace.shares:
        made.setdefault(share.of, f"o{min(len(made) - 1, TINTS)}")
    return made


def shown(trace: Trace, naming: Naming) -> list[Shown]:
    """The shares worth showing, the largest first and the article's own words last; [] where all words are its own."""
    kept = [share for share in trace.shares if share.part >= LEAST_SHOWN]
    kept.sort(key=lambda share: share.of == OWN)
    if not any(share.of != OWN for share in kept):
        return []
    tint, whole_parts = tints(trace), whole(_evened(kept))
    return [
        Shown(share.of, naming(share.of), percent, tint[share.of])
        for share, percent in zip(kept, whole_parts, strict=True)
    ]


def _evened(shares: Sequence[Share]) -> list[float]:
    told = sum(share.part for share in shares)
    return [share.part / told for share in shares]


def of_origin(origin: Origin) -> str:
    """Whose a stretch is, as `Share.of` says it, but for an agency's own article."""
    if origin.undecided:
        return UNDECIDED
    return origin.agency or (origin.first.source if origin.first is not None else OWN)


def tinted(trace: Trace, naming: Naming) -> list[Tinted]:
    """The stretches to tint, in order."""
    tint = tints(trace)
    made = []
    for nth, origin in enumerate(trace.origins, 1):
        of = of_origin(origin)
        if of in tint and tint[of] != TINT_OWN:
            made.append(Tinted(origin.start, origin.end, tint[of], naming(of), f"o{nth}"))
    return made


def cut(start: int, end: int, stretches: Sequence[Tinted]) -> Iterator[tuple[int, int, Tinted | None, bool]]:
    """text[start:end] in pieces, each within one stretch or none; the flag says that a stretch begins there, but
    for one that goes on from another of the same origin: a sentence would be labelled at every turn of the evidence."""
    at = start
    for last, one in pairwise((None, *stretches)):
        if one is None or one.end <= at or one.start >= end:
            continue
        goes_on = last is not None and (last.name, last.tint) == (one.name, one.tint) and one.start - last.end <= GAP
        if one.start > at:
            yield at, one.start, None, False
        begin = max(one.start, at)
        at = min(one.end, end)
        yield begin, at, one, begin == one.start and not goes_on
    if at < end:
        yield at, end, None, False


def told_by(evidence: Sequence[Evidence], edition: Edition) -> tuple[list[str], list[str]]:
    """What speaks for a verdict and what against it, in words, the weightiest first. What speaks against is told as it
    is: "seen here first", not the opposite of "seen there first"."""
    ordered = sorted(evidence, key=lambda one: -abs(one.weight))

    def told(table: str, direction: int) -> list[str]:
        words = edition.words.table(table)
        return [words[one.sign.value].format(detail=_detail(one)) for one in ordered if one.weight * direction > 0]

    return told("signs", 1), told("signs_against", -1)


def _detail(evidence: Evidence) -> str:
    """Minutes are told by the times themselves; a difference is told without its direction."""
    return evidence.detail.lstrip("+-")


def credit_of(origin: Origin, edge: Edge) -> tuple[Evidence, ...]:
    """Why a stretch is an agency's, where an edge tells only of the paper it was taken from."""
    return tuple(one for one in origin.evidence if one.sign in (Sign.MARK, Sign.CREDITED) and one not in edge.evidence)


def lag(seconds: int, edition: Edition) -> str:
    """How much later, in words: minutes up to two hours, hours up to two days, days."""
    minutes = round(abs(seconds) / 60)
    key, count = ("lag_minutes", minutes) if minutes < 120 else ("lag_hours", round(minutes / 60))
    if count >= 48 and key == "lag_hours":
        key, count = "lag_days", round(minutes / 1440)
    told = edition.words.count(key, count, edition.calendar.number(count))
    return edition.words("later_by" if seconds >= 0 else "earlier_by", time=told)


def beside(origin: Origin, edges: Sequence[Edge], passages: Sequence[Passage]) -> Passage | None:
    """The passage to show beside a stretch: with the article it was taken from, else the first, else the largest. What
    both only quote proves nothing."""
    over = [
        one for one in passages if one.kind is PassageKind.COPY and one.start < origin.end and origin.start < one.end
    ]
    if not over:
        return None
    givers: list[Permalink] = [edge.giver for edge in edges if edge.giver is not None]
    wanted = [*([origin.first] if origin.first is not None else []), *givers]

    def rank(one: Passage) -> tuple[int, int]:
        place = wanted.index(one.other) if one.other in wanted else len(wanted)
        return place, -(min(one.end, origin.end) - max(one.start, origin.start))

    return min(over, key=rank)


def for_machines(
    trace: Trace, passages: Sequence[Passage], reprints: Sequence[Edge], naming: Naming
) -> dict[str, object]:
    """The trace as JSON has it. Places in characters of the blocks' texts, one a line."""
    return {
        "revision": trace.revision,
        "words": trace.words,
        "shares": [{**_whose(one.of, naming), "words": one.words, "part": round(one.part, 4)} for one in trace.shares],
        "origins": [
            {
                **_whose(of_origin(one), naming),
                "start": one.start,
                "end": one.end,
                "words": one.words,
                "first": str(one.first) if one.first is not None else None,
                "confidence": round(one.confidence, 3),
                "evidence": _signs(one.evidence),
            }
            for one in trace.origins
        ],
        "from": [_edge(one) for one in trace.edges],
        "reprints": [_edge(one) for one in reprints],
        "passages": [
            {
                "start": one.start,
                "end": one.end,
                "other": str(one.other),
                "other_start": one.other_start,
                "other_end": one.other_end,
                "words": one.words,
                "kind": one.kind.value,
            }
            for one in passages
        ],
    }


def within(trace: Trace, passages: Sequence[Passage], story: Collection[Permalink], naming: Naming) -> object:
    """The trace of a story's article as JSON has it: as the article's own, with what it shares with others of the
    story."""
    shared = [one for one in passages if one.other in story and one.kind is not PassageKind.REPEAT]
    made = for_machines(trace, shared, (), naming)
    return {key: made[key] for key in ("revision", "words", "origins", "from", "passages")}


def _whose(of: str, naming: Naming) -> dict[str, str]:
    kind = {OWN: "own", UNDECIDED: "undecided"}.get(of, "other")
    return {"of": of, "whose": kind, "name": naming(of) if kind == "other" else ""}


def _signs(evidence: Sequence[Evidence]) -> list[dict[str, object]]:
    return [{"sign": one.sign.value, "weight": round(one.weight, 2), "detail": one.detail} for one in evidence]


def _edge(edge: Edge) -> dict[str, object]:
    return {
        "article": str(edge.taker),
        "giver": str(edge.giver) if edge.giver is not None else None,
        "agency": edge.agency,
        "words": edge.words,
        "confidence": round(edge.confidence, 3),
        "lag": edge.lag,
        "evidence": _signs(edge.evidence),
    }

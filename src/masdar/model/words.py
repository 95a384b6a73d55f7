"""Whose words: passages between articles, where they come from, and what is shared."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from masdar.model.articles import Permalink


@dataclass(frozen=True, slots=True)
class Match:
    """A stretch of a text that stands in another article too, as the detector found it. Places in characters of the
    texts; `words` are shared, `ours` and `theirs` how many each side has; `score` what the shared words tell."""

    other: Permalink
    start: int
    end: int
    other_start: int
    other_end: int
    words: int
    ours: int
    theirs: int
    score: float


class PassageKind(StrEnum):
    """What it means that a passage stands in two articles."""

    COPY = "copy"  # one has it from the other, or both from a third
    QUOTATION = "quotation"  # both quote one speech: nobody copied
    REPEAT = "repeat"  # one paper prints its own words again
    UPDATE = "update"  # one paper goes on with a report: nearly all of the earlier text stands in the later


@dataclass(frozen=True, slots=True)
class Passage:
    """A span of one article that is the same text as a span of another. Places in characters of `Article.text` of the
    revisions last compared; `words` are shared, `ours` and `theirs` how many words the spans have."""

    one: Permalink
    start: int
    end: int
    other: Permalink
    other_start: int
    other_end: int
    words: int
    ours: int
    theirs: int
    kind: PassageKind = PassageKind.COPY

    def turned(self) -> Passage:
        """The same, seen from the other article."""
        return Passage(
            self.other, self.other_start, self.other_end, self.one, self.start, self.end,
            self.words, self.theirs, self.ours, self.kind,
        )  # fmt: skip

    def seen_from(self, permalink: Permalink) -> Passage:
        """With `one` the article named. Raises ValueError where it is neither."""
        if permalink == self.one:
            return self
        if permalink != self.other:
            raise ValueError(f"{permalink} has no part in the passage of {self.one} and {self.other}")
        return self.turned()


class Sign(StrEnum):
    """Kinds of evidence of who had a text first. What each weighs stands in `provenance/weights.py`."""

    CANONICAL = "canonical"  # the page names an address at the other's host as its own
    AUTHOR = "author"  # its by-line names the other agency
    MARK = "mark"  # it credits the other agency where the passage begins or ends
    CREDITED = "credited"  # another page that has the same words credits the agency
    TOLD = "told"  # "told Reuters" stands in the passage
    KIND = "kind"  # the other is an agency: agencies write, papers carry
    PUBLISHED = "published"  # the other says an earlier time
    SEEN = "seen"  # the other was seen here earlier
    ADDED = "added"  # the other is whole in it, and it has words of its own besides
    SHORTENED = "shortened"  # it is whole in the other, which goes on
    LOCALISED = "localised"  # it says the months in its country's way, or both ways
    VARIED = "varied"  # it changes what the other has like the rest of those that have it
    HABIT = "habit"  # this paper usually has from that one what they share


@dataclass(frozen=True, slots=True)
class Evidence:
    """One sign: `weight` in log-odds, positive where it speaks for the verdict it stands with; `detail` is the mark,
    the minutes or the count that was found."""

    sign: Sign
    weight: float
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Edge:
    """`taker` has `words` words that `giver` had first; `giver` None: an agency's dispatch that is not in the archive.
    `lag` is how many seconds later the taker says it published, where both say so."""

    taker: Permalink
    giver: Permalink | None
    agency: str  # the agency credited, or the giver where it is one; "" where none is
    words: int
    confidence: float  # .5 to 1
    evidence: tuple[Evidence, ...] = ()
    lag: int | None = None


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a stretch of an article's text comes from. `first` is the earliest article that has it in the archive, None
    where that is this one or none; `agency` the agency whose words they are. `undecided`: the evidence does not say who
    had it first. Neither `first`, `agency` nor `undecided`: the article's own words, which are not listed."""

    start: int
    end: int
    words: int
    first: Permalink | None
    agency: str = ""
    confidence: float = 1.0
    undecided: bool = False
    evidence: tuple[Evidence, ...] = ()


OWN, UNDECIDED = "", "?"  # in `Share.of`


@dataclass(frozen=True, slots=True)
class Share:
    """How much of an article is whose: `of` is the id of a source or agency, `OWN` or `UNDECIDED`."""

    of: str
    words: int
    part: float  # of the article's words


@dataclass(frozen=True, slots=True)
class Trace:
    """What is known of whose words an article prints. `origins` in order of the text, `edges` from whom it took,
    `shares` largest first; they sum to 1 where the article has words."""

    permalink: Permalink
    revision: int
    words: int
    origins: tuple[Origin, ...] = ()
    edges: tuple[Edge, ...] = ()
    shares: tuple[Share, ...] = ()

    @property
    def own(self) -> float:
        """The part that is its own words."""
        return next((share.part for share in self.shares if share.of == OWN), 0.0)


@dataclass(frozen=True, slots=True)
class Habit:
    """How often one source had from another what they share, how many words, and how many seconds later in the
    median, quotations of the past left out."""

    taker: str  # source id
    giver: str  # source or agency id
    articles: int
    words: int = 0
    lag: int | None = None

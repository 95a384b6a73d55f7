"""What counts of an article when it is asked who had a text first."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache

from masdar import urls
from masdar.language.months import ARABIC
from masdar.model import Permalink, Precision, Source, SourceKind, StoredArticle
from masdar.provenance.credits import Credit, credits_of
from masdar.publishers.marks import find_marks
from masdar.publishers.places import Place

WORD = re.compile(r"[^\W_]+(?:[\u0640\u064b-\u065f\u0670][^\W_]*)*")
_WIDELY, _LOCALLY = "egypt", ("morocco", "algeria", "levant")


def count_words(text: str) -> int:
    """How many words a text has."""
    return len(WORD.findall(text))


@dataclass(frozen=True, slots=True)
class Sighting:
    """`agency` is the source's id where it is an agency; `hosts` are those its own address names beside its paper's;
    `told` the agencies that its text says somebody spoke to; `months` "wide", "local" or ""."""

    permalink: Permalink
    revision: int
    text: str
    published: datetime | None
    precision: Precision
    first_seen: datetime
    agency: str = ""
    home: str = ""
    host: str = ""
    credits: tuple[Credit, ...] = ()
    byline_agencies: frozenset[str] = frozenset()
    told: frozenset[str] = frozenset()
    months: str = ""
    name: str = ""  # its paper's

    @property
    def source(self) -> str:
        return self.permalink.source

    def credited(self, start: int, end: int) -> Credit | None:
        """The credit that covers most of a stretch, None where none covers half of it. Whose a report is goes before
        whom a sentence of it is retold after."""
        return _covering(self.credits, start, end)

    def credited_each(self, stretches: Sequence[tuple[int, int]]) -> list[Credit | None]:
        """`credited` of each stretch, which are in order: looked up once for all that no credit begins or ends in, and
        only among the credits that reach there."""
        bounds = sorted({bound for credit in self.credits for bound in (credit.start, credit.end)})
        between: dict[int, Credit | None] = {}
        made: list[Credit | None] = []
        open_ones: list[Credit] = []
        begun = 0
        for start, end in stretches:
            at = bisect_right(bounds, start)
            whole = at == bisect_left(bounds, end)
            if whole and at in between:
                made.append(between[at])
                continue
            while begun < len(self.credits) and self.credits[begun].start < end:
                open_ones.append(self.credits[begun])
                begun += 1
            open_ones = [one for one in open_ones if one.end > start]
            made.append(_covering(open_ones, start, end))
            if whole:
                between[at] = made[-1]
        return made


def _covering(credits: Sequence[Credit], start: int, end: int) -> Credit | None:
    best, most = None, ((end - start) / 2, False)
    for credit in credits:
        covered = min(end, credit.end) - max(start, credit.start), credit.place != Place.CITED
        if covered[0] > 0 and covered >= most and (best is None or covered > most):
            best, most = credit, covered
    return best


def sighting(stored: StoredArticle, source: Source | None) -> Sighting:
    """What a stored article tells, with its source where that is known."""
    article = stored.article
    text = article.text
    marks = find_marks(text)
    return Sighting(
        stored.permalink,
        stored.revision,
        text,
        article.published,
        article.published_precision,
        stored.first_seen,
        source.id if source is not None and source.kind is SourceKind.AGENCY else "",
        urls.host(source.home) if source is not None else "",
        urls.host(article.url),
        credits_of(text, article.byline),
        frozenset(mark.agency_id for mark in find_marks(article.byline)),
        frozenset(mark.agency_id for mark in marks if not mark.credits),
        _months(text),
        source.name if source is not None else "",
    )


@cache
def _namings() -> tuple[frozenset[str], frozenset[str]]:
    """Month names said widely, and those said in one country alone."""

    def names(key: str) -> set[str]:
        return {name.split("_")[0] for month in ARABIC[key].split() for name in month.split("|")}

    wide = names(_WIDELY)
    local = set().union(*(names(key) for key in _LOCALLY)) - wide
    return frozenset(wide - set().union(*(names(key) for key in _LOCALLY))), frozenset(local - {"ماي", "آب", "أوت"})


def _months(text: str) -> str:
    wide, local = _namings()
    words = set(text.split())
    if words & local:
        return "local"
    return "wide" if words & wide else ""

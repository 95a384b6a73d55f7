"""Where an article's words stood before: each stretch beside the text it was taken from, word by word, with times and
evidence."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from anyio import to_thread
from starlette.requests import Request
from starlette.responses import Response

from masdar.language.differences import Row, differences
from masdar.model import Headline, Origin, Passage, PassageKind, StoredArticle, Trace
from masdar.provenance.passages import without_furniture
from masdar.web.bidi import plain
from masdar.web.edition import Edition
from masdar.web.frame import View
from masdar.web.origins import Naming, beside, credit_of, lag, of_origin, shown, tints, told_by
from masdar.web.pages.article import opened
from masdar.web.site import Site

MOST_STRETCHES = 24  # compared on one page, the longest of them
MOST_OF_IT = 0.8  # of a stretch: who has less has a part of it
MOST_OTHERS = 30  # articles listed that share no more than a quotation, or are the paper's own


@dataclass(frozen=True, slots=True)
class Stretch:
    """A stretch of the article, and beside it the same of another. `other` None: no text of it is in the archive."""

    anchor: str
    name: str
    tint: str
    origin: Origin
    other: Headline | None
    first: Headline | None  # the earliest that has it, where that is not `other`
    rows: Sequence[Row]
    lag: str
    speaks_for: Sequence[str]
    speaks_against: Sequence[str]
    absent: bool  # it is an agency's, and neither of the two is
    part: int = 0  # how many of its words the other has, where that is not most of them


async def page(site: Site, request: Request, edition: Edition) -> Response:
    found, source = await opened(site, request)
    stored, trace, naming = found.stored, found.trace, await site.naming(edition)
    passages = (await site.ask(site.portal.store.passages_of, [stored.permalink])).get(stored.permalink, [])
    current = trace is not None and trace.revision == stored.revision
    stretches = await _stretches(site, edition, (stored, trace, passages), naming) if trace and current else []
    alike = await _alike(site, without_furniture(passages, len(stored.article.text)))
    title = f"{edition.words('whose_words')}: {plain(stored.article.title)}"
    view = View(title=title, path=f"/{stored.permalink}/origins", kind="origins", hidden=True)
    return await site.show(
        request,
        edition,
        "origins.html",
        view,
        stored=stored,
        source=source,
        trace=trace,
        shares=shown(trace, naming) if trace is not None else [],
        stretches=stretches,
        alike=alike,
    )


Told = tuple[StoredArticle, Trace, Sequence[Passage]]


async def _stretches(site: Site, edition: Edition, told: Told, naming: Naming) -> list[Stretch]:
    stored, trace, passages = told
    tint = tints(trace)
    longest = sorted(enumerate(trace.origins, 1), key=lambda pair: -pair[1].words)[:MOST_STRETCHES]
    chosen = [(nth, one, beside(one, trace.edges, passages)) for nth, one in sorted(longest)]
    named = {one for _, origin, found in chosen for one in (origin.first, found.other if found else None) if one}
    texts = await site.ask(site.portal.store.articles_of, sorted(named))
    headlines = await site.ask(site.portal.store.headlines_of, sorted(named))
    made = []
    for nth, origin, found in chosen:
        other = found.other if found is not None else None
        rows = await _compared(stored, texts.get(other) if other else None, origin, found)
        edge = next((one for one in trace.edges if one.giver is not None and one.giver == other), None)
        signs = origin.evidence if edge is None else (*credit_of(origin, edge), *edge.evidence)
        speaks_for, speaks_against = told_by(signs, edition)
        first = headlines.get(origin.first) if origin.first is not None and origin.first != other else None
        later = lag(edge.lag, edition) if edge is not None and edge.lag is not None else ""
        of = of_origin(origin)
        absent = bool(origin.agency) and origin.agency not in {one.source for one in (other, origin.first) if one}
        made.append(
            Stretch(
                f"o{nth}", naming(of), tint.get(of, "o0"), origin, headlines.get(other) if other else None, first,
                rows, later, speaks_for, speaks_against, absent, _part(origin, found),
            )
        )  # fmt: skip
    return made


def _part(origin: Origin, found: Passage | None) -> int:
    """How many of a stretch's words another has that has not most of them: an agency may be credited with all of it."""
    if found is None:
        return 0
    shared = min(found.end, origin.end) - max(found.start, origin.start)
    part = shared / (origin.end - origin.start)
    return max(round(origin.words * part), 1) if part < MOST_OF_IT else 0


async def _compared(
    stored: StoredArticle, other: StoredArticle | None, origin: Origin, found: Passage | None
) -> list[Row]:
    """The other's text before, this one's after: what was changed on the way."""
    ours = stored.article.text
    if other is None or found is None:
        return await to_thread.run_sync(differences, [], ours[origin.start : origin.end].split("\n"))
    theirs = other.article.text[found.other_start : found.other_end].split("\n")
    begin, end = min(found.start, origin.start), max(found.end, origin.end)  # the other may have a part of the stretch
    rows = await to_thread.run_sync(differences, theirs, ours[begin:end].split("\n"))
    return _within(rows, origin.start - begin, origin.end - begin)


def _within(rows: list[Row], start: int, end: int) -> list[Row]:
    """The rows in which a part of the later text stands, and those between them: a passage may hold several stretches,
    each shown once."""
    kept, at = [], 0
    for nth, row in enumerate(rows):
        size = sum(len(one.text) for one in row.after)
        if size and at < end and start < at + size:
            kept.append(nth)
        at += size + 1 if size else 0
    return rows[kept[0] : kept[-1] + 1] if kept else rows


async def _alike(site: Site, passages: Sequence[Passage]) -> dict[str, list[Headline]]:
    """Articles that share words with it without either having them from the other, by what it means."""
    kinds: dict[PassageKind, list[Passage]] = {}
    for one in passages:
        if one.kind is not PassageKind.COPY:
            kinds.setdefault(one.kind, []).append(one)
    made = {}
    for kind, listed in kinds.items():
        named = list(dict.fromkeys(one.other for one in listed))[:MOST_OTHERS]
        found = await site.ask(partial(site.portal.store.headlines_of, named))
        made[kind.value] = sorted(found.values(), key=lambda one: one.at)
    return made

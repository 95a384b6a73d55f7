"""Looking again: at an article's page, and at a sample of a host's pages. The steps of one look; the collector runs
them, `vitality` judges."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from masdar import extract, urls, vitality
from masdar.contracts import HostLink, Look, Looked, Reading
from masdar.extract import Furniture
from masdar.extract.decode import decode
from masdar.model import (
    Article,
    Capture,
    FetchFailed,
    LinkState,
    NotModified,
    Outcome,
    Purpose,
    Reason,
    Request,
    Result,
    Retry,
    Skip,
    Source,
    Step,
    StepEnded,
)
from masdar.pipeline import Captured, Line, ask
from masdar.steps import Timed
from masdar.vitality import Finding
from masdar.vitality.looking import after_miss

SAMPLE = 3  # articles that speak for their host
_THERE = frozenset({LinkState.ANSWERING, LinkState.MOVED})
_GIVEN_UP = frozenset({Reason.NOT_FOUND, Reason.GONE})
# Nobody answered at all. Whoever forbids us a page, or sends one that is too large, is there.
_SILENT = frozenset(
    {Reason.UNRESOLVABLE, Reason.CONNECTION_FAILED, Reason.TLS_FAILED, Reason.TIMED_OUT, Reason.ROBOTS_UNREACHABLE}
)


@dataclass(frozen=True, slots=True)
class LookedAgain:
    """What a look brought: a finding, what is to be remembered, and a reading where the page may say something new."""

    look: Look
    finding: Finding
    looked: Looked
    outcome: Outcome
    reading: Reading | None = None
    captured: Captured | None = None


@dataclass(frozen=True, slots=True)
class HostLooked:
    """What a look at a host brought."""

    host: HostLink
    looks: tuple[LookedAgain, ...]


async def look_again(
    line: Line, source: Source, look: Look, *, plain: bool = False, known: Furniture | None = None
) -> LookedAgain:
    """Asks for an article's page again, and says what became of it. `plain`: unconditionally, as a host's sample is,
    since a server that says "not modified" says nothing of what it would show."""
    timed = Timed(line.clock, Step.LOOK, source.id, str(look.stored.permalink))
    link = look.stored.link
    address = link.target if link.state is LinkState.MOVED and link.target else look.stored.article.url
    tags = ("", "") if plain else (look.etag, look.last_modified)
    try:
        answer = await ask(line, Request(address, Purpose.PAGE, source.id, *tags))
    except Skip as end:
        return _refused(line, look, end, timed)
    except StepEnded as end:
        return await _unanswered(line, look, end, timed)
    if isinstance(answer, NotModified):
        return _done(look, Finding(link.state, (), link.target), timed.outcome(Result.UNCHANGED), line)
    return _answered(line, source, look, (answer, known), timed)


def _answered(
    line: Line, source: Source, look: Look, got: tuple[Capture, Furniture | None], timed: Timed
) -> LookedAgain:
    answer, known = got
    captured = (line.archive.write(answer), look.stored.article.url)
    ours, now = look.stored.article, line.clock()
    found = _judged(line, source, look, answer)
    if found.state not in _THERE:
        outcome = timed.outcome(Result.OK, None, _told(found))
        return replace(_done(look, found, outcome, line), captured=captured)
    try:
        article = extract.read_learning(answer, source, None, now=now, known=known)
    except StepEnded as end:
        return replace(_done(look, found, timed.ended(end), line), captured=captured)
    # It is the same article, whatever its page now calls itself; what a feed once told of it stays.
    article = replace(
        article,
        blocks=ours.blocks if known is not None and _only_furniture_went(known, ours, article) else article.blocks,
        url=ours.url,
        section=article.section or ours.section,
        image=article.image or ours.image,
        published=article.published or ours.published,
        published_precision=article.published_precision if article.published else ours.published_precision,
        authors=article.authors or ours.authors,
        byline=article.byline or ours.byline,
        summary=article.summary or ours.summary,
    )
    reading = Reading(article, answer.fetched_at, captured[0])
    made = _done(look, found, timed.outcome(Result.OK), line, changed=_changed(article, ours))
    looked = replace(made.looked, etag=answer.header("etag"), last_modified=answer.header("last-modified"))
    return replace(made, looked=looked, reading=reading, captured=captured)


def _judged(line: Line, source: Source, look: Look, answer: Capture) -> Finding:
    """What the page tells. Where it seems to have lost its text the reader is asked as well: many pages keep their text
    in a script, which no visitor sees as such."""
    ours, before = look.stored.article, _classes(line, look)
    page = vitality.page_signs(decode(answer.body, answer.header("content-type"))[0])
    found = vitality.finding(page, answer.final_url, ours, paper=source.name, before=before)
    if found.state in _THERE:
        return found
    try:
        read = extract.read_article(answer, source, None, now=line.clock())
    except StepEnded:
        return found
    page = replace(page, words=(*page.words, *vitality.words_of(read.text)))
    return vitality.finding(page, answer.final_url, ours, paper=source.name, before=before)


def _only_furniture_went(known: Furniture, ours: Article, now: Article) -> bool:
    """Whether the paper's furniture, learnt since, is all that the text lost: then its words did not change."""
    return known.apart_from([block.text for block in ours.blocks], [block.text for block in now.blocks])


def _changed(one: Article, other: Article) -> bool:
    """Whether the words a reader sees differ."""
    return (one.title, one.text) != (other.title, other.text)


def _classes(line: Line, look: Look) -> frozenset[str]:
    """The template's names as they were when the article was read."""
    if look.stored.capture is None:
        return frozenset()
    try:
        before = line.archive.read(look.stored.capture)
    except KeyError:
        return frozenset()
    return vitality.page_signs(decode(before.body, before.header("content-type"))[0]).classes


def _refused(line: Line, look: Look, end: Skip, timed: Timed) -> LookedAgain:
    """404 and 410 are the paper's word; anything else that is not for us (robots.txt, a forbidden address) says
    nothing of the article."""
    if end.reason not in _GIVEN_UP:
        return _done(look, Finding(None), timed.ended(end), line)
    found = vitality.answered(end.reason is Reason.GONE)
    return _done(look, found, timed.outcome(Result.OK, end.reason, _told(found)), line)


async def _unanswered(line: Line, look: Look, end: StepEnded, timed: Timed) -> LookedAgain:
    """The home page is asked only where the page was asked for in vain so often that it would be called gone."""
    now = line.clock()
    silent = False
    if isinstance(end, Retry) and look.misses >= vitality.MISSES - 1:
        home = urls.clean("/", look.stored.article.url)
        answer = await line.fetcher.fetch(Request(home, Purpose.PAGE, look.stored.permalink.source))
        silent = isinstance(answer, FetchFailed) and answer.status is None and answer.reason in _SILENT
    found = vitality.unanswered(look.misses + 1, home_silent=silent)
    due = max(after_miss(look.misses + 1, now), end.not_before or now)
    looked = Looked(
        look.stored.permalink,
        look.host,
        now,
        found.link(look.stored.link, now),
        due,
        False,
        look.etag,
        look.last_modified,
    )
    return LookedAgain(look, found, looked, timed.ended(end))


def _done(look: Look, found: Finding, outcome: Outcome, line: Line, *, changed: bool = False) -> LookedAgain:
    """A look that was answered; the page's validators are those of before."""
    now = line.clock()
    looked = Looked(
        look.stored.permalink,
        look.host,
        now,
        found.link(look.stored.link, now),
        vitality.next_look(look.nth + 1, look.stored.first_seen, now, changed=changed, haste=line.haste),
        True,
        look.etag,
        look.last_modified,
        doubts_host=found.state in (LinkState.TAKEN_OVER, LinkState.PARKED),
    )
    return LookedAgain(look, found, looked, outcome)


def _told(found: Finding) -> str:
    state = found.state.value if found.state else "unsure"
    return f"{state}: {', '.join(found.signals)}" if found.signals else state


async def look_at_host(
    line: Line, source: Source, host: HostLink, sample: Sequence[Look], known: Furniture | None = None
) -> HostLooked:
    """What became of a host, from a sample of the articles that stood there."""
    made = [await look_again(line, source, look, plain=True, known=known) for look in sample]
    now = line.clock()
    found = vitality.host_finding([one.finding for one in made])
    silent = bool(made) and not any(one.looked.answered for one in made)
    misses = host.misses + 1 if silent else 0
    due = vitality.next_host_look(now, certain=found.state is not None, misses=misses)
    link = found.link(host.link, now) or host.link
    # What they say of the host has now been weighed.
    kept = tuple(replace(one, looked=replace(one.looked, doubts_host=False)) for one in made)
    return HostLooked(replace(host, link=link, due=due, misses=misses), kept)


def put_off(look: Look, outcome: Outcome, now: datetime) -> LookedAgain:
    """A look that failed through us: later again, and nothing is said of the page."""
    due = after_miss(look.misses + 1, now)
    looked = Looked(look.stored.permalink, look.host, now, None, due, False, look.etag, look.last_modified)
    return LookedAgain(look, Finding(None), looked, outcome)


def put_off_host(host: HostLink, now: datetime) -> HostLink:
    return replace(host, due=after_miss(host.misses + 1, now), misses=host.misses + 1)

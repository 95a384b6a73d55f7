"""A captured page → an article: the order in which its evidence is asked."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from masdar.extract import (
    blocks,
    body,
    dating,
    drops,
    forms,
    furniture,
    last_resort,
    metadata,
    opening,
    parts,
    selecting,
    structured,
    titles,
)
from masdar.extract.captured import Opened, open_page
from masdar.extract.page import tidy
from masdar.extract.walls import is_partial, is_wall
from masdar.language import bylines, dates
from masdar.language.direction import direction
from masdar.language.identify import identify
from masdar.model import Article, Capture, Entry, Precision, Quarantine, Reason, Source
from masdar.publishers import Selectors

MIN_LETTERS = 10  # a text shorter than this is none
BELOW = 6  # blocks from a text's last on, in which it is said whom it was taken from
LITTLE_SEEN = 1000  # letters on the whole page, menus too: its text stands where a walk does not come
SUMMARY_METAS = ("og:description", "description", "twitter:description", "dc.description")

Raw = list[blocks.Raw]


@dataclass(frozen=True, slots=True)
class Beforehand:
    """What is known of a page before it is read: whose it is, the time, what a feed promised of it, its paper's
    furniture. `selectors` stand for the catalogue's."""

    source: Source
    now: datetime
    entry: Entry | None = None
    known: furniture.Furniture | None = None
    selectors: Selectors | None = None


@dataclass(frozen=True, slots=True)
class Pageful:
    """An article, and the lines of its page from which its paper's furniture is learnt."""

    article: Article
    seen: tuple[furniture.Seen, ...]


def read(capture: Capture, before: Beforehand) -> Pageful:
    """The article of a page; see `masdar.extract.read_page`."""
    selectors = before.selectors or selecting.of_paper(before.source.id, capture.fetched_at.date())
    opened = open_page(capture, selectors=selectors)
    page, entry, known = opened.page, before.entry, before.known
    found = metadata.Found()
    papers = metadata.papers_of(before.source, opened)
    titles.title(found, opened, papers)
    if opened.selected is not None and opened.selected.title:
        found.title, found.evidence["title"] = opened.selected.title, selecting.EVIDENCE
    metadata.address(found, opened)
    choice = body.choose(page)
    seen = furniture.seen(page, choice.kept) if known is not None else {}
    if known is not None:
        body.without(page, choice, known_furniture(known, seen, found.title))
    raw, kept = _text(opened, found, choice)
    if entry is not None and entry.title and not found.title:
        found.title, found.evidence["title"] = tidy(entry.title), "feed"
    if not found.title:
        titles.above(found, page, kept)
    if not found.title:
        raise Quarantine(Reason.NO_TITLE)
    if sum(len(one.text) for one in raw) < MIN_LETTERS:
        raise Quarantine(Reason.NO_TEXT)
    _about(opened, found, kept, papers, entry)
    return Pageful(_article(opened, found, (raw, kept), before), tuple(seen.values()))


def known_furniture(known: furniture.Furniture, seen: dict[int, furniture.Seen], title: str) -> dict[int, str]:
    """The blocks that are furniture of the paper, and why."""
    own = furniture.digest(title)
    return {block: why for block, one in seen.items() if (why := known.says(one, own))}


def _about(
    opened: Opened, found: metadata.Found, kept: list[int], papers: tuple[str, ...], entry: Entry | None
) -> None:
    page = opened.page
    start = found.heading if found.heading >= 0 else max(0, (kept[0] if kept else 0) - 8)
    near = range(max(0, start - 4), min(len(page.text), (kept[0] if kept else start) + 3))
    metadata.byline(found, opened, near, papers)
    if opened.selected is not None and opened.selected.byline:
        told = opened.selected.byline
        found.byline, found.authors = told[:200], bylines.parse(told, papers).persons
        found.evidence["byline"] = found.evidence["authors"] = selecting.EVIDENCE
    if not found.byline and entry is not None and entry.author:
        read = bylines.parse(entry.author, papers)
        found.byline, found.authors = entry.author, read.persons
        found.evidence["byline"] = "feed"
    if not found.byline and kept:
        below = range(kept[-1], min(kept[-1] + BELOW, len(page.text)))
        if sourced := next((page.text[block] for block in below if bylines.names_source(page.text[block])), ""):
            found.byline, found.evidence["byline"] = sourced, "text"
    metadata.section(found, opened, entry)
    metadata.picture(found, opened, entry)
    summary, name = metadata.first(opened.metas, SUMMARY_METAS)
    for text, origin in (
        (summary, f"meta {name}"),
        (opened.facts.description, opened.facts.origin),
        (entry.summary if entry else "", "feed"),
    ):
        if text:
            found.summary, found.evidence["summary"] = tidy(text), origin
            break


def _text(opened: Opened, found: metadata.Found, choice: body.Choice) -> tuple[Raw, list[int]]:
    """The blocks of the body from the first evidence that carries it whole."""
    printed = [block for block in choice.kept if block != found.heading]  # it may hold a kicker beside the title
    raw = [one for one in blocks.build(opened.page, printed, opened.url) if one.text != found.title]
    letters = sum(len(one.text) for one in raw)
    found.evidence["body"] = "structure"
    told = opened.facts.body
    if len(told) > 200 and letters < 0.5 * len(told):
        found.evidence["body"] = "json-ld articleBody"
        return blocks.lines(told), choice.kept
    if letters < drops.FEW:
        hydrated = structured.hydrated(opened.page.scripts)
        if len(hydrated.body) > 2 * letters:
            found.evidence["body"] = hydrated.origin
            if not opened.facts.kind:
                opened.facts = hydrated
            return blocks.lines(hydrated.body), choice.kept
        # Else it would look at what ours has looked at, or make an article of a teaser and all round it.
        unseen = sum(map(len, opened.page.text)) < LITTLE_SEEN and all(len(one.text) < drops.LONG for one in raw)
        lines = body.lines(opened.page, choice) if unseen else []
        told_in_lines = [one for one in blocks.build(opened.page, lines, opened.url) if one.text != found.title]
        if sum(len(one.text) for one in told_in_lines) > 2 * letters + 100:
            return told_in_lines, lines
        if unseen and len(other := last_resort.read(opened.html)) > 2 * letters + 100:
            found.evidence["body"] = "trafilatura"
            return blocks.lines(other), choice.kept
    return raw, choice.kept


def _article(opened: Opened, found: metadata.Found, text: tuple[Raw, list[int]], before: Beforehand) -> Article:
    raw, kept = text
    source, entry, now = before.source, before.entry, before.now
    raw = opening.without_head(raw, found.title, found.image.caption if found.image else "")
    raw = [block for block in raw if not is_wall(block.text)] or raw
    whole = "\n".join(one.text for one in raw)
    hint = (entry.language if entry else "") or (source.languages[0] if len(source.languages) == 1 else "")
    language = identify(whole, hint or (opened.page.html.get("lang") or ""))
    way = direction(whole)
    clue = dating.Clue(
        opened.page, opened.facts, opened.metas, found.url or opened.url, found.heading,
        kept[0] if kept else -1, kept[-1] if kept else -1, opened.html,
    )  # fmt: skip
    form, told_by = forms.form(opened.page, opened.facts, raw)
    if form:
        found.evidence["form"] = f"{form} ({told_by})"
    when = dating.when(clue, entry, now, source.timezone)
    told = opened.selected.published if opened.selected is not None else ""
    if told and (selected := dates.parse(told, now=now, zone=source.timezone)):
        when = replace(when, published=selected, published_from=selecting.EVIDENCE)
    for name, origin in (("published", when.published_from), ("modified", when.modified_from)):
        if origin:
            found.evidence[name] = origin
    dressed, further = parts.told(blocks.dress(raw, language, way), (source.name, source.name_latin))
    return Article(
        source=source.id,
        url=found.url or opened.url,
        title=found.title,
        blocks=dressed,
        language=language,
        direction=way,
        summary=found.summary,
        byline=found.byline,
        authors=found.authors,
        section=found.section,
        published=when.published.at if when.published else None,
        published_precision=when.published.precision if when.published else Precision.SECOND,
        published_zone=when.published.zone if when.published else "",
        modified=when.modified.at if when.modified else None,
        image=found.image,
        partial=is_partial(whole, found.summary, opened.facts, opened.page),
        evidence=found.evidence,
        parts=further,
    )

"""What a page's article is called: the headline as the page prints it, without its paper's name."""

from __future__ import annotations

import re

from masdar.extract.captured import Opened
from masdar.extract.metadata import Found, first
from masdar.extract.page import HEADINGS, Page, tidy
from masdar.extract.structured import plain

_SEPARATORS = re.compile(r"\s+(?:[|\-–—:•·»«/~]|\.{2,}|…|::|[<>]{1,2})\s+|\s*\|\s*")
_WORD = re.compile(r"\w+")
MIN_PART = 16  # letters of a headline that is only a part of the page's title: names of papers are shorter
MIN_WORDS = 4
MOST_PARTS = 20  # of a title that are looked for, the longest
MIN_KICKER = 5  # letters: fewer are an article or a part of the first word
TITLE_METAS = ("og:title", "twitter:title", "dc.title", "dcterms.title", "sailthru.title", "title", "citation_title")


def _folded(text: str) -> str:
    return " ".join(_WORD.findall(text.lower()))


def title(found: Found, opened: Opened, names: tuple[str, ...]) -> None:
    """The headline as the article prints it: the main heading where the page's other titles agree with it."""
    page, facts = opened.page, opened.facts
    told, meta_name = first(opened.metas, TITLE_METAS)
    told = _without_site(told, names)
    page_title = _without_site(page.title, names)
    headline = _without_site(facts.headline, names)
    headings = [
        (block, page.text[block]) for block in range(len(page.text)) if page.tag[page.owner[block]] in ("h1", "h2")
    ]
    claims = [_folded(text) for text in (headline, told, page.title) if text]
    for block, text in headings:
        folded = _folded(text)
        if len(folded) >= 8 and any(
            folded == c
            or (len(folded) > 0.5 * len(c) and folded in c)
            or (len(c) > 15 and c in folded and len(folded) < 2 * len(c))
            for c in claims
        ):
            found.title, found.heading = _unkicked(text, (headline, told)), block
            found.evidence["title"] = page.tag[page.owner[block]]
            return
    mains = [(block, text) for block, text in headings if page.tag[page.owner[block]] == "h1"]
    for text, origin in ((headline, facts.origin), (told, f"meta {meta_name}"), (page_title, "title")):
        if text and not _is_site(text, names):
            found.evidence["title"] = origin
            found.title = _printed_title(text, page)
            found.heading = mains[0][0] if len(mains) == 1 else -1
            return
    if mains:
        found.heading, found.title = mains[0]
        found.evidence["title"] = "h1"


def _unkicked(heading: str, told: tuple[str, ...]) -> str:
    """A heading without the kicker it begins with, which elements set apart and no space may, where the page tells
    machines what stands behind; with the signs between the two where it tells both."""
    folded = _folded(heading)
    claims = [one.rstrip(" .…-–|") if one.endswith((" -", " –", " |", "...", "…")) else one for one in told]
    for claim in claims:
        if len(claim) > len(heading) and _folded(claim) == folded:
            return claim
    for claim in claims:
        own = _folded(claim)
        kicker = folded.removesuffix(own).strip() if own.count(" ") >= MIN_WORDS - 1 else ""
        if MIN_KICKER <= len(kicker) < len(own) and folded.endswith(own):
            return claim
    return heading


def _printed_title(text: str, page: Page) -> str:
    """A title without what does not stand on the page: the longest of its parts that one line there prints, outside of
    links; the title itself where no line does. What several lines print is the site's, and so may be a part of few
    words that is not the first."""
    first, *others = _SEPARATORS.split(text)
    parts = {part for part in others if part.count(" ") >= MIN_WORDS - 1} | ({first} if " " in first else set())
    for part in sorted(parts, key=len, reverse=True)[:MOST_PARTS]:
        lines = [block for block, told in enumerate(page.text) if part in told and part in told.split("\n")]
        if len(part) >= MIN_PART and len(lines) == 1 and not page.linked[lines[0]]:
            return part
    return text


def above(found: Found, page: Page, kept: list[int]) -> None:
    """Where nothing else names the article: the heading nearest above its first paragraph, or soon after."""
    start = kept[0] if kept else 0
    for block in [*range(start, max(-1, start - 12), -1), *kept[1:4]] if page.text else ():
        tag = page.tag[page.owner[block]]
        if tag in HEADINGS and len(page.text[block]) > 8:
            found.title, found.heading, found.evidence["title"] = page.text[block], block, tag
            return


def _is_site(text: str, names: tuple[str, ...]) -> bool:
    return _folded(text) in {_folded(name) for name in names if name}


def _without_site(text: str, names: tuple[str, ...]) -> str:
    """A title without the paper's name that pages put before or behind it."""
    text = tidy(plain(text))
    known = {_folded(name) for name in names if name}
    front, colon, rest = text.partition(": ")  # blogs' systems put the site's name so
    if colon and rest and _folded(front) in known:
        text = rest
    for _ in range(3):
        cuts = list(_SEPARATORS.finditer(text))
        if not cuts:
            return text
        head, tail = text[: cuts[-1].start()], text[cuts[-1].end() :]
        if _folded(tail) in known and head:
            text = head
            continue
        front, rest = text[: cuts[0].start()], text[cuts[0].end() :]
        if _folded(front) in known and rest:
            text = rest
            continue
        return text
    return text

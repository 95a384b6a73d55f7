"""Why each block of a page was kept or dropped, for people."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from masdar.extract import body, reader, selecting
from masdar.extract.captured import open_page
from masdar.extract.furniture import Furniture, seen
from masdar.extract.page import Page
from masdar.model import Capture, Quarantine, Source


@dataclass(frozen=True, slots=True)
class Explained:
    """One block: its text, where it stands ("div.article-body > p"), whether it was kept, and why not."""

    text: str
    path: str
    kept: bool
    why: str = ""


ELSEWHERE = "title, day, by-line, caption or wall, which the article says elsewhere"
OUTSIDE = "outside what the catalogue's selectors point at"


def explain(capture: Capture, known: Furniture | None = None, *, source: str = "") -> list[Explained]:
    """Every block of a captured page in order; `known` is its paper's furniture, `source` its paper's id: where the
    catalogue keeps selectors for its pages of that day they count as in reading. Raises `Quarantine` as `read_article`
    does for an unreadable page."""
    selectors = selecting.of_paper(source, capture.fetched_at.date()) if source else None
    opened = open_page(capture, telling=True, selectors=selectors)
    found = _as_read(_blocks(opened.page, known), capture, source)
    if opened.selected is None:
        return found
    return _within(found, _blocks(open_page(capture, telling=True).page, None))


def _as_read(found: list[Explained], capture: Capture, source: str) -> list[Explained]:
    """The blocks with what reading took out of them at last: whose lines all stand nowhere in the article's text."""
    try:
        paper = Source(source or "page", "", capture.url)
        article = reader.read(capture, reader.Beforehand(paper, capture.fetched_at)).article
    except Quarantine:
        return found
    text = {line for block in article.blocks for line in re.split(r"\n| \| ", block.text)}
    return [
        replace(one, kept=False, why=ELSEWHERE) if one.kept and text.isdisjoint(one.text.split("\n")) else one
        for one in found
    ]


def _blocks(page: Page, known: Furniture | None) -> list[Explained]:
    choice = body.choose(page)
    if known is not None:
        body.without(page, choice, reader.known_furniture(known, seen(page, choice.kept), page.title))
    found: list[Explained] = []
    passed = list(reversed(page.passed))
    for block, text in enumerate(page.text):
        while passed and passed[-1][0] <= block:
            found.append(_passed(page, *passed.pop()))
        why = choice.why[block]
        found.append(Explained(text, _path(page, page.owner[block]), not why, why))
    found += [_passed(page, *one) for one in reversed(passed)]
    return found


def _within(selected: list[Explained], whole: list[Explained]) -> list[Explained]:
    """The blocks of a whole page, each as its selected part tells it; what stands in the part alone comes first."""
    told: dict[str, list[Explained]] = {}
    for one in reversed(selected):
        told.setdefault(one.text, []).append(one)
    found = [
        replace(told[one.text].pop(), path=one.path) if told.get(one.text) else replace(one, kept=False, why=OUTSIDE)
        for one in whole
    ]
    return [one for left in told.values() for one in reversed(left)] + found


def _passed(page: Page, _: int, element: int, text: str) -> Explained:
    """What was not read at all: menus, lists named as furniture, the page's foot."""
    return Explained(text, _path(page, element), False, page.own_drop[element] or "class")


def _path(page: Page, element: int) -> str:
    steps: list[str] = []
    while element >= 0 and len(steps) < 4:
        names = page.names[element].split()
        steps.append(page.tag[element] + (f".{names[0]}" if names else ""))
        element = page.parent[element]
    return " > ".join(reversed(steps))

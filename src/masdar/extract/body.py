"""Which blocks of a walked page are the article.

Elements named as furniture are dropped with their inside; among what is left the container that holds most of the
paragraphs is found by descent from the body; inside it blocks are kept unless they are mostly links or begin like
furniture; the standfirst between heading and container is brought back. Two drops are taken back: that of an element
which holds most of the text, and all of them where almost nothing is left.

`container` finds the element, `against` and `boxes` say what speaks against a block in it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import accumulate

from masdar.extract import boxes, drops
from masdar.extract.against import about_the_site, against
from masdar.extract.classes import Mark
from masdar.extract.container import State, descend, weights
from masdar.extract.drops import FEW, LONG, paragraph_letters
from masdar.extract.page import HEADINGS, Page

MAX_CAPTION = 300  # letters beside a picture
LITTLE_MORE = 1.35  # times what the container holds
LEAST_LEFT = 60
OUTSIDE = "outside the container"


@dataclass(slots=True)
class Choice:
    """What was kept: block numbers in order, `why` for every block ("" where kept), and the container chosen."""

    kept: list[int]
    why: list[str]
    container: int
    letters: int
    notes: list[str] = field(default_factory=list)


def choose(page: Page) -> Choice:
    """The article's blocks. Never raises; `kept` is empty where the page holds no text."""
    if not page.text:
        return Choice([], [], 0, 0)
    _mark_captions(page)
    first = _choose(page, undrop_all=False)
    if first.letters >= FEW:
        return first
    second = _choose(page, undrop_all=True)
    if second.letters > max(FEW, 2 * first.letters):
        second.notes.append("drops taken back: almost nothing was left")
        return second
    return first


def lines(page: Page, choice: Choice) -> list[int]:
    """All blocks of a page against which nothing speaks, where they stand left aside: its text where it has hardly a
    paragraph, as under pictures. Numbers in order."""
    return [block for block, why in enumerate(choice.why) if not why or (why == OUTSIDE and not against(page, block))]


def without(page: Page, choice: Choice, furniture: dict[int, str]) -> None:
    """Drops blocks known as the paper's furniture, with headings that then stand over nothing; `furniture` says why.
    Where hardly a line would be left, the page is not like its paper's others, and nothing is dropped."""
    left = [block for block in choice.kept if block not in furniture]
    if not furniture or sum(len(page.text[block]) for block in left) < LEAST_LEFT:
        return
    for block, reason in furniture.items():
        choice.why[block] = reason
    first, last = choice.kept[0], choice.kept[-1] + 1
    _openers(page, choice.why, first, last)
    _headings(page, choice.why, first, last)
    choice.kept = [block for block, reason in enumerate(choice.why) if not reason]
    choice.letters = sum(len(page.text[block]) for block in choice.kept)


def _mark_captions(page: Page) -> None:
    """Marks the box round a picture and a few words: the words are its caption, whatever the box is called."""
    for element in page.attributes:
        if page.tag[element] != "img" or "emoji" in page.names[element] or "smil" in page.names[element]:
            continue
        box, around = -1, page.parent[element]
        for _ in range(3):
            if around < 0 or page.tag[around] not in ("div", "figure", "span", "a", "section", "center", "aside"):
                break
            size = page.size(around)
            if size > MAX_CAPTION:
                break
            box = around if size else box
            around = page.parent[around]
        blocks = range(page.first[box], page.last[box]) if box >= 0 else ()
        if blocks and not any(page.tag[page.owner[block]] in HEADINGS or page.links[block] for block in blocks):
            page.marks[box] |= Mark.CAPTION


def _choose(page: Page, *, undrop_all: bool) -> Choice:
    prose = paragraph_letters(page)
    dropped = drops.inherited(page, drops.dropped(page, prose, undrop_all=undrop_all))
    weight = weights(page, prose, dropped)
    state = State(page, dropped, weight, [0, *accumulate(weight)])
    container = descend(state)
    return _keep(state, container)


def _keep(state: State, container: int) -> Choice:
    page = state.page
    first, last = page.first[container], page.last[container]
    why = [state.dropped[owner] or OUTSIDE for owner in page.owner]
    for block in range(first, last):
        why[block] = state.dropped[page.owner[block]] or against(page, block) or boxes.about(state, block)
    boxes.linked_headings(state, why, container)
    for block in range(max(first, last - 4), last):
        if not why[block] and len(page.text[block]) < 500 and about_the_site(page.text[block]):
            why[block] = "terms of the site"
    boxes.apart(state, why, container)
    boxes.below(state, why, container)
    boxes.lists(state, why, container)
    _standfirst(state, why, first)
    _beginning(state, why, container)
    _openers(page, why, first, last)
    _headings(page, why, first, last)
    kept = [block for block, reason in enumerate(why) if not reason]
    return Choice(kept, why, container, sum(len(page.text[block]) for block in kept))


def _standfirst(state: State, why: list[str], first: int) -> None:
    """Paragraphs between the main heading and the container, where nothing else speaks against them."""
    page = state.page
    heading = -1
    for block in range(first - 1, max(-1, first - 40), -1):
        if page.tag[page.owner[block]] == "h1":
            heading = block
            break
    if heading < 0:
        return
    for block in range(heading + 1, first):
        owner = page.owner[block]
        if state.dropped[owner] or against(page, block) or page.links[block] > 2:
            continue
        named = any(page.marks[element] & Mark.LEAD for element in boxes.line(page, owner, 3))
        if len(page.text[block]) >= LONG or (named and len(page.text[block]) > 30):
            why[block] = ""


def _beginning(state: State, why: list[str], container: int) -> None:
    """Paragraphs that stand before the container in the element round it, where that holds little else."""
    page = state.page
    inside, around = state.total(container), page.parent[container]
    while around >= 0 and state.total(around) <= LITTLE_MORE * inside:
        start = page.first[around]
        for block in range(page.first[container] - 1, start, -1):
            if page.tag[page.owner[block]] == "h1":
                start = block
                break
        for block in range(start, page.first[container]):
            paragraph = state.sums[block + 1] > state.sums[block] and page.tag[page.owner[block]] != "li"
            if paragraph and why[block] == OUTSIDE and not against(page, block):
                why[block] = ""
        around = page.parent[around]


def _openers(page: Page, why: list[str], first: int, last: int) -> None:
    """A short line that ends with a colon opens something: where what it opens is dropped, it goes too."""
    for block in range(first, last):
        text = page.text[block]
        if not why[block] and len(text) < 80 and text.endswith((":", "：")) and block + 1 < last and why[block + 1]:
            why[block] = "opens what was dropped"


def _headings(page: Page, why: list[str], first: int, last: int) -> None:
    """A heading that stands over nothing kept is no heading of the article."""
    below = False
    for block in range(last - 1, first - 1, -1):
        level = HEADINGS.get(page.tag[page.owner[block]])
        if level is None:
            below = below or not why[block]
        elif level == 1:
            why[block] = why[block] or "the title"
        elif not why[block] and not below:
            why[block] = "heading over nothing"

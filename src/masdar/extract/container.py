"""The element of a walked page that holds its article, found by descent from the body.

Descent to the densest container goes back to Kohlschütter et al., "Boilerplate Detection using Shallow Text Features"
(WSDM 2010), and Mozilla's Readability; the rules and their figures here are our own.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from masdar.extract.classes import Mark
from masdar.extract.drops import FEW, LONG
from masdar.extract.page import HEADINGS, Page

MOST = 0.5
SHARE = 0.75  # of a container's score: enough to go down into one child
TOLD_SHARE = 0.2
NEARLY_ALL = 0.97
PIECE = 0.1  # of a text: a part of it, not a box below

LEAVES = frozenset("p li dt pre h1 h2 h3 h4 h5 h6 figcaption caption".split())
# Class words of layout alone: elements that share them need not be alike.
_GRID = frozenset(
    "row rows col cols auto column columns container wrapper inner outer block large small medium centered clearfix "
    "grid left right center flex light group item items card section content".split()
)
_CLASS_WORD = re.compile("[a-z]{3,}")
_PARTS = frozenset("table thead tbody tr ul ol dl".split())
_CAPTIONS = frozenset(("figcaption", "caption"))


@dataclass(slots=True)
class State:
    """A page with what is dropped of it, and sums over its blocks."""

    page: Page
    dropped: list[str]  # per element, "" where it stands
    weight: list[int]  # per block
    sums: list[int]  # of weight

    def total(self, element: int) -> int:
        return self.sums[self.page.last[element]] - self.sums[self.page.first[element]]


def weights(page: Page, prose: list[int], dropped: list[str]) -> list[int]:
    """Per block what it says for the container round it; short lines say something only where there is no paragraph."""
    found = []
    for letters, text, owner in zip(prose, page.text, page.owner, strict=True):
        tag = page.tag[owner]
        if dropped[owner] or not letters or tag in HEADINGS:
            found.append(0)
        elif tag == "p" or "\n\n" in text:
            found.append(letters + 40)
        elif is_caption(page, owner):
            found.append(0)
        elif tag in ("li", "td", "th", "dd", "a"):
            found.append(letters // 4)
        else:
            found.append(letters)
    return (
        found
        if any(found)
        else [
            0 if dropped[owner] or page.tag[owner] in HEADINGS else max(0, len(text) - 2 * linked)
            for text, owner, linked in zip(page.text, page.owner, page.linked, strict=True)
        ]
    )


def is_caption(page: Page, element: int) -> bool:
    steps = 3
    while element >= 0 and steps:
        if page.marks[element] & Mark.CAPTION or page.tag[element] in _CAPTIONS:
            return True
        element, steps = page.parent[element], steps - 1
    return False


def descend(state: State) -> int:
    """The smallest container that still holds most of the weight. Into an element named as the text it goes down for
    half of it, unless other elements of the same name hold the rest: then the text comes in pieces."""
    page = state.page
    at = whole_text = _told_body(state)
    while True:
        if page.tag[at] not in _PARTS:
            whole_text = at  # a table or list is never the article: one cell of it is, or what stands round it
        whole = state.total(at)
        best, most, child = -1, 0, at + 1
        while child < page.until[at]:
            if (score := state.total(child)) > most and page.tag[child] not in LEAVES and not state.dropped[child]:
                best, most = child, score
            child = page.until[child]
        if best < 0 or most < MOST * whole:
            return whole_text
        if _named(page, at) and not _named(page, best) and most < NEARLY_ALL * whole:
            return whole_text
        if most < SHARE * whole:
            named = _named(page, best) or page.tag[best] == "article"
            if not named or _in_pieces(state, at, best):
                return whole_text
        elif _has_twins(state, at, best):
            return whole_text
        at = best


def _told_body(state: State) -> int:
    """The one element that microdata calls the article's body, where it holds enough of the page; else the root."""
    page, enough = state.page, max(FEW, TOLD_SHARE * state.total(0))
    large = [
        element
        for element, of in page.properties.items()
        if of == "articlebody" and not state.dropped[element] and state.total(element) >= enough
    ]
    return large[0] if len(large) == 1 else 0


def _named(page: Page, element: int) -> bool:
    return bool(page.marks[element] & Mark.CONTENT)


def _in_pieces(state: State, inside: int, piece: int) -> bool:
    """Whether elements of the same tag and names beside a piece carry weight too."""
    page = state.page
    tag, names = page.tag[piece], page.names[piece]
    for element in range(inside + 1, page.until[inside]):
        alike = page.names[element] == names and element != piece and page.tag[element] == tag
        if alike and not state.dropped[element] and state.total(element) > LONG:
            return True
    return False


def _has_twins(state: State, inside: int, piece: int) -> bool:
    """Whether an element beside a piece, of the same tag and names, carries paragraphs too."""
    page, child = state.page, inside + 1
    speaking = not _GRID.issuperset(_CLASS_WORD.findall(page.names[piece].lower()))
    while speaking and child < page.until[inside]:
        if (
            child != piece
            and page.names[child] == page.names[piece]
            and page.tag[child] == page.tag[piece]
            and state.total(child) > PIECE * state.total(inside)
        ):
            return True
        child = page.until[child]
    return False

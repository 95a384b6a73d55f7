"""Kept blocks of a page → blocks of an article: kinds, rows, paragraphs, direction, language."""

from __future__ import annotations

import re

from masdar.extract.classes import Mark
from masdar.extract.tree import HEADINGS, Page
from masdar.extract.vocabulary import CREDIT
from masdar.language.direction import direction
from masdar.language.identify import identify
from masdar.model import Block, BlockKind, Direction

_KINDS = {
    "li": BlockKind.ITEM, "dd": BlockKind.ITEM, "dt": BlockKind.ITEM, "blockquote": BlockKind.QUOTE,
    "figcaption": BlockKind.CAPTION, "caption": BlockKind.CAPTION,
}  # fmt: skip

_CREDIT = re.compile(CREDIT, re.IGNORECASE)
MAX_CAPTION = 600  # letters
MAX_CREDITED = 250
MAX_LINE = 220  # letters of a heading or a cell


def build(page: Page, kept: list[int]) -> list[tuple[BlockKind, int, str]]:
    """(kind, heading level, text) of every block, rows of tables joined, double line breaks made paragraphs."""
    found: list[tuple[BlockKind, int, str]] = []
    row = embed = -1
    for block in kept:
        owner = page.owner[block]
        text = page.text[block]
        kind, level, holder = _kind(page, owner)
        if len(text) > MAX_LINE and kind in (BlockKind.HEADING, BlockKind.ROW):
            kind, level = BlockKind.PARAGRAPH, 0  # a heading never closed, a table that only lays the page out
        if kind is BlockKind.PARAGRAPH and len(text) < MAX_CREDITED and _CREDIT.search(text):
            kind = BlockKind.CAPTION
        if kind is BlockKind.ROW:
            if holder == row and found and found[-1][0] is BlockKind.ROW:
                found[-1] = (kind, 0, f"{found[-1][2]} | {text}")
                continue
            row = holder
        if kind is BlockKind.EMBED:
            if holder != embed:
                found.append((kind, 0, text))
            embed = holder
            continue
        if "\n\n" in text:
            found += [(kind, level, part) for part in text.split("\n\n") if part.strip()]
        else:
            found.append((kind, level, text))
    return found


def _kind(page: Page, element: int) -> tuple[BlockKind, int, int]:
    """A block's kind by its nearest telling ancestor, a heading's level, and the row's element."""
    quote = False
    for _ in range(8):
        if element < 0:
            break
        tag = page.tag[element]
        if page.marks[element] & Mark.CAPTION and _is_caption(page, element):
            return BlockKind.CAPTION, 0, -1
        if tag in HEADINGS and page.last[element] - page.first[element] > 3:
            break  # never closed: it holds the text itself
        if tag in HEADINGS:
            return BlockKind.HEADING, max(2, HEADINGS[tag]), -1
        if tag == "tr":
            return BlockKind.ROW, 0, element
        if page.marks[element] & Mark.EMBED:
            return BlockKind.EMBED, 0, element
        if tag in _KINDS:
            if tag == "blockquote":
                quote = True
            else:
                return _KINDS[tag], 0, -1
        if tag in ("article", "main", "section", "body"):
            break
        element = page.parent[element]
    return (BlockKind.QUOTE if quote else BlockKind.PARAGRAPH), 0, -1


def _is_caption(page: Page, element: int) -> bool:
    """Whether an element named as a caption can be one: figures that hold whole texts are named so too."""
    return sum(len(page.text[block]) for block in range(page.first[element], page.last[element])) < MAX_CAPTION


def dress(raw: list[tuple[BlockKind, int, str]], language: str, way: Direction) -> tuple[Block, ...]:
    """Blocks with direction and language; a block is asked for its own language only where it runs the other way."""
    found = []
    for kind, level, text in raw:
        own = direction(text, way)
        tongue = language if own is way else identify(text)
        found.append(Block(kind, text, own, tongue, level))
    return tuple(found)

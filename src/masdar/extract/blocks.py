"""Kept blocks of a page → blocks of an article: kinds, rows, paragraphs, direction, language."""

from __future__ import annotations

import re
from typing import NamedTuple

from masdar import urls
from masdar.extract import parts
from masdar.extract.against import is_furniture_line
from masdar.extract.classes import Mark
from masdar.extract.page import HEADINGS, Page
from masdar.extract.phrases import CREDIT, CREDIT_SIGNS, signed
from masdar.language.direction import direction, runs_right
from masdar.language.identify import identify
from masdar.model import Block, BlockKind, Direction

PARAGRAPH, HEADING, ITEM, QUOTE, ROW, CAPTION, EMBED = BlockKind  # to ask the enumeration costs five times as much

_KINDS = {
    "li": ITEM, "dd": ITEM, "dt": ITEM, "blockquote": QUOTE,
    "figcaption": CAPTION, "caption": CAPTION,
}  # fmt: skip

_CREDIT = re.compile(CREDIT, re.IGNORECASE)
MAX_CAPTION = 600  # letters
MAX_CREDITED = 250
MAX_ROW = 10_000  # letters of a table's row; what is longer is joined by several
MAX_LINE = 220  # letters of a heading or a cell


class Raw(NamedTuple):
    """A block before it is known which way and in what language the article is written."""

    kind: BlockKind
    text: str
    level: int = 0
    link: str = ""


def lines(text: str) -> list[Raw]:
    """Paragraphs, one a line."""
    return [Raw(PARAGRAPH, line) for line in text.split("\n") if line.strip()]


def build(page: Page, kept: list[int], base: str = "") -> list[Raw]:
    """The kept blocks: rows of tables joined, double line breaks made paragraphs, posts from elsewhere as links
    (made absolute by `base`, the page's address)."""
    found: list[Raw] = []
    frames = [frame for frame in page.embeds if kept and kept[0] < frame[0] <= kept[-1] + 1]
    row = embed = -1
    for block in kept:
        while frames and frames[0][0] <= block:
            found += _framed(frames.pop(0)[1], base)
        text = page.text[block]
        kind, level, holder = _told_kind(page, page.owner[block], text)
        if kind is ROW:
            if holder == row and found and found[-1].kind is ROW and len(found[-1].text) < MAX_ROW:
                found[-1] = Raw(kind, f"{found[-1].text} | {text}")
                continue
            row = holder
        if kind is EMBED:
            if holder != embed:
                found.append(Raw(kind, text, link=urls.clean(page.embed_links.get(holder, ""), base)))
            embed = holder
        else:
            found += _paragraphs(Raw(kind, text, level))
    for _, address in frames:
        found += _framed(address, base)
    return found


def _paragraphs(block: Raw) -> list[Raw]:
    """A block's paragraphs, which double line breaks part, without those that begin as furniture does."""
    if "\n" not in block.text:
        return [block] if block.text.strip() else []
    texts = [text for text in block.text.split("\n\n") if text.strip() and not is_furniture_line(text)]
    return [one for text in texts for one in _kicked(block._replace(text=text))]


def _kicked(block: Raw) -> list[Raw]:
    """A paragraph of lines; where the first is a kicker ("تحليل إخباري"), it stands alone, and the short line below it
    is the title of what it opens."""
    kicker, _, rest = block.text.partition("\n")
    if not rest or not parts.is_kicker(kicker):
        return [block]
    title, _, text = rest.partition("\n")
    if not text or len(title) > MAX_LINE:
        return [Raw(block.kind, kicker), Raw(block.kind, rest)]
    return [Raw(block.kind, kicker), Raw(HEADING, title, 2), Raw(block.kind, text)]


def _framed(address: str, base: str) -> list[Raw]:
    link = urls.clean(address, base)
    return [Raw(EMBED, link, link=link)] if link else []


def _told_kind(page: Page, owner: int, text: str) -> tuple[BlockKind, int, int]:
    """A block's kind, by its place and then by its text."""
    kind, level, holder = _kind(page, owner)
    if len(text) > MAX_LINE and kind in (HEADING, ROW):
        return PARAGRAPH, 0, -1  # a heading never closed, a table that only lays the page out
    if kind is PARAGRAPH and len(text) < MAX_CREDITED and _credits(text):
        return CAPTION, 0, -1
    return kind, level, holder


def _credits(text: str) -> bool:
    """Whether a line credits a picture."""
    low = text.lower()
    return signed(low, CREDIT_SIGNS) and _CREDIT.search(text) is not None


def _kind(page: Page, element: int) -> tuple[BlockKind, int, int]:
    """A block's kind by its nearest telling ancestor, a heading's level, and the row's element."""
    quote, tags, marks, parents = False, page.tag, page.marks, page.parent
    for _ in range(8):
        if element < 0:
            break
        tag = tags[element]
        if marks[element] & Mark.CAPTION and _is_caption(page, element):
            return CAPTION, 0, -1
        if tag in HEADINGS:
            if page.last[element] - page.first[element] > 3:
                break  # never closed: it holds the text itself
            return HEADING, max(2, HEADINGS[tag]), -1
        if tag == "tr":
            return ROW, 0, element
        if marks[element] & Mark.EMBED:
            return EMBED, 0, element
        if tag in _KINDS:
            if tag == "blockquote":
                quote = True
            else:
                return _KINDS[tag], 0, -1
        if tag in ("article", "main", "section", "body"):
            break
        element = parents[element]
    return (QUOTE if quote else PARAGRAPH), 0, -1


def _is_caption(page: Page, element: int) -> bool:
    """Whether an element named as a caption can be one: figures that hold whole texts are named so too."""
    return page.size(element) < MAX_CAPTION


def dress(raw: list[Raw], language: str, way: Direction) -> tuple[Block, ...]:
    """Blocks with direction, language and part; a block is asked for its own language only where it runs the other
    way than the article."""
    found = []
    one_way = way is Direction.LTR and runs_right("".join([block.text for block in raw]))
    for block, part in zip(raw, parts.number(raw), strict=True):
        own = way if one_way or (block.kind is EMBED and block.link) else direction(block.text, way)
        tongue = language if own is way else identify(block.text)
        found.append(Block(block.kind, block.text, own, tongue, block.level, block.link, part))
    return tuple(found)

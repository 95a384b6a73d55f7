"""Two articles on one page: a report, then an analysis under its own kicker, or the copy of a second agency.

Papers append such texts to one another without a mark of their own, so a new part is opened only by what printed papers
open one with: a kicker standing alone or before its title in a heading, or a dateline of another agency or place than
that of the text above it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Protocol

from masdar.language import bylines
from masdar.model import Block, BlockKind, Part

_PARAGRAPH, _HEADING = BlockKind.PARAGRAPH, BlockKind.HEADING  # to ask the enumeration costs five times as much

SIGNED_WITHIN = 4  # blocks from a part's beginning
LONGEST_BYLINE = 80  # letters
LONGEST_PLACE = 40  # letters before a dateline's agency
BEFORE = 3  # paragraphs that must stand above
AFTER = 2  # and below

_KICKER = re.compile(
    r"(?:تحليل(?: إخباري| اخباري| سياسي)?|تقرير(?: إخباري| اخباري)?|خلفية|رأي|تعليق|قراءة|إطار|حوار|"
    r"analyse|décryptage|éclairage|repères|opinion|commentaire|encadré|analysis|comment|background|explainer)"
    r"\s*[:：]?",
    re.IGNORECASE,
)
# In a heading, before the title of what it opens; words that head chapters of one article too are left out.
_TITLED = re.compile(
    r"(?:تحليل(?: إخباري| اخباري| سياسي)?|تقرير (?:إخباري|اخباري)|رأي|analyse|analysis|opinion)"
    r"\s*(?:[:：|]|[-–—.](?=\s))\s*\w",
    re.IGNORECASE,
)
_AGENCY = (
    r"رويترز|أ\s?\.?\s?ف\s?\.?\s?ب|ا\s?\.?\s?ف\s?\.?\s?ب|فرانس برس|و\s?\.?\s?م\s?\.?\s?ع|د\s?\.?\s?ب\s?\.?\s?أ|"
    r"أسوشيتد برس|الأناضول|شينخوا|وات|واج|واس|وام|وفا|سانا|بترا|كونا|قنا|Reuters|AFP|AP|MAP|APS|TAP|dpa|EFE|ANSA|Xinhua"
)
_BYLINE = re.compile(
    r"(?:بقلم|كتب(?:ت|ه|ها)?|إعداد|اعداد|تحليل|by|par|written by|analyse de|analysis by|von|por)\s*[:：]?\s+\S",
    re.IGNORECASE,
)
# At a heading's end: behind a sign, for "by" and its like stand in sentences too; "بقلم" says it by itself.
_SIGNED = re.compile(
    r"(?P<title>.*\S)(?:\s*[(|\n]\s*|\s+[-–—]\s+|[,،]\s+(?!كتب|[إا]عداد)|\s+(?=بقلم))"
    r"(?P<byline>(?:بقلم|كتب(?:ت|ه|ها)?|إعداد|اعداد|by|par|written by|analysis by|von|por)\s*[:：]?\s+[^\n|()]+?)"
    r"\)?\s*",
    re.IGNORECASE | re.DOTALL,
)
_LETTERS = re.compile(r"[^\W\d_]+")
_DASH = re.compile(r"[(\-–—/]")
_DATELINE = re.compile(
    rf"^(?P<place>[^.؟!\n]{{0,{LONGEST_PLACE}}}?)[(\-–—/]\s*(?P<agency>{_AGENCY})\s*(?:[)\-–—:/]|$)", re.IGNORECASE
)


class Piece(Protocol):
    """What is asked of a block here."""

    @property
    def kind(self) -> BlockKind: ...
    @property
    def text(self) -> str: ...


def number(blocks: Sequence[Piece]) -> list[int]:
    """The part each block belongs to, 0 for the first article; a kicker belongs to the part it opens."""
    found: list[int] = []
    part = above = 0
    credit = place = ""
    for at, block in enumerate(blocks):
        kind, text = block.kind, block.text
        said, where = _dateline(text) if kind is _PARAGRAPH else ("", "")
        kicker = is_kicker(text) or (kind is _HEADING and _TITLED.match(text) is not None)
        dispatch = bool((said and credit and said != credit) or (where and place and where != place))
        if (kicker or dispatch) and above >= BEFORE and _below(blocks, at) >= AFTER:
            part, above, credit, place = part + 1, 0, said, where
        credit, place = credit or said, place or where
        above += kind is _PARAGRAPH
        found.append(part)
    return found


def is_kicker(text: str) -> bool:
    """Whether a line is the kicker over a further article, standing alone."""
    return len(text) < 30 and _KICKER.fullmatch(text.strip()) is not None


def _dateline(text: str) -> tuple[str, str]:
    """The agency that a text's dateline credits and the place it names, "" for what it does not; only a place that is
    known tells of another dispatch."""
    match = _DATELINE.match(text[:90]) if _DASH.search(text, 0, LONGEST_PLACE + 1) else None
    if match is None:
        return "", ""
    place = " ".join(_LETTERS.findall(match["place"]))
    return re.sub(r"[\s.]", "", match["agency"]).lower(), place if bylines.is_place(place) else ""


def _below(blocks: Sequence[Piece], at: int) -> int:
    """Paragraphs of some length from a block on; as many as are asked for at most."""
    count = 0
    for block in blocks[at:]:
        count += block.kind is _PARAGRAPH and len(block.text) >= 40
        if count >= AFTER:
            break
    return count


def told(blocks: Sequence[Block], papers: tuple[str, ...]) -> tuple[tuple[Block, ...], tuple[Part, ...]]:
    """The heading and the credit of each part after the first, and the blocks with no credit left in such a heading;
    `papers` are names of the paper, which is no person."""
    made = list(blocks)
    parts: dict[int, list[int]] = {}
    for at, block in enumerate(made):
        if block.part:
            parts.setdefault(block.part, []).append(at)
    found = []
    for own in parts.values():
        heading = next((at for at in own[:SIGNED_WITHIN] if made[at].kind is _HEADING), None)
        signed = None
        if heading is not None and (cut := _signed(made[heading].text, papers)):
            title, signed = cut
            made[heading] = replace(made[heading], text=title)
        found.append(_part([made[at] for at in own[:SIGNED_WITHIN]], papers, signed))
    return tuple(made), tuple(found)


def _signed(heading: str, papers: tuple[str, ...]) -> tuple[str, Part] | None:
    """A heading without the by-line it ends with, and the part's credit by that; None where it ends with none."""
    match = _SIGNED.fullmatch(heading)
    if match is None or len(match["byline"]) > LONGEST_BYLINE:
        return None
    title, byline = match["title"], match["byline"]
    persons = bylines.parse(byline, papers).persons
    return (title, Part(title, byline, persons)) if persons else None


def _part(opening: list[Block], papers: tuple[str, ...], signed: Part | None) -> Part:
    if signed is not None:
        return signed
    title = next((block.text for block in opening if block.kind is _HEADING), "")
    for block in opening:
        if block.kind is _HEADING or len(block.text) > LONGEST_BYLINE or is_kicker(block.text):
            continue
        if not _BYLINE.match(block.text):
            continue
        if persons := bylines.parse(block.text, papers).persons:
            return Part(title, block.text, persons)
    lines = (_DATELINE.match(block.text[:90]) for block in opening if block.kind is _PARAGRAPH)
    line = next((found for found in lines if found is not None), None)
    return Part(title, line[0].strip(" -–—:") if line is not None else "")

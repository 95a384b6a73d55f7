"""A walked page as flat arrays, and its words made tidy.

Elements and blocks (runs of text between block-level tags) are numbered in document order; an element's blocks are the
range `first[e]:last[e]`, so any sum over a subtree is the difference of two prefix sums.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

HEADINGS = {"h1": 1, "h2": 2, "h3": 3, "h4": 4, "h5": 5, "h6": 6}
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\u061c\ufeff\ufffc]")
_JOINERS = re.compile("(?<=[^\\W\\d_])\u200c(?=[^\\W\\d_])|(?<=\\S)\u200d(?=\\S)")
LINE = "\x1e"  # stands for <br> while a block is gathered


@dataclass(slots=True)
class Page:
    """A walked page. Element arrays: `tag`, `parent` (-1 for the root), `names` (classes and id), `marks`, `own_drop`
    (why, "" where nothing speaks against it), `first` and `last`, `until` (the element after its inside). Block arrays:
    `text`, `owner`, `linked` (letters inside links), `links` (how many); `letters` before each, and of all."""

    tag: list[str] = field(default_factory=list)
    parent: list[int] = field(default_factory=list)
    names: list[str] = field(default_factory=list)
    marks: list[int] = field(default_factory=list)
    own_drop: list[str] = field(default_factory=list)
    first: list[int] = field(default_factory=list)
    last: list[int] = field(default_factory=list)
    until: list[int] = field(default_factory=list)
    text: list[str] = field(default_factory=list)
    owner: list[int] = field(default_factory=list)
    linked: list[int] = field(default_factory=list)
    links: list[int] = field(default_factory=list)
    letters: list[int] = field(default_factory=list)
    attributes: dict[int, dict[str, str | None]] = field(default_factory=dict)  # of elements worth a second look
    properties: dict[int, str] = field(default_factory=dict)  # element → its itemprop, lower case
    metas: list[dict[str, str | None]] = field(default_factory=list)
    canonicals: list[str] = field(default_factory=list)  # addresses that links name as the page's own
    scripts: list[tuple[dict[str, str | None], str]] = field(default_factory=list)
    title: str = ""
    embeds: list[tuple[int, str]] = field(default_factory=list)  # (block that follows, address) of framed posts
    embed_links: dict[int, str] = field(default_factory=dict)  # element of a quoted post → its address
    passed: list[tuple[int, int, str]] = field(default_factory=list)  # (block that follows, element, its words)
    html: dict[str, str | None] = field(default_factory=dict)

    def size(self, element: int) -> int:
        """Letters inside an element."""
        return self.letters[self.last[element]] - self.letters[self.first[element]]


def visible(text: str) -> str:
    """A text without invisible marks: soft hyphens, zero-width spaces, direction controls and byte order marks go;
    joiners stay where they join letters (Persian, emoji). Direction is kept per block instead."""
    if not _INVISIBLE.search(text):
        return text
    keep = {match.start() for match in _JOINERS.finditer(text)}
    return _INVISIBLE.sub(lambda match: match[0] if match.start() in keep else "", text)


def tidy(text: str) -> str:
    """Runs of white space become one space (U+00A0 too: a gap, never a join), `<br>` a line feed, several of them two:
    that is how pages without `<p>` divide paragraphs."""
    text = text.strip()
    if (
        text.isprintable() and "  " not in text and "\ufffc" not in text
    ):  # most texts: no other space, nothing invisible
        return text
    text = _lines(text) if LINE in text else " ".join(text.split())
    return text if text.isascii() else visible(text)


_BLANK_LINES = re.compile("\n{3,}")


def _lines(text: str) -> str:
    lines = "\n".join(" ".join(line.split()) for line in text.split(LINE))
    return _BLANK_LINES.sub("\n\n", lines).strip("\n")

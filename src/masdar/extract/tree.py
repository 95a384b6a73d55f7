"""A page, walked once into flat arrays.

Elements and blocks (runs of text between block-level tags) are numbered in document order; an element's blocks are the
range `first[e]:last[e]`, so any sum over a subtree is the difference of two prefix sums. Nothing later touches the
parser's tree.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from selectolax.lexbor import LexborHTMLParser, LexborNode

from masdar.extract.classes import Mark, mark

# Block-level: a word never runs on over their edges.
BLOCK_TAGS = frozenset(
    "address article aside blockquote body caption center dd details dialog dir div dl dt fieldset figcaption figure "
    "footer form frameset h1 h2 h3 h4 h5 h6 header hgroup hr html legend li main menu nav ol optgroup option p pre "
    "section select summary table tbody td tfoot th thead tr ul button textarea amp-story-page".split()
)
HEADINGS = {"h1": 1, "h2": 2, "h3": 3, "h4": 4, "h5": 5, "h6": 6}
# Their inside is never text of a page.
SKIPPED = frozenset(
    "script style noscript template svg canvas map object embed audio video source track iframe head math param "
    "datalist progress meter noembed noframes link meta select textarea rt rp".split()
)
# Their inside is text, but not the article's, unless most of the page's text stands there.
FURNITURE_TAGS = frozenset("nav aside footer form button dialog menu amp-sidebar amp-ad input label".split())
FURNITURE_ROLES = frozenset(
    "navigation complementary contentinfo banner search dialog alert menu menubar toolbar button".split()
)
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\u061c\ufeff\ufffc]")
_JOINERS = re.compile("(?<=[^\\W\\d_])\u200c(?=[^\\W\\d_])|(?<=\\S)\u200d(?=\\S)")
LINE = "\x1e"  # stands for <br> while a block is gathered


@dataclass(slots=True)
class Page:
    """A walked page. Element arrays: `tag`, `parent` (-1 for the root), `names` (classes and id), `marks`, `own_drop`
    (why, "" where nothing speaks against it), `first` and `last`. Block arrays: `text`, `owner`, `linked` (letters
    inside links), `links` (how many)."""

    tag: list[str] = field(default_factory=list)
    parent: list[int] = field(default_factory=list)
    names: list[str] = field(default_factory=list)
    marks: list[int] = field(default_factory=list)
    own_drop: list[str] = field(default_factory=list)
    first: list[int] = field(default_factory=list)
    last: list[int] = field(default_factory=list)
    text: list[str] = field(default_factory=list)
    owner: list[int] = field(default_factory=list)
    linked: list[int] = field(default_factory=list)
    links: list[int] = field(default_factory=list)
    attributes: dict[int, dict[str, str | None]] = field(default_factory=dict)  # of elements worth a second look
    metas: list[dict[str, str | None]] = field(default_factory=list)
    linkrels: list[dict[str, str | None]] = field(default_factory=list)
    scripts: list[tuple[dict[str, str | None], str]] = field(default_factory=list)
    title: str = ""
    html: dict[str, str | None] = field(default_factory=dict)


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
    if LINE in text:
        text = _lines(text)
    else:
        text = " ".join(text.split())
    return text if text.isascii() else visible(text)


_BLANK_LINES = re.compile("\n{3,}")


def _lines(text: str) -> str:
    lines = "\n".join(" ".join(line.split()) for line in text.split(LINE))
    return _BLANK_LINES.sub("\n\n", lines).strip("\n")


def walk(text: str) -> Page:
    """Parses a page and walks it once."""
    page = Page()
    parser = LexborHTMLParser(text)
    head = parser.head
    for node in parser.css('script[type*="json"], script[id], script:not([type]), script[type="text/javascript"]'):
        attributes = node.attributes
        kind = (attributes.get("type") or "").lower()
        if "json" in kind or attributes.get("id") in ("__NEXT_DATA__", "__NUXT_DATA__"):
            page.scripts.append((attributes, node.text()))
    page.metas = [node.attributes for node in parser.css("meta[content]")]
    page.linkrels = [node.attributes for node in parser.css("link[rel]")]
    top = head or parser.root
    if top is not None and (title := top.css_first("title")) is not None:
        page.title = tidy(title.text())
    if parser.root is not None:
        page.html = parser.root.attributes
    body = parser.body or parser.root
    if body is not None:
        _Walker(page).walk(body)
        whole = len(page.text)
        page.last = [min(last, whole) for last in page.last]
    return page


class _Walker:
    """The walk itself: one loop, no recursion, so that depth costs nothing."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.pieces: list[str] = []
        self.in_link = 0
        self.linked = 0
        self.links = 0
        self.cuts: list[tuple[int, int]] = []  # inline furniture that is open, and the pieces before it

    def cut(self, owner: int, start: int) -> None:
        """Takes inline furniture out of the running block into one of its own."""
        pieces = self.pieces
        if start < len(pieces) and (text := tidy("".join(pieces[start:]))):
            del pieces[start:]
            self.page.text.append(text)
            self.page.owner.append(owner)
            self.page.linked.append(0)
            self.page.links.append(0)

    def walk(self, root: LexborNode) -> None:
        page, pieces = self.page, self.pieces
        stack: list[int] = []
        blocky: list[bool] = []
        node = root
        while True:
            tag = node.tag
            child = None
            if tag == "-text":
                words = node.text_content
                if words:
                    pieces.append(words)
                    if self.in_link:
                        self.linked += len(words.strip())
            elif tag == "br":
                pieces.append(LINE)
            elif tag and tag[0] != "-" and tag not in SKIPPED:
                block = tag in BLOCK_TAGS
                current = stack[-1] if stack else -1
                if block and pieces:
                    self.flush(current)
                element = len(page.tag)
                page.tag.append(tag)
                page.parent.append(current)
                page.first.append(len(page.text))
                page.last.append(len(page.text))
                self.judge(element, tag, node.attributes)
                child = node.first_child
                if child is None:
                    if tag == "img":
                        pass
                else:
                    if tag == "a":
                        self.in_link += 1
                        self.links += 1
                    if not block and page.own_drop[element]:
                        self.cuts.append((element, len(pieces)))
                    stack.append(element)
                    blocky.append(block)
                    node = child
                    continue
            while True:
                following = node.next if stack else None
                if following is not None:
                    node = following
                    break
                if not stack:
                    if pieces:
                        self.flush(0 if page.tag else -1)
                    return
                element = stack.pop()
                if blocky.pop() and pieces:
                    self.flush(element)
                if page.tag[element] == "a":
                    self.in_link -= 1
                if self.cuts and self.cuts[-1][0] == element:
                    self.cut(element, self.cuts.pop()[1])
                page.last[element] = len(page.text) + (1 if pieces else 0)
                above = node.parent
                if above is None:
                    return
                node = above

    def judge(self, element: int, tag: str, attributes: dict[str, str | None]) -> None:
        page = self.page
        drop, marks, names = "", 0, ""
        if tag in FURNITURE_TAGS:
            drop = "tag " + tag
        if attributes:
            cls, ident = attributes.get("class"), attributes.get("id")
            if cls or ident:
                if ident and ident.count("-") + ident.count("_") > 3:
                    ident = ""  # a heading's words, not a name
                names = f"{cls or ''} {ident or ''}"
                marks = mark(names)
            if not drop:
                drop = _drop(tag, attributes, marks)
            if "itemprop" in attributes or tag in ("img", "time", "abbr") or "rel" in attributes:
                page.attributes[element] = attributes
                if (attributes.get("itemprop") or "").lower() == "articlebody":
                    marks |= Mark.CONTENT
        page.names.append(names)
        page.marks.append(marks)
        page.own_drop.append(drop)

    def flush(self, owner: int) -> None:
        page = self.page
        text = tidy("".join(self.pieces))
        self.pieces.clear()
        if text:
            page.text.append(text)
            page.owner.append(owner)
            page.linked.append(min(self.linked, len(text)))
            page.links.append(self.links)
        self.linked = 0
        self.links = 0


def _drop(tag: str, attributes: dict[str, str | None], marks: int) -> str:
    if tag in ("html", "body", "main"):
        return ""
    if marks & Mark.FURNITURE:
        return "class"
    if "hidden" in attributes or ((style := attributes.get("style")) and _HIDDEN.search(style)):
        return "hidden"
    if (role := attributes.get("role")) and role.lower() in FURNITURE_ROLES:
        return "role " + role
    return ""

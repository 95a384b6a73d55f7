"""A page, walked once into flat arrays.

Elements and blocks (runs of text between block-level tags) are numbered in document order; an element's blocks are the
range `first[e]:last[e]`, so any sum over a subtree is the difference of two prefix sums. Nothing later touches the
parser's tree.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from selectolax.lexbor import LexborDocumentOptions, LexborHTMLParser, LexborNode

from masdar.extract.classes import Mark, mark
from masdar.extract.vocabulary import EMBED_HOSTS

# Block-level: a word never runs on over their edges.
BLOCK_TAGS = frozenset(
    "address article aside blockquote body caption center dd details dialog dir div dl dt fieldset figcaption figure "
    "footer form frameset h1 h2 h3 h4 h5 h6 header hgroup hr html legend li main menu nav ol optgroup option p pre "
    "section select summary table tbody td tfoot th thead tr ul button textarea amp-story-page".split()
)
HEADINGS = {"h1": 1, "h2": 2, "h3": 3, "h4": 4, "h5": 5, "h6": 6}
# Their inside is never text of a page.
SKIPPED = frozenset(
    "script style title noscript template svg canvas map object embed audio video source track iframe head math param "
    "datalist progress meter noembed noframes link meta select textarea rt rp".split()
)
# Their inside is text, but not the article's, unless most of the page's text stands there.
FURNITURE_TAGS = frozenset("nav aside footer form button dialog menu amp-sidebar amp-ad input label".split())
FURNITURE_ROLES = frozenset(
    "navigation complementary contentinfo banner search dialog alert menu menubar toolbar button".split()
)
MAX_EMBEDS = 50
MAX_TOLD = 400  # meta tags, links and scripts kept of a page
_TOLD = frozenset("meta link script title".split())
_PLAIN = frozenset("b strong i em u sup sub tbody tr br wbr big tt s".split())  # their names say nothing
_NONE: dict[str, str | None] = {}
_LISTS = frozenset("ul ol".split())
_HYDRATION = frozenset(("__NEXT_DATA__", "__NUXT_DATA__"))
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
    embeds: list[tuple[int, str]] = field(default_factory=list)  # (block that follows, address) of framed posts
    embed_links: dict[int, str] = field(default_factory=dict)  # element of a quoted post → its address
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
    text = _lines(text) if LINE in text else " ".join(text.split())
    return text if text.isascii() else visible(text)


_BLANK_LINES = re.compile("\n{3,}")


def _lines(text: str) -> str:
    lines = "\n".join(" ".join(line.split()) for line in text.split(LINE))
    return _BLANK_LINES.sub("\n\n", lines).strip("\n")


def walk(text: str) -> Page:
    """Parses a page and walks it once."""
    page = Page()
    parser = LexborHTMLParser(text, options=LexborDocumentOptions.WO_EVENTS)  # events make long <select>s quadratic
    if parser.root is not None:
        page.html = parser.root.attributes
    walker = _Walker(page)
    if parser.head is not None:
        for node in parser.head.iter():
            if (tag := _kind(node)[0]) in _TOLD:
                walker.told(tag, node)
    body = parser.body or parser.root
    if body is not None:
        walker.walk(body)
    whole = len(page.text)
    page.last = [min(last, whole) for last in page.last]
    return page


# What the walk needs to know of a tag, by the parser's number for it: name, whether block-level, whether skipped.
# Numbers of tags that HTML knows are fixed; others are a page's own and are looked up by name.
_KNOWN_TAGS = 190
_kinds: dict[int, tuple[str, bool, bool]] = {}
_TEXT_NODE = "-text"


def _kind(node: LexborNode) -> tuple[str, bool, bool]:
    number = node.tag_id
    known = _kinds.get(number)
    if known is None:
        tag = node.tag or "-"
        known = (tag, tag in BLOCK_TAGS, tag in SKIPPED or (tag[0] == "-" and tag != _TEXT_NODE))
        if number < _KNOWN_TAGS:
            _kinds[number] = known
    return known


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
        tags, parents, firsts, lasts = page.tag, page.parent, page.first, page.last
        stack: list[int] = []
        blocky: list[bool] = []
        node: LexborNode = root
        while True:
            tag, block, skipped = _kind(node)
            if tag is _TEXT_NODE or tag == _TEXT_NODE:
                words = node.text_content
                if words and (pieces or not words.isspace()):
                    pieces.append(words)
                    if self.in_link:
                        self.linked += len(words.strip())
            elif tag == "br":
                if pieces:
                    pieces.append(LINE)
            elif skipped:
                if tag in _TOLD:
                    self.told(tag, node)
                elif tag == "iframe":
                    self.framed(node.attributes)
            else:
                current = stack[-1] if stack else -1
                if block and pieces:
                    self.flush(current)
                element = len(tags)
                tags.append(tag)
                parents.append(current)
                firsts.append(len(page.text))
                lasts.append(len(page.text))
                self.judge(element, tag, _NONE if tag in _PLAIN else node.attributes)
                menu = tag == "nav" or (page.marks[element] & Mark.MENU and tag in _LISTS)
                child = None if menu else node.first_child
                if child is not None:
                    if tag == "a":
                        self.in_link += 1
                        self.links += 1
                    if not block and page.own_drop[element]:
                        self.cuts.append((element, len(pieces)))
                    stack.append(element)
                    blocky.append(block)
                    node = child
                    continue
            following = self.leave(node, stack, blocky)
            if following is None:
                return
            node = following

    def leave(self, node: LexborNode, stack: list[int], blocky: list[bool]) -> LexborNode | None:
        """The node after this one, elements that end on the way closed; None at the walk's end."""
        page = self.page
        while stack:
            following = node.next
            if following is not None:
                return following
            element = stack.pop()
            if blocky.pop() and self.pieces:
                self.flush(element)
            if page.tag[element] == "a":
                self.in_link -= 1
            if self.cuts and self.cuts[-1][0] == element:
                self.cut(element, self.cuts.pop()[1])
            page.last[element] = len(page.text) + (1 if self.pieces else 0)
            above = node.parent
            if above is None:
                break
            node = above
        if self.pieces:
            self.flush(0 if page.tag else -1)
        return None

    def told(self, tag: str, node: LexborNode) -> None:
        """Keeps what scripts, meta tags and links say of the page to machines."""
        page, attributes = self.page, node.attributes
        if tag == "meta":
            if "content" in attributes and len(page.metas) < MAX_TOLD:
                page.metas.append(attributes)
        elif tag == "link":
            if "rel" in attributes and len(page.linkrels) < MAX_TOLD:
                page.linkrels.append(attributes)
        elif tag == "title":
            page.title = page.title or tidy(node.text())
        elif len(page.scripts) < MAX_TOLD and (
            "json" in (attributes.get("type") or "").lower() or attributes.get("id") in _HYDRATION
        ):
            page.scripts.append((attributes, node.text()))

    def framed(self, attributes: dict[str, str | None]) -> None:
        """Remembers where a post or video of another site is framed."""
        address = attributes.get("src") or attributes.get("data-src") or ""
        if len(self.page.embeds) < MAX_EMBEDS and any(host in address for host in EMBED_HOSTS):
            self.page.embeds.append((len(self.page.text) + bool(self.pieces), address))

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
        if tag == "a" and (href := attributes.get("href")):
            above = page.parent[element]
            for _ in range(3):
                if above >= 0 and page.marks[above] & Mark.EMBED:
                    page.embed_links[above] = href
                above = page.parent[above] if above >= 0 else -1
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

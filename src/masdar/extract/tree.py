"""The walk over a page's tree, once, into the flat arrays of `page`. Nothing later touches the parser's tree."""

from __future__ import annotations

import re

from selectolax.lexbor import LexborDocumentOptions, LexborHTMLParser, LexborNode

from masdar.extract.classes import CACHE, Mark, behaves, mark, matches, read
from masdar.extract.page import LINE, Page, tidy
from masdar.extract.vocabulary import EMBED_HOSTS

# Block-level: a word never runs on over their edges.
BLOCK_TAGS = frozenset(
    "address article aside blockquote body caption center dd details dialog dir div dl dt fieldset figcaption figure "
    "footer form frameset h1 h2 h3 h4 h5 h6 header hgroup hr html legend li main menu nav ol optgroup option p pre "
    "section select summary table tbody td tfoot th thead tr ul button textarea amp-story-page".split()
)
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
_WORDS = frozenset("a span abbr dfn cite mark".split())  # of a sentence
_LOOKED_AT = frozenset("img time abbr".split())
_PASSED = frozenset("nav ul ol footer".split())
_ROUND_ALL = frozenset("html body div".split())
FOOT = 4  # elements round the foot of a whole page
_WHOLE = frozenset("html body main".split())  # never dropped
_HYDRATION = frozenset(("__NEXT_DATA__", "__NUXT_DATA__"))
_MATH_AGAIN = re.compile("katex|mjx_assistive", re.IGNORECASE)  # a copy of a formula that is drawn beside it in letters
_NOSCRIPT = re.compile(rb"<noscript\b[^>]*>(?:(?!</noscript).)*+</noscript\s*>", re.IGNORECASE | re.DOTALL)
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_verdicts: dict[tuple[str, str], tuple[int, str]] = {}
# Attributes that say more of an element than its names do.
_TELLING = frozenset("hidden style role itemprop rel".split())


def parse(data: bytes) -> LexborHTMLParser:
    """The tree of a page (UTF-8)."""
    return LexborHTMLParser(data, options=LexborDocumentOptions.WO_EVENTS)  # events make long <select>s quadratic


def walk(data: bytes, *, telling: bool = False) -> Page:
    """Parses a page (UTF-8) and walks it once; `telling`: what is passed over unread is noted in `passed`."""
    page = Page()
    parser = parse(data)
    if parser.root is not None:
        page.html = parser.root.attributes
    walker = _Walker(page, telling)
    if parser.head is not None:
        for node in parser.head.iter():
            if (tag := (_kinds.get(node.tag_id) or _kind(node))[0]) in _TOLD:
                walker.told(tag, node)
    body = parser.body or parser.root
    if body is not None:
        walker.walk(body)
    whole = len(page.text)
    page.last = [last if last <= whole else whole for last in page.last]
    if not page.text and (scripted := _NOSCRIPT.sub(b"", data)) != data:
        return walk(scripted, telling=telling)  # as browsers read it: what is for those without scripts is no markup
    return page


# What the walk needs to know of a tag, by the parser's number for it.
# Numbers of tags that HTML knows are fixed; others are a page's own and are looked up by name.
_KNOWN_TAGS = 190
_Kind = tuple[str, bool, bool, bool, str]
_kinds: dict[int, _Kind] = {}
_TEXT_NODE = "-text"


def _kind(node: LexborNode) -> _Kind:
    """Name, whether block-level, whether skipped, whether its names say something, and why it is dropped for its name
    alone."""
    number = node.tag_id
    known = _kinds.get(number)
    if known is None:
        tag = node.tag or "-"
        tag = _TEXT_NODE if tag == _TEXT_NODE else tag
        drop = "tag " + tag if tag in FURNITURE_TAGS else ""
        skipped = tag in SKIPPED or (tag[0] == "-" and tag != _TEXT_NODE)
        known = (tag, tag in BLOCK_TAGS, skipped, tag not in _PLAIN, drop)
        if number < _KNOWN_TAGS:
            _kinds[number] = known
    return known


class _Walker:
    """The walk itself: one loop, no recursion, so that depth costs nothing."""

    __slots__ = ("cuts", "linked", "links", "page", "pieces", "quoted", "telling")

    def __init__(self, page: Page, telling: bool = False) -> None:
        self.page = page
        self.telling = telling
        self.pieces: list[str] = []
        self.linked = 0
        self.links = 0
        self.quoted = False  # whether the page quotes posts from elsewhere
        self.cuts: list[tuple[int, int]] = []  # inline furniture that is open, and the pieces before it

    def walk(self, root: LexborNode) -> None:  # one loop over all nodes: each name looked up here costs every page
        page, pieces = self.page, self.pieces
        tags, parents, firsts, lasts = page.tag, page.parent, page.first, page.last
        names, marks, drops, texts, untils = page.names, page.marks, page.own_drop, page.text, page.until
        known, judge = _kinds.get, self.judge
        stack: list[int] = []
        above: list[LexborNode] = []  # of the stack's elements: asking a node for its parent makes another
        in_link = 0
        node: LexborNode = root
        while True:
            tag, block, skipped, named, drop = known(node.tag_id) or _kind(node)
            if tag is _TEXT_NODE:
                words = node.text_content
                if words and (pieces or not words.isspace()):
                    pieces.append(words)
                    if in_link:
                        self.linked += len(words.strip())
            elif tag == "br":
                if pieces:
                    pieces.append(LINE)
            elif skipped:
                self.skipped(tag, node, stack)
            else:
                current = stack[-1] if stack else -1
                if block and pieces:
                    self.flush(current)
                element = len(tags)
                tags.append(tag)
                parents.append(current)
                firsts.append(len(texts))
                lasts.append(len(texts))
                untils.append(element + 1)
                if named and (attributes := node.attributes):
                    judge(element, tag, attributes, drop)
                else:
                    names.append("")
                    marks.append(0)
                    drops.append(drop)
                child = None if tag in _PASSED and self.passed(tag, element, node, stack) else node.first_child
                if child is not None:
                    if tag == "a":
                        in_link += 1
                        self.links += 1
                    if not block and drops[element]:
                        self.cuts.append((element, len(pieces)))
                    stack.append(element)
                    above.append(node)
                    node = child
                    continue
            following = node.next
            while following is None:
                if not stack:
                    if pieces:
                        self.flush(0 if tags else -1)
                    return
                element = stack.pop()
                in_link -= self.leave(element)
                node = above.pop()
                following = node.next if stack else None
            node = following

    def leave(self, element: int) -> bool:
        """Closes an element; whether it is a link."""
        page, pieces, cuts = self.page, self.pieces, self.cuts
        tag = page.tag[element]
        if pieces and tag in BLOCK_TAGS:
            self.flush(element)
        if cuts and cuts[-1][0] == element:
            self.cut(element, cuts.pop()[1])
        page.last[element] = len(page.text) + (1 if pieces else 0)
        page.until[element] = len(page.tag)
        return tag == "a"

    def cut(self, owner: int, start: int) -> None:
        """Takes inline furniture out of the running block into one of its own."""
        pieces = self.pieces
        if start < len(pieces) and (text := tidy("".join(pieces[start:]))):
            del pieces[start:]
            self.page.text.append(text)
            self.page.owner.append(owner)
            self.page.linked.append(0)
            self.page.links.append(0)

    def skipped(self, tag: str, node: LexborNode, stack: list[int]) -> None:
        """What is kept of an element whose inside is no text."""
        if tag in _TOLD:
            self.told(tag, node)
        elif tag == "iframe":
            self.framed(node.attributes)
        elif tag == "math" and stack:
            self.formula(node, stack[-1])

    def passed(self, tag: str, element: int, node: LexborNode, stack: list[int]) -> bool:
        """Whether an element is passed over unread: menus, lists named as furniture, and the foot of the whole page."""
        page = self.page
        if tag == "footer":
            passed = bool(page.text) and len(stack) <= FOOT and all(page.tag[one] in _ROUND_ALL for one in stack)
        else:
            passed = tag == "nav" or page.marks[element] & (Mark.FURNITURE | Mark.ABOUT) == Mark.FURNITURE
        if passed and self.telling and (words := tidy(node.text(separator=" "))):
            page.passed.append((len(page.text), element, words))
        return passed

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

    def formula(self, node: LexborNode, holder: int) -> None:
        """Takes a formula's signs, parted by spaces, without its source in another notation; not those of a copy hidden
        beside one that is drawn as a picture or in letters."""
        page = self.page
        if page.own_drop[holder] == "hidden" or matches(_MATH_AGAIN, page.names[holder]):
            return
        for source in node.css("annotation, annotation-xml"):
            source.decompose()
        self.pieces.append(f" {node.text(separator=' ')} ")

    def framed(self, attributes: dict[str, str | None]) -> None:
        """Remembers where a post or video of another site is framed."""
        address = attributes.get("src") or attributes.get("data-src") or ""
        if len(self.page.embeds) < MAX_EMBEDS and any(host in address for host in EMBED_HOSTS):
            self.page.embeds.append((len(self.page.text) + bool(self.pieces), address))

    def judge(self, element: int, tag: str, attributes: dict[str, str | None], drop: str) -> None:
        """What an element's attributes say of it."""
        page, said, named = self.page, 0, ""
        cls, ident = attributes.get("class"), attributes.get("id")
        if ident:
            # A heading's words are no name.
            named = f"{cls or ''} {'' if ident.count('-') + ident.count('_') > 3 else ident}"
            said = mark(named)
            drop = drop or _drop_named(tag, named, said)
        elif cls:
            named = cls
            said, why = _verdicts.get((tag, cls)) or _verdict(tag, cls)
            drop = drop or why
        if (cls is None or len(attributes) > 1) and not _TELLING.isdisjoint(attributes):
            if not drop and not said & Mark.FURNITURE:
                drop = _drop(tag, attributes)
            if "itemprop" in attributes or "rel" in attributes:
                page.attributes[element] = attributes
                if (attributes.get("itemprop") or "").lower() == "articlebody":
                    said |= Mark.CONTENT
        if tag in _LOOKED_AT:
            page.attributes[element] = attributes
        if tag == "a" and self.quoted:
            self.posted(element, attributes.get("href"))
        elif said & Mark.EMBED:
            self.quoted = True
        page.names.append(named)
        page.marks.append(said)
        page.own_drop.append(drop)

    def posted(self, element: int, address: str | None) -> None:
        """Remembers the address of a post from elsewhere by the links inside it."""
        page, above = self.page, self.page.parent[element]
        for _ in range(3):
            if address and above >= 0 and page.marks[above] & Mark.EMBED:
                page.embed_links[above] = address
            above = page.parent[above] if above >= 0 else -1

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


def _verdict(tag: str, cls: str) -> tuple[int, str]:
    """What an element's classes say of it, and why it is dropped for them; remembered, for papers repeat themselves."""
    said = read(cls)
    if len(_verdicts) >= CACHE:
        _verdicts.clear()
    _verdicts[tag, cls] = found = (said, _drop_named(tag, cls, said))
    return found


def _drop_named(tag: str, names: str, said: int) -> str:
    if not said & Mark.FURNITURE or tag in _WHOLE or (tag in _WORDS and behaves(names)):
        return ""
    return "class"


def _drop(tag: str, attributes: dict[str, str | None]) -> str:
    if "hidden" in attributes or ((style := attributes.get("style")) and matches(_HIDDEN, style)):
        return "" if tag in _WHOLE else "hidden"
    if (role := attributes.get("role")) and role.lower() in FURNITURE_ROLES:
        return "" if tag in _WHOLE else "role " + role
    return ""

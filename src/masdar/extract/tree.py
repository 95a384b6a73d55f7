"""The walk over a page's tree, once, into the flat arrays of `page`. Nothing later touches the parser's tree."""

from __future__ import annotations

import re
from bisect import bisect_left
from itertools import accumulate

from selectolax.lexbor import LexborDocumentOptions, LexborHTMLParser, LexborNode, SelectolaxError

from masdar.extract import elements
from masdar.extract.classes import Mark, Matching
from masdar.extract.elements import ALL, BLOCK, BREAK, INLINE, LINK, LIST, NOTE, judge, verdict
from masdar.extract.page import LINE, Page, tidy
from masdar.extract.vocabulary import EMBED_HOSTS
from masdar.model import Quarantine, Reason

MAX_EMBEDS = 50
MAX_TOLD = 400  # meta tags, links and scripts kept of a page
_TOLD = frozenset("meta link script title".split())
_ROUND_ALL = frozenset("html body div".split())
_BOLD = frozenset(("b", "strong"))
WHOLE = 3  # letters of a word that is no part of one, and words of a text
FOOT = 4  # elements round the foot of a whole page
_HYDRATION = frozenset(("__NEXT_DATA__", "__NUXT_DATA__"))
_MATH_AGAIN = Matching(
    re.compile("katex|mjx_assistive", re.IGNORECASE)
)  # a copy of a formula that is drawn beside it in letters
_NOSCRIPT = re.compile(rb"<noscript\b[^>]*>(?:(?!</noscript).)*+</noscript\s*>", re.IGNORECASE | re.DOTALL)
_TEXT = 2  # the parser's number for a text

# The element that is open round what is walked, of what kind it is, and its node: asking for a parent makes another.
_Above = list[tuple[int, int, LexborNode]]


def parse(data: bytes) -> LexborHTMLParser:
    """The tree of a page (UTF-8). Raises `Quarantine` where the parser finds no room for it."""
    try:
        return LexborHTMLParser(data, options=LexborDocumentOptions.WO_EVENTS)  # events make long <select>s quadratic
    except SelectolaxError as problem:
        raise Quarantine(Reason.TOO_LARGE, "its tree") from problem


def walk(data: bytes, *, telling: bool = False) -> Page:
    """Parses a page (UTF-8) and walks it once; `telling`: what is passed over unread is noted in `passed`."""
    page = Page()
    parser = parse(data)
    if parser.root is not None:
        page.html = parser.root.attributes
    walker = _Walker(page, telling)
    if parser.head is not None:
        for node in parser.head.iter():
            if (tag := elements.kind(node)[0]) in _TOLD:
                walker.told(tag, node)
    body = parser.body or parser.root
    if body is not None:
        walker.walk(body)
    whole = len(page.text)
    page.last = [last if last <= whole else whole for last in page.last]
    page.letters = [0, *accumulate(map(len, page.text))]
    if not page.text and (scripted := _NOSCRIPT.sub(b"", data)) != data:
        return walk(scripted, telling=telling)  # as browsers read it: what is for those without scripts is no markup
    return page


class _Walker:
    """The walk itself: one loop, no recursion, so that depth costs nothing."""

    __slots__ = ("cuts", "linked", "links", "page", "pieces", "telling")

    def __init__(self, page: Page, telling: bool = False) -> None:
        self.page = page
        self.telling = telling
        self.pieces: list[str] = []
        self.linked = 0
        self.links = 0
        self.cuts: list[tuple[int, int]] = []  # inline furniture that is open, and the pieces before it

    def walk(self, root: LexborNode) -> None:  # one loop over all nodes: each name looked up here costs every page
        page, pieces, cuts, flush = self.page, self.pieces, self.cuts, self.flush
        tags, parents, firsts, lasts, untils = page.tag, page.parent, page.first, page.last, page.until
        names, marks, drops, texts = page.names, page.marks, page.own_drop, page.text
        kinds, telling, embed = elements.kinds, elements.TELLING, Mark.EMBED
        above: _Above = []
        element = current = -1
        around, in_link = INLINE, 0
        quoted = False  # whether the page quotes posts from elsewhere
        node: LexborNode = root
        while True:
            if (number := node.tag_id) == _TEXT:
                if pieces or not node.is_empty_text_node:
                    words = node.text_content
                    if words and (pieces or not words.isspace()):
                        pieces.append(words)
                        if in_link:
                            self.linked += len(words.strip())
            else:
                try:
                    tag, way, asked, drop, verdicts = kinds[number]
                except KeyError:
                    tag, way, asked, drop, verdicts = elements.kind(node)
                if way >= INLINE:
                    if pieces and way >= BLOCK:
                        flush(current)
                    element += 1
                    start = len(texts)
                    tags.append(tag)
                    parents.append(current)
                    firsts.append(start)
                    lasts.append(start)
                    untils.append(element + 1)
                    if asked and (attributes := node.attributes):
                        name = attributes.get("class") or ""
                        if "id" in attributes or not telling.isdisjoint(attributes):
                            name, said, why = self.judged(element, tag, attributes, verdicts, drop)
                        elif name:
                            said, why = verdicts.get(name) or verdict(tag, name, verdicts)
                        else:
                            said, why = 0, ""
                        names.append(name)
                        marks.append(said)
                        drops.append(drop or why)
                        if asked == ALL:
                            page.attributes[element] = attributes
                        if quoted and way == LINK:
                            self.posted(element, attributes.get("href"))
                        elif said & embed:
                            quoted = True
                    else:
                        names.append("")
                        marks.append(0)
                        drops.append(drop)
                    child = None if way == LIST and self.passed(element, node, above) else node.first_child
                    if child is not None:
                        if way == LINK:
                            in_link += 1
                            self.links += 1
                        if way < BLOCK and drops[element]:
                            cuts.append((element, len(pieces)))
                        above.append((current, around, node))
                        current, around, node = element, way, child
                        continue
                elif way == BREAK:
                    if pieces:
                        pieces.append(LINE)
                elif way == NOTE:
                    self.noted(tag, node, current)
            following = node.next
            while following is None:
                if not above:
                    if pieces:
                        flush(0 if tags else -1)
                    return
                if pieces and around >= BLOCK:
                    flush(current)
                if cuts and cuts[-1][0] == current:
                    self.cut(current, cuts.pop()[1])
                lasts[current] = len(texts) + (1 if pieces else 0)
                untils[current] = element + 1
                in_link -= around == LINK
                current, around, node = above.pop()
                following = node.next if above else None
            node = following

    def judged(
        self, element: int, tag: str, attributes: dict[str, str | None], verdicts: elements.Verdicts, drop: str
    ) -> tuple[str, int, str]:
        """Names, marks and drop of an element of which more than its classes is to be read."""
        if "itemprop" in attributes or "rel" in attributes:
            self.page.attributes[element] = attributes
            if of := attributes.get("itemprop"):
                self.page.properties[element] = of.lower()
        return judge(tag, attributes, verdicts, drop)

    def cut(self, owner: int, start: int) -> None:
        """Takes inline furniture out of the running block into one of its own."""
        pieces = self.pieces
        if start < len(pieces) and (text := tidy("".join(pieces[start:]))):
            del pieces[start:]
            self.page.text.append(text)
            self.page.owner.append(owner)
            self.page.linked.append(0)
            self.page.links.append(0)

    def noted(self, tag: str, node: LexborNode, holder: int) -> None:
        """What is kept of an element whose inside is no text."""
        if tag == "iframe":
            self.framed(node.attributes)
        elif tag != "math":
            self.told(tag, node)
        elif holder >= 0:
            self.formula(node, holder)

    def passed(self, element: int, node: LexborNode, above: _Above) -> bool:
        """Whether an element is passed over unread: menus, lists named as furniture, and the foot of the whole page."""
        page = self.page
        tag = page.tag[element]
        if tag == "footer":
            around = [*(one for one, _, _ in above[1:]), page.parent[element]] if len(above) <= FOOT else [element]
            passed = bool(page.text) and all(page.tag[one] in _ROUND_ALL for one in around)
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
            if "canonical" in (attributes.get("rel") or "").lower().split() and len(page.canonicals) < MAX_TOLD:
                page.canonicals.append(attributes.get("href") or "")
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
        if page.own_drop[holder] == "hidden" or _MATH_AGAIN[page.names[holder]]:
            return
        for source in node.css("annotation, annotation-xml"):
            source.decompose()
        self.pieces.append(f" {node.text(separator=' ')} ")

    def framed(self, attributes: dict[str, str | None]) -> None:
        """Remembers where a post or video of another site is framed."""
        address = attributes.get("src") or attributes.get("data-src") or ""
        if len(self.page.embeds) < MAX_EMBEDS and any(host in address for host in EMBED_HOSTS):
            self.page.embeds.append((len(self.page.text) + bool(self.pieces), address))

    def posted(self, element: int, address: str | None) -> None:
        """Remembers the address of a post from elsewhere by the links inside it."""
        page, above = self.page, self.page.parent[element]
        for _ in range(3):
            if address and above >= 0 and page.marks[above] & Mark.EMBED:
                page.embed_links[above] = address
            above = page.parent[above] if above >= 0 else -1

    def set_apart(self) -> bool:
        """Whether the words a block begins with are set apart by elements alone: in bold, and those behind them in an
        element of their own ("<b>الرباط</b><span>قال"). Of a word both sides would be parts, and one of them short."""
        page, pieces = self.page, self.pieces
        first = bisect_left(page.first, len(page.text))
        while first < len(page.tag) and page.tag[first] not in _BOLD:
            first += 1
        second = page.until[first] if first < len(page.tag) else len(page.tag)
        beside = second < len(page.tag) and page.parent[second] == page.parent[first]
        last, following = pieces[0].split()[-1], pieces[1].split()
        return beside and len(last) >= WHOLE and len(following[0]) >= WHOLE and len(following) > WHOLE

    def flush(self, owner: int) -> None:
        pieces = self.pieces
        if len(pieces) > 1 and pieces[0][-1:].isalpha() and pieces[1][:1].isalpha() and self.set_apart():
            pieces[0] += " "
        text = tidy(pieces[0] if len(pieces) == 1 else "".join(pieces))
        pieces.clear()
        if text:
            page = self.page
            page.text.append(text)
            page.owner.append(owner)
            page.linked.append(min(self.linked, len(text)) if self.linked else 0)
            page.links.append(self.links)
        self.linked = self.links = 0

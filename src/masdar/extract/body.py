"""Which blocks of a walked page are the article.

Elements named as furniture are dropped with their inside; among what is left the container that holds most of the
paragraphs is found by descent from the body; inside it blocks are kept unless they are mostly links or begin like
furniture; the standfirst between heading and container is brought back. Two drops are taken back: that of an element
which holds most of the text, and all of them where almost nothing is left.

Descent to the densest container goes back to Kohlschütter et al., "Boilerplate Detection using Shallow Text Features"
(WSDM 2010), and Mozilla's Readability; the rules and their figures here are our own.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from itertools import accumulate

from masdar.extract import drops
from masdar.extract.classes import Mark
from masdar.extract.drops import FEW, LONG, paragraph_letters
from masdar.extract.tree import HEADINGS, Page
from masdar.extract.vocabulary import DISCLAIMER, DISCLAIMER_SIGNS, LINE_BEGINNINGS, TERMS, TERMS_SIGNS, signed
from masdar.language import months

MOST = 0.5
SHARE = 0.75  # of a container's score: enough to go down into one child
MAX_CAPTION = 300  # letters beside a picture
TOLD_SHARE = 0.2
NEARLY_ALL = 0.97
LITTLE_MORE = 1.35  # times what the container holds
LEAST_LEFT = 60
PIECE = 0.1  # of a text: a part of it, not a box below
FEW_HEADINGS = 3  # that are links and yet divide a text

LEAVES = frozenset("p li dt pre h1 h2 h3 h4 h5 h6 figcaption caption".split())
_LINES = frozenset("p pre li ul ol dl dt dd span a b strong em i td th tr tbody thead table h1 h2 h3 h4 h5 h6".split())
# Class words of layout alone: elements that share them need not be alike.
_GRID = frozenset(
    "row rows col cols auto column columns container wrapper inner outer block large small medium centered clearfix "
    "grid left right center flex light group item items card section content".split()
)
_CLASS_WORD = re.compile("[a-z]{3,}")
_PARTS = frozenset("table thead tbody tr ul ol dl".split())
_CAPTIONS = frozenset(("figcaption", "caption"))
_LISTS = frozenset(("ul", "ol", "table", "dl"))
_SHORTEST = min(map(len, LINE_BEGINNINGS))
_FIRST_LETTERS = {
    first: tuple(line for line in LINE_BEGINNINGS if line.startswith(first))
    for first in {line[:_SHORTEST] for line in LINE_BEGINNINGS}
}
_LETTERS = re.compile(r"[^\W\d_]+")
_DISCLAIMER = re.compile(DISCLAIMER)
_TERMS = re.compile(TERMS)
_DATE = re.compile(
    r"(?<!\d)(?:\d{1,2}[./-]\d{1,2}[./-]\d{2,4}|\d{4}[./-]\d{1,2}[./-]\d{1,2}|\d{1,2}[:.h]\d\d(?!\d))(?!\d)"
)
_DATE_WORDS = frozenset(
    "uhr h am um at le the a on de del of and et u و في الساعه يوم gmt utc pm p m ص م هـ ه st nd rd th er "
    "publiziert veroffentlicht published publie posted date updated aktualisiert stand".split()
)


@dataclass(slots=True)
class Choice:
    """What was kept: block numbers in order, `why` for every block ("" where kept), and the container chosen."""

    kept: list[int]
    why: list[str]
    container: int
    letters: int
    notes: list[str] = field(default_factory=list)


@dataclass(slots=True)
class _State:
    page: Page
    dropped: list[str]  # per element, "" where it stands
    weight: list[int]  # per block
    sums: list[int]  # of weight
    letters: list[int]  # of text

    def total(self, element: int) -> int:
        return self.sums[self.page.last[element]] - self.sums[self.page.first[element]]

    def size(self, element: int) -> int:
        return self.letters[self.page.last[element]] - self.letters[self.page.first[element]]


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
    letters = [0, *accumulate(map(len, page.text))]
    for element in page.attributes:
        if page.tag[element] != "img" or "emoji" in page.names[element] or "smil" in page.names[element]:
            continue
        box, around = -1, page.parent[element]
        for _ in range(3):
            if around < 0 or page.tag[around] not in ("div", "figure", "span", "a", "section", "center", "aside"):
                break
            size = letters[page.last[around]] - letters[page.first[around]]
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
    weight = _weights(page, prose, dropped)
    state = _State(page, dropped, weight, [0, *accumulate(weight)], [0, *accumulate(map(len, page.text))])
    container = _descend(state)
    return _keep(state, container)


def _weights(page: Page, prose: list[int], dropped: list[str]) -> list[int]:
    """Per block what it says for the container round it; short lines say something only where there is no paragraph."""
    found = []
    for letters, text, owner in zip(prose, page.text, page.owner, strict=True):
        tag = page.tag[owner]
        if dropped[owner] or not letters or tag in HEADINGS:
            found.append(0)
        elif tag == "p" or "\n\n" in text:
            found.append(letters + 40)
        elif _is_caption(page, owner):
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


def _is_caption(page: Page, element: int) -> bool:
    steps = 3
    while element >= 0 and steps:
        if page.marks[element] & Mark.CAPTION or page.tag[element] in _CAPTIONS:
            return True
        element, steps = page.parent[element], steps - 1
    return False


def _descend(state: _State) -> int:
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


def _told_body(state: _State) -> int:
    """The one element that microdata calls the article's body, where it holds enough of the page; else the root."""
    page, enough = state.page, max(FEW, TOLD_SHARE * state.total(0))
    large = [
        element
        for element, attributes in page.attributes.items()
        if (attributes.get("itemprop") or "").lower() == "articlebody"
        and not state.dropped[element]
        and state.total(element) >= enough
    ]
    return large[0] if len(large) == 1 else 0


def _named(page: Page, element: int) -> bool:
    return bool(page.marks[element] & Mark.CONTENT)


def _in_pieces(state: _State, inside: int, piece: int) -> bool:
    """Whether elements of the same tag and names beside a piece carry weight too."""
    page = state.page
    tag, names = page.tag[piece], page.names[piece]
    for element in range(inside + 1, page.until[inside]):
        alike = page.names[element] == names and element != piece and page.tag[element] == tag
        if alike and not state.dropped[element] and state.total(element) > LONG:
            return True
    return False


def _has_twins(state: _State, inside: int, piece: int) -> bool:
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


def _keep(state: _State, container: int) -> Choice:
    page = state.page
    first, last = page.first[container], page.last[container]
    why = [state.dropped[owner] or "outside the container" for owner in page.owner]
    for block in range(first, last):
        why[block] = state.dropped[page.owner[block]] or _against(page, block) or _about(state, block)
    _linked_headings(state, why, container)
    for block in range(max(first, last - 4), last):
        if not why[block] and len(page.text[block]) < 500 and _TERMS.search(page.text[block].lower()):
            why[block] = "terms of the site"
    _apart(state, why, container)
    _below(state, why, container)
    _lists(state, why, container)
    _standfirst(state, why, first)
    _beginning(state, why, container)
    _openers(page, why, first, last)
    _headings(page, why, first, last)
    kept = [block for block, reason in enumerate(why) if not reason]
    return Choice(kept, why, container, sum(len(page.text[block]) for block in kept))


def _against(page: Page, block: int) -> str:
    """What speaks against a block inside the container, by itself."""
    text, linked = page.text[block], page.linked[block]
    most = 0.85 if page.tag[page.owner[block]] in ("p", "li") else 0.5 if len(text) < 200 else 0.8
    if linked > most * len(text):
        return "mostly links"
    low = text.lower() if len(text) < 600 else ""
    if len(text) < 200 and _begins_like_furniture(low.lstrip("•-–»›▪*:[( ")):
        return "begins like furniture"
    if not text[:1].isalnum() and not any(map(str.isalnum, text[:100])):
        return "no letters"
    if low and signed(low, DISCLAIMER_SIGNS) and _DISCLAIMER.search(low):
        return "a disclaimer"
    if len(text) < 120 and signed(low, TERMS_SIGNS) and _TERMS.search(low):
        return "terms of the site"
    if len(text) < 60 and _only_date(text):
        return "only a date"
    return ""


def _linked_headings(state: _State, why: list[str], container: int) -> None:
    """Several headings that are links, among most of the text and with a paragraph below each, divide it, as in lists
    of the best of their kind; a single one leads elsewhere, and a teaser's stands in the teaser's box."""
    page, most = state.page, 0.5 * state.total(container)
    found: list[int] = []
    for block in range(page.first[container], page.last[container] - 1):
        owner = page.owner[block]
        linked = why[block] == "mostly links" and page.tag[owner] in HEADINGS and state.weight[block + 1]
        if linked and page.parent[owner] >= 0 and state.total(page.parent[owner]) > most > 0:
            found.append(block)
    for block in found if len(found) >= FEW_HEADINGS else ():
        why[block] = ""


def _begins_like_furniture(low: str) -> bool:
    return low[:_SHORTEST] in _FIRST_LETTERS and low.startswith(_FIRST_LETTERS[low[:_SHORTEST]])


def _only_date(text: str) -> bool:
    """Whether a line is a date or time and nothing else."""
    dated = False
    for match in _LETTERS.finditer(text):
        word = months.fold(match[0])
        dated = dated or word in months.SOLAR
        if not (word in months.SOLAR or word in _DATE_WORDS or word in months.WEEKDAY):
            return False
    return dated or _DATE.search(text) is not None


def _apart(state: _State, why: list[str], container: int) -> None:
    """Short lines that stand in a box of their own, where no element of that name holds paragraphs."""
    page = state.page
    if not state.total(container):
        return
    named: set[tuple[str, str]] | None = None
    rows: dict[int, bool] = {}
    for block in range(page.first[container], page.last[container]):
        owner = page.owner[block]
        if why[block] or len(page.text[block]) >= LONG or _is_caption(page, owner) or page.tag[owner] in HEADINGS:
            continue
        element = _box(page, owner, container, rows)
        if element <= container or state.total(element):
            continue
        if any(page.marks[near] & Mark.EMBED for near in _line(page, owner, 3)):
            continue
        named = _named_as_text(state, container) if named is None else named
        if (page.tag[element], page.names[element]) not in named:
            why[block] = "apart from the text"


def _named_as_text(state: _State, container: int) -> set[tuple[str, str]]:
    """Tags and names of the elements inside that hold paragraphs."""
    page, sums = state.page, state.sums
    inside = slice(container, page.until[container])
    spans = zip(page.first[inside], page.last[inside], page.tag[inside], page.names[inside], strict=True)
    return {(tag, names) for first, last, tag, names in spans if sums[last] != sums[first]}


def _box(page: Page, element: int, container: int, rows: dict[int, bool]) -> int:
    """The nearest element round a line that is made for more than lines; -1 for a cell of a table of data."""
    while element > container and page.tag[element] in _LINES:
        if page.tag[element] == "tr":
            if element not in rows:
                rows[element] = _is_row(page, element)
            if rows[element]:
                return -1
        element = page.parent[element]
    return element


def _is_row(page: Page, row: int) -> bool:
    """Whether a row has several cells with words in them, as the rows of data do."""
    cells, cell = 0, row + 1
    while cell < page.until[row] and cells < 2:
        cells += page.first[cell] < page.last[cell]
        cell = page.until[cell]
    return cells >= 2


def _below(state: _State, why: list[str], container: int) -> None:
    """A teaser with a link, below the beginning of the text, leads to another article."""
    page = state.page
    start = page.first[container]
    inside = page.marks[container + 1 : page.until[container]]
    for element in [at for at, said in enumerate(inside, container + 1) if said & Mark.LEAD]:
        first, last = page.first[element], page.last[element]
        if page.tag[element] == "p" or state.size(element) > 500:
            continue
        if state.sums[first] - state.sums[start] > 400 and any(page.links[first:last]):
            for block in range(first, last):
                why[block] = why[block] or "teaser of another article"


def _about(state: _State, block: int) -> str:
    """A short line in a small element that is named for author, date or section."""
    page = state.page
    if len(page.text[block]) > 120:
        return ""
    element, steps = page.owner[block], 4
    while element >= 0 and steps:
        if page.marks[element] & Mark.ABOUT:
            return "a line about the article" if state.size(element) < 250 else ""
        element, steps = page.parent[element], steps - 1
    return ""


def _lists(state: _State, why: list[str], container: int) -> None:
    """Lists and tables that are mostly links go as a whole."""
    page = state.page
    inside = page.tag[container : page.until[container]]
    for element in [at for at, tag in enumerate(inside, container) if tag in _LISTS]:
        span = range(page.first[element], page.last[element])
        letters = sum(len(page.text[block]) for block in span)
        linked = sum(page.linked[block] for block in span)
        if letters and linked > 0.5 * letters:
            for block in span:
                why[block] = why[block] or "list of links"


def _standfirst(state: _State, why: list[str], first: int) -> None:
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
        if state.dropped[owner] or _against(page, block) or page.links[block] > 2:
            continue
        named = any(page.marks[element] & Mark.LEAD for element in _line(page, owner, 3))
        if len(page.text[block]) >= LONG or (named and len(page.text[block]) > 30):
            why[block] = ""


def _beginning(state: _State, why: list[str], container: int) -> None:
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
            if paragraph and why[block] == "outside the container" and not _against(page, block):
                why[block] = ""
        around = page.parent[around]


def _line(page: Page, element: int, steps: int) -> list[int]:
    """An element and those round it, inside out, itself included."""
    found: list[int] = []
    while element >= 0 and len(found) < steps:
        found.append(element)
        element = page.parent[element]
    return found


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

"""What speaks against blocks for the box they stand in: lists of links, teasers, lines apart from the text."""

from __future__ import annotations

from itertools import accumulate

from masdar.extract.classes import Mark
from masdar.extract.container import State, is_caption
from masdar.extract.drops import LONG
from masdar.extract.page import HEADINGS, Page

FEW_HEADINGS = 3  # that are links and yet divide a text

_LINES = frozenset("p pre li ul ol dl dt dd span a b strong em i td th tr tbody thead table h1 h2 h3 h4 h5 h6".split())
_LISTS = frozenset(("ul", "ol", "table", "dl"))


def linked_headings(state: State, why: list[str], container: int) -> None:
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


def apart(state: State, why: list[str], container: int) -> None:
    """Short lines that stand in a box of their own, where no element of that name holds paragraphs."""
    page = state.page
    if not state.total(container):
        return
    named: set[tuple[str, str]] | None = None
    known: dict[int, int] = {}
    tags, texts, owners = page.tag, page.text, page.owner
    for block in range(page.first[container], page.last[container]):
        if why[block] or len(texts[block]) >= LONG:
            continue
        owner = owners[block]
        if tags[owner] in HEADINGS or is_caption(page, owner):
            continue
        element = _box(page, owner, container, known)
        if element <= container or state.total(element):
            continue
        if any(page.marks[near] & Mark.EMBED for near in line(page, owner, 3)):
            continue
        named = _named_as_text(state, container) if named is None else named
        if (page.tag[element], page.names[element]) not in named:
            why[block] = "apart from the text"


def _named_as_text(state: State, container: int) -> set[tuple[str, str]]:
    """Tags and names of the elements inside that hold paragraphs."""
    page, sums = state.page, state.sums
    inside = slice(container, page.until[container])
    spans = zip(page.first[inside], page.last[inside], page.tag[inside], page.names[inside], strict=True)
    return {(tag, names) for first, last, tag, names in spans if sums[last] != sums[first]}


def _box(page: Page, element: int, container: int, known: dict[int, int]) -> int:
    """The nearest element round a line that is made for more than lines; -1 for a cell of a table of data. `known`:
    what was found for elements on the way."""
    passed = []
    while element > container and page.tag[element] in _LINES:
        if element in known:
            element = known[element]
            break
        passed.append(element)
        element = -1 if page.tag[element] == "tr" and _is_row(page, element) else page.parent[element]
    known.update(dict.fromkeys(passed, element))
    return element


def _is_row(page: Page, row: int) -> bool:
    """Whether a row has several cells with words in them, as the rows of data do."""
    cells, cell = 0, row + 1
    while cell < page.until[row] and cells < 2:
        cells += page.first[cell] < page.last[cell]
        cell = page.until[cell]
    return cells >= 2


def below(state: State, why: list[str], container: int) -> None:
    """A teaser with a link, below the beginning of the text, leads to another article."""
    page = state.page
    start = page.first[container]
    inside = page.marks[container + 1 : page.until[container]]
    for element in [at for at, said in enumerate(inside, container + 1) if said & Mark.LEAD]:
        first, last = page.first[element], page.last[element]
        if page.tag[element] == "p" or page.size(element) > 500:
            continue
        if state.sums[first] - state.sums[start] > 400 and any(page.links[first:last]):
            for block in range(first, last):
                why[block] = why[block] or "teaser of another article"


def about(state: State, block: int) -> str:
    """A short line in a small element that is named for author, date or section."""
    page = state.page
    if len(page.text[block]) > 120:
        return ""
    marks, parents, element = page.marks, page.parent, page.owner[block]
    for _ in range(4):
        if element < 0:
            break
        if marks[element] & Mark.ABOUT:
            return "a line about the article" if page.size(element) < 250 else ""
        element = parents[element]
    return ""


def lists(state: State, why: list[str], container: int) -> None:
    """Lists and tables that are mostly links go as a whole."""
    page = state.page
    inside = page.tag[container : page.until[container]]
    found = [at for at, tag in enumerate(inside, container) if tag in _LISTS]
    linked = [0, *accumulate(page.linked)] if found else []
    done = 0  # the blocks before it that a list round this one held
    for element in found:
        first, last = page.first[element], page.last[element]
        letters = page.size(element)
        if last > done and letters and linked[last] - linked[first] > 0.5 * letters:
            for block in range(first, last):
                why[block] = why[block] or "list of links"
            done = last


def line(page: Page, element: int, steps: int) -> list[int]:
    """An element and those round it, inside out, itself included."""
    found: list[int] = []
    while element >= 0 and len(found) < steps:
        found.append(element)
        element = page.parent[element]
    return found

"""Which elements of a page are furniture by what they are called, by their shape, and when that is taken back."""

from __future__ import annotations

from itertools import accumulate, compress

from masdar.extract.classes import Mark
from masdar.extract.page import HEADINGS, Page

LONG = 60  # letters from which a block counts as a paragraph
FEW = 250  # letters kept: fewer is "almost nothing"
MOST = 0.5
HIDDEN_MOST = 0.9  # a page hidden until its scripts have run
TEASER = "teaser of another article"
FEW_TEASERS = 3
MAX_TEASER = 600  # letters
BOX_STEPS = 5  # elements between a teaser's heading and its box, at most
MAX_BLOCKS = 8  # of a teaser
_WORDS = frozenset(("a", "span", "strong", "b"))


def dropped(page: Page, prose: list[int], *, undrop_all: bool) -> list[str]:
    """Per element why it is dropped, "" where it stands; `prose`: letters of paragraphs per block; `undrop_all`: for
    menus, the page's foot and what is hidden only."""
    if undrop_all:
        return [why if why in ("tag nav", "tag footer", "hidden") else "" for why in page.own_drop]
    own = list(page.own_drop)
    _undrop(page, prose, own)
    return _without_teasers(page, prose, own)


def _undrop(page: Page, prose: list[int], own: list[str]) -> None:
    """Takes back the drop of an element that holds most of the paragraphs that no other drop claims."""
    sums = [0, *accumulate(prose)]
    whole = sums[-1]
    if not whole:
        return
    together: dict[str, int] = {}
    firsts, lasts = page.first, page.last
    claimed = [(at, why) for at, why in compress(enumerate(own), own) if not page.marks[at] & Mark.COMMENTS]
    for element, why in claimed:
        letters = sums[lasts[element]] - sums[firsts[element]]
        if not letters:
            continue
        if letters > (HIDDEN_MOST if why == "hidden" else MOST) * whole:
            own[element] = ""
        elif why != "hidden" and page.names[element]:
            together[page.names[element]] = together.get(page.names[element], 0) + letters
    most = {names for names, letters in together.items() if letters > MOST * whole}
    for element, why in claimed if most else ():
        if why != "hidden" and page.names[element] in most:
            own[element] = ""


def _without_teasers(page: Page, prose: list[int], own: list[str]) -> list[str]:
    """Drops boxes alike that stand side by side, each with a heading that is a link and a few words: what else there is
    to read, of which each box shows the beginning. Where there is hardly a paragraph beside them, they are the text."""
    many = [alike for alike in _headed(page).values() if len(alike) >= FEW_TEASERS]
    if not many:
        return own
    teasers = [box for alike in many if all(page.size(box) < MAX_TEASER for box in alike) for box in alike]
    if not teasers:
        return own
    without = list(own)
    for box in teasers:
        without[box] = without[box] or TEASER
    whole = inherited(page, without)
    left = sum(size for size, owner in zip(prose, page.owner, strict=True) if not whole[owner])
    return without if left >= FEW else own


def _headed(page: Page) -> dict[tuple[int, str, str], dict[int, None]]:
    """The boxes round headings that are links, those alike that stand side by side together."""
    found: dict[tuple[int, str, str], dict[int, None]] = {}
    for block, linked in compress(enumerate(page.linked), page.linked):
        if linked < 0.85 * len(page.text[block]):
            continue
        box = page.owner[block]
        while box >= 0 and page.tag[box] in _WORDS:
            box = page.parent[box]
        if box < 0 or HEADINGS.get(page.tag[box], 1) == 1:
            continue
        for _ in range(BOX_STEPS):
            box = page.parent[box]
            size = page.last[box] - page.first[box] if box > 0 else MAX_BLOCKS + 1
            if size > MAX_BLOCKS:
                break
            if size > 1:
                found.setdefault((page.parent[box], page.tag[box], page.names[box]), {})[box] = None
    return found


def inherited(page: Page, own: list[str]) -> list[str]:
    """Per element its own drop or that of the nearest element round it."""
    dropped, until = [""] * len(own), page.until
    for element, why in compress(enumerate(own), own):  # those inside come later, and say it better
        dropped[element : until[element]] = [why] * (until[element] - element)
    return dropped


def paragraph_letters(page: Page) -> list[int]:
    """Per block the letters outside links where it reads like a paragraph, else 0."""
    found = []
    for text, linked in zip(page.text, page.linked, strict=True):
        letters = len(text) - linked
        found.append(letters if letters >= LONG and linked * 2 < len(text) else 0)
    return found

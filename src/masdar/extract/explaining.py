"""Why each block of a page was kept or dropped, for people."""

from __future__ import annotations

from dataclasses import dataclass

from masdar.extract import body, reader
from masdar.extract.furniture import Furniture, seen
from masdar.extract.tree import Page
from masdar.model import Capture


@dataclass(frozen=True, slots=True)
class Explained:
    """One block: its text, where it stands ("div.article-body > p"), whether it was kept, and why not."""

    text: str
    path: str
    kept: bool
    why: str = ""


def explain(capture: Capture, known: Furniture | None = None) -> list[Explained]:
    """Every block of a captured page in order; `known` is its paper's furniture. Raises `Quarantine` as `read_article`
    does for an unreadable page."""
    page = reader.open_page(capture, telling=True).page
    choice = body.choose(page)
    if known is not None:
        body.without(page, choice, reader.known_furniture(known, seen(page, choice.kept), page.title))
    found: list[Explained] = []
    passed = list(reversed(page.passed))
    for block, text in enumerate(page.text):
        while passed and passed[-1][0] <= block:
            found.append(_passed(page, *passed.pop()))
        why = choice.why[block]
        found.append(Explained(text, _path(page, page.owner[block]), not why, why))
    found += [_passed(page, *one) for one in reversed(passed)]
    return found


def _passed(page: Page, _: int, element: int, text: str) -> Explained:
    """What was not read at all: menus, lists named as furniture, the page's foot."""
    return Explained(text, _path(page, element), False, page.own_drop[element] or "class")


def _path(page: Page, element: int) -> str:
    steps: list[str] = []
    while element >= 0 and len(steps) < 4:
        names = page.names[element].split()
        steps.append(page.tag[element] + (f".{names[0]}" if names else ""))
        element = page.parent[element]
    return " > ".join(reversed(steps))

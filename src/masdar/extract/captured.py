"""A captured page → what there is to read of it: decoded, parsed, walked."""

from __future__ import annotations

from dataclasses import dataclass

from masdar.extract import decode, limits, selecting, structured, tree
from masdar.extract.page import Page
from masdar.model import Capture, Quarantine, Reason
from masdar.publishers import Selectors

_TEXT_TYPES = ("html", "xml", "text/plain", "octet-stream")


@dataclass(slots=True)
class Opened:
    """A page decoded, parsed and walked, and what it says of itself."""

    page: Page
    facts: structured.Facts
    metas: dict[str, list[str]]
    html: str
    url: str
    selected: selecting.Selected | None = None


def open_page(capture: Capture, *, telling: bool = False, selectors: Selectors | None = None) -> Opened:
    """Raises `Quarantine` where the capture holds no readable page. `telling`: see `tree.walk`."""
    if not capture.body.strip():
        raise Quarantine(Reason.EMPTY_BODY)
    kind = capture.header("content-type").lower()
    if kind and not any(name in kind for name in _TEXT_TYPES):
        raise Quarantine(Reason.NOT_HTML, kind[:80])
    text, data = decode.decode_page(capture.body, kind)
    if "<" not in text:
        raise Quarantine(Reason.NOT_HTML, "no tag in it")
    limits.check(data)
    selected = selecting.select(data, selectors) if selectors is not None else None
    page = tree.walk(selected.page if selected else data, telling=telling)
    url = capture.final_url or capture.url
    return Opened(page, structured.facts(page.scripts), structured.metas(page.metas), text, url, selected)

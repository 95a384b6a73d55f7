"""What does this page say, and how do we know?

`read_article` turns a captured page into an `Article`; `read_page` does so with what is known of the paper's furniture,
and gives the lines to learn more of it; `explain` says of every block of a page why it was kept or dropped. Pure: the
time is passed in.
"""

from __future__ import annotations

from datetime import datetime

from masdar.extract import reader
from masdar.extract.explaining import Explained, explain
from masdar.extract.furniture import Furniture
from masdar.extract.reader import Beforehand, Pageful
from masdar.model import Article, Capture, Entry, Source
from masdar.publishers import Selectors

__all__ = [
    "Explained",
    "Furniture",
    "Pageful",
    "explain",
    "read_article",
    "read_learning",
    "read_page",
]


def read_article(
    capture: Capture,
    source: Source,
    entry: Entry | None = None,
    *,
    now: datetime,
    selectors: Selectors | None = None,
) -> Article:
    """The article of a captured page. `entry` is what a feed promised of it and fills what the page does not say;
    evidence is then "feed". `selectors` are the catalogue's for the paper and day where none are given. Raises
    `Quarantine` (EMPTY_BODY, NOT_HTML, TOO_LARGE, TOO_DEEP, NO_TITLE, NO_TEXT) or `Skip` (NOT_AN_ARTICLE), and nothing
    else, in bounded time and memory for any bytes."""
    return reader.read(capture, Beforehand(source, now, entry, selectors=selectors)).article


def read_page(
    capture: Capture, source: Source, entry: Entry | None = None, *, now: datetime, known: Furniture
) -> Pageful:
    """As `read_article`, without what is known as the paper's furniture. To learn from the page, give its article's
    title and its lines to `known.learn`."""
    return reader.read(capture, Beforehand(source, now, entry, known))


def read_learning(
    capture: Capture, source: Source, entry: Entry | None = None, *, now: datetime, known: Furniture | None
) -> Article:
    """As `read_article`, without what is known as the paper's furniture; then `known` learns from the page. None: the
    page is read alone."""
    if known is None:
        return read_article(capture, source, entry, now=now)
    pageful = read_page(capture, source, entry, now=now, known=known)
    known.learn(pageful.article.title, pageful.seen)
    return pageful.article

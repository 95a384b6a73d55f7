"""The sanitiser: the last thing that touches an article's HTML before the page takes it in.

Everything in it is escaped already; this is the second wall. It keeps `dir` and `lang`, knows only http and https,
and marks every link as not followed and not opening us to what it leads to."""

from __future__ import annotations

import nh3
from markupsafe import Markup


def _own(address: str) -> str | None:
    """An address without a scheme: kept where it is a place of ours, dropped where it may lead anywhere else."""
    return address if address.startswith("/") and not address.startswith(("//", "/\\")) else None


_CLEANER = nh3.Cleaner(
    tags={
        "a", "address", "b", "bdi", "blockquote", "br", "cite", "details", "div", "figcaption", "figure", "footer",
        "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "img", "li", "ol", "p", "span", "summary", "table", "tbody",
        "td", "time", "tr", "ul",
    },
    attributes={
        "*": {"dir", "lang", "class"},
        "a": {"href"},
        "img": {"src", "alt", "width", "height", "decoding", "fetchpriority", "loading"},
        "time": {"datetime"},
    },
    url_schemes={"http", "https"},
    url_relative=_own,
    link_rel="noopener nofollow",
)  # fmt: skip


def cleaned(html: str) -> Markup:
    """The HTML with nothing in it but what an article needs."""
    return Markup(_CLEANER.clean(html))

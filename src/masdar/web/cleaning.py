"""The sanitiser: the last thing that touches an article's HTML before the page takes it in.

Everything in it is escaped already; this is the second wall. It keeps `dir` and `lang`, knows only http and https,
and marks every link as not followed and not opening us to what it leads to.

Parsing a page and writing it anew costs as much as making it. So what is made of nothing but text, known entities, and
the allowed elements with the allowed attributes, each spelt in one way, is recognised by one regular expression whose
every step is certain, and stands as it is; all else goes through nh3 (https://nh3.readthedocs.io)."""

from __future__ import annotations

import re

import nh3
from markupsafe import Markup

LINK_REL = "noopener nofollow"
_TAGS = frozenset({
    "a", "address", "b", "bdi", "blockquote", "br", "cite", "details", "div", "figcaption", "figure", "footer", "h1",
    "h2", "h3", "h4", "h5", "h6", "header", "hr", "img", "li", "ol", "p", "span", "summary", "table", "tbody", "td",
    "time", "tr", "ul",
})  # fmt: skip
_PLAIN = _TAGS - {"a", "img", "time"}  # those with no attributes of their own


def _own(address: str) -> str | None:
    """An address without a scheme: kept where it is a place of ours, dropped where it may lead anywhere else."""
    return address if address.startswith("/") and not address.startswith(("//", "/\\")) else None


_CLEANER = nh3.Cleaner(
    tags=set(_TAGS),
    attributes={
        "*": {"dir", "lang", "class"},
        "a": {"href"},
        "img": {"src", "alt", "width", "height", "decoding", "fetchpriority", "loading"},
        "time": {"datetime"},
    },
    url_schemes={"http", "https"},
    url_relative=_own,
    link_rel=LINK_REL,
)

_NAMED = "&(?:amp|lt|gt|#34|#39);"
_VALUE = rf"(?:[^<>&\"'`\x00-\x1f\x7f]++|{_NAMED})*+"
_ANY = rf' (?:dir|lang|class)="{_VALUE}"'
_PLACE = rf"(?:https?://|/(?![/\\])){_VALUE}"
_KNOWN = re.compile(
    r"(?:[^<>&\x00-\x08\x0b-\x1f\x7f]++"
    rf"|{_NAMED}"
    rf"|</(?:{'|'.join(sorted(_TAGS - {'br', 'hr', 'img'}))})>"
    rf"|<(?:{'|'.join(sorted(_PLAIN))})(?:{_ANY})*+>"
    rf'|<a(?:{_ANY})*+ href="{_PLACE}"(?:{_ANY})*+>'
    rf'|<time datetime="{_VALUE}">'
    rf'|<img src="{_PLACE}"(?: (?:alt|width|height|decoding|fetchpriority|loading)="{_VALUE}")*+>'
    r")*+"
)


def cleaned(html: str) -> Markup:
    """The HTML with nothing in it but what an article needs."""
    if known(html):
        return Markup(html.replace("<a ", f'<a rel="{LINK_REL}" '))
    return Markup(_CLEANER.clean(html))


def known(html: str) -> bool:
    """Whether all of it is spelt the one way that needs no mending."""
    return _KNOWN.fullmatch(html) is not None

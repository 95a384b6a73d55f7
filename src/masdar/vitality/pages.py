"""What a page is, as far as anyone can tell who does not know the article: title, words, classes, scheme of things."""

from __future__ import annotations

import itertools
import re
from dataclasses import dataclass
from html import unescape

from masdar.language.fold import fold
from masdar.language.identify import identify

MOST = 400_000  # characters of a page that are looked at
_DROPPED = re.compile(r"<(script|style|noscript|template|svg)\b.*?(?:</\1\s*>|\Z)|<!--.*?(?:-->|\Z)", re.I | re.S)
_TITLE = re.compile(r"<title\b[^<>]{0,200}>([^<]{0,1000})", re.I)
_HEADING = re.compile(r"<h1\b[^<>]{0,500}>", re.I)
_HEADINGS = 5  # looked at for one that has an end within `_LONG`
_LONG = 600
_TAG = re.compile(r"<[^<>]{0,5000}>")
_CLASS = re.compile(r"""\bclass\s*=\s*(?:"([^"]{0,500})"|'([^']{0,500})')""", re.I)
_WORD = re.compile(r"[^\W\d_]{2,}")


@dataclass(frozen=True, slots=True)
class PageSigns:
    """`words` are the folded words a reader sees, in order; `classes` the names the template gives its boxes;
    `markup` is the page in lower case, for marks that stand in addresses and scripts."""

    title: str
    heading: str
    text: str
    words: tuple[str, ...]
    classes: frozenset[str]
    language: str
    markup: str


def page_signs(html: str) -> PageSigns:
    """Never raises; time grows with the page's length, which is cut at `MOST`."""
    html = html[:MOST]
    bare = _DROPPED.sub(" ", html)
    text = " ".join(unescape(_TAG.sub(" ", bare)).split())
    title = _TITLE.search(html)
    classes = {name for match in _CLASS.finditer(bare) for name in (match[1] or match[2] or "").split()}
    return PageSigns(
        title=unescape(title[1]).strip() if title else "",
        heading=" ".join(unescape(_TAG.sub(" ", _heading(bare))).split()),
        text=text,
        words=tuple(_WORD.findall(fold(text))),
        classes=frozenset(list(classes)[:2000]),
        language=identify(text[:4000]) if text else "",
        markup=html.lower(),
    )


def _heading(bare: str) -> str:
    for begun in itertools.islice(_HEADING.finditer(bare), _HEADINGS):
        inside = bare[begun.end() : begun.end() + _LONG]
        end = inside.lower().find("</h1")
        if end >= 0:
            return inside[:end]
    return ""


def words_of(text: str) -> list[str]:
    return _WORD.findall(fold(text))

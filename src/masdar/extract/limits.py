"""How much of a page is read, and when it is refused before a parser sees it.

An HTML parser looks through its stack of open elements at many tags and through an element's attributes at each new
one: 200,000 elements one inside another take minutes. What can grow like that is therefore measured on the raw text.
"""

from __future__ import annotations

import re

from masdar.model import Quarantine, Reason

MAX_CHARACTERS = 8 * 2**20
MAX_TAGS = 400_000
MAX_DEPTH = 1500  # tags left open counted: real pages stay far under it
FEW_TAGS = 1000  # with fewer, no nesting costs more than a few tenths of a second
MAX_OPENED_AGAIN = 300_000
MAX_ATTRIBUTES = 5_000  # in one tag: each is compared with all before it
LONG_TAG = 20_000  # characters from which a tag's attributes are counted

_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9:-]{0,40})")
_TAG_UNQUOTED = re.compile(r"<[a-zA-Z][^<>]{20000,}")
_TAG_QUOTED = re.compile(r"<[a-zA-Z](?:[^\"'>]++|\"[^\"]*+\"?|'[^']*+'?)*+")
_END_IN_QUOTES = re.compile(r"=\s*(?:\"[^\"<>]*>|'[^'<>]*>)")  # a value that holds ">" hides where its tag ends
_QUOTED = re.compile(r"\"[^\"]*\"|'[^']*'")
_ATTRIBUTE = re.compile(r"[^\s/=]+")

# Void elements, and those whose end another start implies: they never nest by being left open.
_FLAT = frozenset(
    "area base br col embed hr img input link meta param source track wbr p li dd dt option optgroup tr td th thead "
    "tbody tfoot colgroup html head body script style rp rt path use circle rect line polygon polyline ellipse stop "
    "image".split()
)
# Left open, they are opened again in every block that follows (HTML, "reconstruct the active formatting elements").
_FORMATTING = frozenset("a b big code em font i nobr s small strike strong tt u".split())

_NESTING, _OPENED_AGAIN, _NEVER_OPEN = "nesting", "opened again", "never open"
_KINDS = {**dict.fromkeys(_FLAT, _NEVER_OPEN), **dict.fromkeys(_FORMATTING, _OPENED_AGAIN)}
_KINDS |= dict.fromkeys(
    "div span section article ul ol table h1 h2 h3 h4 nav header footer form button svg".split(), _NESTING
)


def check(text: str) -> None:
    """Raises `Quarantine` for a page too large or too deeply nested to be parsed in bounded time."""
    if len(text) > MAX_CHARACTERS:
        raise Quarantine(Reason.TOO_LARGE, f"{len(text)} characters")
    tags = text.count("<")
    if tags > MAX_TAGS:
        raise Quarantine(Reason.TOO_LARGE, f"{tags} tags")
    if tags > FEW_TAGS and (deepest := depth(text)) > MAX_DEPTH:
        raise Quarantine(Reason.TOO_DEEP, f"{deepest} elements one inside another")
    pattern = _TAG_QUOTED if _END_IN_QUOTES.search(text) else _TAG_UNQUOTED
    for tag in pattern.findall(text):
        if len(tag) >= LONG_TAG and (many := len(_ATTRIBUTE.findall(_QUOTED.sub("", tag)))) > MAX_ATTRIBUTES:
            raise Quarantine(Reason.TOO_LARGE, f"a tag with {many} attributes")


def depth(text: str) -> int:
    """How deep a page nests, measured on its tags without parsing. Raises `Quarantine` where formatting tags left open
    (<b>, <i>, <font>) would be opened again so often that the tree outgrows the page many times."""
    now = deepest = formatting = opened_again = 0
    for closing, name in _TAG.findall(text):
        kind = _KINDS.get(name)
        if kind is None:
            kind = _KINDS.get(name.lower(), _NESTING)
        if closing:
            if kind is _OPENED_AGAIN and formatting:
                formatting -= 1
            if kind is not _NEVER_OPEN and now:
                now -= 1
            continue
        if kind is _OPENED_AGAIN:
            formatting += 1
        elif formatting:
            opened_again += formatting
        if kind is not _NEVER_OPEN:
            now += 1
            if now > deepest:
                deepest = now
    if opened_again > MAX_OPENED_AGAIN:
        raise Quarantine(Reason.TOO_DEEP, f"formatting opened again {opened_again} times")
    return deepest

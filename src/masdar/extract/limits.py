"""How much of a page is read, and when it is refused before a parser sees it.

An HTML parser looks up its stack of open elements at every tag: 200,000 elements one inside another take minutes. The
nesting is therefore measured on the raw text first, where many tags make it possible at all.
"""

from __future__ import annotations

import re

from masdar.model import Quarantine, Reason

MAX_CHARACTERS = 8 * 2**20
MAX_DEPTH = 512  # where browsers stop nesting too; real pages stay under 100
FEW_TAGS = 1500  # with fewer, no nesting costs more than a few hundredths of a second
MAX_TAGS = 400_000
MAX_ATTRIBUTES = 5_000  # in one tag: each is compared with all before it

_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9:-]{0,40})")
LONG_TAG = 20_000  # characters from which a tag's attributes are counted
_LONG_TAG = re.compile(r"<[a-zA-Z][^<>]{20000,}")
_HIDDEN_END = re.compile(r"=\s*(?:\"[^\"<>]*>|'[^'<>]*>)")  # a value that holds ">" hides where its tag ends
_TAG_WITH_QUOTES = re.compile(r"<[a-zA-Z](?:[^\"'>]++|\"[^\"]*+\"?|'[^']*+'?)*+")
_QUOTED = re.compile(r"\"[^\"]*\"|'[^']*'")
_ATTRIBUTE = re.compile(r"[^\s/=]+")
# Void elements, and those whose end another start implies: they never nest by being left open.
_FLAT = frozenset(
    "area base br col embed hr img input link meta param source track wbr p li dd dt option optgroup tr td th thead "
    "tbody tfoot colgroup html head body script style rp rt path".split()
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
    tags_with_quotes = _TAG_WITH_QUOTES if _HIDDEN_END.search(text) else _LONG_TAG
    for tag in tags_with_quotes.findall(text):
        if len(tag) < LONG_TAG:
            continue
        if (many := len(_ATTRIBUTE.findall(_QUOTED.sub("", tag)))) > MAX_ATTRIBUTES:
            raise Quarantine(Reason.TOO_LARGE, f"a tag with {many} attributes")


def depth(text: str) -> int:
    """How deep a page nests, measured on its tags without parsing."""
    now = deepest = 0
    for closing, name in _TAG.findall(text):
        if name.lower() in _FLAT:
            continue
        if closing:
            now = now - 1 if now else 0
        else:
            now += 1
            if now > deepest:
                deepest = now
    return deepest

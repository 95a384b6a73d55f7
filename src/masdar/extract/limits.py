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
MAX_OPENED_AGAIN = 300_000
FEW_TAGS = int(2 * MAX_OPENED_AGAIN**0.5)  # opening: half of them formatting, each in each of the others, is the most
MAX_EFFECTS = 2_000  # spellings of tags remembered
MAX_ATTRIBUTES = 5_000  # in one tag: each is compared with all before it
LONG_TAG = 20_000  # characters from which a tag's attributes are counted

_TAG = re.compile(r"</?[a-zA-Z][a-zA-Z0-9]*")
# As browsers cut tags: a quote counts only after "=", and ">" may stand in a quoted value.
_TAG_WITH_ATTRIBUTES = re.compile(r"<[a-zA-Z](?:[^\"'>=]++|=\s*+\"[^\"]*+\"?|=\s*+'[^']*+'?|[\"'=])*+")
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

# What a tag does to the stack of open elements, by its beginning as written ("<div", "</b").
_NOTHING, _OPENS, _CLOSES, _OPENS_FORMATTING, _CLOSES_FORMATTING = range(5)
_EFFECTS = {f"<{name}": _NOTHING for name in _FLAT} | {f"</{name}": _NOTHING for name in _FLAT}
_EFFECTS |= {f"<{name}": _OPENS_FORMATTING for name in _FORMATTING}
_EFFECTS |= {f"</{name}": _CLOSES_FORMATTING for name in _FORMATTING}


def check(text: str) -> None:
    """Raises `Quarantine` for a page too large or too deeply nested to be parsed in bounded time."""
    if len(text) > MAX_CHARACTERS:
        raise Quarantine(Reason.TOO_LARGE, f"{len(text)} characters")
    tags = text.count("<")
    if tags > MAX_TAGS:
        raise Quarantine(Reason.TOO_LARGE, f"{tags} tags")
    if tags - text.count("</") > min(FEW_TAGS, MAX_DEPTH) and (deepest := depth(text)) > MAX_DEPTH:
        raise Quarantine(Reason.TOO_DEEP, f"{deepest} elements one inside another")
    if len(text) < LONG_TAG:
        return
    for tag in [tag for tag in _TAG_WITH_ATTRIBUTES.findall(text) if len(tag) >= LONG_TAG]:
        many = len(_ATTRIBUTE.findall(_QUOTED.sub("", tag)))
        if many > MAX_ATTRIBUTES:
            raise Quarantine(Reason.TOO_LARGE, f"a tag with {many} attributes")


def depth(text: str) -> int:
    """How deep a page nests, measured on its tags without parsing. Raises `Quarantine` where formatting tags left open
    (<b>, <i>, <font>) would be opened again so often that the tree outgrows the page many times."""
    now = deepest = formatting = opened_again = 0
    for tag in _TAG.findall(text):
        effect = _EFFECTS.get(tag)
        if effect is None:
            effect = _EFFECTS.get(tag.lower(), _CLOSES if tag[1] == "/" else _OPENS)
            if len(_EFFECTS) < MAX_EFFECTS:
                _EFFECTS[tag] = effect
        if effect == _NOTHING:
            opened_again += formatting
        elif effect in (_OPENS, _OPENS_FORMATTING):
            now += 1
            if now > deepest:
                deepest = now
            if effect == _OPENS:
                opened_again += formatting
            else:
                formatting += 1
        else:
            if now:
                now -= 1
            if effect == _CLOSES_FORMATTING and formatting:
                formatting -= 1
    if opened_again > MAX_OPENED_AGAIN:
        raise Quarantine(Reason.TOO_DEEP, f"formatting opened again {opened_again} times")
    return deepest

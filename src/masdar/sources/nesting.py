"""How deep HTML nests, told before it is parsed: the parser's time grows with the square of the depth."""

from __future__ import annotations

import re

FEW_TAGS = 1000  # a text with fewer is parsed in no time, however it nests

_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]{0,20})(?=[\s/>])")
_VOID = frozenset("area base br col embed hr img input link meta param source track wbr".split())
# Elements that end by themselves where the next of their kind begins.
_SELF_ENDING = frozenset("p li dt dd tr td th option thead tbody tfoot colgroup rt rp optgroup".split())


def too_deep(text: str, limit: int) -> bool:
    """True where more than `limit` elements stand open at once. Linear in the text."""
    if text.count("<") <= min(limit, FEW_TAGS):
        return False
    depth = 0
    for found in _TAG.finditer(text):
        closing, name = found.groups()
        lowered = name.lower()
        if lowered in _VOID or lowered in _SELF_ENDING:
            continue
        depth = max(0, depth - 1) if closing else depth + 1
        if depth > limit:
            return True
    return False

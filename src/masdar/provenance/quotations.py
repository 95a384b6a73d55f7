"""Which stretches of a text stand between quotation marks: what somebody said, whoever prints it.

Papers write `"`, «», “” and ”“ for both sides, leave a space on the wrong one, and quote within quotations. So a sign
opens or closes by where it stands; where that does not come out even in a paragraph, its signs are paired as they come.
"""

from __future__ import annotations

import re
from functools import lru_cache

SHORTEST, LONGEST = 20, 1500  # letters between the signs: fewer are a name, more a sign that was never closed
_SIGNS = re.compile('["«»“”„](?!["«»“”„])')  # of two together the second counts
_ATTACHED = frozenset("وفبكل")  # one-letter words that are written with the next


@lru_cache(maxsize=512)  # a text is asked about once a passage
def quotations(text: str) -> tuple[tuple[int, int], ...]:
    """(start, end) of each outermost quotation, signs included, in order. None reaches over the end of a paragraph."""
    found: list[tuple[int, int]] = []
    begin = 0
    for paragraph in text.split("\n"):
        end = begin + len(paragraph)
        signs = [sign.start() for sign in _SIGNS.finditer(text, begin, end)]
        pairs = _nested(text, signs)
        pairs = list(zip(signs[::2], signs[1::2], strict=False)) if pairs is None else pairs
        found += [(start, stop + 1) for start, stop in pairs if SHORTEST < stop - start <= LONGEST]
        begin = end + 1
    return tuple(found)


def _nested(text: str, signs: list[int]) -> list[tuple[int, int]] | None:
    """The outermost pairs by where signs stand; None where they do not come out even."""
    pairs, open_at, depth = list[tuple[int, int]](), 0, 0
    for at in signs:
        if not depth:
            if _closes(text, at):
                continue  # what it closes was opened in another paragraph, or never
            open_at, depth = at, 1
        elif _opens(text, at):
            depth += 1
        else:
            depth -= 1
            if not depth:
                pairs.append((open_at, at))
    return None if depth else pairs


def _opens(text: str, at: int) -> bool:
    if text[at] in "«»":
        return text[at] == "«"
    before, behind = text[at - 1 : at] or " ", text[at + 1 : at + 2] or " "
    attached = before in _ATTACHED and text[at - 2 : at - 1].isspace()
    return behind.isalnum() and (attached or before.isspace() or before in ":(،,")


def _closes(text: str, at: int) -> bool:
    if text[at] in "«»":
        return text[at] == "»"
    before, behind = text[at - 1 : at] or " ", text[at + 1 : at + 2] or " "
    return not behind.isalnum() and (before.isalnum() or before in ".!?؟…)") and behind not in '"«“”'

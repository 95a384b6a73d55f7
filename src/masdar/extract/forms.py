"""What form an article has where it is not a plain text: a live blog, a gallery of pictures."""

from __future__ import annotations

import re

from masdar.extract.blocks import Raw
from masdar.extract.classes import matches
from masdar.extract.page import Page
from masdar.extract.structured import Facts
from masdar.model import BlockKind

LIVE, GALLERY = "live blog", "gallery"
MANY_TIMES = 5  # lines of a live blog's text that begin with a time of day
MANY_PICTURES = 6
FEW_LETTERS = 120  # of text a picture: a gallery's pictures carry the story

_LIVE_NAMES = re.compile(r"\blive-?(?:blog|updates?|ticker|feed)\b|\bliveblog|\bticker-?entr", re.IGNORECASE)
_DIGIT = re.compile(r"\d")
_TIME_FIRST = re.compile(r"^\W{0,3}(?:[01]?\d|2[0-3])\s?[:.hH]\s?[0-5]\d\b")


def form(page: Page, facts: Facts, raw: list[Raw]) -> tuple[str, str]:
    """The form and where it was read from; ("", "") for a plain text."""
    if facts.kind == "liveblogposting" or "liveblogposting" in facts.kinds:
        return LIVE, "json-ld"
    if facts.kinds & {"imagegallery", "mediagallery"}:
        return GALLERY, "json-ld"
    if sum(_TIME_FIRST.match(one.text) is not None for one in raw if _DIGIT.search(one.text, 0, 4)) >= MANY_TIMES:
        return LIVE, "text"
    owners = {page.parent[owner] for owner in page.owner}
    if (
        sum(matches(_LIVE_NAMES, page.names[element]) for element in owners if element >= 0 and page.names[element])
        >= 2
    ):
        return LIVE, "class"
    captions = [one for one in raw if one.kind is BlockKind.CAPTION]
    letters = sum(len(one.text) for one in raw if one.kind is not BlockKind.CAPTION)
    if len(captions) >= MANY_PICTURES and letters < FEW_LETTERS * len(captions):
        return GALLERY, "captions"
    return "", ""

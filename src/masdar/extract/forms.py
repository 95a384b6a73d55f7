"""What form an article has where it is not a plain text: a live blog, a gallery of pictures."""

from __future__ import annotations

import re

from masdar.extract.blocks import CAPTION, Raw
from masdar.extract.classes import Matching
from masdar.extract.page import Page
from masdar.extract.structured import Facts

LIVE, GALLERY = "live blog", "gallery"
MANY_TIMES = 5  # lines of a live blog's text that begin with a time of day
MANY_PICTURES = 6
FEW_LETTERS = 120  # of text a picture: a gallery's pictures carry the story

_LIVE_NAMES = Matching(re.compile(r"\blive-?(?:blog|updates?|ticker|feed)\b|\bliveblog|\bticker-?entr", re.IGNORECASE))
_TIME_FIRST = re.compile(r"^\W{0,3}(?:[01]?\d|2[0-3])\s?[:.hH]\s?[0-5]\d\b")


def form(page: Page, facts: Facts, raw: list[Raw]) -> tuple[str, str]:
    """The form and where it was read from; ("", "") for a plain text."""
    if facts.kind == "liveblogposting" or "liveblogposting" in facts.kinds:
        return LIVE, "json-ld"
    if facts.kinds & {"imagegallery", "mediagallery"}:
        return GALLERY, "json-ld"
    if sum([_TIME_FIRST.match(one.text) is not None for one in raw if not one.text[:1].isalpha()]) >= MANY_TIMES:
        return LIVE, "text"
    owners = set(map(page.parent.__getitem__, page.owner))
    names = page.names
    if sum([_LIVE_NAMES[names[element]] for element in owners if element >= 0 and names[element]]) >= 2:
        return LIVE, "class"
    captions = [one.kind for one in raw].count(CAPTION)
    if captions >= MANY_PICTURES:
        letters = sum([len(one.text) for one in raw if one.kind is not CAPTION])
        if letters < FEW_LETTERS * captions:
            return GALLERY, "captions"
    return "", ""

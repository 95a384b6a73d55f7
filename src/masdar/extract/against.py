"""What speaks against a block of a page by itself, wherever it stands."""

from __future__ import annotations

import re

from masdar.extract.days import only_day
from masdar.extract.page import Page
from masdar.extract.phrases import DISCLAIMER, DISCLAIMER_SIGNS, LINE_BEGINNINGS, TERMS, TERMS_SIGNS, signed

_SHORTEST = min(map(len, LINE_BEGINNINGS))
_FIRST_LETTERS = {
    first: tuple(line for line in LINE_BEGINNINGS if line.startswith(first))
    for first in {line[:_SHORTEST] for line in LINE_BEGINNINGS}
}
LONGEST_LINE = 200  # letters
_BULLETS = "•-–»›▪*:[( "
SHORTEST_DISCLAIMER, SHORTEST_TERMS = 13, 6  # letters of what these say
_DISCLAIMER = re.compile(DISCLAIMER)
_TERMS = re.compile(TERMS)


def against(page: Page, block: int) -> str:
    """What speaks against a block inside the container, by itself."""
    text, linked = page.text[block], page.linked[block]
    letters = len(text)
    if linked:
        most = 0.85 if page.tag[page.owner[block]] in ("p", "li") else 0.5 if letters < 200 else 0.8
        if linked > most * letters:
            return "mostly links"
    low = text.lower() if letters < 600 else ""
    if letters < LONGEST_LINE and _begins_like_furniture(low.lstrip(_BULLETS)):
        return "begins like furniture"
    if not text[:1].isalnum() and not any(map(str.isalnum, text[:100])):
        return "no letters"
    if SHORTEST_DISCLAIMER <= letters < 600 and signed(low, DISCLAIMER_SIGNS) and _DISCLAIMER.search(low):
        return "a disclaimer"
    if SHORTEST_TERMS <= letters < 120 and signed(low, TERMS_SIGNS) and _TERMS.search(low):
        return "terms of the site"
    if letters < 60 and only_day(text):
        return "only a date"
    return ""


def is_furniture_line(text: str) -> bool:
    """Whether a line begins as the furniture round an article does ("اقرأ أيضا", "share this")."""
    return len(text) < LONGEST_LINE and _begins_like_furniture(text.lower().lstrip(_BULLETS))


def about_the_site(text: str) -> bool:
    """Whether a text speaks of the site's use: its terms, its newsletter."""
    low = text.lower()
    return signed(low, TERMS_SIGNS) and _TERMS.search(low) is not None


def _begins_like_furniture(low: str) -> bool:
    lines = _FIRST_LETTERS.get(low[:_SHORTEST])
    return lines is not None and low.startswith(lines)

"""What speaks against a block of a page by itself, wherever it stands."""

from __future__ import annotations

import re

from masdar.extract.page import Page
from masdar.extract.phrases import DISCLAIMER, DISCLAIMER_SIGNS, LINE_BEGINNINGS, TERMS, TERMS_SIGNS, signed
from masdar.language import months

_SHORTEST = min(map(len, LINE_BEGINNINGS))
_FIRST_LETTERS = {
    first: tuple(line for line in LINE_BEGINNINGS if line.startswith(first))
    for first in {line[:_SHORTEST] for line in LINE_BEGINNINGS}
}
SHORTEST_DISCLAIMER, SHORTEST_TERMS = 13, 6  # letters of what these say
_LETTERS = re.compile(r"[^\W\d_]+")
_DISCLAIMER = re.compile(DISCLAIMER)
_TERMS = re.compile(TERMS)
_DATE = re.compile(
    r"(?<!\d)(?:\d{1,2}[./-]\d{1,2}[./-]\d{2,4}|\d{4}[./-]\d{1,2}[./-]\d{1,2}|\d{1,2}[:.h]\d\d(?!\d))(?!\d)"
)
_DATE_WORDS = frozenset(
    "uhr h am um at le the a on de del of and et u و في الساعه يوم gmt utc pm p m ص م هـ ه st nd rd th er "
    "publiziert veroffentlicht published publie posted date updated aktualisiert stand".split()
)


def against(page: Page, block: int) -> str:
    """What speaks against a block inside the container, by itself."""
    text, linked = page.text[block], page.linked[block]
    most = 0.85 if page.tag[page.owner[block]] in ("p", "li") else 0.5 if len(text) < 200 else 0.8
    if linked > most * len(text):
        return "mostly links"
    letters = len(text)
    low = text.lower() if letters < 600 else ""
    if letters < 200 and _begins_like_furniture(low.lstrip("•-–»›▪*:[( ")):
        return "begins like furniture"
    if not text[:1].isalnum() and not any(map(str.isalnum, text[:100])):
        return "no letters"
    if SHORTEST_DISCLAIMER <= letters < 600 and signed(low, DISCLAIMER_SIGNS) and _DISCLAIMER.search(low):
        return "a disclaimer"
    if SHORTEST_TERMS <= letters < 120 and signed(low, TERMS_SIGNS) and _TERMS.search(low):
        return "terms of the site"
    if letters < 60 and _only_date(text):
        return "only a date"
    return ""


def about_the_site(text: str) -> bool:
    """Whether a text speaks of the site's use: its terms, its newsletter."""
    return _TERMS.search(text.lower()) is not None


def _begins_like_furniture(low: str) -> bool:
    return low[:_SHORTEST] in _FIRST_LETTERS and low.startswith(_FIRST_LETTERS[low[:_SHORTEST]])


def _only_date(text: str) -> bool:
    """Whether a line is a date or time and nothing else."""
    dated = False
    for match in _LETTERS.finditer(text):
        word = months.fold(match[0])
        dated = dated or word in months.SOLAR
        if not (word in months.SOLAR or word in _DATE_WORDS or word in months.WEEKDAY):
            return False
    return dated or _DATE.search(text) is not None

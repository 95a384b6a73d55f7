"""Is this the article, or only its beginning?"""

from __future__ import annotations

import re

from masdar.extract.page import Page
from masdar.extract.phrases import Signs, signed
from masdar.extract.structured import Facts

SHORT = 900  # letters: a longer text is hardly a teaser
SHORTEST, LONGEST = 12, 160  # letters of what a wall says
_CUT = re.compile(r"(?:\.\.\.|…|\[…\]|\[\.\.\.\])[\s\"»”)]*$")
_WALL = re.compile(
    r"التفاصيل في (?:النسخة|العدد)|تفاصيل أوفى في|"
    r"(?:المحتوى|المقال|هذا المقال) (?:مخصص |حصري )?(?:ل|لل)(?:مشتركين|أعضاء)|"
    r"للاطلاع على (?:المقال|النص) (?:كاملا|كاملاً|كامل)|لقراءة (?:بقية|باقي) (?:الخبر|المقال|النص)|"
    r"اشترك(?:وا)? ل(?:قراءة|متابعة)|البقية في العدد|النسخة الورقية|"
    r"réservé (?:à nos|aux) abonnés|pour lire la suite|article réservé|abonnez-vous pour (?:lire|continuer)|"
    r"la suite (?:de cet article|est réservée)|il vous reste \d+ ?% (?:de cet article|à lire)|"
    r"subscribers only|subscribe to (?:continue|read)|to continue reading(?! about)|already a subscriber|"
    r"this (?:article|content) is for (?:subscribers|members)|create a free account to",
)

_SIGNS = Signs(
    "تفاصيل", "مشتركين", "أعضاء", "للاطلاع", "لقراءة", "اشترك", "البقية", "الورقية", "abonn", "la suite",
    "article réservé", "vous reste", "subscribe", "continue reading", "is for", "free account",
)  # fmt: skip


def is_wall(text: str) -> bool:
    """Whether a short text is what a wall says, and no words of the article."""
    low = text.lower() if SHORTEST <= len(text) < LONGEST else ""
    return signed(low, _SIGNS) and _WALL.search(low) is not None


def is_partial(text: str, summary: str, facts: Facts, page: Page) -> bool:
    """Whether a teaser stands for the whole: cut at an ellipsis, shorter than its own body elsewhere, or before a
    wall that the page names."""
    if len(text) > 3 * SHORT:
        return False
    end = text.rstrip()
    if len(text) < SHORT and _CUT.search(end):
        return True
    if not facts.free and len(text) < 2 * SHORT:
        return True
    if len(facts.body) > 2 * len(text) + 200:
        return True
    if len(text) >= 2 * SHORT:
        return False
    short = "\n".join([line for line in page.text if SHORTEST <= len(line) < 300]).lower()
    return signed(short, _SIGNS) and _WALL.search(short) is not None

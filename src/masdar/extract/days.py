"""A line that prints a day or an hour and nothing else, and who is named on a line beside one."""

from __future__ import annotations

import re
from functools import lru_cache

from masdar.language import dates_clock, months
from masdar.language.dates import MODIFIED, PUBLISHED

MAX_DAY = 70  # letters
MAX_BESIDE = 5  # words of a name or a credit
_WORD = re.compile(r"[^\W\d_]{2,}")
_DATE = re.compile(
    r"(?<!\d)(?:\d{1,2}[./-]\d{1,2}[./-]\d{2,4}|\d{4}[./-]\d{1,2}[./-]\d{1,2}|\d{1,2}[:.h]\d\d(?!\d))(?!\d)"
)
_YEAR = re.compile(r"(?<!\d)(?:1[34]\d\d|19\d\d|20\d\d|[١۱][٣٤۳۴][٠-٩۰-۹]{2}|[٢۲][٠۰][٠-٩۰-۹]{2})(?!\d)")
_CLOCK = re.compile(r"(?<!\d)\d{1,2}\s?[:.hH]\s?\d\d(?!\d)")
_NAMES = frozenset(word for name in (*months.SOLAR, *months.LUNAR, *months.WEEKDAY) for word in name.split())
_ROUND = frozenset(
    "uhr kl h am um at le the on a de del du of and et u à in stand date publiziert aktualisiert veroffentlicht st nd "
    "rd th er ere pm p m gmt utc و في الساعه يوم بتاريخ بتوقيت الموافق العدد ص م هـ ه صباحا مساء ظهرا فجرا".split()
)
_ARABIC = re.compile(r"[(\[]?[\u0620-\u064a]")
_PARTING = " \t-–—|:،,.·•/"
NAME, OTHER = "name", "other"
_EDGES = f"{_PARTING}()[]"


def only_day(line: str) -> bool:
    """Whether a line is a day or an hour, perhaps with a label ("نُشر في"), and nothing else."""
    if len(line) > MAX_DAY or not any(map(str.isdigit, line)):
        return False
    named = False
    for word in _WORD.findall(line):
        kind = _kind(word)
        if not kind:
            return False
        named = named or kind == NAME
    return named or _DATE.search(line) is not None


def is_dated(line: str) -> bool:
    """Whether a line prints a day with its year and its weekday or hour, whatever else ("أرسلت بواسطة … في …")."""
    if not _YEAR.search(line):
        return False
    words = [months.fold(word) for word in _WORD.findall(line)]
    return any(word in months.WEEKDAY for word in words) or (
        _CLOCK.search(line) is not None and (any(word in _NAMES for word in words) or _DATE.search(line) is not None)
    )


def beside_day(line: str) -> str:
    """Who is named on a line that prints a day with its hour ("الأحد 1 مارس 2026 - 09:41 سعيد المثالي"): its words
    before or behind those of the day, "" where there are none or too many for a name. Of Arabic lines only: elsewhere
    such a line names a section, a zone or a button as often."""
    if len(line) > 2 * MAX_DAY or not _CLOCK.search(line):
        return ""
    words = re.sub(r"(\d)([^\W\d_]{3,})", r"\1 \2", line).split()  # an element's end parts no words: "09:41سعيد"
    firm = [at for at, word in enumerate(words) if any(map(str.isdigit, word)) or _is_name(word)]
    if not any(_is_name(words[at]) for at in firm) or not all(map(_is_of_day, words[firm[0] : firm[-1]])):
        return ""
    before, behind = words[: firm[0]], words[firm[-1] + 1 :]
    while before and _is_of_day(before[-1]):
        before.pop()
    while behind and _is_of_day(behind[0]):
        behind.pop(0)
    found = " ".join(before or behind).strip(_PARTING)
    return found if not (before and behind) and _ARABIC.match(found) and len(found.split()) <= MAX_BESIDE else ""


def _is_name(word: str) -> bool:
    return months.fold(word.strip(_EDGES)) in _NAMES


@lru_cache(maxsize=4096)
def _kind(word: str) -> str:
    """What a word is of a day: a name of month or weekday, another word round it or a label; "" for none."""
    folded = months.fold(word)
    if folded in _NAMES:
        return NAME
    label = not MODIFIED.sub(" ", PUBLISHED.sub(" ", word)).strip()
    return OTHER if label or folded in _ROUND or word.lower() in dates_clock.OFFSETS else ""


def _is_of_day(word: str) -> bool:
    bare = word.strip(_EDGES)
    return not any(map(str.isalpha, bare)) or _kind(bare) != ""

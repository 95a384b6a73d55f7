"""The value of a date field → the days it means: a year, month or day, Hijri ones too, a range, or a time until now."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from typing import TypeAlias

from hijridate import Hijri

from masdar.language import months
from masdar.language.fold import fold
from masdar.language.numerals import ascii_digits

Range: TypeAlias = tuple[datetime | None, datetime | None]

_NUMERIC = re.compile(r"(\d{4})(?:[-/.](\d{1,2})(?:[-/.](\d{1,2}))?)?")
_REVERSED = re.compile(r"(?:(\d{1,2})[-/.])?(\d{1,2})[-/.](\d{4})")
_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d{1,6})?)?Z?")
_AGO = re.compile(r"(\d{1,4}) ?([a-z]+|[ء-ي]+)")
_UNITS = {
    1: "d day days j jour jours يوم ايام يوما", 7: "w week weeks s semaine semaines اسبوع اسابيع",
    30: "m month months mois شهر اشهر شهور", 365: "y year years a an ans annee سنه سنوات عام اعوام",
}  # fmt: skip
_DAYS = {unit: days for days, units in _UNITS.items() for unit in units.split()}
_NAMED = {
    "today": (0, 1), "اليوم": (0, 1), "aujourd hui": (0, 1), "aujourdhui": (0, 1),
    "yesterday": (1, 1), "امس": (1, 1), "البارحه": (1, 1), "hier": (1, 1),
    "week": (6, 7), "اسبوع": (6, 7), "semaine": (6, 7), "month": (29, 30), "شهر": (29, 30), "mois": (29, 30),
    "year": (364, 365), "سنه": (364, 365), "annee": (364, 365),
}  # fmt: skip
_HIJRI_YEARS = range(1343, 1501)  # what the calendar's table covers


def day_range(value: str, now: datetime) -> Range | None:
    """From (inclusive) and to (exclusive) of a date value, in UTC; None where it is none.

    "a..b" takes b in; "a..<b" ends before it, as `write` needs it; either side of ".." may be empty."""
    value = ascii_digits(value).strip()
    if ".." in value:
        return _between(value, now)
    try:
        return _period(value, now)
    except (ValueError, OverflowError):
        return None


def _between(value: str, now: datetime) -> Range | None:
    left, _, right = value.partition("..")
    open_end = right.startswith("<")
    right = right.removeprefix("<").strip()
    first = day_range(left, now) if left.strip() else (None, None)
    last = day_range(right, now) if right else (None, None)
    if first is None or last is None or ".." in right or not (left.strip() or right):
        return None
    end = last[0] if open_end else last[1]
    # What ends with a day or year may not begin after it; a span of two moments may be empty.
    if first[0] is not None and end is not None and (first[0] > end if open_end else first[0] >= end):
        return None
    return first[0], end


def _period(value: str, now: datetime) -> Range | None:
    if _MOMENT.fullmatch(value):
        moment = datetime.fromisoformat(value.removesuffix("Z")).replace(tzinfo=UTC)
        return moment, moment
    if found := _NUMERIC.fullmatch(value):
        return _calendar(int(found[1]), int(found[2] or 0), int(found[3] or 0))
    if found := _REVERSED.fullmatch(value):
        return _calendar(int(found[3]), int(found[2]), int(found[1] or 0))
    folded = fold(value)
    if named := _NAMED.get(folded):
        start = _midnight(now.astimezone(UTC).date() - timedelta(days=named[0]))
        return start, start + timedelta(days=named[1])
    if (found := _AGO.fullmatch(folded)) and found[2] in _DAYS:
        return now.astimezone(UTC) - timedelta(days=int(found[1]) * _DAYS[found[2]]), None
    return _written(folded)


def _written(folded: str) -> Range | None:
    """ "5 مارس 2018", "مارس 2018", "رمضان 1440"."""
    words = [word for word in folded.split() if word not in ("ه", "م", "h")]
    day = int(words.pop(0)) if words and words[0].isdigit() and len(words[0]) <= 2 else 0
    if len(words) < 2 or not (words[-1].isdigit() and len(words[-1]) == 4):
        return None
    year, name = int(words[-1]), " ".join(words[:-1])
    month = months.hijri(name) if year in _HIJRI_YEARS else months.solar(name)
    return _calendar(year, month, day) if month else None


def _calendar(year: int, month: int, day: int) -> Range:
    """A year, a month of it, or a day of that. Raises ValueError where there is no such day."""
    if year in _HIJRI_YEARS:
        return _hijri(year, month, day)
    start = date(year, month or 1, day or 1)
    if day:
        end = start + timedelta(days=1)
    elif month:
        end = date(year + month // 12, month % 12 + 1, 1)
    else:
        end = date(year + 1, 1, 1)
    return _midnight(start), _midnight(end)


def _hijri(year: int, month: int, day: int) -> Range:
    first = Hijri(year, month or 1, day or 1)
    start = first.to_gregorian()
    if day:
        length = 1
    elif month:
        length = first.month_length()
    else:
        length = first.year_length()
    begin = date(start.year, start.month, start.day)
    return _midnight(begin), _midnight(begin + timedelta(days=length))


def _midnight(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=UTC)

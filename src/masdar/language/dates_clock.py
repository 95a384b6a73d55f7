"""The time of day and its zone, as they stand beside a printed date. Used by `dates`."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from functools import lru_cache
from zoneinfo import ZoneInfo

from masdar.model import Precision

# Abbreviations that mean one offset in the press; those that mean several (AST, IST) are left out on purpose.
OFFSETS: dict[str, float] = {
    "z": 0, "utc": 0, "gmt": 0, "ut": 0, "wet": 0, "west": 1, "bst": 1, "cet": 1, "mez": 1, "cest": 2, "mesz": 2,
    "eet": 2, "eest": 3, "msk": 3, "est": -5, "edt": -4, "et": -5, "cst": -6, "cdt": -5, "mst": -7, "mdt": -6,
    "pst": -8, "pdt": -7, "jst": 9, "kst": 9, "aest": 10, "aedt": 11, "sast": 2, "wib": 7, "wat": 1, "eat": 3,
}  # fmt: skip

# "بتوقيت …": the place a time is told by → its zone.
PLACES: dict[str, str] = {
    "غرينتش": "UTC", "غرينيتش": "UTC", "جرينتش": "UTC", "جرينيتش": "UTC", "العالمي": "UTC", "الدولي": "UTC",
    "greenwich": "UTC", "مكة": "Asia/Riyadh", "مكه": "Asia/Riyadh", "السعودية": "Asia/Riyadh", "الرياض": "Asia/Riyadh",
    "أبوظبي": "Asia/Dubai", "ابوظبي": "Asia/Dubai", "أبو": "Asia/Dubai", "الإمارات": "Asia/Dubai",
    "الامارات": "Asia/Dubai", "دبي": "Asia/Dubai", "القاهرة": "Africa/Cairo", "مصر": "Africa/Cairo",
    "المغرب": "Africa/Casablanca", "الرباط": "Africa/Casablanca", "الجزائر": "Africa/Algiers",
    "تونس": "Africa/Tunis", "طرابلس": "Africa/Tripoli", "ليبيا": "Africa/Tripoli", "بيروت": "Asia/Beirut",
    "لبنان": "Asia/Beirut", "دمشق": "Asia/Damascus", "سوريا": "Asia/Damascus", "عمان": "Asia/Amman",
    "الأردن": "Asia/Amman", "القدس": "Asia/Jerusalem", "فلسطين": "Asia/Hebron", "بغداد": "Asia/Baghdad",
    "العراق": "Asia/Baghdad", "الكويت": "Asia/Kuwait", "الدوحة": "Asia/Qatar", "قطر": "Asia/Qatar",
    "المنامة": "Asia/Bahrain", "البحرين": "Asia/Bahrain", "مسقط": "Asia/Muscat", "صنعاء": "Asia/Aden",
    "اليمن": "Asia/Aden", "الخرطوم": "Africa/Khartoum", "السودان": "Africa/Khartoum", "paris": "Europe/Paris",
    "london": "Europe/London", "dubai": "Asia/Dubai", "cairo": "Africa/Cairo",
}  # fmt: skip

_AFTER_NOON = ("pm", "p.m", "م", "مساء", "ظهر", "عصر", "بعد")
_HALF = r"a\.?\s?m\b\.?|p\.?\s?m\b\.?|صباح[اً]*|مساء[ً]?|ظهر[اً]*|فجر[اً]*|عصر[اً]*|بعد الظهر|[صم](?![^\W\d_])"
_ZONE = (
    r"(?:(?:gmt|utc)\s*)?[+\-−]\s?\d{1,2}:?\d{2}(?!\d)|(?:gmt|utc)\s*[+\-]\s?\d{1,2}(?!\d)|z\b|[a-z]{2,4}\b"
    r"|(?:بالتوقيت|بتوقيت|توقيت)\s+\w+|heure de \w+"
)
CLOCK = re.compile(
    rf"(?<![\d:.,])(?P<hour>[01]?\d|2[0-3])\s?(?P<sep>:|h|H|\.|：|ه)\s?(?P<minute>[0-5]\d)"
    rf"(?:[:.](?P<second>[0-5]\d)(?:[.,]\d+)?)?(?![\d])\s*(?P<half>{_HALF})?[\s(,;|\-–]{{0,3}}(?P<zone>{_ZONE})?"
    rf"|(?<![\d:.,])(?P<hour2>[01]?\d|2[0-3])\s?(?P<half2>a\.?m\b\.?|p\.?m\b\.?|h\b|uhr\b)"
    rf"|الساعة\s+(?P<hour3>[01]?\d|2[0-3])(?!\s?[:.\d])"
    rf"(?:\s*و\s*(?P<minute3>[0-5]?\d)\s*(?:دقيقة|دقائق|د\b))?\s*(?P<half3>{_HALF})?",
    re.IGNORECASE,
)
_NUMERIC_ZONE = re.compile(r"([+\-−])\s?(\d{1,2}):?(\d{2})?\)?$")


@dataclass(frozen=True, slots=True)
class Clock:
    """A time of day as printed. `zone` None where none was printed; `printed` is the offset in the form "+01:00"."""

    hour: int
    minute: int
    second: int
    precision: Precision
    zone: tzinfo | None


@lru_cache(maxsize=512)
def zone_named(name: str) -> tzinfo:
    """The zone of an IANA name; UTC where it is none, for a source's setting must not stop a page being read."""
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        return UTC


def zone_printed(text: str) -> tzinfo | None:
    """The zone that a printed form means: "+0100", "GMT+1", "EST", "بتوقيت غرينتش"; None where it means none."""
    text = text.strip().lower()
    if match := _NUMERIC_ZONE.search(text):
        hours, minutes = int(match[2]), int(match[3] or 0)
        if hours > 14 or minutes > 59:
            return None
        offset = timedelta(hours=hours, minutes=minutes)
        return timezone(offset if match[1] == "+" else -offset)
    if text in OFFSETS:
        return timezone(timedelta(hours=OFFSETS[text]))
    return zone_named(PLACES[place]) if (place := text.split()[-1] if text else "") in PLACES else None


def _hour(hour: int, half: str) -> int:
    half = half.lower().replace(" ", "")
    if half.startswith(("a", "ص", "فجر")):
        return 0 if hour == 12 else hour
    if half.startswith(_AFTER_NOON) and hour < 12:
        return hour + 12
    return hour


def read(text: str, *, dotted: bool = False) -> Clock | None:
    """The first time of day in a text; "14.30" counts only where `dotted` (a date has just ended before it)."""
    for match in CLOCK.finditer(text):
        if match["sep"] == "." and not dotted and not match["half"]:
            continue
        if match["hour"]:
            second = int(match["second"] or 0)
            precision = Precision.SECOND if match["second"] else Precision.MINUTE
            zone = zone_printed(match["zone"] or "")
            return Clock(_hour(int(match["hour"]), match["half"] or ""), int(match["minute"]), second, precision, zone)
        hour, half = match["hour2"] or match["hour3"], match["half2"] or match["half3"] or ""
        precision = Precision.MINUTE if match["minute3"] else Precision.HOUR
        return Clock(_hour(int(hour), half), int(match["minute3"] or 0), 0, precision, None)
    return None


def offset_of(moment: datetime) -> str:
    """The offset of an aware time in the form "+01:00"."""
    offset = moment.utcoffset() or timedelta()
    minutes = abs(offset) // timedelta(minutes=1)
    return f"{'-' if offset < timedelta() else '+'}{minutes // 60:02}:{minutes % 60:02}"

"""Times told from now: "منذ ساعتين", "il y a 3 heures", "أمس 14:30", "16:45 اليوم", "الأربعاء". Used by `dates`."""

from __future__ import annotations

import re
from datetime import datetime, timedelta, tzinfo

from masdar.language import dates_clock, months
from masdar.model import Precision

# A unit's spellings, folded (see `months.fold`) → its seconds. Months and years are left out: they name no day.
UNITS: dict[str, int] = {
    **dict.fromkeys("ثانيه ثواني ثوان ثانيتين second seconds sec secs seconde secondes sekunden sekunde".split(), 1),
    **dict.fromkeys("دقيقه دقيقتين دقايق دقيقتان minute minutes min mins minuten minuto minutos".split(), 60),
    **dict.fromkeys("ساعه ساعتين ساعات ساعتان hour hours hr hrs heure heures stunde stunden hora horas".split(), 3600),
    **dict.fromkeys("يوم يومين ايام يوما يومان day days jour jours tag tagen dia dias".split(), 86400),
    **dict.fromkeys("اسبوع اسبوعين اسابيع اسبوعان week weeks semaine semaines woche wochen semana".split(), 604800),
}
# The same cut short: after a number only ("il y a 3 h", "منذ 5 د").
_SHORT: dict[str, int] = {"h": 3600, "j": 86400, "د": 60, "س": 3600}
# Parts of an hour, before or after it: "نصف ساعة", "ساعة ونصف", "une demi-heure", "half an hour".
_OF_AN_HOUR: dict[str, int] = {
    **dict.fromkeys("نصف ونصف half demi demie".split(), 30),
    **dict.fromkeys("ربع وربع quarter quart".split(), 15),
    **dict.fromkeys("ثلث وثلث".split(), 20),
}
_DUAL = ("تين", "ين", "تان", "ان")
NUMBERS: dict[str, int] = {
    word: number
    for number, line in enumerate(
        "واحد|واحده|un|une|one|a|an|ein|einer|einem اثنين|اثنتين|deux|two|zwei ثلاث|ثلاثه|trois|three|drei "
        "اربع|اربعه|quatre|four|vier خمس|خمسه|cinq|five|funf ست|سته|six|sechs سبع|سبعه|sept|seven|sieben "
        "ثمان|ثماني|ثمانيه|huit|eight|acht تسع|تسعه|neuf|nine|neun عشر|عشره|dix|ten|zehn".split(),
        1,
    )
    for word in line.split("|")
}
_SINCE = frozenset(("منذ", "قبل", "vor", "hace"))
_DAYS_BACK: dict[str, int] = {
    **dict.fromkeys("اليوم today aujourd'hui aujourd’hui heute hoy".split(), 0),
    **dict.fromkeys("امس الامس البارحه yesterday hier gestern ayer".split(), 1),
    "اول امس": 2,
    "اول البارحه": 2,
    "avant-hier": 2,
    "vorgestern": 2,
}
# Some of a unit, without a number: they tell no more than the next larger one.
_SOME = frozenset("دقايق ساعات ايام اسابيع minuten stunden minutos horas dias".split())
_SOME_HOURS = 3
_LATELY = frozenset(
    (
        "منذ قليل", "قبل قليل", "منذ وقت قصير", "قبل وقت قصير", "منذ فتره قصيره", "قبل فتره قصيره", "منذ فتره وجيزه",
        "قبل فتره وجيزه", "a short while ago", "a few minutes ago", "il y a peu", "il y a quelques minutes",
        "vor kurzem", "hace poco",
    )
)  # fmt: skip
_NOW = frozenset(("الان", "just now", "منذ لحظات", "قبل لحظات", "a l'instant", "a l’instant", "moments ago"))
_SPOKEN = re.compile(
    r"^\W*(?P<words>[^\d]*?)[\s,،\-–|:(]*(?P<clock>\d{1,2}\s?[:hH.]\s?\d{2}.*|الساعة\s.*)?$", re.DOTALL
)
_LEADING = re.compile(r"^(?:(?:نشر|posted|published|publie|يوم|on|le|am|at|last|letzten|el)[\s:]+)+")
_TRAILING = re.compile(r"[\s,]*(?:الساعه|علي الساعه|في|عند|at|a|um|last|dernier|pasado|الماضي|المنصرم)$")
_LAST = re.compile(r"^(?:\w+[ :]+)*(?:last|letzten) |(?:last|dernier|pasado|الماضي|المنصرم)$")
_WORDS = re.compile(r"\d+|[^\W\d_]+")


def read(text: str, now: datetime, zone: tzinfo) -> tuple[datetime, Precision] | None:
    """The moment told, and how exactly; None where the text tells none. Aware, in `zone` where a day is meant."""
    if len(text) > 80:
        return None
    folded = " ".join(months.fold(text).split())
    return _ago(folded, now, zone) or _day_word(folded, now, zone)


def _ago(text: str, now: datetime, zone: tzinfo) -> tuple[datetime, Precision] | None:
    words = _WORDS.findall(text)
    for at, word in enumerate(words):
        unit = UNITS.get(word) or (_SHORT.get(word) if at and words[at - 1].isdecimal() else None)
        if unit is None or not _is_past(words, at):
            continue
        if word in _SOME and words[at - 1] in _SINCE:
            return _some(unit, now, zone)
        if unit == 3600 and (minutes := _minutes(words, at)):
            return now - timedelta(minutes=minutes), Precision.MINUTE
        count = _count(words, at)
        if count is None or count * unit > 400 * 86400:
            return None
        moment = now - timedelta(seconds=count * unit)
        if unit < 86400:
            return moment, {1: Precision.SECOND, 60: Precision.MINUTE, 3600: Precision.HOUR}[unit]
        return moment.astimezone(zone), Precision.DAY
    return None


def _some(unit: int, now: datetime, zone: tzinfo) -> tuple[datetime, Precision] | None:
    if unit == 60:
        return now, Precision.HOUR
    return ((now - timedelta(hours=_SOME_HOURS)).astimezone(zone), Precision.DAY) if unit == 3600 else None


def _is_past(words: list[str], at: int) -> bool:
    before = words[max(0, at - 6) : at]
    return (
        any(word in _SINCE for word in before[-4:])
        or "ago" in words[at + 1 : at + 3]
        or any(before[i : i + 3] == ["il", "y", "a"] for i in range(len(before)))
    )


def _minutes(words: list[str], at: int) -> int:
    """The minutes told by parts of the hour that stands there; 0 where none are."""
    before = next((_OF_AN_HOUR[word] for word in words[max(0, at - 3) : at] if word in _OF_AN_HOUR), 0)
    if before:
        return before
    after = [word for word in words[at + 1 : at + 3] if word not in ("et", "و")][:1]
    more = _OF_AN_HOUR.get(after[0], 0) if after else 0
    return 60 * (_count(words, at) or 0) + more if more else 0


def _count(words: list[str], at: int) -> int | None:
    before = words[at - 1] if at else ""
    if before.isdecimal():
        return int(before) if len(before) <= 3 else None
    if words[at].startswith(("ثاني", "دقيق", "ساع", "يوم", "اسبوع")) and words[at].endswith(_DUAL):
        return 2
    return NUMBERS.get(before, 1 if before in _SINCE or before == "حوالي" else None)


def _day_word(text: str, now: datetime, zone: tzinfo) -> tuple[datetime, Precision] | None:
    match = _SPOKEN.match(text.replace("الساعه", "الساعة"))
    if match is None:
        return None
    told = match["clock"] or ""
    said = (match["words"] or _after_clock(told)).strip(" ,،-–|:()")
    words = _TRAILING.sub("", _LEADING.sub("", said)).strip()
    local = now.astimezone(zone)
    if words in _NOW:
        return now, Precision.MINUTE
    if words in _LATELY:
        return now, Precision.HOUR
    if words in _DAYS_BACK:
        back = _DAYS_BACK[words]
    elif words in months.WEEKDAY:
        back = (local.isoweekday() - months.WEEKDAY[words]) % 7
        back = back or (7 if _LAST.search(said) else 0)
    else:
        return None
    day = local - timedelta(days=back)
    clock = dates_clock.read(told, dotted=True)
    if clock is None:
        return day, Precision.DAY
    at = day.replace(hour=clock.hour, minute=clock.minute, second=clock.second, microsecond=0)
    if clock.zone is not None:
        at = at.replace(tzinfo=clock.zone)
    if at > now + timedelta(hours=1) and words in months.WEEKDAY:
        at -= timedelta(days=7)
    return at, clock.precision


def _after_clock(told: str) -> str:
    """The words that follow a time of day: "16:45 اليوم"."""
    match = dates_clock.CLOCK.search(told)
    if match is None:
        return ""
    zoned = match["zone"] and dates_clock.zone_printed(match["zone"]) is not None
    return told[match.end() if zoned or not match["zone"] else match.start("zone") :]

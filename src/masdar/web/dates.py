"""Dates and numbers as an edition's readers write them: month names and digits by country, Hijri days, "5 minutes ago".

Arabic month names: the Maghreb's own (Morocco; Algeria and Tunisia; Mauritania), the Syriac ones of the Levant and
Iraq, the Latin ones of Egypt and the Gulf; without a country both stand side by side, as agencies print them. Which
countries write Arabic-Indic digits follows CLDR's default numbering systems.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, tzinfo
from functools import cache, lru_cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from hijridate import Gregorian

from masdar.web.words import Words

_EAST = "يناير فبراير مارس أبريل مايو يونيو يوليو أغسطس سبتمبر أكتوبر نوفمبر ديسمبر".split()
_MOROCCO = "يناير فبراير مارس أبريل ماي يونيو يوليوز غشت شتنبر أكتوبر نونبر دجنبر".split()
_ALGERIA = "جانفي فيفري مارس أفريل ماي جوان جويلية أوت سبتمبر أكتوبر نوفمبر ديسمبر".split()
_MAURITANIA = "يناير فبراير مارس إبريل مايو يونيو يوليو أغشت شتمبر أكتوبر نوفمبر دجمبر".split()
_LEVANT = [
    "كانون الثاني", "شباط", "آذار", "نيسان", "أيار", "حزيران",
    "تموز", "آب", "أيلول", "تشرين الأول", "تشرين الثاني", "كانون الأول",
]  # fmt: skip

_REGIONS = {
    "ma": _MOROCCO, "eh": _MOROCCO, "dz": _ALGERIA, "tn": _ALGERIA, "mr": _MAURITANIA,
    **dict.fromkeys(("sy", "lb", "jo", "ps", "iq"), _LEVANT),
    **dict.fromkeys(("eg", "sd", "ly", "sa", "ae", "qa", "kw", "bh", "om", "ye", "so", "dj", "km"), _EAST),
}  # fmt: skip

_ARABIC_DIGITS = frozenset("eg sd sa qa kw bh om ye sy lb jo ps iq".split())
_TO_ARABIC = str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")

ZONES = {
    "ma": "Africa/Casablanca", "eh": "Africa/El_Aaiun", "dz": "Africa/Algiers", "tn": "Africa/Tunis",
    "ly": "Africa/Tripoli", "mr": "Africa/Nouakchott", "eg": "Africa/Cairo", "sd": "Africa/Khartoum",
    "sy": "Asia/Damascus", "lb": "Asia/Beirut", "jo": "Asia/Amman", "ps": "Asia/Hebron", "iq": "Asia/Baghdad",
    "sa": "Asia/Riyadh", "ae": "Asia/Dubai", "qa": "Asia/Qatar", "kw": "Asia/Kuwait", "bh": "Asia/Bahrain",
    "om": "Asia/Muscat", "ye": "Asia/Aden", "so": "Africa/Mogadishu", "dj": "Africa/Djibouti",
    "km": "Indian/Comoro", "fr": "Europe/Paris",
}  # fmt: skip

# The first day of the week where it is not Monday (CLDR, weekData), 0 being Monday.
_WEEKS = {**dict.fromkeys("ae bh dj dz eg iq ir jo kw ly om qa sd sy af".split(), 5),
          **dict.fromkeys("sa ye us ps".split(), 6)}  # fmt: skip


@cache
def _months(country: str) -> tuple[str, ...]:
    named = _REGIONS.get(country)
    if named:
        return tuple(named)
    return tuple(f"{east}/{levant}" for east, levant in zip(_EAST, _LEVANT, strict=True))


@lru_cache(maxsize=1024)
def zone(name: str) -> tzinfo:
    """A time zone by its IANA name; UTC where the machine does not know it."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return UTC


@dataclass(frozen=True, slots=True)
class Calendar:
    """Writes times for one edition in one country."""

    words: Words
    country: str = ""

    @property
    def zone(self) -> tzinfo:
        return zone(ZONES.get(self.country, "UTC"))

    def digits(self, text: str) -> str:
        if self.words.tag == "ar" and self.country in _ARABIC_DIGITS:
            return text.translate(_TO_ARABIC)
        return text

    def number(self, n: int) -> str:
        """A whole number with the edition's grouping."""
        separator = {"ar": "٬" if self.country in _ARABIC_DIGITS else ",", "fr": "\u202f"}.get(self.words.tag, ",")
        return self.digits(f"{n:,}".replace(",", separator))

    def month(self, number: int) -> str:
        return _months(self.country)[number - 1] if self.words.tag == "ar" else self.words.list("months")[number - 1]

    @property
    def first_weekday(self) -> int:
        """0 where weeks begin on Monday, to 6."""
        return _WEEKS.get(self.country, 0)

    def month_of(self, year: int, number: int) -> str:
        """A month with its year."""
        return self.digits(f"{self.month(number)} {year}")

    def midnight(self, day: date) -> datetime:
        """When a day begins for the edition's readers."""
        return datetime(day.year, day.month, day.day, tzinfo=self.zone)

    def local(self, at: datetime) -> datetime:
        """A time as the edition's readers' clocks have it; the first and the last hours there are stay in UTC."""
        try:
            return at.astimezone(self.zone)
        except OverflowError:
            return at.astimezone(UTC)

    def day(self, at: datetime) -> str:
        """Weekday, day, month and year."""
        return _long(self, self.local(at).date())

    def short(self, at: datetime) -> str:
        """Day, month and year."""
        return _short(self, self.local(at).date())

    def clock(self, at: datetime) -> str:
        local = self.local(at)
        return self.digits(f"{local.hour:02}:{local.minute:02}")

    def full(self, at: datetime) -> str:
        return self.words("date_time", date=self.day(at), time=self.clock(at))

    def hijri(self, at: datetime) -> str:
        """The Hijri day (Umm al-Qura), "" outside the years the tables know (1343 to 1500 AH)."""
        return _hijri(self, self.local(at).date())

    def ago(self, at: datetime, now: datetime) -> str:
        """How long ago, up to a day; the date from then on."""
        seconds = (now - at).total_seconds()
        if seconds < 60:
            return self.words("ago_now")
        if seconds < 3600:
            minutes = int(seconds // 60)
            return self.words.count("ago_minutes", minutes, self.number(minutes))
        if seconds < 86400:
            hours = int(seconds // 3600)
            return self.words.count("ago_hours", hours, self.number(hours))
        return self.short(at)


@lru_cache(maxsize=4096)
def _long(calendar: Calendar, day: date) -> str:
    words, weekday = calendar.words, calendar.words.list("weekdays")[day.weekday()]
    told = words("date_long", weekday=weekday, day=day.day, month=calendar.month(day.month), year=day.year)
    return calendar.digits(told)


@lru_cache(maxsize=4096)
def _short(calendar: Calendar, day: date) -> str:
    told = calendar.words("date_short", day=day.day, month=calendar.month(day.month), year=day.year)
    return calendar.digits(told)


@lru_cache(maxsize=4096)
def _hijri(calendar: Calendar, day: date) -> str:
    try:
        hijri = Gregorian(day.year, day.month, day.day).to_hijri()
    except (OverflowError, ValueError):
        return ""
    month = calendar.words.list("hijri_months")[hijri.month - 1]
    return calendar.digits(calendar.words("date_hijri", day=hijri.day, month=month, year=hijri.year))

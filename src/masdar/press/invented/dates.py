"""Dates as papers print them: month names of the Maghreb, Egypt and the Levant, Hijri, French, English."""

from __future__ import annotations

from datetime import datetime

from hijridate import Gregorian

MONTHS = {
    "plain": "يناير فبراير مارس أبريل مايو يونيو يوليو أغسطس سبتمبر أكتوبر نوفمبر ديسمبر".split(),
    "morocco": "يناير فبراير مارس أبريل ماي يونيو يوليوز غشت شتنبر أكتوبر نونبر دجنبر".split(),
    "tunisia": "جانفي فيفري مارس أفريل ماي جوان جويلية أوت سبتمبر أكتوبر نوفمبر ديسمبر".split(),
    "levant": [
        "كانون الثاني", "شباط", "آذار", "نيسان", "أيار", "حزيران",
        "تموز", "آب", "أيلول", "تشرين الأول", "تشرين الثاني", "كانون الأول",
    ],
    "french": "janvier février mars avril mai juin juillet août septembre octobre novembre décembre".split(),
    "english": "January February March April May June July August September October November December".split(),
}  # fmt: skip
_HIJRI = [
    "محرم", "صفر", "ربيع الأول", "ربيع الآخر", "جمادى الأولى", "جمادى الآخرة",
    "رجب", "شعبان", "رمضان", "شوال", "ذو القعدة", "ذو الحجة",
]  # fmt: skip
_DAYS = {
    "ar": "الإثنين الثلاثاء الأربعاء الخميس الجمعة السبت الأحد".split(),
    "fr": "lundi mardi mercredi jeudi vendredi samedi dimanche".split(),
    "en": "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split(),
}
_ARABIC_INDIC = str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")


def printed(at: datetime, language: str, months: str, digits: str = "latin") -> str:
    """The date as it stands under a headline. `months` is a key of MONTHS, or "hijri"."""
    day = _DAYS[language][at.weekday()]
    if language == "en":
        return f"{day}, {MONTHS['english'][at.month - 1]} {at.day}, {at.year} {at:%H:%M}"
    if language == "fr":
        return f"{day} {at.day} {MONTHS['french'][at.month - 1]} {at.year} à {at:%H}h{at:%M}"
    words = f"{day} {_hijri(at)}" if months == "hijri" else f"{day} {at.day} {MONTHS[months][at.month - 1]} {at.year}"
    words = f"{words} - {at:%H:%M}"
    return words.translate(_ARABIC_INDIC) if digits == "arabic-indic" else words


def _hijri(at: datetime) -> str:
    day = Gregorian(at.year, at.month, at.day).to_hijri()
    return f"{day.day} {_HIJRI[day.month - 1]} {day.year} هـ"

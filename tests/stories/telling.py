"""Invented events, each told by several papers in words of their own."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from masdar.model import Permalink
from masdar.stories import Told

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)

BRIDGE = (
    ("انهيار جسر الوادي في تازة", "انهار جسر الوادي قرب مدينة تازة صباحا بعد أمطار غزيرة وقطعت الطريق"),
    ("أمطار غزيرة تسقط جسر الوادي قرب تازة", "قالت السلطات إن جسر الوادي في تازة انهار بعد الأمطار الغزيرة"),
    (
        "وزير التجهيز يزور جسر الوادي المنهار",
        "زار وزير التجهيز مدينة تازة حيث انهار جسر الوادي ووعد ببنائه بعد الأمطار",
    ),
)
MATCH = (
    ("الرجاء يفوز على الوداد بهدفين", "فاز فريق الرجاء على غريمه الوداد بهدفين في ديربي الدار البيضاء"),
    (
        "هدفان يمنحان الرجاء ديربي الدار البيضاء",
        "منح هدفان فريق الرجاء الفوز على الوداد في ديربي الدار البيضاء",
    ),
    (
        "مدرب الوداد بعد الديربي: خسرنا بهدفين",
        "قال مدرب الوداد إن الخسارة أمام الرجاء بهدفين في الديربي بالدار البيضاء مؤلمة",
    ),
)
ALONE = (
    ("ارتفاع أسعار زيت الزيتون", "ارتفعت أسعار زيت الزيتون في الأسواق هذا الأسبوع بسبب قلة المحصول"),
    ("معرض الكتاب يفتح أبوابه", "فتح معرض الكتاب أبوابه أمام القراء والناشرين بمشاركة دور نشر كثيرة"),
    ("اكتشاف حفريات نادرة", "أعلن باحثون اكتشاف حفريات نادرة لديناصور عاش قبل ملايين السنين"),
    ("قطار ليلي جديد", "أعلنت السكك الحديدية تسيير قطار ليلي جديد بين مراكش ووجدة"),
)


def told(
    number: int, words: tuple[str, str], *, minutes: float = 0, source: str = "paper", language: str = "ar"
) -> Told:
    return Told(Permalink(source, number), words[0], "", words[1], language, NOON + timedelta(minutes=minutes))


def day() -> list[Told]:
    """The events mixed, ten minutes apart."""
    pieces = [BRIDGE[0], ALONE[0], MATCH[0], BRIDGE[1], ALONE[1], MATCH[1], ALONE[2], BRIDGE[2], MATCH[2], ALONE[3]]
    return [told(number, words, minutes=10 * number) for number, words in enumerate(pieces, 1)]

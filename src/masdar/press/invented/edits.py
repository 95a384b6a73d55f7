"""How a desk changes what it takes from the agency, and how a paper spells.

All of it is deterministic in the generator passed in.
"""

from __future__ import annotations

import re
from random import Random

from masdar.press.invented.pieces import Paragraph
from masdar.press.invented.prose import Title

# A sub-editor's usual swaps: each pair means the same and fits the same place.
_SWAPS = {
    "ar": (
        ("وقال ", "وقال في تصريح صحفي "), ("وقالت ", "وقالت في تصريح صحفي "),
        ("وأوضح ", "وبيّن "), ("وأوضحت ", "وبيّنت "), ("وأضاف ", "وتابع "),
        ("وأكد ", "وأبرز "), ("وأكدت ", "وأبرزت "), ("وأشار إلى", "ولفت إلى"), ("موضحا أن", "مبينا أن"),
        ("بعد أن ", "بعدما "), (" فيما ", " بينما "), (" غير أن ", " إلا أن "), (" بسبب ", " جراء "),
        (" إضافة إلى ", " فضلا عن "), (" أمس", " يوم أمس"), (" عدد من ", " جملة من "), (" كبيرة ", " واسعة "),
        ("للمرة الأولى", "لأول مرة"), ("قبل نهاية", "قبيل نهاية"), ("من جهتها،", "من جانبها،"), ("وفق ", "بحسب "),
        (" السكان ", " الأهالي "), ("الماضية", "الأخيرة"), ("ابتداء من", "بدءا من"), ("وأعلنت ", "وأعلنت رسميا "),
    ),
    "fr": (
        ("a déclaré", "a indiqué"), ("a annoncé", "a fait savoir"), ("a précisé", "a souligné"),
        ("environ ", "près de "), (" selon ", " d’après "), (" afin de ", " pour "), (" durant ", " pendant "),
        ("plus de", "au-delà de"),
    ),
    "en": (
        (" said", " stated"), (" announced", " confirmed"), ("about ", "around "), (" because of ", " due to "),
        (" during ", " in the course of "), (" began ", " started "), ("Some ", "About "),
        (" after ", " following "),
    ),
}  # fmt: skip
_TASHKEEL = (
    ("إنه ", "إنّه "), ("إنها ", "إنّها "), ("أنه ", "أنّه "), ("أنها ", "أنّها "), (" ثم ", " ثمّ "),
    ("لأن ", "لأنّ "), (" كل ", " كلّ "), (" تم ", " تمّ "), ("مدة ", "مدّة "),
)  # fmt: skip
_ARABIC_INDIC = str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")
_BARE = str.maketrans("أإآ", "ااا")
_KASHIDA = re.compile(r"(?<=[بتثسشصضطظعغفقكلمنهي])(?=[بتثسشصضطظعغفقكلمنهي]ا)")


def reprint(paragraphs: tuple[Paragraph, ...], rng: Random, language: str) -> tuple[Paragraph, ...]:
    """Agency copy after the desk: some words swapped, sometimes a paragraph dropped from the end or two made one."""
    kept = list(paragraphs)
    if len(kept) > 3 and rng.random() < 0.45:
        kept.pop(rng.choice((-1, -1, -2)))
    made = [_swapped(paragraph, rng, language) for paragraph in kept]
    if len(made) > 3 and rng.random() < 0.25:
        at = rng.randrange(1, len(made) - 1)
        first, second = made[at], made[at + 1]
        made[at : at + 2] = [Paragraph(f"{first.text} {second.text}", first.origin, True)]
    return tuple(made)


def _swapped(paragraph: Paragraph, rng: Random, language: str) -> Paragraph:
    words = paragraph.text
    for old, new in _SWAPS[language]:
        if old in words and rng.random() < 0.4:
            words = words.replace(old, new, 1)
    edited = paragraph.edited or words != paragraph.text
    return Paragraph(words, paragraph.origin, edited, paragraph.kind)


def spell(words: str, title: Title) -> str:
    """A paper's own spelling: digits, vowel signs, hamzas. Length may change."""
    if title.language != "ar":
        return words
    if "tashkeel" in title.habits:
        for old, new in _TASHKEEL:
            words = words.replace(old, new)
    if "bare-alef" in title.habits:
        words = words.translate(_BARE)
    return words.translate(_ARABIC_INDIC) if title.digits == "arabic-indic" else words


def headline(words: str, title: Title, rng: Random) -> str:
    """A headline in the paper's spelling, stretched by kashida where the paper does that."""
    spelt = spell(words, title)
    if "kashida" in title.habits and rng.random() < 0.7:
        spelt = _KASHIDA.sub("ـ", spelt, count=1)
    return spelt


def in_spelling(paragraph: Paragraph, title: Title) -> Paragraph:
    words = spell(paragraph.text, title)
    edited = paragraph.edited or (bool(paragraph.origin) and words != paragraph.text)
    return Paragraph(words, paragraph.origin, edited, paragraph.kind)

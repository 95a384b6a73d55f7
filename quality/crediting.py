"""The customary ways in which papers credit an agency, and ways of naming one that credit nobody. Written for this
project; `{mark}` is the agency as papers spell it, `{place}`, `{date}`, `{text}` and `{more}` are filled in.

A `Way` is a whole printed report: by-line and text. `Truth` says what the report owes the agency.
"""

from __future__ import annotations

import random
from dataclasses import dataclass
from enum import StrEnum

PLACES = {
    "ar": "الرباط|الدار البيضاء|تونس|الجزائر|القاهرة|بيروت|دمشق|الرياض|واشنطن|باريس|لندن|نيويورك|موسكو|عمان|القدس"
    "|بغداد|الخرطوم|طرابلس|أنقرة|برلين|مدريد|جنيف|فيينا|بروكسل|طوكيو|أبوظبي|المنامة|رام الله|نواكشوط|كراكاس|بكين",
    "fr": "Rabat|Casablanca|Tunis|Alger|Le Caire|Beyrouth|Damas|Paris|Londres|New York|Moscou|Genève|Bruxelles|Madrid",
    "en": "RABAT|CAIRO|LONDON|PARIS|WASHINGTON|Beirut|Tunis|NEW YORK|Geneva",
}
MONTHS = {
    "ar": "يناير|فبراير|مارس|أبريل|مايو|يونيو|يوليو|أغسطس|سبتمبر|أكتوبر|نوفمبر|ديسمبر",
    "fr": "janvier|février|mars|avril|mai|juin|juillet|août|septembre|octobre|novembre|décembre",
    "en": "Jan|Feb|March|April|May|June|July|Aug|Sept|Oct|Nov|Dec",
}
# As papers write them: agency → spellings without a doubt, and those that are words of the language too and so stand
# in heads, tails and brackets alone.
SPELT: dict[str, dict[str, tuple[tuple[str, ...], tuple[str, ...]]]] = {
    "ar": {
        "map": (("و م ع", "و.م.ع", "وكالة المغرب العربي للأنباء"), ("ومع",)),
        "afp": (("أ ف ب", "أ.ف.ب", "ا ف ب", "أ ف ب", "فرانس برس", "وكالة فرانس برس", "وكالة الصحافة الفرنسية"), ()),
        "reuters": (("رويترز", "وكالة رويترز", "رويتـرز"), ()),
        "ap": (("أسوشيتد برس", "أسوشييتد برس", "وكالة أسوشيتد برس"), ("أ ب",)),
        "dpa": (("د ب أ", "د.ب.أ", "وكالة الأنباء الألمانية"), ()),
        "spa": (("واس", "وكالة الأنباء السعودية"), ()),
        "wafa": (("وكالة وفا", "وكالة الأنباء الفلسطينية"), ("وفا",)),
        "aps": (("وكالة الأنباء الجزائرية",), ("واج",)),
        "tap": (("وكالة تونس إفريقيا للأنباء",), ("وات",)),
        "mena": (("أ ش أ", "أ.ش.أ", "وكالة أنباء الشرق الأوسط"), ()),
        "anadolu": (("وكالة الأناضول",), ("الأناضول",)),
        "xinhua-arabic": (("شينخوا", "وكالة أنباء شينخوا"), ()),
        "kuna": (("وكالة الأنباء الكويتية",), ("كونا",)),
        "petra": (("وكالة الأنباء الأردنية",), ("بترا",)),
        "bna": (("وكالة أنباء البحرين",), ("بنا",)),
        "sana": (("سانا", "وكالة سانا"), ()),
    },
    "fr": {
        "afp": (("AFP", "Agence France-Presse"), ()),
        "reuters": (("Reuters",), ()),
        "map": ((), ("MAP",)),
        "aps": ((), ("APS",)),
        "tap": ((), ("TAP",)),
        "efe": (("EFE",), ()),
        "xinhua-arabic": (("Xinhua",), ()),
    },
    "en": {
        "reuters": (("Reuters",), ()),
        "afp": (("AFP", "Agence France-Presse"), ()),
        "ap": (("The Associated Press", "Associated Press"), ("AP",)),
        "dpa": (("dpa",), ()),
    },
}
# Each: (by-line, text). The whole report is the agency's.
WHOLE = {
    "ar": """
|{place} - {mark}: {text}
|{place} – {mark} – {text}
|{place} ـ {mark} ـ {text}
|{place} ({mark}) - {text}
|{place} ({mark}) {text}
|{place} {date} ({mark}) {text}
|{place}، {date} ({mark}) - {text}
|{place}/ {date} /{mark}/ {text}
|{place} / {mark} / {text}
|{place} في {date} / {mark} / {text}
|{place} ({mark})\\n{text}
|{place} - {mark}\\n{text}
|{mark} - {place}: {text}
|({mark}) - {text}
|({mark}) {text}
|{place} (أخبار اليوم) – {mark}\\n{text}
|{mark}\\n{text}
|وكالات - {mark}\\n{text}
|{text} ({mark})
|{text} ({mark}).
|{text}\\n({mark})
|{text}\\n{mark}
|{text}\\nالمصدر: {mark}
|{text}\\nالمصدر : {mark}.
|{text} /{mark}/
|{text} - {mark}
|{text}\\nعن {mark}
|{text}\\nنقلا عن {mark}
|{text}\\nمتابعة / {mark}
|{text}\\n{mark} - بتصرف
{mark}|{text}
{place} - {mark}|{text}
المصدر: {mark}|{text}
متابعة - {mark}|{text}
أخبار اليوم - {mark}|{text}
أخبار اليوم ({mark})|{text}
{mark}، وكالات|{text}
كتب: {mark}|{text}
""",
    "fr": """
|{place}, {mark} - {text}
|{place} ({mark}) - {text}
|{place} ({mark}) – {text}
|{place}, {date} ({mark}) - {text}
|{place}, {date} ({mark}) — {text}
|{place} - {mark} - {text}
|{place} - {date} - {mark} - {text}
|({mark}) - {text}
|{mark} - {text}
|{text} ({mark})
|{text}\\n({mark})
|{text}\\n{mark}
|{text}\\nSource : {mark}
|{text}\\nAvec {mark}
|{text}\\n(Avec {mark})
|{text}\\n© {mark}
{mark}|{text}
Par {mark}|{text}
Avec {mark}|{text}
Source : {mark}|{text}
Rédaction avec {mark}|{text}
La Rédaction ({mark})|{text}
""",
    "en": """
|{place} ({mark}) - {text}
|{place} ({mark}) — {text}
|{place}, {date} ({mark}) - {text}
|{place}, {date} ({mark}) -- {text}
|({mark}) - {text}
|{text} ({mark})
|{text}\\n{mark}
|{text}\\nSource: {mark}
|{text}\\n— {mark}
{mark}|{text}
By {mark}|{text}
Source: {mark}|{text}
""",
}
# The sentence is retold after the agency, which the paper names. Only spellings without a doubt.
RETOLD = {
    "ar": """
|وفق ما نقلته {mark}، {text}
|{text}، وفق ما نقلته {mark}. {more}
|{text}، وفقا لما ذكرته {mark}. {more}
|{text}، حسب ما أوردته {mark}. {more}
|{text}، بحسب {mark}. {more}
|{text}، حسب {mark}. {more}
|{text}، نقلا عن {mark}. {more}
|{text} نقلاً عن {mark}. {more}
|نقلت {mark} عن مسؤول حكومي قوله إن {text}
|ذكرت {mark} أن {text}
|وذكرت {mark}، اليوم الاثنين، أن {text}
|أفادت {mark} بأن {text}
|قالت {mark} إن {text}
|وأوردت {mark} أن {text}
|ووفقا ل{attached}، {text}
|{more} وبحسب {mark} فإن {text}
""",
    "fr": """
|Selon {mark}, {text}
|{text}, selon {mark}. {more}
|{text}, rapporte {mark}. {more}
|{text}, a rapporté {mark}. {more}
|{text}, a indiqué {mark}. {more}
|D'après {mark}, {text}
|{text}, d'après {mark}. {more}
|{text}, indique l'agence {mark}. {more}
|L'agence {mark} rapporte que {text}
""",
    "en": """
|According to {mark}, {text}
|{text}, according to {mark}. {more}
|{text}, {mark} reported. {more}
|{mark} reported on Monday that {text}
|{text}, {mark} reports. {more}
""",
}
# An agency is named, and nothing is owed to it.
TOLD = {
    "ar": """
|{more} وقال مسؤول ل{attached} إن {text}
|{more} وصرح المتحدث لـ{attached} أن {text}
|{more} وأضاف في مقابلة مع {mark} أن {text}
|{more} وقال خبير اقتصادي ل{attached}: {text}
|{more} وامتنع عن التعليق لمراسل {mark}. {text}
""",
    "fr": """
|{more} « Nous verrons », a déclaré à {mark} un responsable. {text}
|{more} Un témoin interrogé par {mark} raconte. {text}
|{more} Il l'a dit dans un entretien avec {mark}. {text}
""",
    "en": """
|{more} A spokesman told {mark} on Sunday. {text}
|{more} He said so in an interview with {mark}. {text}
""",
}
SUBJECT = {
    "ar": """
|أعلنت {mark} أنها ستفتح مكتبا جديدا. {text}
|قالت {mark} إنها لن تعلق على القضية. {text}
|عين مجلس الإدارة مديرا جديدا على رأس {mark}. {text}
|أفرجت السلطات عن صحافي يعمل لدى {mark}. {text}
|استقبل الوزير المدير العام ل{attached}. {text}
|{more} وأصيب مصور {mark} بجروح. {text}
|احتفلت {mark} بمرور قرن على تأسيسها. {text}
|وقعت {mark} اتفاقية تعاون مع الجامعة. {text}
|تراجعت أسهم {mark} في البورصة. {text}
|{more} وكان يعمل في {mark} قبل ذلك. {text}
""",
    "fr": """
|Le directeur de {mark} a été reçu par le ministre. {text}
|{mark} ouvrira un bureau dans la capitale. {text}
|{more} Un photographe de {mark} a été blessé. {text}
|{mark} a signé un accord avec l'université. {text}
""",
    "en": """
|{mark} named a new editor on Monday. {text}
|{more} A photographer for {mark} was hurt. {text}
""",
}
# No agency at all: letters of a mark in other words, words that are a mark elsewhere, initials of persons.
NOBODY = {
    "ar": """
|استغل اللاعب الفرصة وأحرز هدفا. {text}
|{more} وواصل الفريق استعداداته. {text}
|واجهت الحكومة صعوبات كثيرة. {text}
|{more} ومع ذلك فإن الأمر لم يحسم. {text}
|ومع حلول المساء عاد الهدوء. {text}
|{text} ومع
|{more} وأبرمت حكومة الوفاق الوطني الاتفاق. {text}
|وفا بوعده لأهل قريته. {text}
|{more} بقدرة 500 وات في الساعة. {text}
|كونا فريقا قويا معا. {text}
|{more} هضبة الأناضول الشرقية. {text}
|بترا مدينة يزورها السياح. {text}
|{more} وزار السياح مدينة بترا الأثرية. {text}
|{more} المتهم (أ. ب) البالغ من العمر ثلاثين سنة. {text}
|{more} المدعو (و.م.ع) الذي أوقف أمس. {text}
|{more} وكالة الفضاء الأوروبية أطلقت القمر. {text}
|{more} وكالة الاستخبارات المركزية الأمريكية نفت ذلك. {text}
|{more} القسم أ ب ج من المدرسة. {text}
|{more} وقال لنا إنه باع سيارته واستراح. {text}
|{more} اجتمع بنا الوزير. {text}
محمد العلوي|{text}
متابعة ومع الناس|{text}
كتب: واصل الوزاني|{text}
أخبار اليوم - وكالات|{text}
|عواصم - وكالات\\n{text}
|{text}\\nالمصدر: وكالات
""",
    "fr": """
|Une map de la région a été publiée. {text}
|{more} Les caps et les taps du port. {text}
|{more} L'apéritif fut servi. {text}
Par la rédaction|{text}
|{text}\\nAvec agences
""",
    "en": """
|The map of the region shows it. {text}
|{more} They tap water near a spa. {text}
By our staff|{text}
|{text}\\nAgencies
""",
}


class Truth(StrEnum):
    WHOLE = "whole"
    RETOLD = "retold"
    TOLD = "told"
    SUBJECT = "subject"
    NOBODY = "nobody"


WAYS = {
    Truth.WHOLE: WHOLE, Truth.RETOLD: RETOLD, Truth.TOLD: TOLD, Truth.SUBJECT: SUBJECT, Truth.NOBODY: NOBODY,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Printed:
    """A report as a paper prints it. `agency` is whom it credits, "" where nobody; `way` the form it has."""

    byline: str
    text: str
    agency: str
    truth: Truth
    way: str


def ways(truth: Truth, language: str) -> list[str]:
    """The forms of one kind in one language."""
    return [line.replace("\\n", "\n") for line in WAYS[truth][language].strip().splitlines()]


def agencies(language: str, *, doubtful: bool = True) -> list[str]:
    """Who is credited in a language; without the doubtful, who has a spelling that is no other word."""
    return [agency for agency, (plain, _) in SPELT[language].items() if doubtful or plain]


def printed(rolls: random.Random, truth: Truth, language: str, way: str, text: str, more: str = "") -> Printed:
    """One report in one form. `text` and `more` are sentences without an end sign that name no agency."""
    whole = truth is Truth.WHOLE
    agency = rolls.choice(agencies(language, doubtful=whole))
    plain, doubtful = SPELT[language][agency]
    mark = rolls.choice([*plain, *doubtful] if whole else plain)
    filled = {
        "mark": mark, "attached": "ل" + mark[2:] if mark.startswith("ال") else mark, "text": text, "more": f"{more}.",
        "place": rolls.choice(PLACES[language].split("|")),
        "date": f"{rolls.randrange(1, 29)} {rolls.choice(MONTHS[language].split('|'))}",
    }  # fmt: skip
    byline, body = (part.format_map(filled) for part in way.split("|", 1))
    return Printed(byline, body, agency if truth in (Truth.WHOLE, Truth.RETOLD) else "", truth, way)

# ruff: noqa: E501 - tables and pages are kept as they read
"""Names apart from roles, places, agencies, desks and addresses in a printed by-line.

"كتب: سعيد المثالي - الرباط (و م ع)" names one person; "هيئة التحرير" names nobody. Names that stand together are
parted at و, and, et, commas, slashes and " - ".
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from masdar.language import months, tables
from masdar.language.fold import fold

MAX_LENGTH = 300
LONGEST_SOURCE = 80  # letters of a line that names one


@dataclass(frozen=True, slots=True)
class Byline:
    """A by-line read: `persons` in order, and `agencies` and desks that it names."""

    persons: tuple[str, ...] = ()
    agencies: tuple[str, ...] = ()


# What stands before a name and is no part of it.
_ROLE = (
    r"كتب(?:ت|ه|ها)?|بقلم|بقل?م\s|إعداد|اعداد|تحرير|تقرير|أعد(?:ه|ته|ها)?|اعده|مراسل(?:تنا|نا|ة)?|الكاتب(?:ة)?|المحرر(?:ة)?|"
    r"المصدر|مصدر|الصحفي(?:ة)?|الصحافي(?:ة)?|ترجمة|تصوير|عدسة|حاور(?:ه|ها|ته)?|حوار|أجرى الحوار|نشر(?:ه)? بواسطة|نُ?شر(?:ت)?(?: في| يوم| بتاريخ)?|تاريخ النشر|آخر تحديث|بواسطة|من طرف|من قبل|"
    r"متابعة|رصد|تحقيق|قراءة|الدكتور(?:ة)?|د\.|ذ\.|أ\.|"
    r"(?:written|posted|published|submitted|updated|created|contributed|compiled) (?:by|on)|submitted|posted|published|updated|by|author|authors|reported by|story by|text by|words by|edited by|from|"
    r"(?:publié|écrit|rédigé|posté|proposé|mis en ligne) (?:par|le)|publié|posté|par|auteur|propos recueillis par|texte|avec|de notre correspondant(?:e)?(?: à)?|"
    r"von|por|da|di|door|autor|redaktion"
)
_ROLES = re.compile(rf"^(?:{_ROLE})(?![^\W\d_])\s*[:：\-–]?\s*", re.IGNORECASE)
_ACCOUNT = re.compile(
    r"(?:by |par |بواسطة )?(?:web)?(?:admin|administrator|master|root|user|guest|anonymous|editor|author|superadmin|super user|"
    r"مدير(?: الموقع| النظام)?|المدير|الإدارة|إدارة الموقع|محرر|المحرر|زائر)[\s_\-]?\d{0,4}",
    re.IGNORECASE,
)
# What is named behind it is whom the text was taken from, and no person's name is told so.
_SOURCE = re.compile(r"\W*(?:المصدر|مصدر|source|sources|quelle|fuente)\s*[:：]", re.IGNORECASE)
_MAIL = re.compile(r"\(?\s*\S+@\S+\.\S+\s*\)?|@\w{2,30}|https?://\S+|www\.\S+")
_CUT = re.compile(
    r"\s*(?:،|,|;|؛|/|\||&|\n|•|·|[-–—](?=\s)|(?<=\s)[-–—]|\s+and\s+|\s+et\s+|\s+und\s+|\s+y\s+|\s+with\s+|\s+avec\s+|\s+مع\s+|\s+و\s+)\s*",
    re.IGNORECASE,
)
# "أحمد وسعيد": a joined و parts two names where both sides are two words or more.
_JOINED_WAW = re.compile(r"(?<=\S)\s+و(?=[\u0621-\u064a]{3,}\s+[\u0621-\u064a]{2,})")
_WAW_NAMES = frozenset(
    ("وليد", "وسام", "وائل", "وفاء", "وداد", "وسيم", "وجيه", "وحيد", "وردة", "وصال", "وهيبة", "وجدان", "وهبي", "وديع")
)

_AGENCIES = re.compile(
    r"(?<![^\W\d_])(?:و\s?\.?م\s?\.?ع|ومع|وات|واج|وأج|واس|وفا|وام|وكالات|الوكالات|وكالة\s.*|أ\s?\.?ف\s?\.?ب|ا\s?\.?ف\s?\.?ب|رويترز|د\s?\.?ب\s?\.?أ|أ\s?ش\s?أ|"
    r"سانا|قنا|كونا|بنا|بترا|سونا|الأناضول|الاناضول|فرانس برس|أسوشيتد برس|اسوشيتد برس|شينخوا|سبوتنيك|نوفوستي|"
    r"afp|reuters|ap|map|aps|tap|spa|wam|associated press|agence[s]?(?:\s.*)?|agences de presse|xinhua|efe|dpa|ansa|upi|"
    r"agency|agencies|wire|wires|news service)(?![^\W\d_])",
    re.IGNORECASE,
)
_DESK = re.compile(
    r"هيئة|التحرير|تحرير|فريق|قسم|الموقع|موقع|جريدة|صحيفة|مجلة|قناة|بوابة|شبكة|إذاعة|تلفزيون|مكتب|متابعات|خاص|مراسل|مراسلنا|مراسلتنا|"
    r"طاقم|الوكالة|إدارة|الإدارة|المصدر|أون لاين|اونلاين|أونلاين|برس(?![^\W\d_])|بريس(?![^\W\d_])|(?<![^\W\d_])(?:نت|كوم|أونلاين)$|نيوز(?![^\W\d_])|تيفي|ويب|admin|مدير|"
    r"\b(?:staff|desk|team|editor|editors|editorial|newsroom|news|webmaster|rédaction|la rédaction|redaction|redazione|redacción|"
    r"redakcja|correspondent|correspondant|reporter|bureau|online|press|presse|tv|radio|guest|unknown|anonymous|user|root|"
    r"administrator|service|magazine|journal|newspaper|gazette|daily|times|website|web|com|net|org)\b",
    re.IGNORECASE,
)
_HONORIFIC = re.compile(r"^(?:د|ذ|أ|م|dr|prof|mr|mrs|ms|me|pr)\s?[./]\s*", re.IGNORECASE)
# What a person is, where it follows the name: "كاتبة صحفية", "باحث في العلوم السياسية", "political analyst".
_CALLING = re.compile(
    r"(?:كاتب|صحفي|صحافي|باحث|أكاديمي|محلل|إعلامي|ناشط|خبير|أستاذ|محام|محامي|شاعر|روائي|ناقد|مترجم|طالب|مستشار|مدون|مفكر|دبلوماسي|"
    r"سفير|وزير|نائب|رئيس|مدير|سياسي|فنان|مخرج|طبيب|مهندس|مؤرخ|قاض)(?:ة|ان|ين)?(?![^\W\d_]).*|"
    r"(?:\w+ ){0,3}(?:writer|journalist|columnist|analyst|researcher|professor|lecturer|author|expert|fellow|"
    r"photographer|producer|academic|lawyer|economist|contributor|journaliste|chercheur|chercheuse|écrivain|écrivaine|"
    r"politologue|économiste|universitaire|avocate?|historienne?|essayiste|chroniqueu(?:r|se)|photographe|envoyée? spéciale?)"
    r"(?:\s.*)?",
    re.IGNORECASE,
)
# Where a piece only says where: "à Rabat", "من القدس المحتلة".
_WHERE = re.compile(r"(?:à|au|aux|en|in|at|from|depuis|من|في|ب)\s+\S.*", re.IGNORECASE)
_TIME = re.compile(r"(?:[^\W\d_]{2,})?\d")  # how a word of a date begins, a name before it perhaps
_NUMBERED = re.compile(r"[^\W\d_]+ (?!(?:19|20)\d\d)[\d٠-٩]{1,4}")  # "فرانس 24": a name with a number is no person's
_BEHIND_TIME = re.compile(r"[\d٠-٩].*?\s(?:par|by|von|por|بقلم|بواسطة)\s+(\D+)$", re.IGNORECASE)
_MARK = re.compile(r"[(\[]\s*[^\s()\[\]]+\s*[)\]]")  # a word in brackets: a mark of an agency or desk, a place
_GLUED = re.compile(r"[^\W\d_]{2,}(?=\d{1,2}$)")  # "Sample12 May"
_BEFORE_TIMES = frozenset(
    "on at le à am um el il the by par von vom por before last updated posted published edited stand aktualisiert "
    "veröffentlicht eingetragen erstellt publié posté mis jour modifié publicado actualizado před "
    "في يوم بتاريخ الساعة نشر آخر تحديث بقلم بواسطة".split()
)
# Places that datelines name; those of the table places.txt are known too.
PLACES = frozenset(
    """الرباط الدار البيضاء مراكش فاس طنجة أكادير وجدة تطوان مكناس العيون الجزائر وهران قسنطينة تونس صفاقس سوسة طرابلس
    بنغازي نواكشوط القاهرة الإسكندرية الخرطوم بيروت دمشق حلب عمان القدس رام الله غزة بغداد أربيل البصرة الرياض جدة مكة
    المدينة الدمام أبوظبي أبو ظبي دبي الشارقة الدوحة الكويت المنامة مسقط صنعاء عدن لندن باريس واشنطن نيويورك موسكو
    الجزائر_العاصمة مدريد برلين بروكسل جنيف أنقرة إسطنبول طهران بكين عواصم العواصم
    rabat casablanca marrakech tanger fès alger oran tunis tripoli nouakchott paris london washington beirut cairo
    dubai abu-dhabi riyadh doha bruxelles genève""".split()
) | frozenset(("الدار البيضاء", "رام الله", "أبو ظبي", "abu dhabi", "new york"))


def parse(text: str, papers: tuple[str, ...] = ()) -> Byline:
    """The persons and agencies that a printed by-line names. `papers` are names of the paper itself, which is no
    person. Never raises."""
    printed = _MAIL.sub(" ", " ".join(text[:MAX_LENGTH].split()))
    line = printed.strip(" -–—|:،,.·•()[]")
    marks = {mark.strip("()[] ") for mark in _MARK.findall(printed)}
    if not line or fold(line) in _papers():
        return Byline()
    known = {_fold(paper) for paper in papers if paper}
    persons: list[str] = []
    agencies: list[str] = []
    for piece in _pieces(line):
        name = _named(_bare(_untimed(piece)))
        if name and _SOURCE.match(piece):
            agencies.append(name)
            continue
        if not name or _CALLING.fullmatch(name) or (persons and _WHERE.fullmatch(name)):
            continue
        if _AGENCIES.fullmatch(name):
            agencies.append(name)
        elif _fold(name) in known or _DESK.search(name) or fold(name) in _papers():
            continue
        elif name not in marks and _is_person(name) and name not in persons:
            persons.append(name)
    return Byline(tuple(persons), tuple(agencies))


def is_account(text: str) -> bool:
    """Whether what stands for a writer is only an account of the paper's system ("admin", "مدير الموقع")."""
    return _ACCOUNT.fullmatch(text.strip()) is not None


def names_source(line: str) -> bool:
    """Whether a line says whom a text was taken from ("المصدر: وكالات"), and nothing else."""
    return len(line) <= LONGEST_SOURCE and _SOURCE.match(line) is not None and bool(parse(line).agencies)


def _pieces(line: str) -> list[str]:
    found: list[str] = []
    for piece in _CUT.split(re.sub(r"[()\[\]]", " - ", line)):
        found += [_glued(part) for part in _JOINED_WAW.split(piece)] if _parts_at_waw(piece) else [piece]
    return found


def _parts_at_waw(piece: str) -> bool:
    match = _JOINED_WAW.search(piece)
    if match is None:
        return False
    after = piece[match.end() - 1 :].split()
    return after[0] not in _WAW_NAMES and len(piece[: match.start()].split()) >= 2


def _glued(part: str) -> str:
    return part.strip()


def _bare(piece: str) -> str:
    """Without roles, honorifics and edges, however many stand before the name."""
    piece = piece.strip(" -–—|:،,.·•*\"'«»“”")
    for _ in range(4):
        shorter = _HONORIFIC.sub("", _ROLES.sub("", piece)).strip(" -–—|:،,.·•*\"'«»“”")
        if shorter == piece:
            break
        piece = shorter
    return piece


def _untimed(piece: str) -> str:
    """A piece up to the date or time in it: "Jane Sample on May 3". Months and days are names too, so they go only
    beside numbers."""
    said = piece.split()
    at = next((at for at, word in enumerate(said) if _TIME.match(word)), 0)
    if len(said) < 2 or (not at and not _TIME.match(said[0])):
        return piece
    if _NUMBERED.fullmatch(piece):
        return piece
    if then := _BEHIND_TIME.search(piece):
        return then[1]
    words = said[:at]
    if at + 1 < len(said) and (glued := _GLUED.match(said[at])):
        words.append(glued[0])
    while words and (words[-1].lower().strip(":") in _BEFORE_TIMES or _is_date(words[-1]) or not words[-1].isalpha()):
        words.pop()
    return " ".join(words)


def _is_date(word: str) -> bool:
    return months.fold(word) in months.SOLAR or months.fold(word) in months.WEEKDAY


def _named(piece: str) -> str:
    """The name behind a label: "القاهرة: سعيد المثالي", "Our correspondent in Paris: Jane Sample"."""
    label, colon, name = piece.rpartition(":")
    return _bare(name if colon and name.strip() else label or name)


def _is_person(name: str) -> bool:
    words = name.split()
    if not 1 <= len(words) <= 6 or len(name) > 60 or len(name) < 3 or any(c.isdigit() for c in name):
        return False
    if is_place(name):
        return False
    if len(words) == 1 and _is_date(name):
        return False
    return all(any(c.isalpha() for c in word) for word in words)


def is_place(name: str) -> bool:
    """Whether a name, and nothing else, is that of a known country or city."""
    return _fold(name) in PLACES or name in PLACES or fold(name) in _places()


@cache
def _papers() -> frozenset[str]:
    return frozenset(fold(name) for name in tables.lines("papers.txt"))


@cache
def _places() -> frozenset[str]:
    return frozenset(fold(name) for line in tables.lines("places.txt") for name in line.split("|"))


def _fold(text: str) -> str:
    return " ".join(text.lower().split())

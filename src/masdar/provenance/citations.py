"""A sentence retold after an agency: "وفق ما نقلته رويترز", "نقلا عن أ ف ب", "ذكرت رويترز أن", "selon l'AFP".

What is retold is that sentence and no more. Words that announce a report make the difference: who speaks to an agency
("قال لرويترز") cites nobody, and where an agency is itself the news ("قالت رويترز إنها") nothing is retold.
"""

from __future__ import annotations

import re
from functools import lru_cache

from masdar.publishers.marks import Mark
from masdar.publishers.words import seats

_REACH = 80  # characters to either side in which the words of reporting stand
_QUOTES = "«»\"“”„'’‘( "
_NAMED = r"(?:(?:مراسل[هي]?|مراسلو)\s+)?(?:وكاله\s+(?:(?:ال)?انباء\s+)?)?"
_SAID = "قالت|ذكرت|افادت|اوردت|نقلت|اوضحت|اشارت|كشفت|اكدت|نشرت|بثت|اعلنت"
_AFTER = r"(?:(?:ب?حسب|وفق)(?:ما)?|وفقا|نقلا|استنادا|كما|علي ما)"  # "according to", "as"
_BEFORE = re.compile(
    rf"(?<!\w)[وف]?{_AFTER}\s+(?:(?:ل?ما\s+)?(?:{_SAID})ه?\s+(?:(?:به|عنه)\s+)?|عن\s+|الي\s+)?"
    rf"(?:ل?تقرير\s+(?:نشرته\s+)?)?(?:لـ?)?{_NAMED}$"
    rf"|(?<!\w)(?:{_SAID})ه\s+{_NAMED}$"
)
_VERB = re.compile(
    rf"(?<!\w)[وف]?(?:(?:{_SAID}|نسبت)\s+{_NAMED}"
    rf"|(?:قال|ذكر|افاد)\s+(?:مراسل[هي]?|مراسلو)\s+{_NAMED}|في تقرير\s+ل{_NAMED})$"
)
# "… that", soon after, and not "that it": then the agency speaks of itself.
_THAT = re.compile(r"\W*(?:(?!(?:ب?ان|عن)ها\b)\w+\W+){0,4}?(?:ب?ان|عن|الي)(?!\w)")
_ITSELF = re.compile(r"(?:\W*\w+){0,2}?\W*ب?انها(?!\w)")
_LATIN_BEFORE = re.compile(
    r"(?<!\w)(?:selon|d['’]apr[eè]s|rapporte(?:nt)?|indique(?:nt)?|pr[eé]cise|citant|fait savoir"
    r"|(?:relay|cit)[eé]e?s? par|a (?:rapport|indiqu|annonc|r[eé]v[eé]l|pr[eé]cis)[eé]"
    r"|according to|citing|(?:cited|quoted|reported) by)\s+"
    r"(?:l['’]\s*|la\s+|the\s+)?(?:agence\s+(?:de presse\s+)?|news agency\s+)?$",
    re.IGNORECASE,
)
_LATIN_AFTER = re.compile(
    r"\s+(?:rapporte|indique|[eé]crit|a rapport[eé]|a indiqu[eé])\s+(?:\w+\s+){0,3}?qu[e'’]"
    r"|\s+(?:reported|reports|said)(?:\s*[.,]|\s+(?:\w+\s+){0,3}?that\b)"
)
_LONGEST = 800  # characters of a sentence to either side
_VOWELS = re.compile("[\u064b-\u0652]")
_ENDS = re.compile(r"[.!?؟…](?=\s|$)|\n")


def retold(text: str, mark: Mark) -> tuple[int, int] | None:
    """The sentence that is retold after the agency of a mark; None where none is."""
    before = _unvowelled(text[max(0, mark.start - _REACH) : mark.start]).rpartition("\n")[2].rstrip(_QUOTES)
    joined = text[mark.start - 1 : mark.start] in ("ل", "ـ")
    before = before if joined else f"{before} "
    after = _unvowelled(text[mark.end : mark.end + _REACH]).partition("\n")[0].lstrip(_QUOTES.strip())
    if _ITSELF.match(after) or not (
        _BEFORE.search(before)
        or _LATIN_BEFORE.search(_apostrophe(text, mark.start))
        or (_VERB.search(before) and _THAT.match(after))
        or _LATIN_AFTER.match(after)
    ):
        return None
    low, high = max(0, mark.start - _LONGEST), min(len(text), mark.end + _LONGEST)
    start = max((end.end() for end in _ENDS.finditer(text, low, mark.start)), default=low)
    ending = _ENDS.search(text, mark.end, high)
    return start, ending.end() if ending is not None else high


def names_paper(text: str, name: str) -> bool:
    """Whether a text says that it has something from a paper of that name. One that is a single word, and so perhaps a
    word of the language ("الخبر"), must be called a paper."""
    return bool(name) and name in text and _naming(name).search(text) is not None


@lru_cache(maxsize=4096)
def _naming(name: str) -> re.Pattern[str]:
    called = (
        r"(?:ال)?(?:صحيفة|جريدة|يومية|أسبوعية|مجلة|موقع|قناة|إذاعة|بوابة|journal|quotidien|site|newspaper|daily)\s+"
    )
    said = r"(?:عن|حسب|وفق|لما\s+\w+|ما\s+\w+|المصدر\s*[:|]?|ذكرت|أوردت|أفادت|نشرت|كشفت"
    said += r"|[Ss]elon|[Ss]ource\s*:|according to)\s+"
    return re.compile(rf"(?<!\w){said}(?:{called}){'?' if ' ' in name else ''}[«\"“(]?{re.escape(name)}(?!\w)")


def _unvowelled(text: str) -> str:
    return _VOWELS.sub("", seats(text))


def _apostrophe(text: str, start: int) -> str:
    """What stands before a mark, with the apostrophe that joins an article to it."""
    return text[max(0, start - _REACH) : start].rpartition("\n")[2]

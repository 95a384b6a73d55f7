"""Where in a text a credit stands: at the head of a report, in brackets, at its end, or after words that announce one.

Pure, and bounded: it looks at one line, no further than `REACH` characters to either side of what it judges.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cache

from masdar.language.bylines import PLACES
from masdar.language.tables import lines
from masdar.publishers.words import WORD, fold

REACH = 120
BRACKETED = 60  # characters a bracket with credits may hold to either side of one
HEAD_WORDS = 6  # of a place and date before the agency, numbers not counted
SHORT_LINE = 80


class Place(StrEnum):
    """Where a mark stands. Only `TEXT` is a mention that may credit nobody."""

    DATELINE = "dateline"  # الرباط - و م ع: …
    BRACKETS = "brackets"  # … (رويترز) …
    TAIL = "tail"  # … مساء اليوم. (واس)
    LINE = "line"  # a line of nothing but credits
    CITED = "cited"  # نقلا عن وكالة …
    TEXT = "text"


_OPENING, _CLOSING = "([{﴾", ")]}﴿"
_QUOTES = "«»\"“”„'’‘"
_DASHES = "-–—ـ−/|:"
_SEPARATORS = _DASHES + "،,؛;+&"
_AND = re.compile(r"^(?:et|and|و)\s|\s(?:et|and|و)$")
_SENTENCE_ENDS = ".!?؟…"
_YEAR = re.compile(r"(?:1[3-9]|20|١[٣-٩]|٢٠)[0-9٠-٩]{2}\s*(?:م|هـ|ه)?$")
# "an agency …" with its adjectives, "quoting", "the reporter of", and the detached preposition before a quoted name.
_ANNOUNCED = re.compile(
    r"(?<!\w)(?:[وفبلك]?(?:ال|ل)?وكال(?:ة|تي|تا|ات)(?:\s+(?:ال|لل)?[أا]نباء(?:\s+ال\w{2,20}){0,4})?"
    r"|[وف]?نقلا[\u064b]?\s+عن|[وف]?نقل[اً\u064b]{0,2}\s+عن|[وف]?(?:ال)?مراسلة?|المصدر\s*:?"
    r"|[وف]?(?:ذكرت|أوردت|أفادت|بثت)|(?:[Ss]elon|[Dd]['’]après)\s+la|(?:\b[Ll]['’])?\b[Aa]gence)\s*$"
)
_THEN_PLACE = re.compile(r"[-–—−/]\s*(?P<place>\w+(?: \w+){0,2})\s*(?::|[-–—−]\s)")
_CALL = re.compile(r"(?<!\w)وكال[ةه](?:\s+(?:ال)?[أا]نباء)?\s+[«\"“]?$")
_DETACHED = re.compile(r"(?<!\w)[وف]?[لب]ـ*\s*$")
# Words after which a mark in brackets is the one that speaks, or is quoted: "وأضافت (وام) أن".
_SPOKEN = re.compile(
    r"(?<!\w)(?:[وف]?(?:ذكرت|قالت|أوردت|أفادت|بثت|نقلت|أضافت|أوضحت|أشارت|أكدت|نشرت|أعلنت|كشفت|تابعت)"
    r"|وكال[ةه]|نقلا|عن|وفق|بحسب|حسب|[Ss]elon|[Aa]gence|agency)\s*$"
)
# What a person's initials or a word itself, not an agency, follows.
_PERSON = frozenset(
    fold(word)
    for word in "المدعو المدعوة المسمى المسماة المتهم المتهمة الموقوف الموقوفة المشتبه الضحية القاصر الشاب الشابة "
    "الطفل الطفلة السيد السيدة الراحل المرحوم الجاني التلميذ التلميذة الطالب الطالبة المواطن المواطنة الزوج "
    "الزوجة".split()
)
_NOT_A_CREDIT = frozenset(
    fold(word)
    for word in "التحكيم الرياضي الرياضية ميغا ميجا كيلو جيغا وحدة الوحدة محافظة مدينة كلمة الكلمة لفظ حرف فعل الفعل "
    "اسم باسم اسمه اسمها تدعى".split()
)
CREDIT_WORDS = frozenset(
    fold(word)
    for word in "المصدر مصدر وكالات الوكالات وكالة خاص متابعة متابعات بتصرف نقلا عن مع أرشيف الصورة صورة عواصم "
    "avec par source sources agence agences la l le rédaction with by agencies and et".split()
)


@dataclass(frozen=True, slots=True)
class Around:
    """The line around a mark, as far as it is looked at. `headed`: `before` reaches to the line's beginning."""

    before: str
    after: str
    headed: bool
    ended: bool


def around(text: str, start: int, end: int) -> Around:
    """What stands to either side of text[start:end] in its line."""
    low, high = max(0, start - REACH), min(len(text), end + REACH)
    opened, closed = text.rfind("\n", low, start), text.find("\n", end, high)
    before = text[opened + 1 if opened >= 0 else low : start]
    after = text[end : closed if closed >= 0 else high]
    return Around(before, after, opened >= 0 or low == 0, closed >= 0 or high == len(text))


def without_call(seen: Around) -> Around | None:
    """The same without the word "agency" before the mark, None where it is not called one."""
    before = _CALL.sub("", seen.before)
    return replace(seen, before=before) if before != seen.before else None


def of_person(before: str) -> bool:
    """Whether initials after these words are those of a person whom the report does not name."""
    words = WORD.findall(before[-REACH:])[-3:]
    return any(_bare(word) in _PERSON for word in words)


def _bare(word: str) -> str:
    folded = fold(word)
    if folded.startswith(("وال", "فال", "بال")):
        return folded[1:]
    return "ا" + folded if folded.startswith("لل") else folded


def place_of(seen: Around, *, common: bool) -> Place:
    """The place of a mark whose line is `seen`. A mark that is also a common word begins no dateline but one that goes
    on with a place and a colon or dash: "وفا - الأمل: …" may be a name, "وفا - رام الله: …" is not."""
    before, after = seen.before.rstrip(), seen.after.lstrip()
    bracket = _bracket(before, after)
    if bracket is not None:
        outside, behind = bracket
        if common and _last_word(outside) in _NOT_A_CREDIT:
            return Place.TEXT
        if seen.headed and _is_head(outside) and _dated(outside, behind):
            return Place.DATELINE
        if common and WORD.search(before[len(outside) :]):
            return Place.TEXT  # "(القاهرة - قنا)"
        if seen.ended and not behind.strip(_SENTENCE_ENDS + " "):
            return Place.TAIL
        return Place.TEXT if common and not _apart(outside, behind, headed=seen.headed) else Place.BRACKETS
    if common and seen.headed and not before and _begins_dateline(after):
        return Place.DATELINE
    unquoted = before.rstrip(_QUOTES + _OPENING + " ")
    detached = unquoted != before and _DETACHED.search(unquoted) is not None  # 'وقال لـ"رويترز": "…"'
    headed = seen.headed and not detached
    if headed and _dateline(before.rstrip(_QUOTES + " "), after.lstrip(_QUOTES + " "), common=common):
        return Place.DATELINE
    if seen.ended and not after.strip(_SENTENCE_ENDS + " ") and before.endswith(tuple(_SENTENCE_ENDS + "-–—/|ـ+")):
        return Place.TAIL
    if not common and seen.ended and _only_announced(before, after):
        return Place.TAIL
    if detached or _ANNOUNCED.search(unquoted):
        return Place.CITED
    return Place.TEXT


def _only_announced(before: str, after: str) -> bool:
    """Whether nothing but words of a credit stands between the last sentence and the line's end: "… غدا. عن رويترز"."""
    last = max(before.rfind(sign) for sign in _SENTENCE_ENDS)
    words = WORD.findall(before[last + 1 :] + " " + after)
    return last >= 0 and all(fold(word).lower() in CREDIT_WORDS for word in words)


def _bracket(before: str, after: str) -> tuple[str, str] | None:
    """What stands before and behind the bracket a mark stands in as an item of its own; None where it does not."""
    if before.endswith("/") and after.startswith("/"):
        return before[:-1].rstrip(), after[1:].lstrip()
    opened = max(before.rfind(sign) for sign in _OPENING)
    closes = [place for place in map(after.find, _CLOSING) if place >= 0]
    if opened < 0 or not closes or len(before) - opened > BRACKETED or min(closes) > BRACKETED:
        return None
    if any(sign in before[opened:] for sign in _CLOSING) or any(sign in after[: min(closes)] for sign in _OPENING):
        return None
    left, right = before[opened + 1 :].strip(_QUOTES + " "), after[: min(closes)].strip(_QUOTES + ". ")
    if not (_parts(left, -1) and _parts(right, 0)):
        return None
    return before[:opened].rstrip(), after[min(closes) + 1 :].lstrip()


def _parts(beside: str, end: int) -> bool:
    """Whether what stands beside a mark in its bracket is another credit, or words that go with one."""
    if not beside or beside[end] in _SEPARATORS or _AND.search(beside):
        return True
    return all(fold(word).lower() in CREDIT_WORDS for word in WORD.findall(beside))


def _last_word(text: str) -> str:
    words = WORD.findall(text[-40:])
    return fold(words[-1]) if words else ""


def _is_head(text: str) -> bool:
    """Whether a line's beginning is no more than a place and a date."""
    if any(sign in text for sign in "!?؟…") or re.search(r"\.\s", text):
        return False
    return sum(not word[0].isdigit() for word in WORD.findall(text)) <= HEAD_WORDS


def _dated(outside: str, behind: str) -> bool:
    """Whether a bracket between these closes a dateline: it begins the line, a dash follows, or a date precedes."""
    return not outside or not behind or behind[0] in _DASHES or any(sign.isdigit() for sign in outside)


def _apart(outside: str, behind: str, *, headed: bool) -> bool:
    """Whether a bracket stands between sentences, before a dash, after a place or after who speaks: within a sentence
    it only gives another name of what precedes, "من معهد (بانا) الذي"."""
    if not outside or outside[-1] in _SENTENCE_ENDS or behind.startswith(tuple(_DASHES)) or _SPOKEN.search(outside):
        return True
    words = [fold(word) for word in WORD.findall(outside)]
    ends = range(1, len(words) + 1) if headed and _is_head(outside) else (len(words),)
    runs = (" ".join(words[max(end - size, 0) : end]) for end in ends for size in (1, 2, 3))
    return not _known_places().isdisjoint(runs)


def _begins_dateline(after: str) -> bool:
    """Whether a dash, a place and a colon or another dash follow."""
    found = _THEN_PLACE.match(after)
    return found is not None and fold(found["place"]) in _known_places()


@cache
def _known_places() -> frozenset[str]:
    return frozenset(map(fold, PLACES)) | {fold(name) for line in lines("places.txt") for name in line.split("|")}


def _dateline(before: str, after: str, *, common: bool) -> bool:
    parted = before.endswith(tuple(_DASHES + "،,(")) or _YEAR.search(before) is not None
    if common and not parted:
        return False
    if before and not (parted and _is_head(before)):
        return False
    closed = before.endswith(tuple(_DASHES)) or _YEAR.search(before) is not None
    return after.startswith(tuple(_DASHES + ")")) or (not after and closed)

"""A printed date → a moment in UTC, with how exactly it is known.

Reads ISO 8601, RFC 2822, Unix times, numeric and written dates in many languages, Arabic ones of every naming (see
`months`), Hijri dates where no solar date stands beside them, "منذ ساعتين" and weekday names. A date is refused when
it cannot be (30 February), lies in the future, or stands for a change of the text and not for its publication.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta, tzinfo

from hijridate import Hijri

from masdar.language import dates_clock, dates_relative, months
from masdar.model import Precision

MAX_LENGTH = 400  # a printed date with all its company is shorter
FIRST_YEAR = 1900
LABEL = 5  # words of a line that only says of what the next line is the date
_SKEW = timedelta(hours=1)  # of clocks
_UNZONED = timedelta(hours=14)  # the furthest a local clock stands before UTC


@dataclass(frozen=True, slots=True)
class Dated:
    """A moment as a text gives it. `at` is aware and in UTC; where only the day is known it is the first moment at
    which that day stands both in UTC and in the source's zone. `zone` is the printed offset ("+01:00"), "" for none."""

    at: datetime
    precision: Precision
    zone: str = ""


@dataclass(frozen=True, slots=True)
class _Context:
    """What a reading depends on beside the text."""

    now: datetime
    zone: str
    month_first: bool
    with_year: bool = True  # False: only days printed without a year


@dataclass(frozen=True, slots=True)
class _Day:
    """A day found in a text, and where the text that names it begins and ends."""

    day: date
    start: int
    end: int


_DIGITS = {ord(c): str(i) for digits in ("٠١٢٣٤٥٦٧٨٩", "۰۱۲۳۴۵۶۷۸۹", "०१२३४५६७८९") for i, c in enumerate(digits)}
_INVISIBLE = dict.fromkeys([0x0640, *range(0x200B, 0x2010), *range(0x202A, 0x202F), *range(0x2066, 0x206A), 0xFEFF])
_CLEAN: dict[int, str | None] = {**_DIGITS, **_INVISIBLE, 0xA0: " ", 0x202F: " ", 0x2009: " "}
_CLEAN |= {ord("،"): ",", ord("٫"): ".", ord("‐"): "-", ord("‑"): "-", ord("⁄"): "/", ord("∕"): "/"}

MODIFIED = re.compile(
    r"تحديث|حُدِّث|عُدِّل|\bعدلت?\b|تعديل|updated?\b|modifi\w*|mise? à jour|màj\b|actualis\w*|actualizad\w*|aktualisier\w*|"
    r"aggiornat\w*|atualizad\w*|geändert|änderung\w*|bijgewerkt|güncelle\w*|обновлен\w*|last edited|edited\b",
    re.IGNORECASE,
)
PUBLISHED = re.compile(
    r"نشر|النشر|نُشر|تاريخ الإضافة|أضيف|كتب في|erschienen|publi\w*|posted|created|first\b|veröffentlicht|erstellt|"
    r"pubblicat\w*|gepubliceerd|опубликован\w*|yayın\w*|written|issued|date\b",
    re.IGNORECASE,
)
_ISO = re.compile(
    r"(?<![\d.])(\d{4})-(\d{1,2})-(\d{1,2})(?!\d)(?:(?:[Tt]|\s+)(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,]\d{1,9})?)?"
    r"\s?(Z\b|[+\-]\d{2}(?::?\d{2})?(?!\d)|UTC|GMT)?)?"
)
_COMPACT = re.compile(r"^\s*(\d{4})(\d{2})(\d{2})(?:[T ]?(\d{2}):?(\d{2}):?(\d{2})?\s?(Z|[+\-]\d{2}:?\d{2})?)?\s*$")
_EPOCH = re.compile(r"^\s*(\d{10})(?:\d{3})?(?:\.\d+)?\s*$")
_YEAR_FIRST = re.compile(r"(?<![\d.])(\d{4})\s?([-/.\\]|年|년)\s?(\d{1,2})\s?(?:[-/.\\]|月|월)\s?(\d{1,2})(?!\d)")
_YEAR_LAST = re.compile(r"(?<![\d.,])(\d{1,2})\s?([-/.\\|])\s?(\d{1,2})\s?\2\s?(\d{4}|\d{2})(?![\d:])")
_FOUR_DIGITS = re.compile(r"(?<!\d)\d{4}(?!\d)")
_TOKEN = re.compile(r"\d+|[^\W\d_]+(?:[\u064b-\u065f]+[^\W\d_]*)*|[^\w\s]")
_HIJRI_NUMERIC = re.compile(
    r"(?<!\d)(?:(1[34]\d\d)\s?[-/]\s?(\d{1,2})\s?[-/]\s?(\d{1,2})"
    r"|(\d{1,2})\s?[-/]\s?(\d{1,2})\s?[-/]\s?(1[34]\d\d))\s?ه"
)

# Words and signs that may stand between the parts of one date.
_BETWEEN = frozenset(
    "/ ( ) - – , . ' ’ º ª ° st nd rd th er ere eme e o a de del d da do di of the من شهر عام سنه den le".split()
)


def parse(text: str, *, now: datetime, zone: str = "UTC", month_first: bool = False) -> Dated | None:
    """The first date in a text that says when it was published; None where there is none, it cannot be, it lies after
    `now`, or it only says when the text was changed. `zone` is the source's own, used where the text prints none;
    `month_first` reads 5/12/2020 as Americans do. Never raises."""
    if not text:
        return None
    context = _Context(now, zone, month_first)
    alone = _ISO.match(text)  # as machines are told it
    if alone is not None and alone.end() == len(text) and (told := _from_iso(alone, text, context)):
        return told
    for piece in _pieces(_clean(text), PUBLISHED, MODIFIED):
        if found := _first(piece, context):
            return found
    return None


def parse_modified(text: str, *, now: datetime, zone: str = "UTC", month_first: bool = False) -> Dated | None:
    """The first date in a text that stands after a word for "updated"; None where there is none. Never raises."""
    context = _Context(now, zone, month_first)
    for piece in _pieces(_clean(text), MODIFIED, PUBLISHED, leading=False):
        if found := _first(piece, context):
            return found
    return None


def _clean(text: str) -> str:
    return text[:MAX_LENGTH].translate(_CLEAN)


def _pieces(text: str, wanted: re.Pattern[str], other: re.Pattern[str], *, leading: bool = True) -> Iterator[str]:
    """The parts of a text that stand after no label or after a wanted one, up to the next label of the other kind."""
    at, keep = 0, leading
    if (other if leading else wanted).search(text) is None:  # most texts: nothing in them turns it
        yield from (text,) if leading else ()
        return
    marks = sorted(
        [(m.start(), m.end(), True) for m in wanted.finditer(text) if _labels(text, m.start())]
        + [(m.start(), m.end(), False) for m in other.finditer(text) if _labels(text, m.start())]
    )
    for start, end, good in marks:
        if good == keep:
            continue
        if keep and start > at:
            yield text[at:start]
        at, keep = end, good
    if keep:
        yield text[at:]


def _labels(text: str, at: int) -> bool:
    """Whether a label's word stands as one: with its date on its line, or on a line of few words before it. In a
    headline over a date ("تعديل حكومي محدود يطال ثلاث حقائب") it is a word like any other."""
    end = text.find("\n", at)
    if end < 0:
        return True
    line = text[text.rfind("\n", 0, at) + 1 : end]
    return line.count(" ") < LABEL or any(map(str.isdigit, line))


def _first(text: str, context: _Context) -> Dated | None:
    if not any(map(str.isdigit, text)):
        return _spoken(text, context)
    if match := _EPOCH.match(text):
        return _moment(datetime.fromtimestamp(int(match[1]), UTC), "+00:00", context)
    for match in _ISO.finditer(text):
        if found := _from_iso(match, text, context):
            return found
    if (match := _COMPACT.match(text)) and (found := _from_iso(match, text, context)):
        return found
    if found := _spoken(text, context):
        return found
    for day in _days(text, context):
        if found := _with_clock(day, text, context):
            return found
    return None


def _spoken(text: str, context: _Context) -> Dated | None:
    spoken = dates_relative.read(text, context.now, dates_clock.zone_named(context.zone))
    if spoken is None:
        return None
    at, precision = spoken
    if precision is Precision.DAY:
        return _whole_day(at.date(), context)
    return Dated(at.astimezone(UTC), precision) if at <= context.now + _SKEW else None


def _from_iso(match: re.Match[str], text: str, context: _Context) -> Dated | None:
    year, month, day, hour, minute, second, zone = match.groups()
    try:
        named = date(int(year), int(month), int(day))
        if hour is None:
            return _with_clock(_Day(named, match.start(), match.end()), text, context)
        clock = (int(hour), int(minute), int(second or 0))
        if clock[0] == 24:
            clock, named = (0, *clock[1:]), named + timedelta(days=1)
        moment = datetime(named.year, named.month, named.day, *clock)
    except (ValueError, OverflowError):
        return None
    precision = Precision.SECOND if second is not None else Precision.MINUTE
    return _zoned(moment, dates_clock.zone_printed(zone or ""), precision, context)


def _zoned(naive: datetime, zone: tzinfo | None, precision: Precision, context: _Context) -> Dated | None:
    try:
        local = naive.replace(tzinfo=zone or dates_clock.zone_named(context.zone))
        at = local.astimezone(UTC)
    except (OverflowError, ValueError):
        return None
    limit = context.now + (_SKEW if zone is not None else _UNZONED)
    if at.year < FIRST_YEAR or at > limit:
        return None
    return Dated(at, precision, dates_clock.offset_of(local) if zone is not None else "")


def _moment(at: datetime, zone: str, context: _Context) -> Dated | None:
    return Dated(at, Precision.SECOND, zone) if at.year >= FIRST_YEAR and at <= context.now + _SKEW else None


def _whole_day(day: date, context: _Context) -> Dated | None:
    if day.year < FIRST_YEAR or day > (context.now + _UNZONED).date():
        return None
    midnight = datetime(day.year, day.month, day.day, tzinfo=UTC)
    local = midnight.replace(tzinfo=dates_clock.zone_named(context.zone)).astimezone(UTC)
    return Dated(max(midnight, local), Precision.DAY)


def _with_clock(found: _Day, text: str, context: _Context) -> Dated | None:
    """A day with the time of day that stands after it, else before it."""
    clock = dates_clock.read(text[found.end : found.end + 60], dotted=True)
    if clock is None:
        clock = dates_clock.read(text[max(0, found.start - 40) : found.start])
    if clock is None:
        return _whole_day(found.day, context)
    naive = datetime(found.day.year, found.day.month, found.day.day, clock.hour, clock.minute, clock.second)
    return _zoned(naive, clock.zone, clock.precision, context)


def _days(text: str, context: _Context) -> Iterator[_Day]:
    yield from _named(text, context)
    yield from _numeric(text, context)
    yield from _hijri(text)
    if not _FOUR_DIGITS.search(text):  # a year elsewhere in the text is not this day's
        yield from _named(text, replace(context, with_year=False))


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _numeric(text: str, context: _Context) -> Iterator[_Day]:
    for match in _YEAR_FIRST.finditer(text):
        year, first, second = int(match[1]), int(match[3]), int(match[4])
        if year >= FIRST_YEAR and (day := _date(year, first, second) or _date(year, second, first)):
            yield _Day(day, match.start(), match.end())
    for match in _YEAR_LAST.finditer(text):
        first, second, year = int(match[1]), int(match[3]), _full_year(match[4], context)
        orders = [(second, first), (first, second)]
        if context.month_first and match[2] == "/":
            orders.reverse()
        for month, number in orders:
            day = _date(year, month, number)
            if day and year >= FIRST_YEAR and day <= (context.now + _UNZONED).date():
                yield _Day(day, match.start(), match.end())
                break


def _full_year(digits: str, context: _Context) -> int:
    year = int(digits)
    if len(digits) > 2:
        return year
    return 2000 + year if 2000 + year <= context.now.year else 1900 + year


@dataclass(frozen=True, slots=True)
class _Word:
    text: str
    start: int
    end: int


def _words(text: str) -> list[_Word]:
    """Folded words and signs; one of marks alone folds to nothing and is none."""
    found = (_Word(months.fold(m[0]), m.start(), m.end()) for m in _TOKEN.finditer(text))
    return [word for word in found if word.text]


def _named(text: str, context: _Context) -> Iterator[_Day]:
    words = _words(text)
    at = 0
    while at < len(words):
        number, length = _month_at(words, at, months.SOLAR)
        if not number:
            at += 1
            continue
        end = _past_double(words, at + length, number)
        parts = _around(words, at, end)
        if parts and (day := _complete(parts, number, words, end, context)):
            yield day
        at = end


def _month_at(words: list[_Word], at: int, table: dict[str, int]) -> tuple[int, int]:
    """The month whose name begins at a word, and how many words it takes; (0, 0) where none does."""
    if words[at].text[0].isdigit():
        return 0, 0
    for length in range(min(months.LONGEST, len(words) - at), 0, -1):
        if number := table.get(" ".join(word.text for word in words[at : at + length]), 0):
            return number, length
    return 0, 0


def _past_double(words: list[_Word], end: int, number: int) -> int:
    """Past the same month's second name: "مايو/أيار", "مايو (أيار)", "مايو أيار"."""
    at = end
    while at < len(words) and words[at].text in "/(-–|":
        at += 1
    if at < len(words):
        again, length = _month_at(words, at, months.SOLAR)
        if again == number:
            return at + length
    return end


def _skip(words: list[_Word], at: int, step: int) -> int:
    for _ in range(4):
        if not 0 <= at < len(words) or words[at].text not in _BETWEEN:
            break
        at += step
    return at


def _number(words: list[_Word], at: int) -> str:
    return words[at].text if 0 <= at < len(words) and words[at].text.isdecimal() and words[at].text.isascii() else ""


def _around(words: list[_Word], start: int, end: int) -> tuple[str, str, int, int] | None:
    """Day and year digits round a month's name, and the words where they begin and end. Year "" where none stands."""
    before, after = _skip(words, start - 1, -1), _skip(words, end, 1)
    left, right = _number(words, before), _number(words, after)
    if len(left) == 4 and 0 < len(right) <= 2:
        return right, left, before, after
    if 0 < len(left) <= 2:
        if len(right) == 4 or (len(right) == 2 and _joined(words, after) and not _clock_follows(words, after)):
            return left, right, before, after
        return left, "", before, end - 1
    if 0 < len(right) <= 2 and not _clock_follows(words, after):
        year_at = _skip(words, after + 1, 1)
        year = _number(words, year_at)
        return (right, year, start, year_at) if len(year) == 4 else (right, "", start, after)
    return None


def _joined(words: list[_Word], at: int) -> bool:
    """Whether a sign and no space joins a number to what stands before it: "12-May-20", "12 mai '20"."""
    return words[at - 1].text in "-/.'’" and words[at - 1].end == words[at].start


def _clock_follows(words: list[_Word], at: int) -> bool:
    return at + 1 < len(words) and words[at + 1].text in (":", "h") and words[at + 1].start == words[at].end


def _complete(
    parts: tuple[str, str, int, int], month: int, words: list[_Word], end: int, context: _Context
) -> _Day | None:
    """The day of a month's name with its day and year; where the reading asks for days without a year, the last such
    day that is past."""
    day, year, first, last = parts
    near = words[end : end + 12]
    if not year and any(word.text == ":" for word in near):  # "Tue May 12 14:30:00 CET 2020"
        year = next((word.text for word in near if len(word.text) == 4 and word.text.isdecimal()), "")
    start, stop = words[first].start, words[last].end
    if year or context.with_year:
        found = _date(_full_year(year, context), month, int(day)) if year and context.with_year else None
        return _Day(found, start, stop) if found else None
    today = (context.now + _UNZONED).date()
    for guess in (today.year, today.year - 1):
        if (found := _date(guess, month, int(day))) and found <= today:
            return _Day(found, start, stop)
    return None


def _hijri(text: str) -> Iterator[_Day]:
    words = _words(text)
    for at in range(len(words)):
        number, length = _month_at(words, at, months.LUNAR)
        parts = _around(words, at, at + length) if number else None
        if parts and len(parts[1]) == 4 and (day := _gregorian(int(parts[1]), number, int(parts[0]))):
            yield _Day(day, words[parts[2]].start, words[parts[3]].end)
    for match in _HIJRI_NUMERIC.finditer(text):
        digits = (match[1], match[2], match[3]) if match[1] else (match[6], match[5], match[4])
        if day := _gregorian(int(digits[0]), int(digits[1]), int(digits[2])):
            yield _Day(day, match.start(), match.end())


def _gregorian(year: int, month: int, day: int) -> date | None:
    try:
        return date(*Hijri(year, month, day).to_gregorian().datetuple())
    except (ValueError, OverflowError):
        return None

"""Whether a tag of a raw page has more attributes than a parser can take.

A parser compares an attribute with all before it in its tag, so a tag with 100,000 takes a minute. Where tags begin is
only known to who parses (`<b` may stand in a script, a comment, a quoted value), so every `<` before a letter is taken
for the beginning of one: what no reading of the page can hold is then told without reading it. Tags are followed as
browsers cut them (HTML, 13.2.5.32 to 13.2.5.40): a quote opens a value only right after an attribute's "=".
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator

import numpy as np
import numpy.typing as npt

from masdar.model import Quarantine, Reason

MAX_ATTRIBUTES = 20_000  # in one tag: half a second
MAX_COMPARED = MAX_ATTRIBUTES**2  # attributes with attributes, over all tags
MAX_FOLLOWED = 30  # times the page's bytes: real pages stay under 3
SOME = 10  # attributes of one formatting tag: fewer are soon compared
STRETCH = MAX_ATTRIBUTES // 2  # bytes; an attribute takes two at least

Positions = npt.NDArray[np.int64]

_NAMED = rb"[^ \t\n\f\r/>][^ \t\n\f\r/>=]*+"
_EQUALS = rb"[ \t\n\f\r]*+=[ \t\n\f\r]*+"
_QUOTED = rb"\"[^\"]*+\"?|'[^']*+'?"
_BARE = rb"[^ \t\n\f\r>\"'][^ \t\n\f\r>]*+"
_NAME = re.compile(rb"<[^ \t\n\f\r/>]*+")
_TAG = re.compile(rb"<[^ \t\n\f\r/>]*+(?:[ \t\n\f\r/]++|%b(?:%b(?:%b|%b)?+)?+)*+" % (_NAMED, _EQUALS, _QUOTED, _BARE))
_ATTRIBUTE = re.compile(rb"%b(?:%b(?:(%b)|%b)?)?" % (_NAMED, _EQUALS, _QUOTED, _BARE))

# A tag's end, wherever in the tag one begins to look: quotes that can open nothing, and pairs of one that can open a
# value and the next, which cannot.
_OPENING, _OTHER = rb"(?<=[= \t\n\f\r])", rb"(?<![= \t\n\f\r])"
_ENDS = re.compile(
    rb"(?:[^\"'>]++|%(other)b[\"']|%(opening)b\"(?:[^\"']++|%(other)b')*+%(other)b\"|"
    rb"%(opening)b'(?:[^\"']++|%(other)b\")*+%(other)b')*+>" % {b"opening": _OPENING, b"other": _OTHER}
)
_FORMATTING = re.compile(rb"<(?:b|big|code|em|font|i|s|small|strike|strong|tt|u)[ \t\n\f\r/]", re.IGNORECASE)
_IS_LETTER = np.isin(np.arange(256), list(b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"))


def check(data: bytes) -> None:
    """Raises `Quarantine` where a tag can have more than MAX_ATTRIBUTES, or all together so many that comparing them
    takes long. Tags of the root and the body count as one: a parser joins them."""
    if _at_most(data, 0, len(data)) <= MAX_ATTRIBUTES:
        return  # most pages, however their attributes are spread over tags
    starts = _beginnings(data)
    joined = sum(len(_attributes(data, start)) for start in _of_root_or_body(data, starts))
    if joined > MAX_ATTRIBUTES:
        raise Quarantine(Reason.TOO_LARGE, f"{joined} attributes of the root")
    if (pairs := _of_formatting(data)) > MAX_COMPARED:
        raise Quarantine(Reason.TOO_LARGE, f"{pairs} pairs of attributes of formatting tags")
    # A page full of tags that are shorter than two stretches is compared in some seconds.
    stretch = max(2, min(STRETCH, 8 * MAX_COMPARED // len(data)))
    compared = joined**2
    for start, many in _long(data, starts, stretch) if _may_hold_many(data, stretch) else ():
        compared += many**2
        if many > MAX_ATTRIBUTES or compared > MAX_COMPARED:
            raise Quarantine(Reason.TOO_LARGE, f"a tag with {many} attributes at {start}")


def _of_formatting(data: bytes) -> int:
    """How many attributes a parser compares with those of formatting tags left open before (the "Noah's Ark clause",
    HTML, 13.2.4.3), at most. Links are left out: the next closes the one before."""
    together = pairs = 0
    left = MAX_FOLLOWED * len(data)
    for tag in _FORMATTING.finditer(data):
        stop = _end(_TAG, data, tag.start(), len(data))
        left -= stop - tag.start()
        if left < 0:
            raise Quarantine(Reason.TOO_LARGE, "tags inside one another's quotes")
        if stop - tag.start() > SOME * 2:
            written = data[tag.start() : stop]
            many = len(written.split()) + written.count(b"/") + (written.count(b'"') + written.count(b"'")) // 2
            pairs += many * together
            together += many
    return pairs


def _beginnings(data: bytes) -> Positions:
    """Where tags that open an element can begin: each "<" at which a letter follows."""
    page = np.frombuffer(data, np.uint8)
    tags = np.flatnonzero(page[:-1] == ord("<"))
    return tags[_IS_LETTER[page[tags + 1]]]


def _may_hold_many(data: bytes, stretch: int) -> bool:
    """Whether tags may have too many attributes. A tag longer than two stretches would cover some of points that are
    one and a half apart at most, side by side, and run on for half a stretch from all but the last: from the point
    itself, or after the quotes that are open there, unless one value fills the half. Where points follow one another
    from which a tag can run on, all attributes that can stand there are counted for one tag, with those of what stands
    before the first and after the last."""
    step, ahead = stretch + stretch // 2, stretch // 2
    regions, point, before, start = [], 0, 0, -1
    while point < len(data):
        following = data.rfind(b">", point + 2, point + step) - 1  # where it is soon told
        following = following if following > 0 else point + step
        if _runs_on(data, point, point + ahead):
            start = start if start >= 0 else before
        elif start >= 0:
            regions.append((start, min(point + ahead, len(data))))
            start = -1
        before, point = point, following
    if start >= 0:
        regions.append((start, len(data)))
    if sum((stop - start) ** 2 for start, stop in regions) <= 4 * MAX_COMPARED:  # an attribute takes two bytes
        return False
    return sum(_at_most(data, start, stop) ** 2 for start, stop in regions) > MAX_COMPARED


def _at_most(data: bytes, start: int, stop: int) -> int:
    """How many attributes can stand in a part of the page: each follows white space, a slash or another's value."""
    part = np.frombuffer(data, np.uint8, stop - start, start)
    blank = part <= ord(" ")
    gaps = np.count_nonzero(blank[1:] > blank[:-1])
    return int(gaps + np.count_nonzero(part == ord("/")) + np.count_nonzero(part == ord("="))) + 2


def _runs_on(data: bytes, point: int, stop: int) -> bool:
    """Whether a tag that is open at a point can run on to another."""
    if data.find(b">", point, stop) < 0:
        return True
    if _ENDS.match(data, point, stop) is None:
        return True
    opened = (data.find(quote, point, stop) + 1 for quote in (b'"', b"'"))
    return any(start and _ENDS.match(data, start, stop) is None for start in opened)


def _long(data: bytes, starts: Positions, short: int) -> Iterator[tuple[int, int]]:
    """Tags that are not short, as (start, number of attributes), each only once in each way of reading its quotes."""
    left = MAX_FOLLOWED * len(data)
    known: list[tuple[int, list[int]]] = []  # of the long tags: end, and where quoted values begin and end in turn
    for start in starts.tolist():
        stop = _end(_TAG, data, start, start + short + 1)
        left -= stop - start
        if stop - start > short and not any(start < end and not bisect_right(cuts, start) % 2 for end, cuts in known):
            found = _attributes(data, start)
            stop = found[-1].end() if found else stop
            known = [(end, cuts) for end, cuts in known if end > start]
            known.append((stop, [at for one in found if one[1] is not None for at in one.span(1)]))
            left -= stop - start
            yield start, len(found)
        if left < 0:
            raise Quarantine(Reason.TOO_LARGE, "tags inside one another's quotes")


def _end(pattern: re.Pattern[bytes], data: bytes, start: int, stop: int) -> int:
    match = pattern.match(data, start, stop)
    return match.end() if match is not None else start


def _attributes(data: bytes, start: int) -> list[re.Match[bytes]]:
    found = []
    at = _end(_NAME, data, start, len(data))
    while at < len(data) and data[at] != ord(">"):
        match = _ATTRIBUTE.match(data, at)
        at = match.end() if match is not None else at + 1
        if match is not None:
            found.append(match)
    return found


def _of_root_or_body(data: bytes, starts: Positions) -> list[int]:
    first = np.frombuffer(data, np.uint8)[starts + 1] | 0x20
    likely: list[int] = starts[(first == ord("b")) | (first == ord("h"))].tolist()
    return [start for start in likely if data[start + 1 : start + 4].lower() in (b"bod", b"htm")]

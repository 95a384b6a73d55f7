"""How much of a page is read, and when it is refused before a parser sees it.

An HTML parser looks through its stack of open elements at many tags and through an element's attributes at each new
one: 200,000 elements one inside another take minutes. What can grow like that is therefore measured on the raw text.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from masdar.extract import attributes
from masdar.model import Quarantine, Reason

MAX_BYTES = 10 * 2**20
MAX_TAGS = 200_000  # each may be a paragraph: two seconds
MAX_DEPTH = 1500  # tags left open counted: real pages stay far under it
MAX_OPENED_AGAIN = 500_000
FEW_TAGS = int(2 * MAX_OPENED_AGAIN**0.5)  # opening: half of them formatting, each in each of the others, is the most

# Void elements, and those whose end another start implies: they never nest by being left open.
_FLAT = frozenset(
    "area base br col embed hr img input link meta param source track wbr p li dd dt option optgroup tr td th thead "
    "tbody tfoot colgroup html head body script style rp rt path use circle rect line polygon polyline ellipse stop "
    "image".split()
)
# Left open, they are opened again in every block that follows (HTML, "reconstruct the active formatting elements").
_FORMATTING = frozenset("a b big code em font i nobr s small strike strong tt u".split())
_LONGEST = 8  # letters of a name of either kind

# What a tag does to the stack of open elements.
_NOTHING, _OPENS, _CLOSES, _OPENS_FORMATTING, _CLOSES_FORMATTING = range(5)
_DEEPER = np.array([0, 1, -1, 1, -1], np.int32)
_FORMATS = np.array([0, 0, 0, 1, -1], np.int32)
# Bytes of a tag's name in lower case, 0 for those that end it.
_IN_NAME = np.array([ord(chr(one).lower()) if one < 128 and chr(one).isalnum() else 0 for one in range(256)], np.uint8)

_IS_LETTER = ord("a") <= _IN_NAME
_ONES, _HIGHEST, _FULL = np.uint64(0x0101010101010101), np.uint64(0x8080808080808080), np.uint64(1 << 56)


def _numbers(names: list[bytes]) -> npt.NDArray[np.uint64]:
    return np.frombuffer(b"".join(name.ljust(_LONGEST, b"\0") for name in names), np.uint64)


_NAMES = sorted((name.encode() for name in _FLAT | _FORMATTING), key=lambda name: int(_numbers([name])[0]))
_NUMBERS = _numbers(_NAMES)
_IS_FORMATTING = np.array([name.decode() in _FORMATTING for name in _NAMES])


def check(data: bytes) -> None:
    """Raises `Quarantine` for a page (UTF-8) too large or too deeply nested to be parsed in bounded time."""
    if len(data) > MAX_BYTES:
        raise Quarantine(Reason.TOO_LARGE, f"{len(data)} bytes")
    page = np.frombuffer(data, np.uint8)
    begins = page == ord("<")
    tags = int(np.count_nonzero(begins))
    if tags > MAX_TAGS:
        raise Quarantine(Reason.TOO_LARGE, f"{tags} tags")
    closing = int(np.count_nonzero(begins[:-1] & (page[1:] == ord("/"))))
    if tags - closing > min(FEW_TAGS, MAX_DEPTH) and (deepest := depth(data)) > MAX_DEPTH:
        raise Quarantine(Reason.TOO_DEEP, f"{deepest} elements one inside another")
    attributes.check(data)


def depth(data: bytes) -> int:
    """How deep a page nests, measured on its tags without parsing. Raises `Quarantine` where formatting tags left open
    (<b>, <i>, <font>) would be opened again so often that the tree outgrows the page many times."""
    effects = _effects(data)
    if not effects.size:
        return 0
    formatting = _open(_FORMATS[effects])
    opened_again = int(formatting[(effects == _NOTHING) | (effects == _OPENS)].sum())
    if opened_again > MAX_OPENED_AGAIN:
        raise Quarantine(Reason.TOO_DEEP, f"formatting opened again {opened_again} times")
    return int(_open(_DEEPER[effects]).max())


def _effects(data: bytes) -> npt.NDArray[np.int64]:
    """What each tag of a page does to the stack, in order; names are compared as numbers of their first letters."""
    padded = np.frombuffer(data + bytes(_LONGEST + 3), np.uint8)
    tags = np.flatnonzero(padded == ord("<"))
    closes = padded[tags + 1] == ord("/")
    tags = tags + 1 + closes
    named = _IS_LETTER[padded[tags]]
    tags, closes = tags[named], closes[named]
    eights = np.ndarray(len(padded) - _LONGEST, np.uint64, padded, strides=(1,))  # eight letters from each byte on
    letters = _IN_NAME.take(eights[tags].view(np.uint8)).view(np.uint64)
    ends = letters - _ONES & ~letters & _HIGHEST  # the lowest of its bits: the first byte that is no letter
    numbers = letters & ((ends & (~ends + np.uint64(1))) - np.uint64(1))
    place = np.minimum(np.searchsorted(_NUMBERS, numbers), len(_NUMBERS) - 1)
    longer = (numbers >= _FULL) & (_IN_NAME[padded[tags + _LONGEST]] != 0)
    known = (_NUMBERS[place] == numbers) & ~longer
    formatting = known & _IS_FORMATTING[place]
    effects: npt.NDArray[np.int64] = np.where(closes, _CLOSES, _OPENS) + 2 * formatting
    effects[known & ~formatting] = _NOTHING
    return effects


def _open(steps: npt.NDArray[np.int32]) -> npt.NDArray[np.int64]:
    """How many are open after each tag; closing what is not open does nothing."""
    run = steps.cumsum(dtype=np.int64)
    return run - np.minimum(np.minimum.accumulate(run), 0)

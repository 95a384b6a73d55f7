"""How much of a page is read, and when it is refused before a parser sees it.

An HTML parser looks through its stack of open elements at many tags and through an element's attributes at each new
one: 200,000 elements one inside another take minutes. What can grow like that is therefore measured on the raw text.
"""

from __future__ import annotations

import re

import numpy as np
import numpy.typing as npt

from masdar.model import Quarantine, Reason

MAX_BYTES = 10 * 2**20
MAX_TAGS = 400_000
MAX_DEPTH = 1500  # tags left open counted: real pages stay far under it
MAX_OPENED_AGAIN = 300_000
FEW_TAGS = int(2 * MAX_OPENED_AGAIN**0.5)  # opening: half of them formatting, each in each of the others, is the most
MAX_EFFECTS = 2_000  # spellings of tags remembered
MAX_ATTRIBUTES = 5_000  # in one tag: each is compared with all before it
MAX_COMPARED = 10 * MAX_ATTRIBUTES**2  # attributes with attributes, over all tags: half a second or so
_FEW_STRETCHES = 10  # together they hold no more either

_TAG = re.compile(rb"</?[a-zA-Z][a-zA-Z0-9]*")
# As browsers cut tags: a quote counts only after "=", and ">" may stand in a quoted value.
_INSIDE = rb"(?:[^\"'>=]++|=\s*+\"[^\"]*+\"?|=\s*+'[^']*+'?|[\"'=])*+"
_TAG_WITH_ATTRIBUTES = re.compile(rb"<[a-zA-Z]" + _INSIDE)
_FROM_HERE = re.compile(_INSIDE)
_QUOTED = re.compile(rb"\"[^\"]*\"|'[^']*'")
_ATTRIBUTE = re.compile(rb"[^\s/=]+")

# Void elements, and those whose end another start implies: they never nest by being left open.
_FLAT = frozenset(
    "area base br col embed hr img input link meta param source track wbr p li dd dt option optgroup tr td th thead "
    "tbody tfoot colgroup html head body script style rp rt path use circle rect line polygon polyline ellipse stop "
    "image".split()
)
# Left open, they are opened again in every block that follows (HTML, "reconstruct the active formatting elements").
_FORMATTING = frozenset("a b big code em font i nobr s small strike strong tt u".split())

# What a tag does to the stack of open elements, by its beginning as written ("<div", "</b").
_NOTHING, _OPENS, _CLOSES, _OPENS_FORMATTING, _CLOSES_FORMATTING = range(5)
_PARTING = np.isin(np.arange(256), list(b" \t\n\f\r/\"'"))  # bytes after which an attribute can begin
_DEEPER = np.array([0, 1, -1, 1, -1], np.int32)
_FORMATS = np.array([0, 0, 0, 1, -1], np.int32)


class _Effects(dict[bytes, int]):
    """A tag's beginning → what it does; spellings not met before are added, up to a bound."""

    def __missing__(self, tag: bytes) -> int:
        effect = self.get(tag.lower(), _CLOSES if tag[1:2] == b"/" else _OPENS)
        if len(self) < MAX_EFFECTS:
            self[tag] = effect
        return effect


_effects = _Effects({slash + name.encode(): _NOTHING for name in _FLAT for slash in (b"<", b"</")})
_effects |= {b"<" + name.encode(): _OPENS_FORMATTING for name in _FORMATTING}
_effects |= {b"</" + name.encode(): _CLOSES_FORMATTING for name in _FORMATTING}


def check(data: bytes) -> None:
    """Raises `Quarantine` for a page (UTF-8) too large or too deeply nested to be parsed in bounded time."""
    if len(data) > MAX_BYTES:
        raise Quarantine(Reason.TOO_LARGE, f"{len(data)} bytes")
    tags, closing = data.count(b"<"), data.count(b"</")
    if tags > MAX_TAGS:
        raise Quarantine(Reason.TOO_LARGE, f"{tags} tags")
    if tags - closing > min(FEW_TAGS, MAX_DEPTH) and (deepest := depth(data)) > MAX_DEPTH:
        raise Quarantine(Reason.TOO_DEEP, f"{deepest} elements one inside another")
    stretch = min(MAX_ATTRIBUTES, 16 * MAX_COMPARED // len(data)) if data else MAX_ATTRIBUTES
    if _may_hold_many(data, stretch):
        compared = 0
        for tag in [tag for tag in _TAG_WITH_ATTRIBUTES.findall(data) if len(tag) > stretch]:
            many = len(_ATTRIBUTE.findall(_QUOTED.sub(b"", tag)))
            compared += many**2
            if many > MAX_ATTRIBUTES or compared > MAX_COMPARED:
                raise Quarantine(Reason.TOO_LARGE, f"a tag with {many} attributes")


def _may_hold_many(data: bytes, stretch: int) -> bool:
    """Whether a tag may have more attributes than fit into `stretch` bytes twice; so few that a page full of tags with
    fewer is compared in some seconds. An attribute takes two bytes at least, so in the first stretch that such a tag
    covers and that is not one quoted value, it runs on for another. It is enough to ask at each stretch's beginning how
    far a tag would run that is open there: outside of quotes, or after those it is in. Scripts run on too; a few
    stretches with little in them that could part attributes are let pass."""
    passed, characters = 0, np.frombuffer(data, np.uint8)
    for point in range(0, len(data), stretch):
        starts = (point, *(data.find(quote, point, point + stretch) + 1 for quote in (b'"', b"'")))
        for start in starts:
            if (start or not point) and _runs_on(data, start, stretch):
                passed += 1
                parting = np.count_nonzero(_PARTING[characters[start : start + stretch]])
                if passed > _FEW_STRETCHES or parting > stretch / _FEW_STRETCHES:
                    return True
                break
    return False


def _runs_on(data: bytes, start: int, stretch: int) -> bool:
    end = data.find(b">", start, start + stretch)
    if end >= 0 and b"=" not in data[start:end]:
        return False  # no quote can be open there
    match = _FROM_HERE.match(data, start, start + stretch)
    return match is not None and match.end() == start + stretch


def depth(data: bytes) -> int:
    """How deep a page nests, measured on its tags without parsing. Raises `Quarantine` where formatting tags left open
    (<b>, <i>, <font>) would be opened again so often that the tree outgrows the page many times."""
    effects = np.frombuffer(bytes(map(_effects.__getitem__, _TAG.findall(data))), np.uint8)
    if not effects.size:
        return 0
    formatting = _open(_FORMATS[effects])
    opened_again = int(formatting[(effects == _NOTHING) | (effects == _OPENS)].sum())
    if opened_again > MAX_OPENED_AGAIN:
        raise Quarantine(Reason.TOO_DEEP, f"formatting opened again {opened_again} times")
    return int(_open(_DEEPER[effects]).max())


def _open(steps: npt.NDArray[np.int32]) -> npt.NDArray[np.int64]:
    """How many are open after each tag; closing what is not open does nothing."""
    run = steps.cumsum(dtype=np.int64)
    return run - np.minimum(np.minimum.accumulate(run), 0)

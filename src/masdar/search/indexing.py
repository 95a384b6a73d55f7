"""A document → what every engine is given of it: tokens for its fields, single values, and the text to show."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

import msgspec
import numpy as np
from numpy.typing import NDArray

from masdar.language.fold import fold
from masdar.model import Document, Permalink
from masdar.search.lexicon import tokens_of
from masdar.search.query.parsing import NEAR

NO_TIME = -(2**62)
SHOWN = 20_000  # characters of a body that are kept to show


_ALIKE = 6  # equal bands of eight: nearly always reached when nine tenths of the stems are shared, hardly ever by half
_BANDS = np.uint64(0x0101010101010101)
_ROWS = 128  # that are compared at once


def alike(sketches: Sequence[int]) -> list[tuple[int, int]]:
    """The pairs of places whose sketches are of nearly the same text, the later place first, in order. The sketch 0, of
    texts too short, is like no other. A thousand sketches take some 10 ms and 1 MB."""
    made = np.array(sketches, np.uint64)
    pairs: list[tuple[int, int]] = []
    for start in range(0, len(made), _ROWS):
        rows = made[start : start + _ROWS, None]
        near = (_different(rows ^ made[None, : start + _ROWS]) <= 8 - _ALIKE) & (rows != 0)
        later, earlier = np.nonzero(np.tril(near, start - 1))
        pairs += zip((later + start).tolist(), earlier.tolist(), strict=True)
    return pairs


def _different(bits: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """How many of the eight bytes of each are not zero."""
    for shift in (4, 2, 1):
        bits = bits | bits >> np.uint64(shift)
    return (bits & _BANDS) * _BANDS >> np.uint64(56)


@dataclass(frozen=True, slots=True)
class Shown:
    """What a result shows of an article."""

    source: str
    number: int
    title: str
    body: str
    language: str
    section: str
    at: int | None

    @property
    def permalink(self) -> Permalink:
        return Permalink(self.source, self.number)

    @property
    def moment(self) -> datetime | None:
        return None if self.at is None else datetime.fromtimestamp(self.at, UTC)


@dataclass(frozen=True, slots=True)
class Prepared:
    """A document ready for an engine. `tokens`: field → tokens joined by spaces; `values`: field → single values."""

    id: str
    at: int | None
    tokens: dict[str, str]
    values: dict[str, tuple[str, ...]]
    shown: Shown
    sketch: int
    month: int | None  # since the year 0


_encoder = msgspec.msgpack.Encoder()
_decoder = msgspec.msgpack.Decoder(tuple[str, int, bytes, bytes, str, str, int | None, str])
# Nearly every text of the press can be written with one byte a letter: half the room, and a quarter less when an engine
# has compressed it.
_NARROW, _WIDE = "cp1256", "utf-8"


LEAD = 40  # words in which papers say what an article is about
_GAP = f" {' '.join('·' * (NEAR + 1))} "  # no phrase reaches over it


def _led(tokens: str) -> str:
    """The tokens of a text, and those of its lead once more: they weigh double. News tells the most telling first (the
    inverted pyramid)."""
    first = tokens.split(" ", LEAD)
    return f"{tokens}{_GAP}{' '.join(first[:LEAD])}" if len(first) > LEAD else tokens


def prepare(document: Document) -> Prepared:
    """Analyses a document. Lone surrogates are replaced, for engines take UTF-8."""
    title, body = sound(document.title), sound(document.body or document.summary)
    head, text = tokens_of(title, document.language), tokens_of(body, document.language)
    at = None if document.at is None else int(document.at.timestamp())
    permalink = document.permalink
    return Prepared(
        id=str(permalink),
        at=at,
        tokens={
            "title_words": head.words,
            "title_stems": head.stems,
            "body_words": _led(text.words),
            "body_stems": _led(text.stems),
            "grams": f"{head.grams} {text.grams}",
        },
        values={
            "source": (permalink.source,),
            "language": _some(document.language.lower()),
            "country": _some(document.country.lower()),
            "section": _some(fold(document.section)),
            "author": tuple(dict.fromkeys(filter(None, (fold(name) for name in document.authors)))),
            "kind": _some(document.kind),
            "has_image": ("1" if document.has_image else "0",),
            "changed": ("1" if document.changed else "0",),
        },
        shown=Shown(
            permalink.source,
            permalink.number,
            title,
            body[:SHOWN],
            sound(document.language),
            sound(document.section),
            at,
        ),
        sketch=text.sketch,
        month=None if document.at is None else document.at.year * 12 + document.at.month - 1,
    )


def _some(value: str) -> tuple[str, ...]:
    return (value,) if value else ()


def sound(text: str) -> str:
    """The text with what cannot be written as UTF-8 replaced."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return text.encode("utf-8", "replace").decode()
    return text


def pack(shown: Shown) -> bytes:
    charset = _NARROW
    try:
        title, body = shown.title.encode(charset), shown.body.encode(charset)
    except UnicodeEncodeError:
        charset = _WIDE
        title, body = shown.title.encode(charset), shown.body.encode(charset)
    packed = (shown.source, shown.number, title, body, shown.language, shown.section, shown.at, charset)
    return _encoder.encode(packed)


def unpack(data: bytes) -> Shown:
    source, number, title, body, language, section, at, charset = _decoder.decode(data)
    return Shown(source, number, title.decode(charset), body.decode(charset), language, section, at)


def month_name(month: int) -> str:
    """A month counted from the year 0 as "2018-03"."""
    return f"{month // 12:04d}-{month % 12 + 1:02d}"

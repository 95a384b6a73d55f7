"""A document → what every engine is given of it: tokens for its fields, single values, and the text to show."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

import msgspec

from masdar.language.fold import fold
from masdar.model import Document, Permalink
from masdar.search.lexicon import tokens_of
from masdar.search.query.parsing import NEAR

NO_TIME = -(2**62)
SHOWN = 20_000  # characters of a body that are kept to show


_ALIKE = 6  # equal bands of eight: nearly always reached when nine tenths of the stems are shared, hardly ever by half


def alike(left: int, right: int) -> bool:
    """True where two sketches are of nearly the same text."""
    different = left ^ right
    return sum(not different >> shift & 0xFF for shift in range(0, 64, 8)) >= _ALIKE


# Of eight bands two may differ, so of three pieces of them one is equal: only texts that share a piece are compared.
_PIECES = (0xFFFFFF, 0xFFFFFF << 24, 0xFFFF << 48)


class Alike:
    """Places of sketches, found by a sketch of nearly the same text."""

    def __init__(self) -> None:
        self._places: dict[int, list[tuple[int, int]]] = {}

    def add(self, made: int, place: int) -> None:
        """Keeps a place; places come in rising order. The sketch 0, of texts too short, is like no other."""
        if made:
            for piece in _PIECES:
                self._places.setdefault(made & piece, []).append((place, made))

    def first(self, made: int) -> int | None:
        """The lowest place of a sketch alike to this one."""
        near = [known for piece in _PIECES if (known := self._places.get(made & piece))] if made else []
        alike_ones = (place for known in near for place, other in known if other == made or alike(other, made))
        return min(alike_ones, default=None) if near else None


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

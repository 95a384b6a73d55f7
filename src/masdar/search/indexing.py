"""A document → what every engine is given of it: tokens for its fields, single values, and the text to show."""

from __future__ import annotations

import zlib
from dataclasses import dataclass
from datetime import UTC, datetime

import msgspec

from masdar.language.analyse import analyse
from masdar.language.fold import fold
from masdar.model import Document, Permalink

NO_TIME = -(2**62)
SHOWN = 20_000  # characters of a body that are kept to show


class Shown(msgspec.Struct, array_like=True, frozen=True):
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


_encoder = msgspec.msgpack.Encoder()
_decoder = msgspec.msgpack.Decoder(Shown)


def prepare(document: Document) -> Prepared:
    """Analyses a document. Lone surrogates are replaced, for engines take UTF-8."""
    title, body = sound(document.title), sound(document.body or document.summary)
    head, text = analyse(title, document.language), analyse(body, document.language)
    at = None if document.at is None else int(document.at.timestamp())
    permalink = document.permalink
    return Prepared(
        id=str(permalink),
        at=at,
        tokens={
            "title_words": head.words,
            "title_stems": head.stems,
            "body_words": text.words,
            "body_stems": text.stems,
        },
        values={
            "source": (permalink.source,),
            "language": _some(document.language.lower()),
            "country": _some(document.country.lower()),
            "section": _some(fold(document.section)),
            "author": tuple(dict.fromkeys(filter(None, (fold(name) for name in document.authors)))),
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
    return zlib.compress(_encoder.encode(shown), 6)


def unpack(data: bytes) -> Shown:
    return _decoder.decode(zlib.decompress(data))

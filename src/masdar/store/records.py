"""Records as the tables hold them: times as whole microseconds, identities as digests, articles and entries as JSON.

Pure. Text that a page got wrong (NUL, half a surrogate pair) is mended here, because neither engine would take it.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import UTC, datetime, timedelta
from hashlib import blake2b
from typing import TypeVar

import msgspec

from masdar import urls
from masdar.model import Article, BlockKind, Direction, Entry, Headline, Permalink

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)
MAX_SECTION = 120
MAX_NAME = 200
MAX_TITLE = 500
MAX_SUMMARY = 500
TELLING = 60  # letters of a paragraph that says something of the whole: shorter ones are datelines and credits
MAX_AUTHORS = 20
MAX_TAG = 35  # the longest language tag of RFC 5646 without extensions

# Marks that do not make another name: kashida, Arabic diacritics, invisible direction marks.
_UNSEEN = re.compile("[\u0640\u0610-\u061a\u064b-\u065f\u0670\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]")
_ALIKE = str.maketrans("أإآٱىة", "اااايه")

_Record = TypeVar("_Record")
_encoder = msgspec.json.Encoder()
_article = msgspec.json.Decoder(Article)
_entry = msgspec.json.Decoder(Entry)
_names = msgspec.json.Decoder(tuple[str, ...])


def micros(at: datetime) -> int:
    """Microseconds since 1970. Raises ValueError for a naive time."""
    if at.tzinfo is None:
        raise ValueError(f"a time without zone cannot be kept: {at.isoformat()}")
    return (at - EPOCH) // MICROSECOND


def instant(value: int) -> datetime:
    return EPOCH + timedelta(microseconds=value)


def digest(text: str) -> bytes:
    """16 bytes that stand for a text of any length."""
    return blake2b(text.encode("utf-8", "replace"), digest_size=16).digest()


def url_key(url: str) -> bytes:
    """The identity of an address. One that `urls.key` cannot read is its own identity; raises ValueError for ""."""
    named = urls.key(url) or url.strip()
    if not named:
        raise ValueError("an address is needed to know an article by")
    return digest(named)


def words(article: Article) -> bytes:
    """The digest of what makes another revision when it differs: title, texts, picture, published time."""
    parts = blake2b(digest_size=16)
    image = article.image.url if article.image else ""
    published = str(micros(article.published)) if article.published else ""
    for part in (article.title, image, published, *(block.text for block in article.blocks)):
        data = part.encode("utf-8", "replace")
        parts.update(len(data).to_bytes(8, "big"))
        parts.update(data)
    return parts.digest()


def plain(text: str) -> str:
    """Text that both engines take: no NUL, no lone surrogate."""
    if "\x00" in text:
        text = text.replace("\x00", "")
    return text if text.isascii() else text.encode("utf-8", "replace").decode("utf-8")


def section(text: str) -> str:
    """A section as lists know it: one line, bounded."""
    return " ".join(plain(text[: 4 * MAX_SECTION]).split())[:MAX_SECTION]


def lang(language: str) -> str:
    """The primary subtag of a BCP 47 tag, "" for anything else."""
    found = re.match(r"[A-Za-z]{2,3}(?=$|[-_])", language)
    return found.group().lower() if found else ""


def author(name: str) -> bytes:
    """The identity of a person's name: spelling variants of Arabic letters, case and spaces do not make another."""
    folded = unicodedata.normalize("NFKC", plain(name[: 4 * MAX_NAME])).casefold()
    return digest(" ".join(_UNSEEN.sub("", folded).translate(_ALIKE).split())[:MAX_NAME])


def author_names(article: Article) -> list[str]:
    """Who wrote it, or a further article of its page."""
    told = [*article.authors, *(name for part in article.parts for name in part.authors)]
    names = (" ".join(plain(name[: 4 * MAX_NAME]).split())[:MAX_NAME] for name in told[:MAX_AUTHORS])
    return [name for name in names if name]


def beginning(article: Article) -> str:
    """What lists say of an article whose paper says nothing in short: its first paragraph, "" for none worth it."""
    paragraphs = (one.text for one in article.blocks if one.kind is BlockKind.PARAGRAPH)
    return next((text for text in paragraphs if len(text) >= TELLING), "")


def shorten(text: str, limit: int) -> str:
    """At most `limit` characters, cut between words where there are any."""
    text = plain(text)
    if len(text) <= limit:
        return text
    cut = text[: limit - 1]
    return (cut.rsplit(None, 1)[0] if " " in cut[limit // 2 :] else cut).rstrip() + "…"


def encode(record: object) -> bytes:
    try:
        return _encoder.encode(record)
    except UnicodeEncodeError:
        return _encoder.encode(_mended(msgspec.to_builtins(record)))


def _mended(value: object) -> object:
    if isinstance(value, str):
        return value.encode("utf-8", "replace").decode("utf-8")
    if isinstance(value, list | tuple):
        return [_mended(part) for part in value]
    if isinstance(value, dict):
        return {_mended(name): _mended(part) for name, part in value.items()}
    return value


def article(body: bytes) -> Article:
    return _article.decode(body)


def entry(body: bytes) -> Entry:
    return _entry.decode(body)


def names(text: str) -> tuple[str, ...]:
    return _names.decode(text)


def names_text(values: object) -> str:
    return encode(values).decode("utf-8")


_DIRECTIONS = {one.value: one for one in Direction}
HeadlineRow = tuple[str, int, str, str, int, str, str, str, str, str, str | None, str]


def headline(row: HeadlineRow) -> Headline:
    source, number, title, source_name, at, language, direction, section_, summary, authors, picture, url = row
    return Headline(
        Permalink(source, number),
        title,
        source_name,
        instant(at),
        language,
        _DIRECTIONS[direction],
        section_,
        summary,
        () if authors == "[]" else names(authors),
        picture or "",
        url,
    )

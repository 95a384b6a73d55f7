"""Any corpus as newspapers: one article a line (JSONL, plain, .gz or .xz), one paper per `source`.

Lines hold `id, source, url, title, published` (ISO 8601), `author, category, abstract, body`; any may be missing or
empty. Texts are kept as escaped UTF-8, ready to be joined into pages, so that thirty thousand articles take some
hundred megabytes and a page some microseconds.
"""

from __future__ import annotations

import gzip
import html
import json
import lzma
import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import IO

import msgspec

from masdar import urls
from masdar.press.corpus_paper import CorpusPaper, Stock
from masdar.press.stand import EVERYTHING_OUT, Press

_ARABIC = re.compile("[\u0621-\u064a]")
_FRENCH = re.compile(r"\b(?:le|la|les|des|une?|dans|pour|est)\b", re.IGNORECASE)
_ENGLISH = re.compile(r"\b(?:the|of|and|to|in|is|for)\b", re.IGNORECASE)
_SENTENCE_END = re.compile(r"(?<=[.!?؟…])\s+(?=\S)")
_PARAGRAPH = 320  # characters after which a paragraph may end at the next sentence
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class CorpusError(ValueError):
    """The file is no corpus; the message says where and why."""


class _Line(msgspec.Struct):
    source: str | None = None
    title: str | None = None
    published: str | None = None
    author: str | None = None
    category: str | None = None
    abstract: str | None = None
    body: str | None = None


def press(path: Path, *, limit: int | None = None, speed: float | None = None) -> Press:
    """The corpus as a press. `limit` takes the first so many lines; `speed` is how many times faster than its own
    dates it comes out, None for everything at once. Raises CorpusError, OSError."""
    stocks: dict[str, Stock] = {}
    for line in _read(path, limit):
        name = (line.source or "").strip() or "corpus"
        stock = stocks.get(name)
        if stock is None:
            stock = stocks[name] = Stock(name, _free_id(name, stocks))
        _shelve(stock, line)
    if not stocks:
        raise CorpusError(f"{path} holds no article")
    papers = tuple(CorpusPaper(stock, number) for number, stock in enumerate(stocks.values()))
    times = [stamp for stock in stocks.values() for stamp in stock.stamps if stamp]
    first, last = (min(times), max(times)) if times else (0, 0)
    start, end = (_EPOCH + timedelta(seconds=at) for at in (first, last + 1))
    return Press(papers, start, end, EVERYTHING_OUT if speed is None else speed)


def _open(path: Path) -> IO[bytes] | gzip.GzipFile:
    if path.suffix == ".xz":
        return lzma.open(path)
    if path.suffix == ".gz":
        return gzip.open(path)
    return path.open("rb")


def _read(path: Path, limit: int | None) -> Iterator[_Line]:
    decoder = msgspec.json.Decoder(_Line)
    with _open(path) as lines:
        count = number = 0
        try:
            for raw in lines:
                number += 1
                if not raw.strip():
                    continue
                if limit is not None and count >= limit:
                    return
                count += 1
                yield _decoded(raw, decoder)
        except msgspec.MsgspecError as error:
            raise CorpusError(f"{path}, line {number}: {error}") from error
        except (lzma.LZMAError, EOFError, gzip.BadGzipFile, UnicodeDecodeError) as error:
            raise CorpusError(f"{path}: {error}") from error


def _decoded(raw: bytes, decoder: msgspec.json.Decoder[_Line]) -> _Line:
    try:
        return decoder.decode(raw)
    except msgspec.DecodeError as error:
        # Half of a surrogate pair, as some writers leave it: read it the lenient way, put "?" in its place.
        try:
            lenient = json.dumps(json.loads(raw), ensure_ascii=False)
        except (ValueError, RecursionError):
            raise error from None
        return decoder.decode(lenient.encode("utf-8", "replace"))


def _free_id(name: str, stocks: dict[str, Stock]) -> str:
    taken = {stock.id for stock in stocks.values()}
    wanted = urls.slug(name)
    return next(made for made in _numbered(wanted) if made not in taken)


def _numbered(wanted: str) -> Iterator[str]:
    yield wanted
    number = 2
    while True:
        yield f"{wanted}-{number}"
        number += 1


def _shelve(stock: Stock, line: _Line) -> None:
    body = line.body or ""
    if len(stock.titles) < 20:
        stock.languages.append(guess_language(body[:500] or line.title or ""))
    stock.titles.append(_escaped(line.title))
    stock.bodies.append(_paragraphs(body))
    stock.summaries.append(_escaped(line.abstract))
    stock.authors.append(_escaped(line.author))
    stock.sections.append(stock.section(line.category or ""))
    stock.stamps.append(_stamp(line.published))


def _escaped(words: str | None) -> bytes:
    # Half of a surrogate pair is no text: `replace` keeps the page valid UTF-8.
    return html.escape(" ".join((words or "").split())).encode("utf-8", "replace")


def _stamp(published: str | None) -> int:
    """Seconds since 1970, 0 where the date is missing or no date."""
    try:
        at = datetime.fromisoformat((published or "").strip())
    except ValueError:
        return 0
    aware = at if at.tzinfo else at.replace(tzinfo=UTC)
    return int((aware - _EPOCH).total_seconds())


def split(body: str) -> list[str]:
    """Paragraphs of a text: its own lines, or sentences put together where it has none."""
    lines = [line.strip() for line in body.splitlines() if line.strip()]
    made: list[str] = []
    for line in lines:
        held = ""
        for sentence in _SENTENCE_END.split(line):
            held = f"{held} {sentence}" if held else sentence
            if len(held) >= _PARAGRAPH:
                made.append(held)
                held = ""
        if held:
            made.append(held)
    return made


def _paragraphs(body: str) -> bytes:
    return "".join(f"<p>{html.escape(words)}</p>\n" for words in split(body)).encode("utf-8", "replace")


def guess_language(sample: str) -> str:
    """ar, fr or en, by letters and little words; enough for a page's `lang`."""
    if len(_ARABIC.findall(sample)) * 3 > len(sample.strip()) or not sample.strip():
        return "ar"
    return "fr" if len(_FRENCH.findall(sample)) > len(_ENGLISH.findall(sample)) else "en"

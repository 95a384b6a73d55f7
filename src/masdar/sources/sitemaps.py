"""What a sitemap lists: URL sets, news and image sitemaps, indexes, plain lists of addresses.

Read by events into one small record an address, so that 50,000 of them cost little more than their entries.
https://www.sitemaps.org/protocol.html
https://developers.google.com/search/docs/crawling-indexing/sitemaps/news-sitemap
"""

from __future__ import annotations

import re
import zlib
from datetime import UTC, datetime

from masdar import urls
from masdar.model import Channel, ChannelKind, Entry, Listing, Quarantine, Reason
from masdar.sources.entries import Context, language_tag
from masdar.sources.markup import read
from masdar.sources.patience import cache_wait
from masdar.sources.plain import plain
from masdar.sources.times import read_time

MAX_ADDRESSES = 50_000  # the protocol's own limit
MAX_UNZIPPED = 64 * 2**20
_FIELDS = {
    "loc": "loc",
    "lastmod": "lastmod",
    "news:title": "title",
    "news:publication_date": "published",
    "news:language": "language",
    "image:loc": "image",
}
_OLD = datetime(1970, 1, 1, tzinfo=UTC)
# Parts of an index that list no articles go last: tags, authors, menus.
_MINOR = re.compile(r"tag|author|categor|taxonom|page-|-pages|image|video|user|static|section", re.I)


def unzipped(body: bytes) -> bytes:
    """The body, decompressed where it is gzip by its first bytes, whatever its name says.

    Raises Quarantine(TOO_LARGE, BAD_ENCODING)."""
    if not body.startswith(b"\x1f\x8b"):
        return body
    unpacker = zlib.decompressobj(wbits=31)
    try:
        text = unpacker.decompress(body, MAX_UNZIPPED)
    except zlib.error as error:
        raise Quarantine(Reason.BAD_ENCODING, f"gzip: {error}") from error
    if unpacker.unconsumed_tail:
        raise Quarantine(Reason.TOO_LARGE, f"more than {MAX_UNZIPPED} bytes unpacked")
    return text


class SitemapSink:
    """Gathers the records of a URL set or an index."""

    def __init__(self) -> None:
        self.records: list[dict[str, str]] = []
        self.record: dict[str, str] | None = None
        self.field = ""
        self.parts: list[str] = []
        self.names: dict[str, str] = {}
        self.kinds: dict[str, str] = {}
        self.root = ""
        self.full = False

    def start(self, name: str, attrs: dict[str, str]) -> None:
        if attrs:
            self._declare(attrs)
        known = self.names.get(name) or self._name(name)
        if not self.root:
            self.root = known
            if known not in ("urlset", "sitemapindex"):
                raise Quarantine(Reason.NOT_A_SITEMAP, f"begins with <{known[:40]}>")
        elif known in ("url", "sitemap"):
            self.full = len(self.records) >= MAX_ADDRESSES
            self.record = None if self.full else {}
        elif known in _FIELDS and self.record is not None:
            self.field = known
            self.parts = []

    def end(self, name: str) -> None:
        if self.field:
            if self.record is not None:
                self.record.setdefault(_FIELDS[self.field], "".join(self.parts).strip())
            self.field = ""
        elif self.record is not None and (self.names.get(name) or self._name(name)) in ("url", "sitemap"):
            if self.record.get("loc"):
                self.records.append(self.record)
            self.record = None

    def data(self, text: str) -> None:
        if self.field:
            self.parts.append(text)

    def closes(self, name: str) -> bool:
        return bool(self.field) and self._name(name) in (*_FIELDS, "url", "sitemap")

    def _declare(self, attrs: dict[str, str]) -> None:
        for key, value in attrs.items():
            if key.startswith("xmlns:") and len(self.kinds) < 100:
                found = re.search(r"sitemap-(news|image|video)|(xhtml)", value)
                self.kinds[key[6:]] = (found.group(1) or "x") + ":" if found else ""

    def _name(self, name: str) -> str:
        prefix, _, local = name.lower().rpartition(":")
        made = (self.kinds.get(prefix, prefix + ":") if prefix else "") + local
        if len(self.names) < 200:
            self.names[name] = made
        return made


def read_sitemap(text: str, context: Context) -> Listing:
    """Entries newest first; the parts of an index as `further`, newest first. Raises Quarantine(NOT_A_SITEMAP)."""
    sink = read(text, SitemapSink)
    if sink.root == "sitemapindex":
        return Listing(further=_parts(sink.records, context), wait=_wait(context))
    entries = [_entry(record, context) for record in sink.records]
    entries.sort(key=lambda entry: entry.published or entry.modified or _OLD, reverse=True)
    return Listing(entries=tuple(entries), wait=_wait(context))


def read_address_list(text: str, context: Context) -> Listing:
    """A sitemap of one address a line."""
    lines = text.split("\n", MAX_ADDRESSES)[:MAX_ADDRESSES]
    found = dict.fromkeys(url for url in (urls.clean(line, context.base) for line in lines if line.strip()) if url)
    return Listing(entries=tuple(_entry({"loc": url}, context) for url in found), wait=_wait(context))


def is_address_list(text: str) -> bool:
    lines = [line.strip() for line in text[:20_000].splitlines()[:50] if line.strip()]
    return bool(lines) and all(re.match(r"https?://\S+$", line) for line in (lines[:-1] or lines))


def _wait(context: Context) -> float | None:
    return cache_wait(context.headers) or None


def _entry(record: dict[str, str], context: Context) -> Entry:
    published, changed = record.get("published"), record.get("lastmod")
    title = record.get("title", "")
    return Entry(
        source=context.source,
        url=urls.clean(record["loc"], context.base),
        title=plain(title, 500) if title else "",
        section=context.channel.section,
        language=language_tag(record["language"]) if "language" in record else "",
        image=urls.clean(record["image"], context.base) if record.get("image") else "",
        published=read_time(published, now=context.now, zone=context.zone) if published else None,
        modified=read_time(changed, now=context.now, zone=context.zone) if changed else None,
        channel=context.channel.url,
    )


def _parts(records: list[dict[str, str]], context: Context) -> tuple[Channel, ...]:
    ordered: list[tuple[tuple[bool, datetime, tuple[int, ...]], Channel]] = []
    for record in records:
        url = urls.clean(record["loc"], context.base)
        if not url:
            continue
        changed = read_time(record.get("lastmod", ""), now=context.now, zone=context.zone) or _OLD
        name = url.rpartition("//")[2].partition("/")[2]
        dated = tuple(int(number) for number in re.findall(r"(?:19|20)\d\d|(?<=[-_/])\d\d(?!\d)", name)[:3])
        minor = _MINOR.search(name) is not None and "news" not in name and "post" not in name
        ordered.append(((not minor, changed, dated), Channel(url=url, kind=ChannelKind.SITEMAP)))
    ordered.sort(key=lambda pair: pair[0], reverse=True)
    return tuple({channel.url: channel for _, channel in ordered}.values())

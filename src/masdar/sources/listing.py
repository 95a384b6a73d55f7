"""What a channel's reply lists, told by its content: a feed may be a sitemap today, an error page tomorrow."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import replace
from datetime import datetime

from masdar.model import Capture, Channel, ChannelKind, Entry, Listing, Purpose, Quarantine, Reason, Request, Source
from masdar.sources.charset import decode
from masdar.sources.entries import Context
from masdar.sources.entries import listing as feed_listing
from masdar.sources.feeds import FeedSink, first_element
from masdar.sources.json_feeds import read_json
from masdar.sources.markup import read
from masdar.sources.plain import plain
from masdar.sources.sections import read_section
from masdar.sources.sitemaps import is_address_list, read_address_list, read_sitemap, unzipped

_PURPOSES = {
    ChannelKind.FEED: Purpose.FEED,
    ChannelKind.WORDPRESS: Purpose.FEED,
    ChannelKind.SITEMAP: Purpose.SITEMAP,
    ChannelKind.SECTION: Purpose.PAGE,
}
_FEED_ROOTS = frozenset(("rss", "feed", "rdf", "channel"))
_SITEMAP_ROOTS = frozenset(("urlset", "sitemapindex"))
_FEED_START = re.compile(
    r"<\?xml[^>]{0,200}>\s*(?:<[?!][^>]*+>\s*)*+<(?:\w+:)?(?:rss|feed|rdf)\b|<(?:rss|feed|rdf:RDF)(?=[\s>])", re.I
)
_JUNK = 50_000  # characters of warnings, comments and blank lines that may stand before a feed


def request(source: Source, channel: Channel) -> Request:
    """How a channel is asked: conditionally, where it gave something to compare with last time."""
    return Request(
        url=channel.url,
        purpose=_PURPOSES[channel.kind],
        source=source.id,
        etag=channel.etag,
        last_modified=channel.last_modified,
    )


def read_listing(
    capture: Capture, channel: Channel, *, now: datetime, zone: str = "UTC", known: Collection[str] = ()
) -> Listing:
    """The entries of a reply, each with an absolute address, no address twice, in the reply's order.

    `zone` is the paper's time zone, for times that name none; `known` are address shapes of the paper's articles (see
    `address_shape`), for section pages. Raises Quarantine: EMPTY_BODY, NOT_A_FEED, NOT_A_SITEMAP, NOT_HTML, TOO_DEEP,
    TOO_LARGE, BAD_ENCODING."""
    return _useful(read_all(capture, channel, now=now, zone=zone, known=known))


def read_all(
    capture: Capture, channel: Channel, *, now: datetime, zone: str = "UTC", known: Collection[str] = ()
) -> Listing:
    """As `read_listing`, with the entries that have no address (`url` "") and those listed twice."""
    context = Context(channel, capture.source, capture.final_url or capture.url, now, zone, capture.headers)
    text = decode(unzipped(capture.body), capture.header("content-type")).lstrip("\ufeff \t\r\n\x00")
    if not text:
        raise Quarantine(Reason.EMPTY_BODY)
    if text[0] in "{[":
        return read_json(text, context)
    root = first_element(text)
    if root in _SITEMAP_ROOTS:
        return read_sitemap(text, context)
    if root in _FEED_ROOTS:
        return feed_listing(read(text, FeedSink).found, context)
    if channel.kind is ChannelKind.SECTION:
        return read_section(text, context, known)
    return _other(text, root, context)


def _other(text: str, root: str, context: Context) -> Listing:
    """A reply whose beginning is no listing's: junk before a feed, addresses without markup, or an error page."""
    start = _FEED_START.search(text, 0, _JUNK)
    if start is not None:
        return feed_listing(read(text[start.start() :], FeedSink).found, context)
    if is_address_list(text):
        return read_address_list(text, context)
    wrong = Reason.NOT_A_SITEMAP if context.channel.kind is ChannelKind.SITEMAP else Reason.NOT_A_FEED
    raise Quarantine(wrong, _page_title(text) or f"begins with {'<' + root + '>' if root else repr(text[:40])}")


def _page_title(text: str) -> str:
    found = re.search(r"<title[^<>]{0,200}>([^<]{1,500})", text[:50_000], re.I)
    return f"a page: {plain(found.group(1), 120)}" if found else ""


def _useful(listing: Listing) -> Listing:
    kept: dict[str, Entry] = {}
    for entry in listing.entries:
        if not entry.url:
            continue
        before = kept.get(entry.url)
        if before is None or (entry.title and not before.title):
            kept[entry.url] = entry
    return replace(listing, entries=tuple(kept.values()))

"""Feeds out: RSS 2.0 (https://www.rssboard.org/rss-specification) with Atom's link to itself.

XML 1.0 forbids most control characters even escaped, so they are dropped."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import format_datetime
from xml.sax.saxutils import escape, quoteattr

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from masdar.contracts import Selection
from masdar.model import Headline
from masdar.urls import clean
from masdar.web.answers import NEVER, RSS, Content, Stamp, answer
from masdar.web.edition import Edition
from masdar.web.headlines import digest, distinct
from masdar.web.pages import searching
from masdar.web.pages.asked import read
from masdar.web.site import Site

LENGTH = 50
_ILLEGAL = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_TAG = re.compile(r"<(?=[A-Za-z/!?])")
_OVERRIDE = re.compile("[\u202a-\u202e\x7f-\x9f]")


def xml(text: str) -> str:
    """A text as XML may hold it."""
    return escape(_OVERRIDE.sub("", _ILLEGAL.sub("", text)))


def title(text: str) -> str:
    """A title as XML may hold it. Some readers take titles for HTML, so what looks like a tag becomes a quotation."""
    return xml(_TAG.sub("‹", text))


def _attribute(text: str) -> str:
    return quoteattr(_OVERRIDE.sub("", _ILLEGAL.sub("", text)))


def _time(at: datetime) -> str:
    return format_datetime(at.astimezone(UTC))


@dataclass(frozen=True, slots=True)
class Channel:
    """What a feed says of itself. `page` and `itself` are its page's and its own address, without the public one;
    `cache` says how long it may be kept."""

    title: str
    description: str
    page: str
    itself: str
    cache: str = "public, max-age=60"


async def feed(site: Site, request: Request, edition: Edition) -> Response:
    """The newest over all papers."""
    to = edition.addresses
    found = await site.headlines(Selection(languages=edition.languages, limit=LENGTH * 2))
    channel = Channel(site.portal.name, edition.words("tagline"), to.home, to.page("rss"))
    return _answer(site, request, edition, channel, list(distinct(found))[:LENGTH])


async def source_feed(site: Site, request: Request, edition: Edition) -> Response:
    """The newest of one paper."""
    source = (await site.sources()).get(request.path_params["source"])
    if source is None:
        raise HTTPException(404)
    page = edition.addresses.source(source.id)
    found = await site.headlines(Selection(source=source.id, limit=LENGTH))
    channel = Channel(f"{source.name} · {site.portal.name}", source.name, page, f"{page}/rss")
    return _answer(site, request, edition, channel, found)


async def search_feed(site: Site, request: Request, edition: Edition) -> Response:
    """What a search finds, newest first: a search to subscribe to."""
    asked = searching.newest(read(request))
    found = await searching.find(site, edition, asked, LENGTH)
    if found.trouble is not None:
        raise HTTPException(400)
    to = edition.addresses
    named = f"{asked.q} · {site.portal.name}" if asked.q else site.portal.name
    channel = Channel(named, edition.words("results_for"), asked.address(to), asked.address(to, "search.rss"), NEVER)
    return _answer(site, request, edition, channel, [headline for _, headline in found.hits])


def _answer(
    site: Site, request: Request, edition: Edition, channel: Channel, headlines: Iterable[Headline]
) -> Response:
    shown = list(headlines)
    changed = max((one.at for one in shown), default=site.portal.clock())
    text = rss(edition, channel, shown, changed)
    return answer(request, Content(text.encode(), RSS, Stamp(digest(text), changed, channel.cache)))


def rss(edition: Edition, channel: Channel, headlines: list[Headline], changed: datetime) -> str:
    """The feed's text."""
    to = edition.addresses
    head = (
        '<?xml version="1.0" encoding="utf-8"?>\n'
        '<rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom" xmlns:dc="http://purl.org/dc/elements/1.1/">\n'
        f"<channel>\n<title>{title(channel.title)}</title>\n<link>{xml(to.absolute(channel.page))}</link>\n"
        f"<description>{xml(escape(channel.description))}</description>\n<language>{edition.tag}</language>\n"
        f"<lastBuildDate>{_time(changed)}</lastBuildDate>\n<ttl>5</ttl>\n<generator>Masdar</generator>\n"
        f'<atom:link href={_attribute(to.absolute(channel.itself))} rel="self" type="application/rss+xml"/>\n'
    )
    return head + "".join(_item(edition, one) for one in headlines) + "</channel>\n</rss>\n"


def _item(edition: Edition, headline: Headline) -> str:
    to = edition.addresses
    permalink = headline.permalink
    home = to.absolute(to.source(permalink.source) + "/rss")
    original = clean(headline.url)
    lines = [
        f"<title>{title(headline.title)}</title>",
        f"<link>{xml(to.absolute(to.article(permalink)))}</link>",
        f'<guid isPermaLink="false">{xml(str(permalink))}</guid>',
        f"<pubDate>{_time(headline.at)}</pubDate>",
        *(f"<dc:creator>{title(author)}</dc:creator>" for author in headline.authors),
        f"<category>{title(headline.section)}</category>" if headline.section else "",
        # A description is HTML to its readers: a plain text is escaped once for them and once for XML.
        f"<description>{xml(escape(headline.summary))}</description>" if headline.summary else "",
        f"<source url={_attribute(home)}>{title(headline.source_name)}</source>",
        f"<dc:source>{xml(original)}</dc:source>" if original else "",
    ]
    return "<item>\n" + "\n".join(line for line in lines if line) + "\n</item>\n"

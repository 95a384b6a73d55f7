"""Every kind of feed, and the ways they are broken on the web.

RSS 0.91 (Netscape), RSS 1.0 (RDF Site Summary), RSS 2.0, Atom (RFC 4287), JSON Feed 1.1.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from html import escape

from masdar.press.invented.prose import Title
from masdar.press.replies import http_date

TYPES = {
    "rss2": "application/rss+xml",
    "rss091": "text/xml",
    "rdf": "application/rdf+xml",
    "atom": "application/atom+xml",
    "json": "application/feed+json",
}


@dataclass(frozen=True, slots=True)
class Item:
    """What a feed says of one piece. `content` is HTML."""

    title: str
    link: str
    guid: str
    summary: str
    content: str
    author: str
    section: str
    image: str
    published: datetime
    modified: datetime


@dataclass(frozen=True, slots=True)
class Feed:
    """A paper's list of items, newest first, as it stands at `path`."""

    title: Title
    base: str
    path: str
    items: Sequence[Item]
    updated: datetime


def hub(feed: Feed) -> str:
    """The hub's address where the paper has one, on the paper's own port, "" where it has none."""
    return f"http://hub.{feed.base.partition('.')[2]}/" if "hub" in feed.title.habits else ""


def render(feed: Feed) -> bytes:
    """The feed in its paper's kind and encoding, with its paper's faults."""
    words = _KINDS[feed.title.feed](feed)
    if "broken-xml" in feed.title.habits:
        words = broken(words)
    charset = "windows-1256" if feed.title.charset != "utf-8" and feed.title.feed == "rss091" else "utf-8"
    return words.encode(charset, "xmlcharrefreplace")


def broken(words: str) -> str:
    """XML as hurried hands leave it: HTML's entities, a bare ampersand, a control character, an item never closed,
    and the end missing."""
    words = words.replace("</title>", "&nbsp;</title>", 3).replace("</description>", " & المزيد\x0b</description>", 2)
    head, _, tail = words.rpartition("</item>")
    return head + tail.replace("</channel>", "").replace("</rss>", "")


def _channel(feed: Feed) -> str:
    return (
        f"<title>{escape(feed.title.name)}</title><link>{feed.base}/</link>"
        f"<description>{escape(feed.title.tagline)}</description><language>{feed.title.language}</language>"
    )


def _rss2(feed: Feed) -> str:
    told = f'<atom:link href="{hub(feed)}" rel="hub"/>' if hub(feed) else ""
    full = "full-feed" in feed.title.habits
    items = []
    for item in feed.items:
        body = f"<content:encoded><![CDATA[{item.content}]]></content:encoded>" if full else ""
        image = f'<media:content url="{escape(item.image)}" medium="image"/>' if item.image else ""
        author = f"<dc:creator><![CDATA[{item.author}]]></dc:creator>" if item.author else ""
        items.append(
            f"<item><title>{escape(item.title)}</title><link>{escape(item.link)}</link>"
            f'<guid isPermaLink="false">{escape(item.guid)}</guid>'
            f"<pubDate>{http_date(item.published)}</pubDate>{author}<category>{escape(item.section)}</category><description>{escape(item.summary)}</description>"
            f"{body}{image}</item>\n"
        )
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:media="http://search.yahoo.com/mrss/" '
        'xmlns:atom="http://www.w3.org/2005/Atom">\n<channel>'
        f'{_channel(feed)}<atom:link href="{feed.base}{feed.path}" rel="self" type="application/rss+xml"/>{told}'
        f"<ttl>15</ttl><lastBuildDate>{http_date(feed.updated)}</lastBuildDate>\n{''.join(items)}</channel></rss>\n"
    )


def _rss091(feed: Feed) -> str:
    items = "".join(
        f"<item><title>{escape(item.title)}</title><link>{escape(item.link)}</link>"
        f"<description>{escape(item.summary)}</description></item>\n"
        for item in feed.items
    )
    charset = "windows-1256" if feed.title.charset != "utf-8" else "UTF-8"
    return (
        f'<?xml version="1.0" encoding="{charset}"?>\n<rss version="0.91">\n<channel>{_channel(feed)}\n{items}'
        "</channel>\n</rss>\n"
    )


def _rdf(feed: Feed) -> str:
    order = "".join(f'<rdf:li rdf:resource="{escape(item.link)}"/>' for item in feed.items)
    items = "".join(
        f'<item rdf:about="{escape(item.link)}"><title>{escape(item.title)}</title><link>{escape(item.link)}</link>'
        f"<description>{escape(item.summary)}</description><dc:date>{item.published.isoformat()}</dc:date>"
        f"<dc:subject>{escape(item.section)}</dc:subject></item>\n"
        for item in feed.items
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/">\n'
        f'<channel rdf:about="{feed.base}/"><title>{escape(feed.title.name)}</title><link>{feed.base}/</link>'
        f"<description>{escape(feed.title.tagline)}</description><dc:language>{feed.title.language}</dc:language>"
        f"<items><rdf:Seq>{order}</rdf:Seq></items></channel>\n{items}</rdf:RDF>\n"
    )


def _atom(feed: Feed) -> str:
    told = f'<link rel="hub" href="{hub(feed)}"/>' if hub(feed) else ""
    entries = "".join(
        f'<entry><title type="html">{escape(escape(item.title, quote=False))}</title>'
        f'<link rel="alternate" type="text/html" href="{escape(item.link)}"/>'
        f"<id>{escape(item.guid)}</id><published>{item.published.isoformat()}</published>"
        f"<updated>{item.modified.isoformat()}</updated><author><name>{escape(item.author or feed.title.name)}</name>"
        f'</author><category term="{escape(item.section)}"/><summary>{escape(item.summary)}</summary></entry>\n'
        for item in feed.items
    )
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="{feed.title.language}">'
        f'<title>{escape(feed.title.name)}</title><id>{feed.base}/</id><link href="{feed.base}/"/>'
        f'<link rel="self" href="{feed.base}{feed.path}"/>{told}<updated>{feed.updated.isoformat()}</updated>\n'
        f"{entries}</feed>\n"
    )


def _json(feed: Feed) -> str:
    return json.dumps(
        {
            "version": "https://jsonfeed.org/version/1.1",
            "title": feed.title.name,
            "home_page_url": f"{feed.base}/",
            "feed_url": f"{feed.base}{feed.path}",
            "language": feed.title.language,
            **({"hubs": [{"type": "WebSub", "url": hub(feed)}]} if hub(feed) else {}),
            "items": [_json_item(item) for item in feed.items],
        },
        ensure_ascii=False,
    )


def _json_item(item: Item) -> dict[str, object]:
    made: dict[str, object] = {
        "id": item.guid,
        "url": item.link,
        "title": item.title,
        "summary": item.summary,
        "date_published": item.published.isoformat(),
        "date_modified": item.modified.isoformat(),
        "tags": [item.section],
        "content_html": f"<p>{escape(item.summary)}</p>",
    }
    if item.image:
        made["image"] = item.image
    if item.author:
        made["authors"] = [{"name": item.author}]
    return made


_KINDS: dict[str, Callable[[Feed], str]] = {
    "rss2": _rss2,
    "rss091": _rss091,
    "rdf": _rdf,
    "atom": _atom,
    "json": _json,
}

"""What a paper's home page, or its feed, says about where to find what it publishes."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urljoin, urlsplit

from selectolax.lexbor import LexborHTMLParser

from masdar import urls
from masdar.model import Capture, Channel, ChannelKind, Quarantine
from masdar.sources.charset import decode
from masdar.sources.entries import language_tag
from masdar.sources.listing import read_listing
from masdar.sources.nesting import too_deep
from masdar.sources.plain import plain
from masdar.sources.sections import MAX_DEPTH, same_site
from masdar.sources.sitemaps import unzipped

_FEED_TYPES = ("application/rss+xml", "application/atom+xml", "application/rdf+xml", "application/feed+json")
_MAYBE_TYPES = ("application/xml", "text/xml", "application/json")
_FEED_ADDRESS = re.compile(
    r"(?:/(?:rss|feed|feeds|atom|xml)(?:/|\.xml|\.php|\.aspx|$)|[./]rss(?:2|\d*)?$|rss\.xml|feed\.xml|atom\.xml)", re.I
)
_COMMENTS = re.compile(
    r"/comments?/(?:feed|default)|comments?-rss|commentaires|replytocom|feed=comments|/تعليقات", re.I
)
_NAME_SPLIT = re.compile(r"\s+[|–—·•»«:-]\s+|\s*\|\s*")
_HOME_WORDS = frozenset(("home", "homepage", "accueil", "الرئيسية", "الصفحة الرئيسية"))
_GUESSES = (
    ("feed/", ChannelKind.FEED),
    ("rss", ChannelKind.FEED),
    ("rss.xml", ChannelKind.FEED),
    ("feed.xml", ChannelKind.FEED),
    ("atom.xml", ChannelKind.FEED),
    ("index.xml", ChannelKind.FEED),
    ("feed.json", ChannelKind.FEED),
    ("wp-json/wp/v2/posts?per_page=50&_embed=author,wp:term,wp:featuredmedia", ChannelKind.WORDPRESS),
    ("news-sitemap.xml", ChannelKind.SITEMAP),
    ("sitemap-news.xml", ChannelKind.SITEMAP),
    ("sitemap_news.xml", ChannelKind.SITEMAP),
    ("sitemap_index.xml", ChannelKind.SITEMAP),
    ("sitemap.xml", ChannelKind.SITEMAP),
    ("wp-sitemap.xml", ChannelKind.SITEMAP),
)
MAX_CHANNELS = 40


@dataclass(frozen=True, slots=True)
class Discovery:
    """What is known of a paper from one reply. `channels` are announced ones, best first; `guesses` are addresses worth
    one question each where nothing is announced; `section` is the page itself, for when nothing answers."""

    name: str
    home: str
    language: str = ""
    channels: tuple[Channel, ...] = ()
    guesses: tuple[Channel, ...] = ()
    section: Channel | None = None
    wordpress: bool = False


def discover(capture: Capture, *, now: datetime | None = None) -> Discovery:
    """Reads a captured home page, section page or feed. Never raises: an unreadable reply is a page that announces
    nothing."""
    url = capture.final_url or capture.url
    channel = Channel(url=urls.clean(url) or url, kind=ChannelKind.FEED)
    try:
        listing = read_listing(capture, channel, now=now or capture.fetched_at)
    except Quarantine:
        return _discover_page(capture, url)
    home = listing.home or urljoin(url, "/")
    kind = _kind_of(capture, channel, is_feed=bool(listing.title or listing.home))
    found = Channel(url=channel.url, kind=kind)
    return Discovery(listing.title or _host_name(home), home, listing.language, (found,), tuple(guesses(home)))


def _kind_of(capture: Capture, channel: Channel, *, is_feed: bool) -> ChannelKind:
    if "/wp-json/" in channel.url or "rest_route=" in channel.url:
        return ChannelKind.WORDPRESS
    head = capture.body[:2].strip()
    json_like = head[:1] in (b"{", b"[")
    return ChannelKind.FEED if is_feed or json_like else ChannelKind.SITEMAP


def guesses(home: str) -> list[Channel]:
    """Addresses under which papers commonly list what is new, likeliest first."""
    root = urljoin(home, "/")
    base = home if home.endswith("/") else home.rpartition("/")[0] + "/"
    found = [Channel(url=url, kind=kind) for path, kind in _GUESSES if (url := urls.clean(path, root))]
    if base != root and urlsplit(base).path.count("/") == 2:  # a language edition: /ar/
        found[:0] = [Channel(url=url, kind=kind) for path, kind in _GUESSES[:3] if (url := urls.clean(path, base))]
    return found


def sitemaps_of_robots(text: str) -> list[Channel]:
    """The sitemaps a robots.txt names, news sitemaps first."""
    lines = re.findall(r"(?im)^[ \t\ufeff]*sitemap[ \t]*:[ \t]*(\S+)", text[:500_000])[:MAX_CHANNELS]
    found = dict.fromkeys(url for url in map(urls.clean, lines) if url)
    return [
        Channel(url=url, kind=ChannelKind.SITEMAP) for url in sorted(found, key=lambda one: "news" not in one.lower())
    ]


# --- pages ---


def _discover_page(capture: Capture, url: str) -> Discovery:
    try:
        text = decode(unzipped(capture.body), capture.header("content-type"))
    except Quarantine:
        text = ""
    tree = LexborHTMLParser("<html></html>" if not text or too_deep(text, MAX_DEPTH) else text)
    home = _home(tree, url)
    wordpress = "/wp-content/" in text or "/wp-json/" in text or "wp-json" in capture.header("link")
    found = _announced(tree, url)
    return Discovery(
        name=_name(tree) or _host_name(home),
        home=home,
        language=_language(tree),
        channels=tuple(found[:MAX_CHANNELS]),
        guesses=_ordered_guesses(home, wordpress),
        section=Channel(url=urls.clean(url) or url, kind=ChannelKind.SECTION),
        wordpress=wordpress,
    )


def _ordered_guesses(home: str, wordpress: bool) -> tuple[Channel, ...]:
    found = guesses(home)
    if wordpress:
        found.sort(key=lambda channel: channel.kind is not ChannelKind.WORDPRESS)
    return tuple(found)


def _home(tree: LexborHTMLParser, url: str) -> str:
    """The page itself: a paper may be a folder of a host."""
    node = tree.css_first("link[rel=canonical][href]")
    canonical = urls.clean(node.attributes.get("href") or "", url) if node is not None else ""
    return canonical if canonical and urls.host(canonical) == urls.host(url) else urls.clean(url) or url


def _content(tree: LexborHTMLParser, *selectors: str) -> str:
    for selector in selectors:
        node = tree.css_first(selector)
        text = plain(node.attributes.get("content") or "", 300) if node is not None else ""
        if text:
            return text
    return ""


def _name(tree: LexborHTMLParser) -> str:
    named = _content(
        tree,
        'meta[property="og:site_name"]',
        'meta[name="application-name"]',
        'meta[name="apple-mobile-web-app-title"]',
    )
    if named:
        return named
    node = tree.css_first("title")
    title = plain(node.text(), 300) if node is not None else ""
    parts = [part.strip() for part in _NAME_SPLIT.split(title) if part.strip()]
    parts = [part for part in parts if part.lower() not in _HOME_WORDS]
    return parts[0] if parts else title


def _host_name(url: str) -> str:
    return urls.host(url).removeprefix("www.")


def _language(tree: LexborHTMLParser) -> str:
    root = tree.root
    own = language_tag(root.attributes.get("lang") or "") if root is not None else ""
    return own or language_tag(_content(tree, 'meta[property="og:locale"]', 'meta[http-equiv="content-language" i]'))


def _announced(tree: LexborHTMLParser, url: str) -> list[Channel]:
    """`<link rel=alternate>` first, in the page's order, then anchors whose address is a feed's."""
    found: dict[str, Channel] = {}
    for node in tree.css("link[href]"):
        attrs = node.attributes
        if "alternate" not in (attrs.get("rel") or "").lower().split():
            continue
        kind = (attrs.get("type") or "").lower().split(";")[0].strip()
        address = urls.clean(attrs.get("href") or "", url)
        if address and (kind in _FEED_TYPES or (kind in _MAYBE_TYPES and _FEED_ADDRESS.search(address))):
            found.setdefault(address, Channel(url=address, kind=ChannelKind.FEED))
    for node in tree.css("a[href]")[:4000]:
        address = urls.clean(node.attributes.get("href") or "", url)
        if address and _FEED_ADDRESS.search(urlsplit(address).path) and same_site(urls.host(address), urls.host(url)):
            found.setdefault(address, Channel(url=address, kind=ChannelKind.FEED))
    return [channel for channel in found.values() if not _COMMENTS.search(channel.url)]

"""A paper made of a corpus: front, sections, feed, sitemaps and article pages, joined from bytes made beforehand."""

from __future__ import annotations

import json
import re
from bisect import bisect_right
from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from html import escape, unescape

from masdar import urls
from masdar.model import Channel, ChannelKind, Source, SourceKind
from masdar.press.corpus_words import WORDS
from masdar.press.replies import Asked, Reply, redirect

PART = 5000  # addresses in one part of the sitemap
FEED = 50
PAGE = 40  # articles on a section page
NEWS_DAYS = 2
_XML = "application/xml; charset=utf-8"
_NUMBER = re.compile(r"/news/([1-9]\d{0,8})\Z")
_SITEMAP = re.compile(r"/sitemap-([1-9]\d{0,4})\.xml\Z")
_SECTION = re.compile(r"/section/([a-z0-9-]{1,60})\Z")
_PAGE = re.compile(r"(?:^|&)page=([1-9]\d{0,4})(?:&|$)")
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(slots=True)
class Stock:
    """The articles of one source in parallel lists; texts are escaped UTF-8, stamps seconds since 1970 or 0."""

    name: str
    id: str
    titles: list[bytes] = field(default_factory=list)
    bodies: list[bytes] = field(default_factory=list)
    summaries: list[bytes] = field(default_factory=list)
    authors: list[bytes] = field(default_factory=list)
    sections: list[int] = field(default_factory=list)
    stamps: list[int] = field(default_factory=list)
    languages: list[str] = field(default_factory=list)
    section_names: list[str] = field(default_factory=list)
    section_ids: list[str] = field(default_factory=list)
    known: dict[str, int] = field(default_factory=dict)

    def section(self, category: str) -> int:
        """The number of a section, made on first sight; two names may not share an address."""
        name = " ".join(category.split())
        if name not in self.known:
            wanted = urls.slug(name) if name else "news"
            self.known[name] = len(self.section_names)
            self.section_ids.append(f"{wanted}-{self.known[name]}" if wanted in self.section_ids else wanted)
            self.section_names.append(name)
        return self.known[name]

    def in_order(self) -> list[int]:
        """Positions, oldest first; those without a date stand before all others."""
        return sorted(range(len(self.stamps)), key=self.stamps.__getitem__)


@lru_cache(maxsize=4096)
def _iso(stamp: int) -> str:
    return (_EPOCH + timedelta(seconds=stamp)).isoformat() if stamp else ""


class CorpusPaper:
    """A paper whose article number n is the n-th it published."""

    def __init__(self, stock: Stock, place: int) -> None:
        order = stock.in_order()
        self.id = stock.id
        self.name = stock.name
        self.language = Counter(stock.languages).most_common(1)[0][0]
        self._words = WORDS[self.language]
        self._linked_data = place % 2 == 0
        self._titles = [stock.titles[at] for at in order]
        self._bodies = [stock.bodies[at] for at in order]
        self._summaries = [stock.summaries[at] for at in order]
        self._authors = [stock.authors[at] for at in order]
        self._sections = [stock.sections[at] for at in order]
        self._stamps = [stock.stamps[at] for at in order]
        self._section_names = stock.section_names
        self._section_ids = stock.section_ids
        self._section_bytes = [escape(name).encode("utf-8", "replace") for name in stock.section_names]
        self._members: list[list[int]] = [[] for _ in stock.section_names]
        for number, section in enumerate(self._sections):
            self._members[section].append(number)
        self._frame()

    def __len__(self) -> int:
        return len(self._titles)

    def source(self, port: int) -> Source:
        home = f"http://{self.id}.localhost:{port}"
        return Source(
            id=self.id,
            name=self.name,
            home=f"{home}/",
            channels=(
                Channel(f"{home}/rss.xml", ChannelKind.FEED),
                Channel(f"{home}/sitemap-news.xml", ChannelKind.SITEMAP),
                Channel(f"{home}/sitemap.xml", ChannelKind.SITEMAP),
            ),
            kind=SourceKind.BROADCASTER,
            languages=(self.language,),
        )

    # --- the frame every page has ---------------------------------------------------------------------------------

    def _frame(self) -> None:
        words, name = self._words, escape(self.name)
        direction = "rtl" if self.language == "ar" else "ltr"
        menu = "".join(
            f'<li><a href="/section/{key}">{escape(label or words["news"])}</a></li>'
            for key, label in zip(self._section_ids, self._section_names, strict=True)
        )
        self._head = (
            f'<!DOCTYPE html>\n<html lang="{self.language}" dir="{direction}">\n<head>\n<meta charset="utf-8">\n'
            '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
            f'<link rel="alternate" type="application/rss+xml" title="{name}" href="/rss.xml">\n'
            "<style>body{font:1.1rem/1.9 serif;margin:0 auto;max-width:70rem;padding:0 1rem}nav li,.share li{display:"
            "inline-block;margin-inline-end:1rem}main{display:grid;grid-template-columns:3fr 1fr;gap:2rem}h1{"
            "line-height:1.4}aside{font-size:.9rem}footer{border-top:3px solid #a22;margin-top:2rem}</style>\n"
        ).encode()
        self._top = (
            f'</head>\n<body>\n<header class="site-header"><div class="logo"><a href="/">{name}</a></div>\n'
            f'<nav class="main-menu"><ul><li><a href="/">{words["home"]}</a></li>{menu}</ul></nav>\n'
            f'<form class="search" action="/search"><input name="q" placeholder="{words["search"]}"></form></header>\n'
        ).encode()
        share = "".join(
            f'<li><a href="#" rel="nofollow">{label}</a></li>' for label in words["share_places"].split("|")
        )
        self._share = f'<div class="share"><span>{words["share"]}</span><ul>{share}</ul></div>\n'.encode()
        self._related = f'<section class="related"><h3>{words["related"]}</h3><ul>'.encode()
        self._side = f'</article>\n<aside class="sidebar"><h3>{words["most_read"]}</h3><ol>'.encode()
        self._foot = (
            f'</ol><div class="newsletter"><h3>{words["newsletter"]}</h3><p>{words["newsletter_text"]}</p>'
            f'<form><input type="email"><button>{words["subscribe"]}</button></form></div></aside></main>\n'
            f"<footer><ul><li>{words['about']}</li><li>{words['contact']}</li><li>{words['privacy']}</li></ul>"
            f"<p>{words['rights']} © {name}</p></footer>\n</body>\n</html>\n"
        ).encode()
        self._plain_name = json.dumps(self.name, ensure_ascii=False).replace("<", "\\u003c").encode("utf-8", "replace")
        self._by = words["by"].encode()

    # --- answering ------------------------------------------------------------------------------------------------

    def answer(self, asked: Asked, now: datetime) -> Reply | None:
        path = asked.path
        out = bisect_right(self._stamps, int((now - _EPOCH).total_seconds()))
        if match := _NUMBER.match(path):
            number = int(match[1]) - 1
            return Reply(self._article(number, asked.base, out)) if number < out else None
        return self._listing(asked, out)

    def _listing(self, asked: Asked, out: int) -> Reply | None:
        path, base = asked.path, asked.base
        if path == "/":
            return Reply(self._list_page(list(range(max(0, out - PAGE), out))[::-1], self.name, ""))
        if match := _SECTION.match(path):
            return self._section_page(match[1], asked.query, out)
        if match := _SITEMAP.match(path):
            return self._part(int(match[1]) - 1, base, out)
        if path == "/rss.xml":
            return Reply(self._feed(base, out), "application/rss+xml; charset=utf-8", zipped=True, validated=True)
        if path == "/sitemap.xml":
            return Reply(self._sitemap_index(base, out), _XML, validated=True)
        if path == "/sitemap-news.xml":
            return Reply(self._news_sitemap(base, out), _XML, zipped=True, validated=True)
        if path == "/robots.txt":
            lines = f"User-agent: *\nDisallow: /search\nSitemap: {base}/sitemap.xml\nSitemap: {base}/sitemap-news.xml\n"
            return Reply(lines.encode(), "text/plain")
        return redirect("/rss.xml") if path in ("/feed", "/feed/", "/rss") else None

    def _article(self, number: int, base: str, out: int) -> bytes:
        title, section = self._titles[number], self._sections[number]
        link = f"{base}/news/{number + 1}".encode()
        near = range(max(0, number - 5), number)
        far = range(max(0, out - 8), out)
        return b"".join(
            (
                self._head,
                b"<title>", title, b" - ", self.name.encode("utf-8", "replace"), b"</title>\n",
                b'<link rel="canonical" href="', link, b'">\n',
                self._meta(number, link),
                self._top,
                b'<main><article class="story"><div class="crumbs"><a href="/section/',
                self._section_ids[section].encode(), b'">', self._section_bytes[section], b"</a></div>\n<h1>",
                title, b"</h1>\n", self._line(number), self._share,
                b'<div class="story-body">\n', self._bodies[number], b"</div>\n",
                self._related, self._links(near), b"</ul></section>\n",
                self._side, self._links(far), self._foot,
            )
        )  # fmt: skip

    def _line(self, number: int) -> bytes:
        """By-line and date, as far as the corpus knows them."""
        stamp = self._stamps[number]
        author = self._authors[number]
        by = b'<span class="author">' + self._by + b" " + author + b"</span> " if author else b""
        iso = _iso(stamp)
        time = f'<time datetime="{iso}">{iso[:10]} {iso[11:16]}</time>'.encode() if stamp else b""
        return b'<div class="byline">' + by + time + b"</div>\n"

    def _meta(self, number: int, link: bytes) -> bytes:
        title, summary, iso = self._titles[number], self._summaries[number], _iso(self._stamps[number]).encode()
        made = [
            b'<meta property="og:type" content="article">\n<meta property="og:title" content="', title,
            b'">\n<meta property="og:url" content="', link, b'">\n<meta name="description" content="', summary, b'">\n',
        ]  # fmt: skip
        if self._linked_data:
            made += (b'<script type="application/ld+json">', self._json_ld(number, link), b"</script>\n")
        elif iso:
            made += (b'<meta property="article:published_time" content="', iso, b'">\n')
        return b"".join(made)

    def _json_ld(self, number: int, link: bytes) -> bytes:
        said: dict[str, object] = {
            "@context": "https://schema.org",
            "@type": "NewsArticle",
            "headline": unescape(self._titles[number].decode()),
            "url": link.decode(),
            "articleSection": self._section_names[self._sections[number]],
            "publisher": {"@type": "Organization", "name": self.name},
        }
        if self._stamps[number]:
            said["datePublished"] = _iso(self._stamps[number])
        if self._authors[number]:
            said["author"] = {"@type": "Person", "name": unescape(self._authors[number].decode())}
        return json.dumps(said, ensure_ascii=False).replace("<", "\\u003c").encode("utf-8", "replace")

    def _links(self, numbers: range) -> bytes:
        titles = self._titles
        return b"".join([b'<li><a href="/news/%d">%s</a></li>' % (at + 1, titles[at]) for at in reversed(numbers)])

    # --- lists ----------------------------------------------------------------------------------------------------

    def _list_page(self, numbers: list[int], name: str, further: str) -> bytes:
        cards = b"\n".join(
            b'<div class="card"><h2><a href="/news/%d">%s</a></h2>%s<p>%s</p></div>'
            % (at + 1, self._titles[at], self._line(at), self._summaries[at])
            for at in numbers
        )
        title = f"<title>{escape(name)}</title>\n".encode("utf-8", "replace")
        return b"".join(
            (
                self._head,
                title,
                self._top,
                b'<main><article class="list">',
                cards,
                further.encode(),
                self._side,
                self._foot,
            )
        )

    def _section_page(self, key: str, query: str, out: int) -> Reply | None:
        if key not in self._section_ids:
            return None
        section = self._section_ids.index(key)
        members = self._members[section]
        shown = bisect_right(members, out - 1)
        match = _PAGE.search(query)
        page = int(match[1]) if match else 1
        end = shown - (page - 1) * PAGE
        if end <= 0 and page > 1:
            return None
        numbers = members[max(0, end - PAGE) : max(0, end)][::-1]
        more = f'<a rel="next" href="/section/{key}?page={page + 1}">{self._words["more"]}</a>' if end > PAGE else ""
        return Reply(self._list_page(numbers, self._section_names[section] or self._words["news"], more))

    def _feed(self, base: str, out: int) -> bytes:
        items = b"\n".join(
            b"<item><title>%s</title><link>%s</link><guid>%s</guid>%s<description>%s</description>%s</item>"
            % (self._titles[at], link, link, _pub_date(self._stamps[at]), self._summaries[at], self._category(at))
            for at in range(out - 1, max(-1, out - 1 - FEED), -1)
            for link in (f"{base}/news/{at + 1}".encode(),)
        )
        head = (
            '<?xml version="1.0" encoding="UTF-8"?>\n<rss version="2.0"><channel>'
            f"<title>{escape(self.name)}</title><link>{base}/</link><language>{self.language}</language>"
            f"<description>{escape(self.name)}</description>\n"
        )
        return _printable(head.encode("utf-8", "replace") + items + b"\n</channel></rss>\n")

    def _category(self, number: int) -> bytes:
        return b"<category>%s</category>" % self._section_bytes[self._sections[number]]

    def _sitemap_index(self, base: str, out: int) -> bytes:
        parts = "".join(
            f"<sitemap><loc>{base}/sitemap-{part + 1}.xml</loc></sitemap>\n" for part in range(-(-out // PART))
        )
        return (
            '<?xml version="1.0" encoding="UTF-8"?>\n<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n'
            f"{parts}</sitemapindex>\n"
        ).encode()

    def _part(self, part: int, base: str, out: int) -> Reply | None:
        if part * PART >= out:
            return None
        lines = "".join(
            f"<url><loc>{base}/news/{at + 1}</loc>{_lastmod(self._stamps[at])}</url>\n"
            for at in range(part * PART, min(out, (part + 1) * PART))
        )
        body = (
            '<?xml version="1.0" encoding="UTF-8"?>\n<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n'
            f"{lines}</urlset>\n"
        )
        return Reply(body.encode(), _XML, validated=True)

    def _news_sitemap(self, base: str, out: int) -> bytes:
        newest = self._stamps[out - 1] if out else 0
        first = max(bisect_right(self._stamps, newest - NEWS_DAYS * 86400), out - 1000)
        items = b"".join(
            b"<url><loc>%s/news/%d</loc><news:news><news:publication><news:name>%s</news:name><news:language>%s"
            b"</news:language></news:publication><news:publication_date>%s</news:publication_date>"
            b"<news:title>%s</news:title></news:news></url>\n"
            % (base.encode(), at + 1, escape(self.name).encode("utf-8", "replace"), self.language.encode(),
               _iso(self._stamps[at]).encode(), self._titles[at])
            for at in range(out - 1, first - 1, -1)
            if self._stamps[at]
        )  # fmt: skip
        return _printable(
            b'<?xml version="1.0" encoding="UTF-8"?>\n<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" '
            b'xmlns:news="http://www.google.com/schemas/sitemap-news/0.9">\n' + items + b"</urlset>\n"
        )


def _printable(xml: bytes) -> bytes:
    """Without the control characters XML 1.0 forbids, which real texts do hold."""
    return xml.translate(None, bytes(set(range(32)) - {9, 10, 13}))


def _lastmod(stamp: int) -> str:
    return f"<lastmod>{_iso(stamp)}</lastmod>" if stamp else ""


@lru_cache(maxsize=4096)
def _pub_date(stamp: int) -> bytes:
    if not stamp:
        return b""
    at = _EPOCH + timedelta(seconds=stamp)
    return f"<pubDate>{at:%a, %d %b %Y %H:%M:%S} +0000</pubDate>".encode()

"""An invented paper behind its host name: which address answers what, and its habits as a server."""

from __future__ import annotations

import json
import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from html import escape
from urllib.parse import parse_qsl, quote, urlencode

from masdar.model import Channel, ChannelKind, Source, SourceKind
from masdar.press.invented import feeds, pages, pictures, sitemaps
from masdar.press.invented.feeds import Feed, Item
from masdar.press.invented.pieces import Piece
from masdar.press.invented.prose import SECTION_KEYS, Title, section_names
from masdar.press.replies import HTML, Asked, Headers, Reply, gone, redirect, text

_LISTED = 30  # items in a feed and on a front; an agency lists twice as many and more
_LISTED_BY_AGENCY = 80
_TRACKING = "utm_source=rss&utm_medium=feed&utm_campaign=site"
_PART = re.compile(r"/sitemap-part-(\d{1,4})\.xml\.gz\Z")
_MEDIA = re.compile(r"/media/([a-z]{1,12})-(\d{1,6})\.(jpg|png|webp)\Z")
_MARKS = re.compile("[\u0640\u064b-\u0652]")  # kashida and vowel signs
_SHORT = re.compile(r"\Ap=(\d{1,8})\Z")


def _slug(words: str) -> str:
    return "-".join(re.findall(r"[^\W_]+", _MARKS.sub("", words)))[:80].strip("-").lower()


def _count(given: str, default: int) -> int:
    """A number of a query, at least 1."""
    return max(1, int(given)) if given.isascii() and given.isdigit() and len(given) < 6 else default


class InventedPaper:
    """One paper with its pieces, oldest first. From `sold_at` on its domain is somebody else's."""

    def __init__(self, title: Title, pieces: Sequence[Piece], sold_at: datetime | None = None) -> None:
        self._sold_at = sold_at
        self.title = title
        self.id = title.id
        self.name = title.name
        self.language = title.language
        self._pieces = pieces
        self._times = [piece.published for piece in pieces]
        self._paths = {piece.number: self._permalink(piece) for piece in pieces}
        self._at = {path: piece for piece, path in zip(pieces, self._paths.values(), strict=True)}
        self._pictures = {pages.picture_path(piece, title): piece.picture for piece in pieces}

    def _permalink(self, piece: Piece) -> str:
        return self.title.permalink.format(
            n=piece.number, section=piece.section, slug=_slug(piece.title), y=piece.published.year,
            m=f"{piece.published.month:02}", d=f"{piece.published.day:02}", lang=piece.language,
        )  # fmt: skip

    def path(self, piece: Piece) -> str:
        """A piece's address at this paper, not percent-encoded."""
        return self._paths[piece.number]

    @property
    def pieces(self) -> Sequence[Piece]:
        return self._pieces

    def source(self, port: int) -> Source:
        title = self.title
        home = f"http://{self.id}.localhost:{port}"
        found = [Channel(home + path, kind) for path, kind in self._channels()]
        kind = SourceKind(title.kind)
        languages = ("ar", "fr", "en") if "three-languages" in title.habits else (title.language,)
        return Source(self.id, title.name, f"{home}/", tuple(found), title.latin, kind, languages, "", "UTC")

    def _channels(self) -> list[tuple[str, ChannelKind]]:
        habits, made = self.title.habits, []
        if "three-languages" in habits:
            made += [(f"/{language}{self.title.feed_path}", ChannelKind.FEED) for language in ("ar", "fr", "en")]
        elif self.title.feed:
            made.append((self.title.feed_path, ChannelKind.FEED))
        if "news-sitemap" in habits:
            made.append(("/news-sitemap.xml", ChannelKind.SITEMAP))
        if "sitemap" in habits or "sitemap-parts" in habits:
            made.append(("/sitemap.xml", ChannelKind.SITEMAP))
        return made or [("/", ChannelKind.SECTION)]

    # --- answering ------------------------------------------------------------------------------------------------

    def answer(self, asked: Asked, now: datetime) -> Reply | None:
        """What the paper's server says; everything of a slow paper is slow."""
        sold = self._sold_at is not None and self._sold_at <= now
        if sold or "parked" in self.title.habits:
            reply: Reply | None = self._parked(asked, sold=sold)
        else:
            reply = self._answer(asked, now)
        if reply is None:
            return None
        habits = self.title.habits
        return replace(reply, delay=self.title.delay, zipped="gzip" in habits, validated="validated" in habits)

    def _parked(self, asked: Asked, *, sold: bool = False) -> Reply:
        """The paper is gone: its feeds say so for a while, every other address shows what its domain was sold for."""
        if not sold and asked.path in ("/rss.xml", self.title.feed_path):
            return gone()
        if asked.path == "/robots.txt":
            return text("User-agent: *\nAllow: /\n", "text/plain")
        return text(pages.parked(asked.host))

    def _answer(self, asked: Asked, now: datetime) -> Reply | None:
        path = asked.path
        piece = self._at.get(path)
        if piece is not None:
            return self._article(piece, asked, now)
        if "amp" in self.title.habits and path.startswith("/amp/"):
            piece = self._at.get(path.removeprefix("/amp"))
            return self._article(piece, asked, now, amp=True) if piece is not None else None
        if path.startswith("/media/"):
            return self._picture(path)
        return self._furniture(asked, now) or self._list(asked, now) or self._lists_for_machines(asked, now)

    def _furniture(self, asked: Asked, now: datetime) -> Reply | None:
        """Redirects, robots, the ends of old addresses."""
        path, habits = asked.path, self.title.habits
        if path == "/robots.txt":
            return text(self._robots(asked.base), "text/plain")
        if path == "/" and "three-languages" in habits:
            return redirect("/ar/", 302)
        if path == "/old-rss.xml" and "dead-feed" in habits:
            return gone()
        if path + "/" in self._at:
            return redirect(quote(path + "/"))
        match = _SHORT.match(asked.query)
        if path == "/" and match and int(match[1]) in self._paths:
            return redirect(asked.base + quote(self._paths[int(match[1])]))
        if path.startswith("/wp-json/wp/v2/posts") and self.title.cms == "wordpress":
            return self._wp_json(asked, now)
        return None

    def _robots(self, base: str) -> str:
        habits = self.title.habits
        if "forbids" in habits:
            return "User-agent: *\nDisallow: /\n"
        lines = ["User-agent: *", "Disallow: /search"]
        if "crawl-delay" in habits:
            lines.append("Crawl-delay: 1")
        if "sitemap" in habits or "sitemap-parts" in habits:
            lines.append(f"Sitemap: {base}/sitemap.xml")
        if "news-sitemap" in habits:
            lines.append(f"Sitemap: {base}/news-sitemap.xml")
        return "\n".join(lines) + "\n"

    def _out(self, now: datetime, language: str = "", section: str = "") -> list[Piece]:
        """What is published and not withdrawn, newest first."""
        return [
            piece
            for piece in reversed(self._pieces[: bisect_right(self._times, now)])
            if (not language or piece.language == language) and (not section or piece.section == section)
            if piece.withdrawn_at is None or piece.withdrawn_at > now
        ]

    # --- pages ----------------------------------------------------------------------------------------------------

    def _cards(self, found: Sequence[Piece], base: str, now: datetime) -> list[pages.Card]:
        return [pages.card(piece, self.title, base, quote(self._paths[piece.number]), now) for piece in found]

    def _page(self, page: pages.Page) -> Reply:
        words = pages.render(page)
        title = self.title
        if title.charset == "utf-8":
            return Reply(words.encode(), HTML)
        kind = f"text/html; charset={title.charset}" if "charset-in-header" in title.habits else "text/html"
        return Reply(words.encode(title.charset, "xmlcharrefreplace"), kind)

    def _article(self, piece: Piece, asked: Asked, now: datetime, amp: bool = False) -> Reply | None:
        if piece.published > now or (piece.withdrawn_at is not None and piece.withdrawn_at <= now):
            return None
        base = self._link_base(asked)
        out = self._out(now, piece.language)
        same = [other for other in out if other.section == piece.section and other is not piece]
        lists: dict[str, Sequence[pages.Card]] = {
            "related": self._cards(same[:4], base, now),
            "latest": self._cards(out[:8], base, now),
            "most_read": self._cards(sorted(out, key=lambda other: other.number * 7919 % 101)[:6], base, now),
        }
        cards = self._cards([piece], base, now)
        page = pages.Page("article", self.title, asked.base, now, cards, lists, piece.language, piece.title, amp)
        return replace(self._page(page), modified=piece.modified(now))

    def _link_base(self, asked: Asked) -> str:
        return "" if "relative-links" in self.title.habits else asked.base

    def _list(self, asked: Asked, now: datetime) -> Reply | None:
        language, kind, section, heading = self.title.language, "front", "", self.title.name
        path = asked.path
        if "three-languages" in self.title.habits and path in ("/ar/", "/fr/", "/en/"):
            language = path[1:3]
        elif path.startswith("/section/"):
            section, kind = path.removeprefix("/section/"), "section"
            if section not in SECTION_KEYS:
                return None
            heading = section_names()[section][language]
        elif path != "/":
            return None
        base = self._link_base(asked)
        out = self._out(now, language, section)
        cards = self._cards(out[:_LISTED], base, now)
        every = self._out(now, language)
        most = sorted(every, key=lambda other: other.number * 7919 % 101)[:6]
        lists = {"related": (), "latest": self._cards(every[:8], base, now), "most_read": self._cards(most, base, now)}
        page = pages.Page(kind, self.title, asked.base, now, cards, lists, language, heading)
        return replace(self._page(page), modified=out[0].published if out else None)

    def _wp_json(self, asked: Asked, now: datetime) -> Reply:
        """Posts newest first, in pages counted from 1, as WordPress gives them; past the last page it refuses."""
        query = dict(parse_qsl(asked.query))
        size, number = (_count(query.get(name, ""), default) for name, default in (("per_page", 10), ("page", 1)))
        out = self._out(now)
        size = min(size, 100)
        total = max(1, -(-len(out) // size))
        if number > total:
            refused = {"code": "rest_post_invalid_page_number", "message": "", "data": {"status": 400}}
            return text(json.dumps(refused), "application/json; charset=UTF-8", 400)
        posts = [self._post(piece, asked.base, now) for piece in out[(number - 1) * size : number * size]]
        headers: Headers = (("x-wp-total", str(len(out))), ("x-wp-totalpages", str(total)))
        if number < total:
            following = urlencode({**query, "page": number + 1})
            headers += (("link", f'<{asked.base}{asked.path}?{following}>; rel="next"'),)
        body = text(json.dumps(posts, ensure_ascii=False), "application/json; charset=UTF-8")
        return replace(body, headers=headers)

    def _post(self, piece: Piece, base: str, now: datetime) -> dict[str, object]:
        return {
            "id": piece.number,
            "date_gmt": piece.published.strftime("%Y-%m-%dT%H:%M:%S"),
            "link": base + quote(self._paths[piece.number]),
            "title": {"rendered": escape(piece.title)},
            "excerpt": {"rendered": f"<p>{escape(piece.summary)}</p>\n"},
            "content": {"rendered": _markup(piece, now)},
        }

    # --- lists for machines ---------------------------------------------------------------------------------------

    def _lists_for_machines(self, asked: Asked, now: datetime) -> Reply | None:
        title, habits, path = self.title, self.title.habits, asked.path
        if title.feed and path.endswith(title.feed_path):
            language = path.removesuffix(title.feed_path).strip("/")
            if language in (("ar", "fr", "en") if "three-languages" in habits else ("",)):
                return self._feed(asked, now, language)
        out = self._out(now)
        if path == "/news-sitemap.xml" and "news-sitemap" in habits:
            return Reply(sitemaps.news(self._described(out, asked, now, path)), sitemaps.TYPE)
        if path == "/sitemap.xml" and "sitemap" in habits:
            return Reply(sitemaps.plain(self._described(out, asked, now, path).items), sitemaps.TYPE)
        if "sitemap-parts" in habits:
            if path == "/sitemap.xml":
                return Reply(sitemaps.index(asked.base, len(out)), sitemaps.TYPE)
            match = _PART.match(path)
            if match and 0 < int(match[1]) <= sitemaps.parts(len(out)):
                items = self._described(out, asked, now, path).items
                return Reply(sitemaps.part(items, int(match[1]) - 1), "application/gzip")
        return None

    def _feed(self, asked: Asked, now: datetime, language: str) -> Reply:
        found = self._out(now, language)[: _LISTED_BY_AGENCY if self.title.kind == "agency" else _LISTED]
        feed = self._described(found, asked, now, asked.path)
        if "careless-titles" in self.title.habits:
            feed = replace(feed, items=_careless(feed.items))
        if "dead-link" in self.title.habits:
            # A piece taken down that its feed still lists.
            feed = replace(feed, items=(*feed.items[:3], _dead(feed.items), *feed.items[3:])) if feed.items else feed
        kind = feeds.TYPES[self.title.feed]
        declared = "" if self.title.charset != "utf-8" else "; charset=utf-8"
        return Reply(feeds.render(feed), kind + declared, modified=found[0].published if found else None)

    def _described(self, found: Sequence[Piece], asked: Asked, now: datetime, path: str) -> Feed:
        items = tuple(self._item(piece, asked.base, now) for piece in found)
        title = self.title
        updated = max((item.modified for item in items), default=now)
        return Feed(title, asked.base, path, items, updated)

    def _item(self, piece: Piece, base: str, now: datetime) -> Item:
        link = base + quote(self._paths[piece.number])
        image = pages.picture_path(piece, self.title)
        tracked = "tracking" in self.title.habits
        return Item(
            title=piece.title,
            link=f"{link}?{_TRACKING}" if tracked else link,
            guid=f"{base}/?p={piece.number}" if self.title.cms == "wordpress" else f"tag:{self.id},{piece.number}",
            summary=piece.summary,
            content=_markup(piece, now),
            author=piece.byline,
            section=section_names()[piece.section][piece.language],
            image=base + image if image else "",
            published=piece.published,
            modified=piece.modified(now),
        )

    def _picture(self, path: str) -> Reply | None:
        if path == "/media/plan.svg" and "odd-pictures" in self.title.habits:
            return Reply(pictures.SVG, "image/svg+xml")
        if path == "/media/huge.png" and "odd-pictures" in self.title.habits:
            return Reply(pictures.bomb(), "image/png")
        match = _MEDIA.match(path)
        picture = self._pictures.get(path)
        if match is None or picture is None:
            return None
        width, height, kind = self.title.picture
        return Reply(pictures.render(picture.scene, picture.seed, (width, height), kind), pictures.media_type(kind))


def _markup(piece: Piece, now: datetime) -> str:
    return "".join(f"<p>{escape(paragraph.text)}</p>\n" for paragraph in piece.shown(now))


def _careless(items: Sequence[Item]) -> tuple[Item, ...]:
    """Every fifth item without a title, and the newest said twice."""
    made = [replace(item, title="") if number % 5 == 4 else item for number, item in enumerate(items)]
    return (*made[:1], *made)


def _dead(items: Sequence[Item]) -> Item:
    first = items[0]
    return replace(first, title=f"{first.title} (محدث)", link=f"{first.link}-removed", guid=f"{first.guid}-removed")

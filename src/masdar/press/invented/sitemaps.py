"""Sitemaps: plain, Google's news kind, and an index of gzip parts (sitemaps.org protocol 0.9)."""

from __future__ import annotations

import gzip
from collections.abc import Sequence
from html import escape

from masdar.press.invented.feeds import Feed, Item

TYPE = "application/xml; charset=utf-8"
PART = 12  # few, so that a small paper has several parts
_HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'
_SPACE = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'


def plain(items: Sequence[Item]) -> bytes:
    lines = "".join(
        f"<url><loc>{escape(item.link)}</loc><lastmod>{item.modified.isoformat()}</lastmod></url>\n" for item in items
    )
    return f"{_HEAD}<urlset {_SPACE}>\n{lines}</urlset>\n".encode()


def news(feed: Feed) -> bytes:
    lines = "".join(
        f"<url><loc>{escape(item.link)}</loc><news:news><news:publication><news:name>{escape(feed.title.name)}</news:name>"
        f"<news:language>{feed.title.language}</news:language></news:publication>"
        f"<news:publication_date>{item.published.isoformat()}</news:publication_date>"
        f"<news:title>{escape(item.title)}</news:title></news:news></url>\n"
        for item in feed.items
    )
    space = f'{_SPACE} xmlns:news="http://www.google.com/schemas/sitemap-news/0.9"'
    return f"{_HEAD}<urlset {space}>\n{lines}</urlset>\n".encode()


def parts(count: int) -> int:
    return -(-count // PART)


def index(base: str, count: int) -> bytes:
    """The index of the parts `/sitemap-part-{n}.xml.gz`, n from 1."""
    lines = "".join(
        f"<sitemap><loc>{base}/sitemap-part-{part + 1}.xml.gz</loc></sitemap>\n" for part in range(parts(count))
    )
    return f"{_HEAD}<sitemapindex {_SPACE}>\n{lines}</sitemapindex>\n".encode()


def part(items: Sequence[Item], number: int) -> bytes:
    """Part `number` of the items, counted from 0, as a gzip file."""
    return gzip.compress(plain(items[number * PART : (number + 1) * PART]), mtime=0)

"""Sitemaps of our own (https://www.sitemaps.org/protocol.html), and one of the newest
(https://developers.google.com/search/docs/crawling-indexing/sitemaps/news-sitemap).

A file lists a stretch of a paper's numbers, so what it lists hardly changes once it is full."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from functools import partial

from anyio import to_thread
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from masdar.contracts import Selection
from masdar.model import Level, Permalink
from masdar.web.answers import Content, Stamp, answer, pack
from masdar.web.headlines import digest
from masdar.web.marks import moment
from masdar.web.pages.feeds import title, xml
from masdar.web.site import Site

A_FILE = 10_000  # addresses; the protocol allows 50,000
NEWS, NEWS_AGE = 1000, timedelta(days=2)
XML = "application/xml; charset=utf-8"
SECONDS = 600.0
CACHE = "public, max-age=600"
_NAME = re.compile(r"([a-z0-9-]{1,64})\.([1-9][0-9]{0,5})\.xml")
_SCHEMA = "http://www.sitemaps.org/schemas/sitemap/0.9"
_NEWS_SCHEMA = "http://www.google.com/schemas/sitemap-news/0.9"


async def _told(site: Site, request: Request, key: object, lines: partial[Iterator[str]]) -> Response:
    """A document made on a thread and kept for some minutes. Raises 404 where the portal has no public address."""
    if not site.portal.url:
        raise HTTPException(404)

    def make() -> Content:
        body = "\n".join(('<?xml version="1.0" encoding="UTF-8"?>', *lines(), "")).encode()
        return Content(body, XML, Stamp(digest(body.decode()), cache=CACHE), pack(body, 6))

    async def made() -> Content:
        return await to_thread.run_sync(make)

    return answer(request, await site.shelf.get(("sitemap", key), SECONDS, made))


async def index(site: Site, request: Request) -> Response:
    """Every file there is."""
    return await _told(site, request, "", partial(_index, site))


def _index(site: Site) -> Iterator[str]:
    yield f'<sitemapindex xmlns="{_SCHEMA}">'
    yield f"<sitemap><loc>{xml(site.portal.url)}/sitemap/news.xml</loc></sitemap>"
    for source, last in sorted(site.portal.store.last_numbers().items()):
        for place in range(1, (last - 1) // A_FILE + 2):
            yield f"<sitemap><loc>{xml(site.portal.url)}/sitemap/{source}.{place}.xml</loc></sitemap>"
    yield "</sitemapindex>"


async def file(site: Site, request: Request) -> Response:
    """One stretch of a paper's articles."""
    found = _NAME.fullmatch(request.path_params["name"])
    if found is None or found[1] not in await site.sources():
        raise HTTPException(404)
    return await _told(site, request, found[0], partial(_file, site, found[1], int(found[2])))


def _file(site: Site, source: str, place: int) -> Iterator[str]:
    yield f'<urlset xmlns="{_SCHEMA}">'
    for number, at in site.portal.store.numbers(source, (place - 1) * A_FILE + 1, place * A_FILE):
        if not _gone(site, Permalink(source, number)):
            address = f"{site.portal.url}/{source}/{number}"
            yield f"<url><loc>{xml(address)}</loc><lastmod>{moment(at)}</lastmod></url>"
    yield "</urlset>"


def _gone(site: Site, permalink: Permalink) -> bool:
    found = site.guard.taken.get(permalink) if site.guard is not None else None
    return found is not None and found.level is Level.TOMBSTONE


async def news(site: Site, request: Request) -> Response:
    """The articles of the last two days, at most a thousand."""
    return await _told(site, request, "news", partial(_news, site))


def _news(site: Site) -> Iterator[str]:
    since = site.portal.clock() - NEWS_AGE
    yield f'<urlset xmlns="{_SCHEMA}" xmlns:news="{_NEWS_SCHEMA}">'
    for one in site.portal.store.headlines(Selection(limit=NEWS)):
        if one.at >= since and one.title.strip():
            yield (
                f"<url><loc>{xml(f'{site.portal.url}/{one.permalink}')}</loc><news:news><news:publication>"
                f"<news:name>{xml(site.portal.name)}</news:name>"
                f"<news:language>{xml(one.language or site.editions[0].tag)}</news:language></news:publication>"
                f"<news:publication_date>{moment(one.at)}</news:publication_date>"
                f"<news:title>{title(one.title)}</news:title></news:news></url>"
            )
    yield "</urlset>"

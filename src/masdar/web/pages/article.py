"""One article: never without its source, its date and the link to where it stood."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import timedelta
from itertools import groupby
from typing import Any

from markupsafe import Markup
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from masdar.contracts import Selection
from masdar.model import Block, BlockKind, Permalink, Source, StoredArticle
from masdar.urls import clean
from masdar.web.addresses import number, picture
from masdar.web.answers import HTML, JSON, Stamp, answer, unchanged
from masdar.web.bidi import plain
from masdar.web.cleaning import cleaned
from masdar.web.edition import Edition
from masdar.web.headlines import digest
from masdar.web.site import LIST_SECONDS, Site, View
from masdar.web.templates import moment, shorten

NEIGHBOURS = 6
PICTURE_WIDTH = 960
LETTERS_A_MINUTE = 900  # an adult reading Arabic, some 150 words


async def find(site: Site, request: Request) -> tuple[StoredArticle, Source]:
    """The article an address names, with its paper. Raises 404."""
    source = (await site.sources()).get(request.path_params["source"])
    numbered = number(request.path_params["number"])
    if source is None or not numbered:
        raise HTTPException(404)
    stored = await site.ask(site.portal.store.article, Permalink(source.id, numbered))
    if stored is None:
        raise HTTPException(404)
    return stored, source


async def page(site: Site, request: Request, edition: Edition) -> Response:
    stored, source = await find(site, request)
    strip = await site.strip(edition)
    beside, beside_version = await _beside(site, edition, source)
    version = digest(f"{stored.revision}.{stored.picture}.{strip.version}.{beside_version}.{site.portal.version}")
    stamp = Stamp(version, max(strip.changed, stored.article.modified or stored.first_seen))
    short = unchanged(request, stamp)
    if short is not None:
        return short
    text = await _text(site, edition, stored, source)
    view = _view(site, edition, stored, source)
    address = clean(stored.article.url)
    body = await site.render(
        edition, "article.html", view, stored=stored, source=source, text=text, beside=beside, address=address
    )
    return answer(request, body, HTML, stamp)


async def _beside(site: Site, edition: Edition, source: Source) -> tuple[Markup, str]:
    """The paper's newest headlines, rendered once for all its articles."""

    async def make() -> tuple[Markup, str]:
        shown = (await site.headlines(Selection(source=source.id, limit=NEIGHBOURS)))[:NEIGHBOURS]
        now = site.portal.clock()
        html = site.templates.fragment("beside.html", edition, source=source, headlines=shown, now=now)
        return html, digest(html)

    return await site.shelf.get(("beside", edition.tag, source.id), LIST_SECONDS, make)


async def _text(site: Site, edition: Edition, stored: StoredArticle, source: Source) -> Markup:
    """The article's own part of the page, sanitised last; kept, since it only changes with its revision."""
    key = (stored.permalink, stored.revision, stored.picture, edition.tag)
    kept = site.bodies.get(key)
    if kept is not None:
        return kept
    article = stored.article
    published = article.published or stored.first_seen
    html = site.templates.fragment(
        "text.html",
        edition,
        stored=stored,
        article=article,
        source=source,
        published=published,
        dated=article.published is not None,
        updated=_updated(stored),
        size=await _size(site, stored.picture),
        pieces=list(pieces(article.blocks)),
        minutes=max(1, round(len(article.text) / LETTERS_A_MINUTE)),
        width=PICTURE_WIDTH,
    )
    return site.bodies.put(key, cleaned(html))


def _updated(stored: StoredArticle) -> Any:
    """The time of the last change worth telling, or None."""
    article = stored.article
    if article.modified is None or article.published is None:
        return None
    return article.modified if article.modified - article.published > timedelta(minutes=5) else None


async def _size(site: Site, sha256: str) -> tuple[int, int] | None:
    """The width and height the lead picture will take, so that nothing moves when it comes."""
    if not sha256:
        return None
    kept = site.sizes.get(sha256)
    if kept is not None:
        return kept
    thumbnail = await site.ask(site.portal.store.thumbnail, sha256, PICTURE_WIDTH)
    return site.sizes.put(sha256, (thumbnail.width, thumbnail.height)) if thumbnail else None


def pieces(blocks: tuple[Block, ...]) -> Iterator[tuple[str, list[Block]]]:
    """The blocks in order, neighbours that make one list, table or quotation together; each part of a page that holds
    several articles begins with a piece "part"."""
    part = 0
    for (number_, kind), group in groupby(blocks, key=lambda block: (block.part, block.kind)):
        if number_ != part:
            part = number_
            yield "part", []
        together = list(group)
        if kind in (BlockKind.ITEM, BlockKind.ROW, BlockKind.QUOTE):
            yield kind.value, together
        else:
            for block in together:
                yield kind.value, [block]


def _view(site: Site, edition: Edition, stored: StoredArticle, source: Source) -> View:
    article = stored.article
    to = edition.addresses
    own = next((one for one in site.editions if one.tag == article.language), site.editions[0])
    summary = shorten(plain(article.summary or article.text), 200)
    return View(
        title=plain(article.title),
        path=f"/{stored.permalink}",
        description=summary,
        kind="article",
        feed=f"{to.source(source.id)}/rss",
        canonical=to.absolute(own.addresses.article(stored.permalink)),
        picture=picture(stored.picture, PICTURE_WIDTH) if stored.picture else "",
        data=_json_ld(edition, stored, source, summary),
    )


def _json_ld(edition: Edition, stored: StoredArticle, source: Source, summary: str) -> str:
    """schema.org's NewsArticle, safe to stand in a script element."""
    article = stored.article
    to = edition.addresses
    made: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "headline": plain(article.title)[:300],
        "description": summary,
        "datePublished": moment(article.published or stored.first_seen),
        "dateModified": moment(article.modified or article.published or stored.first_seen),
        "inLanguage": article.language or edition.tag,
        "isBasedOn": clean(article.url),
        "publisher": {"@type": "NewsMediaOrganization", "name": plain(source.name), "url": clean(source.home)},
        "author": [{"@type": "Person", "name": plain(name)} for name in article.authors]
        or [{"@type": "Organization", "name": plain(source.name)}],
    }
    if to.base:
        made["mainEntityOfPage"] = to.absolute(to.article(stored.permalink))
        if stored.picture:
            made["image"] = [to.absolute(picture(stored.picture, PICTURE_WIDTH))]
    text = json.dumps(made, ensure_ascii=False, separators=(",", ":"))
    return text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")


async def json_page(site: Site, request: Request, edition: Edition) -> Response:
    """The article for machines."""
    stored, source = await find(site, request)
    article = stored.article
    made = {
        "id": str(stored.permalink),
        "url": edition.addresses.absolute(edition.addresses.article(stored.permalink)),
        "source": {"id": source.id, "name": source.name, "home": source.home},
        "original": article.url,
        "title": article.title,
        "summary": article.summary,
        "byline": article.byline,
        "authors": list(article.authors),
        "section": article.section,
        "language": article.language,
        "direction": article.direction.value,
        "published": moment(article.published) if article.published else None,
        "published_precision": article.published_precision.value if article.published else None,
        "modified": moment(article.modified) if article.modified else None,
        "first_seen": moment(stored.first_seen),
        "last_seen": moment(stored.last_seen),
        "revision": stored.revision,
        "partial": article.partial,
        "picture": {
            "url": edition.addresses.absolute(picture(stored.picture, PICTURE_WIDTH)),
            "caption": article.image.caption if article.image else "",
            "credit": article.image.credit if article.image else "",
        }
        if stored.picture
        else None,
        "blocks": [
            {
                "kind": block.kind.value,
                "text": block.text,
                "language": block.language,
                "direction": block.direction.value,
            }
            for block in article.blocks
        ],
        "evidence": dict(article.evidence),
    }
    body = json.dumps(made, ensure_ascii=False).encode("utf-8", "replace")
    return answer(request, body, JSON, Stamp(digest(body.decode()), article.modified or stored.first_seen))

"""One article: never without its source, its date and the link to where it stood."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace

import msgspec
from markupsafe import Markup
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from masdar.contracts import Opened, Selection, Store
from masdar.model import Article, Edge, Headline, Level, Permalink, Source, StoredArticle
from masdar.urls import clean, readable
from masdar.web import structured
from masdar.web.addresses import number, picture
from masdar.web.answers import HTML, JSON, Content, Stamp, answer, unchanged
from masdar.web.bidi import escaped, plain, shorten
from masdar.web.cleaning import cleaned
from masdar.web.edition import Edition
from masdar.web.frame import Form, View
from masdar.web.headlines import digest
from masdar.web.lines import line, reprint
from masdar.web.marks import moment
from masdar.web.origins import for_machines, shown, tinted
from masdar.web.pages.following import following
from masdar.web.site import LIST_SECONDS, Site
from masdar.web.text import PICTURE_WIDTH, Text

NEIGHBOURS = 6
REPRINTS = 20  # shown with their headlines; later ones are folded
MOST_REPRINTS = 120
_encoder = msgspec.json.Encoder()


async def opened(site: Site, request: Request) -> tuple[Opened, Source]:
    """The article an address names, as its page needs it, and its paper. Raises 404, and 410 where it was withdrawn."""
    source = (await site.sources()).get(request.path_params["source"])
    numbered = number(request.path_params["number"])
    if source is None or not numbered:
        raise HTTPException(404)
    found = await site.ask(site.portal.store.opened, Permalink(source.id, numbered))
    if found is None:
        raise HTTPException(404)
    if taken_down(site, found.stored.permalink) is Level.TOMBSTONE:
        raise HTTPException(410)
    return found, source


async def find(site: Site, request: Request) -> tuple[StoredArticle, Source]:
    """`opened`, where only the article matters."""
    found, source = await opened(site, request)
    return found.stored, source


Reprints = Sequence[tuple[Edge, Headline]]  # who has words from an article, earliest first


async def reprinted(site: Site, found: Opened) -> Reprints:
    """Who has words from it, at most some seconds old."""
    if not found.taken:
        return ()
    permalink = found.stored.permalink
    return await site.related.get(permalink, LIST_SECONDS, lambda: site.ask(_reprinted, site.portal.store, permalink))


def _reprinted(store: Store, permalink: Permalink) -> Reprints:
    edges = store.reprints_of(permalink, MOST_REPRINTS)
    found = store.headlines_of([edge.taker for edge in edges])
    return tuple((edge, found[edge.taker]) for edge in edges if edge.taker in found)


def taken_down(site: Site, permalink: Permalink) -> Level:
    """How much of an article is shown."""
    found = site.guard.taken.get(permalink) if site.guard is not None else None
    return found.level if found is not None else Level.FULL


async def page(site: Site, request: Request, edition: Edition) -> Response:
    found, source = await opened(site, request)
    stored = found.stored
    strip = await site.strip(edition)
    astray = stored.link.leads_astray
    form, more, form_version = await _form(site, edition, source, astray=astray)
    taken = await reprinted(site, found)
    story = await following(site, edition, found)
    made_of = _made_of(site, found, taken)
    version = digest(f"{made_of}.{strip.version}.{form_version}.{story}.{site.portal.version}")
    stamp = Stamp(version, max(strip.changed, stored.article.modified or stored.first_seen))
    short = unchanged(request, stamp)
    if short is not None:
        return short
    frame = await site.frame(edition)
    target = clean(stored.link.target or stored.article.url)
    address, told = escaped(target), escaped(readable(target))
    leads = edition.addresses.article(stored.permalink) if astray else address or escaped(clean(source.home))
    reprints = _reprints(edition, taken)
    own = edition.addresses.article(stored.permalink)
    text = await _text(site, edition, (found, source), made_of)
    others = "".join([html for permalink, html in more if permalink != stored.permalink][:NEIGHBOURS])
    main = form.fill(text, leads, own, told, story, reprints, others)
    body = frame.fill(_view(edition, site.editions, stored, source), main)
    return answer(request, Content(body, HTML, stamp))


async def _form(
    site: Site, edition: Edition, source: Source, *, astray: bool
) -> tuple[Form, list[tuple[Permalink, str]], str]:
    """What all pages of a paper's articles share, and its newest headlines, one more than a page shows: it leaves out
    its own."""

    async def make() -> tuple[Form, list[tuple[Permalink, str]], str]:
        newest = (await site.headlines(Selection(source=source.id, limit=NEIGHBOURS + 1)))[: NEIGHBOURS + 1]
        now = site.portal.clock()
        lines = [(one.permalink, str(line(one, edition, now, bare=True))) for one in newest if len(newest) > 1]
        html = site.templates.fragment("article.html", edition, source=source, astray=astray, more=lines)
        return Form(html, 7), lines, digest(html + "".join(one for _, one in lines))

    return await site.shelf.get(("article", edition.tag, source.id, astray), LIST_SECONDS, make)


def _made_of(site: Site, found: Opened, reprints: Reprints) -> str:
    """Names all that an article's own part of the page is made of."""
    stored, trace = found.stored, found.trace
    taken, link = taken_down(site, stored.permalink).value, stored.link
    way_back = f"{link.state.value}.{link.since}.{link.target}"
    borrowed = trace if trace is not None and trace.origins else None
    told = digest(_encoder.encode((borrowed, [edge for edge, _ in reprints])).decode()) if borrowed or reprints else ""
    return f"{stored.revision}.{stored.picture}.{stored.covered}.{taken}.{way_back}.{told}"


async def _text(site: Site, edition: Edition, of: tuple[Opened, Source], made_of: str) -> Markup:
    """The article's own part of the page, sanitised last; kept, since it only changes with what it is made of."""
    found, source = of
    stored, trace = found.stored, found.trace
    key = (stored.permalink, made_of, edition.tag)
    kept = site.bodies.get(key)
    if kept is not None:
        return kept
    archived = site.portal.archive is not None and stored.capture is not None
    size = await _size(site, stored.picture or (stored.covered.sha256 if stored.covered else ""))
    text = Text(edition, stored, source, size, archived, reportable=site.portal.desk is not None)
    if trace is not None and trace.origins and trace.revision == stored.revision:
        naming = await site.naming(edition)
        text = replace(text, shares=shown(trace, naming), tinted=tinted(trace, naming))
    return site.bodies.put(key, cleaned(text.html()))


def _reprints(edition: Edition, reprints: Reprints) -> str:
    """Who has words from it, as a time line; "" where nobody has."""
    if not reprints:
        return ""
    title = edition.words("reprints")
    lines = "".join(reprint(one, edge, edition) for edge, one in reprints[:REPRINTS])
    return (
        '<section class="block reprints" aria-labelledby="reprints">'
        f'<h2 class="rubric" id="reprints">{title}</h2>\n<ol class="carried-on">\n{lines}</ol>'
        f"{_later(edition, reprints[REPRINTS:])}</section>\n"
    )


def _later(edition: Edition, reprints: Reprints) -> str:
    if not reprints:
        return ""
    lines = "".join(reprint(one, edge, edition, brief=True) for edge, one in reprints)
    summary = f"{edition.words('more')} ({edition.calendar.number(len(reprints))})"
    return f'<details class="further"><summary>{summary}</summary><ol class="carried-on">\n{lines}</ol></details>'


async def _size(site: Site, sha256: str) -> tuple[int, int] | None:
    """The width and height the lead picture will take, so that nothing moves when it comes."""
    if not sha256:
        return None
    kept = site.sizes.get(sha256)
    if kept is not None:
        return kept
    thumbnail = await site.ask(site.portal.store.thumbnail, sha256, PICTURE_WIDTH)
    return site.sizes.put(sha256, (thumbnail.width, thumbnail.height)) if thumbnail else None


def _beginning(article: Article) -> str:
    """Enough of a text to describe it."""
    return " ".join(block.text for block in article.blocks[:3])[:600]


def _view(edition: Edition, editions: Sequence[Edition], stored: StoredArticle, source: Source) -> View:
    article = stored.article
    to = edition.addresses
    own = next((one for one in editions if one.tag == article.language), editions[0])
    summary = shorten(plain(article.summary or _beginning(article)), 200)
    return View(
        title=plain(article.title),
        path=f"/{stored.permalink}",
        description=summary,
        kind="article",
        feed=f"{to.source(source.id)}/rss",
        canonical=to.absolute(own.addresses.article(stored.permalink)),
        picture=picture(stored.picture, PICTURE_WIDTH) if stored.picture else "",
        data=structured.article(edition, stored, source, summary, PICTURE_WIDTH),
    )


async def json_page(site: Site, request: Request, edition: Edition) -> Response:
    """The article for machines. `trace` is null until it was traced."""
    found, source = await opened(site, request)
    stored, trace, article = found.stored, found.trace, found.stored.article
    naming = await site.naming(edition)
    passages = (await site.ask(site.portal.store.passages_of, [stored.permalink])).get(stored.permalink, [])
    edges = [edge for edge, _ in await reprinted(site, found)]
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
        "link": {
            "state": stored.link.state.value,
            "since": moment(stored.link.since) if stored.link.since else None,
            "signals": list(stored.link.signals),
            "target": stored.link.target,
        },
        "partial": article.partial,
        "picture": {
            "url": edition.addresses.absolute(picture(stored.picture, PICTURE_WIDTH)),
            "caption": article.image.caption if article.image else "",
            "credit": article.image.credit if article.image else "",
        }
        if stored.picture
        else None,
        "image_hidden": stored.covered is not None,
        "image_cover": stored.covered.veil.value if stored.covered else None,
        "blocks": [
            {
                "kind": block.kind.value,
                "text": block.text,
                "language": block.language,
                "direction": block.direction.value,
                "part": block.part,
            }
            for block in article.blocks
        ],
        "parts": [{"title": one.title, "byline": one.byline, "authors": list(one.authors)} for one in article.parts],
        "evidence": dict(article.evidence),
        "trace": for_machines(trace, passages, edges, naming) if trace is not None else None,
    }
    body = json.dumps(made, ensure_ascii=False).encode("utf-8", "replace")
    stamp = Stamp(digest(body.decode()), article.modified or stored.first_seen)
    return answer(request, Content(body, JSON, stamp))

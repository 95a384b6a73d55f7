"""Our own capture of an article's page: what its server said, made harmless, in a sandbox of its own.

Two walls: the sanitiser takes out everything but text, headings, lists, tables and links; the answer's own policy is a
sandbox without scripts, forms or origin, that loads nothing at all.
"""

from __future__ import annotations

import hashlib
from base64 import b64encode

import nh3
from anyio import to_thread
from markupsafe import escape
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from masdar import urls
from masdar.extract.decode import decode
from masdar.model import Capture, Level, StoredArticle
from masdar.web.answers import HTML, Content, Stamp, answer
from masdar.web.bidi import plain
from masdar.web.edition import Edition
from masdar.web.headlines import digest
from masdar.web.pages.article import find, taken_down
from masdar.web.site import Site

MOST = 2_000_000  # bytes of a page that are shown
MOST_TAGS = 50_000  # of a page; some orders of tags cost the sanitiser the square of their number
STYLE = (
    "body{max-width:46rem;margin:0 auto;padding:0 1rem 3rem;font:1.05rem/1.8 serif;color:#1c1b19;background:#fff;"
    "overflow-wrap:anywhere}aside{margin:0 -1rem 2rem;padding:1rem;background:#f3ead2;border-bottom:2px solid #b08a2e;"
    "font:1rem/1.7 sans-serif}aside p{margin:.2rem 0}table{border-collapse:collapse}td,th{border:1px solid #ccc;"
    "padding:.2rem .5rem}a{color:#1a4b8c}"
)
POLICY = "; ".join(
    (
        "sandbox",
        "default-src 'none'",
        f"style-src 'sha256-{b64encode(hashlib.sha256(STYLE.encode()).digest()).decode()}'",
        "form-action 'none'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)
_TAGS = {
    "a", "abbr", "address", "article", "b", "bdi", "bdo", "blockquote", "br", "caption", "cite", "code", "dd", "div",
    "dl", "dt", "em", "figcaption", "figure", "footer", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "i", "li",
    "main", "nav", "ol", "p", "pre", "q", "section", "small", "span", "strong", "sub", "sup", "table", "tbody", "td",
    "tfoot", "th", "thead", "time", "tr", "u", "ul",
}  # fmt: skip
_DROPPED = {"script", "style", "noscript", "template", "iframe", "object", "svg", "math", "title", "select", "textarea"}


def harmless(capture: Capture, *, linked: bool) -> str:
    """The page's body without anything that acts or loads, cut where it is longer than any real page. Relative links
    are made absolute; `linked` False: no link leads anywhere."""
    html, _ = decode(capture.body[:MOST], capture.header("content-type"))
    html = "<".join(html.split("<", MOST_TAGS)[:MOST_TAGS])
    base = urls.clean(capture.final_url)
    cleaner = nh3.Cleaner(
        tags=_TAGS if linked else _TAGS - {"a"},
        clean_content_tags=_DROPPED,
        attributes={"*": {"dir", "lang"}, **({"a": {"href"}} if linked else {}), "td": {"colspan", "rowspan"}},
        url_schemes={"http", "https"},
        url_relative=("rewrite_with_base", base) if base else "deny",
        link_rel="nofollow noopener noreferrer" if linked else None,
    )
    return cleaner.clean(html)


async def page(site: Site, request: Request, edition: Edition) -> Response:
    stored, source = await find(site, request)
    if taken_down(site, stored.permalink) is not Level.FULL:
        raise HTTPException(410)
    archive = site.portal.archive
    if archive is None or stored.capture is None:
        raise HTTPException(404)
    try:
        capture = await to_thread.run_sync(archive.read, stored.capture)
    except KeyError as error:
        raise HTTPException(404) from error
    body = await to_thread.run_sync(lambda: harmless(capture, linked=not stored.link.leads_astray))
    html = _document(edition, stored, source.name, capture, body).encode("utf-8", "replace")
    made = answer(request, Content(html, HTML, Stamp(digest(html.decode()), capture.fetched_at)))
    made.headers["content-security-policy"] = POLICY
    made.headers["x-robots-tag"] = "noindex, nofollow"
    return made


def _document(edition: Edition, stored: StoredArticle, paper: str, capture: Capture, body: str) -> str:
    words, calendar, article = edition.words, edition.calendar, stored.article
    told = words("capture_banner", name=escape(plain(paper)), date=calendar.full(capture.fetched_at))
    address = escape(urls.clean(article.url))
    back = escape(edition.addresses.article(stored.permalink))
    return (
        f'<!doctype html><html lang="{escape(article.language or edition.tag)}" dir="{article.direction.value}">'
        '<head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">'
        f'<meta name="robots" content="noindex,nofollow"><title>{escape(plain(article.title))}</title>'
        f"<style>{STYLE}</style></head><body>"
        f'<aside lang="{edition.tag}" dir="{edition.direction}"><p>{told}</p>'
        f'<p>{words("capture_original")} <bdi dir="ltr">{address}</bdi></p>'
        f'<p><a href="{back}">{words("capture_back")}</a></p></aside>'
        f"<main>{body}</main></body></html>"
    )

"""What lets the portal be installed and read without a network: manifest, service worker, offline page."""

from __future__ import annotations

import json

from starlette.requests import Request
from starlette.responses import Response

from masdar.web.answers import Content, Stamp, answer
from masdar.web.assets import assets
from masdar.web.edition import Edition
from masdar.web.frame import View
from masdar.web.headlines import digest
from masdar.web.site import Site

MANIFEST = "application/manifest+json"
SCRIPT = "text/javascript; charset=utf-8"
HOUR = "public, max-age=3600"
FACES = ("naskh-arabic", "naskh-latin", "vazirmatn-arabic", "vazirmatn-latin")
SHEETS = ("site.css", "front.css", "article.css", "origins.css")
SCRIPTS = ("site.js", "early.js", "article.js", "offline.js")
KEPT = (*SHEETS, *SCRIPTS, "icon.svg", *(f"fonts/{face}.woff2" for face in FACES))
PAPER, INK = "#fcfcfa", "#15181f"


async def manifest(site: Site, request: Request, edition: Edition) -> Response:
    """https://www.w3.org/TR/appmanifest/"""
    files, to = assets(), edition.addresses

    def icon(name: str, size: str, purpose: str = "any") -> dict[str, str]:
        asset = files.by_name[name]
        return {"src": asset.path, "sizes": size, "type": asset.type, "purpose": purpose}

    made = {
        "id": to.home,
        "name": site.portal.name,
        "short_name": site.portal.name,
        "description": edition.words("tagline"),
        "lang": edition.tag,
        "dir": edition.direction,
        "start_url": to.home,
        "scope": "/",
        "display": "standalone",
        "background_color": PAPER,
        "theme_color": PAPER,
        "categories": ["news"],
        "icons": [
            icon("icon.svg", "any"),
            icon("icons/icon-192.png", "192x192"),
            icon("icons/icon-512.png", "512x512"),
            icon("icons/maskable-512.png", "512x512", "maskable"),
        ],
        "shortcuts": [
            {"name": edition.words("search"), "url": to.page("search")},
            {"name": edition.words("archive"), "url": to.archive()},
        ],
    }
    body = json.dumps(made, ensure_ascii=False).encode()
    return answer(request, Content(body, MANIFEST, Stamp(digest(body.decode()), cache=HOUR)))


async def worker(site: Site, request: Request) -> Response:
    """The script, with what it is to keep from the beginning written in. It stands at the root, to serve all pages."""
    files = assets()
    kept = [files(name) for name in KEPT] + [one.addresses.page("offline") for one in site.editions]
    prefixes = [one.addresses.prefix for one in site.editions]
    text = files.text("worker.js")
    text = text.replace("[/* FILES */]", json.dumps(kept)).replace("[/* EDITIONS */]", json.dumps(prefixes))
    text = text.replace("VERSION", digest(text + site.portal.version))
    return answer(request, Content(text.encode(), SCRIPT, Stamp(digest(text), cache="no-cache")))


async def offline(site: Site, request: Request, edition: Edition) -> Response:
    """Shown where there is no network; the service worker keeps it."""
    view = View(title=edition.words("offline"), path="/offline", kind="offline", hidden=True)
    return await site.show(request, edition, "offline.html", view)

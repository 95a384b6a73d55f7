"""Pages for what is not there and what went wrong. They repeat nothing of what was asked."""

from __future__ import annotations

from difflib import get_close_matches

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from masdar.model import Source
from masdar.web.answers import HTML
from masdar.web.edition import Edition
from masdar.web.frame import View
from masdar.web.security import HEADERS
from masdar.web.site import Site

NEAR = 4


async def to_home(site: Site, request: Request, edition: Edition) -> Response:
    """`/fr` leads to `/fr/`, on this same host whatever it is called."""
    return Response(status_code=308, headers={"location": edition.addresses.home})


async def refused(site: Site, request: Request, error: Exception) -> Response:
    status = error.status_code if isinstance(error, HTTPException) else 400
    if status == 404:
        return await not_found(site, request)
    key = {405: "not_allowed", 410: "taken_down"}.get(status, "bad_request")
    headers = dict(error.headers or {}) if isinstance(error, HTTPException) else {}
    return await _plain(site, request, key, status, headers)


async def bad_request(site: Site, request: Request, error: Exception) -> Response:
    return await _plain(site, request, "bad_request", 400, {})


async def not_found(site: Site, request: Request) -> Response:
    edition = site.edition_of(request.scope["path"])
    try:
        sources = await site.sources()
        near = nearest(request.scope["path"], edition, sources)
        named = like(request.scope["path"], [name for name, _ in await site.sections(edition)])
        words = edition.words
        view = View(title=words("not_found"), kind="error", alternates=False, hidden=True)
        return await site.show(request, edition, "missing.html", view, status=404, near=near, sections=named)
    except Exception as failure:  # noqa: BLE001 - even the page for what is missing may fail
        return site.failed(request, failure)


def like(path: str, names: list[str]) -> list[str]:
    """The sections whose name is nearest to the end of what was asked for."""
    asked = path.rstrip("/").rsplit("/", 1)[-1][:64]
    return get_close_matches(asked, names, n=NEAR, cutoff=0.6) if asked else []


def nearest(path: str, edition: Edition, sources: dict[str, Source]) -> list[Source]:
    """The papers whose place in our addresses, or whose name, is nearest to what was asked for."""
    parts = [part[:64].lower() for part in path.removeprefix(edition.addresses.prefix).split("/") if part]
    if not parts:
        return []
    exact = sources.get(parts[0])
    if exact is not None:
        return [exact]
    named = {
        name.lower(): source for source in sources.values() for name in (source.id, source.name_latin, source.name)
    }
    close = get_close_matches(parts[0], list(named), n=NEAR * 2, cutoff=0.55)
    found = {named[name].id: named[name] for name in close}
    return list(found.values())[:NEAR]


async def _plain(site: Site, request: Request, key: str, status: int, headers: dict[str, str]) -> Response:
    edition = site.edition_of(request.scope["path"])
    view = View(title=edition.words(key), kind="error", alternates=False, hidden=True)
    try:
        made = await site.show(request, edition, "refused.html", view, status=status, heading=edition.words(key))
    except Exception as failure:  # noqa: BLE001 - see above
        return site.failed(request, failure)
    made.headers.update(headers)
    return made


async def failed(site: Site, request: Request, error: Exception) -> Response:
    """The last resort, outside every other layer: it sets the security headers by itself."""
    edition = site.edition_of(request.scope["path"])
    made = Response(site.templates.failure(edition), 500, {"cache-control": "no-store"}, HTML)
    made.raw_headers.extend(HEADERS)
    return made

"""The portal put together: its routes, and what every page shares."""

from __future__ import annotations

import gc
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from starlette.applications import Starlette
from starlette.convertors import Convertor, register_url_convertor
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.routing import Route
from starlette.types import ASGIApp

from masdar.urls import RESERVED
from masdar.web.asking import BadRequest
from masdar.web.edition import Edition
from masdar.web.pages import (
    about,
    archive,
    article,
    capture,
    errors,
    feeds,
    front,
    hub,
    installing,
    lists,
    live,
    machines,
    openness,
    operating,
    origins,
    provenance,
    reporting,
    searching,
    sitemaps,
    status,
    story,
    suggesting,
    tracing,
    versions,
)
from masdar.web.portal import Portal
from masdar.web.security import SecurityHeaders
from masdar.web.serve import at_farewell
from masdar.web.site import Site
from masdar.web.words import PLURALS

# What is asked for most is looked for first, so it must not take what belongs to others.
ARTICLE = "/{source:source}/{number:number}"


class _Number(Convertor[str]):
    """An article's number."""

    regex = "[1-9][0-9]{0,11}"

    def convert(self, value: str) -> str:
        return value

    def to_string(self, value: str) -> str:
        return value


class _Source(_Number):
    """A paper's place in our addresses: any but the names of pages."""

    regex = f"(?!(?:{'|'.join(sorted(RESERVED | set(PLURALS)))})/)[^/]+"


register_url_convertor("number", _Number())
register_url_convertor("source", _Source())

SELDOM = (20_000, 20, 50)  # objects, and rounds, between two walks of the garbage collector

# Path → page, in every edition. The order matters: names come before papers.
PAGES = (
    ("/", front.page),
    ("/about", about.page),
    ("/status", status.page),
    ("/transparency", openness.page),
    ("/provenance", provenance.page),
    ("/search", searching.page),
    ("/search.json", searching.json_page),
    ("/search.rss", feeds.search_feed),
    ("/suggest.json", suggesting.suggest),
    ("/rss", feeds.feed),
    ("/strip", live.strip),
    ("/strip/live", live.live),
    ("/story/{number:number}", story.page),
    ("/story/{number:number}.json", story.json_page),
    ("/section/{name:path}", lists.section),
    ("/author/{name:path}", lists.author),
    ("/manifest.webmanifest", installing.manifest),
    ("/offline", installing.offline),
    ("/archive", archive.page),
    ("/archive/{year:number}/{month:number}", archive.page),
    ("/archive/{day}", archive.day_page),
    ("/{source}/rss", feeds.source_feed),
    ("/{source}/archive", archive.page),
    ("/{source}/archive/{year:number}/{month:number}", archive.page),
    ("/{source}/archive/{day}", archive.day_page),
    ("/{source}/{number:number}.json", article.json_page),
    ("/{source}/{number:number}/versions", versions.page),
    ("/{source}/{number:number}/versions.json", versions.json_page),
    ("/{source}/{number:number}/origins", origins.page),
    ("/{source}/{number:number}/capture", capture.page),
    ("/{source}", lists.source),
)

# What is the same in every edition.
PLAIN = (
    ("/healthz", machines.healthz),
    ("/metrics", machines.metrics),
    ("/robots.txt", machines.robots),
    ("/sitemap.xml", sitemaps.index),
    ("/sitemap/news.xml", sitemaps.news),
    ("/sitemap/{name}", sitemaps.file),
    ("/worker.js", installing.worker),
    ("/picture/{name}", machines.picture),
    ("/desk/picture/{name}", operating.picture),
    ("/static/{name:path}", machines.static),
)

# What readers and the operator fill in, in every edition.
FORMS = (
    ("/desk", operating.page),
    ("/trace", tracing.page),
    ("/{source}/{number:number}/report", reporting.report),
    ("/{source}/{number:number}/appeal", reporting.appeal),
)

# What is sent to us, and not only asked for.
POSTED = (("/websub/{token}", hub.callback),)


@asynccontextmanager
async def _settled(app: Starlette) -> AsyncIterator[None]:
    """What is there at the start stays to the end: the collector need not walk through it while readers wait. It comes
    seldom, since pages make next to no cycles and a walk through what is kept would hold up all who wait."""
    often = gc.get_threshold()
    gc.collect()
    gc.freeze()
    gc.set_threshold(*SELDOM)
    at_farewell(app.state.site.live.end)
    yield
    app.state.site.live.end()
    gc.set_threshold(*often)
    gc.unfreeze()


def application(portal: Portal) -> Starlette:
    """The portal as an ASGI application. Raises ValueError where the editions make no sense."""
    site = Site(portal)
    first, *others = site.editions
    routes = [_route(edition.addresses.prefix + ARTICLE, site.bind(article.page, edition)) for edition in site.editions]
    routes += [_route(path, site.bind(page)) for path, page in PLAIN]
    routes += [_route(path, site.bind(page), "POST") for path, page in POSTED]
    for edition in others:
        routes.append(_route(edition.addresses.prefix, site.bind(errors.to_home, edition)))
        routes += _routes(site, edition)
    routes += _routes(site, first)
    app = Starlette(
        routes=routes,
        lifespan=_settled,
        middleware=[Middleware(SecurityHeaders)],
        exception_handlers={
            HTTPException: site.handler(errors.refused),
            BadRequest: site.handler(errors.bad_request),
            Exception: site.handler(errors.failed),
        },
    )
    # Starlette would redirect to an absolute address built of the Host header.
    app.router.redirect_slashes = False
    app.state.site = site
    return app


def _routes(site: Site, edition: Edition) -> list[Route]:
    prefix = edition.addresses.prefix
    forms = [_route(prefix + path, site.bind(page, edition), "POST") for path, page in FORMS]
    return forms + [_route(prefix + path, site.bind(page, edition)) for path, page in PAGES]


def _route(path: str, page: ASGIApp, *methods: str) -> Route:
    return Route(path, page, name=path, methods=["GET", *methods])

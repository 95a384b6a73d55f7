"""The one place that names back ends: settings in, working parts out.

Each function makes one part anew; whoever calls it closes it. A room that only some processes need is imported where
it is made: a keeper is spared the portal and the fetcher, which take as much memory as the rest of it.
"""

from __future__ import annotations

import importlib
import os
import platform
import secrets
import shutil
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import msgspec
import structlog
from structlog.tracebacks import ExceptionDictTransformer

from masdar import __version__, publishers
from masdar.archive import WarcArchive
from masdar.config import Settings, load
from masdar.contracts import Archive, Clock, Detector, Fetcher, Index, IndexBusy, PictureReader, Store
from masdar.desk import Desk
from masdar.jobs.keeper import Keeper
from masdar.jobs.role import Role
from masdar.model import Purpose
from masdar.moderation import Rules, matches
from masdar.pipeline import Line
from masdar.search.tantivy_index import TantivyIndex
from masdar.store import open_store

if TYPE_CHECKING:
    from starlette.applications import Starlette

    from masdar.fetch import FetchPolicy, OperatorClient
    from masdar.jobs.backfill import Backfill
    from masdar.jobs.collector import Collector
    from masdar.jobs.visiting import Pace
    from masdar.tracing import Found
    from masdar.web import Portal

REUSE = "reuse"  # the detector's folder


def utc_now() -> datetime:
    """The clock of every process that is not a test."""
    return datetime.now(UTC)


def holder() -> str:
    """A name for this process that no other has: it signs leases with it."""
    return f"{platform.node()}-{os.getpid()}-{secrets.token_hex(4)}"


def take_in_catalogue(settings: Settings) -> None:
    """Adds the operator's own papers to those this process knows. Raises `CatalogueError`."""
    publishers.take_in(Path(settings.catalogue) if settings.catalogue else None)


def make_store(settings: Settings) -> Store:
    """The store, its schema up to date. Every process that collects, reads or traces has one: what the operator's
    catalogue says of papers is taken in with it."""
    take_in_catalogue(settings)
    settings.data.mkdir(parents=True, exist_ok=True)
    store = open_store(settings.database_url, lambda new, covered: matches(new, covered, Rules()))
    store.migrate()
    return store


def make_archive(settings: Settings, *, read_only: bool = False) -> Archive:
    folder = settings.data / "archive"
    folder.mkdir(parents=True, exist_ok=True)
    return WarcArchive(folder, max_bytes=settings.warc_bytes, clock=utc_now, read_only=read_only)


def make_index(settings: Settings, *, writable: bool = False) -> Index:
    """Raises `IndexBusy` where another process is writing it, ValueError for an address that may not be asked."""
    if settings.search:
        return make_clustered_index(settings)
    folder = settings.data / "index"
    folder.mkdir(parents=True, exist_ok=True)
    try:
        return TantivyIndex(folder, writable=writable)
    except ValueError as error:
        raise IndexBusy(str(error)) from error


def make_search_client(settings: Settings) -> OperatorClient:
    """What asks the operator's search cluster. Raises ValueError for an address that may not be asked."""
    from masdar.fetch import OperatorClient, OperatorPolicy

    ca = Path(settings.search_ca) if settings.search_ca else None
    policy = OperatorPolicy(allow_networks=settings.allow_networks, ca=ca)
    return OperatorClient([address for address in settings.search.split(",") if address.strip()], policy)


def make_clustered_index(settings: Settings) -> Index:
    """The index on the operator's cluster; whoever has the keeper's lease writes it."""
    client = make_search_client(settings)
    room = importlib.import_module("masdar.search.opensearch")
    shape = {"shards": settings.search_shards, "replicas": settings.search_replicas}
    return cast(Index, room.OpenSearchIndex(client, name=settings.search_name, closing=client.close, **shape))


def make_detector(settings: Settings, *, anew: bool = False) -> Detector:
    """Only the keeper may have it open. `anew`: without anything it knew. The first time on a machine what it runs is
    compiled, which takes some seconds; its room is imported here, since that takes half a second."""
    folder = settings.data / REUSE
    if anew:
        shutil.rmtree(folder, ignore_errors=True)
    return cast(Detector, importlib.import_module("masdar.reuse").Detector(folder))


def make_passing_detector() -> Detector:
    """One in memory, for the articles of one question."""
    return cast(Detector, importlib.import_module("masdar.reuse").Detector())


def trace_text(store: Store, index: Index, text: str, at: datetime | None = None) -> Found:
    """Holds any text against the archive."""
    from masdar.tracing import look_up

    return look_up(text, store, index, make_passing_detector, utc_now(), at)


def must_compile() -> bool:
    """Whether the detector will be compiled when it is first asked: some 15 s, once on a machine."""
    return not importlib.import_module("masdar.compiling").compiled_before()


def fetch_policy(settings: Settings) -> FetchPolicy:
    from masdar.fetch import FetchPolicy, user_agent

    return FetchPolicy(
        user_agent=user_agent(__version__, settings.contact),
        allow_networks=settings.allow_networks,
        allow_ports=frozenset(settings.allow_ports),
        host_delay=settings.host_delay,
        host_concurrency=settings.host_concurrency,
        concurrency=settings.concurrency,
        request_seconds=settings.request_seconds,
        limits={
            Purpose.FEED: settings.feed_bytes,
            Purpose.SITEMAP: settings.feed_bytes,
            Purpose.PAGE: settings.page_bytes,
            Purpose.PICTURE: settings.picture_bytes,
        },
    )


def make_fetcher(settings: Settings) -> Fetcher:
    """Must be made inside a running event loop."""
    from masdar.fetch import AiohttpFetcher

    return AiohttpFetcher(fetch_policy(settings), utc_now)


def make_pictures(settings: Settings) -> PictureReader | None:
    """None where lead pictures are to be left alone."""
    from masdar.isolation import IsolatedPictures

    return IsolatedPictures("masdar.images:read_picture") if settings.pictures else None


def make_line(settings: Settings) -> Line:
    """Must be made inside a running event loop."""
    return Line(make_fetcher(settings), make_archive(settings), make_pictures(settings), utc_now, settings.look_haste)


async def close_line(line: Line) -> None:
    await line.fetcher.close()
    line.archive.close()
    if line.pictures is not None:
        line.pictures.close()


def make_collector(settings: Settings, line: Line, store: Store) -> Collector:
    from masdar.jobs.collector import Collector

    callback = f"{settings.site_url}/websub" if settings.websub and settings.site_url else ""
    return Collector(line, store, holder(), _pace(settings), callback)


def make_backfill(settings: Settings, line: Line, store: Store) -> Backfill:
    from masdar.jobs.backfill import Backfill

    return Backfill(line, store, holder(), _pace(settings))


def _pace(settings: Settings) -> Pace:
    from masdar.jobs.visiting import Pace

    return Pace(
        batch=settings.batch,
        entries=max(settings.host_concurrency * 2, 8),
        lease_seconds=settings.lease_seconds,
        visit_seconds=settings.lease_seconds / 2,
        budget=settings.daily_requests,
    )


def make_role(settings: Settings, store: Store) -> Role:
    """The keeper's role, for this process to ask for."""
    return Role(store, utc_now, holder(), settings.lease_seconds)


def make_keeper(settings: Settings, store: Store) -> Keeper:
    """Opens the index and the detector by itself, to write only while it holds the role."""
    return Keeper(
        store,
        make_role(settings, store),
        lambda writable: make_index(settings, writable=writable),
        lambda: make_detector(settings),
    )


def make_portal(settings: Settings, clock: Clock = utc_now) -> Portal:
    from masdar.web import Portal

    store = make_store(settings)
    desk = make_desk(store, clock) if settings.reports else None
    return Portal(
        store=store,
        index=make_index(settings),
        clock=clock,
        name=settings.site_name,
        url=settings.site_url,
        editions=settings.editions,
        country=settings.country,
        version=__version__,
        local=bool(getattr(store, "local", False)),
        archive=make_archive(settings, read_only=True),
        desk=desk,
        operator=settings.desk_password,
        proxies=settings.trusted_proxies,
        detector=make_passing_detector,
    )


def make_desk(store: Store, clock: Clock = utc_now) -> Desk:
    """Where readers and the operator decide what pictures are shown."""
    return Desk(store, clock)


def web() -> Starlette:
    """The portal's ASGI application, as the web server's processes make it (settings from the environment)."""
    from masdar.web import application

    configure_logs()
    return application(make_portal(load()))


def serve(settings: Settings) -> None:
    """The portal on its port, until SIGINT or SIGTERM."""
    from masdar.web.serve import serve as serve_application

    serve_application("masdar.app:web", host=settings.listen, port=settings.port, workers=settings.web_workers)


def configure_logs(*, quiet: bool = False) -> None:
    """One JSON object a line, on standard error."""

    def encode(event: dict[str, Any], **_: object) -> str:
        return msgspec.json.encode(event, enc_hook=str).decode()

    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            # Where it failed, not with what: a reader's request is nobody's to keep.
            structlog.processors.ExceptionRenderer(ExceptionDictTransformer(show_locals=False)),
            structlog.processors.JSONRenderer(serializer=encode),
        ],
        wrapper_class=structlog.make_filtering_bound_logger("error" if quiet else "info"),
        logger_factory=structlog.WriteLoggerFactory(file=sys.stderr),
    )


def hashed_password(password: str) -> str:
    """The argon2 hash of the operator's password."""
    from masdar.web.door import hashed

    return hashed(password)

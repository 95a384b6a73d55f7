"""What becomes of articles after they were read: hubs that push, pieces that change or are taken back, a domain sold.

The invented press, a portal and a collector, all in one process and without a network: the hub asks the portal through
its ASGI door, the collector asks the papers and the hub directly.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from starlette.applications import Starlette

from masdar.contracts import HubState, Store
from masdar.jobs.collector import Collector
from masdar.jobs.visiting import Pace
from masdar.model import Capture, FetchFailed, LinkState, NotModified, Purpose, Reason, Request, StoredArticle
from masdar.pipeline import Line
from masdar.press import Asked
from masdar.press.hub import Hub
from masdar.search.memory import MemoryIndex
from masdar.vitality import Health, health
from masdar.web import Portal, application
from tests.running import run
from tests.stores import made_store

from .stand import PORT, START, MemoryArchive, PlainPictures, PressFetcher, SetClock, the_press

pytestmark = pytest.mark.slow

PORTAL = "http://127.0.0.1:8080"
HUBBED = {"almarsa", "alfanar", "tamraz24"}


@dataclass
class DoorFetcher:
    """Asks the portal's application, as a hub's fetcher would ask its server."""

    clock: SetClock
    web: Starlette | None = None
    posted: int = 0

    async def fetch(self, request: Request) -> Capture | NotModified | FetchFailed:
        assert self.web is not None
        self.posted += request.body is not None
        parts, sent = urlsplit(request.url), []

        async def receive() -> dict[str, object]:
            return {"type": "http.request", "body": request.body or b""}

        async def send(message: dict[str, object]) -> None:
            sent.append(message)

        scope = {
            "type": "http", "method": "GET" if request.body is None else "POST", "path": parts.path,
            "query_string": parts.query.encode(), "http_version": "1.1", "scheme": "http", "server": ("portal", 8080),
            "headers": [(name.lower().encode(), value.encode()) for name, value in request.headers],
        }  # fmt: skip
        await self.web(scope, receive, send)  # type: ignore[arg-type]  # an ASGI application of our own
        status = sent[0]["status"]
        body = b"".join(part.get("body", b"") for part in sent[1:])  # type: ignore[attr-defined]  # ASGI's messages
        assert isinstance(status, int)
        if status >= 300:
            return FetchFailed(request.url, self.clock(), Reason.REFUSED, status=status)
        return Capture(request.url, request.url, status, (), body, self.clock(), request.purpose)

    async def close(self) -> None: ...


@dataclass
class HubbedFetcher(PressFetcher):
    """The papers, and their hub."""

    hub: Hub | None = None

    async def fetch(self, request: Request) -> Capture | NotModified | FetchFailed:
        if request.purpose is not Purpose.HUB:
            return await super().fetch(request)
        self.asked.append(request)
        assert self.hub is not None
        reply = self.hub.answer(Asked("/", host=f"hub.localhost:{PORT}", method="POST"), request.body or b"")
        if reply.status != 202:
            return FetchFailed(request.url, self.clock(), Reason.REFUSED, status=reply.status)
        return Capture(request.url, request.url, 202, (), reply.body, self.clock(), request.purpose)


@dataclass
class World:
    clock: SetClock
    fetcher: HubbedFetcher
    door: DoorFetcher
    archive: MemoryArchive
    store: Store
    web: Starlette

    def collect(self) -> None:
        async def work() -> None:
            line = Line(self.fetcher, self.archive, PlainPictures(), self.clock, haste=240.0)
            await Collector(line, self.store, "test", Pace(batch=40), f"{PORTAL}/websub").once()

        run(work())

    def spread(self) -> None:
        assert self.fetcher.hub is not None
        run(self.fetcher.hub.work(self.clock()))

    def page(self, path: str) -> str:
        answer = run(self.door.fetch(Request(f"{PORTAL}{path}", Purpose.HUB)))
        assert isinstance(answer, Capture), path
        return answer.body.decode()

    def all_of(self, source: str) -> list[StoredArticle]:
        return [one for page in self.store.walk() for one in page if one.permalink.source == source]


@pytest.fixture(scope="module")
def world() -> Iterator[World]:
    """Collected once at the opening; then, minutes on, what was pushed, and what the second look found."""
    clock = SetClock()
    press = the_press()
    store, archive = made_store("sqlite://"), MemoryArchive()
    papers = {paper.id: paper for paper in press.papers}
    for name in ("almarsa", "alfanar", "tamraz24", "nawras", "almijhar", "sada-almina"):
        store.add_source(papers[name].source(PORT))
    door = DoorFetcher(clock)
    fetcher = HubbedFetcher(press, clock, hub=Hub(papers, door))
    web = application(Portal(store, MemoryIndex(), clock, url=PORTAL, archive=archive))
    door.web = web
    made = World(clock, fetcher, door, archive, store, web)
    made.collect()
    made.spread()
    yield made
    store.close()


@pytest.fixture(scope="module")
def later(world: World) -> World:
    world.collect()
    for seconds in (80, 200):
        world.clock.move(seconds=seconds)
        world.spread()
        world.collect()
    return world


def test_hubs_were_asked_and_confirmed(world: World) -> None:
    kept = [one for name in HUBBED for one in world.store.subscriptions(name)]
    assert {one.source for one in kept} == HUBBED
    assert {one.state for one in kept} == {HubState.ACTIVE}
    assert len({one.token for one in kept}) == len(kept)
    assert world.store.subscriptions("nawras") == []


def test_news_come_by_push_and_not_by_asking(later: World) -> None:
    assert later.door.posted > 0
    asked = [request.url for request in later.fetcher.asked if request.purpose is Purpose.FEED]
    for name in HUBBED:
        [channel] = [one.channel for one in later.store.subscriptions(name)]
        assert asked.count(channel) <= 2  # at first, and where it was due before the hub told
        assert later.store.pushes(name, 10) == []
    fresh = [one for name in HUBBED for one in later.all_of(name) if (one.article.published or START) > START]
    assert fresh
    assert all(later.archive.read(one.capture) for one in fresh if one.capture)


def test_a_withdrawn_piece_keeps_its_last_text_and_says_so(later: World) -> None:
    [gone] = [one for one in later.all_of("nawras") if one.link.state is LinkState.WITHDRAWN]
    assert gone.article.text
    html = later.page(f"/{gone.permalink}")
    assert "سحب المصدر هذا الخبر" in html
    assert gone.article.blocks[0].text[:40] in html


def test_nothing_else_is_said_to_be_gone(later: World) -> None:
    """Among them a paper whose pages keep their text in a script."""
    for name in (*HUBBED, "almijhar"):
        states = {one.link.state for one in later.all_of(name)}
        assert states == {LinkState.ANSWERING}, name


def test_a_sold_domain_is_not_linked_and_our_capture_is_offered(later: World) -> None:
    kept = later.all_of("sada-almina")
    assert len(kept) > 2
    assert {one.link.state for one in kept} == {LinkState.TAKEN_OVER}
    one = kept[0]
    assert len(one.link.signals) > 1
    html = later.page(f"/{one.permalink}")
    assert "في يد أخرى" in html
    assert f'href="{one.article.url}' not in html
    assert f"/{one.permalink}/capture" in html
    assert one.article.title.split()[0] in later.page(f"/{one.permalink}/capture")
    assert "casino" not in later.page(f"/{one.permalink}/capture").lower()


def test_health_is_told_to_the_operator_and_to_machines(later: World) -> None:
    [one] = [line for line in later.store.health() if line.source.id == "sada-almina"]
    assert health(one, later.clock()) is Health.TAKEN_OVER
    assert 'masdar_source_health{health="taken_over",source="sada-almina"} 1.0' in later.page("/metrics")
    assert "اسم الموقع في يد أخرى" in later.page("/status")


def test_a_renewed_subscription_keeps_its_address(later: World) -> None:
    before = {one.token for name in HUBBED for one in later.store.subscriptions(name)}
    asked = sum(request.purpose is Purpose.HUB for request in later.fetcher.asked)
    later.clock.move(hours=13)  # more than half of the lease
    later.collect()
    assert sum(request.purpose is Purpose.HUB for request in later.fetcher.asked) == asked + len(HUBBED)
    later.spread()
    kept = [one for name in HUBBED for one in later.store.subscriptions(name)]
    assert {one.token for one in kept} == before
    assert all(one.until and one.until > later.clock() + timedelta(hours=20) for one in kept)

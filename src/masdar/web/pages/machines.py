"""What machines ask for: health, measures, pictures, files."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

from prometheus_client import CollectorRegistry
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.exposition import CONTENT_TYPE_LATEST, generate_latest
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from masdar.contracts import SourceHealth
from masdar.vitality import Health
from masdar.vitality import health as health_of
from masdar.web.answers import FOREVER, JSON, NEVER, SOON, Content, Stamp, answer
from masdar.web.assets import assets
from masdar.web.posting import greet, met
from masdar.web.site import Site

WIDTHS = frozenset((240, 480, 960))
_PICTURE = re.compile(r"([0-9a-f]{64})-([1-9][0-9]{2,3})\.webp")
METRICS_SECONDS = 5.0
SEEN = "private, max-age=31536000, immutable"


async def healthz(site: Site, request: Request) -> Response:
    """Whether the store and the index answer."""
    try:
        made = {"status": "ok", "articles": await site.ask(site.portal.store.count),
                "indexed": await site.ask(site.portal.index.count), "version": site.portal.version}  # fmt: skip
        status = 200
    except Exception as error:  # noqa: BLE001 - the question is whether they fail
        site.note(request, error)
        made, status = {"status": "failing"}, 503
    return Response(json.dumps(made), status, {"cache-control": NEVER}, JSON)


class Measures:
    """What Prometheus is told, as the store has it now."""

    def __init__(
        self,
        numbers: dict[str, float],
        counts: dict[tuple[str, str, str, str], int],
        health: list[tuple[SourceHealth, Health]],
    ) -> None:
        self._numbers = numbers
        self._health = health
        self._counts = counts

    def collect(self) -> Iterator[Metric]:
        told = {
            "masdar_articles": "Articles in the store.",
            "masdar_indexed_articles": "Articles in the search index.",
            "masdar_changes": "Last change written by the store.",
            "masdar_index_position": "Last change the search index has followed.",
        }
        for name, text in told.items():
            yield GaugeMetricFamily(name, text, value=self._numbers[name])
        labels = ("source", "step", "result", "reason")
        outcomes = CounterMetricFamily(
            "masdar_outcomes", "What became of items, one outcome an item and step.", labels=labels
        )
        for key, count in sorted(self._counts.items()):
            outcomes.add_metric(key, count)
        yield outcomes
        yield from self._of_sources()

    def _of_sources(self) -> Iterator[Metric]:
        """Only the state a source is in is told, as 1: that is what an alarm asks for."""
        states = GaugeMetricFamily(
            "masdar_source_health", "How a source is, by the articles it brings.", labels=("source", "health")
        )
        newest = GaugeMetricFamily(
            "masdar_source_newest_seconds", "When a source last brought an article (Unix time).", labels=("source",)
        )
        for one, state in self._health:
            states.add_metric((one.source.id, state.value), 1)
            if one.newest is not None:
                newest.add_metric((one.source.id,), one.newest.timestamp())
        yield states
        yield newest


async def metrics(site: Site, request: Request) -> Response:
    async def make() -> bytes:
        store, index = site.portal.store, site.portal.index
        numbers = {
            "masdar_articles": float(await site.ask(store.count)),
            "masdar_indexed_articles": float(await site.ask(index.count)),
            "masdar_changes": float(await site.ask(store.last_change)),
            "masdar_index_position": float(await site.ask(index.position)),
        }
        now = site.portal.clock()
        health = [(one, health_of(one, now)) for one in await site.ask(store.health)]
        registry = CollectorRegistry()
        registry.register(Measures(numbers, await site.ask(store.outcome_counts), health))
        return generate_latest(registry)

    body = await site.shelf.get("metrics", METRICS_SECONDS, make)
    return Response(body, headers={"cache-control": NEVER}, media_type=CONTENT_TYPE_LATEST)


async def robots(site: Site, request: Request) -> Response:
    """Search pages are for readers, not for crawlers."""
    lines = ["User-agent: *"]
    for edition in site.editions:
        prefix = edition.addresses.prefix
        lines += [
            f"Disallow: {prefix}/search",
            f"Disallow: {prefix}/suggest.json",
            f"Disallow: {prefix}/strip",
            f"Disallow: {prefix}/status",
        ]
    lines += ["Disallow: /metrics", "Disallow: /healthz", "Disallow: /desk"]
    if site.portal.url:
        lines += ["", f"Sitemap: {site.portal.url}/sitemap.xml"]
    lines.append("")
    return Response("\n".join(lines), headers={"cache-control": "public, max-age=3600"}, media_type="text/plain")


async def picture(site: Site, request: Request) -> Response:
    found = _PICTURE.fullmatch(request.path_params["name"])
    if found is None or int(found[2]) not in WIDTHS:
        raise HTTPException(404)
    stamp = Stamp(f"{found[1][:20]}-{found[2]}", cache=FOREVER)
    thumbnail = await site.ask(site.portal.store.thumbnail, found[1], int(found[2]))
    if thumbnail is None or thumbnail.data[:4] != b"RIFF" or thumbnail.data[8:12] != b"WEBP":
        raise HTTPException(404)
    answered = Response(thumbnail.data, headers={**stamp.headers(), "content-type": "image/webp"})
    if site.guard is not None:
        # Shared caches keep no picture: one that is hidden must be gone. A browser keeps what it was shown.
        answered.headers["cache-control"] = SEEN
        site.guard.seen(found[1], int(found[2]))
        greet(site.portal, answered, (await met(site, request))[1])
    return answered


async def static(site: Site, request: Request) -> Response:
    path = f"/static/{request.path_params['name']}"
    asset = assets().by_path.get(path) or assets().of_another_version(path)
    if asset is None:
        raise HTTPException(404)
    stamp = Stamp(asset.path.rsplit(".", 2)[1], cache=FOREVER if asset.path == path else SOON)
    if not asset.gzipped:
        return Response(asset.body, headers={**stamp.headers(), "content-type": asset.type})
    return answer(request, Content(asset.body, asset.type, stamp, asset.gzipped))

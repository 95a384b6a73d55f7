"""The operator's page: each paper's health, what became of what was asked for, and why."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from masdar.contracts import SourceHealth
from masdar.model import Outcome, Result
from masdar.vitality import health as health_of
from masdar.web.edition import Edition
from masdar.web.frame import View
from masdar.web.site import Site

SECONDS = 5.0
LATEST = 30
TROUBLES = (Result.QUARANTINED, Result.RETRY, Result.SKIPPED)

Counts = list[tuple[str, str, str, int]]


async def page(site: Site, request: Request, edition: Edition) -> Response:
    async def make() -> tuple[list[SourceHealth], Counts, list[Outcome], int, int]:
        store = site.portal.store
        health = await site.ask(store.health)
        counts = together(await site.ask(store.outcome_counts))
        latest: list[Outcome] = []
        for result in TROUBLES:
            latest += await site.ask(store.latest_outcomes, LATEST, result.value)
        latest.sort(key=lambda outcome: outcome.at, reverse=True)
        behind = await site.ask(store.last_change) - await site.ask(site.portal.index.position)
        return health, counts, latest[:LATEST], await site.ask(store.count), max(behind, 0)

    health, counts, latest, articles, behind = await site.shelf.get("status", SECONDS, make)
    told = edition.words.table("status_page")
    view = View(title=told["title"], path="/status", kind="status", hidden=True)
    return await site.show(
        request,
        edition,
        "status.html",
        view,
        told=told,
        health=[(line, health_of(line, site.portal.clock())) for line in sorted(health, key=by_name)],
        counts=counts,
        latest=latest,
        articles=articles,
        behind=behind,
    )


def by_name(line: SourceHealth) -> str:
    return line.source.name


def together(counts: dict[tuple[str, str, str, str], int]) -> Counts:
    """Outcomes of all papers together: (step, result, reason, how many), most first within a step."""
    added: dict[tuple[str, str, str], int] = {}
    for (_, step, result, reason), count in counts.items():
        added[step, result, reason] = added.get((step, result, reason), 0) + count
    return [(*key, count) for key, count in sorted(added.items(), key=lambda item: (item[0][0], -item[1]))]

"""Taking publishers of the catalogue among the sources that are collected.

A publisher whose channels the catalogue knows is added as it stands there. One of which it knows the home page only is
looked at first; what that look finds is added, and nothing is where it finds nothing: no address is made up.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from masdar import urls
from masdar.jobs.survey import Survey, SurveyFailed, survey
from masdar.model import Source
from masdar.pipeline import Line
from masdar.publishers import Publisher
from masdar.sources.sections import same_site


class Found(StrEnum):
    """Where a publisher's channels come from, or why it has none."""

    CATALOGUE = "catalogue"  # they stand there
    SURVEY = "survey"  # the home page was looked at
    CLOSED = "closed"  # it publishes no more
    NO_ANSWER = "no_answer"
    MOVED = "moved"  # its home page leads to another site
    NOTHING = "nothing"  # it answers, but nothing there lists articles


@dataclass(frozen=True, slots=True)
class Prepared:
    """A publisher, and the source to add; None where there is none, `detail` says more."""

    publisher: Publisher
    found: Found
    source: Source | None = None
    detail: str = ""


async def prepare(line: Line, publishers: Sequence[Publisher], at_once: int = 8) -> AsyncIterator[Prepared]:
    """Each publisher as it becomes known, at most `at_once` looked at at a time."""
    turn = asyncio.Semaphore(at_once)

    async def one(publisher: Publisher) -> Prepared:
        async with turn:
            return await _surveyed(line, publisher)

    for publisher in publishers:
        if publisher.closed:
            yield Prepared(publisher, Found.CLOSED)
        elif publisher.channels:
            yield Prepared(publisher, Found.CATALOGUE, publisher.source())
    unknown = [publisher for publisher in publishers if not publisher.closed and not publisher.channels]
    running = [asyncio.create_task(one(publisher)) for publisher in unknown]
    try:
        for done in asyncio.as_completed(running):
            yield await done
    finally:
        for task in running:
            task.cancel()


async def _surveyed(line: Line, publisher: Publisher) -> Prepared:
    try:
        found = await survey(line, publisher.home.url)
    except SurveyFailed as error:
        return Prepared(publisher, Found.NO_ANSWER, detail=str(error))
    wanted, got = urls.host(publisher.home.url), urls.host(found.answered)
    if not same_site(wanted, got):
        return Prepared(publisher, Found.MOVED, detail=found.answered)
    if not found.source.channels:
        return Prepared(publisher, Found.NOTHING, detail=f"{len(found.tried)} addresses tried")
    return Prepared(publisher, Found.SURVEY, _joined(publisher, found), _described(found))


def _joined(publisher: Publisher, found: Survey) -> Source:
    """What the catalogue says of it, with the channels that were found."""
    return replace(publisher.source(), channels=found.source.channels)


def _described(found: Survey) -> str:
    entries = {tried.channel.url: tried.entries for tried in found.tried}
    listed = sum(entries.get(channel.url, 0) for channel in found.source.channels)
    return f"{len(found.source.channels)} channels, {listed} entries"

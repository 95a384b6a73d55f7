"""Looking at sources as they stand now: what answers, what moved, is parked, forbids robots, or went silent.

Nothing is stored: this is what an operator looks at before changing something.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from masdar import sources, urls
from masdar.contracts import Clock, Fetcher
from masdar.jobs.parking import parked
from masdar.model import (
    Capture,
    Channel,
    FetchFailed,
    NotModified,
    Purpose,
    Reason,
    Request,
    Source,
    StepEnded,
)
from masdar.sources.sections import same_site

SILENT = timedelta(days=30)
MOST_CHANNELS = 20  # of one source; a sitemap index may have become hundreds


class Verdict(StrEnum):
    """How a source stands, worst first."""

    PARKED = "parked"  # its domain shows a page of somebody who sells domains
    GONE = "gone"  # 404 or 410 at its home page and nothing lists
    NO_ANSWER = "no_answer"
    FORBIDS = "forbids"  # its robots.txt asks us to stay away
    MOVED = "moved"  # its home page, or all that lists, is at another site now
    NOTHING = "nothing"  # answers, but no channel lists anything
    SILENT = "silent"  # lists, but nothing new in thirty days
    WELL = "well"


@dataclass(frozen=True, slots=True)
class ChannelLook:
    """What one channel answered. `newest` is the latest time among its entries, None where they bear none."""

    url: str
    kind: str
    entries: int = 0
    newest: datetime | None = None
    final_url: str = ""
    reason: Reason | None = None
    detail: str = ""


@dataclass(frozen=True, slots=True)
class SourceLook:
    """How one source stands. `evidence` says in words what the verdict rests on."""

    id: str
    name: str
    home: str
    verdict: Verdict
    evidence: str
    final_home: str
    newest: datetime | None
    channels: tuple[ChannelLook, ...]

    @property
    def well(self) -> bool:
        return self.verdict is Verdict.WELL


@dataclass(frozen=True, slots=True)
class Looker:
    """Asks sources, `at_once` of them at a time; `newest` is when each last brought an article here, by its id."""

    fetcher: Fetcher
    clock: Clock
    newest: dict[str, datetime | None]
    at_once: int = 12

    async def look(self, wanted: Sequence[Source]) -> AsyncIterator[SourceLook]:
        """Each source as its answers come."""
        turn = asyncio.Semaphore(self.at_once)

        async def one(source: Source) -> SourceLook:
            async with turn:
                return await self._source(source)

        running = [asyncio.create_task(one(source)) for source in wanted]
        try:
            for done in asyncio.as_completed(running):
                yield await done
        finally:
            for task in running:
                task.cancel()

    async def _source(self, source: Source) -> SourceLook:
        home = await self.fetcher.fetch(Request(source.home, Purpose.PAGE, source.id))
        assert not isinstance(home, NotModified), "an unconditional request has no 304"
        asked = [channel for channel in source.channels if not channel.ended][:MOST_CHANNELS]
        looks = tuple(await asyncio.gather(*(self._channel(source, channel) for channel in asked)))
        times = [look.newest for look in looks if look.newest is not None]
        kept = self.newest.get(source.id)
        newest = max(times) if times else kept
        verdict, evidence = judge(source, home, looks, newest, self.clock())
        final = home.final_url if isinstance(home, Capture) else ""
        return SourceLook(source.id, source.name, source.home, verdict, evidence, final, newest, looks)

    async def _channel(self, source: Source, channel: Channel) -> ChannelLook:
        plain = Channel(channel.url, channel.kind, channel.section)  # without tags: it must answer whole
        answer = await self.fetcher.fetch(sources.request(source, plain))
        kind = channel.kind.value
        if not isinstance(answer, Capture):
            reason, detail = (answer.reason, answer.detail) if isinstance(answer, FetchFailed) else (None, "")
            return ChannelLook(channel.url, kind, reason=reason, detail=detail)
        now = self.clock()
        try:
            listing = sources.read_listing(answer, plain, now=now, zone=source.timezone)
        except StepEnded as end:
            return ChannelLook(channel.url, kind, 0, None, answer.final_url, end.reason, end.detail)
        stamped = (entry.published or entry.modified for entry in listing.entries)
        newest = max((time for time in stamped if time is not None and time <= now), default=None)
        count = len(listing.entries) or len(listing.further)
        return ChannelLook(channel.url, kind, count, newest, answer.final_url)


def judge(
    source: Source,
    home: Capture | FetchFailed,
    looks: Sequence[ChannelLook],
    newest: datetime | None,
    now: datetime,
) -> tuple[Verdict, str]:
    """How a source stands, and why. A channel that lists outweighs a home page that does not answer: many papers keep
    robots from their front and not from their feeds."""
    listing = [look for look in looks if look.entries]
    if isinstance(home, Capture) and not listing and (marks := parked(home)):
        return Verdict.PARKED, "; ".join(marks)
    reasons = [look.reason for look in looks if look.reason] or ([home.reason] if isinstance(home, FetchFailed) else [])
    if not listing and Reason.ROBOTS_FORBID in reasons:
        return Verdict.FORBIDS, "its robots.txt forbids us what lists its articles"
    if isinstance(home, FetchFailed) and not listing:
        why = f"{home.reason.value} {home.detail}".strip()
        gone = home.reason in (Reason.NOT_FOUND, Reason.GONE)
        return (Verdict.GONE if gone else Verdict.NO_ANSWER), why
    if moved := _moved(source, home, looks):
        return Verdict.MOVED, moved
    if not listing:
        said = ", ".join(dict.fromkeys(reason.value for reason in reasons)) or "empty lists"
        return Verdict.NOTHING, f"{len(looks)} channels: {said}" if looks else "it has no channel"
    if newest is not None and now - newest > SILENT:
        return Verdict.SILENT, f"the newest is {(now - newest).days} days old"
    broken = len(looks) - len(listing)
    return Verdict.WELL, f"{broken} of {len(looks)} channels list nothing" if broken else ""


def _moved(source: Source, home: Capture | FetchFailed, looks: Sequence[ChannelLook]) -> str:
    """Where it went. A feed that somebody else delivers is no move while the home page answers in its place."""
    if isinstance(home, Capture):
        stays = same_site(urls.host(source.home), urls.host(home.final_url))
        return "" if stays else f"its home page leads to {home.final_url}"
    answered = [look for look in looks if look.final_url]
    elsewhere = [look for look in answered if not same_site(urls.host(look.url), urls.host(look.final_url))]
    if elsewhere and len(elsewhere) == len(answered):
        return f"all that lists leads to {elsewhere[0].final_url}"
    return ""

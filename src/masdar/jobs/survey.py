"""Looking at a paper for the first time: what is it called, and where does it list what is new?"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from dataclasses import dataclass, replace

from masdar import sources, urls
from masdar.model import (
    Capture,
    Channel,
    ChannelKind,
    FetchFailed,
    Listing,
    NotModified,
    Purpose,
    Reason,
    Request,
    Source,
    StepEnded,
)
from masdar.pipeline import Line


@dataclass(frozen=True, slots=True)
class Tried:
    """One address that was tried as a channel. `listing` None: it is none, for `reason`."""

    channel: Channel
    listing: Listing | None
    reason: Reason | None = None
    detail: str = ""

    @property
    def entries(self) -> int:
        return len(self.listing.entries) if self.listing else 0


@dataclass(frozen=True, slots=True)
class Survey:
    """What was found: the paper as it can be added, and every address tried. `source` without channels: nothing.
    `answered` is the address that answered, after redirects."""

    source: Source
    tried: tuple[Tried, ...]
    answered: str = ""


class SurveyFailed(Exception):
    """The address itself could not be had."""

    def __init__(self, failed: FetchFailed) -> None:
        super().__init__(f"{failed.url}: {failed.reason.value}{f' ({failed.detail})' if failed.detail else ''}")
        self.failed = failed


async def survey(line: Line, url: str) -> Survey:
    """Asks for a home page or a feed and for what it announces; guesses where it announces nothing.

    Raises `SurveyFailed` where the address does not answer."""
    answer = await _ask(line, Request(url, Purpose.PAGE))
    if isinstance(answer, FetchFailed):
        raise SurveyFailed(answer)
    found = sources.discover(answer)
    tried = await _try_all(line, found.channels)
    if not any(one.entries for one in tried):
        known = {one.channel.url for one in tried}
        guesses = [guess for guess in sources.guesses(answer.final_url) if guess.url not in known]
        tried += await _try_all(line, [*guesses, *await _robots_sitemaps(line, answer.final_url)])
    return Survey(_source(found, answer, tried), tuple(tried), answer.final_url)


async def _ask(line: Line, request: Request) -> Capture | FetchFailed:
    answer = await line.fetcher.fetch(request)
    assert not isinstance(answer, NotModified), "an unconditional request has no 304"
    if isinstance(answer, Capture):
        line.archive.write(answer)
    return answer


async def _robots_sitemaps(line: Line, home: str) -> list[Channel]:
    robots = await _ask(line, Request(urls.clean("/robots.txt", home), Purpose.ROBOTS))
    if not isinstance(robots, Capture):
        return []
    text = robots.body.decode("utf-8", "replace")
    return list(sources.sitemaps_of_robots(text))


async def _try_all(line: Line, channels: Iterable[Channel]) -> list[Tried]:
    return list(await asyncio.gather(*(_try(line, channel) for channel in channels)))


async def _try(line: Line, channel: Channel) -> Tried:
    answer = await _ask(line, sources.request(Source("", "", channel.url), channel))
    if isinstance(answer, FetchFailed):
        return Tried(channel, None, answer.reason, answer.detail)
    try:
        return Tried(channel, sources.read_listing(answer, channel, now=line.clock()))
    except StepEnded as end:
        return Tried(channel, None, end.reason, end.detail)


def _source(found: sources.Discovery, answer: Capture, tried: list[Tried]) -> Source:
    """Channels that list something, or name channels that may; the page's own links only where nothing else does."""
    good = [one.channel for one in tried if one.listing and (one.listing.entries or one.listing.further)]
    announced = [channel for channel in good if channel.kind is not ChannelKind.SECTION]
    home = found.home or answer.final_url
    name = found.name or next((one.listing.title for one in tried if one.listing and one.listing.title), "")
    languages = (found.language,) if found.language else ()
    host = urls.host(home)
    return Source(
        id=urls.slug(host.removeprefix("www.").rsplit(".", 1)[0] or host),
        name=name or host,
        home=home,
        channels=tuple(replace(channel, interval=1200.0) for channel in announced or good),
        languages=languages,
    )

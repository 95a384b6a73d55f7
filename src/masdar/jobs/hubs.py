"""Asking WebSub hubs to tell us what is new: `sources.websub` decides when, the portal listens.

What is asked for stands in the store before the hub hears of it, because a hub may confirm before it has answered.
"""

from __future__ import annotations

import asyncio
import secrets
from dataclasses import replace
from datetime import datetime
from urllib.parse import urlencode

import structlog

from masdar.contracts import HubState, Push, Store, Subscription
from masdar.model import Capture, Channel, FetchFailed, Listing, Purpose, Request, Source
from masdar.pipeline import Line
from masdar.sources import websub

log = structlog.get_logger("hubs")

FORM = "application/x-www-form-urlencoded"


class Hubs:
    """The hubs of all channels a collector asks."""

    def __init__(self, line: Line, store: Store, callback: str) -> None:
        self._line = line
        self._store = store
        self._callback = callback

    async def tend(self, source: Source, channel: Channel, listing: Listing | None) -> bool:
        """Asks the channel's hub where that is due; returns whether a hub has promised to tell what is new."""
        if not self._callback:
            return False
        hub, topic = (listing.hub, listing.topic or channel.url) if listing else ("", "")
        known = next((one for one in await self._known(source.id) if one.channel == channel.url), None)
        now = self._line.clock()
        active = websub.is_active(known, now)
        if websub.is_wanted(hub, topic, known, now):
            await self._ask(_wanted(source.id, channel.url, (hub, topic), known, now))
        return active

    async def _known(self, source_id: str) -> list[Subscription]:
        return await asyncio.to_thread(self._store.subscriptions, source_id)

    async def _ask(self, wanted: Subscription) -> None:
        await asyncio.to_thread(self._store.keep_subscription, wanted)
        form = websub.subscription(wanted.topic, f"{self._callback}/{wanted.token}", wanted.secret)
        request = Request(
            wanted.hub, Purpose.HUB, wanted.source, body=urlencode(form).encode(), headers=(("Content-Type", FORM),)
        )
        answer = await self._line.fetcher.fetch(request)
        failed = f"{answer.reason.value} {answer.detail}".strip() if isinstance(answer, FetchFailed) else ""
        log.info("hub asked", source=wanted.source, hub=wanted.hub, topic=wanted.topic, failed=failed)


def _wanted(
    source: str, channel: str, named: tuple[str, str], known: Subscription | None, now: datetime
) -> Subscription:
    """A first asking or one at another hub has a token and a secret of its own; a renewal keeps what holds."""
    hub, topic = named
    if known is not None and (not hub or named == (known.hub, known.topic)):
        active = websub.is_active(known, now)
        return replace(known, asked=now, state=HubState.ACTIVE if active else HubState.ASKED)
    token, secret = secrets.token_urlsafe(24), secrets.token_hex(32)
    return Subscription(source, channel, hub, topic, token, secret, HubState.ASKED, now)


def capture_of(push: Push) -> Capture:
    """A push as the capture of its channel that it is."""
    headers = (("content-type", push.type),) if push.type else ()
    return Capture(push.channel, push.channel, 200, headers, push.body, push.at, Purpose.FEED, push.source)

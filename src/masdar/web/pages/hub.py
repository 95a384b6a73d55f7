"""Where WebSub hubs reach us: they confirm a subscription with a GET and push what is new with a POST.

The address holds a secret of its own for each subscription: whoever does not know it is told nothing, and nothing that
was sent is read. A push is kept for the collector, which archives it before anything is made of it.
"""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta

from anyio import to_thread
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response

from masdar.contracts import HubState, Push, Subscription
from masdar.model import Outcome, Reason, Result, Step
from masdar.sources import websub
from masdar.web.answers import NEVER
from masdar.web.posting import body
from masdar.web.site import Site

MOST_BYTES = 4 * 2**20  # of a push; a feed's newest entries take a few hundred thousand
MOST_WAITING = 20  # pushes of one source that no collector has read yet
AT_ONCE = 8  # pushes received at one time
BODY_SECONDS = 20.0  # in which a push must have come
MOST_TOKEN = 64
AGAIN_SECONDS = 120

_receiving = asyncio.Semaphore(AT_ONCE)


async def callback(site: Site, request: Request) -> Response:
    token = request.path_params["token"]
    if len(token) > MOST_TOKEN:
        raise HTTPException(404)
    known = await to_thread.run_sync(site.portal.store.subscription, token)
    if known is None:
        raise HTTPException(404)
    if request.method != "POST":
        return await _confirmed(site, request, known)
    if not websub.is_active(known, site.portal.clock()):
        raise HTTPException(404)
    if _receiving.locked():
        return _said(503)
    async with _receiving:
        return await _pushed(site, request, known)


async def _confirmed(site: Site, request: Request, known: Subscription) -> Response:
    """Answers what the hub asks: did you want this? Only what was asked for is confirmed, under its own topic."""
    query = dict(request.query_params)
    store = site.portal.store
    if query.get("hub.mode") == "denied" and query.get("hub.topic", known.topic) == known.topic:
        await to_thread.run_sync(store.keep_subscription, replace(known, state=HubState.DENIED, until=None))
        return _said(200)
    verified = websub.challenge(query, {known.topic}) if known.state is not HubState.DENIED else None
    if verified is None:
        raise HTTPException(404)
    until = site.portal.clock() + timedelta(seconds=verified.lease)
    await to_thread.run_sync(store.keep_subscription, replace(known, state=HubState.ACTIVE, until=until))
    return _said(200, verified.challenge)


async def _pushed(site: Site, request: Request, known: Subscription) -> Response:
    """A push whose signature is wrong is thanked for and thrown away, as the standard advises: whoever guesses learns
    nothing."""
    try:
        sent = await body(request, MOST_BYTES, BODY_SECONDS)
    except (TimeoutError, ClientDisconnect):
        return _said(408)
    if sent is None:
        return _said(413)
    now, store = site.portal.clock(), site.portal.store
    if not websub.is_signed(sent, request.headers.get("x-hub-signature", ""), known.secret):
        wrong = Outcome(Step.LIST, known.source, known.channel, Result.QUARANTINED, now, Reason.BAD_SIGNATURE)
        await to_thread.run_sync(store.record, [wrong])
        return _said(202)
    push = Push(known.source, known.channel, now, request.headers.get("content-type", ""), sent)
    kept = await to_thread.run_sync(store.keep_push, push, MOST_WAITING)
    return _said(202 if kept else 503)


def _said(status: int, words: str = "") -> Response:
    headers = {"cache-control": NEVER}
    if status == 503:
        headers["retry-after"] = str(AGAIN_SECONDS)
    return Response(words.encode("utf-8", "replace"), status, headers, "text/plain")

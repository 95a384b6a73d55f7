"""A WebSub hub for the papers of a stand, at `hub.localhost`: takes subscriptions, has them confirmed, and pushes a
feed, signed, when it has changed. https://www.w3.org/TR/websub/

It asks through the fetcher it is given, and only callbacks on loopback.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, unquote, urlencode, urlsplit

from masdar.contracts import Fetcher
from masdar.model import Capture, Purpose, Request
from masdar.press.replies import Asked, Reply, etag, text
from masdar.sources.websub import signed

if TYPE_CHECKING:
    from masdar.press.stand import Paper

HOST = "hub"
LEASE = 86_400  # seconds
MOST = 1000  # subscriptions
MOST_BYTES = 16 * 1024  # of a form
_LOOPBACK = ("localhost", "127.0.0.1", "::1")


@dataclass(slots=True)
class _Subscriber:
    """One callback for one feed. `sent` names the feed as it was last known to the subscriber, "" where it is not yet
    confirmed."""

    topic: str
    callback: str
    secret: str
    sent: str = ""


@dataclass(slots=True)
class Hub:
    """Keeps who wants to be told; `work` tells them."""

    papers: Mapping[str, Paper]
    fetcher: Fetcher
    pushed: int = 0
    _subscribers: dict[tuple[str, str], _Subscriber] = field(default_factory=dict)

    def answer(self, asked: Asked, form: bytes) -> Reply:
        """202 where the request for a subscription is taken, else what is wrong with it."""
        if asked.method != "POST":
            return text("a WebSub hub", "text/plain")
        given = dict(parse_qsl(form.decode("utf-8", "replace")))
        topic, callback = given.get("hub.topic", ""), given.get("hub.callback", "")
        if self._paper(topic) is None or (urlsplit(callback).hostname or "") not in _LOOPBACK:
            return text("no such topic, or a callback that is not on this machine", "text/plain", 400)
        if given.get("hub.mode") == "unsubscribe":
            self._subscribers.pop((topic, callback), None)
        elif given.get("hub.mode") != "subscribe" or len(self._subscribers) >= MOST:
            return text("not now", "text/plain", 400)
        else:
            self._subscribers[topic, callback] = _Subscriber(topic, callback, given.get("hub.secret", ""))
        return text("", "text/plain", 202)

    async def work(self, now: datetime) -> None:
        """Has new subscriptions confirmed, and pushes what changed since. `now` is the press's own time."""
        for key, one in list(self._subscribers.items()):
            body = self._feed(one.topic, now)
            if body is None:
                continue
            if not one.sent:
                if await self._confirmed(one):
                    one.sent = etag(body.body)
                else:
                    self._subscribers.pop(key, None)
            elif one.sent != etag(body.body):
                await self._push(one, body)

    async def _confirmed(self, one: _Subscriber) -> bool:
        challenge = secrets.token_urlsafe(16)
        query = {
            "hub.mode": "subscribe",
            "hub.topic": one.topic,
            "hub.challenge": challenge,
            "hub.lease_seconds": LEASE,
        }
        mark = "&" if urlsplit(one.callback).query else "?"
        answer = await self.fetcher.fetch(Request(f"{one.callback}{mark}{urlencode(query)}", Purpose.HUB))
        return isinstance(answer, Capture) and answer.body == challenge.encode()

    async def _push(self, one: _Subscriber, feed: Reply) -> None:
        headers = (
            ("Content-Type", feed.type),
            ("Link", f'<{one.topic}>; rel="self"'),
            ("X-Hub-Signature", signed(feed.body, one.secret)),
        )
        answer = await self.fetcher.fetch(Request(one.callback, Purpose.HUB, body=feed.body, headers=headers))
        if isinstance(answer, Capture):
            self.pushed += 1
            one.sent = etag(feed.body)

    def _paper(self, topic: str) -> Paper | None:
        name, _, rest = (urlsplit(topic).hostname or "").partition(".")
        return self.papers.get(name) if rest == "localhost" else None

    def _feed(self, topic: str, now: datetime) -> Reply | None:
        paper, parts = self._paper(topic), urlsplit(topic)
        if paper is None:
            return None
        reply = paper.answer(Asked(unquote(parts.path), parts.query, parts.netloc), now)
        return reply if reply is not None and reply.status == 200 else None

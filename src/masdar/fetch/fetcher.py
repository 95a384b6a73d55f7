"""One request from its address to its answer: guard, robots.txt, the host's turn, the connection, the body; and again
for every redirect."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urljoin

import aiohttp
from yarl import URL

from masdar.contracts import Clock
from masdar.fetch import replies
from masdar.fetch.connection import Client, Response
from masdar.fetch.decoding import BadEncoding, Body, TooLarge
from masdar.fetch.guard import Guard, Refused, Target
from masdar.fetch.policy import FetchPolicy
from masdar.fetch.resolver import Lookup
from masdar.fetch.robots import RobotsCache, unreachable
from masdar.fetch.turns import FIRST_REST, Resting, Sleep, Turns
from masdar.model import Capture, FetchFailed, NotModified, Purpose, Reason, Request

ACCEPT = {
    Purpose.FEED: "application/rss+xml, application/atom+xml, application/feed+json, application/xml;q=0.9, */*;q=0.5",
    Purpose.SITEMAP: "application/xml, text/xml;q=0.9, */*;q=0.5",
    Purpose.PAGE: "text/html, application/xhtml+xml;q=0.9, */*;q=0.5",
    Purpose.PICTURE: "image/webp, image/jpeg, image/png, image/*;q=0.8",
    Purpose.ROBOTS: "text/plain, */*;q=0.5",
    Purpose.HUB: "*/*",
}
DRAINED = 16 * 1024  # a redirect's body up to this size is read, so that its connection can be used again
DETAIL = 300

# Who invites to be asked is asked: robots.txt is about what a crawler reads.
_UNASKED = frozenset((Purpose.ROBOTS, Purpose.HUB))
# What says that a host is in trouble, so that it is left alone after some.
TROUBLE = frozenset((Reason.TIMED_OUT, Reason.CONNECTION_FAILED, Reason.UNRESOLVABLE))


class Failed(Exception):
    """A request that gives nothing."""

    def __init__(
        self, reason: Reason, detail: str, status: int | None = None, not_before: datetime | None = None
    ) -> None:
        super().__init__(detail)
        self.reason, self.detail, self.status, self.not_before = reason, detail, status, not_before


@dataclass(frozen=True, slots=True)
class Moved:
    """A redirect."""

    location: str


class AiohttpFetcher:
    """`contracts.Fetcher` over aiohttp. Must be made inside a running event loop; `close` it in the same.

    `lookup` gives a name's IP addresses (the system's resolver by default); `sleep` waits for a host's turn. Tests pass
    their own. `request_seconds` counts connecting, headers and bodies of all redirects together, not the waiting."""

    def __init__(
        self, policy: FetchPolicy, clock: Clock, *, lookup: Lookup | None = None, sleep: Sleep = asyncio.sleep
    ) -> None:
        self._policy = policy
        self._clock = clock
        self._guard = Guard(policy)
        self._turns = Turns(policy, clock, sleep)
        self._robots = RobotsCache(self._ask_robots, clock)
        self._client = Client(self._guard, lookup, policy.user_agent)

    async def fetch(self, request: Request) -> Capture | NotModified | FetchFailed:
        try:
            return await self._follow(request)
        except Failed as failed:
            detail = failed.detail[:DETAIL]
            return FetchFailed(request.url, self._clock(), failed.reason, detail, failed.status, failed.not_before)
        except Refused as refused:
            return FetchFailed(request.url, self._clock(), refused.reason, refused.detail[:DETAIL])
        except Resting as rest:
            detail = f"the host is left alone until {rest.until:%Y-%m-%d %H:%M:%S} UTC"
            return FetchFailed(request.url, self._clock(), rest.reason, detail, not_before=rest.until)

    async def close(self) -> None:
        await self._robots.close()
        await self._client.close()

    async def _ask_robots(self, url: str) -> Capture | FetchFailed:
        answer = await self.fetch(Request(url, Purpose.ROBOTS))
        assert not isinstance(answer, NotModified), "an unconditional request has no 304"
        return answer

    async def _follow(self, request: Request) -> Capture | NotModified:
        url, seconds = request.url, self._policy.request_seconds
        loop = asyncio.get_running_loop()
        for _ in range(self._policy.max_redirects + 1):
            target = self._guard.target(url)
            delay = await self._permission(target, request)
            async with self._turns.turn(_host(target), delay):
                began = loop.time()
                answer = await self._ask(target, request, seconds)
                seconds -= loop.time() - began
            if not isinstance(answer, Moved):
                return answer
            url = _joined(target.url, answer.location)
        raise Failed(Reason.TOO_MANY_REDIRECTS, f"more than {self._policy.max_redirects} redirects")

    async def _permission(self, target: Target, request: Request) -> float:
        """The seconds the host wants between two requests; raises `Failed` where its robots.txt forbids this one."""
        if not self._policy.obey_robots or request.purpose in _UNASKED:
            return 0.0
        rules = await self._robots.rules(target.origin)
        if rules.failed is not None:
            failed = unreachable(rules, request.url)
            raise Failed(failed.reason, failed.detail, failed.status, failed.not_before)
        if not rules.allow(target.url):
            raise Failed(Reason.ROBOTS_FORBID, f"{target.origin}/robots.txt forbids {target.path}")
        return rules.delay

    async def _ask(self, target: Target, request: Request, seconds: float) -> Capture | NotModified | Moved:
        """One exchange with one server. Raises `Failed`, `Refused`; notes how the host is doing."""
        host = _host(target)
        try:
            answer = await self._exchange(target, request, seconds)
        except (Failed, Refused) as failed:
            raise self._noted(host, failed) from failed.__cause__
        self._turns.went_well(host)
        return answer

    def _noted(self, host: str, failed: Failed | Refused) -> Failed | Refused:
        """The same failure, with the time from which the host may be asked again."""
        until = failed.not_before if isinstance(failed, Failed) else None
        if failed.reason is Reason.THROTTLED:
            until = until or self._turns.failed(host, failed.reason) or self._clock() + FIRST_REST
            self._turns.rest(host, failed.reason, until)
        elif failed.reason in TROUBLE:
            until = self._turns.failed(host, failed.reason)
        else:
            self._turns.went_well(host)
        if isinstance(failed, Failed):
            failed.not_before = until
        return failed

    async def _exchange(self, target: Target, request: Request, seconds: float) -> Capture | NotModified | Moved:
        try:
            async with asyncio.timeout(seconds), self._get(target, request) as response:
                return await self._answer(response, target, request)
        except TimeoutError as error:
            raise Failed(Reason.TIMED_OUT, f"no whole answer in {self._policy.request_seconds:g} s") from error
        except aiohttp.ClientSSLError as error:
            raise Failed(Reason.TLS_FAILED, str(error)) from error
        except (aiohttp.ClientPayloadError, aiohttp.ClientResponseError, aiohttp.InvalidURL) as error:
            raise Failed(Reason.BAD_RESPONSE, str(error) or "the answer breaks off") from error
        except (aiohttp.ClientError, OSError) as error:
            raise Failed(Reason.CONNECTION_FAILED, str(error) or type(error).__name__) from error
        except TooLarge as error:
            raise Failed(Reason.TOO_LARGE, f"more than {error.args[0]} bytes") from error
        except BadEncoding as error:
            raise Failed(Reason.BAD_ENCODING, str(error)) from error

    def _get(self, target: Target, request: Request) -> aiohttp.client._RequestContextManager:
        headers = {"Accept": ACCEPT[request.purpose]}
        if request.etag:
            headers["If-None-Match"] = _printable(request.etag)
        if request.last_modified:
            headers["If-Modified-Since"] = _printable(request.last_modified)
        headers |= {name: _printable(value) for name, value in request.headers}
        url, session = URL(target.url, encoded=True), self._client.session
        if request.body is not None:
            return session.post(url, data=request.body, headers=headers, allow_redirects=False)
        return session.get(url, headers=headers, allow_redirects=False)

    async def _answer(
        self, response: aiohttp.ClientResponse, target: Target, request: Request
    ) -> Capture | NotModified | Moved:
        status = response.status
        headers = tuple((name.decode("latin-1"), value.decode("latin-1")) for name, value in response.raw_headers)
        posted = request.body is not None
        if status in (replies.ACCEPTED if posted else replies.TAKEN):
            body, wire = await self._body(response, request.purpose)
            peer = response.peer if isinstance(response, Response) else ""
            return Capture(
                url=request.url,
                final_url=target.url,
                status=status,
                headers=headers,
                body=body,
                fetched_at=self._clock(),
                purpose=request.purpose,
                source=request.source,
                wire=wire,
                address=peer,
            )
        if status == 304 and (request.etag or request.last_modified):
            return NotModified(request.url, self._clock(), headers)
        followed = replies.REPOSTED if posted else replies.REDIRECTS
        if status in followed and (location := response.headers.get("Location", "").strip()):
            await _drain(response)
            return Moved(location.encode("utf-8", "surrogateescape").decode("utf-8", "replace"))
        until = replies.retry_after(response.headers.get("Retry-After", ""), self._clock())
        await _drain(response)
        raise Failed(replies.failure(status), f"HTTP {status} {response.reason or ''}".strip(), status, until)

    async def _body(self, response: aiohttp.ClientResponse, purpose: Purpose) -> tuple[bytes, bytes | None]:
        limit, cut = self._policy.limit(purpose), purpose is Purpose.ROBOTS
        if not cut and (response.content_length or 0) > limit:
            raise TooLarge(limit)
        body = Body(",".join(response.headers.getall("Content-Encoding", ())), limit, cut=cut)
        async for chunk in response.content.iter_any():
            body.feed(chunk)
            if cut and body.full:
                break
        return body.finish()


async def _drain(response: aiohttp.ClientResponse) -> None:
    length = response.content_length
    if length is not None and length <= DRAINED:
        await response.read()


def _joined(base: str, location: str) -> str:
    try:
        return urljoin(base, location)
    except ValueError as error:
        raise Refused(Reason.BAD_URL, f"redirected to what is no address: {error}") from error


def _host(target: Target) -> str:
    return f"{target.host}:{target.port}"


def _printable(text: str) -> str:
    """A header's value as a server gave it, without anything that could end the line."""
    return "".join(character for character in text[:1000] if character.isprintable() and ord(character) < 256)

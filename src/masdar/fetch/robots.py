"""What robots.txt lets us ask for (RFC 9309), remembered per scheme, host and port.

A file that cannot be had because the server fails means: nothing may be asked for now. One that is not there (4xx)
means: everything may. A file read before stands on where the server fails later.
"""

from __future__ import annotations

import asyncio
import re
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TypeAlias

from protego import Protego

from masdar.contracts import Clock
from masdar.fetch.policy import PRODUCT
from masdar.fetch.replies import crawl_delay
from masdar.model import Capture, FetchFailed, Reason

KEPT = timedelta(hours=24)
KEPT_FAILED = timedelta(hours=1)
KEPT_UNCONNECTED = timedelta(minutes=5)  # the whole host is away, perhaps only for a moment
LONGEST_DELAY = 60.0  # seconds; a longer Crawl-delay would mean never
MOST_BYTES = 64 * 2**20  # of rule files remembered, as text

Ask: TypeAlias = Callable[[str], Awaitable[Capture | FetchFailed]]

ABSENT = frozenset((Reason.NOT_FOUND, Reason.GONE, Reason.REFUSED, Reason.TOO_MANY_REDIRECTS))
# The page itself would end in the same way: say that, not that its robots.txt did.
SAME_FOR_PAGE = frozenset(
    (
        Reason.FORBIDDEN_SCHEME,
        Reason.FORBIDDEN_ADDRESS,
        Reason.FORBIDDEN_PORT,
        Reason.UNRESOLVABLE,
        Reason.CONNECTION_FAILED,
        Reason.TLS_FAILED,
        Reason.THROTTLED,
    )
)
_AGENT_LINE = re.compile(r"^[ \t]*user[- ]?agent[ \t]*:?[ \t]*([^\s#/]*).*$", re.IGNORECASE | re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Rules:
    """What one robots.txt says to us. `parsed` None: everything is allowed; `failed`: nothing is, for that reason."""

    expires: datetime
    parsed: Protego | None = None
    failed: FetchFailed | None = None
    size: int = 256
    delay: float = 0.0

    def allow(self, url: str) -> bool:
        return self.parsed is None or bool(self.parsed.can_fetch(url, PRODUCT))


class RobotsCache:
    """`ask` fetches a robots.txt through the guard and in the host's turn."""

    def __init__(self, ask: Ask, clock: Clock) -> None:
        self._ask = ask
        self._clock = clock
        self._rules: OrderedDict[str, Rules] = OrderedDict()
        self._asking: dict[str, asyncio.Task[Rules]] = {}
        self._size = 0

    async def rules(self, origin: str) -> Rules:
        """The rules of an origin (`scheme://host:port`), asked for once however many wait for them."""
        known = self._rules.get(origin)
        if known is not None and known.expires > self._clock():
            self._rules.move_to_end(origin)
            return known
        task = self._asking.get(origin)
        if task is None:
            task = asyncio.create_task(self._renew(origin, known))
            self._asking[origin] = task
            task.add_done_callback(lambda _: self._asking.pop(origin, None))
        return await asyncio.shield(task)

    async def close(self) -> None:
        tasks = list(self._asking.values())
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _renew(self, origin: str, known: Rules | None) -> Rules:
        answer = await self._ask(f"{origin}/robots.txt")
        rules = self._read(answer, known)
        self._forget(origin)
        self._rules[origin] = rules
        self._size += rules.size
        while self._size > MOST_BYTES and len(self._rules) > 1:
            self._forget(next(iter(self._rules)))
        return rules

    def _forget(self, origin: str) -> None:
        gone = self._rules.pop(origin, None)
        self._size -= gone.size if gone else 0

    def _read(self, answer: Capture | FetchFailed, known: Rules | None) -> Rules:
        now = self._clock()
        if isinstance(answer, Capture):
            return parse(answer.body, now + KEPT)
        if answer.reason in ABSENT:
            return Rules(now + KEPT)
        kept = KEPT_UNCONNECTED if answer.reason in SAME_FOR_PAGE else KEPT_FAILED
        until = answer.not_before or now + kept
        if known is not None and known.failed is None:
            return Rules(until, known.parsed, size=known.size, delay=known.delay)
        return Rules(until, failed=answer)


def parse(body: bytes, expires: datetime) -> Rules:
    """Reads a robots.txt. Never raises."""
    text = "\n".join(body.decode("utf-8-sig", "replace").splitlines())
    # Other robots' names become one: thousands of names over thousands of rules would be a product of both.
    text = _AGENT_LINE.sub(_ours_or_other, text)
    parsed = Protego.parse(text)
    return Rules(
        expires, parsed, size=256 + 8 * len(text), delay=crawl_delay(parsed.crawl_delay(PRODUCT), LONGEST_DELAY)
    )


def _ours_or_other(line: re.Match[str]) -> str:
    name = line[1].lower()
    bare = name.replace("*", "")
    ours = name == "*" or (bare != "" and PRODUCT.lower().startswith(bare))
    return f"User-agent: {name if ours else 'another-robot'}"


def unreachable(rules: Rules, url: str) -> FetchFailed:
    """What a page's request ends in where its robots.txt could not be had."""
    failed = rules.failed
    assert failed is not None, "these rules were had"
    reason = failed.reason if failed.reason in SAME_FOR_PAGE else Reason.ROBOTS_UNREACHABLE
    detail = f"robots.txt: {failed.reason.value} {failed.detail}".strip()
    return FetchFailed(url, failed.at, reason, detail, failed.status, rules.expires)

"""A press without a network: a fetcher that asks papers directly, an archive in memory, a clock that is set."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from functools import cache
from urllib.parse import unquote, urljoin, urlsplit

from masdar.model import Capture, CaptureRef, FetchFailed, NotModified, Picture, Purpose, Reason, Request, Thumbnail
from masdar.press import Asked, Paper, Press, invented

START = datetime(2026, 3, 1, 12, tzinfo=UTC)
PORT = 8099
FAILURES = {404: Reason.NOT_FOUND, 410: Reason.GONE, 429: Reason.THROTTLED, 403: Reason.REFUSED}


@cache
def the_press() -> Press:
    """The invented press of one seed, printed once."""
    return invented.press(1, START)


@dataclass
class SetClock:
    """Stands still unless it is moved."""

    now: datetime = START

    def __call__(self) -> datetime:
        return self.now

    def move(self, **duration: float) -> None:
        self.now += timedelta(**duration)


@dataclass
class PressFetcher:
    """Asks the papers of a press as the fetch room would, without manners and without a network."""

    press: Press
    clock: Callable[[], datetime]
    asked: list[Request] = field(default_factory=list)
    closed: bool = False

    async def fetch(self, request: Request) -> Capture | NotModified | FetchFailed:
        self.asked.append(request)
        url = request.url
        for _ in range(6):
            answer = self._once(url, request)
            if not isinstance(answer, str):
                return answer
            url = answer
        return FetchFailed(request.url, self.clock(), Reason.TOO_MANY_REDIRECTS)

    def _once(self, url: str, request: Request) -> Capture | NotModified | FetchFailed | str:
        parts = urlsplit(url)
        paper = self._paper(parts.hostname or "")
        if paper is None:
            return FetchFailed(request.url, self.clock(), Reason.UNRESOLVABLE, parts.hostname or "")
        if request.purpose is Purpose.PICTURE:  # drawing it is not what these tests are about
            return self._picture(request)
        headers = {"if-none-match": request.etag} if request.etag else {}
        reply = paper.answer(Asked(unquote(parts.path), parts.query, parts.netloc, headers=headers), self.clock())
        if reply is None:
            return FetchFailed(request.url, self.clock(), Reason.NOT_FOUND, status=404)
        location = dict(reply.headers).get("location")
        if location:
            return urljoin(url, location)
        if reply.status >= 400:
            reason = FAILURES.get(reply.status, Reason.SERVER_ERROR)
            return FetchFailed(request.url, self.clock(), reason, status=reply.status)
        listed = (("content-type", reply.type), *reply.headers)
        return Capture(request.url, url, 200, listed, reply.body, self.clock(), request.purpose, request.source)

    def _picture(self, request: Request) -> Capture:
        headers = (("content-type", "image/jpeg"),)
        body = b"picture at " + request.url.encode()
        return Capture(request.url, request.url, 200, headers, body, self.clock(), request.purpose, request.source)

    def _paper(self, host: str) -> Paper | None:
        try:
            return self.press.paper(host.removesuffix(".localhost"))
        except KeyError:
            return None

    async def close(self) -> None:
        self.closed = True


@dataclass
class MemoryArchive:
    """Keeps captures in a list. `flushed` is how many were there at the last flush."""

    captures: list[Capture] = field(default_factory=list)
    flushed: int = 0

    def write(self, capture: Capture) -> CaptureRef:
        self.captures.append(capture)
        digest = hashlib.sha256(capture.body).hexdigest()
        return CaptureRef("memory.warc.gz", len(self.captures) - 1, f"sha256:{digest}")

    def flush(self, refs: Iterable[CaptureRef] = ()) -> None:
        self.flushed = len(self.captures)

    def read(self, ref: CaptureRef) -> Capture:
        try:
            return self.captures[ref.offset]
        except IndexError:
            raise KeyError(ref) from None

    def walk(self) -> Iterator[tuple[CaptureRef, Capture]]:
        for offset, capture in enumerate(list(self.captures)):
            digest = hashlib.sha256(capture.body).hexdigest()
            yield CaptureRef("memory.warc.gz", offset, f"sha256:{digest}"), capture

    def close(self) -> None:
        self.flush()


class PlainPictures:
    """Takes every picture for safe, without looking at it."""

    def read(self, data: bytes) -> Picture:
        sha = hashlib.sha256(data).hexdigest()
        return Picture(sha, 640, 400, "JPEG", (Thumbnail(480, 300, b"webp" + data[:8]),))

    def close(self) -> None:
        pass


def page(url: str, html: str, at: datetime = START, source: str = "") -> Capture:
    headers = (("content-type", "text/html; charset=utf-8"),)
    return replace(Capture(url, url, 200, headers, html.encode(), at, Purpose.PAGE), source=source)

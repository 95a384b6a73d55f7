"""An ASGI client of our own: one request in, one answer out, all in this process."""

from __future__ import annotations

import asyncio
import gzip
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote, urlencode

from starlette.types import ASGIApp, Message

from tests.running import run


@dataclass(frozen=True, slots=True)
class Answer:
    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def text(self) -> str:
        body = gzip.decompress(self.body) if self.headers.get("content-encoding") == "gzip" else self.body
        return body.decode()


class Client:
    """Asks an application. Headers may be given; `Host` is whatever the asker claims."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    def get(self, address: str, method: str = "GET", **headers: str) -> Answer:
        return run(self.ask(address, method, headers))

    def post(self, address: str, fields: dict[str, str], **headers: str) -> Answer:
        """Sends a form."""
        sent = {"content_type": "application/x-www-form-urlencoded", **headers}
        return run(self.ask(address, "POST", sent, urlencode(fields).encode()))

    def many(self, addresses: list[str]) -> list[Answer]:
        async def all_of_them() -> list[Answer]:
            return list(await asyncio.gather(*(self.ask(address) for address in addresses)))

        return run(all_of_them())

    async def ask(
        self, address: str, method: str = "GET", headers: dict[str, str] | None = None, body: bytes = b""
    ) -> Answer:
        path, _, query = address.partition("?")
        sent = {"host": "portal.example", **{name.replace("_", "-"): value for name, value in (headers or {}).items()}}
        scope: dict[str, Any] = {
            "type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "method": method, "scheme": "http",
            "path": unquote(path, errors="surrogateescape"), "raw_path": path.encode(), "root_path": "",
            "query_string": query.encode(), "client": ("127.0.0.1", 5), "server": ("127.0.0.1", 80),
            "headers": [(name.lower().encode(), value.encode()) for name, value in sent.items()],
        }  # fmt: skip
        messages: list[Message] = []

        async def receive() -> Message:
            return {"type": "http.request", "body": body, "more_body": False}

        async def send(message: Message) -> None:
            messages.append(message)

        await self.app(scope, receive, send)
        start = messages[0]
        answered = b"".join(message.get("body", b"") for message in messages[1:])
        return Answer(start["status"], {k.decode().lower(): v.decode() for k, v in start["headers"]}, answered)

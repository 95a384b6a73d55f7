"""What every answer says about itself: nothing loaded from elsewhere, framed by nobody, never guessed at.

https://cheatsheetseries.owasp.org/cheatsheets/HTTP_Headers_Cheat_Sheet.html and https://www.w3.org/TR/CSP3/
"""

from __future__ import annotations

from collections.abc import Iterable

from starlette.types import ASGIApp, Message, Receive, Scope, Send

POLICY = "; ".join(
    (
        "default-src 'none'",
        "style-src 'self'",
        "script-src 'self'",
        "img-src 'self'",
        "font-src 'self'",
        "connect-src 'self'",
        "manifest-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
        "require-trusted-types-for 'script'",
        "trusted-types masdar",
    )
)

HEADERS: tuple[tuple[bytes, bytes], ...] = (
    (b"content-security-policy", POLICY.encode()),
    (b"x-content-type-options", b"nosniff"),
    (b"x-frame-options", b"DENY"),
    (b"referrer-policy", b"strict-origin-when-cross-origin"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"permissions-policy", b"camera=(), geolocation=(), microphone=(), payment=(), usb=(), browsing-topics=()"),
)
# Their addresses hold what a reader asked, so they are told to nobody, not even to our own pages' logs.
ASKING = frozenset(("search", "search.json", "search.rss", "suggest.json"))
_SILENT = tuple((name, b"no-referrer" if name == b"referrer-policy" else value) for name, value in HEADERS)
# A browser refuses a sandboxed page with an opener policy (HTML, "finalSandboxFlags").
_SANDBOXED = frozenset((b"content-security-policy", b"cross-origin-opener-policy"))
_NAMES = frozenset(name for name, _ in HEADERS)


def _own(
    given: Iterable[tuple[bytes, bytes]], ours: tuple[tuple[bytes, bytes], ...]
) -> tuple[tuple[bytes, bytes], ...]:
    """`ours`, with the answer's own policy where that is a sandbox, which is stricter."""
    for name, value in given:
        if name.lower() == b"content-security-policy" and value.startswith(b"sandbox;"):
            return (name, value), *(pair for pair in ours if pair[0] not in _SANDBOXED)
    return ours


class SecurityHeaders:
    """Puts `HEADERS` on every answer, error pages too: it stands outside everything else."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        silent = scope.get("path", "").rsplit("/", 1)[-1] in ASKING
        ours = _SILENT if silent else HEADERS

        async def guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                given = message.get("headers", ())
                kept = [pair for pair in given if pair[0].lower() not in _NAMES]
                message["headers"] = [*kept, *_own(given, ours)]
            await send(message)

        await self._app(scope, receive, guarded)

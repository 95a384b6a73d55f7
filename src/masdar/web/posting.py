"""What readers send: forms of ours and of nobody else, and the cookie by which a browser is known again."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from ipaddress import IPv4Network, IPv6Network, ip_address
from urllib.parse import parse_qsl

from anyio import to_thread
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response

from masdar.desk import Asker
from masdar.moderation.identity import Reader
from masdar.web.asking import BadRequest
from masdar.web.portal import Portal
from masdar.web.site import Site

MOST_BYTES = 8192
MOST_FIELDS = 20
BODY_SECONDS = 20.0  # in which a form must have come
COOKIE_SECONDS = 400 * 86_400  # the longest a browser keeps one
MOST_COOKIE = 200


class TooMuch(BadRequest):
    """More was sent than is taken."""


def name_of(portal: Portal, name: str) -> str:
    """A cookie's name: one that no other host and no plain connection can set, where ours is an encrypted one."""
    return f"__Host-{name}" if portal.url.startswith("https://") else name


def set_cookie(portal: Portal, answer: Response, name: str, value: str, seconds: int) -> None:
    secure = portal.url.startswith("https://")
    answer.set_cookie(
        name_of(portal, name), value, max_age=seconds, path="/", secure=secure, httponly=True, samesite="lax"
    )


def kept(request: Request, portal: Portal, name: str) -> str:
    value = request.cookies.get(name_of(portal, name), "")
    return value if len(value) <= MOST_COOKIE else ""


async def reader_of(site: Site, request: Request) -> Reader | None:
    """Who the cookie names."""
    desk, value = site.portal.desk, kept(request, site.portal, "reader")
    return await to_thread.run_sync(desk.keys.reader, value) if desk is not None and value else None


async def met(site: Site, request: Request) -> tuple[Reader, str]:
    """Who the cookie names, and ""; else somebody new, and the cookie to give them with the answer. A cookie says since
    when, and who, by a random name."""
    known = await reader_of(site, request)
    if known is not None:
        return known, ""
    desk = site.portal.desk
    assert desk is not None, "nobody is met where nothing can be reported"
    value = await to_thread.run_sync(desk.keys.new_cookie)
    made = await to_thread.run_sync(desk.keys.reader, value)
    assert made is not None, "a cookie made just now is good"
    return made, value


def greet(portal: Portal, answer: Response, cookie: str) -> None:
    """Gives a browser the cookie it was met with, if it was new."""
    if cookie:
        set_cookie(portal, answer, "reader", cookie, COOKIE_SECONDS)


def asker(site: Site, request: Request, reader: Reader) -> Asker:
    """The reader with the marks of the request that tell one kind of browser from another."""
    told = [request.headers.get(name, "")[:300] for name in ("user-agent", "accept-language", "sec-ch-ua-platform")]
    return Asker(reader, address(request, site.portal.proxies), "|".join(told))


def address(request: Request, proxies: Sequence[IPv4Network | IPv6Network]) -> str:
    """Where a request comes from. What `X-Forwarded-For` says is believed of named proxies only, from its end."""
    found = request.client.host if request.client else ""
    claimed = [part.strip() for part in request.headers.get("x-forwarded-for", "")[-1000:].split(",")]
    while claimed and _trusted(found, proxies):
        found = claimed.pop()
    return found


def _trusted(host: str, proxies: Sequence[IPv4Network | IPv6Network]) -> bool:
    try:
        known = ip_address(host)
    except ValueError:
        return False
    return any(known.version == network.version and known in network for network in proxies)


async def body(request: Request, most: int, seconds: float) -> bytes | None:
    """What was sent; None where it is more than so many bytes, which is known before all of it has come. Raises
    `TimeoutError` where it did not come in time, `ClientDisconnect` where it broke off."""
    declared = request.headers.get("content-length", "")
    if declared.isascii() and declared.isdigit() and int(declared[:20]) > most:
        return None
    came = bytearray()
    async with asyncio.timeout(seconds):
        async for piece in request.stream():
            came += piece
            if len(came) > most:
                return None
    return bytes(came)


async def fields(request: Request, portal: Portal, most: int = MOST_BYTES) -> Mapping[str, str]:
    """What a form brought, in at most so many bytes. Raises `TooMuch` where there are more, `BadRequest` where another
    site sent it, where it is no form of ours, and where it did not come whole in time."""
    if request.headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none"):
        raise BadRequest
    origin = request.headers.get("origin", "")
    if portal.url and origin and origin != "null" and origin.lower() != portal.url.lower():
        raise BadRequest
    if not request.headers.get("content-type", "").startswith("application/x-www-form-urlencoded"):
        raise BadRequest
    try:
        sent = await body(request, most, BODY_SECONDS)
    except (TimeoutError, ClientDisconnect) as error:
        raise BadRequest from error
    if sent is None:
        raise TooMuch
    try:  # other readers need not wait while a long text is read
        return await to_thread.run_sync(_read, sent) if len(sent) > MOST_BYTES else _read(sent)
    except (UnicodeError, ValueError) as error:
        raise BadRequest from error


def _read(sent: bytes) -> Mapping[str, str]:
    pairs = parse_qsl(sent.decode(), max_num_fields=MOST_FIELDS, errors="strict", keep_blank_values=True)
    return {key: value.replace("\x00", "") for key, value in pairs}

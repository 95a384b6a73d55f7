"""Who reports, as little of it as must be known: a signed cookie that says when it was made, and keyed digests.

A digest tells that two are the same and nothing else; when its key is gone, not even that."""

from __future__ import annotations

import hashlib
import hmac
import re
from base64 import urlsafe_b64encode
from dataclasses import dataclass
from ipaddress import IPv4Address, ip_address, ip_network

V4_PREFIX, V6_PREFIX = 24, 56
_COOKIE = re.compile(r"([A-Za-z0-9_-]{16})\.(\d{1,12})\.([A-Za-z0-9_-]{22})")


@dataclass(frozen=True, slots=True)
class Reader:
    """A browser that was here before: a random name, and since when (seconds since 1970)."""

    name: str
    born: int


def digest(key: bytes, *parts: str) -> str:
    """22 letters that stand for the parts under this key."""
    told = "\0".join(parts).encode("utf-8", "replace")
    made = hmac.new(key, told, hashlib.sha256).digest()[:16]
    return urlsafe_b64encode(made).rstrip(b"=").decode()


def cookie(key: bytes, reader: Reader) -> str:
    """The cookie's value."""
    return f"{reader.name}.{reader.born}.{digest(key, 'cookie', reader.name, str(reader.born))}"


def reader_of(key: bytes, value: str, now: int) -> Reader | None:
    """Who a cookie's value names; None where nobody of ours signed it, or it comes from the future."""
    found = _COOKIE.fullmatch(value)
    if found is None:
        return None
    signed = digest(key, "cookie", found[1], found[2])
    if not hmac.compare_digest(signed, found[3]) or int(found[2]) > now:
        return None
    return Reader(found[1], int(found[2]))


def same(one: str, other: str) -> bool:
    """Compared in constant time."""
    return hmac.compare_digest(one.encode("utf-8", "replace"), other.encode("utf-8", "replace"))


def prefix(address: str) -> str:
    """The network an address stands in: /24 of IPv4 (mapped ones too), /56 of IPv6; "" where it is no address."""
    try:
        known = ip_address(address)
    except ValueError:
        return ""
    mapped = None if isinstance(known, IPv4Address) else known.ipv4_mapped
    known = mapped or known
    length = V4_PREFIX if isinstance(known, IPv4Address) else V6_PREFIX
    return str(ip_network(f"{known}/{length}", strict=False))

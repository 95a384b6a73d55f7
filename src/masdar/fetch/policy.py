"""How this collector behaves towards servers: what the operator decides."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from ipaddress import IPv4Network, IPv6Network

from masdar.model import Purpose

PRODUCT = "Masdar"  # the name robots.txt files may address
HUB_BYTES = 64 * 1024
ROBOTS_BYTES = 500 * 1024  # RFC 9309, section 2.5
FEED_BYTES = 15 * 2**20
PAGE_BYTES = 8 * 2**20
PICTURE_BYTES = 10 * 2**20

# What fits no paper's network, yet would open nearly all addresses at once.
SHORTEST_PREFIX = {4: 8, 6: 7}

DEFAULT_LIMITS: Mapping[Purpose, int] = {
    Purpose.FEED: FEED_BYTES,
    Purpose.SITEMAP: FEED_BYTES,
    Purpose.PAGE: PAGE_BYTES,
    Purpose.PICTURE: PICTURE_BYTES,
    Purpose.ROBOTS: ROBOTS_BYTES,
    Purpose.HUB: HUB_BYTES,
}


def user_agent(version: str, contact: str) -> str:
    """The honest name: product, version, and where a publisher can write to (a page or a mail address)."""
    printable = "".join(character for character in contact if character.isascii() and character.isprintable())
    words = " ".join(printable.replace("(", " ").replace(")", " ").split())
    return f"{PRODUCT}/{version} (+{words})" if words else f"{PRODUCT}/{version}"


@dataclass(frozen=True, slots=True)
class FetchPolicy:
    """`limits` are bytes after decompression; purposes left out keep their default. Times are seconds.

    `allow_networks` lets in addresses that are not globally routable; a network so wide that it would be no guard any
    more (shorter than /8, for IPv6 /7) is a ValueError."""

    user_agent: str
    allow_networks: tuple[IPv4Network | IPv6Network, ...] = ()
    allow_ports: frozenset[int] = frozenset((80, 443, 8080, 8443))
    host_delay: float = 2.0
    host_concurrency: int = 2
    concurrency: int = 64
    request_seconds: float = 30.0
    limits: Mapping[Purpose, int] = field(default_factory=dict)
    max_redirects: int = 5
    obey_robots: bool = True

    def __post_init__(self) -> None:
        for network in self.allow_networks:
            if network.prefixlen < SHORTEST_PREFIX[network.version]:
                raise ValueError(f"{network} is too wide to be allowed: name the networks that are meant")
        if min(self.host_concurrency, self.concurrency) < 1 or self.request_seconds <= 0 or self.host_delay < 0:
            raise ValueError("concurrency and request_seconds must be positive, host_delay not negative")

    def limit(self, purpose: Purpose) -> int:
        return self.limits.get(purpose, DEFAULT_LIMITS[purpose])

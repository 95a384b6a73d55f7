"""Which IP addresses belong to the open Internet, and how a host that is an address may be written.

The networks are those of the IANA special-purpose registries (RFC 6890 and its successors). They are listed here,
because what the standard library calls global differs from one Python version to the next.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network

# Not globally reachable, or not a single host: no newspaper lives there.
CLOSED_V4 = tuple(
    map(
        IPv4Network,
        "0.0.0.0/8 10.0.0.0/8 100.64.0.0/10 127.0.0.0/8 169.254.0.0/16 172.16.0.0/12 192.0.0.0/24 192.0.2.0/24 "
        "192.31.196.0/24 192.52.193.0/24 192.88.99.0/24 192.168.0.0/16 192.175.48.0/24 198.18.0.0/15 198.51.100.0/24 "
        "203.0.113.0/24 224.0.0.0/4 240.0.0.0/4".split(),
    )
)
GLOBAL_V6 = IPv6Network("2000::/3")
CLOSED_V6 = tuple(
    map(
        IPv6Network,
        # protocol assignments with Teredo and ORCHID, documentation, 6to4, documentation, AS112
        "2001::/23 2001:db8::/32 2002::/16 2620:4f:8000::/48 3fff::/20".split(),
    )
)
# Never one host, or on some systems this very machine, whatever the operator allows.
NEVER: tuple[Network, ...] = (
    IPv4Network("0.0.0.0/8"),
    IPv4Network("224.0.0.0/4"),
    IPv4Network("255.255.255.255/32"),
    IPv6Network("::/128"),
    IPv6Network("ff00::/8"),
)
NAT64 = IPv6Network("64:ff9b::/96")  # RFC 6052: the IPv4 address is the last 32 bits
ISATAP = (0x0000_5EFE, 0x0200_5EFE)  # RFC 5214: middle of the interface identifier

_NUMBER = re.compile(r"0[xX][0-9a-fA-F]*|[0-9]+")


def parse_ipv4(host: str) -> IPv4Address | None:
    """The IPv4 address that browsers read in a host (WHATWG URL, IPv4 parser): decimal, octal and hexadecimal parts,
    one to four of them. None where the host is a name. Raises ValueError where it is a broken address."""
    parts = host.removesuffix(".").split(".")
    if not _NUMBER.fullmatch(parts[-1]):
        return None
    if len(parts) > 4:
        raise ValueError("too many parts for an IPv4 address")
    numbers = [_number(part) for part in parts]
    if any(number > 255 for number in numbers[:-1]) or numbers[-1] >= 256 ** (5 - len(numbers)):
        raise ValueError("a part of the IPv4 address is too large")
    value = numbers[-1]
    for place, number in enumerate(numbers[:-1]):
        value += number << (8 * (3 - place))
    return IPv4Address(value)


def _number(part: str) -> int:
    if len(part) > 40 or not _NUMBER.fullmatch(part):
        raise ValueError("not a number in an IPv4 address")
    if part[:2].lower() == "0x":
        return int(part[2:] or "0", 16)
    return int(part, 8) if len(part) > 1 and part[0] == "0" else int(part)


def effective(text: str) -> Address:
    """The address a connection would really go to: a mapped IPv4 address is that IPv4 address. ValueError where the
    text is no address, or names a zone."""
    if "%" in text:
        raise ValueError("an address with a zone is of this machine's own links")
    address = ip_address(text)
    if isinstance(address, IPv6Address) and address.ipv4_mapped is not None:
        return address.ipv4_mapped
    return address


def is_permitted(address: Address, allowed: Iterable[Network]) -> bool:
    """True where the (effective) address is globally routable or inside a network the operator allows."""
    if _inside(address, NEVER):
        return False
    return _inside(address, allowed) or is_global(address)


def is_global(address: Address) -> bool:
    """Globally routable; an IPv6 address that carries an IPv4 address only where that one is too."""
    if isinstance(address, IPv4Address):
        return not _inside(address, CLOSED_V4)
    if address in NAT64:
        return is_global(IPv4Address(int(address) & 0xFFFFFFFF))
    if address not in GLOBAL_V6 or _inside(address, CLOSED_V6):
        return False
    if (int(address) >> 32) & 0xFFFFFFFF in ISATAP:
        return is_global(IPv4Address(int(address) & 0xFFFFFFFF))
    return True


def _inside(address: Address, networks: Iterable[Network]) -> bool:
    return any(address.version == network.version and address in network for network in networks)

"""The one gate every outgoing request passes, and passes again on every redirect.

An address is taken apart here and put together anew from what was checked, so no other parser's reading of it matters.
What a name resolves to is checked by `Guard.resolved`, and the socket's own target once more by `Guard.connecting`.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, ip_address
from urllib.parse import quote, urlsplit

from masdar.fetch.addresses import Address, Network, effective, is_permitted, parse_ipv4
from masdar.fetch.policy import FetchPolicy
from masdar.model import Reason

DEFAULT_PORTS = {"http": 80, "https": 443}
MAX_URL = 4096
MAX_ADDRESSES = 32  # of one name; more than that is no honest answer

_NAME = re.compile(
    r"(?=.{1,253}$)[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?(?:\.[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?)*"
)
_DOTS = str.maketrans("\u3002\uff0e\uff61", "...")  # IDNA's other full stops
_LOOPBACK = (IPv4Address("127.0.0.1"), IPv6Address("::1"))


class Refused(Exception):
    """The guard does not let a request pass."""

    def __init__(self, reason: Reason, detail: str) -> None:
        super().__init__(detail)
        self.reason = reason
        self.detail = detail


@dataclass(frozen=True, slots=True)
class Target:
    """An address that may be asked for, in its parts: ASCII only, the host lower case and without brackets."""

    scheme: str
    host: str
    port: int
    path: str  # with a leading slash, percent-encoded
    query: str

    @property
    def origin(self) -> str:
        host = f"[{self.host}]" if ":" in self.host else self.host
        port = "" if self.port == DEFAULT_PORTS[self.scheme] else f":{self.port}"
        return f"{self.scheme}://{host}{port}"

    @property
    def url(self) -> str:
        return f"{self.origin}{self.path}" + (f"?{self.query}" if self.query else "")


class Guard:
    """Says which requests may go out. There is no way to turn it off."""

    def __init__(self, policy: FetchPolicy) -> None:
        self._networks: tuple[Network, ...] = policy.allow_networks
        self._ports = policy.allow_ports

    def target(self, url: str) -> Target:
        """The checked parts of an address. Raises `Refused`."""
        if len(url) > MAX_URL:
            raise Refused(Reason.BAD_URL, f"the address is longer than {MAX_URL} characters")
        try:
            parts = urlsplit(re.sub(r"[\t\r\n]", "", url.strip("\x00\x20\t\r\n")))
            port = parts.port
        except ValueError as error:
            raise Refused(Reason.BAD_URL, str(error)) from error
        scheme = parts.scheme.lower()
        if scheme not in DEFAULT_PORTS:
            raise Refused(Reason.FORBIDDEN_SCHEME, f"only http and https are asked, not {scheme[:20]!r}")
        if "@" in parts.netloc:
            raise Refused(Reason.CREDENTIALS_IN_URL, "the address carries a user name or password")
        host = self._host(parts.hostname or "", bracketed=parts.netloc.startswith("["))
        port = DEFAULT_PORTS[scheme] if port is None else port
        if port not in self._ports:
            raise Refused(Reason.FORBIDDEN_PORT, f"port {port} is not among the allowed ports")
        return Target(scheme, host, port, _encoded(parts.path, "/%:@!$&'()*+,;=~-._") or "/", _query(parts.query))

    def _host(self, host: str, *, bracketed: bool) -> str:
        """A checked IP address in its plainest form, or a name in ASCII."""
        try:
            if bracketed or ":" in host:
                address: Address | None = effective(host)
                name = ""
            else:
                name = _ascii(host)
                address = parse_ipv4(name)
        except ValueError as error:
            raise Refused(_why(host), f"the host {host[:80]!r} is not usable: {error}") from error
        if address is None:
            return name
        self._check(address, host)
        return str(address)

    def resolved(self, host: str, answers: Sequence[str]) -> list[Address]:
        """The addresses a name resolved to, as they will be connected to: all of them permitted, else `Refused`."""
        if not answers or len(answers) > MAX_ADDRESSES:
            raise Refused(Reason.UNRESOLVABLE, f"{host} resolves to {len(answers)} addresses")
        addresses = []
        for answer in dict.fromkeys(answers):
            try:
                address = effective(answer)
            except ValueError as error:
                raise Refused(Reason.FORBIDDEN_ADDRESS, f"{host} resolves to {answer!r}: {error}") from error
            self._check(address, host)
            addresses.append(address)
        return addresses

    def local(self, host: str) -> list[Address]:
        """The loopback addresses of `localhost` and all names under it, never asked of DNS (RFC 6761, 6.3), as far as
        the operator allows them; else `Refused`."""
        permitted: list[Address] = [address for address in _LOOPBACK if is_permitted(address, self._networks)]
        if not permitted:
            raise Refused(Reason.FORBIDDEN_ADDRESS, f"{host} is this machine")
        return permitted

    def connecting(self, address: str) -> None:
        """The last look, at the very address a socket is made for. Raises `Refused`."""
        self._check(effective(address), address)

    def _check(self, address: Address, host: str) -> None:
        if not is_permitted(address, self._networks):
            meant = host if host == str(address) else f"{host[:80]} ({address})"
            raise Refused(Reason.FORBIDDEN_ADDRESS, f"{meant} is not a globally routable address")


def is_local_name(host: str) -> bool:
    name = host.removesuffix(".")
    return name == "localhost" or name.endswith(".localhost")


def _why(host: str) -> Reason:
    """A broken way of writing an IP address is a forbidden address; anything else is a bad URL."""
    if ":" in host:
        try:
            ip_address(host)
        except ValueError:
            return Reason.BAD_URL
        return Reason.FORBIDDEN_ADDRESS
    return Reason.BAD_URL


def _ascii(host: str) -> str:
    """A host name as DNS knows it. Raises ValueError for what is none."""
    folded = unicodedata.normalize("NFKC", host.translate(_DOTS)).translate(_DOTS).lower()
    name = folded.removesuffix(".")
    if not name.isascii():
        name = name.encode("idna").decode("ascii").lower()  # a UnicodeError is a ValueError
    if not _NAME.fullmatch(name):
        raise ValueError("not a host name")
    return name


def _encoded(text: str, safe: str) -> str:
    encoded = quote(text, safe=safe, errors="replace")
    return encoded if encoded.startswith("/") or not encoded else f"/{encoded}"


def _query(query: str) -> str:
    return quote(query, safe="%&=/:@!$'()*+,;?~-._[]|{}^`", errors="replace")

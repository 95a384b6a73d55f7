"""What a portal is given: back ends, clock and settings. Nothing in this room chooses any of them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from ipaddress import IPv4Network, IPv6Network

from masdar.contracts import Archive, Clock, Detector, Index, Store
from masdar.desk import Desk


@dataclass(frozen=True, slots=True)
class Portal:
    """One portal. `url` is its public address without a trailing slash, "" where it has none; `editions` are language
    tags, the first stands at `/`, the others at `/{tag}/`; `local` says that store calls are fast enough to be made
    on the event loop itself; `archive` is only read, None where captures are not shown. `desk` takes
    reports of pictures, None where nobody may report; `operator` is the operator's password or its argon2 hash, ""
    where the desk is closed; `proxies` are the networks whose word on a reader's address is taken. `detector` makes a
    passing detector of passages, None where readers may not have texts traced."""

    store: Store
    index: Index
    clock: Clock
    name: str = "مصدر"
    url: str = ""
    editions: tuple[str, ...] = ("ar", "fr", "en")
    country: str = ""
    version: str = ""
    local: bool = True
    archive: Archive | None = None
    desk: Desk | None = None
    operator: str = ""
    proxies: tuple[IPv4Network | IPv6Network, ...] = ()
    detector: Callable[[], Detector] | None = None

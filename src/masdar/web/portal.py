"""What a portal is given: back ends, clock and settings. Nothing in this room chooses any of them."""

from __future__ import annotations

from dataclasses import dataclass

from masdar.contracts import Archive, Clock, Index, Store


@dataclass(frozen=True, slots=True)
class Portal:
    """One portal. `url` is its public address without a trailing slash, "" where it has none; `editions` are language
    tags, the first stands at `/`, the others at `/{tag}/`; `local` says that store calls are fast enough to be made
    on the event loop itself; `archive` is only read, None where captures are not shown."""

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

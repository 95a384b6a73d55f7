"""The store of sources, and of the hubs that speak for them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from masdar.contracts.batches import HostLink, Look, Push, SourceHealth, Subscription
from masdar.model import Channel, Entry, Permalink, Source


class SourceStore(Protocol):
    """Sources, their channels, their leases and their entries."""

    def add_source(self, source: Source) -> bool:
        """Adds a source with its channels, or brings a known one up to date (new channels are added, what is
        remembered of known ones stays). True where it was new."""
        ...

    def source(self, source_id: str) -> Source | None: ...

    def sources(self) -> list[Source]: ...

    def save_channel(self, source_id: str, channel: Channel) -> None: ...

    def furniture(self, source_id: str) -> str:
        """What recurs on the source's pages, as the last batch that carried it said; "" where none did."""
        ...

    def set_state(self, source_id: str, state: str) -> None: ...

    def lease_sources(self, holder: str, now: datetime, seconds: float, limit: int) -> list[Source]:
        """Active sources that are due (a channel is due, or an entry or picture waits) and held by nobody, now held by
        `holder` until `now + seconds`. Two collectors never hold one source at one time."""
        ...

    def lease_source(self, holder: str, source_id: str, now: datetime, seconds: float) -> Source | None:
        """One named source, due or not and in any state, held as `lease_sources` holds; None while another holds it.
        Raises KeyError where there is no such source."""
        ...

    def renew_lease(self, holder: str, source_id: str, now: datetime, seconds: float) -> bool:
        """False where the lease was lost: the holder must stop working on the source."""
        ...

    def release_source(self, holder: str, source_id: str) -> None: ...

    def next_due(self) -> datetime | None:
        """When the next source will be due, held ones left out; None where nothing will ever be."""
        ...

    def offer(self, entries: Sequence[Entry], now: datetime) -> int:
        """Remembers entries not known before, by (source, `urls.key(url)`), without their `content`; returns how many
        were new."""
        ...

    def waiting(self, source_id: str, now: datetime, limit: int) -> list[Entry]:
        """Entries whose page is still to be read, oldest offered first."""
        ...

    def entry(self, source_id: str, url: str) -> Entry | None:
        """The entry offered for an address, by `urls.key`, settled or not."""
        ...

    def waiting_pictures(self, source_id: str, limit: int) -> list[tuple[Permalink, str]]:
        """Articles whose lead picture is still to be fetched, with its address."""
        ...

    def due_looks(self, source_id: str, now: datetime, limit: int) -> list[Look]:
        """Articles whose page is to be asked for again, longest due first."""
        ...

    def due_hosts(self, source_id: str, now: datetime) -> list[HostLink]:
        """Hosts of the source that are to be looked at."""
        ...

    def sample(self, source_id: str, host: str, limit: int) -> list[Look]:
        """Articles that stood at a host, those not looked at for the longest time first."""
        ...

    def health(self) -> list[SourceHealth]: ...


class HubStore(Protocol):
    """WebSub: what hubs were asked for, and what they pushed."""

    def subscriptions(self, source_id: str) -> list[Subscription]: ...

    def subscription(self, token: str) -> Subscription | None: ...

    def keep_subscription(self, kept: Subscription) -> None:
        """In the place of the channel's earlier one."""
        ...

    def keep_push(self, push: Push, most: int) -> bool:
        """Its source is due from then on. False, and nothing kept, where `most` of the source wait already."""
        ...

    def pushes(self, source_id: str, limit: int) -> list[Push]:
        """Those that wait, oldest first."""
        ...

    def drop_pushes(self, ids: Sequence[int]) -> None: ...

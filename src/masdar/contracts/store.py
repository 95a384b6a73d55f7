"""The whole store."""

from __future__ import annotations

from typing import Protocol

from masdar.contracts.articles import ArticleStore
from masdar.contracts.guarding import GuardStore
from masdar.contracts.sources import HubStore, SourceStore
from masdar.contracts.stories import RoleStore, StoryStore, TraceStore


class Store(SourceStore, HubStore, ArticleStore, StoryStore, TraceStore, RoleStore, GuardStore, Protocol):
    """What we know. Every method may be called from any thread; a call is one transaction."""

    def migrate(self) -> None:
        """Brings the schema up to date; safe to call from several processes at once."""
        ...

    def close(self) -> None: ...

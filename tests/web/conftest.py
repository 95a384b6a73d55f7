from __future__ import annotations

from dataclasses import dataclass, replace

import pytest

from masdar.web import Portal, application
from tests.web.asgi import Client
from tests.web.fakes import MemoryIndex, MemoryStore, TellingClock, press


@dataclass(frozen=True)
class Stand:
    """A portal on the invented press, and a client that asks it."""

    portal: Portal
    store: MemoryStore
    index: MemoryIndex
    clock: TellingClock
    client: Client

    def again(self, **changes: object) -> Client:
        """A client of the same portal with other settings."""
        return Client(application(replace(self.portal, **changes)))  # type: ignore[arg-type]


def stand(store: MemoryStore) -> Stand:
    index, clock = MemoryIndex(store), TellingClock()
    portal = Portal(store, index, clock, url="https://portal.example", country="ma", version="9.9")  # type: ignore[arg-type]
    return Stand(portal, store, index, clock, Client(application(portal)))


_PRESS = press()


@pytest.fixture
def portal() -> Stand:
    """The invented press, fresh for each test; pictures are made once."""
    store = MemoryStore(tuple(_PRESS.by_id.values()), tuple(_PRESS.articles.values()))
    store.pictures = _PRESS.pictures
    store.outcomes = list(_PRESS.outcomes)
    return stand(store)


@pytest.fixture
def empty() -> Stand:
    return stand(MemoryStore())

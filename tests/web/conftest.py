from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache

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
        return Client(application(replace(self.portal, **changes)))  # type: ignore[arg-type]  # stands for the real one


def stand(store: MemoryStore) -> Stand:
    index, clock = MemoryIndex(store), TellingClock()
    portal = Portal(store, index, clock, url="https://portal.example", country="ma", version="9.9")  # type: ignore[arg-type]  # stands for the real one
    return Stand(portal, store, index, clock, Client(application(portal)))


def fresh() -> Stand:
    """The invented press, whose pictures are made once."""
    made = _press()
    store = MemoryStore(tuple(made.by_id.values()), tuple(made.articles.values()))
    store.pictures = made.pictures
    store.outcomes = list(made.outcomes)
    return stand(store)


_press = cache(press)


@pytest.fixture
def portal() -> Stand:
    """The invented press, fresh for each test."""
    return fresh()


@pytest.fixture(scope="session")
def shown() -> Stand:
    """The invented press, one for all tests that only read."""
    return fresh()


@pytest.fixture
def empty() -> Stand:
    return stand(MemoryStore())

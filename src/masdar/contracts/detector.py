"""Whose words: the detector of passages."""

from __future__ import annotations

from datetime import datetime
from typing import Protocol

from masdar.model import Match, Permalink


class Detector(Protocol):
    """Finds passages that stand in articles it was given. One process writes; not safe for several threads at once."""

    def position(self) -> int:
        """The change up to which it durably knows the articles; 0 where it is new."""
        ...

    def ask(self, text: str, besides: Permalink | None = None) -> list[Match]:
        """Where stretches of a text stand, in other articles than `besides`."""
        ...

    def add(self, key: Permalink, text: str, at: datetime | None = None) -> None:
        """Remembers an article, in place of what it knew under its name."""
        ...

    def remove(self, key: Permalink) -> bool:
        """Forgets an article; False where it knew none of that name."""
        ...

    def keep(self, position: int) -> None:
        """What was added and removed so far belongs to that change; it is durable soon, and at `close`."""
        ...

    def close(self) -> None: ...

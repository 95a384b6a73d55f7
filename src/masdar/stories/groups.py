"""Articles of the window, and groups of them that tell one event."""

from __future__ import annotations

from dataclasses import dataclass, field

from masdar.model import Permalink


@dataclass(slots=True)
class Article:
    """Who it is, when it was published (hours), and the group it stands in."""

    permalink: Permalink
    hour: float
    group: int = -1


@dataclass(slots=True)
class Group:
    """Articles that tell one event; `number` is its address, 0 while it has one article."""

    members: list[int] = field(default_factory=list)
    number: int = 0

"""Groups of articles that tell one event, and what links one to another."""

from __future__ import annotations

import math
from dataclasses import dataclass, field

from masdar.model import Permalink


@dataclass(slots=True)
class Article:
    """Who it is, when it was published (hours), and the group it stands in."""

    permalink: Permalink
    hour: float
    group: int = -1


@dataclass(slots=True)
class Link:
    """The sums, over the articles of two groups, of how alike they are and of what time leaves of that. Both groups
    hold the same one."""

    plain: float = 0.0
    faded: float = 0.0

    def add(self, plain: float, faded: float) -> None:
        self.plain += plain
        self.faded += faded


@dataclass(slots=True)
class Group:
    """Articles that tell one event, the hours of the first and the last, and what links it to other groups; `number`
    is its address, 0 while it has one article."""

    members: list[int] = field(default_factory=list)
    first: float = math.inf
    last: float = -math.inf
    number: int = 0
    links: dict[int, Link] = field(default_factory=dict)

    def add(self, serial: int, hour: float) -> None:
        self.members.append(serial)
        self.first, self.last = min(self.first, hour), max(self.last, hour)

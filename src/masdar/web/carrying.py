"""Who carries whom: counts of articles between papers → a drawing, givers on one side, takers on the other. Pure."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from masdar.model import OWN, UNDECIDED, Habit
from masdar.web.bidi import shorten

ROW = 30  # units of the drawing between two names
THINNEST, THICKEST = 1.5, 14.0


@dataclass(frozen=True, slots=True)
class Sheet:
    """What is drawn on, in units of the drawing: its width, what a side keeps for names of at most so many letters, and
    how many flows it has room for."""

    width: int
    names: int
    letters: int
    flows: int


WIDE = Sheet(760, 230, 40, 40)
NARROW = Sheet(360, 142, 25, 20)


@dataclass(frozen=True, slots=True)
class Node:
    """A name in the drawing; `count` articles given or taken."""

    id: str
    name: str
    agency: bool
    count: int
    y: float


@dataclass(frozen=True, slots=True)
class Flow:
    """A line from a giver to a taker: an SVG path, its width, and what it stands for."""

    path: str
    width: float
    giver: Node
    taker: Node
    habit: Habit


@dataclass(frozen=True, slots=True)
class Carrying:
    """The drawing on a sheet. `giver_x` and `taker_x` are where the two sides' names begin, towards the edge."""

    givers: tuple[Node, ...]
    takers: tuple[Node, ...]
    flows: tuple[Flow, ...]
    width: int
    height: int
    giver_x: int
    taker_x: int


def drawn(
    habits: Sequence[Habit],
    naming: Callable[[str], str],
    agency: Callable[[str], bool],
    *,
    rtl: bool,
    on: Sheet = WIDE,
) -> Carrying:
    """The drawing of the largest flows: read from the right in a right-to-left page."""
    chosen = sorted(habits, key=lambda one: (-one.articles, one.taker, one.giver))[: on.flows]

    def named(of: str) -> str:
        name = shorten(naming(of), on.letters)
        # In a drawing nothing says which way a name runs: the mark keeps "…" at an Arabic name's end.
        return f"{name}\u200f" if name.endswith("…") and name[0] > "\u0590" else name

    givers = _nodes([(one.giver, one.articles) for one in chosen], named, agency)
    takers = _nodes([(one.taker, one.articles) for one in chosen], named, agency)
    left, right = on.names, on.width - on.names
    giver_x, taker_x = (right, left) if rtl else (left, right)
    most = max((one.articles for one in chosen), default=1)
    flows = [
        Flow(
            _path(giver_x, givers[one.giver].y, taker_x, takers[one.taker].y),
            round(THINNEST + (THICKEST - THINNEST) * math.sqrt(one.articles / most), 1),
            givers[one.giver], takers[one.taker], one,
        )
        for one in chosen
    ]  # fmt: skip
    height = ROW * max(len(givers), len(takers), 1)
    return Carrying(
        tuple(givers.values()), tuple(takers.values()), tuple(flows[::-1]), on.width, height, giver_x, taker_x
    )


def _nodes(
    counted: Sequence[tuple[str, int]], naming: Callable[[str], str], agency: Callable[[str], bool]
) -> dict[str, Node]:
    sums: dict[str, int] = {}
    for one, count in counted:
        sums[one] = sums.get(one, 0) + count
    ordered = sorted(sums.items(), key=lambda pair: -pair[1])
    return {
        one: Node(one, naming(one), agency(one), count, ROW * (nth + 0.5)) for nth, (one, count) in enumerate(ordered)
    }


def _path(x: int, y: float, to_x: int, to_y: float) -> str:
    middle = (x + to_x) / 2
    return f"M{x} {y:g}C{middle:g} {y:g} {middle:g} {to_y:g} {to_x} {to_y:g}"


def sorted_out(words: Sequence[tuple[str, int]], agency: Callable[[str], bool]) -> dict[str, int]:
    """Words by whose they are: own, of agencies, of other papers, undecided."""
    made = {"own": 0, "agencies": 0, "papers": 0, "undecided": 0}
    for of, count in words:
        key = {OWN: "own", UNDECIDED: "undecided"}.get(of) or ("agencies" if agency(of) else "papers")
        made[key] += count
    return made

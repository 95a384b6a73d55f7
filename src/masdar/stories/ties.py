"""How the groups of a large window are tied: by serials, over flat arrays."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from masdar.stories import tying
from masdar.stories.pairs import Joining
from masdar.stories.tying import MADE, SPARE, Tied
from masdar.stories.window import Window

Scalar = TypeVar("Scalar", bound=np.generic)
_FIRST_TIES = 1 << 12


class Ties:
    """The ties between groups of a window's articles, by the serials of their oldest articles."""

    def __init__(self, window: Window, joining: Joining) -> None:
        self._window, self._joining = window, joining
        most = window.most
        sizes = np.zeros(most, np.int64)
        heads, seen = np.zeros(most, np.int32), np.zeros(most, np.int32)
        first, last = np.zeros(most, np.float64), np.zeros(most, np.float64)
        owners, following, before = (np.zeros(2 * _FIRST_TIES, np.int32) for _ in range(3))
        plain, faded = np.zeros(_FIRST_TIES, np.float64), np.zeros(_FIRST_TIES, np.float64)
        counters = np.zeros(3, np.int64)
        self._tied = Tied(
            sizes, first, last, heads, owners, following, before, plain, faded, counters, seen
        )  # zeros that are never touched take no memory

    def take(self, serial: int, groups: Sequence[int]) -> None:
        """Makes an article a group of its own and ties it to the groups of those near it, in their order."""
        slot = self._slot(serial)
        self._make_room(len(groups))
        tying.stand_alone(self._window.kept, self._tied, slot)
        slots = (np.array(groups, np.int64) % self._window.most).astype(np.int32)
        tying.tie(self._window.kept, self._window.near, self._tied, slot, slots, self._joining)

    def most_alike(self, group: int) -> int:
        """The group that one is most like and alike enough, of equals the oldest; 0 for none."""
        slot = tying.most_alike(self._window.kept, self._tied, self._slot(group), self._joining)
        return int(self._window.kept.serials[slot]) if slot >= 0 else 0

    def merge(self, kept: int, gone: int) -> None:
        """Puts a younger group into an older one."""
        tying.merge(self._tied, self._slot(kept), self._slot(gone))

    def lose_one(self, group: int, left: Sequence[int]) -> None:
        """Counts an article out of a group, in which these are left, the oldest first."""
        slots = np.array(left, np.int64) % self._window.most
        tying.lose_one(self._tied, self._slot(group), slots[0], self._window.kept.hours[slots])

    def dissolve(self, group: int) -> None:
        """Frees the ties of a group whose last article left."""
        tying.dissolve(self._tied, self._slot(group))

    def grown(self, serials: Sequence[int]) -> list[int]:
        """Ties articles, oldest first, by whom they were near when they came, and lets their groups grow together.
        Returns the group of each. All ties there were are gone."""
        kept, near = self._window.kept, self._window.near
        order = np.array(serials, np.int64) % self._window.most
        self._tied.counters[:] = 0
        self._make_room(int(near.counts[order].sum()))
        groups = tying.grow_all(kept, near, self._tied, order, self._joining)
        return [int(each) for each in kept.serials[groups[order]]]

    def _slot(self, serial: int) -> int:
        return serial % self._window.most

    def _make_room(self, more: int) -> None:
        """For so many ties more."""
        tied = self._tied
        needed = int(tied.counters[MADE]) + 1 + max(0, more - int(tied.counters[SPARE]))
        if needed <= len(tied.plain):
            return
        size = max(2 * len(tied.plain), needed)
        self._tied = tied._replace(
            owners=_longer(tied.owners, 2 * size),
            following=_longer(tied.following, 2 * size),
            before=_longer(tied.before, 2 * size),
            plain=_longer(tied.plain, size),
            faded=_longer(tied.faded, size),
        )


def _longer(array: NDArray[Scalar], size: int) -> NDArray[Scalar]:
    """The array with zeros behind it."""
    longer = np.zeros(size, array.dtype)
    longer[: len(array)] = array
    return longer

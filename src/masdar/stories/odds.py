"""How much articles read like those of one event rather than like the others, by their words alone."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from masdar.compiling import compiled
from masdar.stories.kernels import Kept, Likenesses, Places


@compiled
def odds(kept: Kept, slots: Places, within: NDArray[np.bool_], cautious: float, words: int) -> Likenesses:
    """How much each article reads like those `within` rather than like the others, itself left out: the mean over lead
    and whole of the sum of its words' log-odds by the root of their number. `cautious`: articles' worth of the others'
    odds that are mixed into those of the ones within; `words`: how many there are."""
    scores = np.zeros(len(slots), np.float64)
    inside = within.sum()
    outside = len(slots) - inside
    for part in range(2):
        ours, theirs = np.zeros(words, np.int32), np.zeros(words, np.int32)
        for at in range(len(slots)):
            slot = slots[at]
            first = kept.starts[slot] + (kept.leads[slot] if part else 0)
            held = ours if within[at] else theirs
            for number in kept.numbers[first : first + (kept.wholes[slot] if part else kept.leads[slot])]:
                held[number] += 1
        for at in range(len(slots)):
            slot = slots[at]
            first = kept.starts[slot] + (kept.leads[slot] if part else 0)
            size = kept.wholes[slot] if part else kept.leads[slot]
            own = 1 if within[at] else 0
            total = 0.0
            for number in kept.numbers[first : first + size]:
                usual = (theirs[number] + 0.5) / (outside + 1)
                total += math.log((ours[number] - own + cautious * usual) / (inside - own + cautious) / usual)
            scores[at] += total / math.sqrt(max(size, 1)) / 2
    return scores

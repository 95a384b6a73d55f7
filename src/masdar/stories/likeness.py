"""How alike articles are: the cosine of their leads and that of their wholes together, less the further apart in time.

Lead and whole must both agree (their geometric mean): a lead alone is short and shares formulas, a whole alone tells
the past of many events.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from masdar.stories.words import Numbers, Weights, Worded

Likenesses = NDArray[np.float32]


def likenesses(one: Worded, others: Sequence[Worded], telling: Weights) -> Likenesses:
    """0 to 1 for each of the others, time left aside."""
    if not others:
        return np.zeros(0, np.float32)
    lead = _cosines(
        (one.lead, one.lead_times), [each.lead for each in others], [each.lead_times for each in others], telling
    )
    whole = _cosines(
        (one.whole, one.whole_times), [each.whole for each in others], [each.whole_times for each in others], telling
    )
    together: Likenesses = np.sqrt(lead * whole)
    return together


def _cosines(
    one: tuple[Numbers, Weights], numbers: Sequence[Numbers], times: Sequence[Weights], telling: Weights
) -> Likenesses:
    spread = np.zeros(len(telling) + 1, np.float32)
    mine = one[1] * telling[one[0]]
    spread[one[0]] = mine
    # A word of no article ends each row, so that no row is empty.
    end, never = np.full(1, len(telling), np.int32), np.zeros(1, np.float32)
    joined = np.concatenate([part for row in numbers for part in (row, end)])
    counted = np.concatenate([part for row in times for part in (row, never)])
    starts = np.concatenate([[0], np.cumsum([len(row) + 1 for row in numbers])[:-1]])
    theirs = counted * np.append(telling, 0.0).astype(np.float32)[joined]
    dots = np.add.reduceat(theirs * spread[joined], starts)
    sizes = np.sqrt(np.add.reduceat(theirs * theirs, starts)) * np.sqrt(np.sum(mine * mine))
    return np.asarray(dots / np.maximum(sizes, 1e-6), np.float32)

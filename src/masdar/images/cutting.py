"""Are two pictures cut from one? Papers print an agency's picture in shapes of their own, and a fingerprint of it all
does not survive that: what both show is laid over one another and held against each other.

Of the invented press's pictures, two cuts of one are alike by .75 and more, different scenes by .65 at most.
"""

from __future__ import annotations

from io import BytesIO

import numpy as np
import numpy.typing as npt
from numpy.lib.stride_tricks import sliding_window_view
from PIL import Image

ALIKE = 0.7  # of 1; unrelated pictures stand near .2
ROWS = 32  # of the taller picture: fewer hide what differs, more show where cuts do not fall on a pixel
SCALES = 6  # between the wider one as tall as the other, and as wide
AROUND = 6  # pixels around one whose mean is taken off: skies are lighter above in all pictures
NARROWEST, WIDEST = 0.25, 4.0  # shapes that are compared

Grey = npt.NDArray[np.float32]


def cut_from_one(one: bytes, other: bytes) -> bool:
    """Whether two thumbnails of our own making show parts of one picture, larger or smaller, not turned. One that is
    damaged is like none."""
    try:
        narrow, wide = sorted((Image.open(BytesIO(found)).convert("F") for found in (one, other)), key=_shape)
    except (OSError, ValueError, SyntaxError):
        return False
    low, high = _shape(narrow), _shape(wide)
    if low < NARROWEST or high > WIDEST:
        return False
    columns = max(round(ROWS * low), 2)
    below = _edges(narrow, columns, ROWS)
    for step in range(SCALES + 1):
        rows = max(round(ROWS * (1 - step / SCALES * (1 - low / high))), 2)
        above = _edges(wide, max(round(rows * high), columns), rows)
        if _likeness(above, below, (rows, columns)) >= ALIKE:
            return True
    return False


def _shape(picture: Image.Image) -> float:
    return picture.width / picture.height


def _edges(picture: Image.Image, columns: int, rows: int) -> Grey:
    """The picture at that size, without what changes slowly."""
    grey = np.asarray(picture.resize((columns, rows), Image.Resampling.BILINEAR), np.float32)
    side = 2 * AROUND + 1
    rows_of: Grey = sliding_window_view(np.pad(grey, AROUND, mode="edge"), side, 0).mean(2)
    means: Grey = sliding_window_view(rows_of, side, 1).mean(2)
    return grey - means


def _likeness(one: Grey, other: Grey, size: tuple[int, int]) -> float:
    """How alike the two are where they are most alike, over all windows of that size."""
    return float((_windows(one, size) @ _windows(other, size).T).max())


def _windows(grey: Grey, size: tuple[int, int]) -> Grey:
    rows = sliding_window_view(grey, size).reshape(-1, size[0] * size[1])
    level: Grey = rows - rows.mean(1, keepdims=True)
    level /= np.sqrt((level * level).sum(1, keepdims=True)) + np.float32(1e-3)
    return level

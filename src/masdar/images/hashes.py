"""Two fingerprints of a picture that do not fail together: PDQ, and a gradient hash of our own.

PDQ (Davis and Rosen, "Open-Sourcing Photo- and Video-Matching Technology", 2019) sees the low frequencies of the whole
picture. The gradient hash (after Krawetz, "Kind of Like That", 2013) sees which of two neighbouring cells is lighter,
along rows and along columns. Both read luminance alone, so that a grey copy is a copy.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pdqhash
from PIL import Image

PDQ_SIDE = 512  # pixels; the reference hasher, too, brings larger pictures down to this
GRADIENT_CELLS = 8


def pdq(luma: Image.Image) -> tuple[str, int]:
    """PDQ as 64 hex digits, with its quality from 0 to 100. "" where the quality is 0: a blank has no fingerprint.

    Small pictures are brought up to the same square, which the reference does not do: PDQ's own filter is coarse on
    few pixels, and a copy of another size should pass the same filters as its original."""
    square = luma.resize((PDQ_SIDE, PDQ_SIDE), Image.Resampling.BILINEAR)
    bits, quality = pdqhash.compute(np.repeat(np.asarray(square)[:, :, np.newaxis], 3, axis=2))
    return (_hex(bits.astype(np.bool_)) if quality else ""), int(quality)


def gradient(luma: Image.Image) -> str:
    """128 bits as 32 hex digits: 64 of "lighter than its left neighbour", 64 of "lighter than the one above", over
    means of equal cells."""
    cells = GRADIENT_CELLS
    rows = _means(luma, cells + 1, cells)
    columns = _means(luma, cells, cells + 1)
    bits = np.concatenate([(rows[:, 1:] > rows[:, :-1]).ravel(), (columns[1:] > columns[:-1]).ravel()])
    return _hex(bits)


def _means(luma: Image.Image, width: int, height: int) -> npt.NDArray[np.float32]:
    return np.asarray(luma.convert("F").resize((width, height), Image.Resampling.BOX), dtype=np.float32)


def _hex(bits: npt.NDArray[np.bool_]) -> str:
    return np.packbits(bits).tobytes().hex()

"""From a picture's bytes to all we keep of it."""

from __future__ import annotations

import hashlib
from io import BytesIO

from PIL import Image

from masdar.images.decoding import decode
from masdar.images.hashes import gradient, pdq
from masdar.model import Picture, Thumbnail

WIDTHS = (800, 400, 160)  # pixels: an article at twice a phone's 390, a card, a line of the strip
WEBP_QUALITY = 76
WEBP_METHOD = 1  # of 0 to 6: above it, time doubles for a tenth of the bytes


def read_picture(data: bytes) -> Picture:
    """Makes a picture safe: re-encoded thumbnails without any metadata, and its fingerprints.

    The same bytes give the same picture. Raises `Quarantine`: NOT_A_PICTURE (another format, a tracking dot, a strip),
    TOO_MANY_PIXELS (by its header, nothing decoded), PICTURE_UNREADABLE (broken, or too much of it is missing).
    """
    decoded = decode(data, WIDTHS[0])
    luma = decoded.image.convert("L")
    fingerprint, quality = pdq(luma)
    return Picture(
        sha256=hashlib.sha256(data).hexdigest(),
        width=decoded.width,
        height=decoded.height,
        format=decoded.format.value.lower(),
        thumbnails=_thumbnails(decoded.image),
        pdq=fingerprint,
        pdq_quality=quality,
        second_hash=gradient(luma),
    )


def _thumbnails(image: Image.Image) -> tuple[Thumbnail, ...]:
    """Largest first: the working picture itself, then each narrower width, each made from the one before."""
    made = [_encoded(image)]
    for width in WIDTHS:
        if width < image.width:
            size = (width, max(1, round(image.height * width / image.width)))
            image = image.resize(size, Image.Resampling.HAMMING)
            made.append(_encoded(image))
    return tuple(made)


def _encoded(image: Image.Image) -> Thumbnail:
    out = BytesIO()
    image.save(out, "WEBP", quality=WEBP_QUALITY, method=WEBP_METHOD)
    return Thumbnail(image.width, image.height, out.getvalue())

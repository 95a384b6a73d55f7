"""What is this picture, and which others are it? Bytes in, a safe picture with its fingerprints out; no I/O.

The bytes are hostile: run `read_picture` through `masdar.isolation`, never in the process that serves or collects.
"""

from __future__ import annotations

from masdar.images.likeness import Likeness, distance, same_picture
from masdar.images.reading import WIDTHS, read_picture

__all__ = ["WIDTHS", "Likeness", "distance", "read_picture", "same_picture"]

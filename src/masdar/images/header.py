"""What a picture's first bytes claim: its format and its size, read before any decoder sees them.

Formats are told by their magic bytes alone, never by a name or a content type. Vector and page formats (SVG, PDF,
PostScript), TIFF and all the rest are not pictures here.
"""

from __future__ import annotations

import struct
from enum import StrEnum

MAX_PIXELS = 50_000_000
MAX_SIDE = 20_000  # pixels
MAX_SCANS = 500  # libjpeg-turbo's own advice; a progressive JPEG made to be seen has some ten


class Format(StrEnum):
    """The formats read; the value is Pillow's name for the decoder."""

    JPEG = "JPEG"
    PNG = "PNG"
    WEBP = "WEBP"
    GIF = "GIF"
    AVIF = "AVIF"


_AVIF_BRANDS = (b"avif", b"avis")
_WEBP_LOSSY_START = b"\x9d\x01\x2a"
_WEBP_LOSSLESS_START = 0x2F


def format_of(data: bytes) -> Format | None:
    """The format the magic bytes name, None where it is none we read."""
    if data.startswith(b"\xff\xd8\xff"):
        return Format.JPEG
    if data.startswith(b"\x89PNG\r\n\x1a\n"):
        return Format.PNG
    if data.startswith((b"GIF87a", b"GIF89a")):
        return Format.GIF
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return Format.WEBP
    if data[4:8] == b"ftyp" and _has_avif_brand(data):
        return Format.AVIF
    return None


def _has_avif_brand(data: bytes) -> bool:
    """The `ftyp` box of ISO 14496-12: major brand, minor version, compatible brands, four bytes each."""
    end = min(int.from_bytes(data[:4]), 128, len(data))
    brands = [data[8:12], *(data[at : at + 4] for at in range(16, end, 4))]
    return any(brand in _AVIF_BRANDS for brand in brands)


def claimed_size(data: bytes, kind: Format) -> tuple[int, int] | None:
    """(width, height) as the header claims them; None where it is cut off or is read by the decoder's own parser,
    which for JPEG and AVIF allocates nothing before it is asked to decode."""
    try:
        if kind is Format.PNG:
            return struct.unpack_from(">II", data, 16)
        if kind is Format.GIF:
            return struct.unpack_from("<HH", data, 6)
        if kind is Format.WEBP:
            return _webp_size(data)
    except (struct.error, IndexError):
        return None
    return None


def _webp_size(data: bytes) -> tuple[int, int] | None:
    """The canvas of a WebP, RFC 9649: its decoder allocates the canvas when it is made, so this must come first."""
    chunk = data[12:16]
    if chunk == b"VP8X":
        return 1 + int.from_bytes(data[24:27], "little"), 1 + int.from_bytes(data[27:30], "little")
    if chunk == b"VP8L" and data[20] == _WEBP_LOSSLESS_START:
        bits = struct.unpack_from("<I", data, 21)[0]
        return (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
    if chunk == b"VP8 " and data[23:26] == _WEBP_LOSSY_START:
        width, height = struct.unpack_from("<HH", data, 26)
        return width & 0x3FFF, height & 0x3FFF
    return None


def too_large(width: int, height: int) -> bool:
    """Whether a picture of this size is refused."""
    return width > MAX_SIDE or height > MAX_SIDE or width * height > MAX_PIXELS


def too_many_scans(data: bytes) -> bool:
    """Whether a JPEG would be decoded over and over: each scan costs a pass over all pixels and next to no bytes
    (libjpeg-turbo, "Two Issues with the JPEG Standard"). Within coded data the two bytes cannot stand by chance."""
    return data.count(b"\xff\xda") > MAX_SCANS

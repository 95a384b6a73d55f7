"""Pictures drawn for the tests: a seeded scene with large shapes, like a photograph's, and broken files."""

from __future__ import annotations

import struct
import zlib
from functools import cache
from io import BytesIO

import numpy as np
from PIL import Image, ImageDraw

_encoded: dict[object, bytes] = {}


@cache
def scene(seed: int = 1, width: int = 320, height: int = 200) -> Image.Image:
    """A sky, a ground and shapes of seeded places and colours, with a little grain."""
    rng = np.random.default_rng(seed)
    image = Image.new("RGB", (width, height), tuple(int(value) for value in rng.integers(0, 256, 3)))
    draw = ImageDraw.Draw(image)
    for _ in range(24):
        x, y = int(rng.integers(-width // 4, width)), int(rng.integers(-height // 4, height))
        box = (x, y, x + int(rng.integers(20, width // 2)), y + int(rng.integers(20, height // 2)))
        colour = tuple(int(value) for value in rng.integers(0, 256, 3))
        (draw.ellipse if rng.random() < 0.5 else draw.rectangle)(box, fill=colour)
    grain = rng.normal(0, 4, (height, width, 3))
    return Image.fromarray(np.clip(np.asarray(image) + grain, 0, 255).astype(np.uint8))


def encoded(image: Image.Image, kind: str = "JPEG", **options: object) -> bytes:
    """The picture as a file. Plain ones are kept, since many tests ask for the same and some formats are slow to
    write."""
    name = (kind, image.mode, image.size, hash(image.tobytes()))
    if options or name not in _encoded:
        out = BytesIO()
        image.save(out, kind, **options)  # type: ignore[arg-type]  # checked when it is made
        if options:
            return out.getvalue()
        _encoded[name] = out.getvalue()
    return _encoded[name]


def opened(data: bytes) -> Image.Image:
    image = Image.open(BytesIO(data))
    image.load()
    return image


def chunk(name: bytes, body: bytes) -> bytes:
    return len(body).to_bytes(4) + name + body + zlib.crc32(name + body).to_bytes(4)


def png(width: int, height: int, *extra: bytes, rows: bytes = b"") -> bytes:
    """A PNG of 8-bit grey whose header may claim anything."""
    head = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0))
    data = chunk(b"IDAT", zlib.compress(rows))
    return b"\x89PNG\r\n\x1a\n" + head + b"".join(extra) + data + chunk(b"IEND", b"")


def gif_header(width: int, height: int) -> bytes:
    return b"GIF89a" + struct.pack("<HHBBB", width, height, 0, 0, 0)


def webp_header(width: int, height: int) -> bytes:
    body = b"VP8X" + (10).to_bytes(4, "little") + bytes(4)
    body += (width - 1).to_bytes(3, "little") + (height - 1).to_bytes(3, "little")
    return b"RIFF" + (len(body) + 4).to_bytes(4, "little") + b"WEBP" + body


def jpeg_claiming(width: int, height: int) -> bytes:
    """A small JPEG whose frame header was rewritten to claim another size."""
    data = bytearray(encoded(scene(), "JPEG", quality=50))
    at = data.index(b"\xff\xc0")
    data[at + 5 : at + 9] = struct.pack(">HH", height, width)
    return bytes(data)

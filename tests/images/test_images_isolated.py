"""Bombs through the door they will really come by: memory and time stay within bounds, and the next picture is read."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest
from PIL import Image

from masdar.isolation import IsolatedPictures, Limits
from masdar.model import Picture, Quarantine

from .drawing import encoded, gif_header, jpeg_claiming, png, scene, webp_header

MEMORY = 2**30
SECONDS = 10.0
WIDE, HIGH = 10_000, 5_000  # as many pixels as are read at all


@pytest.fixture(scope="module")
def reader() -> Iterator[IsolatedPictures]:
    reader = IsolatedPictures("masdar.images:read_picture", Limits(memory_bytes=MEMORY, seconds=SECONDS))
    reader.read(encoded(scene()))  # started
    yield reader
    reader.close()


def peak() -> int:
    """The most memory the one child ever had resident, in bytes."""
    status = Path(f"/proc/{psutil.Process().children()[0].pid}/status")
    if not status.exists():
        pytest.skip("this system does not tell a process's peak memory")
    line = next(line for line in status.read_text().splitlines() if line.startswith("VmHWM"))
    return int(line.split()[1]) * 1024


def read(reader: IsolatedPictures, data: bytes) -> Picture | str:
    begun = time.monotonic()
    try:
        found: Picture | str = reader.read(data)
    except Quarantine as quarantine:
        found = quarantine.reason.value
    assert time.monotonic() - begun < SECONDS + 1
    assert reader.read(encoded(scene())).width == 320
    return found


CLAIMS: dict[str, Callable[[], bytes]] = {
    "png": lambda: png(2**31 - 1, 2**31 - 1),
    "gif": lambda: gif_header(65535, 65535),
    "webp": lambda: webp_header(16383, 16383),
    "jpeg": lambda: jpeg_claiming(65500, 65500),
}


@pytest.mark.slow
@pytest.mark.parametrize("kind", CLAIMS)
def test_a_claim_costs_no_memory(reader: IsolatedPictures, kind: str) -> None:
    before = peak()
    assert read(reader, CLAIMS[kind]()) == "too_many_pixels"
    assert peak() - before < 8 * 2**20


@pytest.mark.slow
def test_the_most_pixels_of_next_to_no_bytes(reader: IsolatedPictures) -> None:
    data = png(WIDE, HIGH, rows=b"\0" * ((WIDE + 1) * HIGH))
    assert len(data) < 100_000
    picture = read(reader, data)
    assert isinstance(picture, Picture)
    assert (picture.width, picture.height) == (WIDE, HIGH)
    assert peak() < MEMORY // 4


def test_random_bytes_behind_every_beginning(reader: IsolatedPictures) -> None:
    noise = random.Random(1).randbytes(20_000)
    for start in (b"\xff\xd8\xff\xe0", b"\x89PNG\r\n\x1a\n", b"GIF89a", b"RIFF\0\0\0\0WEBPVP8 ", b"\0\0\0\x20ftypavif"):
        assert isinstance(read(reader, start + noise), str)


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["PNG", "GIF", "WEBP", "JPEG"])
def test_the_most_pixels_of_every_format(reader: IsolatedPictures, kind: str) -> None:
    image = Image.new("RGB", (WIDE, HIGH), (90, 10, 10))
    image.paste(scene(1, 1000, 1000), (0, 0))
    options = {"JPEG": {"progressive": True, "subsampling": 0}, "WEBP": {"method": 0}, "PNG": {"compress_level": 1}}
    picture = read(reader, encoded(image, kind, **options.get(kind, {})))
    assert isinstance(picture, Picture)
    assert peak() < MEMORY

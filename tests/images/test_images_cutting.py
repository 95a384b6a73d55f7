"""Pictures cut from one are told from others."""

from __future__ import annotations

from io import BytesIO
from itertools import combinations

import pytest
from PIL import Image

from masdar.images.cutting import cut_from_one
from masdar.press.invented.pictures import SCENES, render

from .drawing import encoded, scene

SHAPES = [(1024, 576), (640, 400), (700, 467), (640, 480), (1200, 630)]


def cut(picture: Image.Image, shape: float, place: float) -> bytes:
    """As much of a picture as there is of that shape, a thumbnail wide."""
    width, height = picture.size
    size = (round(height * shape), height) if width > height * shape else (width, round(width / shape))
    left, top = (round((whole - part) * place) for whole, part in zip(picture.size, size, strict=True))
    part = picture.crop((left, top, left + size[0], top + size[1]))
    return encoded(part.resize((160, round(160 / shape))), "WEBP", quality=80)


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("place", [0.5, 0.3, 0.8])
def test_cuts_of_one_picture_are_one(seed: int, place: float) -> None:
    picture = scene(seed, 640, 400)
    for one, other in combinations((16 / 9, 3 / 2, 4 / 3, 1.0), 2):
        assert cut_from_one(cut(picture, one, 0.5), cut(picture, other, place)), (one, other)
        assert cut_from_one(cut(picture, other, place), cut(picture, one, 0.5))


def test_different_pictures_are_not() -> None:
    made = [cut(scene(seed, 640, 400), shape, 0.5) for seed, shape in zip(range(8), (1.78, 1.5) * 4, strict=True)]
    assert not any(cut_from_one(one, other) for one, other in combinations(made, 2))


@pytest.mark.parametrize("kind", SCENES)
def test_papers_of_the_invented_press_cut_one_picture_each_in_its_way(kind: str) -> None:
    cuts = [render(kind, 7, shape, "jpeg") for shape in SHAPES]
    assert all(cut_from_one(one, other) for one, other in combinations(cuts, 2))


def test_what_is_no_picture_is_like_none() -> None:
    picture = cut(scene(1, 640, 400), 1.5, 0.5)
    line = BytesIO()
    Image.new("L", (160, 1)).save(line, "PNG")
    for broken in (b"", b"RIFF\x00\x00\x00\x00WEBPVP8 ", picture[:200], line.getvalue()):
        assert not cut_from_one(picture, broken)

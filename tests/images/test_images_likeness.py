from __future__ import annotations

import dataclasses
from collections.abc import Callable
from functools import cache
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageEnhance

from masdar.images import Likeness, distance, read_picture, same_picture
from masdar.model import Picture

from .drawing import encoded, scene

ALTERATIONS: dict[str, Callable[[Image.Image], bytes]] = {
    "low quality": lambda image: encoded(image, quality=50),
    "half size": lambda image: encoded(image.resize((image.width // 2, image.height // 2)), quality=85),
    "grey": lambda image: encoded(image.convert("L"), quality=85),
    "another format": lambda image: encoded(image, "WEBP", quality=70),
    "lighter": lambda image: encoded(ImageEnhance.Brightness(image).enhance(1.1), quality=85),
}
hexes = st.text("0123456789abcdef", min_size=8, max_size=8)


def photograph(seed: int = 1) -> Image.Image:
    return scene(seed, 640, 400)


@cache
def photographed(seed: int = 1) -> Picture:
    return read_picture(encoded(photograph(seed), quality=92))


class TestCopies:
    @pytest.mark.parametrize("seed", range(3))
    @pytest.mark.parametrize("alteration", ALTERATIONS)
    def test_a_copy_stands_near(self, alteration: str, seed: int) -> None:
        image = photograph(seed)
        likeness = same_picture(photographed(seed), read_picture(ALTERATIONS[alteration](image)))
        assert not likeness.identical
        assert likeness.within(pdq=20, second=16, quality=80), likeness

    @pytest.mark.slow
    def test_different_pictures_stand_far(self) -> None:
        pictures = [photographed(seed) for seed in range(12)]
        for one, other in combinations(pictures, 2):
            likeness = same_picture(one, other)
            assert likeness.pdq is not None
            assert likeness.pdq > 60
            assert not likeness.within(pdq=31, second=24, quality=50)

    def test_an_upright_and_a_turned_copy_are_one(self) -> None:
        exif = Image.Exif()
        exif[0x0112] = 6
        turned = encoded(photograph().transpose(Image.Transpose.ROTATE_90), quality=92, exif=exif.tobytes())
        assert same_picture(photographed(), read_picture(turned)).within(pdq=20, second=16, quality=80)


class TestFingerprints:
    def test_have_their_lengths_and_agree_with_themselves(self) -> None:
        picture = photographed()
        assert (len(picture.pdq), len(picture.second_hash), len(picture.sha256)) == (64, 32, 64)
        assert same_picture(picture, picture) == Likeness(True, 0, 0, picture.pdq_quality)
        assert picture.pdq_quality >= 80

    def test_a_blank_has_none(self) -> None:
        blank = read_picture(encoded(Image.new("RGB", (300, 200), (250, 250, 250))))
        assert (blank.pdq, blank.pdq_quality) == ("", 0)
        assert same_picture(blank, photographed()).pdq is None
        assert not same_picture(blank, photographed()).within(pdq=256, second=128, quality=0)

    def test_the_second_sees_light_fall_from_left_to_right(self) -> None:
        rising = Image.linear_gradient("L").rotate(90).resize((400, 400))
        falling = rising.transpose(Image.Transpose.FLIP_LEFT_RIGHT)
        along = {read_picture(encoded(image, "PNG")).second_hash[:16] for image in (rising, falling)}
        assert along == {"0" * 16, "f" * 16}


class TestWithin:
    near = Likeness(identical=False, pdq=20, second=10, quality=80)

    def test_limits_belong_to_it(self) -> None:
        assert self.near.within(pdq=20, second=10, quality=80)

    @pytest.mark.parametrize("limits", [(19, 10, 80), (20, 9, 80), (20, 10, 81)])
    def test_every_limit_counts(self, limits: tuple[int, int, int]) -> None:
        pdq, second, quality = limits
        assert not self.near.within(pdq=pdq, second=second, quality=quality)

    def test_the_same_bytes_are_the_same_at_any_quality(self) -> None:
        assert Likeness(identical=True, pdq=None, second=None, quality=0).within(pdq=0, second=0, quality=100)

    def test_a_fingerprint_missing_is_no_likeness(self) -> None:
        assert not dataclasses.replace(self.near, second=None).within(pdq=256, second=128, quality=0)


class TestDistance:
    def test_counts_bits(self) -> None:
        assert distance("0f", "0f") == 0
        assert distance("00", "ff") == 8
        assert distance("80", "00") == 1

    @pytest.mark.parametrize("pair", [("00", "000"), ("", "00"), ("zz", "00")])
    def test_refuses_what_is_no_pair(self, pair: tuple[str, str]) -> None:
        with pytest.raises(ValueError, match=r"hex|literal"):
            distance(*pair)

    @given(hexes, hexes, hexes)
    def test_is_a_metric(self, one: str, two: str, three: str) -> None:
        assert distance(one, one) == 0
        assert distance(one, two) == distance(two, one)
        assert distance(one, three) <= distance(one, two) + distance(two, three)

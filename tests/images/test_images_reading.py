from __future__ import annotations

import zlib
from functools import cache
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageCms, PngImagePlugin

from masdar.images import WIDTHS, read_picture
from masdar.model import Picture, Quarantine, Reason

from .drawing import (
    chunk,
    encoded,
    gif_header,
    jpeg_claiming,
    opened,
    png,
    scene,
    webp_header,
)


@cache
def large() -> Image.Image:
    return scene(width=1000, height=600)


@cache
def small(kind: str) -> bytes:
    return encoded(scene(width=160, height=120), kind)


def refused(data: bytes) -> Reason:
    with pytest.raises(Quarantine) as caught:
        read_picture(data)
    assert str(caught.value).isprintable()
    return caught.value.reason


def colour_at(picture: Picture, x: int, y: int) -> tuple[int, ...]:
    pixel = opened(picture.thumbnails[0].data).convert("RGB").getpixel((x, y))
    assert isinstance(pixel, tuple)
    return tuple(int(value) for value in pixel)


def close(one: tuple[int, ...], other: tuple[int, ...], by: int = 12) -> bool:
    return all(abs(a - b) <= by for a, b in zip(one, other, strict=True))


class TestThumbnails:
    def test_one_of_each_width_largest_first_in_the_picture_s_shape(self) -> None:
        picture = read_picture(encoded(large()))
        assert [(small.width, small.height) for small in picture.thumbnails] == [(800, 480), (400, 240), (160, 96)]
        assert (picture.width, picture.height, picture.format) == (1000, 600, "jpeg")

    def test_are_webp_of_the_size_they_say(self) -> None:
        for small in read_picture(encoded(large())).thumbnails:
            image = opened(small.data)
            assert (image.format, image.size) == ("WEBP", (small.width, small.height))

    def test_never_enlarge(self) -> None:
        picture = read_picture(encoded(scene(width=300, height=200)))
        assert [(small.width, small.height) for small in picture.thumbnails] == [(300, 200), (160, 107)]

    def test_a_picture_as_wide_as_a_thumbnail_has_that_width_once(self) -> None:
        picture = read_picture(encoded(scene(width=WIDTHS[1], height=200)))
        assert [small.width for small in picture.thumbnails] == [400, 160]

    def test_show_the_picture(self) -> None:
        half = Image.new("RGB", (1600, 800), (200, 30, 30))
        half.paste((20, 40, 180), (800, 0, 1600, 800))
        picture = read_picture(encoded(half, quality=95))
        assert close(colour_at(picture, 100, 200), (200, 30, 30))
        assert close(colour_at(picture, 700, 200), (20, 40, 180))

    @pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "GIF", "AVIF"])
    def test_every_format(self, kind: str) -> None:
        picture = read_picture(encoded(scene(), kind))
        assert picture.format == kind.lower()
        assert picture.thumbnails[0].width == 320

    def test_the_same_bytes_give_the_same_picture(self) -> None:
        data = encoded(large())
        assert read_picture(data) == read_picture(data)


class TestColours:
    @pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA", "I;16"])
    def test_every_mode_of_png_looks_the_same(self, mode: str) -> None:
        grey = Image.new("L", (200, 200), 0)
        grey.paste(255, (100, 0, 200, 200))
        if mode == "I;16":
            image = Image.new("I;16", (200, 200), 0)
            image.paste(0xFFFF, (100, 0, 200, 200))
        else:
            image = grey.convert(mode)
        picture = read_picture(encoded(image, "PNG"))
        assert close(colour_at(picture, 40, 100), (0, 0, 0))
        assert close(colour_at(picture, 160, 100), (255, 255, 255))

    def test_sixteen_bit_grey_is_scaled_not_clipped(self) -> None:
        picture = read_picture(encoded(Image.new("I;16", (200, 200), 0x4000), "PNG"))
        assert close(colour_at(picture, 100, 100), (0x40, 0x40, 0x40))

    def test_cmyk(self) -> None:
        picture = read_picture(encoded(Image.new("RGB", (200, 200), (200, 30, 30)).convert("CMYK"), quality=95))
        assert close(colour_at(picture, 100, 100), (200, 30, 30))

    @pytest.mark.parametrize("kind", ["PNG", "WEBP", "GIF"])
    def test_transparent_becomes_white(self, kind: str) -> None:
        image = Image.new("RGBA", (200, 200), (0, 0, 0, 0))
        image.paste((10, 120, 10, 255), (0, 0, 100, 200))
        picture = read_picture(encoded(image, kind))
        assert close(colour_at(picture, 160, 100), (255, 255, 255))
        assert close(colour_at(picture, 40, 100), (10, 120, 10))

    def test_a_profile_is_applied(self) -> None:
        srgb = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
        exchanged = srgb.replace(b"rXYZ", b"tXYZ").replace(b"bXYZ", b"rXYZ").replace(b"tXYZ", b"bXYZ")
        exchanged = exchanged.replace("sRGB".encode("utf-16-be"), "ours".encode("utf-16-be"))
        picture = read_picture(encoded(Image.new("RGB", (200, 200), (200, 30, 30)), icc_profile=exchanged))
        assert close(colour_at(picture, 100, 100), (30, 30, 200))

    def test_a_profile_for_other_channels_is_passed_over(self) -> None:
        profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB")).tobytes()
        picture = read_picture(encoded(Image.new("RGB", (200, 200), (200, 30, 30)), icc_profile=profile))
        assert close(colour_at(picture, 100, 100), (200, 30, 30))

    def test_a_broken_profile_is_passed_over(self) -> None:
        picture = read_picture(encoded(Image.new("RGB", (200, 200), (200, 30, 30)), icc_profile=b"no profile" * 30))
        assert close(colour_at(picture, 100, 100), (200, 30, 30))


class TestOrientation:
    TURNS = tuple(product(["JPEG", "PNG", "WEBP"], range(1, 9), [(240, 140)]))
    SMALLER = (("JPEG", 6, (1800, 1000)), ("WEBP", 3, (1800, 1000)))  # made smaller and turned

    @pytest.mark.parametrize(("kind", "turn", "size"), TURNS + SMALLER)
    def test_a_picture_is_shown_upright(self, kind: str, turn: int, size: tuple[int, int]) -> None:
        wide, high = size
        upright = Image.new("RGB", size, (240, 240, 240))
        upright.paste((200, 30, 30), (0, 0, wide // 2, high // 2))  # red stands at the top left
        upright.paste((20, 40, 180), (wide // 2, 0, wide, high // 2))  # blue at the top right
        undo = {2: 0, 3: 3, 4: 1, 5: 5, 6: 2, 7: 6, 8: 4}
        stored = upright.transpose(Image.Transpose(undo[turn])) if turn in undo else upright
        exif = Image.Exif()
        exif[0x0112] = turn
        picture = read_picture(encoded(stored, kind, exif=exif.tobytes()))
        shown = picture.thumbnails[0].width
        assert (picture.width, picture.height) == size
        assert (shown, picture.thumbnails[0].height) == ((800, 444) if wide > 800 else size)
        assert close(colour_at(picture, shown // 4, 50), (200, 30, 30))
        assert close(colour_at(picture, 3 * shown // 4, 50), (20, 40, 180))

    @pytest.mark.parametrize("value", [0, 9, 60000])
    def test_an_orientation_that_is_none_turns_nothing(self, value: int) -> None:
        exif = Image.Exif()
        exif[0x0112] = value
        assert read_picture(encoded(large(), exif=exif.tobytes())).width == 1000


class TestPrivacy:
    SECRET = b"InventedSecret"

    def leaks(self, data: bytes) -> bool:
        assert self.SECRET in data
        picture = read_picture(data)
        whole = b"".join(small.data for small in picture.thumbnails)
        marks = (self.SECRET, b"EXIF", b"Exif", b"XMP ", b"ICCP", b"GPS")
        return any(mark in whole for mark in marks) or any(
            opened(small.data).info.get("exif") for small in picture.thumbnails
        )

    def exif(self) -> bytes:
        exif = Image.Exif()
        exif[0x010F] = self.SECRET.decode()
        gps = exif.get_ifd(0x8825)
        gps[1], gps[2] = "N", (34.0, 1.0, 15.0)
        return exif.tobytes()

    def test_exif_and_place_are_gone(self) -> None:
        assert not self.leaks(encoded(large(), exif=self.exif()))

    def test_comments_are_gone(self) -> None:
        assert not self.leaks(encoded(large(), comment=self.SECRET))

    def test_text_and_xmp_of_a_png_are_gone(self) -> None:
        text = PngImagePlugin.PngInfo()
        text.add_text("Author", self.SECRET.decode())
        text.add_itxt("XML:com.adobe.xmp", f"<x>{self.SECRET.decode()}</x>")
        assert not self.leaks(encoded(scene(), "PNG", pnginfo=text))

    def test_what_follows_the_picture_is_gone(self) -> None:
        assert not self.leaks(encoded(scene(), "GIF") + b"<script>" + self.SECRET)
        assert not self.leaks(encoded(scene(), "JPEG") + b"PK\x03\x04" + self.SECRET)


class TestRefused:
    @pytest.mark.parametrize(
        "data",
        [
            b"",
            b"\xff",
            b"<svg xmlns='http://www.w3.org/2000/svg' width='300' height='300'/>",
            b"<?xml version='1.0'?><svg/>",
            b"%PDF-1.7",
            b"%!PS-Adobe-3.0 EPSF-3.0",
            b"II*\x00" + bytes(100),
            b"<!doctype html><title>404</title>",
            b"\x00\x00\x00\x18ftypmp42" + bytes(100),
            b"RIFF\x00\x00\x00\x00WAVE",
        ],
    )
    def test_what_is_no_picture(self, data: bytes) -> None:
        assert refused(data) is Reason.NOT_A_PICTURE

    @pytest.mark.parametrize("kind", ["TIFF", "BMP", "ICO", "EPS", "PDF", "TGA", "PPM", "JPEG2000"])
    def test_formats_left_out(self, kind: str) -> None:
        assert refused(encoded(scene(), kind)) is Reason.NOT_A_PICTURE

    @pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "GIF", "AVIF"])
    @pytest.mark.parametrize("size", [(1, 1), (99, 300), (300, 99), (728, 90), (1400, 200)])
    def test_dots_icons_and_strips(self, kind: str, size: tuple[int, int]) -> None:
        assert refused(encoded(Image.new("RGB", size), kind)) is Reason.NOT_A_PICTURE

    @pytest.mark.parametrize("kind", ["PNG", "WEBP", "GIF", "AVIF"])
    @pytest.mark.parametrize("share", [0.05, 0.3, 0.6])
    def test_cut_off(self, kind: str, share: float) -> None:
        data = encoded(scene(), kind)
        assert refused(data[: int(len(data) * share)]) is Reason.PICTURE_UNREADABLE

    def test_a_jpeg_that_lost_its_last_bytes_is_read(self) -> None:
        data = encoded(scene())
        assert read_picture(data[:-2]).width == 320
        assert read_picture(data[: int(len(data) * 0.97)]).width == 320

    @pytest.mark.parametrize("share", [0.04, 0.3, 0.7])
    def test_a_jpeg_that_lost_more_is_not(self, share: float) -> None:
        data = encoded(scene())
        assert refused(data[: int(len(data) * share)]) is Reason.PICTURE_UNREADABLE


class TestBombs:
    @pytest.mark.parametrize("size", [(60000, 60000), (20001, 4000), (9000, 9000), (10000, 5001)])
    def test_a_header_that_claims_too_much(self, size: tuple[int, int]) -> None:
        for data in (png(*size), gif_header(*size), jpeg_claiming(*size)):
            assert refused(data) is Reason.TOO_MANY_PIXELS

    def test_the_same_of_webp(self) -> None:
        assert refused(webp_header(16000, 16000)) is Reason.TOO_MANY_PIXELS
        assert refused(webp_header(2**24, 2**24)) is Reason.TOO_MANY_PIXELS

    def test_the_largest_sizes_a_header_holds(self) -> None:
        assert refused(png(2**32 - 1, 2**32 - 1)) is Reason.TOO_MANY_PIXELS
        assert refused(png(2**31, 1)) is Reason.TOO_MANY_PIXELS

    def test_a_claim_with_no_pixels_behind_it(self) -> None:
        assert refused(png(5000, 5000)) is Reason.PICTURE_UNREADABLE
        assert refused(gif_header(5000, 5000)) is Reason.PICTURE_UNREADABLE
        assert refused(webp_header(5000, 5000)) is Reason.PICTURE_UNREADABLE

    @pytest.mark.parametrize("name", [b"zTXt", b"iTXt", b"iCCP"])
    def test_text_that_unpacks_to_much(self, name: bytes) -> None:
        packed = zlib.compress(bytes(8 * 2**20), 1)
        head = {b"zTXt": b"k\0\0", b"iTXt": b"k\0\1\0\0\0", b"iCCP": b"k\0\0"}[name]
        rows = b"\0" * (201 * 200)
        data = png(200, 200, chunk(name, head + packed), rows=rows)
        assert refused(data) is Reason.PICTURE_UNREADABLE

    def test_scans_without_end(self) -> None:
        data = encoded(scene(), progressive=True)
        scan = data[data.rindex(b"\xff\xda") : -2]
        assert read_picture(data[:-2] + scan * 3 + data[-2:]).width == 320
        assert refused(data[:-2] + scan * 600 + data[-2:]) is Reason.PICTURE_UNREADABLE

    def test_a_frame_larger_than_its_canvas(self) -> None:
        frame = b"\x2c" + bytes(4) + (60000).to_bytes(2, "little") * 2 + b"\0\x02\x02\x4c\x01\0\x3b"
        assert refused(gif_header(200, 200) + frame) in (Reason.TOO_MANY_PIXELS, Reason.PICTURE_UNREADABLE)

    @pytest.mark.slow
    def test_only_the_first_frame_of_many_is_read(self) -> None:
        frames = [Image.new("RGB", (200, 200), (shade, 0, 0)) for shade in range(200)]
        data = encoded(frames[0], "GIF", save_all=True, append_images=frames[1:])
        assert close(colour_at(read_picture(data), 100, 100), (0, 0, 0))


class TestAnyBytes:
    """Whatever comes: a picture, or a reason."""

    def outcome(self, data: bytes) -> None:
        try:
            picture = read_picture(data)
        except Quarantine as quarantine:
            reason = quarantine.reason
        else:
            assert picture.thumbnails
            return
        assert reason in {Reason.NOT_A_PICTURE, Reason.TOO_MANY_PIXELS, Reason.PICTURE_UNREADABLE}

    @given(st.binary(max_size=400))
    def test_bytes(self, data: bytes) -> None:
        self.outcome(data)

    @given(
        st.sampled_from([b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"GIF89a", b"RIFF\0\0\0\0WEBPVP8X"]),
        st.binary(max_size=300),
    )
    def test_bytes_behind_a_good_beginning(self, start: bytes, rest: bytes) -> None:
        self.outcome(start + rest)

    @given(
        st.sampled_from(["JPEG", "PNG", "WEBP", "GIF", "AVIF"]),
        st.lists(st.tuples(st.floats(0, 1, exclude_max=True), st.binary(min_size=1, max_size=4)), max_size=8),
        st.floats(0.2, 1),
    )
    def test_pictures_with_holes(self, kind: str, holes: list[tuple[float, bytes]], share: float) -> None:
        data = bytearray(small(kind))
        for place, patch in holes:
            at = int(place * len(data))
            data[at : at + len(patch)] = patch
        self.outcome(bytes(data[: int(len(data) * share)]))

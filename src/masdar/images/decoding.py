"""Hostile bytes to one plain working picture: RGB in sRGB, upright, opaque, at most so wide, without metadata."""

from __future__ import annotations

import struct
import warnings
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from io import BytesIO

import numpy as np
from PIL import Image, ImageCms, ImageFile, UnidentifiedImageError

from masdar.images.header import MAX_PIXELS, Format, claimed_size, format_of, too_large, too_many_scans
from masdar.model import Quarantine, Reason

Image.MAX_IMAGE_PIXELS = MAX_PIXELS  # a second fence behind our own

MIN_SIDE = 100  # pixels: below it stand tracking dots, icons, spacers
MAX_RATIO = 6.0  # beyond it stand rulers, banners, sprites
MISSING_ROWS = 0.1  # share of a JPEG's rows that may be lost at its end

# What Pillow and its plug-ins raise for broken files. MemoryError is left to the process around us.
BROKEN = (
    OSError,
    SyntaxError,
    ValueError,
    TypeError,
    AttributeError,
    LookupError,
    ArithmeticError,
    EOFError,
    RuntimeError,
    AssertionError,
    struct.error,
    zlib.error,
)

_ORIENTATION_TAG = 0x0112
_TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
_SIDEWAYS = (5, 6, 7, 8)
_WHITE = (255, 255, 255)
_SRGB = ImageCms.createProfile("sRGB")
_JPEG_END = b"\xff\xd9"


@dataclass(frozen=True, slots=True)
class Decoded:
    """A working picture, with the size of the original as it is seen (after its orientation)."""

    image: Image.Image
    width: int
    height: int
    format: Format


def decode(data: bytes, width: int) -> Decoded:
    """The picture at most `width` pixels wide, never enlarged. Raises `Quarantine`."""
    kind = format_of(data)
    if kind is None:
        raise Quarantine(Reason.NOT_A_PICTURE, "not a JPEG, PNG, WebP, GIF or AVIF")
    claimed = claimed_size(data, kind)
    if claimed is not None:
        _check_size(*claimed)
    if kind is Format.JPEG and too_many_scans(data):
        raise Quarantine(Reason.PICTURE_UNREADABLE, "a JPEG of too many scans")
    with _only_bombs_warn():
        try:
            return _decode(data, kind, width)
        except (Image.DecompressionBombWarning, Image.DecompressionBombError) as error:
            raise Quarantine(Reason.TOO_MANY_PIXELS, f"more than {MAX_PIXELS} pixels") from error
        except BROKEN as error:
            raise Quarantine(Reason.PICTURE_UNREADABLE, f"broken {kind.value}: {_plain(error)}") from error


def _decode(data: bytes, kind: Format, width: int) -> Decoded:
    image: Image.Image = _open(data, kind)
    turn = _orientation(image) if kind is Format.JPEG else 1
    size = _upright(image.size, turn)
    if kind is Format.JPEG:
        image = _load_jpeg(data, _upright(_within(size, width), turn))
    else:
        image.load()
        _check_size(*image.size)  # a first frame may be larger than the canvas promised
        turn = _orientation(image)
        size = _upright(image.size, turn)
    profile = image.info.get("icc_profile")
    plain = _opaque(image)
    plain = _shrunk(plain, _upright(_within(size, width), turn))
    plain = _to_srgb(plain, profile if isinstance(profile, bytes) else b"")
    if turn in _TURNS:
        plain = plain.transpose(_TURNS[turn])
    return Decoded(_bare(plain), *size, kind)


def _open(data: bytes, kind: Format) -> ImageFile.ImageFile:
    """Opens without decoding, and checks the size that the decoder will use."""
    image = Image.open(BytesIO(data), formats=[kind.value])
    _check_size(*image.size)
    return image


def _check_size(width: int, height: int) -> None:
    if too_large(width, height):
        raise Quarantine(Reason.TOO_MANY_PIXELS, f"{width} x {height} pixels")
    if min(width, height) < MIN_SIDE:
        raise Quarantine(Reason.NOT_A_PICTURE, f"only {width} x {height} pixels")
    if max(width, height) > MAX_RATIO * min(width, height):
        raise Quarantine(Reason.NOT_A_PICTURE, f"a strip of {width} x {height} pixels")


# --- decoding -------------------------------------------------------------------------------------------------------


def _load_jpeg(data: bytes, target: tuple[int, int]) -> Image.Image:
    """Decodes at 1/2, 1/4 or 1/8 where that is still large enough for `target`. A JPEG that lost its end is read again
    with an end mark, and kept where little of it is missing: the web is full of them, and browsers show them."""
    image = _open(data, Format.JPEG)
    image.draft(None, target)
    try:
        image.load()
    except OSError:
        image = _open(data + _JPEG_END, Format.JPEG)
        image.draft(None, target)
        image.load()
        _check_rows(image)
    return image


def _check_rows(image: Image.Image) -> None:
    """libjpeg fills the rows it never got with one colour."""
    luma = np.asarray(image.convert("L"))
    flat = np.ptp(luma, axis=1) <= 1
    missing = len(flat) if flat.all() else int(np.argmin(flat[::-1]))
    if missing > MISSING_ROWS * len(flat):
        raise Quarantine(Reason.PICTURE_UNREADABLE, f"cut off: {missing / len(flat):.0%} of its rows are missing")


def _orientation(image: Image.Image) -> int:
    """The EXIF orientation, 1 to 8; a broken EXIF block says nothing of it."""
    try:
        value = image.getexif().get(_ORIENTATION_TAG, 1)
    except BROKEN:
        return 1
    return value if isinstance(value, int) and 1 <= value <= 8 else 1


def _upright(size: tuple[int, int], turn: int) -> tuple[int, int]:
    """A size as stored to as seen, and back."""
    return (size[1], size[0]) if turn in _SIDEWAYS else size


def _within(size: tuple[int, int], width: int) -> tuple[int, int]:
    if size[0] <= width:
        return size
    return width, max(1, round(size[1] * width / size[0]))


# --- to plain RGB ---------------------------------------------------------------------------------------------------


def _opaque(image: Image.Image) -> Image.Image:
    """In mode L, RGB or CMYK: indexed and deep pictures become 8 bits a channel, transparency becomes white."""
    if image.mode.startswith(("I", "F")):
        return _eight_bits(image)
    if image.has_transparency_data:
        rgba = image.convert("RGBA")
        plain = Image.new("RGB", image.size, _WHITE)
        plain.paste(rgba, mask=rgba.getchannel("A"))
        return plain
    if image.mode == "1":
        return image.convert("L")
    return image if image.mode in ("L", "RGB", "CMYK") else image.convert("RGB")


def _eight_bits(image: Image.Image) -> Image.Image:
    """Sixteen-bit grey: the high byte. Pillow's own conversion clips instead."""
    deep = np.asarray(image)
    return Image.fromarray((np.clip(deep, 0, 0xFFFF).astype(np.uint16) >> 8).astype(np.uint8))


def _shrunk(image: Image.Image, target: tuple[int, int]) -> Image.Image:
    if image.size == target:
        return image
    # Hamming is nearly as sharp as bicubic at half its price.
    return image.resize(target, Image.Resampling.HAMMING, reducing_gap=2.0)


def _to_srgb(image: Image.Image, profile: bytes) -> Image.Image:
    """Colours as the profile means them; a broken profile, or one for other channels, is passed over."""
    if profile and b"sRGB" not in profile[:4096] and b"s\x00R\x00G\x00B" not in profile[:4096]:
        try:
            source = ImageCms.ImageCmsProfile(BytesIO(profile))
            converted = ImageCms.profileToProfile(image, source, _SRGB, outputMode="RGB")
        except (*BROKEN, ImageCms.PyCMSError):
            converted = None
        if converted is not None:
            return converted
    return image.convert("RGB")


def _bare(image: Image.Image) -> Image.Image:
    """The pixels and nothing else: EXIF, profile, XMP and comments all travel in `info`."""
    image.info = {}
    return image


# --- words ----------------------------------------------------------------------------------------------------------


@contextmanager
def _only_bombs_warn() -> Iterator[None]:
    """Pillow warns of many harmless oddities in real files; a decompression bomb alone is an error."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        warnings.simplefilter("error", Image.DecompressionBombWarning)
        yield


def _plain(error: BaseException) -> str:
    """An error in few plain words; Pillow quotes the object it was given, address and all."""
    if isinstance(error, UnidentifiedImageError):
        return "its header cannot be read"
    text = "".join(letter if letter.isprintable() else " " for letter in str(error))
    return text[:120] or type(error).__name__

"""Pictures for the invented press: quiet compositions drawn from a seed, and two that no reader should open.

A scene is composed once at full size; papers get it resized and compressed in their own way, as papers do.
"""

from __future__ import annotations

import struct
import zlib
from colorsys import hls_to_rgb
from functools import lru_cache
from io import BytesIO
from random import Random

from PIL import Image, ImageDraw, ImageFilter

WIDTH, HEIGHT = 1280, 720
SCENES = ("sea", "city", "hills", "pitch", "chart", "desert", "hall", "night", "rain", "field")
_FORMATS = {"jpeg": "image/jpeg", "png": "image/png", "webp": "image/webp"}
Colour = tuple[int, int, int]


def _colour(hue: float, light: float, strength: float) -> Colour:
    red, green, blue = hls_to_rgb(hue % 1.0, min(max(light, 0.0), 1.0), strength)
    return round(red * 255), round(green * 255), round(blue * 255)


def _sky(rng: Random, top: Colour, bottom: Colour) -> Image.Image:
    ramp = Image.linear_gradient("L").resize((WIDTH, HEIGHT))
    picture = Image.composite(Image.new("RGB", (WIDTH, HEIGHT), bottom), Image.new("RGB", (WIDTH, HEIGHT), top), ramp)
    glow = Image.new("L", (WIDTH // 8, HEIGHT // 8), 0)
    x, y, r = rng.randrange(WIDTH // 8), rng.randrange(HEIGHT // 24, HEIGHT // 14), rng.randrange(5, 11)
    ImageDraw.Draw(glow).ellipse((x - r, y - r, x + r, y + r), fill=235)
    soft = glow.filter(ImageFilter.GaussianBlur(2)).resize((WIDTH, HEIGHT), Image.Resampling.BICUBIC)
    return Image.composite(Image.new("RGB", picture.size, (255, 246, 224)), picture, soft)


def _ridge(rng: Random, height: float, rough: float, step: int = 40) -> list[tuple[float, float]]:
    points, y = [], height
    for x in range(0, WIDTH + step, step):
        y += rng.uniform(-rough, rough) + (height - y) * 0.15
        points.append((float(x), y))
    return [(0.0, float(HEIGHT)), *points, (float(WIDTH), float(HEIGHT))]


def _layers(draw: ImageDraw.ImageDraw, rng: Random, hue: float, span: tuple[float, float], rough: float) -> None:
    low, high = span
    for layer in range(4):
        light = 0.62 - layer * 0.13
        place = HEIGHT * (low + (high - low) * layer / 3)
        draw.polygon(_ridge(rng, place, rough * (1 + layer / 2)), fill=_colour(hue + layer * 0.02, light, 0.35))


def _hills(draw: ImageDraw.ImageDraw, rng: Random, hue: float) -> None:
    _layers(draw, rng, hue, (0.45, 0.85), 26)


def _desert(draw: ImageDraw.ImageDraw, rng: Random, hue: float) -> None:
    _layers(draw, rng, 0.09 + hue * 0.04, (0.55, 0.9), 9)


def _sea(draw: ImageDraw.ImageDraw, rng: Random, hue: float) -> None:
    horizon = HEIGHT * 0.56
    draw.rectangle((0, horizon, WIDTH, HEIGHT), fill=_colour(0.55, 0.36, 0.45))
    for row in range(60):
        y = horizon + (row / 60) ** 1.6 * (HEIGHT - horizon)
        x, length = rng.randrange(WIDTH), rng.randrange(40, 320)
        draw.line((x, y, x + length, y), fill=_colour(0.54, 0.42 + rng.random() * 0.25, 0.4), width=1 + row // 20)
    for _ in range(rng.randrange(2, 6)):
        x, size = rng.randrange(100, WIDTH - 100), rng.randrange(20, 70)
        draw.polygon(((x, horizon - size), (x + size * 0.6, horizon), (x, horizon)), fill=(248, 244, 236))
        draw.polygon(
            ((x - 8, horizon), (x + size * 0.7, horizon), (x + size * 0.5, horizon + 9), (x, horizon + 9)),
            fill=(90, 40, 36),
        )


def _towers(draw: ImageDraw.ImageDraw, rng: Random, hue: float, lit: bool) -> None:
    for layer in range(3):
        x = -20
        while x < WIDTH:
            width, height = rng.randrange(40, 120), rng.randrange(90, 330) * (1 - layer * 0.2)
            top = HEIGHT * (0.62 + layer * 0.14) - height * 0.6
            draw.rectangle((x, top, x + width, HEIGHT), fill=_colour(hue, 0.5 - layer * 0.16 - lit * 0.1, 0.2))
            for wx in range(x + 8, x + width - 8, 16):
                for wy in range(int(top) + 10, HEIGHT, 24):
                    if rng.random() < (0.4 if lit else 0.12):
                        draw.rectangle((wx, wy, wx + 6, wy + 9), fill=(255, 222, 150))
            x += width + rng.randrange(2, 24)


def _city(draw: ImageDraw.ImageDraw, rng: Random, hue: float) -> None:
    _towers(draw, rng, hue, lit=False)


def _night(draw: ImageDraw.ImageDraw, rng: Random, hue: float) -> None:
    draw.rectangle((0, 0, WIDTH, HEIGHT), fill=_colour(0.63, 0.13, 0.5))
    for _ in range(160):
        x, y = rng.randrange(WIDTH), rng.randrange(HEIGHT // 2)
        draw.point((x, y), fill=(255, 255, 240))
    _towers(draw, rng, 0.63, lit=True)


def _pitch(draw: ImageDraw.ImageDraw, rng: Random, hue: float) -> None:
    top = HEIGHT * 0.34
    draw.rectangle((0, top - 120, WIDTH, top), fill=_colour(hue, 0.3, 0.3))
    for _ in range(1400):
        x, y = rng.randrange(WIDTH), top - rng.randrange(8, 118)
        draw.ellipse((x, y, x + 7, y + 7), fill=_colour(rng.random(), 0.6, 0.5))
    for band in range(8):
        fill = _colour(0.31, 0.36 if band % 2 else 0.41, 0.5)
        draw.rectangle((0, top + band * 60, WIDTH, top + (band + 1) * 60), fill=fill)
    white = (240, 245, 238)
    middle = WIDTH // 2 + rng.randrange(-260, 260)
    draw.line((middle, top, middle + 60, HEIGHT), fill=white, width=5)
    draw.ellipse((middle - 170, top + 90, middle + 220, top + 300), outline=white, width=5)
    for _ in range(rng.randrange(7, 13)):
        x, y = rng.randrange(60, WIDTH - 60), rng.randrange(int(top) + 20, HEIGHT - 70)
        shirt = _colour(hue if rng.random() < 0.5 else hue + 0.5, 0.5, 0.8)
        draw.ellipse((x + 4, y - 12, x + 16, y), fill=(120, 84, 60))
        draw.rectangle((x, y, x + 20, y + 26), fill=shirt)
        draw.rectangle((x + 2, y + 26, x + 18, y + 42), fill=white)


def _chart(draw: ImageDraw.ImageDraw, rng: Random, hue: float) -> None:
    draw.rectangle((0, 0, WIDTH, HEIGHT), fill=_colour(hue, 0.95, 0.3))
    for row in range(1, 7):
        draw.line((90, row * 96, WIDTH - 60, row * 96), fill=_colour(hue, 0.84, 0.2), width=2)
    height, points = rng.uniform(250, 420), []
    for bar in range(12):
        height = min(max(height + rng.uniform(-70, 60), 110), 610)
        x = 110 + bar * 93
        draw.rectangle((x, height, x + 58, 672), fill=_colour(hue + 0.02 * bar, 0.55, 0.45))
        points.append((x + 29, height - 40))
    draw.line(points, fill=_colour(hue + 0.5, 0.4, 0.7), width=8, joint="curve")


def _hall(draw: ImageDraw.ImageDraw, rng: Random, hue: float) -> None:
    draw.rectangle((0, 0, WIDTH, HEIGHT), fill=_colour(0.08, 0.32, 0.35))
    for arch in range(6):
        x = arch * 220 - 30
        draw.rectangle((x, 190, x + 150, 560), fill=_colour(0.1, 0.72, 0.4))
        draw.pieslice((x, 110, x + 150, 270), 180, 360, fill=_colour(0.1, 0.72, 0.4))
    for row in range(4):
        for seat in range(24 - row * 2):
            x, y = seat * (56 + row * 6) - 20 + rng.randrange(6), 500 + row * 62
            draw.ellipse((x + 10, y - 22, x + 34, y + 4), fill=_colour(0.07, 0.22, 0.3))
            draw.rectangle((x, y, x + 44, y + 60), fill=_colour(hue + seat * 0.01, 0.25 + row * 0.03, 0.3))


def _rain(draw: ImageDraw.ImageDraw, rng: Random, hue: float) -> None:
    draw.rectangle((0, 0, WIDTH, HEIGHT), fill=_colour(0.6, 0.46, 0.15))
    _layers(draw, rng, 0.58, (0.5, 0.85), 18)
    for _ in range(700):
        x, y = rng.randrange(WIDTH), rng.randrange(HEIGHT)
        draw.line((x, y, x - 7, y + 26), fill=(198, 210, 220), width=1)


def _field(draw: ImageDraw.ImageDraw, rng: Random, hue: float) -> None:
    _layers(draw, rng, 0.25, (0.4, 0.5), 12)
    vanish = rng.randrange(WIDTH // 4, 3 * WIDTH // 4)
    for row in range(-30, 31):
        fill = _colour(0.24 + 0.03 * (row % 2), 0.42 + 0.1 * (row % 3), 0.5)
        x = vanish + row * 110
        draw.polygon(((vanish + row * 8, 360), (vanish + row * 8 + 8, 360), (x + 110, HEIGHT), (x, HEIGHT)), fill=fill)


_DRAW = {
    "sea": _sea, "city": _city, "hills": _hills, "pitch": _pitch, "chart": _chart,
    "desert": _desert, "hall": _hall, "night": _night, "rain": _rain, "field": _field,
}  # fmt: skip


@lru_cache(maxsize=48)
def _composed(scene: str, seed: int) -> Image.Image:
    rng = Random(f"{scene}:{seed}")
    hue = rng.random()
    picture = _sky(rng, _colour(hue, 0.5, 0.4), _colour(hue + 0.08, 0.82, 0.6))
    _DRAW[scene](ImageDraw.Draw(picture), rng, hue)
    return picture.filter(ImageFilter.SMOOTH)


@lru_cache(maxsize=256)
def render(scene: str, seed: int, size: tuple[int, int], kind: str) -> bytes:
    """The picture's bytes. `kind` is jpeg, png or webp; sizes other than 16:9 are cut from the middle. Raises KeyError
    for a scene that is not drawn here."""
    width, height = size
    scale = max(width / WIDTH, height / HEIGHT)
    picture = _composed(scene, seed).resize((round(WIDTH * scale), round(HEIGHT * scale)), Image.Resampling.BICUBIC)
    left, top = (picture.width - width) // 2, (picture.height - height) // 2
    cut = picture.crop((left, top, left + width, top + height))
    out = BytesIO()
    if kind == "png":
        cut.quantize(96, method=Image.Quantize.FASTOCTREE).save(out, "png")
    else:
        cut.save(out, kind, quality=62 + seed % 25, method=1)
    return out.getvalue()


def media_type(kind: str) -> str:
    return _FORMATS[kind]


def bomb(side: int = 60000) -> bytes:
    """A PNG of some hundred bytes whose header claims `side` x `side` pixels."""

    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    header = struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + chunk(b"IDAT", zlib.compress(b"\0" * 4096))
        + chunk(b"IEND", b"")
    )


SVG = (
    b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 160 90"><script>document.title="svg"</script>'
    b'<rect width="160" height="90" fill="#1d4e5f"/><circle cx="80" cy="45" r="24" fill="#f2c14e"/></svg>'
)

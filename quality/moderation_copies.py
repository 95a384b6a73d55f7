"""Copies of a hidden picture, as the web makes them: are they found, and nothing else?"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable, Iterator
from io import BytesIO
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw

from masdar.images import read_picture
from masdar.model import Quarantine
from masdar.moderation import Alike, Gallery, Print, Rules, alike

SUFFIXES = (".jpg", ".jpeg", ".png", ".webp")
MADE = 60  # pictures that are drawn and copied


def encoded(image: Image.Image, quality: int = 90) -> bytes:
    out = BytesIO()
    image.convert("RGB").save(out, "JPEG", quality=quality)
    return out.getvalue()


def _cropped(image: Image.Image) -> Image.Image:
    width, height = image.size
    return image.crop((width // 50, height // 50, width - width // 50, height - height // 50))


def _barred(image: Image.Image) -> Image.Image:
    """With a caption's bar under it, a tenth of its height."""
    width, height = image.size
    made = Image.new("RGB", (width, height + height // 10), (20, 20, 20))
    made.paste(image.convert("RGB"), (0, 0))
    return made


COPIES: dict[str, Callable[[Image.Image], bytes]] = {
    "JPEG quality 50": lambda image: encoded(image, 50),
    "half size": lambda image: encoded(image.resize((image.width // 2, image.height // 2), Image.Resampling.LANCZOS)),
    "grey": lambda image: encoded(image.convert("L")),
    "crop of 2 % a side": lambda image: encoded(_cropped(image)),
    "bar of a tenth": lambda image: encoded(_barred(image)),
    "mirrored": lambda image: encoded(image.transpose(Image.Transpose.FLIP_LEFT_RIGHT)),
}


def drawn(seed: int) -> Image.Image:
    """A made picture with the spectrum of a photograph: noise falling off with its frequency, and some shapes."""
    chance = np.random.default_rng(seed)
    height, width = 300, 400
    rows, columns = np.fft.fftfreq(height)[:, None], np.fft.fftfreq(width)[None, :]
    falling = 1 / np.maximum(np.hypot(rows, columns), 1 / width) ** 1.2
    layers = []
    for _ in range(3):
        noise = np.fft.ifft2(np.fft.fft2(chance.standard_normal((height, width))) * falling).real
        layers.append((noise - noise.min()) / np.ptp(noise) * 255)
    image = Image.fromarray(np.stack(layers, axis=2).astype(np.uint8), "RGB")
    draw, dice = ImageDraw.Draw(image), random.Random(seed)
    for _ in range(dice.randrange(2, 7)):
        x, y = dice.randrange(width), dice.randrange(height)
        box = (x, y, x + dice.randrange(20, 160), y + dice.randrange(20, 160))
        colour = (dice.randrange(256), dice.randrange(256), dice.randrange(256))
        (draw.ellipse if dice.random() < 0.5 else draw.rectangle)(box, fill=colour)
    return image


def fingerprint(data: bytes) -> Print | None:
    """As the product reads it; None where it takes it for no picture."""
    try:
        read = read_picture(data)
    except Quarantine:
        return None
    return Print(read.sha256, read.pdq, read.pdq_quality, read.second_hash)


def originals(folder: Path | None) -> Iterator[tuple[str, Image.Image]]:
    for seed in range(MADE):
        yield "made", drawn(seed)
    files = sorted(folder.rglob("*")) if folder else []
    for file in files:
        if file.suffix.lower() in SUFFIXES and min(Image.open(file).size) >= 200:
            yield "given", Image.open(file).convert("RGB")


def copies(folder: Path | None, different: int) -> Iterator[tuple[str, float, int]]:
    """(measure, value, of how many)."""
    rules = Rules()
    found: Counter[tuple[str, str, Alike]] = Counter()
    count: Counter[str] = Counter()
    for kind, image in originals(folder):
        own = fingerprint(encoded(image, 95))
        if own is None or own.quality < rules.close_quality:
            count[f"{kind} of too low quality"] += 1
            continue
        count[kind] += 1
        for name, copy in COPIES.items():
            other = fingerprint(copy(image))
            found[kind, name, alike(own, other, rules) if other else Alike.NO] += 1
    for kind in ("made", "given"):
        for name in COPIES if count[kind] else ():
            hidden = found[kind, name, Alike.CLOSE] + found[kind, name, Alike.SAME]
            yield f"{kind}: {name}: hidden", round(hidden / count[kind], 4), count[kind]
            covered = hidden + found[kind, name, Alike.NEAR]
            yield f"{kind}: {name}: hidden or blurred", round(covered / count[kind], 4), count[kind]
        yield f"{kind}: too low in quality to be matched", count[f"{kind} of too low quality"], count[kind]
    prints = [one for one in (fingerprint(encoded(drawn(10_000 + seed))) for seed in range(different)) if one]
    gallery = Gallery(prints, rules)
    spread = [how for one in prints for _, how in gallery.like(one)]
    yield "different pictures taken for one, hidden", sum(how is Alike.CLOSE for how in spread), len(prints)
    yield "different pictures taken for one, blurred", sum(how is Alike.NEAR for how in spread), len(prints)

"""How fast pictures are made safe, and whether copies are known again: `python -m benchmarks.images DIR`.

DIR is searched for pictures, folders within folders. One JSON object per figure on standard output:

- `images.speed`: pictures of 1600 x 1000 through one isolated process, a second of its processor time (`wall`: of the
  clock, whatever else the machine did); `images.memory`: its peak, in MB;
- `images.copy.<alteration>`: the share of copies within the distances at which a copy is taken for the same picture,
  with the median and the largest distance of both fingerprints;
- `images.near_pairs`: pairs of DIR's own pictures within those distances, by name (a person says which are false);
- `images.false.<kind>`: false matches among made pictures that all differ, plain and under one paper's frame.
"""

from __future__ import annotations

import argparse
import json
import resource
import statistics
import time
from collections.abc import Callable, Iterator, Sequence
from io import BytesIO
from itertools import combinations
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw, ImageOps

from masdar.images import Likeness, read_picture, same_picture
from masdar.isolation import IsolatedPictures
from masdar.model import Picture, Quarantine

PDQ, SECOND, QUALITY = 20, 16, 80
LOOSE_PDQ = 31
MADE = 1000
ROUNDS = 100


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path, help="searched for pictures")
    parser.add_argument("--made", type=int, default=MADE, help="how many pictures to make for false matches")
    options = parser.parse_args()
    found = dict(pictures(options.folder))
    if not found:
        parser.error(f"{options.folder} holds no picture that can be read")
    measure_speed([data for data, _ in found.values()])
    measure_copies(found)
    measure_near_pairs(found)
    measure_false("plain", made(options.made, framed=False))
    measure_false("framed", made(options.made, framed=True))


def tell(measure: str, value: float, n: int, **more: object) -> None:
    print(json.dumps({"measure": f"images.{measure}", "value": round(value, 4), "n": n} | more, ensure_ascii=False))


def pictures(folder: Path) -> Iterator[tuple[str, tuple[bytes, Picture]]]:
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        data = path.read_bytes()
        try:
            yield str(path.relative_to(folder)), (data, read_picture(data))
        except Quarantine:
            continue


# --- speed ----------------------------------------------------------------------------------------------------------


def measure_speed(originals: Sequence[bytes]) -> None:
    sized = [encoded(opened(data).resize((1600, 1000)), 88) for data in originals[:10]]
    reader = IsolatedPictures("masdar.images:read_picture")
    reader.read(sized[0])  # started
    begun = time.perf_counter()
    for number in range(ROUNDS):
        reader.read(sized[number % len(sized)])
    seconds = time.perf_counter() - begun
    reader.close()
    used = resource.getrusage(resource.RUSAGE_CHILDREN)  # its start is counted too
    tell("speed", (ROUNDS + 1) / (used.ru_utime + used.ru_stime), ROUNDS, unit="pictures/s", wall=ROUNDS / seconds)
    tell("memory", used.ru_maxrss / 1024, 1, unit="MB")


# --- copies ---------------------------------------------------------------------------------------------------------


def opened(data: bytes) -> Image.Image:
    """On white, as a page would show it."""
    image = Image.open(BytesIO(data)).convert("RGBA")
    return Image.alpha_composite(Image.new("RGBA", image.size, "white"), image).convert("RGB")


def encoded(image: Image.Image, quality: int = 90) -> bytes:
    out = BytesIO()
    image.save(out, "JPEG", quality=quality)
    return out.getvalue()


def half(image: Image.Image) -> Image.Image:
    return image.resize((max(1, image.width // 2), max(1, image.height // 2)), Image.Resampling.LANCZOS)


def crop(image: Image.Image) -> Image.Image:
    """A twentieth of each side lost."""
    across, down = image.width // 20, image.height // 20
    return image.crop((across, down, image.width - across, image.height - down))


def bar(image: Image.Image) -> Image.Image:
    """A dark bar added below, a tenth of the height."""
    return ImageOps.expand(image, (0, 0, 0, image.height // 10), (20, 20, 20))


ALTERATIONS: dict[str, Callable[[Image.Image], bytes]] = {
    "q50": lambda image: encoded(image, 50),
    "half": lambda image: encoded(half(image)),
    "crop": lambda image: encoded(crop(image)),
    "bar": lambda image: encoded(bar(image)),
    "grey": lambda image: encoded(image.convert("L")),
}


def measure_copies(found: dict[str, tuple[bytes, Picture]]) -> None:
    for name, alter in ALTERATIONS.items():
        compared = list(copies(found, alter))
        usable = [like for like in compared if like.quality >= QUALITY and like.pdq is not None]
        pdq = [like.pdq for like in usable if like.pdq is not None]
        second = [like.second for like in usable if like.second is not None]
        both = sum(like.within(pdq=PDQ, second=SECOND, quality=QUALITY) for like in usable)
        tell(
            f"copy.{name}",
            both / max(1, len(usable)),
            len(usable),
            pdq_within=sum(value <= PDQ for value in pdq),
            pdq_within_loose=sum(value <= LOOSE_PDQ for value in pdq),
            pdq_median=statistics.median(pdq or [0]),
            pdq_largest=max(pdq, default=0),
            second_median=statistics.median(second or [0]),
            second_largest=max(second, default=0),
            too_plain=len(compared) - len(usable),
        )


def copies(found: dict[str, tuple[bytes, Picture]], alter: Callable[[Image.Image], bytes]) -> Iterator[Likeness]:
    for data, picture in found.values():
        try:
            copy = read_picture(alter(opened(data)))
        except Quarantine:  # an altered picture may be too small to be one
            continue
        yield same_picture(picture, copy)


# --- pictures that differ -------------------------------------------------------------------------------------------


def measure_near_pairs(found: dict[str, tuple[bytes, Picture]]) -> None:
    pairs = list(combinations(found.items(), 2))
    near = [
        f"{one} ~ {other}"
        for (one, (_, first)), (other, (_, second)) in pairs
        if same_picture(first, second).within(pdq=PDQ, second=SECOND, quality=QUALITY)
    ]
    tell("near_pairs", len(near), len(pairs), first=near[:20])


def made(count: int, *, framed: bool) -> list[Picture]:
    return [read_picture(encoded(drawn(seed, framed=framed))) for seed in range(count)]


def drawn(seed: int, *, framed: bool, width: int = 320, height: int = 200) -> Image.Image:
    """Shapes of seeded places and colours; framed, with one name plate and border as a paper prints on all of its
    pictures."""
    rng = np.random.default_rng(seed)
    image = Image.new("RGB", (width, height), tuple(int(value) for value in rng.integers(0, 256, 3)))
    draw = ImageDraw.Draw(image)
    for _ in range(20):
        x, y = int(rng.integers(-width // 4, width)), int(rng.integers(-height // 4, height))
        box = (x, y, x + int(rng.integers(10, width // 2)), y + int(rng.integers(10, height // 2)))
        colour = tuple(int(value) for value in rng.integers(0, 256, 3))
        (draw.ellipse if rng.random() < 0.5 else draw.rectangle)(box, fill=colour)
    if framed:
        draw.rectangle((0, height * 4 // 5, width, height), fill=(150, 10, 20))
        draw.rectangle((width // 20, height * 17 // 20, width // 3, height * 19 // 20), fill=(255, 255, 255))
        draw.rectangle((0, 0, width - 1, height - 1), outline=(255, 255, 255), width=4)
    return image


def measure_false(kind: str, different: Sequence[Picture]) -> None:
    """Every pair, by counting the bits that differ in blocks of one picture against all that follow it."""
    pdq, second = bits([picture.pdq for picture in different]), bits([picture.second_hash for picture in different])
    false, loose, nearest = 0, 0, 256
    for at in range(len(different) - 1):
        pdq_far = np.bitwise_count(pdq[at + 1 :] ^ pdq[at]).sum(axis=1)
        second_far = np.bitwise_count(second[at + 1 :] ^ second[at]).sum(axis=1)
        false += int(((pdq_far <= PDQ) & (second_far <= SECOND)).sum())
        loose += int((pdq_far <= LOOSE_PDQ).sum())
        nearest = min(nearest, int(pdq_far.min()))
    pairs = len(different) * (len(different) - 1) // 2
    tell(f"false.{kind}", false, pairs, pdq_within_loose=loose, pdq_nearest=nearest)


def bits(fingerprints: Sequence[str]) -> np.ndarray[tuple[int, ...], np.dtype[np.uint8]]:
    width = max((len(fingerprint) for fingerprint in fingerprints), default=0) // 2
    whole = b"".join(bytes.fromhex(fingerprint).ljust(width, b"\0") for fingerprint in fingerprints)
    return np.frombuffer(whole, np.uint8).reshape(len(fingerprints), width)


if __name__ == "__main__":
    main()

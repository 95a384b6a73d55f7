"""Puts the screenshots of `test_browser_house` that the documentation shows into `docs/pictures/`, small.

make pictures
"""

from __future__ import annotations

from pathlib import Path

from PIL import Image

from tests.browser.conftest import OUTPUT

SHOWN = ("front", "article", "story", "search")
LOOKS = ("ar-390-light", "ar-390-dark", "ar-1280-light", "ar-1280-dark", "fr-390-light", "fr-1280-light")
BESIDE = ("archive-ar-390-light", "archive-ar-1280-light", "desk-ar-390-light", "desk-ar-1280-light")
WIDEST = 960
DOCS = Path(__file__).parents[2] / "docs" / "pictures"


def main() -> None:
    for name in [*(f"{page}-{look}" for page in SHOWN for look in LOOKS), *BESIDE]:
        page, edition, width, scheme = name.split("-")
        picture = Image.open(OUTPUT / f"house-{name}.png").convert("RGB")
        picture.thumbnail((WIDEST, WIDEST))
        picture.save(DOCS / f"{page}-{edition}-{scheme}-{width}.webp", quality=80, method=6)


if __name__ == "__main__":
    main()

"""How well section pages are read: `python -m quality.listing [DIR] [--seed N] [-v]`.

DIR holds `html/` (pages, plain or .gz) and `gold.jsonl`: one page a line, `{"file": …, "url": …, "links": […]}`
with the addresses of the articles it links to. Without it, two sets that are made here are read: fronts and sections of
the invented press, and pages of other shapes (see `listing_pages`). Every page goes through the product's own door, as
a reply of a section channel that knows nothing of its paper yet. Recall and precision are over all links of all
pages; two forms of one address are one. One JSON object a figure.
"""

from __future__ import annotations

import argparse
import gzip
import json
import sys
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path

from masdar import urls
from masdar.model import Capture, Channel, ChannelKind, Purpose, StepEnded
from masdar.sources import read_listing
from quality.listing_pages import Page, made_pages, press_pages


def found_links(body: bytes, url: str) -> set[str]:
    """Keys of the addresses listed; none where the page cannot be read."""
    now = datetime.now(UTC)
    capture = Capture(url, url, 200, (), body, now, Purpose.PAGE, "quality")
    try:
        listing = read_listing(capture, Channel(url, ChannelKind.SECTION), now=now)
    except StepEnded as ended:
        print(f"{url}: {ended}", file=sys.stderr)
        return set()
    return {urls.key(entry.url) for entry in listing.entries}


def saved_pages(folder: Path) -> Iterator[Page]:
    """The pages of a folder."""
    for line in (folder / "gold.jsonl").read_bytes().splitlines():
        if not line.strip():
            continue
        gold = json.loads(line)
        path = folder / "html" / Path(gold["file"]).name
        body = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
        links = {urls.key(urls.clean(link, gold["url"])) for link in gold["links"]} - {""}
        yield Page(gold["file"], gold["url"], body, frozenset(links))


def measure(name: str, pages: Iterable[Page], telling: bool) -> None:
    """Reads a set of pages and prints its figures."""
    right = listed = wanted = count = 0
    recalls: list[float] = []
    for page in pages:
        found = found_links(page.body, page.url)
        right, listed, wanted = right + len(found & page.links), listed + len(found), wanted + len(page.links)
        count += 1
        recalls.append(len(found & page.links) / len(page.links) if page.links else 1.0)
        for mark, keys in (("missed", page.links - found), ("wrong", found - page.links)) if telling else ():
            for key in sorted(keys):
                print(f"{mark}: {page.name}: {key}", file=sys.stderr)
    for figure, value, n in (
        ("recall", right / wanted if wanted else 0.0, wanted),
        ("precision", right / listed if listed else 0.0, listed),
        ("worst_page_recall", min(recalls, default=0.0), count),
    ):
        print(json.dumps({"measure": f"listing.{name}{figure}", "value": round(value, 4), "n": n}))


def main() -> None:
    """The command."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path, nargs="?")
    parser.add_argument("--seed", type=int, default=1, help="of the pages that are made")
    parser.add_argument("-v", action="store_true", dest="telling", help="name missed and wrong links (standard error)")
    given = parser.parse_args()
    if given.folder:
        measure("", saved_pages(given.folder), given.telling)
        return
    measure("press.", press_pages(given.seed), given.telling)
    measure("shapes.", made_pages(given.seed), given.telling)


if __name__ == "__main__":
    main()

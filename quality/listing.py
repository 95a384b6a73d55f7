"""How well section pages are read: `python -m quality.listing DIR [-v]`.

DIR holds `html/` (pages, plain or .gz) and `gold.jsonl`: one page a line, `{"file": …, "url": …, "links": […]}`
with the addresses of the articles it links to. Every page goes through the product's own door, as a reply of a
section channel. Recall and precision are over all links of all pages; two forms of one address are
one. One JSON object a figure.
"""

from __future__ import annotations

import gzip
import json
import sys
from datetime import UTC, datetime
from pathlib import Path

from masdar import urls
from masdar.model import Capture, Channel, ChannelKind, Purpose, StepEnded
from masdar.sources import read_listing


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


def main(folder: Path) -> None:
    right = listed = wanted = pages = 0
    recalls: list[float] = []
    for line in (folder / "gold.jsonl").read_text("utf-8").splitlines():
        if not line.strip():
            continue
        gold = json.loads(line)
        path = folder / "html" / Path(gold["file"]).name
        body = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
        found = found_links(body, gold["url"])
        links = {urls.key(urls.clean(link, gold["url"])) for link in gold["links"]} - {""}
        pages += 1
        right, listed, wanted = right + len(found & links), listed + len(found), wanted + len(links)
        recalls.append(len(found & links) / len(links) if links else 1.0)
        if "-v" in sys.argv:
            for mark, keys in (("missed", links - found), ("wrong", found - links)):
                for key in sorted(keys):
                    print(f"{mark}: {gold['file']}: {key}", file=sys.stderr)
    for name, value, n in (
        ("recall", right / wanted if wanted else 0.0, wanted),
        ("precision", right / listed if listed else 0.0, listed),
        ("worst_page_recall", min(recalls, default=0.0), pages),
    ):
        print(json.dumps({"measure": f"listing.{name}", "value": round(value, 4), "n": n}))


if __name__ == "__main__":
    if len(sys.argv) < 2:
        sys.exit("usage: python -m quality.listing DIR [-v]")
    main(Path(sys.argv[1]))

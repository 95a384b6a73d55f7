"""Are spellings of one thing found, and false friends kept apart? `python -m quality.variants FILE [-v]`.

FILE is a table with the columns `query`, `text`, `class` and `expect` ("match" or "nomatch"). Every text becomes an
article of one archive; every query goes through the product's own door, and its text must be among the hits, or not.
One JSON object a figure: all pairs, those that must match, those that must not, and each class.
"""

from __future__ import annotations

import csv
import json
import sys
import tempfile
from collections import defaultdict
from datetime import UTC, datetime
from pathlib import Path

from masdar.model import Document, Permalink, Search
from masdar.search.query import QueryError, parse, plain
from masdar.search.tantivy_index import TantivyIndex

NOW = datetime(2026, 1, 1, tzinfo=UTC)


def found(index: TantivyIndex, query: str, number: int, most: int) -> bool:
    """Is the text of that number among the hits?"""
    try:
        tree = parse(query, now=NOW)
    except QueryError:
        tree = plain(query)
    if tree is None:
        return False
    results = index.search(Search(tree, limit=most, text=query, facets=False))
    hits = {permalink.number for hit in results.hits for permalink in (hit.permalink, *hit.repeats)}
    return number in hits


def main(path: Path, *, verbose: bool) -> None:
    with path.open(encoding="utf-8", newline="") as file:
        pairs = list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    with tempfile.TemporaryDirectory() as folder:
        index = TantivyIndex(Path(folder), writable=True)
        index.apply([Document(Permalink("pairs", n), pair["text"], "") for n, pair in enumerate(pairs)], [], 1)
        right: dict[str, list[bool]] = defaultdict(list)
        for number, pair in enumerate(pairs):
            matched = found(index, pair["query"], number, len(pairs))
            good = matched == (pair["expect"] == "match")
            for name in ("all", pair["expect"], f"class.{pair['class']}"):
                right[name].append(good)
            if verbose and not good:
                print(f"{pair['class']}: {pair['query']} ~ {pair['text']}: {pair['expect']}", file=sys.stderr)
        index.close()
    for name, marks in right.items():
        print(json.dumps({"measure": f"variants.{name}", "value": round(sum(marks) / len(marks), 4), "n": len(marks)}))
    print(json.dumps({"measure": "variants.right", "value": sum(right["all"]), "n": len(pairs)}))


if __name__ == "__main__":
    if len(sys.argv) < 2:
        sys.exit("usage: python -m quality.variants FILE [-v]")
    main(Path(sys.argv[1]), verbose="-v" in sys.argv[2:])

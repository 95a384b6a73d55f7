"""Questions in Latin letters: are French and English texts found as well as by BM25 with their Snowball stemmers?

    python -m quality.search_latin FOLDER…

Every `.html` file under the folders is read as a saved page, every other is tried as a feed (gzip too). An article with
a text of its own is a passage, and its title, whose own words are taken out of the text where they stand in a row, is
the question for it. Passages are parted by the language their words are of; each language is searched by the product
and by Tantivy's BM25 with the stemmer of that language. One JSON object a figure; the difference comes with the
interval of a paired bootstrap.

Titles as long as questions are (six words and more) are told apart from short ones: of a short query the product
demands every word, so that totals mean something, and shows what holds some of them behind that; the peer ranks what
holds any of them.
"""

from __future__ import annotations

import argparse
import gzip
import json
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

from masdar.language.identify import identify
from quality.extraction import masdar
from quality.extraction_sets import Case
from quality.feeds import listed
from quality.search import interval, measure
from quality.search_data import Task

STEMMERS = {"en": "tantivy-en", "fr": "tantivy-fr"}
LEAST_WORDS = 3  # of a title
LONG = 6  # words of one that is as long as a question
LEAST_LETTERS = 200  # of a text
_TAG = re.compile(r"<[^>]*>")


def texts(folders: Sequence[Path]) -> Iterator[tuple[str, str]]:
    """Titles and texts of saved pages and of the entries of every feed, each text once."""
    seen: set[str] = set()
    for path in sorted(path for folder in folders for path in folder.rglob("*") if path.is_file()):
        data = path.read_bytes()
        body = gzip.decompress(data) if path.suffix == ".gz" else data
        for title, text in _page(path.name, body) if ".html" in path.suffixes else _entries(body):
            text = " ".join(text.split()).replace(title, " ")
            if len(text) >= LEAST_LETTERS and len(title.split()) >= LEAST_WORDS and text not in seen:
                seen.add(text)
                yield title, text


def _page(name: str, body: bytes) -> Iterator[tuple[str, str]]:
    read = masdar(Case(name, f"https://pages.example/{name}", body))
    yield read.title, read.text


def _entries(body: bytes) -> Iterator[tuple[str, str]]:
    listing = listed(body)
    for entry in listing.entries if listing else ():
        content = _TAG.sub(" ", entry.content)
        yield entry.title, content if len(content) > len(entry.summary) else entry.summary


def tasks(folders: Sequence[Path]) -> Iterator[Task]:
    """One a language: all its passages, and the titles that stand once among them."""
    told: dict[str, list[tuple[str, str]]] = {language: [] for language in STEMMERS}
    for title, text in texts(folders):
        if (language := identify(f"{title} {text}")[:2]) in told:
            told[language].append((title, text))
    for language, found in told.items():
        times = Counter(title for title, _ in found)
        passages = [(str(number), "", text) for number, (_, text) in enumerate(found)]
        asked = [(title, frozenset([str(n)])) for n, (title, _) in enumerate(found) if times[title] == 1]
        yield Task(language, passages, asked)


def figures(task: Task) -> Iterator[dict[str, object]]:
    own, peer = (measure(task, engine) for engine in (f"masdar-{task.name}", STEMMERS[task.name]))
    for kind, wanted in (("long", True), ("short", False)):
        chosen = [n for n, (title, _) in enumerate(task.queries) if (len(title.split()) >= LONG) is wanted]
        if not chosen:
            continue
        ours, theirs = ([run.ranks[n] for n in chosen] for run in (own, peer))
        yield _figure(f"{task.name}.{kind}.{own.engine}.mrr", sum(ours) / len(chosen), len(chosen))
        yield _figure(f"{task.name}.{kind}.{peer.engine}.mrr", sum(theirs) / len(chosen), len(chosen))
        low, high = interval(ours, theirs)
        gain = (sum(ours) - sum(theirs)) / len(chosen)
        yield _figure(f"{task.name}.{kind}.over", gain, len(chosen)) | {"low": round(low, 4), "high": round(high, 4)}


def _figure(name: str, value: float, n: int) -> dict[str, object]:
    return {"measure": f"search.latin.{name}", "value": round(value, 4), "n": n}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folders", type=Path, nargs="+", help="folders of feeds")
    options = parser.parse_args()
    for task in tasks(options.folders):
        for figure in figures(task) if task.queries else ():
            print(json.dumps(figure, ensure_ascii=False), flush=True)


if __name__ == "__main__":
    main()

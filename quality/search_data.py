"""Questions and passages to search in, from the formats of the evaluation data."""

from __future__ import annotations

import json
import lzma
import random
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

Passages = list[tuple[str, str, str]]  # (pid, title, text)


@dataclass(frozen=True, slots=True)
class Task:
    """Passages, and queries with the ids of the passages that answer them."""

    name: str
    passages: Passages
    queries: list[tuple[str, frozenset[str]]]


def lines(path: Path) -> Iterator[dict[str, Any]]:
    """The objects of a `.jsonl` or `.jsonl.xz` file."""
    with lzma.open(path, "rt", encoding="utf-8") if path.suffix == ".xz" else path.open(encoding="utf-8") as file:
        for line in file:
            if line.strip():
                yield json.loads(line)


def read_task(path: Path, drawn: int, seed: int) -> Task:
    return _questions(path) if path.is_dir() else _titles(path, drawn, seed)


def _questions(folder: Path) -> Task:
    passages = next(folder / name for name in ("passages.jsonl", "passages.jsonl.xz") if (folder / name).exists())
    right: dict[str, set[str]] = defaultdict(set)
    for line in (folder / "qrels.tsv").read_text("utf-8").splitlines():
        qid, _, pid, mark = line.split()[:4]
        if mark != "0":
            right[qid].add(pid)
    return Task(
        folder.name,
        [(str(each["pid"]), each.get("title") or "", each["text"]) for each in lines(passages)],
        [
            (q["query"], frozenset(right[str(q["qid"])]))
            for q in lines(folder / "queries.jsonl")
            if str(q["qid"]) in right
        ],
    )


def _titles(path: Path, drawn: int, seed: int) -> Task:
    """Titles that stand once in the corpus, asked for their bodies; the title's own text is taken out of the body."""
    articles = list(lines(path))
    titles: dict[str, int] = defaultdict(int)
    for article in articles:
        titles[article.get("title") or ""] += 1
    passages, askable = [], []
    for number, article in enumerate(articles):
        title, body = article.get("title") or "", article.get("body") or article.get("abstract") or ""
        passages.append((str(number), "", body.replace(title, " ") if title else body))
        if titles[title] == 1 and len(title.split()) >= 3 and len(body) > 2 * len(title):
            askable.append((title, frozenset([str(number)])))
    chosen = random.Random(seed).sample(askable, min(drawn, len(askable)))
    return Task(path.name.partition(".")[0] + "-titles", passages, chosen)

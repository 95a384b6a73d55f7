"""The articles of a corpus, `.jsonl`, `.jsonl.xz` or `.jsonl.gz`: texts, and which of them share nothing."""

from __future__ import annotations

import gzip
import json
import lzma
from pathlib import Path
from typing import Any

from masdar.language.fold import fold_word

SHINGLE = 6  # words in one order that two texts may not share


def rows(path: Path) -> list[dict[str, Any]]:
    """The articles as they are."""
    data = path.read_bytes()
    unpacked = {".xz": lzma.decompress, ".gz": gzip.decompress}.get(path.suffix, bytes)(data)
    return [json.loads(line) for line in unpacked.decode("utf-8").split("\n") if line.strip()]


def bodies(path: Path) -> list[str]:
    """The texts of the articles that have one."""
    return [row["body"] for row in rows(path) if row.get("body")]


def apart(texts: list[str], least: int, most: int, wanted: int) -> list[str]:
    """Some texts of `least` to `most` words, none of which shares a shingle with another."""
    seen: set[int] = set()
    kept: list[str] = []
    for text in texts:
        words = [fold_word(word) for word in text.split()]
        if not least <= len(words) <= most:
            continue
        shingles = {hash(tuple(words[at : at + SHINGLE])) for at in range(len(words) - SHINGLE + 1)}
        if shingles & seen:
            continue
        seen |= shingles
        kept.append(text)
        if len(kept) == wanted:
            break
    return kept

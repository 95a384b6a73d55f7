"""Killed at any moment: a short form of `python -m benchmarks.crash`."""

from __future__ import annotations

import random
from pathlib import Path

import msgspec
import pytest

from benchmarks.crash import run

KILLS, ARTICLES = 12, 900


@pytest.mark.slow
def test_nothing_is_lost_or_doubled_by_kills(tmp_path: Path) -> None:
    corpus = tmp_path / "corpus.jsonl"
    chance = random.Random(7)
    words = "المدينة الميناء الطريق البحر الجبل المدرسة السوق المكتبة الحديقة القطار".split()
    with corpus.open("wb") as out:
        for number in range(ARTICLES):
            body = " ".join(chance.choices(words, k=150))
            title = f"خبر رقم {number} عن {chance.choice(words)}"
            line = {"source": f"paper{number % 4}", "title": title, "body": body, "url": f"https://p.example/{number}"}
            out.write(msgspec.json.encode(line) + b"\n")
    assert run(corpus, ARTICLES, KILLS, chance, tmp_path / "data") == 0

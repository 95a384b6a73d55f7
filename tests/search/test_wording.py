"""Words that the archive writes together or apart, letters one by one, and spellings that count once."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from masdar.model import Document, Permalink, Search
from masdar.search.memory import MemoryIndex
from masdar.search.query import parse

NOW = datetime(2026, 5, 20, 12, tzinfo=UTC)


def found(query: str, *titles: str) -> list[int]:
    """The places of the titles a query finds, best first."""
    index = MemoryIndex()
    index.apply([Document(Permalink("alwaha", n), title, "") for n, title in enumerate(titles)], [], 1)
    return [hit.permalink.number for hit in index.search(Search(parse(query, now=NOW), text=query)).hits]


@pytest.mark.parametrize(
    ("query", "title"),
    [
        ("من أجل", "سفر منأجل السلام"),
        ("ما زال", "النهر مازال يجري"),
        ("مازال", "النهر ما زال يجري"),
        ("عبد الله", "وصول عبدالله إلى المدينة"),
        ("ا م ش", "نقلت أ.م.ش عن الوزير"),
        ("و م ع", "نقلت و.م.ع عن الوزير"),
        ("ريال", "بلغ السعر 20 ﷼ أمس"),
    ],
)
def test_together_or_apart(query: str, title: str) -> None:
    assert found(query, title, "خبر عن السفن") == [0]


def test_a_name_is_no_preposition_and_its_word() -> None:
    others = ("وصول منصور أمس", "منصور يلعب", "منصور يغني", "فوز منصور", "عودة منصور")
    assert found("من صور", "سفينة من صور", *others) == [0]


def test_a_word_counts_once_in_all_its_spellings() -> None:
    first, *_ = found("غوتيريش الأمم", "غوتيريش في الأمم المتحدة الأمم", "غوتيريش جوتيريش غوتيريس في قرية والأمم")
    assert first == 0


def offered(query: str, *titles: str) -> tuple[int, str]:
    """How many articles a query finds, and what is offered in its place."""
    index = MemoryIndex()
    index.apply([Document(Permalink("alwaha", n), title, "") for n, title in enumerate(titles)], [], 1)
    results = index.search(Search(parse(query, now=NOW), text=query))
    return results.total, results.suggestion


def test_arabic_in_latin_letters_is_offered_and_not_searched() -> None:
    assert offered("madrasa", "افتتاح مدرسة", "خبر عن السفن") == (0, "مدرسه")
    assert offered("madrasa السفن", "افتتاح مدرسة", "خبر عن السفن")[1] == "مدرسه السفن"


def test_nothing_is_offered_where_the_words_are_found() -> None:
    assert offered("madrasa", "افتتاح مدرسة", "la madrasa de Fès") == (1, "")

"""Words with their places in the original text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from masdar.language.tokenise import tokens


def words(text: str) -> list[str]:
    return [token.text for token in tokens(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("وصلت السفينةُ،أمس", ["وصلت", "السفينه", "امس"]),
        ("15مايو", ["15", "مايو"]),
        ("عام 1447هـ", ["عام", "1447", "ه"]),
        ("ب.ت.ك قالت", ["ب.ت.ك", "قالت"]),
        ("ب ت ك", ["ب.ت.ك"]),
        ("U.N. said", ["un", "said"]),
        ("3,5 و٢٫٥ و 7ر1", ["3.5", "و", "2.5", "و", "7.1"]),
        ("12.500 شخص", ["12500", "شخص"]),
        ("5/6/2026", ["5", "6", "2026"]),
        ("l'économie", ["l", "economie"]),
        ("#وسم_جديد", ["وسم", "جديد"]),
        ("", []),
        ("…", []),
    ],
)
def test_words(text: str, expected: list[str]) -> None:
    assert words(text) == expected


@given(st.text(alphabet=st.characters(), max_size=200))
def test_places_are_in_order_and_inside(text: str) -> None:
    end = 0
    for token in tokens(text):
        assert token.start < token.end <= len(text)
        assert token.start >= end or token.end == end  # parts of one number share its place
        end = token.end
        assert " " not in token.text


def test_a_token_stands_where_it_says() -> None:
    text = "قال الـوَزير: نعم"
    assert [text[token.start : token.end] for token in tokens(text)] == ["قال", "الـوَزير", "نعم"]

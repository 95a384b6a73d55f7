"""What Arabic, French and English write onto a word comes off; what is the word's own stays."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from masdar.language.fold import fold_word
from masdar.language.stem import light_stem, without_prefix
from masdar.language.stem_latin import latin_stem


def stem(word: str) -> str:
    return light_stem(fold_word(word))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("مزرعة", "والمزرعة"),
        ("المزرعة", "للمزرعة"),
        ("مزارعون", "المزارعين"),
        ("جريدتهم", "جريدة"),
        ("مشاركات", "مشاركتها"),
        ("سوداني", "السودانيين"),
        ("روسيا", "الروسية"),
        ("وصلوا", "وصل"),
        ("وزيرة", "الوزير"),
    ],
)
def test_forms_of_one_word_meet(one: str, other: str) -> None:
    assert stem(one) == stem(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [("والد", "لد"), ("وردة", "ردة"), ("لبنان", "لبن"), ("وسيم", "سيم"), ("التزام", "تزام"), ("وفد", "فد")],
)
def test_letters_of_its_own_stay(one: str, other: str) -> None:
    assert stem(one) != stem(other)


def test_and_before_a_word_that_begins_like_the_article() -> None:
    assert without_prefix("والتزام") == "التزام"


@pytest.mark.parametrize(
    ("one", "other", "language"),
    [
        ("ships", "ship", "en"),
        ("policies", "policy", "en"),
        ("thinking", "thinks", "en"),
        ("hoped", "hopes", "en"),
        ("running", "run", "en"),
        ("relational", "relate", "en"),
        ("adds", "adding", "en"),
        ("navires", "navire", "fr"),
        ("journaux", "journal", "fr"),
        ("tableaux", "tableau", "fr"),
    ],
)
def test_latin_endings(one: str, other: str, language: str) -> None:
    assert latin_stem(one, language) == latin_stem(other, language)


@given(st.text(alphabet="ابتثجحخدذرزسشصضطظعغفقكلمنهوي", min_size=1, max_size=12))
def test_a_stem_is_part_of_its_word(word: str) -> None:
    assert light_stem(word) in word
    assert light_stem(word)

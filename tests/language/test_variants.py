"""The tables: every line holds, and what the tables join is found as one."""

from __future__ import annotations

import pytest

from masdar.language import variants
from masdar.language.analyse import forms, version
from masdar.language.tables import kept, lines, stop_words


def stem(word: str) -> str:
    return forms(word)[1]


def test_every_spelling_of_a_name_is_known() -> None:
    for line in lines("names.txt"):
        single, several = set(), set()
        for spelling in line.split("|"):
            words = variants.words_of(spelling)
            assert words, f"nothing is left of {spelling!r}"
            if len(words) == 1:
                single.add(stem(spelling))
            else:
                several.add(variants.rows()[words])
        assert len(single | several) == 1, f"{line}: found as {single | several}"


def test_every_plural_is_found_as_its_singular() -> None:
    for line in (line for line in lines("plurals.txt") if " " in line):
        singular, *plurals = line.split()
        assert stem(singular) in {stem(plural) for plural in plurals}, line


@pytest.mark.parametrize(
    ("one", "other"),
    [("أمراء", "امرأة"), ("الأسرى", "الأسر"), ("جرحى", "جروح"), ("مرضى", "مرض"), ("كتبة", "كتبه"), ("القوى", "القوي"),
     ("أمهات", "أمة")],
)  # fmt: skip
def test_plurals_that_look_like_another_word_stay_apart_from_it(one: str, other: str) -> None:
    assert stem(one) != stem(other)


@pytest.mark.parametrize(
    ("one", "other"), [("يوليوز", "تموز"), ("juillet", "July"), ("نونبر", "نوفمبر"), ("غشت", "أغسطس")]
)
def test_a_month_is_one_in_every_naming(one: str, other: str) -> None:
    assert stem(one) == stem(other) != ""


def test_months_of_two_words_are_rows() -> None:
    assert ("تشرين", "الاول") in variants.rows_of("@m10")


def test_a_word_that_is_a_month_only_beside_a_number() -> None:
    assert variants.month_beside_number("اب") == "@m8"
    assert stem("أب") != "@m8"
    assert variants.words_beside_number("@m8") == ("اب",)


def test_tables_fold_their_words() -> None:
    beginnings, endings = kept()
    assert "والده" in beginnings
    assert "ايران" in endings
    assert "الي" in stop_words()


def test_the_version_names_the_tables() -> None:
    assert variants.fingerprint() in version()

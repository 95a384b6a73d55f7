"""Spellings of one word fold to one form, and every folded letter leads back to the original."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from masdar.language.fold import fold


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("الأسعار", "الاسعار"),
        ("مَكْتَبَةٌ", "مكتبه"),
        ("هـــدنة", "هدنة"),
        ("شئون", "شؤون"),
        ("هيأة", "هيئة"),
        ("منتدى", "منتدي"),
        ("ﻣﺪﯾﻨﺔ", "مدينة"),
        ("کتاب", "كتاب"),
        ("كل‌يوم", "كليوم"),
        ("‏مساء‎", "مساء"),
        ("٢٠٢٦ ۱۲", "2026 12"),
        ("Été À Orléans", "ete a orleans"),
        ("«قال»: نعم!", "قال نعم"),
    ],
)
def test_spellings_fold_to_one_form(one: str, other: str) -> None:
    assert fold(one) == fold(other)


@pytest.mark.parametrize(("one", "other"), [("حرب", "حزب"), ("سماء", "اسماء"), ("10", "100")])
def test_different_words_stay_different(one: str, other: str) -> None:
    assert fold(one) != fold(other)


@given(st.text(max_size=80))
def test_folding_twice_is_folding_once(text: str) -> None:
    assert fold(fold(text)) == fold(text)


def test_nothing_is_left_of_punctuation() -> None:
    assert fold("،؛؟ … ـ \x00") == ""

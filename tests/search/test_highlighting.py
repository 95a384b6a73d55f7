"""The reader's words are marked wherever they stand, as if every word of the text had been looked at."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from masdar.language.analyse import forms
from masdar.language.tokenise import spans
from masdar.search.clauses import Marks
from masdar.search.highlighting import Marker

WORDS = (
    "كتب كتاب الكتب وبكتابهم مكتبة يناير جانفي كانون policies policy Journaux journal U.S.A. usa 4ر3 ٤٫٣ 43 الأُردن "
    "اردنـي الاردن شئون شؤون أمراء أسرى أسر ماكرون 1,000 ألف ١٠٠٠ «دول» دولة،دول 20فبراير و.م.ع و م ع ﷲ الله "
    "في École ecole"
).split()
TEXTS = st.lists(st.sampled_from(WORDS), max_size=12).map(" ".join)


def marked(text: str, marks: Marks, language: str) -> list[str]:
    return [part.text for part in Marker(marks).mark(text, language) if part.hit]


@given(TEXTS, st.sampled_from(WORDS), st.sampled_from(["ar", "fr"]))
def test_no_word_of_the_readers_stem_is_passed_over(text: str, asked: str, language: str) -> None:
    stems = frozenset(forms(asked, language)[1].split())
    expected = [raw for raw, _, _ in spans(text) if forms(raw, language)[1] in stems]
    assert marked(text, Marks(stems=stems), language) == expected


@given(TEXTS, st.sampled_from(WORDS))
def test_no_word_the_reader_wrote_is_passed_over(text: str, asked: str) -> None:
    words = frozenset(forms(asked)[0].split())
    expected = [raw for raw, _, _ in spans(text) if forms(raw)[0] in words]
    assert marked(text, Marks(words=words), "ar") == expected


@given(TEXTS, st.sampled_from(["كتا", "pol", "دو", "ار", "4"]))
def test_no_word_that_begins_so_is_passed_over(text: str, start: str) -> None:
    expected = [raw for raw, _, _ in spans(text) if any(form.startswith(start) for form in forms(raw))]
    assert marked(text, Marks(beginnings=(start,)), "ar") == expected


@pytest.mark.parametrize(
    "text", ["قالت وكالة المغرب العربي أمس", "قالت «وكالة المغرب العربي» أمس", "وكالة، المغرب،العربي"]
)
def test_words_in_a_row_are_marked_where_they_stand_beside_one_another(text: str) -> None:
    marks = Marks(rows=(("وكاله", "المغرب", "العربي"),))
    assert marked(text, marks, "ar") == ["وكالة", "المغرب", "العربي"]
    assert marked("وكالة في المغرب العربي", marks, "ar") == []

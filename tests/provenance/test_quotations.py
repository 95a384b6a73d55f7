"""What stands between quotation marks, as papers set them."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from masdar.provenance.quotations import quotations

SAID = "الأزمة انتهت وسنعمل على تطوير العلاقات الثنائية"
MORE = "نحن ملتزمون تحديث المنظمة في أقرب وقت ممكن"


def quoted(text: str) -> list[str]:
    return [text[start + 1 : end - 1].strip() for start, end in quotations(text)]


@pytest.mark.parametrize("signs", ['""', "«»", "“”", "”“", "„“"])
def test_signs_of_every_kind(signs: str) -> None:
    assert quoted(f"وقال الوزير إن {signs[0]}{SAID}{signs[1]}.") == [SAID]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (f'وكتب على "تويتر"، الثلاثاء، قائلا: "{SAID}".', [SAID]),  # what stands between two quotations is none
        (f'وقالت الخارجية:" {SAID}".', [SAID]),
        (f'وقال " {SAID} ".', [SAID]),
        (f'وقال "{SAID}"، مضيفا: "{MORE}".', [SAID, MORE]),
        (f'جاء في بيان "{SAID} لتنظيم "الدولة" و"ذكية"! {MORE}".', [f'{SAID} لتنظيم "الدولة" و"ذكية"! {MORE}']),
        (f'وقال إن ""{SAID}".', [SAID]),
        (f'خطر يهدد البحر كله".\nوقال "{SAID}".', [SAID]),  # opened nowhere, closed in the paragraph before
        (f'وقال "{SAID}.\n{MORE}', []),  # closed nowhere
        ('اسمه "أحمد" وصحيفته "الخبر"', []),  # names
    ],
)
def test_where_they_begin_and_end(text: str, said: list[str]) -> None:
    assert quoted(text) == said


@given(st.text(alphabet='اب "«»“”„.:\n', max_size=200))
def test_quotations_stand_in_order_and_apart(text: str) -> None:
    found = quotations(text * 3)
    assert all(start < end for start, end in found)
    assert all(one[1] <= other[0] for one, other in pairwise(found))
    assert not any("\n" in (text * 3)[start:end] for start, end in found)

"""Where one article ends and another begins on the same page."""

from __future__ import annotations

import pytest

from masdar.extract.blocks import Raw
from masdar.extract.parts import number
from masdar.model import BlockKind

TEXT = "قال رئيس المجلس إن المشروع سيبدأ في الشهر المقبل في أحياء المدينة كلها"
ABOVE, BELOW = [TEXT] * 4, [TEXT] * 3


def parts(*texts: str, heading: str = "") -> list[int]:
    """The parts of paragraphs; the one that equals `heading` is a heading."""
    kinds = [BlockKind.HEADING if text == heading else BlockKind.PARAGRAPH for text in texts]
    return number([Raw(kind, text) for kind, text in zip(kinds, texts, strict=True)])


@pytest.mark.parametrize("kicker", ["تحليل: ماذا بعد القرار؟", "رأي | ماذا بعد القرار؟", "Analyse. Que change la loi"])
def test_a_kicker_before_its_title_opens_a_part(kicker: str) -> None:
    assert parts(*ABOVE, kicker, *BELOW, heading=kicker) == [0] * 4 + [1] * 4
    assert parts(*ABOVE, kicker, *BELOW) == [0] * 8, "in a paragraph it is a sentence"


@pytest.mark.parametrize("chapter", ["خلفية القرار", "حوار: من يدفع الثمن؟", "تحليلات السوق"])
def test_a_chapter_of_the_same_article_opens_none(chapter: str) -> None:
    assert parts(*ABOVE, chapter, *BELOW, heading=chapter) == [0] * 8


def test_a_dateline_of_another_place_opens_a_part() -> None:
    first, second = f"الرباط (رويترز) - {TEXT}", f"القاهرة (رويترز) - {TEXT}"
    assert parts(first, *ABOVE, second, *BELOW) == [0] * 5 + [1] * 4
    assert parts(first, *ABOVE, first, *BELOW) == [0] * 9
    assert parts(first, *ABOVE, f"وأضاف بيان نشرته (رويترز) - {TEXT}", *BELOW) == [0] * 9

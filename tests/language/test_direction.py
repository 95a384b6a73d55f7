from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from masdar.language.direction import direction
from masdar.model import Direction


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("خبر عاجل", Direction.RTL),
        ("CNN: الرئيس يصل إلى الرباط", Direction.RTL),
        ("iPhone يصل", Direction.RTL),
        ("« Le Maroc avance », قال الوزير", Direction.RTL),
        ("قال « Le gouvernement avance à grands pas et rien ne l'arrête »", Direction.RTL),
        ("Le mot « سلام » veut dire paix et se dit partout", Direction.LTR),
        ("Une dépêche", Direction.LTR),
        ("plain words", Direction.LTR),
        ("اردو خبریں", Direction.RTL),
    ],
)
def test_direction_of_a_text(text: str, expected: Direction) -> None:
    assert direction(text) is expected


@pytest.mark.parametrize("default", list(Direction))
def test_text_without_letters_takes_the_default(default: Direction) -> None:
    assert direction("12.5 % – 2020", default) is default
    assert direction("", default) is default


@given(st.text(alphabet="ابتثجحخ ", min_size=1).filter(str.strip))
def test_arabic_letters_alone_run_right_to_left(text: str) -> None:
    assert direction(text, Direction.LTR) is Direction.RTL

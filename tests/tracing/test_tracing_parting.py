"""A long text in parts, and what was found of them together again."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from masdar.model import Match, Permalink
from masdar.reuse import Detector
from masdar.tracing.parting import PART, in_parts, joined

PAPER = Permalink("paper", 1)


@given(st.text("ab \n", max_size=60).map(lambda text: text * (2 * PART // 20)))
def test_the_parts_of_a_text_are_the_text(text: str) -> None:
    parts = in_parts(text)
    assert "".join(text[begin:end] for begin, end in parts) == text
    assert all(0 < end - begin <= PART for begin, end in parts) or not text


def test_a_text_is_cut_between_paragraphs_and_never_within_a_word() -> None:
    lines = ["كلمة " * 150, "أخرى " * 150]
    text = "\n".join(lines * 20)
    assert all(text[end - 1] == "\n" for _, end in in_parts(text)[:-1])
    text = "كلمة " * 5_000
    assert all(text[end - 1] == " " for _, end in in_parts(text)[:-1])


def test_a_passage_that_goes_on_in_the_next_part_is_one() -> None:
    text = " ".join("".join("بجدرسصطعفق"[int(digit)] for digit in f"{nth:04}") for nth in range(2_500))
    detector = Detector()
    detector.add(PAPER, f"غير ذلك\n{text}")
    parts = in_parts(text)
    assert len(parts) > 2
    made = joined([detector.ask(text[begin:end]) for begin, end in parts], parts)
    assert [(one.start, one.end, one.other_start, one.words) for one in made] == [(0, len(text), 8, 2_500)]


def test_passages_of_different_places_stay_apart() -> None:
    parts = [(0, 10), (10, 20)]
    asked = [[Match(PAPER, 0, 10, 50, 60, 2, 2, 2, 8.0)], [Match(PAPER, 0, 10, 0, 10, 2, 2, 2, 8.0)]]
    assert [(one.start, one.other_start) for one in joined(asked, parts)] == [(0, 50), (10, 0)]

"""What is remembered of words: all that is in use, never more than twice the bound."""

from __future__ import annotations

from collections.abc import Callable

from hypothesis import given
from hypothesis import strategies as st

from masdar.language.remembering import LONGEST_KEY, Remembered


def counting(made: list[str]) -> Callable[[str], int]:
    def make(text: str) -> int:
        made.append(text)
        return len(text)

    return make


@given(st.lists(st.text(max_size=3), max_size=60))
def test_whatever_is_asked_the_answer_is_what_would_be_made(asked: list[str]) -> None:
    known = Remembered(len, 4)
    assert [known[text] for text in asked] == list(map(len, asked))


def test_a_word_in_use_is_worked_out_once_while_thousands_go_by() -> None:
    made: list[str] = []
    known = Remembered(counting(made), 100)
    for number in range(5_000):
        known[f"rare{number}"]
        known["often"]
    assert made.count("often") == 1


def test_words_that_go_by_are_forgotten() -> None:
    made: list[str] = []
    known = Remembered(counting(made), 100)
    for number in range(1_000):
        known[f"rare{number}"]
    assert len(known) <= 100
    known["rare0"]
    assert made.count("rare0") == 2


def test_no_long_text_is_kept() -> None:
    known = Remembered(len, 100)
    assert known["a" * (LONGEST_KEY + 1)] == LONGEST_KEY + 1
    assert not known

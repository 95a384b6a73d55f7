"""What a story is called, and who stands behind it."""

from __future__ import annotations

import pytest

from masdar.model import Permalink
from masdar.stories import independent, most_telling

TITLES = (
    "شاهد: لحظات لا تصدق",
    "انهيار جسر الوادي في تازة",
    "جسر الوادي ينهار بعد أمطار تازة",
    "حصيلة انهيار جسر الوادي",
)


def test_the_title_that_shares_most_with_the_others_is_the_headline() -> None:
    assert most_telling(TITLES) in (1, 2)


def test_a_standing_headline_gives_way_only_to_a_clearly_better_one() -> None:
    best = most_telling(TITLES)
    assert most_telling(TITLES, 3 - best) == 3 - best
    assert most_telling(TITLES, 0) == best


def test_one_title_is_its_own_headline() -> None:
    assert most_telling(["خبر"]) == 0
    with pytest.raises(ValueError, match="without articles"):
        most_telling([])


def test_papers_that_print_one_dispatch_meet_in_its_agency() -> None:
    a, b, c = (Permalink(name, 1) for name in "abc")
    assert independent([a, b, c], {a: ["reuters"], b: ["reuters"], c: []}) == ("reuters", "c")


def test_nobody_knows_how_many_origins_there_are_before_all_are_traced() -> None:
    a, b = Permalink("a", 1), Permalink("b", 1)
    assert independent([a, b], {a: ["reuters"]}) == ()

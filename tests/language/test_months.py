from __future__ import annotations

import pytest

from masdar.language import months


@pytest.mark.parametrize("table", [months.ARABIC, months.HIJRI, months.OTHERS])
def test_every_naming_has_twelve_months(table: dict[str, str]) -> None:
    for key, line in table.items():
        assert len(line.split()) == 12, key


def test_every_naming_means_the_same_months() -> None:
    for line in (*months.ARABIC.values(), *months.OTHERS.values()):
        for number, spellings in enumerate(line.split(), 1):
            for spelling in spellings.split("|"):
                assert months.solar(spelling.replace("_", " ")) == number, spelling


@pytest.mark.parametrize(
    ("name", "number"), [("غُشت", 8), ("Août", 8), ("أغســطس", 8), ("كانون الثانى", 1), ("هاتف", 0), ("", 0)]
)
def test_spelling_does_not_matter(name: str, number: int) -> None:
    assert months.solar(name) == number


def test_a_hijri_month_of_two_words() -> None:
    assert months.hijri("ذو الحجّة") == 12

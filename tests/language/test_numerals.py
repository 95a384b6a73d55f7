"""Numbers in one form."""

from __future__ import annotations

import pytest

from masdar.language.numerals import ascii_digits, number


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("٤٢", "42"),
        ("۴۲", "42"),
        ("2.000", "2000"),
        ("1,250,000", "1250000"),
        ("6,25", "6.25"),
        ("٦٫٢٥", "6.25"),
        ("8ر3", "8.3"),
        ("1.234,5", "1234.5"),
        ("01.06.2026", "01 06 2026"),
        ("0.125", "0.125"),
    ],
)
def test_number(text: str, expected: str) -> None:
    assert number(text) == expected


def test_digits_keep_their_places() -> None:
    assert ascii_digits("في ٣ أيام") == "في 3 أيام"

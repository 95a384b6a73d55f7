from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from masdar.language import bylines


@pytest.mark.parametrize(
    ("text", "persons", "agencies"),
    [
        ("كتب: سعيد المثالي - الرباط (و م ع)", ("سعيد المثالي",), ("و م ع",)),
        ("بقلم: د. ليلى التجريبية", ("ليلى التجريبية",), ()),
        ("هيئة التحرير", (), ()),
        ("الرباط - و م ع", (), ("و م ع",)),
        ("وكالات", (), ("وكالات",)),
        ("سعيد المثالي، ليلى التجريبية", ("سعيد المثالي", "ليلى التجريبية"), ()),
        ("سعيد المثالي وليلى التجريبية", ("سعيد المثالي", "ليلى التجريبية"), ()),
        ("سعيد المثالي ووليد النموذجي", ("سعيد المثالي", "وليد النموذجي"), ()),
        ("وليد النموذجي", ("وليد النموذجي",), ()),
        ("Par Jean Exemple et Marie Modèle", ("Jean Exemple", "Marie Modèle"), ()),
        ("By Jane Sample and John Specimen, AFP", ("Jane Sample", "John Specimen"), ("AFP",)),
        ("Jane Sample (jane@paper.example)", ("Jane Sample",), ()),
        ("Staff", (), ()),
        ("La Rédaction", (), ()),
        ("admin", (), ()),
        ("", (), ()),
    ],
)
def test_names_apart_from_the_rest(text: str, persons: tuple[str, ...], agencies: tuple[str, ...]) -> None:
    found = bylines.parse(text)
    assert (found.persons, found.agencies) == (persons, agencies)


def test_the_paper_is_no_person() -> None:
    assert bylines.parse("أبوظبي - المثال", ("المثال",)).persons == ()
    assert bylines.parse("The Specimen", ("The Specimen",)).persons == ()


@given(st.text(max_size=400))
def test_any_text_is_read_and_names_stand_in_it(text: str) -> None:
    line = " ".join(text[: bylines.MAX_LENGTH].split())
    for name in bylines.parse(text).persons:
        for word in name.split():
            assert word in line

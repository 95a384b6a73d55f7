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
        ("بقلم: د. ليلى التجريبية / كاتبة صحفية", ("ليلى التجريبية",), ()),
        ("سعيد المثالي، باحث في العلوم السياسية", ("سعيد المثالي",), ()),
        ("القاهرة: سعيد المثالي", ("سعيد المثالي",), ()),
        ("مراسلة المثال من القدس: ليلى التجريبية", ("ليلى التجريبية",), ()),
        ("سعيد المثالي- الرباط", ("سعيد المثالي",), ()),
        ("سعيد المثالي - أوسلو", ("سعيد المثالي",), ()),
        ("مراسل الوكالة", (), ()),
        ("المصدر: شراع", (), ("شراع",)),
        ("Source: The Sample Wire", (), ("The Sample Wire",)),
        ("فرانس 24", (), ()),
        ("العربية.نت - سعيد المثالي", ("سعيد المثالي",), ()),
        ("بي بي سي", (), ()),
        ("اليوم السابع / ليلى التجريبية", ("ليلى التجريبية",), ()),
        ("مثال بريس", (), ()),
        ("Par Marie Modèle et Jean Exemple, à Rabat", ("Marie Modèle", "Jean Exemple"), ()),
        ("Jane Sample, Senior Political Analyst", ("Jane Sample",), ()),
        ("Posted by Jane Sample on May 3, 2019", ("Jane Sample",), ()),
        ("By Jane Sample 12 May 2019", ("Jane Sample",), ()),
        ("Submitted on Mon, 2019-01-21 13:49", (), ()),
        ("Publié le 12 mai 2020 par Marie Modèle", ("Marie Modèle",), ()),
        ("نشر في 12 مايو 2020 بقلم ليلى التجريبية", ("ليلى التجريبية",), ()),
        ("نشر يوم 12 مايو 2020", (), ()),
        ("Theresa May", ("Theresa May",), ()),
        ("(شراع)", (), ()),
        ("الرباط (شراع)", (), ()),
        ("سعيد المثالي (شراع)", ("سعيد المثالي",), ()),
        ("(سعيد المثالي)", ("سعيد المثالي",), ()),
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

"""Agencies' marks are found where they stand, and only there."""

from __future__ import annotations

import time
from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from masdar.publishers import load
from masdar.publishers.marks import MarkFinder, find_marks
from masdar.publishers.places import Place
from tests.pace import within

FOUND = [
    # however it is spelt
    ("أعلن الوزير (و م ع) أمس", "map", "و م ع"),
    ("الرباط - و.م.ع: أعلن", "map", "و.م.ع"),
    ("قالت أ ف ب إن", "afp", "أ ف ب"),
    ("قالت ا.ف.ب إن", "afp", "ا.ف.ب"),
    ("قالت أ-ف-ب إن", "afp", "أ-ف-ب"),
    ("قالت أ\xa0ف\xa0ب إن", "afp", "أ\xa0ف\xa0ب"),
    ("قالت فرانس-برس إن", "afp", "فرانس-برس"),
    ("قالت روي\u0640ترز إن", "reuters", "روي\u0640ترز"),
    ("قالت أسوشيتد برس إن", "ap", "أسوشيتد برس"),
    ("قالت الأسوشيتد برس إن", "ap", "الأسوشيتد برس"),
    ("ذكرت شينخوا أن", "xinhua-arabic", "شينخوا"),
    ("وفق د ب أ فإن", "dpa", "د ب أ"),
    ("PARIS (AFP) - The", "afp", "AFP"),
    ("according to Reuters, the", "reuters", "Reuters"),
    ("selon l'AFP, le", "afp", "AFP"),
    # with prefixes joined
    ("قال مسؤول لرويترز إن", "reuters", "رويترز"),
    ("قال مسؤول لـرويترز إن", "reuters", "رويترز"),
    ("الإعلام وواس أيضا", "spa", "واس"),
    ("فرويترز نقلت", "reuters", "رويترز"),
    ("قال لأ ف ب إن", "afp", "أ ف ب"),
    ("قال لوكالة رويترز إن", "reuters", "وكالة رويترز"),
    ("قال للأسوشيتد برس إن", "ap", "للأسوشيتد برس"),
    # common words, where a credit stands
    ("القدس المحتلة ـ وفا: قال", "wafa", "وفا"),
    ("رام الله 5-10-2023 وفا- أعلن", "wafa", "وفا"),
    ("تونس (وات) - قال", "tap", "وات"),
    ("وات", "tap", "وات"),
    ("المصدر: واج", "aps", "واج"),
    ("نقلا عن واج فإن", "aps", "واج"),
    ("نقلاً عن كونا فإن", "kuna", "كونا"),
    ("قالت وكالة وفا إن", "wafa", "وفا"),
    ('قالت وكالة الأنباء الرسمية "سونا" إن', "suna", "سونا"),
    ("الرباط 7 مارس 2021 (ومع) أعلن", "map", "ومع"),
    ("المنامة في 07 مارس / بنا / استقبل", "bna", "بنا"),
    ("انتهى الاجتماع مساء. (وفا)", "wafa", "وفا"),
    ("أنقرة / الأناضول: أعلن", "anadolu", "الأناضول"),
    ("قال لـ«وفا» إن", "wafa", "وفا"),
    ("باريس (أ ب) - قال", "ap", "أ ب"),
    ("أ ب - نواكشوط: بدأ الرئيس", "ap", "أ ب"),
    ("وفا – رام الله: قال", "wafa", "وفا"),
    # of two that begin together the longer
    ("قالت وكالة الأنباء المركزية الكورية إن", "kcna", "وكالة الأنباء المركزية الكورية"),
]


@pytest.mark.parametrize(("text", "agency", "mark"), FOUND, ids=[text for text, _, _ in FOUND])
def test_found(text: str, agency: str, mark: str) -> None:
    found = find_marks(text)
    assert [(one.agency_id, one.text) for one in found] == [(agency, mark)]
    assert text[found[0].start : found[0].end] == mark


TRAPS = [
    "استغل الفرصة",
    "حكومة الوفاق الوطني",
    "واجهت الحكومة صعوبات",
    "كواسر الأمواج واسعة",
    "وفا بوعده لأهله",
    "وفا - الأمل: قصة فتاة",
    "أ ب - طالب: كنت هناك",
    "لقد وفا، كما قال",
    "بقدرة 500 وات في الساعة",
    "قدرة الوحدة (وات)",
    "ومع ذلك أعلن الوزير",
    "ومع - كما قال - ذلك",
    "اجتمع بنا الوزير",
    "كونا فريقا قويا",
    "قنا - محمد سالم: شهدت المحافظة",
    "محافظة (قنا) في الصعيد",
    "هضبة الأناضول الشرقية",
    "وكالة الاستخبارات المركزية الأمريكية",
    "وكالة الفضاء الأوروبية وال",
    "محكمة التحكيم الرياضي (تاس) قضت",
    "المتهم (أ. ب) البالغ",
    "المدعو (و.م.ع) البالغ",
    "أعطت كلمة (بنا) معنى",
    "القسم أ ب ج",
    "the map of the region",
    "the MAP of the region",
    "a spa and a tap",
    "rapid MENAs and WAMs",
    "",
    "()",
    "(أ",
]


@pytest.mark.parametrize("text", TRAPS)
def test_traps(text: str) -> None:
    assert find_marks(text) == []


PLACES = [
    ("الرباط - و م ع: أعلن الوزير", [Place.DATELINE]),
    ("الرباط (و م ع) - أعلن الوزير", [Place.DATELINE]),
    ("واس - الرياض: أعلن", [Place.DATELINE]),
    ("واشنطن (رويترز) - قال", [Place.DATELINE]),
    ("أعلنت الوزارة أمس في بيان لها تلقته الصحف المحلية كلها (رويترز) أنها", [Place.BRACKETS]),
    ("عواصم - وكالات\nقال الوزير إنه سيسافر غدا. رويترز", [Place.TAIL]),
    ("قال الوزير إنه سيسافر غدا صباحا إلى العاصمة (أ ف ب)", [Place.TAIL]),
    ("قال الوزير إنه سيسافر غدا.\nأ ف ب، رويترز", [Place.LINE, Place.LINE]),
    ("ذكرت وكالة رويترز أن الوزير", [Place.CITED]),
    ("قال مسؤول لرويترز إن الوزير", [Place.TEXT]),
    ("قالت رويترز إن الوزير", [Place.TEXT]),
]


@pytest.mark.parametrize(("text", "places"), PLACES, ids=[text for text, _ in PLACES])
def test_where_it_stands(text: str, places: list[Place]) -> None:
    found = find_marks(text)
    assert [mark.place for mark in found] == places
    assert [mark.credits for mark in found] == [place not in (Place.TEXT, Place.CITED) for place in places]


def test_several_in_one_bracket() -> None:
    found = find_marks("وأعلن المتحدث ذلك في مؤتمر صحافي عقده أمس بحضور كبير (أ ف ب، رويترز، د ب أ) قبل سفره")
    assert [(mark.agency_id, mark.place) for mark in found] == [
        ("afp", Place.BRACKETS),
        ("reuters", Place.BRACKETS),
        ("dpa", Place.BRACKETS),
    ]


def test_each_article_of_a_page_has_its_own_dateline() -> None:
    text = "واشنطن (رويترز) - قال الوزير.\nتحليل\nباريس - أ ف ب: يرى خبراء."
    assert [(mark.agency_id, mark.place) for mark in find_marks(text)] == [
        ("reuters", Place.DATELINE),
        ("afp", Place.DATELINE),
    ]


@pytest.mark.parametrize(
    "agency", [entry for entry in load().agencies if not entry.closed], ids=lambda agency: agency.id
)
def test_every_mark_credits_its_agency_in_a_dateline(agency) -> None:  # type: ignore[no-untyped-def]  # given by Hypothesis or pytest
    for mark in agency.marks:
        found = find_marks(f"المدينة ({mark}) - أعلن الوزير")
        assert [(one.agency_id, one.text, one.place) for one in found] == [(agency.id, mark, Place.DATELINE)]


LETTERS = "ابتثجحخدذرزسشصضطظعغفقكلمنهويأإآةىؤئء"


@given(st.text(LETTERS, min_size=1, max_size=4), st.text(LETTERS, min_size=1, max_size=4))
def test_letters_on_the_right_bound_a_mark(before: str, after: str) -> None:
    assert [mark for mark in find_marks(f"قال {before}رويترز{after} أمس") if mark.agency_id == "reuters"] == []


@given(
    st.lists(
        st.sampled_from(
            ["(و م ع)", "رويترز", "لرويترز", "\n", " ", "-", "(", ")", "أ", "ف", "ب", "وفا", "ـ", "َ", "x", "."]
        )
    ).map("".join)
)
def test_spans_are_the_text_and_never_overlap(text: str) -> None:
    found = find_marks(text)
    assert all(text[mark.start : mark.end] == mark.text and mark.text for mark in found)
    assert all(one.end <= other.start for one, other in pairwise(found))


@pytest.mark.slow
@pytest.mark.parametrize(
    "piece", ["أ ", "(", "وكالة ", "(رويترز", "وفا ", "أ.ف.", "َ", "ـ", "واس، ", "وكالة الأنباء ", "-", "a"], ids=repr
)
def test_a_hostile_text_takes_time_in_line_with_its_length(piece: str) -> None:
    def seconds(count: int) -> float:
        text = piece * count
        before = time.process_time()
        find_marks(text)
        return time.process_time() - before

    find_marks("")
    short = min(seconds(500 + extra) for extra in range(3))  # a text that was read just now is not read again
    assert seconds(4_000) < 8 * short * 3 + 0.05


def test_marks_of_an_operators_own_agency() -> None:
    wafa = load().entry("wafa")
    assert wafa is not None
    own = replace(wafa, id="mithal", marks=("مثال برس",), common_words=())
    finder = MarkFinder([own])
    assert [mark.agency_id for mark in finder.find("قال لمثال برس ورويترز")] == ["mithal"]


def test_a_word_of_next_to_nothing_but_vowels_is_read_in_no_time() -> None:
    vowels = "\u064e" * 100_000
    text = f"قال ل{vowels}رويترز"
    with within(1):
        (mark,) = find_marks(text)
    assert (mark.start, mark.text) == (len(text) - 6, "رويترز")

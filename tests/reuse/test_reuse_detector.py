"""Passages are found where they stand, in both originals, and nowhere else."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from masdar.model import Match, Permalink
from masdar.reuse import Detector
from masdar.reuse.words import read_words
from tests.reuse.making import Writer

A, B, C = Permalink("alpha", 1), Permalink("beta", 1), Permalink("gamma", 7)


def one(matches: list[Match]) -> Match:
    assert len(matches) == 1
    return matches[0]


def test_a_copied_passage_is_found_with_its_places_in_both() -> None:
    writer = Writer()
    copied = writer.text(30)
    source = f"{writer.text(40)}\n{copied}. {writer.text(20)}"
    text = f"{writer.text(25)}: «{copied}»، {writer.text(30)}"
    detector = Detector()
    detector.add(A, source)
    found = one(detector.ask(text))
    assert found.other == A
    assert text[found.start : found.end] == copied
    assert source[found.other_start : found.other_end] == copied
    assert (found.words, found.ours, found.theirs) == (30, 30, 30)


def test_spelling_digits_quotes_and_vowels_hide_nothing() -> None:
    source = "وأعلنت الوزارة أنّ إنتاج القمح في سنة ٢٠١٩ بلغ ثلاثة ملايين طن، بزيادة كبيرة على المؤسسة الوطنية للحبوب"
    text = "واعلنت الوزاره ان انتاج القمح فى سنة 2019 بلغ ثلاثـة ملايين «طن» بزيادة كبيرة علي الموسسة الوطنية للحبوب"
    detector = Detector()
    detector.add(A, f"مقدمة أخرى تماما. {source} خاتمة.")
    found = one(detector.ask(text))
    assert text[found.start : found.end] == text
    assert found.words >= 15


@pytest.mark.parametrize(("share", "length"), [(0.1, 30), (0.3, 60), (0.4, 120)])
def test_an_edited_passage_is_found(share: float, length: int) -> None:
    writer = Writer(3)
    copied = writer.words(length)
    detector = Detector()
    detector.add(A, " ".join([*writer.words(50), *copied, *writer.words(50)]))
    before, after = writer.text(30), writer.text(30)
    middle = " ".join(writer.edited(copied, share))
    found = one(detector.ask(f"{before} {middle} {after}"))
    covered = min(found.end, len(before) + 1 + len(middle)) - max(found.start, len(before) + 1)
    assert covered > 0.8 * len(middle)
    assert found.end - found.start < 1.1 * len(middle)


def test_passages_in_another_order_and_from_several_articles() -> None:
    writer = Writer(4)
    first, second, third = writer.text(30), writer.text(35), writer.text(40)
    detector = Detector()
    detector.add(A, f"{writer.text(10)} {first} {writer.text(30)} {second}")
    detector.add(B, f"{third} {writer.text(60)}")
    text = f"{second} {writer.text(12)} {third} {writer.text(12)} {first}"
    found = sorted(detector.ask(text), key=lambda match: match.start)
    assert [(match.other, text[match.start : match.end]) for match in found] == [(A, second), (B, third), (A, first)]


def test_what_is_unrelated_shares_nothing() -> None:
    writer = Writer(5)
    detector = Detector()
    for number in range(200):
        detector.add(Permalink("many", number), writer.text(150))
    assert detector.ask(writer.text(150)) == []


def test_a_name_with_its_title_is_no_passage() -> None:
    detector = Detector()
    detector.add(A, "استقبل وزير الشؤون الخارجية والتعاون الدولي سعيد المثالي أمس وفدا من رجال الأعمال في العاصمة")
    assert detector.ask("انتقد وزير الشؤون الخارجية والتعاون الدولي سعيد المثالي بشدة قرار المحكمة الأخير") == []


def test_removal_leaves_nothing() -> None:
    writer = Writer(6)
    text = writer.text(80)
    detector = Detector()
    detector.add(A, text)
    detector.add(B, text)
    assert detector.remove(A)
    assert not detector.remove(A)
    assert [match.other for match in detector.ask(text)] == [B]


def test_adding_again_replaces() -> None:
    writer = Writer(7)
    old, new = writer.text(60), writer.text(60)
    detector = Detector()
    detector.add(A, old)
    detector.add(A, new)
    assert detector.ask(old) == []
    assert one(detector.ask(new)).other == A


def test_a_text_many_papers_print_is_found_in_the_first() -> None:
    writer = Writer(8)
    text = writer.text(100)
    detector = Detector()
    for number in range(60):
        detector.add(Permalink("many", number), f"{writer.text(20)} {text}")
    found = detector.ask(text)
    assert Permalink("many", 0) in {match.other for match in found}
    assert len(found) <= 40


@pytest.mark.parametrize(
    "text", ["", " \n", "كلمة", "a b", "1a2b3c" * 50, "!" * 900 + "x y z", "x" * 900, "\U0001f600 \ud800"]
)
def test_odd_texts(text: str) -> None:
    detector = Detector()
    detector.add(A, text)
    detector.ask(text)
    starts, ends = read_words(text).places()
    assert all(0 <= start <= end <= len(text) for start, end in zip(starts, ends, strict=True))


@given(st.text(st.sampled_from("ابًـ a1٣é-\n«œ" + chr(0x200F)), max_size=400))
def test_places_lead_back_to_words(text: str) -> None:
    words = read_words(text)
    starts, ends = words.places()
    for begin, end, told in zip(starts, ends, words.hashes, strict=True):
        if told:
            assert text[begin].isalnum()
            assert list(read_words(text[begin:end]).hashes) == [told]


@given(st.integers(0, 10**6), st.integers(20, 60))
def test_a_whole_copy_is_one_passage_whatever_it_says(seed: int, length: int) -> None:
    text = Writer(seed).text(length)
    detector = Detector()
    detector.add(C, text)
    found = one(detector.ask(text))
    assert (found.start, found.end, found.other_start, found.other_end) == (0, len(text), 0, len(text))

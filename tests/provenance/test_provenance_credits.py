"""Which stretch a credit covers, and what is no credit though an agency is named."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from masdar.provenance import credits_of

ONE = "وافق المجلس على مشروع القانون بعد نقاش طويل."
TWO = "وشهدت المدينة انقطاعا في الماء دام يومين."
FR = "Le conseil a adopté le budget après un long débat."


def covered(text: str, byline: str = "") -> list[tuple[str, str, str]]:
    """Agency, place and the text covered."""
    return [(one.agency, one.place, text[one.start : one.end].strip()) for one in credits_of(text, byline)]


WHOLE = [
    f"الرباط - و م ع: {ONE}",
    f"الرباط / 12 ماي 2018 / ومع/ {ONE}",
    f"لندن (رويترز) - {ONE}\n{TWO}",
    f"لندن: «رويترز»\n{ONE}",
    f"حلب ـ «رويترز»: {ONE}",
    f"دبي (وام) {ONE}",
    f"واشنطن - وكالة أسوشيتد برس: {ONE}",
    f"{ONE} {TWO} (أ ف ب)",
    f"{ONE}\n{TWO}\nالمصدر: رويترز",
    f"{ONE} عن رويترز",
    f"{ONE} (عن رويترز)",
    f"{ONE}\nفرانس 24/ أ ف ب",
    f"{ONE}\n18:30 ت م\n0123 واس",
    f"PARIS (AFP) - {FR}",
    f"Paris, AFP - {FR}",
    f"TAP - {FR}",
    f"{FR}\nAvec l'AFP",
    f"{FR} (AFP et Reuters)",
    f"{FR}\n© AFP 2018",
]


@pytest.mark.parametrize("text", WHOLE)
def test_a_credited_report_is_covered_from_end_to_end(text: str) -> None:
    longest = max(credits_of(text), key=lambda one: one.end - one.start)
    assert longest.start == 0
    assert not text[longest.end :].strip(" .)") or longest.end > 0.8 * len(text)


RETOLD = [
    ("reuters", f"{ONE} وبحسب رويترز فإن المدينة بلا ماء. {TWO}", "وبحسب رويترز فإن المدينة بلا ماء."),
    ("reuters", f"وفق ما نقلته رويترز، {ONE} {TWO}", f"وفق ما نقلته رويترز، {ONE}"),
    ("afp", f"نقلا عن أ ف ب، {ONE} {TWO}", f"نقلا عن أ ف ب، {ONE}"),
    ("afp", f"وأفاد مراسل فرانس برس أن {ONE} {TWO}", f"وأفاد مراسل فرانس برس أن {ONE}"),
    ("spa", f"قالت وكالة الأنباء السعودية (واس)، الاثنين، إن {ONE} {TWO}", None),
    ("wam", f"المدينة بلا ماء، حسبما ذكرت وكالة الأنباء الإماراتية (وام). {TWO}", None),
    ("afp", f"{TWO} ووفقًا لفرانس برس {ONE}", f"ووفقًا لفرانس برس {ONE}"),
    ("afp", f"{FR} Selon l'AFP, la ville est sans eau. {FR}", "Selon l'AFP, la ville est sans eau."),
    ("map", f"La ville est sans eau, selon la MAP. {FR}", "La ville est sans eau, selon la MAP."),
    ("reuters", f"The town is without water, according to Reuters. {FR}", None),
]


@pytest.mark.parametrize(("agency", "text", "sentence"), RETOLD)
def test_who_is_cited_is_credited_with_the_sentence_alone(agency: str, text: str, sentence: str | None) -> None:
    ((found, place, stretch),) = covered(text)
    assert (found, place) == (agency, "cited")
    assert stretch == sentence if sentence else len(stretch) < len(text)


NOBODY = [
    f"{ONE} وقال مسؤول لرويترز إن {TWO}",
    f"{ONE} وأضاف في مقابلة مع فرانس برس أن {TWO}",
    f"قالت رويترز إنها لن تعلق. {TWO}",
    f"كما أعلنت رويترز أنها ستفتح مكتبا. {TWO}",
    f'{ONE}\nوقال المدرب لـ"رويترز": "{TWO}"',
    f'{ONE}\nوقالت متحدثة باسم الوزارة لـ "فرانس برس": "{TWO}"',
    f"{ONE}\nوأضاف الناطق لـ«رويترز»: «{TWO}»",
    f"أدين تسعة من معهد (بانا) الذي في العاصمة. {TWO}",
    f"كلبتنا الصغيرة (بنا) لعبت في الطين. {TWO}",
    f"بيان نشرته رابطة الأمم المتحدة (UNA-UK).\n{TWO}",
    f"تراجعت أسهم رويترز في البورصة. {TWO}",
    f"قصف مقر وكالة الأنباء الفلسطينية (وفا) أمس. {TWO}",
    f"استغل الفرصة. {TWO}",
    f"خط (القاهرة - قنا) توقف. {TWO}",
    f"المتهم (أ. ب) نفى. {TWO}",
    f"ومع ذلك {ONE}",
    f"{FR} Il l'a dit à l'AFP. {FR}",
    "Reuters reported a rise in profits.",
    "",
]


@pytest.mark.parametrize("text", NOBODY)
def test_who_is_merely_named_is_credited_with_nothing(text: str) -> None:
    assert covered(text) == []


def test_a_page_of_two_reports_is_parted_between_their_credits() -> None:
    first, second = f"واشنطن (رويترز) - {ONE}", f"باريس (أ ف ب) - {TWO}"
    assert covered(f"{first}\n{second}") == [("reuters", "dateline", first), ("afp", "dateline", second)]


def test_a_tail_covers_what_stands_since_the_last_credit() -> None:
    found = covered(f"{ONE} (رويترز)\n{TWO} (أ ف ب)")
    assert found == [("reuters", "tail", f"{ONE} (رويترز"), ("afp", "tail", f"{TWO} (أ ف ب")]


def test_a_byline_covers_all_where_the_text_credits_nobody() -> None:
    assert covered(ONE, "متابعة - أ.ف.ب") == [("afp", "byline", ONE)]
    assert covered(ONE, "محمد العلوي") == []
    assert [agency for agency, _, _ in covered(f"لندن (رويترز) - {ONE}", "أ ف ب")] == ["reuters"]


PIECES = [
    "(و م ع)", "رويترز", " لرويترز ", "نقلا عن ", "وكالة ", "ذكرت ", " أن ", "\n", " ", "-", "(", ")", "وفا",
    "سانا (سانا)", ". ", "Selon l'AFP", "الرباط", "المصدر: ", "2018 ", "«", "َ",
]  # fmt: skip


@given(st.lists(st.sampled_from(PIECES), max_size=30).map("".join), st.sampled_from(["", "رويترز", "(و م ع) كتب"]))
def test_credits_lie_within_the_text_whatever_it_is(text: str, byline: str) -> None:
    for one in credits_of(text, byline):
        assert 0 <= one.start <= one.end <= len(text)
        assert one.agency
        assert one.mark


@pytest.mark.slow
@pytest.mark.parametrize("piece", ["نقلا عن رويترز ", "(أ ف ب)\n", "وكالة سانا (سانا) ", "ذكرت رويترز أن. "], ids=repr)
def test_a_hostile_text_takes_time_in_line_with_its_length(piece: str) -> None:
    def seconds(count: int) -> float:
        text = piece * count
        before = time.process_time()
        credits_of(text)
        return time.process_time() - before

    credits_of("")
    assert seconds(1200) < 4 * 4 * seconds(300) + 0.05

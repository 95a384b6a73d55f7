from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from masdar.language import dates
from masdar.model import Precision

NOW = datetime(2024, 6, 19, 12, 0, tzinfo=UTC)

GOLDEN = [
    # machines
    ("2020-05-12T14:30:00+01:00", "2020-05-12T13:30:00", "second", "+01:00"),
    ("2020-05-12T14:30:00.123Z", "2020-05-12T14:30:00", "second", "+00:00"),
    ("Tue, 12 May 2020 14:30:00 GMT", "2020-05-12T14:30:00", "second", "+00:00"),
    ("Tue May 12 14:30:00 CET 2020", "2020-05-12T13:30:00", "second", "+01:00"),
    ("Tue May 12 2020 14:30:00 GMT+0100 (CET)", "2020-05-12T13:30:00", "second", "+01:00"),
    ("1589293800", "2020-05-12T14:30:00", "second", "+00:00"),
    ("20200512", "2020-05-12T00:00:00", "day", ""),
    # the four Arabic namings, and two of them side by side
    ("12 مايو 2020", "2020-05-12T00:00:00", "day", ""),
    ("الثلاثاء 12 ماي 2020 - 14:30", "2020-05-12T14:30:00", "minute", ""),
    ("12 غشت 2020", "2020-08-12T00:00:00", "day", ""),
    ("3 دجنبر 2019", "2019-12-03T00:00:00", "day", ""),
    ("12 جويلية 2021", "2021-07-12T00:00:00", "day", ""),
    ("5 فيفري 2021", "2021-02-05T00:00:00", "day", ""),
    ("12 كانون الثاني 2020", "2020-01-12T00:00:00", "day", ""),
    ("1 تشرين الأول 2020", "2020-10-01T00:00:00", "day", ""),
    ("12 أيار/مايو 2020", "2020-05-12T00:00:00", "day", ""),
    ("12 مايو أيار 2020", "2020-05-12T00:00:00", "day", ""),
    ("12 مايو (أيار) 2020", "2020-05-12T00:00:00", "day", ""),
    ("12 من شهر مايو 2020", "2020-05-12T00:00:00", "day", ""),
    # digits of three scripts, hours told in Arabic
    ("١٢ مايو ٢٠٢٠ - ١٤:٣٠", "2020-05-12T14:30:00", "minute", ""),
    ("۱۲/۰۵/۲۰۲۰", "2020-05-12T00:00:00", "day", ""),
    ("الاثنين، 4 مايو 2020 02:30 م", "2020-05-04T14:30:00", "minute", ""),
    ("4 مايو 2020 12:10 ص", "2020-05-04T00:10:00", "minute", ""),
    ("4 مايو 2020 الساعة 3 مساء", "2020-05-04T15:00:00", "hour", ""),
    ("4 مايو 2020 على الساعة 10 و 30 دقيقة", "2020-05-04T10:30:00", "minute", ""),
    ("12/05/2020 14:30 بتوقيت غرينتش", "2020-05-12T14:30:00", "minute", "+00:00"),
    ("12/05/2020 14:30 بتوقيت مكة المكرمة", "2020-05-12T14:30:00", "minute", ""),
    # Hijri where it stands alone; the solar date where both stand
    ("15 رمضان 1440 هـ", "2019-05-20T00:00:00", "day", ""),
    ("15/9/1440هـ", "2019-05-20T00:00:00", "day", ""),
    ("1440/9/15 هـ الموافق 2019/5/21م", "2019-05-21T00:00:00", "day", ""),
    # told from now
    ("منذ ساعتين", "2024-06-19T10:00:00", "hour", ""),
    ("منذ نصف ساعة", "2024-06-19T11:30:00", "minute", ""),
    ("قبل ساعتين وربع", "2024-06-19T09:45:00", "minute", ""),
    ("منذ 5 د", "2024-06-19T11:55:00", "minute", ""),
    ("il y a 3 h", "2024-06-19T09:00:00", "hour", ""),
    ("il y a une demi-heure", "2024-06-19T11:30:00", "minute", ""),
    ("half an hour ago", "2024-06-19T11:30:00", "minute", ""),
    ("منذ ٥ دقائق", "2024-06-19T11:55:00", "minute", ""),
    ("قبل 3 أيام", "2024-06-16T00:00:00", "day", ""),
    ("منذ ثلاث ساعات", "2024-06-19T09:00:00", "hour", ""),
    ("الأربعاء الماضي", "2024-06-12T00:00:00", "day", ""),
    ("Last Tuesday", "2024-06-18T00:00:00", "day", ""),
    ("on last Wednesday", "2024-06-12T00:00:00", "day", ""),
    ("Posted last Wednesday", "2024-06-12T00:00:00", "day", ""),
    ("قبل قليل", "2024-06-19T12:00:00", "hour", ""),
    ("نشر منذ فترة وجيزة", "2024-06-19T12:00:00", "hour", ""),
    ("il y a quelques minutes", "2024-06-19T12:00:00", "hour", ""),
    ("منذ دقائق", "2024-06-19T12:00:00", "hour", ""),
    ("منذ ساعات", "2024-06-19T00:00:00", "day", ""),
    ("10:45 اليوم", "2024-06-19T10:45:00", "minute", ""),
    ("الساعة 10:45 مساء أمس", "2024-06-18T22:45:00", "minute", ""),
    ("16:45 - الثلاثاء", "2024-06-18T16:45:00", "minute", ""),
    ("10:45 today", "2024-06-19T10:45:00", "minute", ""),
    ("14h30 hier", "2024-06-18T14:30:00", "minute", ""),
    ("أمس 14:30", "2024-06-18T14:30:00", "minute", ""),
    ("الثلاثاء 14:30", "2024-06-18T14:30:00", "minute", ""),
    ("il y a 3 heures", "2024-06-19T09:00:00", "hour", ""),
    ("an hour ago", "2024-06-19T11:00:00", "hour", ""),
    # other languages
    ("Publié le 1er août 2020 à 14h30", "2020-08-01T14:30:00", "minute", ""),
    ("12. Mai 2020, 14.30 Uhr", "2020-05-12T14:30:00", "minute", ""),
    ("May 5th, 2020 3:45 pm EDT", "2020-05-05T19:45:00", "minute", "-04:00"),
    ("12. maj 2020", "2020-05-12T00:00:00", "day", ""),
    ("2020年5月12日", "2020-05-12T00:00:00", "day", ""),
    ("25/12/2020", "2020-12-25T00:00:00", "day", ""),
    # a time of change beside the time of publication
    ("نشر في 11 مايو 2020 آخر تحديث 12 مايو 2020", "2020-05-11T00:00:00", "day", ""),
    ("آخر تحديث 12 مايو 2020 - نشر في 11 مايو 2020", "2020-05-11T00:00:00", "day", ""),
]


@pytest.mark.parametrize(("text", "at", "precision", "zone"), GOLDEN)
def test_reads_printed_dates(text: str, at: str, precision: str, zone: str) -> None:
    found = dates.parse(text, now=NOW)
    assert found is not None
    if "مكة" in text:  # a place's zone is applied, and told as an offset
        assert (found.at.isoformat(), found.zone) == ("2020-05-12T11:30:00+00:00", "+03:00")
        return
    assert (found.at.isoformat(), found.precision.value, found.zone) == (f"{at}+00:00", precision, zone)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "30 فبراير 2020",
        "12 مايو 2030",
        "2024-06-25T10:00:00Z",
        "آخر تحديث: 12 مايو 2020",
        "Mis à jour le 2 mai 2020",
        "اليوم السابع",
        "مايو 2020",
        "منذ شهر",
        "منذ أيام",
        "16:45 اليوم",
        "قبل قليل من المباراة",
        "Last Tuesday we went home",
        "99999999999999",
        "قرأ 1440 شخصا المقال",
    ],
)
def test_refuses_what_is_no_date_of_publication(text: str) -> None:
    assert dates.parse(text, now=NOW) is None


def test_modified_time_is_read_as_such() -> None:
    found = dates.parse_modified("نشر في 11 مايو 2020 آخر تحديث 12 مايو 2020", now=NOW)
    assert found is not None
    assert found.at.date().isoformat() == "2020-05-12"
    assert dates.parse_modified("نشر في 11 مايو 2020", now=NOW) is None


def test_zone_of_the_source_is_used_where_none_is_printed() -> None:
    found = dates.parse("12 ماي 2020 14:30", now=NOW, zone="Africa/Tunis")
    assert found is not None
    assert (found.at.isoformat(), found.zone) == ("2020-05-12T13:30:00+00:00", "")


@pytest.mark.parametrize("zone", ["Asia/Dubai", "UTC", "America/New_York", "no/such/zone"])
def test_a_whole_day_is_that_day_in_utc_and_in_the_source_zone(zone: str) -> None:
    found = dates.parse("2020-05-12", now=NOW, zone=zone)
    assert found is not None
    assert found.precision is Precision.DAY
    assert found.at.date().isoformat() == "2020-05-12"


def test_month_first_where_asked() -> None:
    found = dates.parse("5/12/2020", now=NOW, month_first=True)
    assert found is not None
    assert found.at.date().isoformat() == "2020-05-12"


@pytest.mark.parametrize("text", ["6 أيلول/\u0655 2021", "\u0651 \u0655/ \u0655 2", "1440 \u0651\u0651 هـ"])
def test_marks_without_letters_are_no_words(text: str) -> None:
    dates.parse(text, now=NOW)


@given(st.text(max_size=500))
def test_any_text_gives_a_past_date_or_none(text: str) -> None:
    found = dates.parse(text, now=NOW)
    if found is not None:
        assert found.at.tzinfo is UTC
        assert found.at.year >= dates.FIRST_YEAR
        assert (found.at - NOW).total_seconds() <= 15 * 3600


@given(st.datetimes(min_value=datetime(1990, 1, 1), max_value=datetime(2024, 6, 1)))
def test_iso_forms_come_back_as_they_were(moment: datetime) -> None:
    moment = moment.replace(microsecond=0, tzinfo=UTC)
    found = dates.parse(moment.isoformat(), now=NOW)
    assert found is not None
    assert found.at == moment

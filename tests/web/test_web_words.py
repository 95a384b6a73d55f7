"""Words, dates and directions, as an edition's readers write them."""

from __future__ import annotations

import contextlib
import string
import tomllib
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markupsafe import Markup

from masdar.model import Direction, Order, Reason, Result, SourceKind, SourceState, Step
from masdar.search.query.errors import Code
from masdar.web import Portal, application
from masdar.web.addresses import cursor, read_cursor
from masdar.web.bidi import isolate, plain
from masdar.web.dates import Calendar
from masdar.web.words import FOLDER, words
from tests.web.fakes import MemoryIndex, MemoryStore, TellingClock
from tests.web.test_web_strip import headline

TAGS = ("ar", "fr", "en")
AT = datetime(2026, 11, 24, 22, 30, tzinfo=UTC)


def messages(tag: str) -> dict[str, Any]:
    return tomllib.loads((FOLDER / f"{tag}.toml").read_text(encoding="utf-8"))


def fields(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


@pytest.mark.parametrize("tag", TAGS)
def test_every_outcome_has_words(tag: str) -> None:
    for table, kinds in (
        ("reasons", Reason),
        ("results", Result),
        ("steps", Step),
        ("kinds", SourceKind),
        ("states", SourceState),
    ):
        assert set(messages(tag)[table]) == {kind.value for kind in kinds}, table
    assert set(messages(tag)["query_errors"]) == {code.value for code in Code} | {"other"}
    assert all(words(tag)(f"order_{order.value}") for order in Order)


@pytest.mark.parametrize("tag", ["fr", "en"])
def test_editions_say_the_same_things(tag: str) -> None:
    arabic, other = messages("ar"), messages(tag)
    assert set(arabic) == set(other)
    for key, value in arabic.items():
        assert type(value) is type(other[key]), key
        if isinstance(value, str):
            assert fields(value) == fields(other[key]), key
        elif isinstance(value, dict) and "one" in value:
            assert "other" in other[key]
        elif isinstance(value, dict):
            assert set(value) == set(other[key]), key
        else:
            assert len(value) == len(other[key]), key


@pytest.mark.parametrize("tag", TAGS)
def test_no_word_is_empty(tag: str) -> None:
    def walk(value: Any) -> None:
        if isinstance(value, dict):
            for part in value.values():
                walk(part)
        elif isinstance(value, list):
            assert all(part.strip() for part in value)
        else:
            assert value.strip()

    walk(messages(tag))


def test_arabic_counts_in_six_forms() -> None:
    say = words("ar")
    told = [say.count("article_count", n, str(n)) for n in (0, 1, 2, 3, 10, 11, 99, 100, 102, 103, 111)]
    assert told == [
        "لا خبر", "خبر واحد", "خبران", "3 أخبار", "10 أخبار", "11 خبرًا", "99 خبرًا", "100 خبر", "102 خبر",
        "103 أخبار", "111 خبرًا",
    ]  # fmt: skip
    assert words("fr").count("article_count", 0, "0") == "0 article"
    assert words("fr").count("article_count", 2, "2") == "2 articles"
    assert words("en").count("article_count", 0, "0") == "0 articles"
    assert words("en").count("article_count", 1, "1") == "1 article"


@pytest.mark.parametrize(
    ("country", "wanted"),
    [("ma", "24 نونبر 2026"), ("dz", "24 نوفمبر 2026"), ("lb", "٢٥ تشرين الثاني ٢٠٢٦"), ("eg", "٢٥ نوفمبر ٢٠٢٦"),
     ("ae", "25 نوفمبر 2026"), ("", "24 نوفمبر/تشرين الثاني 2026"), ("mr", "24 نوفمبر 2026")],
)  # fmt: skip
def test_months_digits_and_zone_follow_the_country(country: str, wanted: str) -> None:
    assert Calendar(words("ar"), country).short(AT) == wanted


def test_months_of_the_maghreb() -> None:
    assert [Calendar(words("ar"), "ma").month(n) for n in (5, 7, 8, 9, 12)] == [
        "ماي",
        "يوليوز",
        "غشت",
        "شتنبر",
        "دجنبر",
    ]
    assert [Calendar(words("ar"), "tn").month(n) for n in (1, 4, 6, 8)] == ["جانفي", "أفريل", "جوان", "أوت"]


def test_days_in_three_languages() -> None:
    assert Calendar(words("ar"), "ma").full(AT) == "الثلاثاء 24 نونبر 2026، 23:30"
    assert Calendar(words("fr"), "ma").day(AT) == "mardi 24 novembre 2026"
    assert Calendar(words("en")).full(AT) == "Tuesday 24 November 2026, 22:30"


def test_hijri_days() -> None:
    assert Calendar(words("ar"), "ma").hijri(datetime(2026, 2, 18, 12, tzinfo=UTC)) == "1 رمضان 1447 هـ"
    assert Calendar(words("ar"), "ma").hijri(datetime(1820, 1, 1, tzinfo=UTC)) == ""


@pytest.mark.parametrize(
    ("seconds", "wanted"),
    [(-500, "الآن"), (0, "الآن"), (60, "قبل دقيقة"), (150, "قبل دقيقتين"), (600, "قبل 10 دقائق"), (660, "قبل 11 دقيقة"),
     (3600, "قبل ساعة"), (7200, "قبل ساعتين"), (86399, "قبل 23 ساعة"), (86400, "23 نونبر 2026")],
)  # fmt: skip
def test_how_long_ago(seconds: int, wanted: str) -> None:
    assert Calendar(words("ar"), "ma").ago(AT - timedelta(seconds=seconds), AT) == wanted


@pytest.mark.parametrize(
    ("text", "direction", "wanted"),
    [
        ("شركة Aqua Nova تفوز", "rtl", 'شركة <bdi dir="ltr">Aqua Nova</bdi> تفوز'),
        ("نظام Windows 11 الجديد", "rtl", 'نظام <bdi dir="ltr">Windows 11</bdi> الجديد'),
        ("شركة Aqua 48 مليون", "rtl", 'شركة <bdi dir="ltr">Aqua</bdi> 48 مليون'),
        ("لغة C++ وC#", "rtl", 'لغة <bdi dir="ltr">C++</bdi> و<bdi dir="ltr">C#</bdi>'),
        ("اتصل +212 5 37 00 00 00 الآن", "rtl", 'اتصل <bdi dir="ltr">+212 5 37 00 00 00</bdi> الآن'),
        ("خطة G20 و«COVID-19».", "rtl", 'خطة <bdi dir="ltr">G20</bdi> و«<bdi dir="ltr">COVID-19</bdi>».'),
        ("<b>خبر A&B", "rtl", '&lt;<bdi dir="ltr">b</bdi>&gt;خبر <bdi dir="ltr">A&amp;B</bdi>'),
        ("le mot رحلة, puis", "ltr", 'le mot <bdi dir="rtl">رحلة</bdi>, puis'),
        ("مجرّد عربية 2026", "rtl", "مجرّد عربية 2026"),
    ],
)  # fmt: skip
def test_foreign_runs_are_isolated(text: str, direction: str, wanted: str) -> None:
    assert isolate(text, direction) == wanted


@given(
    st.text(alphabet=st.sampled_from("aB é4٤.,-+#&<>\"' خبرﷺ\u202e\x00\n@/"), max_size=80), st.sampled_from(Direction)
)
def test_isolating_loses_no_word(text: str, direction: Direction) -> None:
    made = isolate(text, direction)
    assert Markup(str(made)).striptags() == " ".join(plain(text).split())


def test_isolating_is_linear() -> None:
    for hostile in (
        "1" * 20000,
        "a" * 20000,
        "a " * 10000,
        "a1." * 7000,
        "+1" * 10000,
        "+" + "1 " * 10000,
        "ا a" * 7000,
    ):
        assert isolate(hostile, "rtl")
        assert isolate(hostile, "ltr")


@given(st.datetimes(min_value=datetime(1900, 1, 1), max_value=datetime(2200, 1, 1)), st.integers(1, 10**9))
def test_a_cursor_leads_back(at: datetime, number: int) -> None:
    one = replace(headline(number, "x"), at=at.replace(tzinfo=UTC))
    assert read_cursor(cursor(one)) == (one.at, one.permalink)


@given(st.text(max_size=60))
def test_no_cursor_breaks_the_reader(text: str) -> None:
    with contextlib.suppress(ValueError):
        found = read_cursor(text)
        assert found is None or found[1].number >= 0


def test_editions_are_checked() -> None:
    store = MemoryStore()
    for editions in ((), ("ar", "ar"), ("ar", "tlh")):
        portal = Portal(store, MemoryIndex(store), TellingClock(), editions=editions)  # type: ignore[arg-type]  # stands for the real one
        with pytest.raises(ValueError, match="edition"):
            application(portal)
    french = Portal(store, MemoryIndex(store), TellingClock(), editions=("fr", "ar"))  # type: ignore[arg-type]  # stands for the real one
    paths = {getattr(route, "path", "") for route in application(french).routes}
    assert "/ar/" in paths
    assert "/fr/" not in paths

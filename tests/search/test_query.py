"""The query language: trees, errors that point at their place, and the way back to text."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from masdar.language.tokenise import tokens
from masdar.model import And, DateRange, Filter, Not, Or, Phrase, Query, Word
from masdar.search.query import MAX_DEPTH, MAX_LENGTH, MAX_WORDS, QueryError, parse, plain, write
from tests.pace import within

NOW = datetime(2026, 5, 20, 12, tzinfo=UTC)


def read(text: str) -> Query | None:
    return parse(text, now=NOW)


def day(year: int, month: int, number: int = 1) -> datetime:
    return datetime(year, month, number, tzinfo=UTC)


A, B, C = Word("ا1"), Word("ب1"), Word("ج1")


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        ("", None),
        ("  ؟! ", None),
        ("ا1", A),
        ("ا1 ب1", And((A, B))),
        ("ا1 AND ب1", And((A, B))),
        ("ا1 OR ب1 ج1", Or((A, And((B, C))))),
        ("ا1 أو ب1", Or((A, B))),
        ("ا1 OU ب1 | ج1", Or((A, B, C))),
        ("(ا1 OR ب1) ج1", And((Or((A, B)), C))),
        ("ا1 -ب1", And((A, Not(B)))),
        ("ا1 NOT ب1", And((A, Not(B)))),
        ("ا1 SAUF (ب1 ج1)", And((A, Not(And((B, C)))))),
        ("ا1 ليس ب1", And((A, Not(B)))),
        ("ليس ب1 ج1", And((Word("ليس"), B, C))),
        ('"ا1 ب1"', Phrase(("ا", "1", "ب", "1"))),
        ("«سفينة كبيرة»", Phrase(("سفينة", "كبيرة"))),
        ("“big ship”", Phrase(("big", "ship"))),
        ('near:"سفينة ميناء"', Phrase(("سفينة", "ميناء"), 8)),
        ('قرب:"سفينة ميناء~2"', Phrase(("سفينة", "ميناء"), 2)),
        ("سفين*", Word("سفين", prefix=True)),
        ("source:alwaha", Filter("source", "alwaha")),
        ("مصدر:alwaha", Filter("source", "alwaha")),
        ("مصدر: لا خسائر", And((Word("مصدر"), Word("لا"), Word("خسائر")))),
        ('كاتب:"سلمى النجار"', Filter("author", "سلمى النجار")),
        ("titre:port", Filter("title", "port")),
        ("لغة:الفرنسية", Filter("lang", "fr")),
        ("has:image", Filter("has", "image")),
        ("changed:oui", Filter("changed", "yes")),
        ("date:2018", DateRange(day(2018, 1), day(2019, 1))),
        ("date:2018-12", DateRange(day(2018, 12), day(2019, 1))),
        ("date:٢٠١٨-٠٣-٠٥", DateRange(day(2018, 3, 5), day(2018, 3, 6))),
        ("date:5/3/2018", DateRange(day(2018, 3, 5), day(2018, 3, 6))),
        ("date:2018..2019-03", DateRange(day(2018, 1), day(2019, 4))),
        ("before:2018-03", DateRange(None, day(2018, 3))),
        ("بعد:2018-03", DateRange(day(2018, 3), None)),
        ("date:today", DateRange(day(2026, 5, 20), day(2026, 5, 21))),
        ("تاريخ:أمس", DateRange(day(2026, 5, 19), day(2026, 5, 20))),
        ("after:7d", DateRange(datetime(2026, 5, 13, 12, tzinfo=UTC), None)),
        ('date:"مارس 2018"', DateRange(day(2018, 3), day(2018, 4))),
        ("date:1440-09", DateRange(day(2019, 5, 6), day(2019, 6, 4))),
        ('date:"رمضان 1440"', DateRange(day(2019, 5, 6), day(2019, 6, 4))),
        ("http://example.org/x", Word("http://example.org/x")),
        ("12:30", Word("12:30")),
        (r"\أو", Word("أو")),
    ],
)
def test_tree(text: str, tree: Query | None) -> None:
    assert read(text) == tree


@pytest.mark.parametrize(
    ("text", "position", "code"),
    [
        ('سفينة "ميناء', 6, "unclosed_quote"),
        ("(سفينة", 0, "unclosed_group"),
        ("سفينة)", 5, "unopened_group"),
        ("سفينة ()", 6, "empty_group"),
        ("date:abc", 5, "bad_date"),
        ("date:2018-13", 5, "bad_date"),
        ("date:2019..2018", 5, "bad_date"),
        ("nofield:x", 0, "unknown_field"),
        ("a OR", 2, "missing_operand"),
        ("OR a", 0, "missing_operand"),
        ("a NOT", 2, "missing_operand"),
        ("title:", 0, "empty_value"),
        ('title:""', 6, "empty_value"),
        ("has:sound", 4, "bad_value"),
        ("س*", 0, "short_prefix"),
        ("a\0b", 1, "bad_character"),
        ("سفينة \ud800", 6, "bad_character"),
        ("(" * (MAX_DEPTH + 1) + "a" + ")" * (MAX_DEPTH + 1), MAX_DEPTH, "too_deep"),
        ("x" * (MAX_LENGTH + 1), MAX_LENGTH, "too_long"),
        ("a " * (MAX_WORDS + 1), 2 * MAX_WORDS, "too_many"),
    ],
)
def test_errors_point_at_the_place(text: str, position: int, code: str) -> None:
    with pytest.raises(QueryError) as caught:
        read(text)
    assert (caught.value.position, str(caught.value.code)) == (position, code)
    assert str(caught.value)


WORDS = st.text(alphabet=st.characters(categories=["L", "Nd"]), min_size=2, max_size=8)
SPELLINGS = st.sampled_from(
    ["سفينة", "الميناء", "port", "covid-19", "أو", "ليس", "OR", "NOT", "2018", "-x", 'a"b', "x:y", "a*"]
)
MOMENTS = st.datetimes(datetime(1950, 1, 1), datetime(2100, 1, 1)).map(lambda at: at.replace(tzinfo=UTC))
LEAVES = st.one_of(
    SPELLINGS.filter(lambda word: word[0].isalnum()).map(Word),
    st.sampled_from(["انتخ", "vot"]).map(lambda text: Word(text, prefix=True)),
    st.lists(st.sampled_from(["سفينة", "port", "2018"]), min_size=1, max_size=3).map(lambda each: Phrase(tuple(each))),
    st.tuples(
        st.sampled_from(["source", "author", "section", "title"]), st.sampled_from(["alwaha", 'a "b" c', "سلمى"])
    ).map(lambda pair: Filter(*pair)),
    st.tuples(MOMENTS, MOMENTS).map(lambda pair: DateRange(min(pair), max(pair))),
    MOMENTS.map(lambda at: DateRange(at, None)),
)


def grown(children: st.SearchStrategy[Query]) -> st.SearchStrategy[Query]:
    several = st.lists(children, min_size=2, max_size=3).map(tuple)
    return st.one_of(
        several.filter(lambda each: not any(isinstance(node, And) for node in each)).map(And),
        several.filter(lambda each: not any(isinstance(node, Or) for node in each)).map(Or),
        children.map(Not),
    )


@given(st.recursive(LEAVES, grown, max_leaves=12))
def test_what_is_written_is_read_as_the_same(tree: Query) -> None:
    assert read(write(tree)) == tree


def a_tree_or_an_error(text: str) -> None:
    try:
        tree = read(text)
    except QueryError as error:
        place = error.position
    else:
        assert read(write(tree)) == tree
        place = 0
    assert 0 <= place <= len(text)


@given(st.text(alphabet=st.characters(), max_size=300))
def test_any_text_is_a_tree_or_an_error(text: str) -> None:
    a_tree_or_an_error(text)


@given(st.text(alphabet='()"«»:-*\\ اب.OR~', max_size=60))
def test_marks_in_any_order(text: str) -> None:
    a_tree_or_an_error(text)


@pytest.mark.parametrize("text", ["م" * 1_000_000, "(" * 10_000, '"' * 9_999, "a OR " * 200_000, "-" * 1_000_000])
def test_bad_input_costs_little(text: str) -> None:
    with within(1), pytest.raises(QueryError):
        read(text)
    assert plain(text) is None or len(tokens(write(plain(text)))) <= 2 * MAX_WORDS


def test_plain_takes_marks_as_marks() -> None:
    assert plain('قال: "نعم (') == And((Word("قال"), Word("نعم")))
    assert plain("؟") is None

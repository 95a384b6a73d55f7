"""Traces in the store: passages of pairs, verdicts, change rows; the same twice changes nothing."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from masdar.contracts import PROMPT, Lags, Reading, Traced
from masdar.model import OWN, Edge, Passage, Permalink, Share, Trace
from masdar.store import SqlStore

from .making import NOON, article, batch, paper

ONE, OTHER = Permalink("other", 1), Permalink("paper", 1)
PASSAGE = Passage(OTHER, 0, 9, ONE, 3, 12, 8, 9, 10)
EDGE = Edge(OTHER, ONE, "", 8, 0.9, lag=60)
TRACE = Trace(OTHER, 1, 20, edges=(EDGE,), shares=(Share(OWN, 12, 0.6), Share("other", 8, 0.4)))


@pytest.fixture
def filled(store: SqlStore) -> SqlStore:
    for name in ("paper", "other"):
        store.add_source(paper(name))
        store.commit(batch(Reading(article(1, name), NOON), source=name))
    store.keep_traces(Traced(NOON, [TRACE], [PASSAGE]))
    return store


def test_a_passage_is_seen_from_both_its_articles(filled: SqlStore) -> None:
    assert filled.passages_of([ONE, OTHER]) == {ONE: [PASSAGE.turned()], OTHER: [PASSAGE]}


def test_a_trace_comes_back_whole_and_leads_back(filled: SqlStore) -> None:
    assert filled.traces_of([ONE, OTHER]) == {OTHER: TRACE}
    assert filled.reprints_of(ONE, 5) == [EDGE]
    assert filled.newest_edges(5) == [EDGE]
    assert [(one.taker, one.giver, one.articles, one.lag) for one in filled.habits()] == [("paper", "other", 1, 60)]


def test_words_are_summed_by_whose_they_are(filled: SqlStore) -> None:
    year = timedelta(days=36_500)
    assert filled.whose_words("paper", NOON - year, NOON + year) == [(OWN, 12), ("other", 8)]
    assert filled.whose_words("other", NOON - year, NOON + year) == []


def _lagging(store: SqlStore, lags: list[int | None], giver: Permalink = ONE, first: int = 2) -> None:
    """Articles of the paper, a day apart, that have words from another's so many seconds later."""
    for nth, lag in enumerate(lags):
        number = first + nth
        at = NOON + timedelta(days=number)
        store.commit(batch(Reading(article(number, published=at), at + timedelta(days=1))))
        edge = Edge(Permalink("paper", number), giver, "", 8, 0.9, lag=lag)
        store.keep_traces(Traced(NOON, [Trace(edge.taker, 1, 20, edges=(edge,))]))


@pytest.mark.parametrize(
    ("lags", "median"),
    [([], 60), ([None], 60), ([300, 900], 300), ([300, 900, 1200], 300), ([9000, -30], 60), ([600, 10**7, 10**8], 60)],
)
def test_how_much_later_is_the_median_of_what_came_soon(filled: SqlStore, lags: list[int | None], median: int) -> None:
    _lagging(filled, lags)
    [habit] = filled.habits()
    assert (habit.articles, habit.words, habit.lag) == (1 + len(lags), 8 * (1 + len(lags)), median)
    assert filled.habits(NOON - timedelta(days=1), "other") == [habit]


def test_where_all_quote_the_past_nobody_knows_how_much_later(store: SqlStore) -> None:
    store.add_source(paper("paper"))
    week = PROMPT // timedelta(seconds=1)
    _lagging(store, [week + 1, None], first=1)
    assert [(one.articles, one.lag) for one in store.habits()] == [(2, None)]
    _lagging(store, [week], first=3)
    assert [(one.articles, one.lag) for one in store.habits()] == [(3, week)]


def test_how_much_later_by_month_and_by_whom(filled: SqlStore) -> None:
    _lagging(filled, [300, 900, 10**7], first=2)  # days 2 to 4 after noon
    _lagging(filled, [20, 40, 30, None], Permalink("agency", 1), first=5)  # days 5 to 8
    bounds = [NOON + timedelta(days=day) for day in (-1, 2, 5, 7, 30, 60)]
    assert filled.lags("paper", bounds, ["agency"]) == [
        Lags(papers=60), Lags(papers=300), Lags(agencies=20), Lags(agencies=30), Lags(),
    ]  # fmt: skip
    assert filled.lags("paper", bounds[:2], []) == [Lags(papers=60)]
    assert filled.lags("paper", [NOON], []) == []
    assert filled.lags("nobody", bounds, []) == [Lags()] * 5


def test_the_same_twice_changes_nothing_and_a_verdict_that_changes_is_announced(filled: SqlStore) -> None:
    before = filled.last_change()
    filled.keep_traces(Traced(NOON, [TRACE], [PASSAGE]))
    assert filled.last_change() == before
    assert filled.passages_of([ONE])[ONE] == [PASSAGE.turned()]
    changed = replace(TRACE, edges=(), shares=(Share(OWN, 20, 1.0),))
    filled.keep_traces(Traced(NOON, [changed], revised=[OTHER]))
    assert [change.permalink for change in filled.changes(before, 5)] == [OTHER]
    assert filled.traces_of([OTHER]) == {OTHER: changed}
    assert filled.reprints_of(ONE, 5) == []


def test_what_is_forgotten_and_gone_leaves_nothing(filled: SqlStore) -> None:
    filled.keep_traces(Traced(NOON, forgotten=[OTHER], gone=[OTHER]))
    assert filled.passages_of([ONE]) == {ONE: []}
    assert filled.traces_of([OTHER]) == {}
    assert filled.habits() == []

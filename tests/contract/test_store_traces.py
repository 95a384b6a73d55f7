"""Traces in the store: passages of pairs, verdicts, change rows; the same twice changes nothing."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from masdar.contracts import Reading, Traced
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

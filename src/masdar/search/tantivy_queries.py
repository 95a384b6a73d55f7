"""Clauses → Tantivy's own queries. They are built of objects: the engine never parses a reader's text."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence

from tantivy import FieldType, Occur
from tantivy import Query as Asked

from masdar.search import clauses
from masdar.search.clauses import Clause
from masdar.search.coding import coded
from masdar.search.indexing import NO_TIME
from masdar.search.tantivy_documents import POSITION, SCHEMA

WAYS_APART = 200  # ways for words to stand apart that are asked for one by one


def compiled(clause: Clause) -> Asked:
    """The engine's query that holds for the same articles and gives the same score."""
    if isinstance(clause, clauses.Term):
        return _weighed(Asked.term_query(SCHEMA, clause.field, coded(clause.text), "freq"), clause.weight)
    if isinstance(clause, clauses.Row):
        return _weighed(_row(clause), clause.weight)
    if isinstance(clause, clauses.Beginning):
        return Asked.const_score_query(Asked.regex_query(SCHEMA, clause.field, _escaped(clause.text) + ".*"), 1.0)
    if isinstance(clause, clauses.Exactly):
        return Asked.const_score_query(Asked.term_query(SCHEMA, clause.field, clause.value, "basic"), 0.0)
    if isinstance(clause, clauses.Between):
        return _between(clause)
    if isinstance(clause, clauses.Everything):
        return Asked.const_score_query(articles(), 0.0)
    return _joined(clause)


def ranked(match: Asked, rank: Sequence[Clause]) -> Asked:
    """What matches, and what else moves it up."""
    extra = [(Occur.Should, each) for each in _terms_together(rank)]
    return Asked.boolean_query([(Occur.Must, match), *extra]) if extra else match


def articles() -> Asked:
    """All there are."""
    return Asked.boolean_query([(Occur.Must, Asked.all_query()), (Occur.MustNot, the_position())])


def the_position() -> Asked:
    """The one document that is no article."""
    return Asked.term_query(SCHEMA, "id", POSITION, "basic")


def _row(clause: clauses.Row) -> Asked:
    """The engine's own slop lets words change places; so each way to stand apart in this order is asked for."""
    words = [coded(token) for token in clause.tokens]
    if not clause.slop or math.comb(clause.slop + len(words) - 1, clause.slop) > WAYS_APART:
        return Asked.phrase_query(SCHEMA, clause.field, list(words), clause.slop)
    ways = [list(zip(places, words, strict=True)) for places in _apart(len(words), clause.slop)]
    return Asked.disjunction_max_query([Asked.phrase_query(SCHEMA, clause.field, list(way)) for way in ways])


def _joined(clause: clauses.All | clauses.Some | clauses.Best | clauses.Never) -> Asked:
    if isinstance(clause, clauses.Never):
        return _all((clause,))
    if isinstance(clause, clauses.All):
        return _all(clause.clauses)
    if isinstance(clause, clauses.Some) and clause.least <= 1:
        return Asked.boolean_query([(Occur.Should, each) for each in _terms_together(_flat(clause))])
    inner = [compiled(each) for each in clause.clauses]
    if isinstance(clause, clauses.Best):
        return Asked.disjunction_max_query(inner)
    if clause.least == len(inner):
        return Asked.boolean_query([(Occur.Must, each) for each in inner])
    return Asked.boolean_query([(Occur.Should, each) for each in inner], minimum_number_should_match=clause.least)


def _terms_together(inner: Sequence[Clause]) -> list[Asked]:
    """The queries of clauses of which the scores are added: the engine is a good deal quicker at a union of nothing
    but terms."""
    terms = [compiled(each) for each in inner if isinstance(each, clauses.Term)]
    others = [compiled(each) for each in inner if not isinstance(each, clauses.Term)]
    if len(terms) < 2 or not others:
        return terms + others
    return [Asked.boolean_query([(Occur.Should, each) for each in terms]), *others]


def _all(inner: tuple[Clause, ...]) -> Asked:
    never = [(Occur.MustNot, compiled(each.clause)) for each in inner if isinstance(each, clauses.Never)]
    must = [(Occur.Must, compiled(each)) for each in inner if not isinstance(each, clauses.Never)]
    # What is only ruled out must be ruled out of something.
    return Asked.boolean_query((must or [(Occur.Must, compiled(clauses.Everything()))]) + never)


def _between(clause: clauses.Between) -> Asked:
    start = NO_TIME + 1 if clause.start is None else clause.start
    end = -NO_TIME if clause.end is None else clause.end
    query = Asked.range_query(SCHEMA, "at", FieldType.Integer, start, end, True, False)
    return Asked.const_score_query(query, 0.0)


def _flat(clause: Clause) -> list[Clause]:
    """The clauses of which any does, those of clauses inside too."""
    if isinstance(clause, clauses.Some) and clause.least <= 1:
        return [flat for each in clause.clauses for flat in _flat(each)]
    return [clause]


def _apart(words: int, slop: int) -> Iterator[tuple[int, ...]]:
    """The places of words in a row with at most `slop` others between them, from 0 on."""
    if words == 1:
        yield (0,)
        return
    for places in _apart(words - 1, slop):
        spare = slop - (places[-1] - len(places) + 1)
        yield from ((*places, places[-1] + 1 + gap) for gap in range(spare + 1))


def _weighed(query: Asked, weight: float) -> Asked:
    return query if weight == 1.0 else Asked.boost_query(query, weight)


def _escaped(text: str) -> str:
    """Folded text for the engine's automaton: letters and digits in the code need no escape."""
    return re.sub(r"[^\w%&~]", "", coded(text))

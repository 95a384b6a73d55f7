"""Clauses → OpenSearch's query language. No query string of a reader's ever reaches the engine: only tokens do."""

from __future__ import annotations

from typing import Any, TypeAlias

from masdar.search import clauses
from masdar.search.clauses import Clause
from masdar.search.coding import coded
from masdar.search.indexing import NO_TIME

Asked: TypeAlias = dict[str, Any]

K1, B = 1.2, 0.75
# Lucene leaves the factor k1 + 1 out of BM25 (LUCENE-8563), for it changes no order; with it, scores are those of the
# other engines, and stand in the same proportion to scores that are no BM25.
BM25 = K1 + 1
KEY = "key"  # of every article, and of nothing else


def compiled(clause: Clause) -> Asked:
    """The engine's query that holds for the same articles and gives the same score."""
    if isinstance(clause, clauses.Term):
        return {"term": {clause.field: {"value": coded(clause.text), "boost": clause.weight * BM25}}}
    if isinstance(clause, clauses.Row):
        return _row(clause)
    if isinstance(clause, clauses.Beginning):
        return {"prefix": {clause.field: {"value": _letters(clause.text)}}}
    if isinstance(clause, clauses.Exactly):
        return unscored({"term": {clause.field: {"value": clause.value}}})
    if isinstance(clause, clauses.Between):
        return _between(clause)
    if isinstance(clause, clauses.Everything):
        return unscored({"exists": {"field": KEY}})
    return _joined(clause)


def unscored(asked: Asked) -> Asked:
    return {"constant_score": {"filter": asked, "boost": 0.0}}


def ranked(match: Asked, rank: tuple[Clause, ...]) -> Asked:
    """What matches, and what else moves it up."""
    if not rank:
        return match
    return {"bool": {"must": [match], "should": [compiled(clause) for clause in rank]}}


def _row(clause: clauses.Row) -> Asked:
    text = coded(" ".join(clause.tokens))
    beside: Asked = {"query": text, "boost": clause.weight * BM25}
    if not clause.slop:
        return {"match_phrase": {clause.field: beside}}
    # The sloppy phrase of Lucene lets words change places; intervals keep their order, but give no BM25.
    ordered = {clause.field: {"match": {"query": text, "ordered": True, "max_gaps": clause.slop}}}
    return {
        "bool": {
            "filter": [{"intervals": ordered}],
            "should": [{"match_phrase": {clause.field: beside | {"slop": clause.slop}}}],
        }
    }


def _joined(clause: clauses.All | clauses.Some | clauses.Best | clauses.Never) -> Asked:
    if isinstance(clause, clauses.Never):
        return _all((clause,))
    if isinstance(clause, clauses.All):
        return _all(clause.clauses)
    inner = [compiled(each) for each in clause.clauses]
    if isinstance(clause, clauses.Best):
        return {"dis_max": {"queries": inner}}
    if clause.least == len(inner):
        return {"bool": {"must": inner}}
    return {"bool": {"should": inner, "minimum_should_match": clause.least}}


def _all(inner: tuple[Clause, ...]) -> Asked:
    never = [compiled(each.clause) for each in inner if isinstance(each, clauses.Never)]
    must = [compiled(each) for each in inner if not isinstance(each, clauses.Never)]
    # What is only ruled out must be ruled out of something.
    asked: Asked = {"must": must or [compiled(clauses.Everything())]}
    return {"bool": asked | {"must_not": never} if never else asked}


def _between(clause: clauses.Between) -> Asked:
    end: Asked = {} if clause.end is None else {"lt": clause.end}
    start = NO_TIME + 1 if clause.start is None else clause.start
    return unscored({"range": {"at": {"gte": start} | end}})


def _letters(text: str) -> str:
    return coded("".join(character for character in text if character.isalnum()))

"""A query's tree → what the engine is asked: which articles are hits, and what moves them up."""

from __future__ import annotations

import math
from collections.abc import Iterator
from datetime import datetime
from itertools import pairwise

from masdar.language.analyse import forms
from masdar.language.fold import fold
from masdar.language.tables import stop_words
from masdar.language.tokenise import CHUNK
from masdar.model import And, DateRange, Filter, Not, Or, Phrase, Query, Word
from masdar.search.clauses import (
    BODY_STEMS,
    BODY_WORDS,
    TITLE_STEMS,
    TITLE_WORDS,
    TOKEN_FIELDS,
    All,
    Beginning,
    Between,
    Clause,
    Everything,
    Exactly,
    Marks,
    Never,
    Plan,
    Row,
    Some,
    Term,
)

ALL_UP_TO = 4  # words a query may have before some may be missing
MOST = 0.7  # the share of a longer query's words that must stand in a hit
TITLE_STEM, BODY_STEM, TITLE_WORD, BODY_WORD = 1.5, 1.0, 0.5, 0.3
PAIR = 0.3
_FIELDS = {"lang": "language"}


def plan(query: Query | None, *, most: float = MOST) -> Plan:
    """The plan for a query; `most` is the share of a long query's words that must stand in a hit."""
    if query is None:
        return Plan(Everything())
    return _Planner(most).whole(query)


class _Planner:
    def __init__(self, most: float) -> None:
        self._most = most
        self._words: set[str] = set()
        self._stems: set[str] = set()
        self._beginnings: list[str] = []
        self._rank: list[Clause] = []

    def whole(self, query: Query) -> Plan:
        match = self._clause(query)
        marks = Marks(frozenset(self._words), frozenset(self._stems), tuple(self._beginnings))
        return Plan(match, tuple(self._rank), marks)

    def _clause(self, node: Query) -> Clause:
        if isinstance(node, And):
            return self._together(node.nodes)
        if isinstance(node, Or):
            return Some(tuple(self._clause(each) for each in node.nodes))
        if isinstance(node, Not):
            return Never(_Planner(1.0)._clause(node.node))
        if isinstance(node, Word):
            return self._together((node,))
        if isinstance(node, Phrase):
            return self._phrase(node.words, node.slop, (TITLE_WORDS, BODY_WORDS))
        if isinstance(node, DateRange):
            return Between(_seconds(node.start), _seconds(node.end))
        return self._filter(node)

    def _together(self, nodes: tuple[Query, ...]) -> Clause:
        """All of what is asked; of plain words in a long query, most."""
        words = [node for node in nodes if isinstance(node, Word) and not node.prefix]
        clauses = [self._clause(node) for node in nodes if not isinstance(node, Word)]
        clauses += [self._beginning(node.text) for node in nodes if isinstance(node, Word) and node.prefix]
        pairs = [pair for word in words for pair in _parts(word.text)]
        groups, loose = self._groups(pairs)
        self._rank += loose
        self._rank += _rows(pairs)
        if len(groups) == 1:
            clauses += groups
        elif groups:
            least = len(groups) if len(groups) <= ALL_UP_TO else max(ALL_UP_TO, math.ceil(len(groups) * self._most))
            clauses.append(Some(tuple(groups), least))
        return clauses[0] if len(clauses) == 1 else All(tuple(clauses))

    def _groups(self, pairs: list[tuple[str, str]]) -> tuple[list[Clause], list[Clause]]:
        """The words that must stand in a hit, and those that only say how the words hang together."""
        telling = [pair for pair in pairs if pair[0] not in stop_words()] or pairs
        kept = dict.fromkeys(telling)
        loose = [self._group(pair) for pair in dict.fromkeys(pairs) if pair not in kept]
        return [self._group(pair) for pair in kept], loose

    def _group(self, pair: tuple[str, str]) -> Clause:
        word, stem = pair
        self._words.add(word)
        self._stems.add(stem)
        return Some(
            (
                Term(TITLE_STEMS, stem, TITLE_STEM),
                Term(BODY_STEMS, stem, BODY_STEM),
                Term(TITLE_WORDS, word, TITLE_WORD),
                Term(BODY_WORDS, word, BODY_WORD),
            )
        )

    def _beginning(self, text: str) -> Clause:
        folded = "".join(word for word, _ in _parts(text))
        self._beginnings.append(folded)
        return Some(tuple(Beginning(field, folded) for field in TOKEN_FIELDS))

    def _phrase(self, typed: tuple[str, ...], slop: int, fields: tuple[str, ...]) -> Clause:
        words = tuple(word for text in typed for word, _ in _parts(text))
        self._words.update(words)
        if not words:
            return Everything()
        if len(words) == 1:
            return Some(tuple(Term(field, words[0]) for field in fields))
        return Some(tuple(Row(field, words, slop) for field in fields))

    def _filter(self, node: Filter) -> Clause:
        if node.field == "title":
            return self._title(node.value)
        if node.field == "has":
            return Exactly("has_image", "1")
        if node.field == "changed":
            return Exactly("changed", "1" if node.value == "yes" else "0")
        value = fold(node.value) if node.field in ("author", "section") else node.value.lower()
        return Exactly(_FIELDS.get(node.field, node.field), value)

    def _title(self, value: str) -> Clause:
        pairs = list(_parts(value))
        if len(pairs) > 1:
            return self._phrase(tuple(word for word, _ in pairs), 0, (TITLE_WORDS,))
        word, stem = pairs[0]
        self._stems.add(stem)
        self._words.add(word)
        return Some((Term(TITLE_STEMS, stem), Term(TITLE_WORDS, word)))


def _parts(text: str) -> Iterator[tuple[str, str]]:
    """The (folded word, stem) pairs of what stands in a query between spaces."""
    for chunk in CHUNK.findall(text):
        words, stems = forms(chunk)
        yield from zip(words.split(), stems.split(), strict=True)


def _rows(pairs: list[tuple[str, str]]) -> list[Clause]:
    """Neighbours in the query that are neighbours in the text."""
    stems = [stem for _, stem in pairs]
    return [
        Row(field, (left, right), weight=PAIR)
        for left, right in dict.fromkeys(pairwise(stems))
        if left != right
        for field in (TITLE_STEMS, BODY_STEMS)
    ]


def _seconds(at: datetime | None) -> int | None:
    return None if at is None else math.ceil(at.timestamp())

"""A query's tree → what the engine is asked: which articles are hits, and what moves them up.

Hits are decided by words and their spellings: all of the words, most of them in a long query or a question.
The order is a mix: BM25 over light stems, over 4-grams of letters, and over pairs of neighbouring words.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import groupby, pairwise
from typing import TypeGuard

from masdar.language.analyse import grams
from masdar.language.fold import fold
from masdar.language.stem import is_arabic
from masdar.model import And, DateRange, Filter, Not, Or, Phrase, Query, Understood, Word
from masdar.search.clauses import (
    BODY_STEMS,
    BODY_WORDS,
    GRAMS,
    PLACED,
    TITLE_STEMS,
    TITLE_WORDS,
    All,
    Beginning,
    Best,
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
from masdar.search.wording import Part, Reading, Vocabulary, parts, reading

WORDS_ROUND_QUOTES = 2  # telling words beside which a quotation may be a headline's
WORDS_QUOTED = 3  # words of a quotation that are searched one by one where nothing holds it
LETTERS = 3  # letters one by one that make an acronym
ALL_UP_TO = 4  # telling words a query may have before some may be missing
RARER = 10  # words of a long query of which one must stand in what is ranked
MOST, FEWER = 0.6, 0.2  # the share of a long query's words that must stand in a hit; that suffices to be ranked
TITLE_STEM, BODY_STEM, EXACT = 1.5, 1.0, 0.1
PAIR, GRAM, LOOSE = 0.6, 0.5, 0.3
_FIELDS = {"lang": "language"}
_ASKING = frozenset(
    fold(word)
    for word in "كم ما ماذا من متى أين كيف لماذا هل أي أية بم لم علام who whom whose what when where why how which "
    "qui que quoi quand où comment pourquoi combien quel quelle quels quelles".split()
)


@dataclass(frozen=True, slots=True)
class Temper:
    """How a query is read. `exact`: as it stands. `mending`: slips are looked for. `wide`: some of the words do."""

    exact: bool = False
    mending: bool = False
    wide: bool = False


def plan(query: Query | None, vocabulary: Vocabulary, temper: Temper = Temper()) -> Plan:
    """The plan for a query over an archive's words."""
    if query is None:
        return Plan(Everything())
    return _Planner(vocabulary, temper).whole(query)


@dataclass
class _Planner:
    vocabulary: Vocabulary
    temper: Temper
    words: set[str] = field(default_factory=set)
    stems: set[str] = field(default_factory=set)
    rows: list[tuple[str, ...]] = field(default_factory=list)
    beginnings: list[str] = field(default_factory=list)
    rank: list[Clause] = field(default_factory=list)
    understood: list[Understood] = field(default_factory=list)
    instead: list[tuple[str, str]] = field(default_factory=list)
    narrower: int = 0  # words that a wider reading would not demand
    long: bool = False
    asked: int = 0  # words

    def whole(self, query: Query) -> Plan:
        match = self.clause(query)
        marks = Marks(
            frozenset(self.words), frozenset(self.stems), tuple(self.beginnings), tuple(self.rows), max(1, self.asked)
        )
        return Plan(
            match,
            tuple(self.rank),
            marks,
            tuple(self.understood),
            self.narrower > 0,
            self.long,
            _timeless(query),
            tuple(self.instead),
        )

    def clause(self, node: Query) -> Clause:
        if isinstance(node, And):
            return self._together(node.nodes)
        if isinstance(node, Or):
            return Some(tuple(self.clause(each) for each in node.nodes))
        if isinstance(node, Not):
            # What is ruled out is ruled out as it stands: a variant too many would hide articles silently.
            return Never(_Planner(self.vocabulary, replace(self.temper, exact=True)).clause(node.node))
        if isinstance(node, Word):
            return self._together((node,))
        if isinstance(node, Phrase):
            return self._phrase(node.words, node.slop, PLACED)
        if isinstance(node, DateRange):
            return Between(_seconds(node.start), _seconds(node.end))
        return self._filter(node)

    def _together(self, nodes: tuple[Query, ...]) -> Clause:
        """All of what is asked; of plain words in a long query, most."""
        nodes = _spelt_out(nodes)
        plain = [part for node in nodes if _is_plain(node) for part in _parts_of(node)]
        telling = [part for part in plain if part.telling] or plain
        quoted = [part for node in nodes if _is_quoted(node) for part in _parts_of(node)]
        soft = self._softens(telling, quoted)
        clauses = [
            self.clause(node) for node in nodes if not isinstance(node, Word) and not (soft and _is_quoted(node))
        ]
        clauses += [self._beginning(node.text) for node in nodes if isinstance(node, Word) and node.prefix]
        given = [part for node in nodes if _is_plain(node) or _is_quoted(node) for part in _parts_of(node)]
        demanded = [part for part in given if part.telling] if soft else telling
        readings = self._readings(demanded, given)
        self.asked += len(readings)
        if readings:
            clauses.append(self._enough(readings, plain))
        self._order(given)
        if not clauses:
            return Everything()
        return clauses[0] if len(clauses) == 1 else All(tuple(clauses))

    def _softens(self, telling: Sequence[Part], quoted: Sequence[Part]) -> bool:
        """Quotes amid many words are a headline's, not an order: read widely, what they hold is words like the rest. So
        it is with a long quotation that nothing holds."""
        headline = len(telling) >= WORDS_ROUND_QUOTES
        if not quoted or self.temper.exact or not (headline or len(quoted) >= WORDS_QUOTED):
            return False
        self.narrower += 1
        self.long |= headline and len(telling) + len(quoted) > ALL_UP_TO
        return self.temper.wide

    def _readings(self, demanded: Sequence[Part], given: Sequence[Part]) -> list[Reading]:
        """One reading a part, repeated parts once."""
        found = reading(demanded, given, self.vocabulary, exact=self.temper.exact, mending=self.temper.mending)
        self.understood += [each for one in found for each in one.understood]
        self.instead += [(one.part.typed, one.meant) for one in found if one.meant]
        return list({one.part.word: one for one in found}.values())

    def _enough(self, readings: list[Reading], given: Sequence[Part]) -> Clause:
        """All of the words, or most; read widely, some of the rarer ones, for what holds only common words answers
        nothing."""
        least = self._least(len(readings), any(part.word in _ASKING for part in given))
        if self.temper.wide and len(readings) > RARER:
            readings.sort(key=lambda one: max(map(self.vocabulary.stem_frequency, one.stems), default=0))
            self.rank += [self._group(one) for one in readings[RARER:]]
            readings = readings[:RARER]
        groups = [self._group(one) for one in readings]
        return groups[0] if len(groups) == 1 else Some(tuple(groups), least)

    def _least(self, words: int, asking: bool) -> int:
        """How many of the telling words a hit must hold."""
        if self.temper.exact:
            return words
        self.long |= asking or words > ALL_UP_TO
        least = words if words <= ALL_UP_TO and not asking else math.ceil(words * MOST)
        fewest = max(1, math.floor(words * FEWER))
        self.narrower += least - fewest
        return fewest if self.temper.wide else least

    def _group(self, one: Reading) -> Clause:
        """A word in every spelling it is searched in."""
        self.stems.update(one.stems)
        self.words.update(one.words)
        self.words.add(one.part.word)
        self.rows += one.rows
        clauses: list[Clause] = []
        if one.stems:
            clauses += [_spelt(TITLE_STEMS, TITLE_STEM, one.stems), _spelt(BODY_STEMS, BODY_STEM, one.stems)]
        for word in one.words:
            clauses += [Term(TITLE_WORDS, word, TITLE_STEM), Term(BODY_WORDS, word, BODY_STEM)]
        for row in one.rows:
            clauses += [Row(name, row, weight=PAIR) for name in PLACED]
        return Some(tuple(clauses)) if len(clauses) > 1 else clauses[0]

    def _order(self, given: Sequence[Part]) -> None:
        """What moves hits up: the words as typed, neighbours that are neighbours in the text, letters by fours, and
        the words that only hold the query together."""
        telling = [part for part in given if part.telling]
        self.rank += [Term(name, part.word, EXACT) for part in telling for name in PLACED]
        if len(given) < 2:
            return
        for left, right in dict.fromkeys(pairwise(given)):
            if (left.telling or right.telling) and left.word != right.word:
                self.rank += [Row(name, (left.word, right.word), weight=PAIR) for name in PLACED]
        fours = Counter(four for part in telling for four in grams(part.word))
        self.rank += [Term(GRAMS, four, GRAM * times) for four, times in fours.items()]
        self.rank += [Term(BODY_STEMS, part.stem, LOOSE) for part in dict.fromkeys(given) if not part.telling]

    def _beginning(self, text: str) -> Clause:
        folded = "".join(part.word for part in parts(text))
        self.beginnings.append(folded)
        return Some(tuple(Beginning(name, folded) for name in (TITLE_WORDS, BODY_WORDS, TITLE_STEMS, BODY_STEMS)))

    def _phrase(self, typed: tuple[str, ...], slop: int, fields: tuple[str, ...]) -> Clause:
        words = tuple(part.word for text in typed for part in parts(text))
        if not words:
            return Everything()
        if len(words) == 1:
            self.words.update(words)
            return Some(tuple(Term(name, words[0]) for name in fields))
        if slop:
            self.words.update(words)
        else:
            self.rows.append(words)
        return Some(tuple(Row(name, words, slop) for name in fields))

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
        given = parts(value)
        if len(given) > 1:
            return self._phrase(tuple(part.word for part in given), 0, (TITLE_WORDS,))
        if not given:
            return Everything()
        self.stems.add(given[0].stem)
        return Term(TITLE_STEMS, given[0].stem)


def _spelt(name: str, weight: float, stems: Mapping[str, float]) -> Clause:
    """A word's stems in one field. The best of them counts: an article is no better for holding several spellings, and
    a rare one must not outweigh the word itself."""
    terms = tuple(Term(name, stem, weight * share) for stem, share in stems.items())
    return terms[0] if len(terms) == 1 else Best(terms)


def _spelt_out(nodes: tuple[Query, ...]) -> tuple[Query, ...]:
    """The nodes, with Arabic letters one by one (و م ع) as the one word they are in a text."""
    made: list[Query] = []
    for lettered, run in groupby(nodes, _is_letter):
        several = tuple(run)
        if lettered and len(several) >= LETTERS:
            made.append(Word(" ".join(node.text for node in several if isinstance(node, Word))))
        else:
            made += several
    return tuple(made)


def _is_plain(node: Query) -> TypeGuard[Word]:
    return isinstance(node, Word) and not node.prefix


def _is_letter(node: Query) -> bool:
    return _is_plain(node) and len(node.text) == 1 and is_arabic(node.text)


def _is_quoted(node: Query) -> bool:
    return isinstance(node, Phrase) and not node.slop


def _parts_of(node: Query) -> list[Part]:
    """The words of a plain or quoted node."""
    typed = node.words if isinstance(node, Phrase) else (node.text,) if isinstance(node, Word) else ()
    return [part for text in typed for part in parts(text)]


def _timeless(query: Query) -> bool:
    """True where nothing in the query fixes a time or an exact text: the newer of two equals may stand first."""
    if isinstance(query, (And, Or)):
        return all(_timeless(node) for node in query.nodes)
    return not isinstance(query, (DateRange, Phrase))


def _seconds(at: datetime | None) -> int | None:
    return None if at is None else math.ceil(at.timestamp())

"""The lexemes of a query → its tree, by recursive descent with a bound on everything."""

from __future__ import annotations

import re
from datetime import datetime

from masdar.language.tokenise import tokens
from masdar.model import And, DateRange, Filter, Not, Or, Phrase, Query, Word
from masdar.search.query.dating import day_range
from masdar.search.query.errors import Code, QueryError
from masdar.search.query.fields import FIELDS, filter_of
from masdar.search.query.lexing import Kind, Lexeme, lex

MAX_LENGTH = 2000  # characters
MAX_WORDS = 64  # words, phrases' words and filters together
MAX_DEPTH = 16  # brackets inside brackets
MIN_PREFIX = 2  # letters before "*"
NEAR = 8  # words that may stand between those of `near:"…"`

_OPERANDS = frozenset({Kind.OPEN, Kind.QUOTED, Kind.FIELD, Kind.WORD})
_NEAR = re.compile(r"(.*?)~(\d{1,2})", re.DOTALL)


def parse(text: str, *, now: datetime) -> Query | None:
    """The tree of a query; None where it holds no word. `now` gives relative dates their meaning.

    Raises `QueryError` with the place and what is wrong there."""
    if len(text) > MAX_LENGTH:
        raise QueryError(MAX_LENGTH, Code.TOO_LONG)
    for place, character in enumerate(text):
        if "\ud800" <= character <= "\udfff" or character == "\0":
            raise QueryError(place, Code.BAD_CHARACTER)
    return _Parser(list(lex(text, frozenset(FIELDS))), now).whole()


class _Parser:
    def __init__(self, lexemes: list[Lexeme], now: datetime) -> None:
        self._lexemes = lexemes
        self._at = 0
        self._now = now
        self._words = 0
        self._depth = 0

    def whole(self) -> Query | None:
        if len(self._lexemes) == 1:
            return None
        found = self._alternatives()
        left = self._peek()
        if left.kind is Kind.CLOSE:
            raise QueryError(left.position, Code.UNOPENED_GROUP)
        return found

    def _peek(self, ahead: int = 0) -> Lexeme:
        return self._lexemes[min(self._at + ahead, len(self._lexemes) - 1)]

    def _next(self) -> Lexeme:
        lexeme = self._peek()
        self._at += 1
        return lexeme

    def _spend(self, words: int, position: int) -> None:
        self._words += words
        if self._words > MAX_WORDS:
            raise QueryError(position, Code.TOO_MANY)

    def _alternatives(self) -> Query:
        nodes = [self._together()]
        while self._peek().kind is Kind.OR:
            operator = self._next()
            if not self._operand_follows():
                raise QueryError(operator.position, Code.MISSING_OPERAND)
            nodes.append(self._together())
        return _made(Or, nodes)

    def _operand_follows(self) -> bool:
        return self._peek().kind in _OPERANDS or self._peek().kind is Kind.NOT

    def _together(self) -> Query:
        nodes: list[Query] = []
        while True:
            lexeme = self._peek()
            if lexeme.kind in _OPERANDS or lexeme.kind is Kind.NOT:
                nodes.append(self._single())
            elif lexeme.kind is Kind.AND:
                self._next()
                if not nodes or not self._operand_follows():
                    raise QueryError(lexeme.position, Code.MISSING_OPERAND)
            elif lexeme.kind is Kind.OR and not nodes:
                nodes.append(self._operator_as_word())
            else:
                break
        if not nodes:
            raise QueryError(self._peek().position, Code.MISSING_OPERAND)
        return _made(And, nodes)

    def _operator_as_word(self) -> Query:
        """أو, or ليس, where it joins nothing, is the word it is; marks and capitals are mistakes."""
        lexeme = self._next()
        if lexeme.text.isascii():
            raise QueryError(lexeme.position, Code.MISSING_OPERAND)
        self._spend(1, lexeme.position)
        return Word(lexeme.text)

    def _single(self) -> Query:
        lexeme = self._next()
        if lexeme.kind is Kind.NOT:
            return self._negated(lexeme)
        if lexeme.kind is Kind.OPEN:
            return self._group(lexeme)
        if lexeme.kind is Kind.FIELD:
            return self._field(lexeme)
        if lexeme.kind is Kind.QUOTED:
            return self._phrase(lexeme.text, lexeme.position)
        self._spend(1, lexeme.position)
        if lexeme.prefix and len(lexeme.text) < MIN_PREFIX:
            raise QueryError(lexeme.position, Code.SHORT_PREFIX)
        return Word(lexeme.text, lexeme.prefix)

    def _negated(self, operator: Lexeme) -> Query:
        if operator.text == "ليس" and not self._excludes():
            self._spend(1, operator.position)
            return Word(operator.text)
        if self._peek().kind not in _OPERANDS:
            raise QueryError(operator.position, Code.MISSING_OPERAND)
        return Not(self._single())

    def _excludes(self) -> bool:
        """Is "ليس" the operator? Not at the beginning, and only before a phrase, group or field, or a last word: in
        running text ("الحل ليس في الحرب وحدها") it is a word."""
        if self._at == 1:
            return False
        following = self._peek()
        if following.kind is Kind.WORD:
            return self._peek(1).kind in (Kind.END, Kind.CLOSE, Kind.OR, Kind.NOT)
        return following.kind in _OPERANDS

    def _group(self, opening: Lexeme) -> Query:
        self._depth += 1
        if self._depth > MAX_DEPTH:
            raise QueryError(opening.position, Code.TOO_DEEP)
        if self._peek().kind is Kind.CLOSE:
            raise QueryError(opening.position, Code.EMPTY_GROUP)
        if self._peek().kind is Kind.END:
            raise QueryError(opening.position, Code.UNCLOSED_GROUP)
        node = self._alternatives()
        if self._next().kind is not Kind.CLOSE:
            raise QueryError(opening.position, Code.UNCLOSED_GROUP)
        self._depth -= 1
        return node

    def _phrase(self, text: str, position: int, slop: int = 0) -> Query:
        words = tuple(token.text for token in tokens(text))
        if not words:
            raise QueryError(position, Code.EMPTY_VALUE)
        self._spend(len(words), position)
        # The reader's own spelling is kept, so that what is written back is what was typed.
        typed = tuple(text[token.start : token.end] for token in tokens(text))
        whole = tuple(typed) if len(set(_places(text))) == len(words) else words
        return Phrase(_settled(whole), slop)

    def _field(self, lexeme: Lexeme) -> Query:
        name = FIELDS[lexeme.text.lower()]
        value = self._peek()
        if not lexeme.glued or value.kind not in (Kind.WORD, Kind.QUOTED):
            raise QueryError(lexeme.position, Code.EMPTY_VALUE)
        self._next()
        if not value.text.strip():
            raise QueryError(value.position, Code.EMPTY_VALUE)
        if name == "near":
            return self._near(value)
        if name in ("before", "after", "date"):
            self._spend(1, value.position)
            return _dates(name, value, self._now)
        self._spend(1 + value.text.count(" "), value.position)
        made = filter_of(name, value.text)
        if made is None:
            raise QueryError(value.position, Code.BAD_VALUE)
        return made

    def _near(self, value: Lexeme) -> Query:
        found = _NEAR.fullmatch(value.text)
        text, slop = (found[1], int(found[2])) if found else (value.text, NEAR)
        return self._phrase(text, value.position, slop)


def _settled(words: tuple[str, ...]) -> tuple[str, ...]:
    """Words as they are read again where single blanks stand between them: letters one by one become an acronym."""
    text = " ".join(words)
    again = tuple(text[token.start : token.end] for token in tokens(text))
    return words if again == words or len(again) >= len(words) else _settled(again)


def _places(text: str) -> list[int]:
    return [token.start for token in tokens(text)]


def _dates(name: str, value: Lexeme, now: datetime) -> Query:
    found = day_range(value.text, now)
    if found is None:
        raise QueryError(value.position, Code.BAD_DATE)
    start, end = found
    if name == "before":
        return DateRange(None, start if start is not None else end)
    if name == "after":
        return DateRange(start if start is not None else end, None)
    return DateRange(start, end)


def _made(kind: type[And] | type[Or], nodes: list[Query]) -> Query:
    """One node of several; a node of the same kind inside is taken apart, since it means the same."""
    flat: list[Query] = []
    for node in nodes:
        flat.extend(node.nodes if isinstance(node, kind) else (node,))
    return flat[0] if len(flat) == 1 else kind(tuple(flat))


__all__ = ["MAX_DEPTH", "MAX_LENGTH", "MAX_WORDS", "Filter", "parse"]

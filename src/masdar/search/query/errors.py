"""What is wrong with a query, and where."""

from __future__ import annotations

from enum import StrEnum


class Code(StrEnum):
    """What can be wrong: the key of the words a page tells it with."""

    UNCLOSED_QUOTE = "unclosed_quote"
    UNCLOSED_GROUP = "unclosed_group"
    UNOPENED_GROUP = "unopened_group"
    EMPTY_GROUP = "empty_group"
    BAD_DATE = "bad_date"
    BAD_VALUE = "bad_value"
    UNKNOWN_FIELD = "unknown_field"
    MISSING_OPERAND = "missing_operand"
    EMPTY_VALUE = "empty_value"
    SHORT_PREFIX = "short_prefix"
    BAD_CHARACTER = "bad_character"
    TOO_DEEP = "too_deep"
    TOO_LONG = "too_long"
    TOO_MANY = "too_many"


_ENGLISH = {
    Code.UNCLOSED_QUOTE: "the quotation mark is not closed",
    Code.UNCLOSED_GROUP: "the bracket is not closed",
    Code.UNOPENED_GROUP: "a closing bracket without an opening one",
    Code.EMPTY_GROUP: "nothing stands between the brackets",
    Code.BAD_DATE: "not a date: write a year, year-month or year-month-day",
    Code.BAD_VALUE: "the field does not know this value",
    Code.UNKNOWN_FIELD: "there is no field of this name",
    Code.MISSING_OPERAND: "a word is missing here",
    Code.EMPTY_VALUE: "a value is missing after the colon",
    Code.SHORT_PREFIX: "too few letters before *: write more of the word",
    Code.BAD_CHARACTER: "a character that is no text",
    Code.TOO_DEEP: "too many brackets inside brackets",
    Code.TOO_LONG: "the query is too long",
    Code.TOO_MANY: "the query has too many words",
}


class QueryError(ValueError):
    """A query that cannot be read. `position` is the place in its text, `code` what is wrong there."""

    def __init__(self, position: int, code: Code) -> None:
        super().__init__(_ENGLISH[code])
        self.position = position
        self.code = code

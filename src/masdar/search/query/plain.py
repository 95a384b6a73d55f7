"""A text taken as words alone: what a reader means who pastes a headline with its quotes and brackets."""

from __future__ import annotations

from masdar.language.tokenise import tokens
from masdar.model import And, Query, Word
from masdar.search.query.parsing import MAX_WORDS


def plain(text: str) -> Query | None:
    """The query for a text's words as they stand, the first `MAX_WORDS` of them; None where it holds no word."""
    read = text[: MAX_WORDS * 64]
    words = tuple(Word(read[token.start : token.end]) for token in tokens(read))[:MAX_WORDS]
    if len(words) < 2:
        return words[0] if words else None
    return And(words)

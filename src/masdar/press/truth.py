"""What is known of an invented piece because we made it: which of its passages stood elsewhere before."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Span:
    """Characters `start` to `end` of a piece's text (its paragraphs, one a line). `origin` is the piece they were
    taken from, `{paper}/{number}`, or "" for the paper's own words; `edited` where they were changed on the way."""

    start: int
    end: int
    origin: str = ""
    edited: bool = False


@dataclass(frozen=True, slots=True)
class Truth:
    """Where a piece comes from. `event` is one name for all pieces on one event; `credited` where the page names the
    agency; `follows` where it tells a later turn of the event; `url` is its path at its paper."""

    piece: str
    event: str
    url: str
    text: str
    spans: tuple[Span, ...]
    credited: bool = False
    follows: bool = False

    def borrowed(self) -> float:
        """The share of the text's characters that stood elsewhere before, 0 to 1."""
        whole = sum(span.end - span.start for span in self.spans)
        taken = sum(span.end - span.start for span in self.spans if span.origin)
        return taken / whole if whole else 0.0

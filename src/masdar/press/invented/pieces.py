"""A piece: what one paper printed on one event, and where each of its paragraphs comes from."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from masdar.press.truth import Span, Truth


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One paragraph. `origin` is the piece whose words these are, "" for the paper's own; `edited` where they were
    changed on the way. `kind`: "text", "head" (a sub-heading), "kicker" (the line over a second report)."""

    text: str
    origin: str = ""
    edited: bool = False
    kind: str = "text"


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture by what it shows. Papers print the same one in sizes and qualities of their own."""

    scene: str
    seed: int
    caption: str


@dataclass(frozen=True, slots=True)
class Piece:
    """What a paper printed. From `changed_at` on the page shows `corrected` instead of `paragraphs`; from
    `withdrawn_at` on the address answers 404."""

    paper: str
    number: int
    event: str
    title: str
    section: str
    language: str
    published: datetime
    paragraphs: tuple[Paragraph, ...]
    byline: str = ""
    credited: bool = False
    follows: bool = False
    picture: Picture | None = None
    corrected: tuple[Paragraph, ...] = ()
    changed_at: datetime | None = None
    withdrawn_at: datetime | None = None

    @property
    def id(self) -> str:
        return f"{self.paper}/{self.number}"

    @property
    def summary(self) -> str:
        """The lead, cut at a word near 180 characters."""
        lead = self.paragraphs[0].text
        return lead if len(lead) <= 180 else lead[:180].rsplit(" ", 1)[0] + "…"

    def modified(self, now: datetime) -> datetime:
        return self.changed_at if self.changed_at is not None and self.changed_at <= now else self.published

    def shown(self, now: datetime) -> tuple[Paragraph, ...]:
        return self.corrected if self.modified(now) != self.published else self.paragraphs

    def truth(self, path: str) -> Truth:
        """Of the first text; what a correction changes is the paper's own."""
        spans, at = [], 0
        for paragraph in self.paragraphs:
            end = at + len(paragraph.text)
            spans.append(Span(at, end, paragraph.origin, paragraph.edited))
            at = end + 1
        words = "\n".join(paragraph.text for paragraph in self.paragraphs)
        return Truth(self.id, self.event, path, words, tuple(spans), self.credited, self.follows)

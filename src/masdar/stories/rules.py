"""What the teller is given, and the rules it judges by."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from masdar.model import Permalink
from masdar.stories.pairs import Joining


@dataclass(frozen=True, slots=True)
class Rules:
    """The rules of judging. `alike`: how alike an article and a story must be. `growth`: what a story's size adds, by
    its logarithm: large stories have many sides, so the average over their articles is lower. `apart`: what the smaller
    of two stories takes away again: each is known to hold together, and one wrong step costs as many as they have.
    `fading`: hours after which likeness counts 1/e; a happening is news for two days. `lasting`: articles of the
    smaller of two stories from which only the hours between them count, no more how long each has gone on. `window`:
    hours an article can still be joined."""

    alike: float = 0.255
    growth: float = 0.4
    apart: float = 0.3
    fading: float = 48.0
    lasting: int = 20
    window: float = 72.0
    keys: int = 24  # most telling words an article is found by
    asked: int = 40  # most telling words it looks for others with
    faint: float = 0.05  # likeness that any two articles may have
    candidates: int = 40  # articles it is compared with
    posted: int = 100  # newest articles remembered a word
    most: int = 20_000  # articles in the window
    small: int = 1500  # articles that can all be held against each other in a tenth of a second
    again: int = 2  # times a large window is judged again while all of it is replaced
    great: int = 10  # articles of a story from which its own words tell what belongs to it,
    part: float = 0.07  # if so much of all that came since it began tells it: it fills the day
    odds: float = -3.0  # what an article must score by those words: a side of it has words of its own beside them
    cautious: float = 3.0  # articles' worth of doubt about those words
    early: float = 0.05  # part of its articles that may be from before it began: who warned of it tells no onset,
    onset: float = 12.0  # unless that was within so many hours before the others: its first reports

    @property
    def joining(self) -> Joining:
        """What of them the kernels need."""
        return Joining(self.alike, self.growth, self.apart, self.fading, self.faint, self.lasting, self.candidates)


@dataclass(frozen=True, slots=True)
class Told:
    """What the teller is given of an article."""

    permalink: Permalink
    title: str
    summary: str
    body: str
    language: str
    at: datetime

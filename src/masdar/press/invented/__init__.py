"""The invented press: papers of a country that is not, with the web's real habits.

Places, persons, institutions and papers are made up; any likeness to real ones is chance.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from masdar.press.invented.newsroom import pieces
from masdar.press.invented.paper import InventedPaper
from masdar.press.invented.prose import Title, events, titles
from masdar.press.stand import Press

__all__ = ["SOLD_AFTER", "press"]

SOLD_AFTER = timedelta(seconds=75)  # a paper's domain changes hands while the press is watched


def press(seed: int, start: datetime) -> Press:
    """The whole press, the same for the same seed and start. `start` is aware: most pieces came out in the three days
    before it, the others follow in the minutes after, one every few seconds. Some minutes later some are corrected, one
    is withdrawn, and one paper's domain is sold."""
    printed = pieces(events(), titles(), seed, start)
    papers = tuple(
        InventedPaper(title, [piece for piece in printed if piece.paper == title.id], _sold_at(title, start))
        for title in titles()
    )
    truth = {piece.id: piece.truth(paper.path(piece)) for paper in papers for piece in paper.pieces}
    end = max(piece.changed_at or piece.published for piece in printed) + timedelta(hours=2)
    return Press(papers, start, end, pieces=truth)


def _sold_at(title: Title, start: datetime) -> datetime | None:
    return start + SOLD_AFTER if "sold" in title.habits else None

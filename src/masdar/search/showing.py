"""What a result shows of an article: its title and the part of its text that answers, with the words marked."""

from __future__ import annotations

from masdar.model import Hit, Permalink
from masdar.search.clauses import Marks
from masdar.search.highlighting import mark, snippet
from masdar.search.indexing import Shown


def hit_of(score: float, shown: Shown, marks: Marks, repeats: tuple[Permalink, ...] = ()) -> Hit:
    """A hit; `score` is 0 where the order is by time."""
    return Hit(
        shown.permalink,
        score,
        mark(shown.title, marks, shown.language),
        snippet(shown.body, marks, shown.language),
        shown.moment,
        shown.language,
        shown.section,
        repeats,
    )

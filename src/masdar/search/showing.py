"""What a result shows of an article: its title and the part of its text that answers, with the words marked."""

from __future__ import annotations

from masdar.model import Hit, Permalink
from masdar.search.highlighting import Marker
from masdar.search.indexing import Shown


def hit_of(score: float, shown: Shown, marker: Marker, repeats: tuple[Permalink, ...] = ()) -> Hit:
    """A hit; `score` is 0 where the order is by time."""
    return Hit(
        shown.permalink,
        score,
        marker.mark(shown.title, shown.language),
        marker.snippet(shown.body, shown.language),
        shown.moment,
        shown.language,
        shown.section,
        repeats,
    )

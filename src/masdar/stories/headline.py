"""The headline of a story: the title whose words most of the others share, kept while nothing is clearly better."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from masdar.language.analyse import forms
from masdar.language.tables import stop_words
from masdar.language.tokenise import chunks

STEADY = 1.25  # how much better another title must be before it takes the place: readers know a story by its headline
MOST = 60  # titles that are looked at, the first ones: what a story is called is settled by then


def most_telling(titles: Sequence[str], standing: int | None = None, language: str = "") -> int:
    """The place of the best title; `standing` is the place of the one shown so far. Raises ValueError for none."""
    if not titles:
        raise ValueError("a story without articles has no headline")
    words = [_words(title, language) for title in titles[:MOST]]
    held = Counter(word for each in words for word in each)
    scores = [sum(held[word] for word in each) / max(1, len(each)) ** 0.5 for each in words]
    best = max(range(len(words)), key=lambda place: (scores[place], -place))
    if standing is not None and (standing >= len(scores) or scores[best] <= scores[standing] * STEADY):
        return standing
    return best


def _words(title: str, language: str) -> frozenset[str]:
    stops = stop_words()
    known = (forms(chunk, language) for chunk in chunks(title))
    return frozenset(stem for word, stem in known if stem and word not in stops)

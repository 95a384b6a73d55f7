"""Is a phrase said steadily? When it was printed, as bits: one for every few days, in a ring.

A dispatch that forty papers print in two days is wide but not steady; a title, a standing footer, a dateline come again
and again, weeks apart. What stands in most of a passage's words is a formula, and no copy.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from masdar.compiling import compiled

Calendar = np.uint64
Calendars = NDArray[np.uint64]  # one a seed of a question
Said = NDArray[np.uint8]  # one a word

APART = 3  # days of one bit: a report is carried for two
RING = 40  # bits: 120 days, more than the hot window's; what falls on a bit again only looks less steady
AGAIN = 5  # bits from which a few words are a formula: over two weeks, more than news lasts in the same words
SENTENCE = 16  # words from which a passage may be a sentence, which papers repeat as background: longer is no title
OFTENER = 10  # bits from which a sentence is furniture, and no seed of it leads anywhere: over a month
UNSEEN = 255
HELD = np.uint64(1 << 63)  # an article has the seed, on whatever day


@compiled
def marked(day: int) -> Calendar:
    """The bit of a day, which counts from 1970; none of 0, which is no day."""
    return np.uint64(1) << np.uint64(day // APART % RING) if day > 0 else np.uint64(0)


@compiled
def times(calendar: Calendar) -> int:
    """How often a phrase was said, counted once every few days."""
    bits = calendar & np.uint64((1 << RING) - 1)
    count = 0
    while bits:
        bits &= bits - np.uint64(1)
        count += 1
    return count


@compiled
def times_said(calendars: Calendars, words: int, count: int) -> Said:
    """How often each word of a question was said among its neighbours: as often as the seldomest of its seeds that an
    article has, `UNSEEN` where none has one. `words` are those of a seed, `count` the question's."""
    said = np.full(count, UNSEEN, np.uint8)
    for at in range(len(calendars)):
        if calendars[at]:
            often = times(calendars[at]) if calendars[at] != HELD else 0
            for word in range(at, at + words):
                said[word] = min(said[word], often)
    return said


@compiled
def is_formula(said: Said, begin: int, end: int, least: int) -> bool:
    """Whether a passage is one of titles or furniture: most of its words are said steadily, and the rest, of fewer than
    `least` words, is no passage by itself. A word that was not seen, as half of a segment's are, is taken for news."""
    words = end - begin
    needed = AGAIN if words < SENTENCE else OFTENER
    steady = 0
    for word in range(begin, end):
        steady += needed <= said[word] < UNSEEN
    return 2 * steady > words and words - steady < least

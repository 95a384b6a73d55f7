"""The words of articles as numbers: how often each stands in the lead and in the whole, and how telling it is.

A word tells much where few articles hold it (Spärck Jones, 1972, https://doi.org/10.1108/eb026526). The counts are the
archive's own and grow with it, so no list of anybody's words is needed.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from masdar.language.analyse import known_forms
from masdar.language.tables import stop_words
from masdar.language.tokenise import chunks

Numbers = NDArray[np.int32]
Weights = NDArray[np.float32]
LEAD = 30  # words of a body that stand for its lead where no summary was given: a first sentence or two
LEAST = 0.01  # a word in every article
LONGEST = 400  # words of a body that are looked at: what comes after tells of the past
LETTERS = 8 * LONGEST  # of a body, more than enough for those


@dataclass(frozen=True, slots=True)
class Worded:
    """An article's words: numbers and 1 + ln(times) of its lead (title and summary) and of its whole."""

    lead: Numbers
    lead_times: Weights
    whole: Numbers
    whole_times: Weights


class Vocabulary:
    """Numbers for words, and in how many articles each stands."""

    def __init__(self) -> None:
        self.articles = 0
        self._numbers: dict[str, int] = {}
        self._held = np.zeros(1 << 16, np.float32)
        self._telling = np.zeros(0, np.float32)
        self._weighed = 0  # how many articles there were when words were weighed last

    def read(self, title: str, summary: str, body: str, language: str) -> Worded:
        """The words of an article, without stop words and single letters."""
        head, told, rest = (_stems(text, language) for text in (title, summary, body[:LETTERS]))
        lead = self._counted(head + (told or rest[:LEAD]))
        return Worded(*lead, *self._counted(head + told + rest[:LONGEST]))

    def learn(self, words: Worded) -> None:
        """Counts an article's words once."""
        self.articles += 1
        self._held[words.whole] += 1

    def forget(self, words: Worded) -> None:
        self.articles -= 1
        self._held[words.whole] -= 1

    def telling(self) -> Weights:
        """How telling each word is: the logarithm of one in how many articles holds it. Weighed again whenever the
        articles are a hundredth more or fewer; a word met since then is as telling as one can be."""
        if abs(self.articles - self._weighed) * 100 > self._weighed:
            held = self._held[: len(self._numbers)]
            self._telling = np.log((self.articles + 1) / (held + 0.5)).clip(LEAST).astype(np.float32)
            self._weighed = self.articles
        new = len(self._numbers) - len(self._telling)
        if new:
            most = np.full(new, max(LEAST, np.log((self.articles + 1) / 1.5)), np.float32)
            self._telling = np.concatenate([self._telling, most])
        return self._telling

    def _counted(self, stems: Iterable[str]) -> tuple[Numbers, Weights]:
        times: dict[int, int] = {}
        for stem in stems:
            number = self._numbers.setdefault(stem, len(self._numbers))
            times[number] = times.get(number, 0) + 1
        if len(self._numbers) > len(self._held):
            self._held = np.concatenate([self._held, np.zeros_like(self._held)])
        numbers = np.fromiter(times.keys(), np.int32, len(times))
        return numbers, 1 + np.log(np.fromiter(times.values(), np.float32, len(times)))


def _stems(text: str, language: str) -> list[str]:
    """The stems of a text, in order."""
    stops, known, made = stop_words(), known_forms(language), []
    for chunk in chunks(text):
        word, stem, _ = known[chunk]
        if len(stem) > 1 and word not in stops:
            made.extend(stem.split(" "))
    return made

"""The words of articles as numbers: how often each stands in the lead and in the whole, and how telling it is.

A word tells much where few articles hold it (Spärck Jones, 1972, https://doi.org/10.1108/eb026526). The counts are the
archive's own and grow with it, so no list of anybody's words is needed. A word that one day is full of is weighed by
the other days: the great event of a day would else make its own words the least telling ones. Words are told apart by
their consonants, since each paper has its own way with the vowels of foreign names.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from masdar.language.analyse import known_forms
from masdar.language.remembering import Remembered
from masdar.language.stem import consonants
from masdar.language.tables import stop_words
from masdar.language.tokenise import chunks
from masdar.stories.kernels import Numbers, Weights, times_of

LEAD = 30  # words of a body that stand for its lead where no summary was given: a first sentence or two
LEAST = 0.01  # a word in every article
BLUNT = 0.8  # the power of that logarithm: of hundreds of articles, a word that one holds may be rare or just not used
LONGEST = 400  # words of a body that are looked at: what comes after tells of the past
LETTERS = 8 * LONGEST  # of a body, more than enough for those
REMEMBERED = 75_000  # raw words of one language whose numbers are kept at hand, twice
FEWEST = 30  # articles of a day, and of the others, before the two are held against each other
SURE = 3.0  # standard errors by which a day must hold a word more often: one in a thousand by chance
_COMING = 64  # articles of a day whose words wait to be counted
SPARE = 200_000  # words no article holds any more that are kept beside those that are held


@dataclass(frozen=True, slots=True)
class Worded:
    """An article's words: numbers and 1 + ln(times) of its lead (title and summary) and of its whole. The first `title`
    of the lead are its title's."""

    lead: Numbers
    lead_times: Weights
    whole: Numbers
    whole_times: Weights
    title: int = 0


class Vocabulary:
    """Numbers for words, and in how many articles each stands."""

    def __init__(self) -> None:
        self.articles = 0
        self._taken = 0
        self._numbers: dict[str, int] = {}
        self._known = self._known_anew()
        self._held = np.zeros(1 << 16, np.float32)
        self._days: dict[int, _Day] = {}
        self._telling = np.zeros(1 << 16, np.float32)
        self._times = np.zeros(1 << 16, np.int32)  # all zero between two calls
        self._weighed = 0  # how many articles had come and gone when words were weighed last
        self._words_weighed = 0
        self._room = SPARE

    def __len__(self) -> int:
        return len(self._numbers)

    @property
    def crowded(self) -> bool:
        """Are most of its words held by no article any more?"""
        return len(self._numbers) > self._room

    def read(self, title: str, summary: str, body: str, language: str) -> Worded:
        """The words of an article, without stop words and single letters."""
        known = self._known["fr" if language.startswith("fr") else "en"]
        head, told, rest = (
            [number for numbers in map(known.__getitem__, chunks(text)) for number in numbers]
            for text in (title, summary, body[:LETTERS])
        )
        lead = self._counted(head + (told or rest[:LEAD]))
        return Worded(*lead, *self._counted(head + told + rest[:LONGEST]), len(set(head)))

    def learn(self, words: Worded, day: int) -> None:
        """Counts an article's words once; `day` is a number that counts days up."""
        self._count(words.whole, day, 1)

    def forget(self, whole: Numbers, day: int) -> None:
        """Counts an article out; `whole` are the words it was counted in with."""
        self._count(whole, day, -1)

    def _count(self, whole: Numbers, day: int, by: int) -> None:
        of_day = self._days.setdefault(day, _Day())
        of_day.count(whole, by)
        if not of_day.articles:
            del self._days[day]
        self.articles += by
        self._taken += 1
        self._held[whole] += by

    def telling(self) -> Weights:
        """How telling each word is: the logarithm of one in how many articles holds it, blunted. Weighed again whenever
        a hundredth of the articles came or went; a word met since then is as telling as one can be."""
        count = len(self._numbers)
        if (self._taken - self._weighed) * 100 > self.articles:
            self._telling[:count] = (-np.log(self._quiet(count))).clip(LEAST) ** BLUNT
            self._weighed, self._words_weighed = self._taken, count
        if count > self._words_weighed:
            self._telling[self._words_weighed : count] = max(LEAST, np.log((self.articles + 1) / 1.5)) ** BLUNT
            self._words_weighed = count
        return self._telling[:count]

    def _quiet(self, count: int) -> Weights:
        """The part of the articles that holds each word, on other days than those that are full of it."""
        held = self._held[:count]
        part = (held + 0.5) / (self.articles + 1)
        quiet = part.copy()
        for day in self._days.values():
            others = self.articles - day.articles
            if min(day.articles, others) < FEWEST:
                continue
            numbers, of_day = day.held()
            elsewhere = (held[numbers] - of_day + 0.5) / (others + 1)
            error = np.sqrt(np.maximum(part[numbers] * (1 - part[numbers]), 0) * (1 / day.articles + 1 / others))
            full = of_day / day.articles - elsewhere > SURE * error
            quiet[numbers[full]] = np.minimum(quiet[numbers[full]], elsewhere[full])
        return quiet.astype(np.float32)

    def tidy(self) -> Numbers:
        """Lets go of the words that no article holds. Returns the new number of each old one, -1 for those gone."""
        count = len(self._numbers)
        stays = self._held[:count] > 0
        moved = np.where(stays, np.cumsum(stays) - 1, -1).astype(np.int32)
        kept = int(stays.sum())
        self._numbers = {word: int(moved[number]) for word, number in self._numbers.items() if stays[number]}
        self._known = self._known_anew()
        self._held[:kept] = self._held[:count][stays]
        self._held[kept:] = 0
        for day in self._days.values():
            day.renumber(moved)
        self._weighed = self._words_weighed = 0
        self._room = 2 * kept + SPARE
        return moved

    def _known_anew(self) -> dict[str, Remembered[tuple[int, ...]]]:
        """By language, raw word → the numbers of its stems; none for a stop word or a single letter."""
        return {language: Remembered(self._numbering(language), REMEMBERED) for language in ("fr", "en")}

    def _numbering(self, language: str) -> Callable[[str], tuple[int, ...]]:
        forms = known_forms(language)

        def make(chunk: str) -> tuple[int, ...]:
            word, stem = forms[chunk]
            tells = len(stem) > 1 and word not in stop_words()
            return tuple(self._number(consonants(part)) for part in stem.split(" ")) if tells else ()

        return make

    def _number(self, stem: str) -> int:
        number = self._numbers.setdefault(stem, len(self._numbers))
        if number >= len(self._held):
            more = len(self._held)
            self._held = np.concatenate([self._held, np.zeros(more, np.float32)])
            self._telling = np.concatenate([self._telling, np.zeros(more, np.float32)])
            self._times = np.zeros(2 * more, np.int32)
        return number

    def _counted(self, numbers: list[int]) -> tuple[Numbers, Weights]:
        return times_of(np.array(numbers, np.int32), self._times)


class _Day:
    """The articles of one day, and how many of them hold each word: only the words they hold are kept, since a window
    of an archive being imported has a hundred days. What came is counted when it is asked for."""

    def __init__(self) -> None:
        self.articles = 0
        self._numbers = np.zeros(0, np.int32)  # in order
        self._times = np.zeros(0, np.float32)
        self._coming: list[tuple[Numbers, int]] = []

    def count(self, whole: Numbers, by: int) -> None:
        """Counts an article's words in (1) or out (-1)."""
        self.articles += by
        self._coming.append((whole.copy(), by))
        if len(self._coming) >= _COMING:
            self.held()

    def held(self) -> tuple[Numbers, Weights]:
        """The words its articles hold, in order of their numbers, and how many hold each."""
        if self._coming:
            numbers = np.concatenate([self._numbers, *(whole for whole, _ in self._coming)])
            times = np.concatenate([self._times, *(np.full(len(whole), by, np.float32) for whole, by in self._coming)])
            self._numbers, places = np.unique(numbers, return_inverse=True)
            self._times = np.bincount(places, times, len(self._numbers)).astype(np.float32)
            stays = self._times > 0
            self._numbers, self._times = self._numbers[stays], self._times[stays]
            self._coming.clear()
        return self._numbers, self._times

    def renumber(self, moved: Numbers) -> None:
        """Gives the words new numbers, in the same order."""
        self._numbers = moved[self.held()[0]]

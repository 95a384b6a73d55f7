"""Texts of invented words: any two share nothing unless it was put there."""

from __future__ import annotations

import random

LETTERS = "ابتثجحخدذرزسشصضطظعغفقكلمنهوي"


class Writer:
    """Writes texts of words nobody wrote before it, separated as papers do."""

    def __init__(self, seed: int = 1) -> None:
        self.random = random.Random(seed)

    def words(self, count: int) -> list[str]:
        return ["".join(self.random.choices(LETTERS, k=self.random.randint(4, 9))) for _ in range(count)]

    def text(self, count: int) -> str:
        return " ".join(self.words(count))

    def edited(self, words: list[str], share: float) -> list[str]:
        """A share of the words changed, dropped or joined by others."""
        made = []
        for word in words:
            roll = self.random.random()
            if roll < share / 2:
                made += self.words(1)
            elif roll >= share * 0.75:
                made.append(word)
                made += self.words(1) if roll > 1 - share / 4 else []
        return made

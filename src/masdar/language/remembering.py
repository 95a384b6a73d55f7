"""What was worked out of words is remembered while it is of use: a bounded table in two generations.

A language uses few words often and very many once. Those that were asked for since the last change of generations are
at hand; when they are too many they become the older generation, and what that one still held is forgotten. So a word
in use stays, and the table never holds more than twice its bound.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

LONGEST_KEY = 64  # characters; longer ones are worked out each time, so that no text can fill the memory

Value = TypeVar("Value")


class Remembered(dict[str, Value]):
    """Text → what `make` works out of it. Holds up to `most` texts in each of two generations."""

    def __init__(self, make: Callable[[str], Value], most: int) -> None:
        super().__init__()
        self._make = make
        self._most = most
        self._older: dict[str, Value] = {}

    def __missing__(self, key: str) -> Value:
        made = self._older.get(key)
        if made is None:
            made = self._make(key)
        if len(key) <= LONGEST_KEY:
            if len(self) >= self._most:
                self._older = dict(self)
                self.clear()
            self[key] = made
        return made

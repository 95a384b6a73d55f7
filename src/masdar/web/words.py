"""The words people read: `messages/{tag}.toml`, one file an edition, with the language's plural rules.

A message is a text with `{names}`, or a table of plural forms; forms a language does not use are left out, `other` is
always there. Plural rules after Unicode CLDR: https://cldr.unicode.org/index/cldr-spec/plural-rules
"""

from __future__ import annotations

import json
import tomllib
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent / "messages"


def _arabic(n: int) -> str:
    if n < 3:
        return ("zero", "one", "two")[n]
    hundredth = n % 100
    if 3 <= hundredth <= 10:
        return "few"
    return "many" if hundredth >= 11 else "other"


def _french(n: int) -> str:
    return "one" if n < 2 else "other"


def _english(n: int) -> str:
    return "one" if n == 1 else "other"


PLURALS: dict[str, Callable[[int], str]] = {"ar": _arabic, "fr": _french, "en": _english}


class Words:
    """One language's words. Calling it gives a message; a key that is not there is a KeyError, since it is our
    mistake and never a reader's."""

    def __init__(self, tag: str, messages: Mapping[str, Any]) -> None:
        self.tag = tag
        self.direction = str(messages["direction"])
        self._plural = PLURALS[tag]
        self._messages = messages

    def table(self, name: str) -> Mapping[str, str]:
        """A table of words, such as the names of reasons."""
        found: Mapping[str, str] = self._messages[name]
        return found

    def list(self, name: str) -> tuple[str, ...]:
        return tuple(self._messages[name])

    def has(self, key: str) -> bool:
        return key in self._messages

    def __call__(self, key: str, **values: object) -> str:
        text = self._messages[key]
        if not isinstance(text, str):
            n = values.get("n")
            text = text.get(self._plural(n), text["other"]) if isinstance(n, int) else text["other"]
        found: str = text
        return found.format(**values) if values else found

    def forms(self, key: str, digits: str) -> str:
        """A plural message for scripts, as JSON: its forms, and the digits numbers are written in."""
        return json.dumps({**self._messages[key], "digits": digits}, ensure_ascii=False, separators=(",", ":"))

    def count(self, key: str, n: int, shown: str) -> str:
        """A plural message for `n`, which the reader sees as `shown`."""
        forms = self._messages[key]
        text: str = forms.get(self._plural(n), forms["other"])
        return text.format(n=shown)


@cache
def words(tag: str) -> Words:
    """The words of a language. Raises ValueError where there are none for it."""
    if tag not in PLURALS:
        raise ValueError(f"no edition in {tag!r}: there are words for {', '.join(PLURALS)}")
    with (FOLDER / f"{tag}.toml").open("rb") as file:
        return Words(tag, tomllib.load(file))

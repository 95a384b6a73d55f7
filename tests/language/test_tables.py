"""The tables a reader of Arabic may correct: every line does what it says."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from importlib.resources import files

import pytest

from masdar.language.analyse import stem
from masdar.language.fold import fold, fold_word
from masdar.language.stem import own_beginning, without_prefix, without_suffix
from masdar.language.tables import kept, lines, stop_words
from masdar.language.variants import NAMES, rows, rows_of, words_of
from masdar.model import Document, Permalink, Search
from masdar.search.memory import MemoryIndex
from masdar.search.query import plain


def named(spelling: str) -> str:
    """The stem a spelling is found under."""
    words = words_of(spelling)
    return stem(words[0], raw=spelling) if len(words) == 1 else rows()[words]


def broken(lines: Iterable[str], holds: Callable[[str], bool]) -> list[str]:
    """The lines that do not hold, to be named by the test that fails."""
    return [line for line in lines if not holds(line)]


@pytest.mark.parametrize("table", NAMES)
def test_the_spellings_of_a_line_are_one_name(table: str) -> None:
    def holds(line: str) -> bool:
        names = {named(spelling) for spelling in line.split("|") if words_of(spelling)}
        several = {words for spelling in line.split("|") if len(words := words_of(spelling)) > 1}
        return len(names) == 1 and several <= set(rows_of(names.pop()))

    assert broken(lines(table), holds) == []


def test_a_plural_is_found_as_its_singular() -> None:
    def holds(line: str) -> bool:
        singular, *plurals = line.split()
        index = MemoryIndex()
        index.apply([Document(Permalink("p", n), word, "") for n, word in enumerate([singular, *plurals])], [], 1)
        found = {index.search(Search(plain(word))).total for word in (singular, *plurals)}
        return found == {1 + len(plurals)}

    assert broken(lines("plurals.txt"), holds) == []


def test_a_kept_beginning_stays() -> None:
    assert broken(kept()[0], lambda word: bool(own_beginning(word)) and without_prefix(word) == word) == []


def test_a_kept_ending_stays() -> None:
    assert broken(kept()[1], lambda word: without_suffix(word) == word) == []


def test_stop_words_tell_nothing() -> None:
    assert broken(lines("stop.txt"), lambda line: set(fold(line).split()) <= stop_words()) == []


def test_the_gazetteer_comes_with_its_licence_and_in_three_languages() -> None:
    folder = files("masdar.language") / "data"
    assert "UNICODE LICENSE" in (folder / "places.LICENSE").read_text("utf-8")
    assert named("الدار البيضاء") == named("Casablanca")
    assert named("ألمانيا") == named("Allemagne") == named("Germany")
    assert fold_word("ألمانيا")

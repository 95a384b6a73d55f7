"""The tables a reader of Arabic may correct: every line does what it says."""

from __future__ import annotations

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

SPELT = [line for table in NAMES for line in lines(table)]
PLURALS = list(lines("plurals.txt"))


def named(spelling: str) -> str:
    """The stem a spelling is found under."""
    words = words_of(spelling)
    return stem(words[0], raw=spelling) if len(words) == 1 else rows()[words]


@pytest.mark.parametrize("line", SPELT)
def test_the_spellings_of_a_line_are_one_name(line: str) -> None:
    names = {named(spelling) for spelling in line.split("|") if words_of(spelling)}
    assert len(names) == 1, names
    (name,) = names
    several = {words for spelling in line.split("|") if len(words := words_of(spelling)) > 1}
    assert several <= set(rows_of(name))


@pytest.mark.parametrize("line", PLURALS)
def test_a_plural_is_found_as_its_singular(line: str) -> None:
    singular, *plurals = line.split()
    index = MemoryIndex()
    index.apply([Document(Permalink("p", n), word, "") for n, word in enumerate([singular, *plurals])], [], 1)
    for word in (singular, *plurals):
        assert index.search(Search(plain(word))).total == 1 + len(plurals), word


@pytest.mark.parametrize("word", sorted(kept()[0]))
def test_a_kept_beginning_stays(word: str) -> None:
    assert own_beginning(word)
    assert without_prefix(word) == word


@pytest.mark.parametrize("word", sorted(kept()[1]))
def test_a_kept_ending_stays(word: str) -> None:
    assert without_suffix(word) == word


@pytest.mark.parametrize("line", list(lines("stop.txt")))
def test_stop_words_tell_nothing(line: str) -> None:
    assert set(fold(line).split()) <= stop_words()


def test_the_gazetteer_comes_with_its_licence_and_in_three_languages() -> None:
    folder = files("masdar.language") / "data"
    assert "UNICODE LICENSE" in (folder / "places.LICENSE").read_text("utf-8")
    assert named("الدار البيضاء") == named("Casablanca")
    assert named("ألمانيا") == named("Allemagne") == named("Germany")
    assert fold_word("ألمانيا")

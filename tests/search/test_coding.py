"""Tokens as engines hold them: nothing is lost in the code, and blanks part a text as its words do."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from masdar.language.analyse import known_forms
from masdar.language.tokenise import CHUNK
from masdar.model import Document, Permalink
from masdar.search.coding import coded, decoded
from masdar.search.indexing import Shown, pack, prepare, unpack
from masdar.search.lexicon import tokens_of

LETTERS = "ابتثجحخدذرزسشصضطظعغفقكلمنهويءabcxyz0189._@پ "
WRITTEN = st.text(alphabet="وفبلمعأإة ىيه.،()«»\n\u0640\u064e\u200f-ab3٣,ر", max_size=40)


@given(st.text(alphabet=LETTERS))
def test_a_token_comes_back_from_the_code(token: str) -> None:
    assert decoded(coded(token)) == token


@given(WRITTEN | st.text(max_size=40))
def test_a_text_in_pieces_has_the_words_of_the_whole(text: str) -> None:
    known = known_forms("ar")
    words = " ".join(word for chunk in CHUNK.findall(text) if (word := known[chunk][0]))
    stems = " ".join(stem for chunk in CHUNK.findall(text) if (stem := known[chunk][1]))
    made = tokens_of(text, "ar")
    assert (decoded(made.words), decoded(made.stems)) == (words, stems)


@pytest.mark.parametrize("spelt", ["و م ع", "و. م. ع.", "و .م .ع", "(و.م ع)", "و.م.ع"])
def test_letters_one_by_one_are_a_word_across_blanks(spelt: str) -> None:
    assert "و.م.ع" in decoded(tokens_of(f"نقلت {spelt} عن").words).split()


@given(st.text(max_size=30), st.text(max_size=30))
def test_what_is_shown_comes_back_whatever_its_letters(title: str, body: str) -> None:
    made = prepare(Document(Permalink("alwaha", 1), title, body)).shown
    assert unpack(pack(made)) == made
    assert isinstance(made, Shown)

"""Texts in tokens: the same whatever was read before, and sketches that near-repeats share."""

from __future__ import annotations

import zlib

from hypothesis import given
from hypothesis import strategies as st

from masdar.search.indexing import alike
from masdar.search.lexicon import BANDS, SKETCHED, Lexicon, tokens_of

WRITTEN = st.text(alphabet="وفبلمعأإة ىيه.،()«»\n\u0640\u064e\u200f-ab3٣,رПж𝐀", max_size=60)
LONG = " ".join(f"كلمة{letter}{other}" for letter in "ابتثجحخد" for other in "ذرزسش")


@given(st.lists(WRITTEN, max_size=8))
def test_what_was_forgotten_is_read_the_same_again(texts: list[str]) -> None:
    forgetful = Lexicon("en", most=3)
    assert [forgetful.tokens(text) for text in texts] == [tokens_of(text) for text in texts]
    assert [forgetful.tokens(text) for text in texts] == [tokens_of(text) for text in texts]


@given(st.text(max_size=200))
def test_any_text_is_read(text: str) -> None:
    sound = text.encode("utf-8", "replace").decode()
    made = tokens_of(sound)
    assert len(made.words.split()) == len(made.stems.split())


def test_marks_of_punctuation_at_its_edges_change_no_word() -> None:
    bare = tokens_of("الحكومة تعلن ميزانية 2018 U.S.A. و.م.ع عن 4.3 أ.ب")
    assert tokens_of("«الحكومة» (تعلن)، ميزانية: 2018. [U.S.A.]؛ «و.م.ع»! …عن 4.3% أ.ب.") == bare


def test_a_sketch_is_of_the_least_hashes_of_the_stems() -> None:
    made = tokens_of(LONG)
    sums = [zlib.crc32(stem.encode()) for stem in made.stems.split()]
    least = [min(one * int(band) & 0xFFFFFFFF for one in sums) for band in BANDS]
    assert made.sketch == int.from_bytes(bytes(each >> 4 & 0xFF for each in least), "little")


def test_texts_that_share_nearly_all_are_alike_and_short_ones_have_no_sketch() -> None:
    short = " ".join(LONG.split()[: SKETCHED - 1])
    texts = [LONG, LONG.replace("كلمة", "عبارة"), LONG + " إضافة", short, short]
    assert alike([tokens_of(text).sketch for text in texts]) == [(2, 0)]
    assert tokens_of(short).sketch == 0


BAND = st.integers(0, 3)


@given(st.lists(st.lists(BAND, min_size=8, max_size=8).map(lambda bands: int.from_bytes(bytes(bands))), max_size=150))
def test_sketches_are_alike_where_six_of_eight_bands_are(sketches: list[int]) -> None:
    def bands(left: int, right: int) -> int:
        return sum(one == other for one, other in zip(left.to_bytes(8), right.to_bytes(8), strict=True))

    pairs = [(later, earlier) for later in range(len(sketches)) for earlier in range(later)]
    assert alike(sketches) == [
        (later, earlier)
        for later, earlier in pairs
        if sketches[later] and sketches[earlier] and bands(sketches[later], sketches[earlier]) >= 6
    ]

"""Times, digests and names as the tables hold them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from masdar.model import Article, Block, BlockKind
from masdar.store import records

MOMENTS = st.datetimes(timezones=st.sampled_from([UTC, timezone(timedelta(hours=5, minutes=45))]))


@given(MOMENTS)
def test_a_time_comes_back_exactly_and_in_utc(moment: datetime) -> None:
    back = records.instant(records.micros(moment)) if moment.year in range(2, 9999) else moment.astimezone(UTC)
    assert back == moment
    assert back.tzinfo is UTC


def test_a_time_without_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="zone"):
        records.micros(datetime(2026, 1, 1))


@given(st.text(), st.integers(2, 50))
def test_a_shortened_text_is_short_and_begins_alike(text: str, limit: int) -> None:
    short = records.shorten(text, limit)
    assert len(short) <= limit
    assert "\x00" not in short
    if len(records.plain(text)) > limit:
        assert short.endswith("…")
        assert records.plain(text).startswith(short[:-1])


@given(st.lists(st.text(max_size=5), max_size=4), st.lists(st.text(max_size=5), max_size=4))
def test_the_digest_of_words_tells_block_borders(first: list[str], second: list[str]) -> None:
    def read(texts: list[str]) -> Article:
        return Article("a", "https://a.example/", "ع", tuple(Block(BlockKind.PARAGRAPH, text) for text in texts))

    assert (records.words(read(first)) == records.words(read(second))) == (first == second)


@pytest.mark.parametrize(
    ("tag", "subtag"),
    [("ar", "ar"), ("ar-MA", "ar"), ("FR_fr", "fr"), ("", ""), ("x", ""), ("arabic", ""), ("عربي", ""), ("ber", "ber")],
)
def test_a_language_is_listed_under_its_primary_subtag(tag: str, subtag: str) -> None:
    assert records.lang(tag) == subtag


@given(st.text(alphabet=st.characters(codec=None, categories=["L", "N", "Cs", "Cc", "Zs"])))
def test_every_text_can_be_kept(text: str) -> None:
    article = Article("a", "https://a.example/", text, (), evidence={text: text})
    back = records.article(records.encode(article))
    assert back.title == text.encode("utf-8", "replace").decode("utf-8")
    assert records.words(back) == records.words(article)

"""What counts of an article, looked at by its stretches."""

from __future__ import annotations

from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from masdar.model import Permalink, Precision
from masdar.provenance import Sighting
from masdar.provenance.credits import Credit

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
SPANS = st.tuples(st.integers(0, 60), st.integers(1, 30)).map(lambda one: (one[0], one[0] + one[1]))
CREDITS = st.tuples(SPANS, st.sampled_from(["afp", "map"]), st.sampled_from(["dateline", "tail", "cited"]))


@given(st.lists(CREDITS, max_size=5), st.lists(SPANS, max_size=20))
def test_looking_credits_up_together_finds_what_each_finds(
    credits: list[tuple[tuple[int, int], str, str]], stretches: list[tuple[int, int]]
) -> None:
    made = tuple(Credit(agency, *span, agency, place) for span, agency, place in sorted(credits))
    article = Sighting(Permalink("paper", 1), 1, "x" * 100, None, Precision.MINUTE, NOON, credits=made)
    assert article.credited_each(stretches) == [article.credited(*one) for one in stretches]

"""What counts of an article, looked at by its stretches."""

from __future__ import annotations

from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from masdar.model import Permalink, Precision
from masdar.provenance import Sighting
from masdar.provenance.credits import MOST, Credit, credits_of
from masdar.provenance.sighting import WORD
from tests.pace import within

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
SPANS = st.tuples(st.integers(0, 60), st.integers(1, 30)).map(lambda one: (one[0], one[0] + one[1]))
CREDITS = st.tuples(SPANS, st.sampled_from(["afp", "map"]), st.sampled_from(["dateline", "tail", "cited"]))


@given(st.lists(CREDITS, max_size=9), st.lists(SPANS, max_size=20).map(sorted))
def test_looking_credits_up_together_finds_what_each_finds(
    credits: list[tuple[tuple[int, int], str, str]], stretches: list[tuple[int, int]]
) -> None:
    made = tuple(Credit(agency, *span, agency, place) for span, agency, place in sorted(credits))
    article = Sighting(Permalink("paper", 1), 1, "x" * 100, None, Precision.MINUTE, NOON, credits=made)
    assert article.credited_each(stretches) == [article.credited(*one) for one in stretches]


def test_a_page_made_of_credits_is_read_in_time_and_kept_small() -> None:
    text = "وقالت رويترز لفرانس برس إن ( أ ف ب ) " * 4_000
    with within(6):
        made = credits_of(text)
        article = Sighting(Permalink("paper", 1), 1, text, None, Precision.MINUTE, NOON, credits=made)
        found = article.credited_each([word.span() for word in WORD.finditer(text)])
    assert len(made) <= MOST
    assert found[0] is not None

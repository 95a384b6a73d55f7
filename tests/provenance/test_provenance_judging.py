"""Who had a text first: golden pairs, and laws that hold whatever is judged."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from masdar.model import (
    Article,
    Block,
    BlockKind,
    Passage,
    Permalink,
    Precision,
    Sign,
    Source,
    SourceKind,
    StoredArticle,
    Trace,
)
from masdar.provenance import Habits, Sighting, judge, sighting
from masdar.provenance.passages import passage
from masdar.reuse import Detector
from tests.reuse.making import Writer

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
SEEN = NOON + timedelta(days=1)
WORDS = Writer(1).words(120)
BODY = " ".join(WORDS)


def seen(
    paper: str, text: str, minutes: float | None = 0, *, agency: bool = False, byline: str = "", name: str = "",
    host: str = "", precision: Precision = Precision.MINUTE,
) -> Sighting:  # fmt: skip
    blocks = tuple(Block(BlockKind.PARAGRAPH, line) for line in text.split("\n"))
    home = f"https://www.{paper}.example/"
    published = NOON + timedelta(minutes=minutes) if minutes is not None else None
    article = Article(
        paper, f"https://{host}/1" if host else f"{home}1", "", blocks, "ar", byline=byline, published=published,
        published_precision=precision,
    )  # fmt: skip
    kind = SourceKind.AGENCY if agency else SourceKind.DAILY
    return sighting(StoredArticle(Permalink(paper, 1), article, 1, SEEN, SEEN), Source(paper, name, home, kind=kind))


def traces(*sightings: Sighting, habits: Habits | None = None) -> dict[str, Trace]:
    """All of them judged, each with all that it shares; by paper."""
    detector, shared = Detector(), {one.permalink: list[Passage]() for one in sightings}
    at = {one.permalink: one for one in sightings}
    for one in sightings:
        for match in detector.ask(one.text):
            found = passage(match, one, at[match.other])
            shared[one.permalink].append(found)
            shared[match.other].append(found.turned())
        detector.add(one.permalink, one.text)
    known = habits if habits is not None else Habits()
    return {one.source: judge(one, shared[one.permalink], at, known) for one in sightings}


def share(trace: Trace, of: str) -> float:
    return next((one.part for one in trace.shares if one.of == of), 0.0)


def test_the_earlier_of_two_papers_had_it_first() -> None:
    found = traces(seen("late", BODY, 60), seen("early", BODY, 0))
    assert share(found["late"], "early") > 0.95
    assert found["early"].own == 1.0
    (edge,) = found["late"].edges
    assert (edge.giver, edge.lag) == (Permalink("early", 1), 3600)


def test_without_any_sign_nobody_is_sure() -> None:
    found = traces(seen("one", BODY, None), seen("other", BODY, None))
    assert all(origin.confidence <= 0.55 for trace in found.values() for origin in trace.origins)


def test_a_day_says_nothing_of_the_hours_within_it() -> None:
    found = traces(seen("a", BODY, 0, precision=Precision.DAY), seen("b", BODY, 300, precision=Precision.DAY))
    assert all(one.sign != Sign.PUBLISHED for trace in found.values() for e in trace.edges for one in e.evidence)


def test_an_agency_is_the_origin_though_its_page_says_a_later_time() -> None:
    found = traces(seen("paper", f"لندن (رويترز) - {BODY}", 0), seen("reuters", BODY, 90, agency=True))
    assert share(found["paper"], "reuters") > 0.9
    assert found["reuters"].own == 1.0


def test_papers_with_one_dispatch_meet_in_an_agency_that_is_not_there() -> None:
    found = traces(seen("one", f"لندن (رويترز) - {BODY}", 0), seen("two", f"{BODY}\nالمصدر: رويترز", 30))
    for trace in found.values():
        assert share(trace, "reuters") > 0.9


def test_a_paper_that_leaves_the_mark_away_has_the_dispatch_all_the_same() -> None:
    found = traces(
        seen("one", f"لندن (رويترز) - {BODY}", 0), seen("two", BODY, 30), seen("three", f"{BODY} (رويترز)", 9)
    )
    assert share(found["two"], "reuters") > 0.9


SECOND = Writer(9).text(120)
JOINED = [
    ("", "\n(رويترز)", "reuters"),
    ("", "\n(أ ف ب)", "afp"),
    ("لندن (رويترز) - ", "", "reuters"),
]


@pytest.mark.parametrize(("head", "tail", "kept"), JOINED)
def test_one_credit_over_two_joined_dispatches_does_not_take_both(head: str, tail: str, kept: str) -> None:
    joined = seen("joined", f"{head}{BODY}\n{SECOND}{tail}", 60)
    first, second = seen("one", f"لندن (رويترز) - {BODY}", 0), seen("two", f"باريس (أ ف ب) - {SECOND}", 5)
    found = traces(joined, first, second)["joined"]
    assert 0.4 < share(found, "reuters") < 0.6
    assert 0.4 < share(found, "afp") < 0.6
    (other,) = {"reuters", "afp"} - {kept}
    assert all(origin.confidence < 0.95 for origin in found.origins if origin.agency == other)


@pytest.mark.parametrize("tail", ["رويترز", "أ ف ب"])
def test_one_page_that_credits_both_of_two_joined_dispatches_tells_them_apart(tail: str) -> None:
    both = seen("both", f"لندن (رويترز) - {BODY}\nباريس (أ ف ب) - {SECOND}", 0)
    found = traces(seen("joined", f"{BODY}\n{SECOND}\n({tail})", 60), both)["joined"]
    assert 0.4 < share(found, "reuters") < 0.6
    assert 0.4 < share(found, "afp") < 0.6


def test_a_credit_keeps_what_no_other_page_explains_it_by() -> None:
    whole = seen("whole", f"{BODY}\n{SECOND}\n(رويترز)", 60)
    found = traces(whole, seen("part", f"باريس (أ ف ب) - {SECOND}", 5))["whole"]
    assert share(found, "afp") == 0.0
    assert share(found, "reuters") > 0.45


def test_a_part_credited_otherwise_once_stays_with_the_dispatch_it_was_cut_from() -> None:
    papers = [seen(f"whole-{at}", f"لندن (رويترز) - {BODY}\n{SECOND}", at) for at in range(3)]
    found = traces(*papers, seen("part", f"باريس (أ ف ب) - {SECOND}", 90))
    for one in papers:
        assert share(found[one.source], "reuters") > 0.9


def test_a_paper_without_a_credit_has_the_one_that_stands_with_its_words() -> None:
    spread = [seen(f"a-spread-{at}", f"لندن (رويترز) - {BODY}\n{SECOND}", 60 + at) for at in range(2)]
    near = [seen(f"b-near-{at}", f"باريس (أ ف ب) - {SECOND}", at) for at in range(2)]
    found = traces(*spread, *near, seen("bare", SECOND, 30))
    assert share(found["bare"], "afp") > 0.9


def test_what_a_page_puts_before_a_dispatch_is_its_own() -> None:
    own = Writer(2).text(40)
    found = traces(seen("reuters", BODY, 0, agency=True), seen("paper", f"{own}\n{BODY}", 30, byline="رويترز"))
    assert 0.2 < found["paper"].own < 0.3
    assert share(found["paper"], "reuters") > 0.7


def test_a_page_that_names_another_address_as_its_own_says_whose_it_is() -> None:
    found = traces(seen("taker", BODY, 0, host="www.giver.example"), seen("giver", BODY, 40))
    assert share(found["taker"], "giver") > 0.9


def test_a_page_that_names_a_paper_as_its_source_says_whose_it_is() -> None:
    found = traces(seen("taker", f"{BODY}\nنقلا عن صدى الساحل", None), seen("giver", BODY, None, name="صدى الساحل"))
    assert share(found["taker"], "giver") > 0.9
    found = traces(seen("taker", f"{BODY} صدى الساحل", None), seen("giver", BODY, None, name="صدى الساحل"))
    assert all(edge.confidence < 0.7 for edge in found["taker"].edges)


def test_the_text_all_others_vary_is_the_first() -> None:
    copies = []
    for number, changed in enumerate((7, 40, 75, 100)):
        words = list(WORDS)
        words[changed : changed + 2] = Writer(20 + number).words(2)
        copies.append(seen(f"copy-{number}", " ".join(words), None))
    found = traces(*copies, seen("root", BODY, None))
    assert found["root"].own == 1.0
    for copy in copies:
        assert share(found[copy.source], "root") > 0.9


def test_passages_that_are_no_copies_do_not_count() -> None:
    quoted = f"«{Writer(3).text(40)}»"
    one = seen("one", f"{Writer(4).text(60)} {quoted}", 0)
    two = seen("two", f"{Writer(5).text(60)} {quoted}", 30)
    assert [trace.own for trace in traces(one, two).values()] == [1.0, 1.0]


def test_habits_are_learnt_and_taken_back() -> None:
    habits = Habits()
    found = traces(seen("taker", f"لندن (رويترز) - {BODY}", 60), seen("reuters", BODY, 0, agency=True))
    habits.learn("taker", found["taker"].edges)
    weight, count = habits.weight("taker", "reuters")
    assert weight > 0
    assert count == 1
    assert habits.weight("reuters", "taker")[0] == -weight
    habits.learn("taker", found["taker"].edges, times=-1)
    assert habits.weight("taker", "reuters") == (0.0, 0)


def test_evidence_tells_how_often_it_went_the_way_it_speaks_for() -> None:
    habits, (late, agency) = Habits(), (seen("late", BODY, 60), seen("reuters", BODY, 0, agency=True))
    for _ in range(7):
        habits.learn("late", traces(late, agency)["late"].edges)
    by_paper = {one.sign: one for one in traces(late, agency, habits=habits)["late"].edges[0].evidence}
    assert (by_paper[Sign.HABIT].detail, by_paper[Sign.PUBLISHED].detail) == ("7", "+60 min")


def test_a_verdict_says_why_it_names_an_agency_though_the_text_came_by_a_paper() -> None:
    first, says, silent = seen("first", BODY, 0), seen("says", f"{BODY} (رويترز)", 60), seen("silent", BODY, 90)
    found = traces(first, says, silent)
    mark = next(one for one in found["says"].origins[0].evidence if one.sign is Sign.MARK)
    assert mark.detail == "رويترز"
    assert Sign.CREDITED in {one.sign for one in found["silent"].origins[0].evidence}
    assert Sign.CREDITED not in {one.sign for one in found["silent"].edges[0].evidence}


HEADS = st.sampled_from(["", "لندن (رويترز) - ", "الرباط - و م ع: ", "نقلا عن أ ف ب، "])
PAPERS = st.lists(
    st.tuples(HEADS, st.none() | st.integers(0, 900), st.integers(0, 40), st.integers(60, 120), st.booleans()),
    min_size=1, max_size=5,
)  # fmt: skip


def shared(made: list[Sighting]) -> list[Passage]:
    """What any two of them share, as it was put into them."""
    found = []
    for at, one in enumerate(made):
        for other in made[:at]:
            both = [word for word in WORDS if f" {word} " in one.text and f" {word} " in other.text]
            spans = [(text.index(both[0]), text.index(both[-1]) + len(both[-1])) for text in (one.text, other.text)]
            count = len(both)
            found.append(Passage(one.permalink, *spans[0], other.permalink, *spans[1], count, count, count))
    return found


@given(PAPERS, st.randoms(use_true_random=False))
def test_laws_of_every_verdict(papers, order) -> None:  # type: ignore[no-untyped-def]  # given by Hypothesis or pytest
    made = [
        seen(f"paper-{at}", f"{head}{' '.join(WORDS[begin:end])}", minutes, agency=agency)
        for at, (head, minutes, begin, end, agency) in enumerate(papers)
    ]
    at = {one.permalink: one for one in made}
    found = shared(made)
    for one in made:
        mine = [each.seen_from(one.permalink) for each in found if one.permalink in (each.one, each.other)]
        trace = judge(one, mine, at, Habits())
        assert sum(part.words for part in trace.shares) == trace.words
        assert sum(part.part for part in trace.shares) == pytest.approx(1.0)
        places = [(origin.start, origin.end) for origin in trace.origins]
        assert places == sorted(places)
        assert all(0 <= start < end <= len(one.text) for start, end in places)
        assert all(0 <= origin.confidence <= 1 for origin in trace.origins)
        assert all(edge.giver != one.permalink for edge in trace.edges)
        order.shuffle(mine)
        again = judge(one, mine, at, Habits())
        assert (again.shares, again.origins) == (trace.shares, trace.origins)

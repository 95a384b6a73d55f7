"""Who carries whom, and whose words a paper prints."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from masdar.contracts import Lags
from masdar.model import OWN, UNDECIDED, Habit
from masdar.web.assets import assets
from masdar.web.carrying import NARROW, WIDE, Sheet, drawn, sorted_out
from tests.web.conftest import Stand


@pytest.fixture
def papers(portal: Stand) -> list[str]:
    names = sorted(portal.store.by_id)[:3]
    portal.store.carried = [Habit(names[0], "afp", 40, 9000, 1500), Habit(names[1], names[0], 3, 200, None)]
    portal.store.words_of = [(OWN, 600), ("afp", 300), (names[2], 80), (UNDECIDED, 20)]
    return names


@pytest.mark.parametrize("prefix", ["", "/fr", "/en"])
def test_it_is_drawn_and_tabled(portal: Stand, papers: list[str], prefix: str) -> None:
    main = portal.client.get(f"{prefix}/provenance").text.split("<main")[1].split("</main>")[0]
    assert [drawing.count("<path") for drawing in main.split("<svg")[1:]] == [2, 2]
    assert main.count("<tr>") == 3
    assert f'href="{prefix}/{papers[0]}"' in main
    assert "None" not in re.sub("<[^>]*>", " ", main)
    for drawing, sheet in zip(main.split("<svg")[1:], (WIDE, NARROW), strict=True):
        givers = {float(x) for x in re.findall(r'<text x="([\d.]+)"[^>]*class="of-', drawing)}
        assert all((x > sheet.width / 2) == (prefix == "") for x in givers)


def test_what_was_carried_once_is_folded(portal: Stand, papers: list[str]) -> None:
    agencies = [f"agency{nth}" for nth in range(100)]
    portal.store.carried = [Habit(papers[0], one, 100 - nth, 90, None) for nth, one in enumerate(agencies)]
    table, folded = portal.client.get("/provenance").text.split("<main")[1].split("<details")
    assert [part.count("<tr><td>") for part in (table, folded)] == [30, 70]
    assert "70" in folded.split("</summary>")[0]


def test_before_anything_was_carried_it_says_so(portal: Stand) -> None:
    assert "لم يُنقل شيء" in portal.client.get("/provenance").text


@pytest.mark.parametrize("prefix", ["", "/fr", "/en"])
def test_a_papers_page_tells_whose_words_it_prints(portal: Stand, papers: list[str], prefix: str) -> None:
    page = portal.client.get(f"{prefix}/{papers[0]}").text
    told = page.split("whose-words")[1].split("</details>")[0]
    assert [int(n) for n in re.findall(r"<b>(\d+) %</b>", told)][:4] == [30, 8, 2, 60]
    assert "<b><bdi>" in told
    weight = len(page.encode()) + sum(
        len(assets().by_name[name].body) for name in ("site.css", "site.js", "early.js", "origins.css")
    )
    assert weight <= 60 * 1024


def test_a_papers_page_tells_how_much_later_it_comes(portal: Stand, papers: list[str]) -> None:
    def told() -> str:
        return re.sub("<[^>]*>", " ", portal.again().get(f"/en/{papers[0]}").text.split("whose-words")[1])

    assert "After a" not in told()
    portal.store.later = Lags(papers=1500)
    assert "After an agency" not in told()
    assert "After a paper" in told()
    assert "25 minutes later" in told()
    assert "quotes the past" in told()
    portal.store.later = Lags(agencies=300)
    assert "5 minutes later" in told()
    assert "None" not in told()


@pytest.mark.parametrize("prefix", ["", "/fr", "/en"])
def test_an_archive_that_ends_years_ago_tells_of_its_last_days(portal: Stand, papers: list[str], prefix: str) -> None:
    portal.clock.move(4 * 366 * 86_400)
    main = portal.client.get(f"{prefix}/provenance").text.split("<main")[1]
    assert main.count("<tr>") == 3
    assert {"": "آخرها", "/fr": "jusqu’au", "/en": "up to"}[prefix] in main
    assert "whose-words" in portal.client.get(f"{prefix}/{papers[0]}").text


@given(
    st.lists(st.tuples(st.integers(0, 30), st.integers(0, 30), st.integers(1, 9999)), max_size=80),
    st.booleans(),
    st.sampled_from([WIDE, NARROW]),
)
def test_every_drawing_stays_within_its_bounds(flows: list[tuple[int, int, int]], rtl: bool, on: Sheet) -> None:
    made = drawn([Habit(f"t{t}", f"g{g}" * 20, n) for t, g, n in flows], str, lambda of: False, rtl=rtl, on=on)
    assert len(made.flows) <= on.flows
    assert all(len(node.name) <= on.letters + 2 for node in made.givers)
    assert all(0 < node.y < made.height for node in (*made.givers, *made.takers))
    assert {made.giver_x, made.taker_x} == {on.names, on.width - on.names}


@given(st.lists(st.tuples(st.sampled_from([OWN, UNDECIDED, "afp", "paper"]), st.integers(0, 999)), max_size=9))
def test_words_are_sorted_out_without_losing_any(words: list[tuple[str, int]]) -> None:
    assert sum(sorted_out(words, lambda of: of == "afp").values()) == sum(count for _, count in words)

"""The strip: the newest over all papers, none empty, none twice, made once every couple of seconds."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from masdar.model import Headline, Permalink
from masdar.web.arranging import arrange
from masdar.web.headlines import distinct, sameness
from tests.web import invented
from tests.web.conftest import Stand


def strip_of(page: str) -> str:
    return page.split('class="strip"')[1].split("</aside>")[0]


def titles(page: str) -> list[str]:
    return [
        re.sub("<[^>]+>", "", found)
        for found in re.findall(r'<span class="what"[^>]*>(.*?)</span></a>', strip_of(page))
    ]


def test_the_same_strip_stands_on_every_page(portal: Stand) -> None:
    pages = [
        portal.client.get(address).text for address in ("/", "/sabah-wadi", "/mizan-suq/1001", "/search", "/nosuch")
    ]
    assert len({strip_of(page) for page in pages}) == 1
    assert len(titles(pages[0])) == 25
    assert len(set(re.findall(r'href="/([a-z-]+)/', strip_of(pages[0])))) >= 4


def test_each_line_has_its_paper_and_time(portal: Stand) -> None:
    lines = re.findall(r"<li>.*?</li>", strip_of(portal.client.get("/").text))
    for line in lines:
        assert re.search(r'class="paper">[^<]+<', line)
        assert re.search(r'<time datetime="[^"]+Z">[^<]+</time>', line)


def test_empty_and_repeated_headlines_are_left_out(portal: Stand) -> None:
    stored = portal.store.articles[Permalink("sabah-wadi", 1001)]
    at = invented.NOW
    for number, title in enumerate(
        ["", "   ", "\u200f\u200b", "…", "الفيضانات تُغلِق الطريقَ إلى الوادي", "الفيضانات تغلق الطريق الى الوادى",
         "الفيضـــانات تغلق الطريق إلى الوادي!", "«الفيضانات» تغلق الطريق إلى الوادي"], 5000,
    ):  # fmt: skip
        article = replace(stored.article, title=title, published=at - timedelta(seconds=number - 5000))
        portal.store.keep(replace(stored, permalink=Permalink("sabah-wadi", number), article=article, first_seen=at))
    shown = titles(portal.client.get("/").text)
    assert sum("الفيضانات" in title or "الفيضـــانات" in title for title in shown) == 1
    assert all(title.strip("\u200f\u200b …") for title in shown)


def test_it_is_rendered_once_for_many_readers(portal: Stand) -> None:
    portal.client.get("/about")
    portal.store.calls.clear()
    for _ in range(20):
        portal.client.get("/about")
    assert portal.store.calls["headlines"] == 0
    portal.clock.move(2.5)
    portal.client.get("/about")
    assert portal.store.calls["headlines"] == 0  # nothing changed since
    portal.clock.move(3)
    portal.client.get("/about")
    assert portal.store.calls["headlines"] == 1


def test_it_shows_what_is_new(portal: Stand) -> None:
    before = portal.client.get("/strip")
    stored = portal.store.articles[Permalink("sabah-wadi", 1001)]
    portal.clock.move(3)
    article = replace(stored.article, title="نبأ وصل الآن", published=portal.clock())
    portal.store.keep(
        replace(stored, permalink=Permalink("sabah-wadi", 6000), article=article, first_seen=portal.clock())
    )
    after = portal.client.get("/strip", if_none_match=before.headers["etag"])
    told = json.loads(after.text)
    assert told["items"][0] == {
        "h": "/sabah-wadi/6000", "t": "نبأ وصل الآن", "p": "صباح الوادي", "a": "2026-03-14T15:42:03Z", "w": "الآن",
        "l": "ar", "d": "rtl",
    }  # fmt: skip
    assert told["order"][0] == "/sabah-wadi/6000"
    assert told["v"] != json.loads(before.text)["v"]


def headline(number: int, title: str, source: str = "a", picture: str = "") -> Headline:
    at = invented.NOW - timedelta(minutes=number)
    return Headline(Permalink(source, number), title, source, at, picture=picture)


def test_two_spellings_are_one_headline() -> None:
    assert sameness("الأمطار تعود إلى المدينة") == sameness("الامطار تعود الى المدينه")
    assert sameness("Pluies: retour!") == sameness("pluies  retour")
    assert sameness("  «»… ") == ""


@given(
    st.lists(
        st.tuples(st.sampled_from("abcd"), st.sampled_from(["", "x", "y", "z", "w", "v", "u", "t", "s"]), st.booleans())
    )
)
def test_a_front_places_each_headline_at_most_once(drawn: list[tuple[str, str, bool]]) -> None:
    given_ = [headline(n, title, source, "p" if shot else "") for n, (source, title, shot) in enumerate(drawn)]
    front = arrange(given_, invented.NOW)
    placed = [*([front.lead] if front.lead else []), *front.beside, *front.pictures, *front.lines]
    assert len(placed) == len({sameness(one.title) for one in placed})
    assert all(one.title for one in placed)
    assert len(placed) == min(len(list(distinct(given_))), len(placed))
    assert all(one.picture for one in front.pictures)
    assert front.lead is None or bool(front.lead.picture) == any(one.picture for one in distinct(given_))


def test_the_lead_and_those_beside_it_come_from_different_papers() -> None:
    front = arrange([headline(n, f"عنوان {n}", "abcde"[n // 10], "p") for n in range(50)], invented.NOW)
    assert front.lead is not None
    assert len({front.lead.permalink.source, *(one.permalink.source for one in front.beside)}) == 5


def carried_by(one: Headline, story: int, papers: int) -> Headline:
    return replace(one, story=story, papers=papers)


def test_what_most_papers_carry_leads_while_it_is_fresh() -> None:
    many = [headline(n, f"عنوان {n}", "abcdefgh"[n % 8], "p") for n in range(40)]
    many[20] = carried_by(many[20], 1, 9)
    many[21] = carried_by(many[21], 1, 9)
    many[30] = carried_by(many[30], 2, 4)
    front = arrange(many, invented.NOW)
    assert front.lead == many[20]
    assert many[30] in front.beside
    assert many[21] not in front.placed()
    assert arrange(many, invented.NOW + timedelta(days=3)).lead == many[20]  # all are as old
    aged = [*many[:20], *(replace(one, at=one.at - timedelta(days=3)) for one in many[20:])]
    assert arrange(aged, invented.NOW).lead == many[0]


def test_a_story_is_shown_by_an_article_with_a_picture() -> None:
    bare, shown = headline(0, "عنوان", "a"), headline(5, "آخر", "b", "p")
    front = arrange([carried_by(bare, 1, 5), carried_by(shown, 1, 5), headline(6, "ثالث", "c")], invented.NOW)
    assert front.lead is not None
    assert front.lead.permalink == shown.permalink


def test_the_most_carried_are_ranked_by_papers() -> None:
    many = [carried_by(headline(n, f"عنوان {n}", "abcdefgh"[n % 8]), n + 1, 3 + n % 7) for n in range(30)]
    carried = arrange(many, invented.NOW).carried
    assert len(carried) == 6
    assert [one.papers for one in carried] == sorted((one.papers for one in carried), reverse=True)

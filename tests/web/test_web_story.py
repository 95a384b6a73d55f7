"""A story's page, and a story once in lists."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from masdar.model import (
    OWN,
    UNDECIDED,
    Edge,
    Evidence,
    Headline,
    Origin,
    Permalink,
    Print,
    Share,
    Sign,
    Story,
    Thumbnail,
    Trace,
)
from masdar.press.invented.pictures import render
from masdar.web.chains import BROAD, DEEPEST, MOST, Link, chains
from masdar.web.naming import agency
from masdar.web.roots import Carrier, Report, paged, reports
from tests.web.conftest import Stand


@pytest.fixture
def story(portal: Stand) -> Story:
    """Five articles of three papers or more, the newest of the press among them."""
    store = portal.store
    newest = sorted(store.articles, key=lambda one: store._headline(store.articles[one]).at, reverse=True)
    arabic = [one for one in newest if store.articles[one].article.language == "ar"][:9]
    chosen = sorted(store.headlines_of(arabic).values(), key=lambda one: (one.at, one.permalink))
    made = Story(7, tuple(chosen), chosen[1].permalink)
    store.told = {7: made, 9: Story(9, (), None, 7)}
    return made


def test_it_shows_its_headline_every_article_and_its_papers(portal: Stand, story: Story) -> None:
    page = portal.client.get("/story/7").text
    main = page.split("<main")[1]
    assert story.title is not None
    assert story.title.title in re.sub("[\u2066-\u2069]|<[^>]+>", "", main.split("</h1>")[0])
    shown = re.findall(r'<h4[^>]*><a href="/([^"]+)"', main)
    assert shown == [str(one.permalink) for one in story.articles]
    for name in story.papers:
        assert f'href="/{name}"' in main.split("<aside")[1]


@pytest.mark.parametrize("prefix", ["", "/fr", "/en"])
def test_it_stands_in_every_edition(portal: Stand, story: Story, prefix: str) -> None:
    assert portal.client.get(f"{prefix}/story/7").status == 200


def test_a_picture_that_papers_share_is_shown_once(portal: Stand, story: Story) -> None:
    shown = [replace(one, picture=letter * 64) for one, letter in zip(story.articles, "abc", strict=False)]
    portal.store.told[7] = replace(story, articles=(*shown, *story.articles[3:]))
    other_bits = "f" * 32 + "0" * 32
    portal.store.prints = {
        "a" * 64: Print("a" * 64, "0" * 64, 100, "0" * 16),
        "b" * 64: Print("b" * 64, "f" * 10 + "0" * 54, 40, "0" * 16),  # 40 bits from the first: cut in another shape
        "c" * 64: Print("c" * 64, other_bits, 100, "f" * 16),
    }
    page = portal.client.get("/story/7").text
    assert [f"{letter * 64}" in page for letter in "abc"] == [True, False, True]


def test_a_picture_that_papers_cut_each_in_its_way_is_shown_once(portal: Stand, story: Story) -> None:
    shown = [replace(one, picture=letter * 64) for one, letter in zip(story.articles, "abc", strict=False)]
    portal.store.told[7] = replace(story, articles=(*shown, *story.articles[3:]))
    cuts = {"a": ("sea", (640, 360)), "b": ("sea", (640, 480)), "c": ("hall", (640, 360))}
    portal.store.pictures = portal.store.pictures | {
        letter * 64: {480: Thumbnail(*size, render(scene, 7, size, "webp"))} for letter, (scene, size) in cuts.items()
    }
    portal.store.prints = {
        letter * 64: Print(letter * 64, bits * 64, 100, "0" * 16) for letter, bits in zip("abc", "0f3", strict=True)
    }
    page = portal.client.get("/story/7").text
    assert [f"{letter * 64}" in page for letter in "abc"] == [True, False, True]


def test_a_story_that_became_part_of_another_leads_there(portal: Stand, story: Story) -> None:
    for address, to in (("/story/9", "/story/7"), ("/fr/story/9", "/fr/story/7"), ("/story/9.json", "/story/7.json")):
        answer = portal.client.get(address)
        assert (answer.status, answer.headers["location"]) == (302, to)


@pytest.mark.parametrize("address", ["/story/8", "/story/0", "/story/x", "/story/8.json"])
def test_what_is_no_story_is_not_found(portal: Stand, story: Story, address: str) -> None:
    assert portal.client.get(address).status == 404


def test_it_is_there_for_machines(portal: Stand, story: Story) -> None:
    made = json.loads(portal.client.get("/story/7.json").text)
    assert [one["id"] for one in made["articles"]] == [str(one.permalink) for one in story.articles]
    assert made["headline"]["id"] == str(story.headline)
    assert [one["id"] for one in made["papers"]] == list(story.papers)
    assert made["origins"] is None


def test_strip_and_front_show_a_story_once_with_how_many_papers_carry_it(portal: Stand, story: Story) -> None:
    page = portal.client.get("/").text
    of_story = {str(one.permalink) for one in story.articles}
    strip = page.split('class="strip"')[1].split("</aside>")[0]
    assert sum(link in of_story for link in re.findall(r'<li><a href="/([^"]+)"', strip)) == 1
    assert strip.count('class="carried"') == 1
    main = page.split("<main")[1].split('class="strip"')[0]
    assert len(set(re.findall(r'<h[23][^>]*><a href="/([^"]+)"', main)) & of_story) == 1
    assert 'class="carried" href="/story/7"' in main
    assert Permalink("nobody", 1) not in portal.store.stories_of([Permalink("nobody", 1)])


def test_origins_are_named_and_counted_and_who_only_carries_is_folded_under_them(portal: Stand, story: Story) -> None:
    store = portal.store
    first, *others = [one.permalink for one in story.articles]
    own = (Share(OWN, 50, 1.0),)
    store.traces = {one: Trace(one, 1, 50, shares=own) for one in (first, *others)}
    signs = (Evidence(Sign.PUBLISHED, 2.0),)
    taker, of_agency = next(one for one in others if one.source != first.source), others[-1]
    store.traces[taker] = Trace(
        taker, 1, 50, (Origin(0, 400, 45, first, "", 0.9),), (Edge(taker, first, "", 45, 0.9, signs, 1200),),
        (Share(first.source, 45, 0.9), Share(OWN, 5, 0.1)),
    )  # fmt: skip
    store.traces[of_agency] = Trace(
        of_agency, 1, 50, (Origin(0, 400, 50, None, "afp", 0.97),), (Edge(of_agency, None, "afp", 50, 0.97, signs),),
        (Share("afp", 50, 1.0),),
    )  # fmt: skip
    main = portal.client.get("/story/7").text.split("<main")[1]
    shown = re.findall(r'<h4[^>]*><a href="/([^"]+)"', main)
    assert shown == [str(one.permalink) for one in story.articles if one.permalink not in (taker, of_agency)]
    folded = [part.split("</details>")[0] for part in main.split('id="time-line"')[1].split("<details")[1:]]
    assert [f'href="/{taker}/origins"' in part for part in folded] == [True, False]
    assert "بعد 20 دقيقة" in folded[0]
    assert f'href="/{of_agency}/origins"' in folded[1]
    made = json.loads(portal.client.get("/story/7.json").text)
    assert {"id": "afp", "name": agency("afp", "ar"), "articles": 1} in made["origins"]
    # A name in another script would draw the count behind it to its wrong side.
    assert main.split('class="names-of"')[1].count("<b><bdi>") == len(made["origins"])
    assert {one["id"] for one in made["origins"]} == {
        "afp",
        *(one.source for one in others[:-1] if one != taker),
        first.source,
    }
    traced = made["articles"][-1]["trace"]
    assert (traced["origins"][0]["of"], traced["origins"][0]["confidence"]) == ("afp", 0.97)
    assert traced["from"][0]["evidence"][0]["sign"] == "published"
    assert made["articles"][0]["trace"]["passages"] == []
    assert made["articles"][-1]["shares"] == [{"of": "afp", "part": 1.0}]


@given(st.data())
def test_every_article_of_a_story_stands_exactly_once(data: st.DataObject) -> None:
    papers = ("one", "two", "three", "four")
    places = [Permalink(papers[n % 4], n // 4 + 1) for n in range(data.draw(st.integers(1, 8)))]
    at = datetime(2026, 3, 1, tzinfo=UTC)
    articles = [Headline(one, str(one), one.source, at + timedelta(minutes=nth)) for nth, one in enumerate(places)]
    traces = {}
    for one in places:
        of = data.draw(st.sampled_from([OWN, UNDECIDED, "afp", *papers]))
        given = data.draw(st.sampled_from([None, *places]))
        part = data.draw(st.sampled_from([0.1, 0.5, 1.0]))
        shares = (Share(of if of != one.source else OWN, 10, part), Share("", 10, 1 - part))
        traces[one] = Trace(one, 1, 20, (Origin(0, 9, 10, given, ""),), shares=shares)
    told = reports(articles, traces, lambda of: of)
    stood = [line.headline for line in told if line.headline] + [c.headline for line in told for c in line.carriers]
    assert sorted(one.permalink for one in stood) == sorted(places)


def _carrying(taker: Permalink, *edges: Edge, own: int = 0) -> Trace:
    given = sum(one.words for one in edges)
    of = {one.giver.source if one.giver else one.agency: one.words for one in edges}
    shares = (Share(OWN, own, own / (given + own)), *(Share(who, n, n / (given + own)) for who, n in of.items()))
    return Trace(taker, 1, given + own, edges=edges, shares=shares)


@pytest.mark.parametrize("prefix", ["", "/fr", "/en"])
def test_its_chain_says_who_carried_it_from_whom(portal: Stand, story: Story, prefix: str) -> None:
    one, two, three, four, five, six = (each.permalink for each in story.articles[:6])
    portal.store.traces = {
        one: _carrying(one, Edge(one, None, "afp", 90, 0.6), own=10),
        two: _carrying(two, Edge(two, one, "", 60, 0.9, lag=1200), Edge(two, None, "reuters", 20, 0.9), own=20),
        three: _carrying(three, Edge(three, one, "", 40, 0.9), own=60),
        four: _carrying(four, Edge(four, two, "", 50, 0.9)),
        five: _carrying(five, Edge(five, two, "", 50, 0.9)),
        six: _carrying(six, Edge(six, one, "", 10, 0.9), own=90),
    }
    chain = portal.client.get(f"{prefix}/story/7").text.split('<section class="block chain')[1].split("</section>")[0]
    told = re.sub("<[^>]+>|[\u2066-\u2069]", "", chain)
    sequence = re.findall(r'class="what"[^>]*><a href="([^"]+)"', chain)
    assert sequence == [f"{prefix}/{each}" for each in (one, two, three)]  # the sixth only quotes
    assert agency("afp", prefix[1:] or "ar") in told.split(story.articles[0].title[:20])[0]
    assert {"": "الأصل ليس في الأرشيف", "/fr": "n’est pas dans", "/en": "not in the archive"}[prefix] in told
    for words in {
        "": ("بعد 20 دقيقة", "60 % من كلماته", "بثقة 60 %", "وعن"),
        "/fr": ("20 minutes après", "60 % de ses mots", "sûr à 60 %", "aussi de"),
        "/en": ("20 minutes later", "60 % of its words", "60 % sure", "also from"),
    }[prefix]:
        assert words in told
    assert chain.count('class="unsure"') == 1
    folded = chain.split("<details")[1].split("</details>")[0]
    assert [f'href="{prefix}/{each}/origins"' in folded for each in (four, five, three)] == [True, True, False]


def test_no_chain_where_nobody_carries_from_another(portal: Stand, story: Story) -> None:
    assert 'id="chain"' not in portal.client.get("/story/7").text
    one, two, three = (each.permalink for each in story.articles[:3])
    portal.store.traces = {one: _carrying(one, Edge(one, None, "afp", 90, 0.9))}
    assert 'id="chain"' not in portal.client.get("/story/7").text
    portal.store.traces |= {each: _carrying(each, Edge(each, None, "afp", 90, 0.9)) for each in (two, three)}
    assert 'id="chain"' in portal.client.get("/story/7").text


@pytest.mark.parametrize("prefix", ["", "/fr", "/en"])
def test_a_large_storys_chains_stay_small(portal: Stand, story: Story, prefix: str) -> None:
    """Four hundred articles of which each carries from one before it, most of them without words of their own."""
    made = [replace(story.articles[0], permalink=Permalink(f"p{nth % 40}", nth // 40 + 1)) for nth in range(400)]
    portal.store.told[7] = replace(story, articles=tuple(made), headline=made[0].permalink)
    given = {nth: made[nth * 7 % min(nth, 60)].permalink for nth in range(20, 400)}
    portal.store.traces = {
        made[nth].permalink: _carrying(
            made[nth].permalink, Edge(made[nth].permalink, giver, "", 90, 0.9, lag=60), own=90 if nth % 4 == 0 else 9
        )
        for nth, giver in given.items()
    }
    page = portal.client.get(f"{prefix}/story/7").text
    chain = page.split('<section class="block chain')[1].split("</section>")[0]
    assert chain.count('class="what"') <= 48
    assert len(chain.encode()) < 40 * 1024
    assert {"": "والبقيّة", "/fr": "Le reste", "/en": "The rest"}[prefix] in chain
    stood, address = [page], f"{prefix}/story/7"
    while onward := re.search(r'rel="next" href="([^"]+)"', stood[-1].split("<main")[1]):
        address = onward[1]
        stood.append(portal.client.get(address).text)
        assert f'rel="prev" href="{prefix}/story/7' in stood[-1]
        assert 'class="block chain' not in stood[-1]
        assert 'content="noindex' in stood[-1]
    assert max(len(one.encode()) for one in stood) < 96 * 1024
    lines = [one.split('id="time-line"')[1].split("<aside")[0] for one in stood]
    named = [set(re.findall(rf'href="{prefix}/(p\d+/\d+)', one)) for one in lines]
    assert set.union(*named) == {str(one.permalink) for one in made}
    assert max(map(len, named)) <= 100
    assert portal.client.get(f"{prefix}/story/7?page={len(stood) + 1}").status == 404


@given(st.lists(st.integers(0, 30), max_size=12), st.integers(2, 9))
def test_a_time_lines_pages_hold_all_of_it_once(carriers: list[int], most: int) -> None:
    at = datetime(2026, 3, 1, tzinfo=UTC)
    lines = [Headline(Permalink("one", nth), "", "one", at) for nth in range(1, 13 + sum(carriers))]
    told = [
        Report(at, str(nth), lines.pop(), tuple(Carrier(lines.pop(), None) for _ in range(count)))
        for nth, count in enumerate(carriers)
    ]
    pages = paged(told, most)
    assert all(sum(1 + len(one.carriers) for one in page) <= most for page in pages)
    shown = [one for page in pages for one in page]
    assert list(dict.fromkeys(one.name for one in shown)) == [one.name for one in told]
    assert [c for one in shown for c in one.carriers] == [c for one in told for c in one.carriers]


def _walked(one: Link) -> list[Link]:
    return [one, *one.folded, *(each for carrier in one.carriers for each in _walked(carrier))]


@given(st.data())
def test_chains_hold_every_carrier_once_and_stay_small(data: st.DataObject) -> None:
    at = datetime(2026, 3, 1, tzinfo=UTC)
    places = [Permalink(f"p{n % 7}", n // 7 + 1) for n in range(data.draw(st.integers(1, 60)))]
    articles = [Headline(one, str(one), one.source, at + timedelta(minutes=nth)) for nth, one in enumerate(places)]
    traces = {}
    for one in places:
        givers = data.draw(st.lists(st.sampled_from([None, *places[:12], *places]), max_size=3))
        edges = [Edge(one, giver, "" if giver else "afp", 50, 0.9) for giver in givers if giver != one]
        traces[one] = _carrying(one, *edges, own=data.draw(st.sampled_from([5, 60])))
    made = chains(articles, traces, str)
    stood = [one for tree in (*made.shown, *made.more) for one in _walked(tree)]
    named = [one.headline.permalink for one in stood if one.headline is not None]
    assert len(named) == len(set(named))
    assert sum(one.lines for one in made.shown[1:]) <= MOST
    assert sum(one.lines for one in (*made.shown, *made.more)) <= 3 * MOST
    assert all(len(one.carriers) <= BROAD for one in stood)
    assert made.columns <= DEEPEST + 1


def test_an_article_leads_on_in_its_story(portal: Stand, story: Story) -> None:
    middle = story.articles[4].permalink
    section = portal.client.get(f"/{middle}").text.split('id="following"')[1].split("</section>")[0]
    assert 'href="/story/7"' in section
    told = re.findall(r'<h3[^>]*><a href="/([^"]+)"', section)
    assert told == [str(story.articles[place].permalink) for place in (5, 6, 7, 3)]
    alone = next(one for one in portal.store.articles if one not in {each.permalink for each in story.articles})
    assert 'id="following"' not in portal.client.get(f"/{alone}").text


def test_an_article_gives_its_plain_link(portal: Stand) -> None:
    page = portal.client.get("/fr/sabah-wadi/1003").text
    assert 'href="/fr/sabah-wadi/1003" rel="bookmark"' in page

"""The search page: filters, order, pages, marks, counts, errors that point."""

from __future__ import annotations

import json
from xml.etree import ElementTree

import pytest

from masdar.model import And, DateRange, Filter, Order
from masdar.search.query import QueryError
from masdar.search.query.errors import Code
from masdar.web import narrowing
from masdar.web.pages import feeds, searching
from tests.web.conftest import Stand


def test_words_found_are_marked_and_counted(shown: Stand) -> None:
    page = shown.client.get("/search?q=الزيتون").text
    assert "<mark>الزيتون</mark>" in page
    assert 'class="facets"' in page
    assert "source%3Asabah-wadi" in page


def test_filters_narrow_the_tree(portal: Stand) -> None:
    portal.client.get(
        "/search?q=الماء&source=sabah-wadi&lang=ar&section=مجتمع&from=2026-03-01&to=2026-03-14&order=oldest"
    )
    asked = portal.index.searches[-1]
    assert isinstance(asked.query, And)
    assert {(one.field, one.value) for one in asked.query.nodes if isinstance(one, Filter)} == {
        ("source", "sabah-wadi"), ("lang", "ar"), ("section", "مجتمع"),
    }  # fmt: skip
    days = next(one for one in asked.query.nodes if isinstance(one, DateRange))
    assert days.start is not None
    assert days.end is not None
    assert (days.end - days.start).days == 14  # the last day is inside
    assert asked.order is Order.OLDEST


def test_a_filter_alone_lists_the_newest(portal: Stand) -> None:
    portal.client.get("/search?source=manara")
    assert portal.index.searches[-1].order is Order.NEWEST
    portal.client.get("/search")
    assert len(portal.index.searches) == 1


def test_pages_follow_one_another(portal: Stand) -> None:
    first = portal.client.get("/search?q=الماء").text
    assert "page=2" in first
    second = portal.client.get("/search?q=الماء&page=2").text
    assert 'rel="prev"' in second
    assert portal.index.searches[-1].offset == searching.PAGE


def test_the_index_sees_new_commits(portal: Stand) -> None:
    for _ in range(5):
        portal.client.get("/search?q=الماء")
    assert portal.index.refreshed == 1
    portal.clock.move(3)
    portal.client.get("/search?q=الماء")
    assert portal.index.refreshed == 2


def test_what_left_the_store_is_not_shown(portal: Stand) -> None:
    told = json.loads(portal.client.get("/search.json?q=الماء").text)
    gone = told["results"][0]["id"]
    found = portal.index.search
    permalink = next(one for one in portal.store.articles if str(one) == gone)
    kept = portal.store.headlines_of
    portal.store.headlines_of = lambda asked: kept([one for one in asked if one != permalink])  # type: ignore[method-assign]  # replaced for the test
    assert found is not None
    again = json.loads(portal.client.get("/search.json?q=الماء").text)
    assert gone not in [one["id"] for one in again["results"]]


def test_an_error_points_at_its_place(portal: Stand, monkeypatch: pytest.MonkeyPatch) -> None:
    def failing(text: str, *, now: object) -> None:
        raise QueryError(5, Code.UNCLOSED_QUOTE)

    monkeypatch.setattr(narrowing, "parse", failing)
    page = portal.client.get("/search?q=ماء%20%20%22قديم").text
    assert '<p class="place" dir="auto">ماء  <mark>&#34;</mark>قديم</p>' in page
    assert "علامة التنصيص المفتوحة هنا لم تُغلق." in page
    told = portal.client.get("/search.json?q=ماء%20%20%22قديم")
    assert told.status == 400
    assert json.loads(told.text)["position"] == 5
    assert portal.client.get("/search.rss?q=ماء%20%20%22قديم").status == 400


@pytest.mark.parametrize("position", [-5, 0, 3, 10**9])
def test_an_error_anywhere_can_be_shown(portal: Stand, monkeypatch: pytest.MonkeyPatch, position: int) -> None:
    def failing(text: str, *, now: object) -> None:
        raise QueryError(position, Code.TOO_DEEP)

    monkeypatch.setattr(narrowing, "parse", failing)
    assert portal.client.get("/search?q=abc").status == 200


def test_a_search_can_be_subscribed_to(portal: Stand) -> None:
    tree = ElementTree.fromstring(portal.client.get("/search.rss?q=الماء").body)
    assert len(tree.findall("./channel/item")) == feeds.LENGTH
    link = tree.find("./channel/{http://www.w3.org/2005/Atom}link")
    assert link is not None
    assert link.get("href", "").startswith("https://portal.example/search.rss?q=")
    assert portal.index.searches[-1].order is Order.NEWEST


def test_feeds_are_whole(shown: Stand) -> None:
    for address in ("/rss", "/fr/rss", "/en/rss", "/sabah-wadi/rss", "/fr/sabah-wadi/rss"):
        tree = ElementTree.fromstring(shown.client.get(address).body)
        channel = tree.find("channel")
        assert channel is not None
        assert tree.get("version") == "2.0"
        for name in ("title", "link", "description"):
            assert channel.findtext(name), (address, name)
        link = channel.find("{http://www.w3.org/2005/Atom}link")
        assert link is not None
        assert link.get("href") == f"https://portal.example{address}"
        items = channel.findall("item")
        assert items
        guids = [item.findtext("guid") for item in items]
        assert len(set(guids)) == len(guids)
        for item in items:
            assert (item.findtext("link") or "").startswith("https://portal.example/")
            assert (item.findtext("pubDate") or "").endswith("+0000")
            source = item.find("source")
            assert source is not None
            assert source.text

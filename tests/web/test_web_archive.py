"""The archive as a calendar: every article is found by its day, back to the oldest."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from masdar.model import Permalink
from tests.web.conftest import Stand


def old(portal: Stand, at: datetime, many: int = 1, first: int = 5000) -> None:
    stored = portal.store.articles[Permalink("sabah-wadi", 1001)]
    for number in range(first, first + many):
        article = replace(stored.article, title=f"خبر قديم {number}", published=at + timedelta(seconds=number))
        permalink = Permalink("sabah-wadi", number)
        portal.store.keep(replace(stored, permalink=permalink, article=article, first_seen=at + timedelta(days=1)))


def links(text: str) -> set[str]:
    return set(re.findall(r'href="(/[^"]*archive[^"]*)"', text))


def test_it_reaches_back_to_the_oldest(portal: Stand) -> None:
    old(portal, datetime(2019, 11, 2, 12, tzinfo=UTC))
    page = portal.client.get("/archive").text
    assert "/archive/2019/11" in links(page)
    assert "/archive/2019/10" not in links(page)
    assert "/archive/2026/3" in links(page)
    assert "/archive/2026/4" not in links(page)
    assert "/archive/2020/5" not in links(page), "a month without articles"
    month = portal.client.get("/archive/2019/11").text
    assert 'rel="next" href="/archive/2026/' in month, "over the years without articles"
    assert {link for link in links(month) if "2019-" in link} == {"/archive/2019-11-02"}
    assert "خبر قديم" in portal.client.get("/archive/2019-11-02").text
    assert "خبر قديم" in portal.client.get("/sabah-wadi/archive/2019-11-02").text
    assert "/sabah-wadi/archive/2019-11-02" in links(portal.client.get("/sabah-wadi/archive/2019/11").text)


def test_it_reaches_back_to_the_first_day_there_is(portal: Stand) -> None:
    old(portal, datetime(1, 1, 1, tzinfo=UTC), first=1)  # what some systems write where they know no date
    for address in (
        "/", "/archive", "/archive/1/1", "/archive/0001-01-01", "/sabah-wadi/archive/0001-01-01", "/sabah-wadi/1",
        "/fr/sabah-wadi/1", "/sabah-wadi/1.json", "/search?q=%D9%82%D8%AF%D9%8A%D9%85", "/search?q=date:0001-01-01",
        "/search?q=x&from=0001-01-01&to=0001-01-01", "/search?q=date:9999-12-31",
    ):  # fmt: skip
        assert portal.client.get(address).status == 200, address


def test_it_opens_at_the_newest_article(empty: Stand, portal: Stand) -> None:
    stored = portal.store.articles[Permalink("sabah-wadi", 1001)]
    empty.store.by_id |= portal.store.by_id
    empty.store.keep(replace(stored, article=replace(stored.article, published=datetime(2018, 10, 20, tzinfo=UTC))))
    page = empty.client.get("/archive").text
    assert "/archive/2018-10-20" in links(page)
    assert not [link for link in links(page) if "2026" in link]
    assert empty.client.get("/archive/2026/1").status == 200, "a month without articles is one all the same"


def test_a_day_is_the_readers_day(portal: Stand) -> None:
    """Casablanca is an hour ahead of UTC: what is printed there after midnight is the new day's."""
    old(portal, datetime(2019, 11, 2, 22, 10, tzinfo=UTC))  # and 5,000 seconds: 23:33
    days = {link for link in links(portal.client.get("/archive/2019/11").text) if "2019-" in link}
    assert days == {"/archive/2019-11-03"}
    assert "خبر قديم" in portal.client.get("/archive/2019-11-03").text.split("<main")[1]


def test_a_full_day_pages_by_cursor(portal: Stand) -> None:
    old(portal, datetime(2019, 11, 2, 12, tzinfo=UTC), many=70)
    seen: list[str] = []
    address = "/archive/2019-11-02"
    for _ in range(3):
        page = portal.client.get(address).text
        seen += re.findall(r'<h3[^>]*><a href="(/sabah-wadi/\d+)"', page.split("<main")[1])
        following = re.search(r'rel="next" href="(/archive/2019-11-02\?before=[^"]+)"', page)
        if following is None:
            break
        address = following[1]
    assert len(seen) == len(set(seen)) == 70


@pytest.mark.parametrize(
    "address",
    ["/archive/2026/13", "/archive/2026/0", "/archive/1/1", "/archive/99999/1", "/archive/tomorrow", "/nosuch/archive",
     "/archive/2026-03-15", "/archive/2026-02-30", "/archive/20260314", "/archive/2026-W11-1"],
)  # fmt: skip
def test_days_that_are_none_are_missing(shown: Stand, address: str) -> None:
    assert shown.client.get(address).status == 404


def test_an_empty_archive_says_so(empty: Stand) -> None:
    assert empty.client.get("/archive").status == 200
    day = empty.clock().date().isoformat()
    assert empty.client.get(f"/archive/{day}").status == 200


def test_weeks_begin_as_the_country_has_it(shown: Stand) -> None:
    def first(country: str) -> str:
        found = re.search(r'<th scope="col" abbr="([^"]+)"', shown.again(country=country).get("/archive").text)
        assert found is not None
        return found[1]

    assert [first(country) for country in ("ma", "eg", "sa")] == ["الاثنين", "السبت", "الأحد"]

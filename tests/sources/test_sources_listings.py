"""Telling replies apart, pages of a sitemap or WordPress, and how long we are asked to stay away."""

from __future__ import annotations

import gzip
from datetime import timedelta

import pytest

from masdar.model import Channel, ChannelKind, Purpose, Quarantine, Reason, Source
from masdar.sources import read_listing, request
from tests.pace import within

from .conftest import NOW, Reader, captured

RSS = '<rss version="2.0"><channel>{}<item><title>t</title><link>/1</link></item></channel></rss>'
URLSET = '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{}</urlset>'


def test_request_is_conditional() -> None:
    channel = Channel("https://paper.example/s.xml", ChannelKind.SITEMAP, etag='"1"', last_modified="yesterday")
    asked = request(Source("paper", "جريدة", "https://paper.example/"), channel)
    assert (asked.purpose, asked.etag, asked.last_modified) == (Purpose.SITEMAP, '"1"', "yesterday")
    assert asked.source == "paper"


@pytest.mark.parametrize("kind", list(ChannelKind))
def test_a_feed_is_a_feed_whatever_the_channel_is_called(listed: Reader, kind: ChannelKind) -> None:
    assert listed(RSS.format(""), kind=kind).entries[0].url == "https://paper.example/1"


def test_a_page_where_a_sitemap_was(listed: Reader) -> None:
    with pytest.raises(Quarantine) as raised:
        listed("<html><title>Parked</title></html>", kind=ChannelKind.SITEMAP)
    assert raised.value.reason is Reason.NOT_A_SITEMAP


def test_an_address_listed_twice_is_one_entry_with_its_title(listed: Reader) -> None:
    item = "<item><title>{}</title><link>https://paper.example/1</link></item>"
    body = RSS.format(item.format("") + item.format("العنوان"))
    assert [entry.title for entry in listed(body, url="https://other.example/").entries[:1]] == ["العنوان"]


def test_a_channel_gives_its_section(listed: Reader) -> None:
    channel = Channel("https://paper.example/feed", ChannelKind.FEED, section="رياضة")
    entry = read_listing(captured(RSS.format("").encode()), channel, now=NOW).entries[0]
    assert entry.section == "رياضة"


@pytest.mark.parametrize(
    ("head", "headers", "wait"),
    [
        ("", {}, None),
        ("<ttl>30</ttl>", {}, 1800),
        ("<ttl>-5</ttl>", {}, None),
        ("<ttl>99999</ttl>", {}, 21600),
        ("", {"cache_control": "public, max-age=600"}, 600),
        ("", {"cache_control": "max-age=600", "age": "500"}, 100),
        ("", {"cache_control": "no-cache, max-age=600"}, None),
        ("<ttl>5</ttl>", {"cache_control": "max-age=600"}, 600),
        ("<skipHours><hour>12</hour><hour>13</hour></skipHours>", {}, 7200),
        ("<skipHours><hour>14</hour></skipHours>", {}, None),
        ("<skipDays><day>Tuesday</day></skipDays>", {}, 43200),
        ('<sy:updatePeriod xmlns:sy="http://purl.org/rss/1.0/modules/syndication/">daily</sy:updatePeriod>', {}, 21600),
        ("<sy:updatePeriod>hourly</sy:updatePeriod><sy:updateFrequency>1</sy:updateFrequency>", {}, None),
        ("<sy:updatePeriod>hourly</sy:updatePeriod><sy:updateFrequency>2</sy:updateFrequency>", {}, 1800),
    ],
)
def test_wait(listed: Reader, head: str, headers: dict[str, str], wait: float | None) -> None:
    assert listed(RSS.format(head), **headers).wait == wait


def test_wordpress_pages_go_back_in_time(listed: Reader) -> None:
    url = "https://wp.example/wp-json/wp/v2/posts?per_page=50&page=2"
    post = '[{"link": "https://wp.example/a", "title": {"rendered": "t"}, "date": "2026-03-10T10:00:00"}]'
    listing = listed(post, kind=ChannelKind.WORDPRESS, url=url, zone="Africa/Casablanca", x_wp_totalpages="9")
    assert [channel.url for channel in listing.further] == [url.replace("page=2", "page=3")]
    assert listing.further[0].kind is ChannelKind.WORDPRESS
    assert listing.entries[0].published is not None
    assert listed(post, kind=ChannelKind.WORDPRESS, url=url, x_wp_totalpages="2").further == ()
    linked = listed(post, url=url, link='<https://wp.example/wp-json/wp/v2/posts?page=3>; rel="next"')
    assert linked.further[0].url.endswith("page=3")
    assert listed(post, url=url, link='<https://evil.example/x>; rel="next"').further == ()


def test_gzip_is_told_by_content(listed: Reader) -> None:
    body = gzip.compress(URLSET.format("<url><loc>https://paper.example/1</loc></url>").encode())
    assert [entry.url for entry in listed(body, kind=ChannelKind.SITEMAP).entries] == ["https://paper.example/1"]


def test_a_sitemap_without_markup(listed: Reader) -> None:
    body = "https://paper.example/2\nhttps://paper.example/1\n\nhttps://paper.example/2\n"
    urls = [entry.url for entry in listed(body, kind=ChannelKind.SITEMAP).entries]
    assert urls == ["https://paper.example/2", "https://paper.example/1"]


@pytest.mark.slow
def test_the_largest_sitemap_in_seconds() -> None:
    one = "<url><loc>https://paper.example/a/{0}-خبر</loc><lastmod>{1}</lastmod></url>"
    first = NOW - timedelta(days=50)
    moments = [(first + timedelta(minutes=number)).isoformat() for number in range(50_010)]
    body = URLSET.format("".join(one.format(number, moment) for number, moment in enumerate(moments))).encode()
    with within(6):
        listing = read_listing(captured(body), Channel("https://paper.example/s.xml", ChannelKind.SITEMAP), now=NOW)
    assert len(listing.entries) == 50_000
    assert listing.entries[0].modified > listing.entries[-1].modified  # type: ignore[operator]  # both are dated

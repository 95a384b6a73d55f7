"""What a paper's home page tells of its channels; and WebSub's two questions."""

from __future__ import annotations

import hashlib
import hmac

import pytest

from masdar.model import Channel, ChannelKind
from masdar.sources import address_shape, discover, guesses, read_listing, sitemaps_of_robots
from masdar.sources.websub import LONGEST_LEASE, challenge, is_signed, subscription

from .conftest import GOLDEN, NOW, captured

HOME = """<!doctype html><html lang="ar-MA"><head><title>الرئيسية | جريدة الورق المخترعة</title>
<link rel="alternate" type="application/rss+xml" href="/rss/all">
<link rel="alternate" type="application/rss+xml" href="/comments/feed/">
<link rel="alternate" hreflang="fr" href="/fr/"><link rel="canonical" href="https://paper.example/"></head>
<body><a href="/feeds/sport.xml">RSS رياضة</a><a href="/rss.xml">خلاصة</a><a href="https://other.example/rss.xml">آخر</a>{}</body></html>"""


def test_home_page() -> None:
    found = discover(captured(HOME.format("").encode(), "https://paper.example/index.html"))
    assert (found.name, found.language, found.home) == ("جريدة الورق المخترعة", "ar-MA", "https://paper.example/")
    assert [channel.url for channel in found.channels] == [
        "https://paper.example/rss/all",
        "https://paper.example/feeds/sport.xml",
        "https://paper.example/rss.xml",
    ]
    assert found.section is not None
    assert found.section.kind is ChannelKind.SECTION
    assert not found.wordpress


def test_wordpress_is_asked_first() -> None:
    page = HOME.format('<img src="/wp-content/uploads/a.jpg">')
    found = discover(captured(page.encode(), "https://paper.example/"))
    assert found.wordpress
    assert found.guesses[0].kind is ChannelKind.WORDPRESS


@pytest.mark.parametrize(
    ("name", "kind", "paper"),
    [
        ("rss-arabic.xml", ChannelKind.FEED, "جريدة السطر المخترعة"),
        ("feed-json.txt", ChannelKind.FEED, "ورقة مخترعة"),
        ("sitemap-news.xml", ChannelKind.SITEMAP, "paper.example"),
        ("atom-francais.xml", ChannelKind.FEED, "Le Journal inventé"),
    ],
)
def test_a_listing_discovers_itself(name: str, kind: ChannelKind, paper: str) -> None:
    found = discover(captured((GOLDEN / name).read_bytes(), "https://www.paper.example/x"))
    assert [(channel.url, channel.kind) for channel in found.channels] == [("https://www.paper.example/x", kind)]
    assert found.name == paper


def test_wordpress_posts_discover_themselves() -> None:
    url = "https://wp.example/wp-json/wp/v2/posts"
    found = discover(captured((GOLDEN / "wordpress.txt").read_bytes(), url))
    assert found.channels[0].kind is ChannelKind.WORDPRESS
    assert found.home == "https://wp.example/"


def test_guesses_include_an_editions_own() -> None:
    urls = [channel.url for channel in guesses("https://paper.example/ar/")]
    assert urls[0] == "https://paper.example/ar/feed/"
    assert "https://paper.example/news-sitemap.xml" in urls
    assert len(urls) == len(set(urls))


def test_sitemaps_of_robots() -> None:
    text = (
        "User-agent: *\nSitemap: https://p.example/a.xml\n sitemap:https://p.example/news.xml # x\nSitemap: ftp://p/x\n"
    )
    assert [channel.url for channel in sitemaps_of_robots(text)] == [
        "https://p.example/news.xml",
        "https://p.example/a.xml",
    ]


@pytest.mark.parametrize(
    ("url", "shape"),
    [
        ("https://www.p.example/2024/05/12/some-long-slug-123456.html", "p.example/N/N/N/S-N.html"),
        ("https://p.example/سياسة/خبر-طويل-من-العاصمة", "p.example/سياسة/S"),
        ("https://p.example/%D8%AE%D8%A8%D8%B1-%D8%B7%D9%88%D9%8A%D9%84-%D8%AC%D8%AF%D8%A7/", "p.example/S"),
        ("https://p.example/news.php?id=77&lang=ar", "p.example/news.php?id=N&lang=ar"),
        ("https://p.example/48915/un-titre-de-la-une/", "p.example/N/S"),
        ("https://p.example/sport/", "p.example/sport"),
        ("no address", ""),
        ("http://[", ""),
    ],
)
def test_address_shape(url: str, shape: str) -> None:
    assert address_shape(url) == shape


def test_known_shapes_decide() -> None:
    page = captured(b"<html><body><p><a href=/opinion/8>Aleph</a></p></body></html>", "https://p.example/")
    channel = Channel("https://p.example/", ChannelKind.SECTION)
    assert read_listing(page, channel, now=NOW).entries == ()
    known = {address_shape("https://p.example/opinion/123")}
    assert len(read_listing(page, channel, now=NOW, known=known).entries) == 1


def test_websub_verification() -> None:
    query = {"hub.mode": "subscribe", "hub.topic": "https://p.example/feed", "hub.challenge": "xyz"}
    found = challenge(query | {"hub.lease_seconds": "3600"}, {"https://p.example/feed"})
    assert found is not None
    assert (found.challenge, found.lease) == ("xyz", 3600)
    assert challenge(query, {"https://p.example/other"}) is None
    assert challenge(query | {"hub.challenge": ""}, {"https://p.example/feed"}) is None
    assert challenge(query | {"hub.mode": "unsubscribe"}, {"https://p.example/feed"}) is None
    left = challenge(query | {"hub.mode": "unsubscribe"}, (), {"https://p.example/feed"})
    assert left is not None
    endless = challenge(query | {"hub.lease_seconds": "9" * 11}, {"https://p.example/feed"})
    assert endless is not None
    assert endless.lease == LONGEST_LEASE


def test_websub_signature() -> None:
    body, secret = "خبر".encode(), subscription("t", "c", "سر")["hub.secret"]
    for method in ("sha1", "sha256"):
        signed = hmac.new(secret.encode(), body, getattr(hashlib, method)).hexdigest()
        assert is_signed(body, f"{method}={signed}", secret)
        assert not is_signed(body + b" ", f"{method}={signed}", secret)
        assert not is_signed(body, f"{method}={signed}", "")
    for wrong in ("", "sha256=", "md5=00", "sha256", "sha256=é"):
        assert not is_signed(body, wrong, secret)

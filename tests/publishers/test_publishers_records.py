"""An entry becomes a source to collect."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from masdar.model import Channel, ChannelKind, SourceKind, SourceState
from masdar.publishers import Address, Publisher, Selectors, load

PAPER = Publisher(
    id="mithal",
    name="صحيفة المثال",
    name_latin="Al Mithal",
    country="ma",
    kind=SourceKind.DAILY,
    languages=("ar", "fr"),
    timezone="Africa/Casablanca",
    home=Address("https://mithal.example/"),
    sections=(Address("https://mithal.example/sport", section="رياضة"),),
    feeds=(Address("https://mithal.example/feed"),),
    wordpress=(Address("https://mithal.example/wp-json/wp/v2/posts"),),
    sitemaps=(Address("https://mithal.example/news.xml"),),
)


def test_its_channels_are_those_of_its_file_the_cheapest_first() -> None:
    assert PAPER.source().channels == (
        Channel("https://mithal.example/feed", ChannelKind.FEED),
        Channel("https://mithal.example/wp-json/wp/v2/posts", ChannelKind.WORDPRESS),
        Channel("https://mithal.example/news.xml", ChannelKind.SITEMAP),
        Channel("https://mithal.example/sport", ChannelKind.SECTION, section="رياضة"),
    )


def test_what_the_file_says_of_it_is_what_the_source_says() -> None:
    source = PAPER.source()
    assert (source.id, source.name, source.name_latin, source.home) == (
        "mithal",
        "صحيفة المثال",
        "Al Mithal",
        "https://mithal.example/",
    )
    assert (source.kind, source.languages, source.country, source.timezone, source.state) == (
        SourceKind.DAILY,
        ("ar", "fr"),
        "ma",
        "Africa/Casablanca",
        SourceState.ACTIVE,
    )


def test_where_no_channel_is_known_the_home_page_is_read() -> None:
    bare = replace(PAPER, sections=(), feeds=(), wordpress=(), sitemaps=())
    assert bare.channels == ()
    assert bare.source().channels == (Channel("https://mithal.example/", ChannelKind.SECTION),)


def test_a_publisher_that_closed_is_a_source_that_ended() -> None:
    assert replace(PAPER, closed=True).source().state is SourceState.ENDED


def test_every_entry_makes_a_source_with_a_channel() -> None:
    for entry in load().entries:
        source = entry.source()
        assert source.channels, entry.id
        assert (source.state is SourceState.ENDED) == entry.closed


def test_selectors_hold_until_their_day() -> None:
    old = Selectors(body="div.old", valid_until=date(2023, 5, 31))
    new = Selectors(body="div.new")
    paper = replace(PAPER, selectors=(old, new))
    assert paper.selectors_on(date(2020, 1, 1)) == old
    assert paper.selectors_on(date(2023, 5, 31)) == old
    assert paper.selectors_on(date(2023, 6, 1)) == new
    assert replace(PAPER, selectors=(old,)).selectors_on(date(2024, 1, 1)) is None
    assert PAPER.selectors_on(date(2024, 1, 1)) is None


def test_unknown_ids_and_countries_are_empty_not_errors() -> None:
    assert load().entry("no-such-paper") is None
    assert load().of_country("zz") == ()

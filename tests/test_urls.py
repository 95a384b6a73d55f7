"""Addresses: cleaned, compared, named."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from masdar import urls


@pytest.mark.parametrize(
    ("url", "base", "cleaned"),
    [
        ("https://p.example/a", "", "https://p.example/a"),
        ("HTTPS://P.Example", "", "https://p.example/"),
        ("/a?b=1#c", "https://p.example/x/", "https://p.example/a?b=1"),
        ("//cdn.example/a", "https://p.example/", "https://cdn.example/a"),
        ("?id=3", "https://p.example/news.php", "https://p.example/news.php?id=3"),
        ("https://p.example/a?utm_source=x&id=1&fbclid=y", "", "https://p.example/a?id=1"),
        ("https://p.example/خبر جديد", "", "https://p.example/%D8%AE%D8%A8%D8%B1%20%D8%AC%D8%AF%D9%8A%D8%AF"),
        ("https://p.example:443/a", "", "https://p.example/a"),
        ("http://p.example:8080/a", "", "http://p.example:8080/a"),
        ("https://موقع.example/a", "", "https://xn--4gbrim.example/a"),
        ("https://p.example./a", "", "https://p.example/a"),
        ("https://p.ex\nample/a\t", "", "https://p.example/a"),
        ("javascript:alert(1)", "https://p.example/", ""),
        ("mailto:a@b.example", "", ""),
        ("https://user:pw@p.example/", "", ""),
        ("ftp://p.example/", "", ""),
        ("https://", "", ""),
        ("http://[::1", "", ""),
        ("https://p.example/" + "a" * 5000, "", ""),
        ("https://p.example/" + "a/" * 2500, "", ""),
        ("https://p.example/" + "/".join(["a" * 300] * 15), "", ""),
        ("https://p.example/" + "خ" * 700, "", ""),
        ("", "https://p.example/", ""),
        ("http://.", "", ""),
    ],
)
def test_clean(url: str, base: str, cleaned: str) -> None:
    assert urls.clean(url, base) == cleaned


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("http://www.p.example/a/", "https://p.example/a"),
        ("https://m.p.example/a", "https://p.example/a"),
        ("https://p.example/a/amp/", "https://p.example/a"),
        ("https://p.example/a.amp.html", "https://p.example/a.html"),
        ("https://p.example/a?amp=1&b=2", "https://p.example/a?b=2"),
        ("https://p.example/a?b=2&a=1", "https://p.example/a?a=1&b=2"),
        ("https://p.example/%D8%AE%d8%a8%D8%B1", "https://p.example/خبر"),
        ("https://p.example//a", "https://p.example/a"),
        ("https://p.example/a?utm_campaign=x#top", "https://p.example/a"),
    ],
)
def test_twins_have_one_key(one: str, other: str) -> None:
    assert urls.key(one) == urls.key(other) != ""


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("https://p.example/a?id=1", "https://p.example/a?id=2"),
        ("https://p.example/a", "https://p.example/A"),
        ("https://fr.p.example/a", "https://ar.p.example/a"),
        ("https://p.example/champ", "https://p.example/ch"),
    ],
)
def test_others_have_not(one: str, other: str) -> None:
    assert urls.key(one) != urls.key(other)


def test_an_address_of_many_parameters_has_a_key() -> None:
    many = "&".join(f"a{number}=1" for number in range(300))
    assert urls.key(f"https://p.example/?{many}") == urls.key(f"https://www.p.example/?{many}") != ""


@pytest.mark.parametrize("letters", [100, 340, 345, 600])
def test_a_long_arabic_address_stays_itself(letters: int) -> None:
    """Encoded, each letter takes six characters."""
    cleaned = urls.clean("https://p.example/" + "خ" * letters)
    assert urls.clean(cleaned) == cleaned != ""
    assert urls.key(cleaned) != ""


ADDRESSES = st.one_of(
    st.text(max_size=60),
    st.builds(
        "https://{}{}".format, st.sampled_from(["p.example", "a-b.example:81", "é.example"]), st.text(max_size=40)
    ),
    st.from_regex(r"https?://[a-z.-]{1,12}/[a-z0-9%./~-]{0,30}", fullmatch=True),
)


@given(ADDRESSES, st.sampled_from(["", "https://p.example/x/y"]))
def test_cleaning_never_fails_and_is_done_once(url: str, base: str) -> None:
    cleaned = urls.clean(url, base)
    assert urls.clean(cleaned) == cleaned
    assert urls.key(cleaned) == urls.key(url if not base else cleaned)
    assert cleaned == "" or (cleaned.isascii() and cleaned.startswith(("http://", "https://")) and " " not in cleaned)
    urls.host(url)


@given(ADDRESSES)
def test_a_readable_address_leads_to_the_same_place(url: str) -> None:
    cleaned = urls.clean(url)
    assert urls.key(urls.readable(cleaned)) == urls.key(cleaned)
    assert urls.readable(cleaned).isprintable()


def test_letters_are_read_and_signs_stay() -> None:
    assert (
        urls.readable("https://a.example/%D9%85%D8%B5%D8%AF%D8%B1?q=%20%e2%80%ae")
        == "https://a.example/مصدر?q=%20%E2%80%AE"
    )
    assert urls.readable("https://a.example/%D9%85%D8") == "https://a.example/%D9%85%D8"


@given(st.text(max_size=80))
def test_a_slug_is_a_name_in_our_addresses(text: str) -> None:
    made = urls.slug(text)
    assert made
    assert made not in urls.RESERVED
    assert set(made) <= set("abcdefghijklmnopqrstuvwxyz0123456789-")
    assert urls.slug(made) == made


def test_host() -> None:
    assert urls.host("https://WWW.P.example.:443/a") == "www.p.example"
    assert urls.host("http://[") == ""

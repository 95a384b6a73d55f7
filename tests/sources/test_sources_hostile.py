"""Whatever a server sends: a listing or a reason, in bounded time."""

from __future__ import annotations

import random
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from masdar.model import Channel, ChannelKind, Listing, Quarantine, Reason
from masdar.sources import discover, read_listing
from tests.bombs import zeros
from tests.pace import within

from .conftest import GOLDEN, NOW, Reader, captured

HEAD = b'<rss version="2.0"><channel><title>x</title>'
ITEM = b"<item><link>https://paper.example/%d</link><title>"
SIZE = 2**18  # a quarter of a megabyte of each; what is linear here is linear at the limits of fetching


def outcome(body: bytes, kind: ChannelKind = ChannelKind.FEED) -> Listing | Reason:
    try:
        return read_listing(captured(body), Channel("https://paper.example/feed", kind), now=NOW)
    except Quarantine as quarantined:
        return quarantined.reason


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"<rss>" + b"<a>" * (SIZE // 3), Reason.TOO_DEEP),
        (HEAD + ITEM % 1 + b"<a>" * (SIZE // 3), Reason.TOO_DEEP),
        (b"{" * 3, Reason.NOT_A_FEED),
        (b"[" * SIZE, Reason.NOT_A_FEED),
        (b'{"code":"rest_no_route","message":"x"}', Reason.NOT_A_FEED),
        (HEAD + b"<item/>" * 20_001, Reason.TOO_LARGE),
        (b'<!DOCTYPE x [<!ENTITY a "' + b"A" * 200 + b'">]>' + HEAD + ITEM % 1 + b"&a;" * 6000, Reason.TOO_LARGE),
        (zeros(65), Reason.TOO_LARGE),
        (b"\x1f\x8b no gzip", Reason.BAD_ENCODING),
        (b"  \r\n", Reason.EMPTY_BODY),
        (b"<svg/>", Reason.NOT_A_FEED),
    ],
    ids=lambda value: str(value)[:12],
)
def test_refused(body: bytes, reason: Reason) -> None:
    assert outcome(body) is reason


def test_entities_that_multiply_stay_unread() -> None:
    laughs = b"".join(b'<!ENTITY l%d "%s">' % (level, b"&l%d;" % (level - 1) * 10) for level in range(1, 12))
    body = b'<!DOCTYPE l [<!ENTITY l0 "ha">' + laughs + b"]>" + HEAD + ITEM % 1 + b"&l11;"
    listing = outcome(body)
    assert isinstance(listing, Listing)
    assert len(listing.entries[0].title) < 100


def test_a_file_of_the_machine_is_never_read() -> None:
    body = b'<!DOCTYPE x [<!ENTITY f SYSTEM "file:///etc/hostname">]>' + HEAD + ITEM % 1 + b"&f;</title></item>"
    listing = outcome(body)
    assert isinstance(listing, Listing)
    assert listing.entries[0].title in ("", "&f;")


@pytest.mark.slow
@pytest.mark.parametrize(
    "filling",
    [b"<", b"<![CDATA[", b"<!--", b"<?", b"&", b'<a "', b"<a '", b"</x>", b"</item>", b"x" * 50 + b"=", b"a=1 ", b" "],
    ids=repr,
)
@pytest.mark.parametrize("before", [b"<rss>", HEAD + ITEM % 1, HEAD + b"<item "], ids=("root", "title", "attributes"))
def test_time_is_bounded(before: bytes, filling: bytes) -> None:
    body = before + filling * (SIZE // len(filling))
    with within(1):
        outcome(body)


def test_a_deep_page_is_refused_quickly() -> None:
    body = b"<html><body>" + b"<div>" * 100_000 + b"<a href=/1>"
    with within(4):
        assert outcome(body, ChannelKind.SECTION) is Reason.TOO_DEEP
        assert discover(captured(body)).section is not None
        title = HEAD + ITEM % 1 + b"<![CDATA[" + b"<div>" * 60_000 + b"end]]>"
        assert isinstance(outcome(title), Listing)


SLUG = "/2024/05/%d/a-headline-of-some-words"


def _many_beside_much() -> str:
    """Thousands of links in one box with as many boxes again."""
    links = "".join(f'<a href="{SLUG % number}">One headline of some words</a>' for number in range(4000))
    return f"<div><div><div>{links}{'<i></i>' * 60_000}</div></div></div>"


def _links_within_links() -> str:
    """As <object> lets them be."""
    return "".join(f'<a href="{SLUG % number}">A<object>' for number in range(900)) + "<i>b</i>" * 30_000


@pytest.mark.parametrize("make", [_many_beside_much, _links_within_links])
def test_links_of_a_page_are_seen_in_one_pass(make: Callable[[], str]) -> None:
    body = f"<html><body>{make()}".encode()
    with within(2):
        listing = outcome(body, ChannelKind.SECTION)
    assert isinstance(listing, Listing)
    assert listing.entries


def test_a_path_for_a_feed_is_never_opened() -> None:
    assert outcome(b"/etc/passwd") is Reason.NOT_A_FEED
    assert outcome(b"file:///etc/passwd") is Reason.NOT_A_FEED


def test_an_address_for_a_feed_is_a_list_of_one(listed: Reader) -> None:
    listing = listed("http://127.0.0.1:9/feed\n")
    assert [entry.url for entry in listing.entries] == ["http://127.0.0.1:9/feed"]


@given(st.binary(max_size=400), st.sampled_from(list(ChannelKind)))
def test_any_bytes(body: bytes, kind: ChannelKind) -> None:
    outcome(body, kind)
    discover(captured(body))


SEEDS = [path.read_bytes() for path in sorted(GOLDEN.iterdir()) if path.suffix != ".json"]
PIECES = [
    b"<",
    b">",
    b"]]>",
    b"<![CDATA[",
    b"&",
    b"&#0;",
    b'"',
    b"<item>",
    b"</channel>",
    b"\xff",
    b"\x00",
    b"<!--",
    b"xmlns=",
]


def damaged(chance: random.Random) -> bytes:
    body = bytearray(chance.choice(SEEDS))
    for _ in range(chance.randrange(1, 8)):
        at = chance.randrange(len(body) + 1)
        match chance.randrange(4):
            case 0:
                body[at : at + chance.randrange(30)] = b""
            case 1:
                body[at:at] = chance.choice(PIECES)
            case 2:
                other = chance.choice(SEEDS)
                start = chance.randrange(len(other))
                body[at:at] = other[start : start + chance.randrange(60)]
            case _:
                del body[at:]
    return bytes(body)


def test_damaged_goldens_give_listings_or_reasons() -> None:
    chance = random.Random(20)
    read = 0
    for _ in range(600):
        kind = chance.choice(list(ChannelKind))
        made = outcome(damaged(chance), kind)
        if isinstance(made, Listing):
            read += 1
            assert all(entry.url.startswith(("http://", "https://")) for entry in made.entries)
            assert all("\n" not in entry.title and entry.title == entry.title.strip() for entry in made.entries)
    assert read > 300


@pytest.mark.slow
def test_a_long_feed_in_seconds() -> None:
    item = ITEM + "عنوان".encode() * 20 + b"</title><description>" + "نص ".encode() * 200 + b"</description></item>"
    body = HEAD + b"".join(item % number for number in range(11_000))
    for whole in (body + b"</channel></rss>", body + b"<b></channel></rss>"):
        with within(8):
            listing = outcome(whole)
        assert isinstance(listing, Listing)
        assert len(listing.entries) == 11_000

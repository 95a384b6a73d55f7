"""Feeds through the public door: what each kind says, and what is made of broken ones."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from masdar.model import Quarantine, Reason

from .conftest import Reader

ITEM = "<item><title>{title}</title><link>https://paper.example/a/1</link></item>"


def rss(inner: str) -> str:
    return f'<?xml version="1.0"?><rss version="2.0"><channel><title>جريدة</title>{inner}</channel></rss>'


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("المغـــرب يفوز", "المغـــرب يفوز"),
        ("قِمّةٌ عربيّة", "قِمّةٌ عربيّة"),
        ("&amp;quot;قمة&amp;quot; في الرباط", '"قمة" في الرباط'),
        ("&lt;b&gt;عاجل&lt;/b&gt;: زلزال", "عاجل: زلزال"),
        ("أول&lt;br/&gt;ثان", "أول ثان"),
        ("<![CDATA[Tom &amp; Léa <i>ici</i>]]>", "Tom & Léa ici"),
        ("كلمة&#160;أخرى", "كلمة أخرى"),
        ("  سطر\n   آخر ", "سطر آخر"),
        ("5 < 6 and 7 > 2", "5 < 6 and 7 > 2"),
        ("مي\u200cخواهم", "مي\u200cخواهم"),
        ("", ""),
    ],
)
def test_title_is_text(listed: Reader, written: str, read: str) -> None:
    listing = listed(rss(ITEM.format(title=written)))
    assert [entry.title for entry in listing.entries] == [read]


def test_html_page_is_no_feed(listed: Reader) -> None:
    with pytest.raises(Quarantine) as raised:
        listed("<!doctype html><html><head><title>404 Not Found</title></head><body>no</body></html>")
    assert raised.value.reason is Reason.NOT_A_FEED
    assert "404 Not Found" in raised.value.detail


def test_future_dates_are_no_dates(listed: Reader) -> None:
    item = "<item><link>/a</link><pubDate>{}</pubDate></item>"
    near, far = "Wed, 11 Mar 2026 11:00:00 GMT", "Fri, 13 Mar 2026 11:00:00 GMT"
    first, second = listed(rss(item.format(near) + item.format(far).replace("/a", "/b"))).entries
    assert first.published == datetime(2026, 3, 11, 11, tzinfo=UTC)
    assert second.published is None

"""Versions side by side, what became of an article's place, and our own capture of its page."""

from __future__ import annotations

from dataclasses import dataclass, replace

import pytest

from masdar.model import Block, BlockKind, Capture, CaptureRef, Link, LinkState, Purpose, Revision, StoredArticle
from tests.pace import within
from tests.web.asgi import Client
from tests.web.conftest import Stand
from tests.web.invented import NOW

REF = CaptureRef("a.warc.gz", 0, "sha256:0")
PAGE = b"""<html><body onload="x()"><script>alert(1)</script><h1>T</h1><p onclick="x()">said <a href="/next">next</a>
<a href="javascript:x()">bad</a></p><iframe src="//evil"></iframe><img src="https://evil/x.gif"><form></form></body></html>"""


@dataclass(frozen=True, slots=True)
class OneCapture:
    page: bytes = PAGE

    def read(self, ref: CaptureRef) -> Capture:
        assert ref == REF
        return Capture("https://p.example/a/1", "https://p.example/a/1", 200, (), self.page, NOW, Purpose.PAGE)


def changed(portal: Stand, link: Link = Link(), page: bytes = PAGE) -> tuple[StoredArticle, Client]:  # noqa: B008 - frozen
    """The first article, changed twice, with its capture."""
    first = next(iter(portal.store.articles.values()))
    stored = replace(first, revision=3, link=link, capture=REF)
    portal.store.keep(stored)
    texts = ("بلغ عدد المصابين 12 شخصا", "بلغ عدد المصابين 15 شخصا", "بلغ عدد المصابين 15 شخصًا")
    portal.store.texts[stored.permalink] = [
        Revision(stored.permalink, number, replace(stored.article, blocks=(Block(BlockKind.PARAGRAPH, text),)), NOW)
        for number, text in enumerate(texts, 1)
    ]
    return stored, portal.again(archive=OneCapture(page))


def test_the_article_says_how_often_it_changed(portal: Stand) -> None:
    stored, client = changed(portal)
    body = client.get(f"/{stored.permalink}").text
    assert "تغيّر مرّتين" in body
    assert f'href="/{stored.permalink}/versions"' in body


def test_two_versions_stand_side_by_side(portal: Stand) -> None:
    stored, client = changed(portal)
    body = client.get(f"/{stored.permalink}/versions?a=1&b=2").text
    assert "<del>12</del>" in body
    assert "<ins>15</ins>" in body
    assert '<span class="spelt">شخصًا</span>' in client.get(f"/{stored.permalink}/versions").text


@pytest.mark.parametrize(("query", "status"), [("a=1&b=9", 404), ("a=x", 400), ("a=-1", 400), ("a=2&b=1", 200)])
def test_versions_that_are_not_there(portal: Stand, query: str, status: int) -> None:
    stored, client = changed(portal)
    assert client.get(f"/{stored.permalink}/versions?{query}").status == status


def test_a_domain_in_other_hands_is_not_linked(portal: Stand) -> None:
    stored, client = changed(portal, Link(LinkState.TAKEN_OVER, NOW, ("text_lost", "other_trade")))
    body = client.get(f"/{stored.permalink}").text
    assert f'href="{stored.article.url}"' not in body
    assert f"/{stored.permalink}/capture" in body
    assert "في يد أخرى" in body


def test_a_withdrawn_article_keeps_its_text_and_says_so(portal: Stand) -> None:
    stored, client = changed(portal, Link(LinkState.WITHDRAWN, NOW, ("gone",)))
    body = client.get(f"/{stored.permalink}").text
    assert "سحب المصدر هذا الخبر" in body
    assert 'class="text"' in body


def test_a_capture_is_harmless_and_in_a_sandbox(portal: Stand) -> None:
    stored, client = changed(portal)
    answer = client.get(f"/{stored.permalink}/capture")
    assert answer.headers["content-security-policy"].startswith("sandbox; default-src 'none'")
    assert "cross-origin-opener-policy" not in answer.headers
    for bad in ("<script", "onclick", "onload", "javascript:", "<iframe", "<img", "<form", "evil"):
        assert bad not in answer.text
    assert 'href="https://p.example/next"' in answer.text


def test_a_capture_that_costs_its_reader_much_is_cut(portal: Stand) -> None:
    """What stands in a table and no cell of it is moved before it, past all that was moved before."""
    stored, client = changed(portal, page=b"<h1>T</h1><table>" + b"<p>x" * 300_000)
    with within(2):
        answer = client.get(f"/{stored.permalink}/capture")
    assert answer.status == 200
    assert "<h1>T</h1>" in answer.text

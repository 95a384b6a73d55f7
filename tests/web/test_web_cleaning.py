"""The last wall: what comes out holds nothing but the allowed elements and attributes, leading nowhere but outwards."""

from __future__ import annotations

import re
from html import escape

import pytest
from hypothesis import given
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser

from masdar.web.cleaning import LINK_REL, cleaned, known

ALLOWED = {"dir", "lang", "class", "href", "rel", "src", "alt", "width", "height", "decoding", "fetchpriority",
           "loading", "datetime"}  # fmt: skip
ELEMENTS = set(
    "a address b bdi blockquote br cite details div figcaption figure footer h1 h2 h3 h4 h5 h6 header hr img li ol p "
    "span summary table tbody td time tr ul html head body tfoot".split()
)
PIECES = [
    "<p>", '<p dir="rtl">', "</p>", '<a href="/x/1">', '<a href="//evil.example">', '<a href="/\\evil">', "</a>",
    '<a href="javascript:alert(1)">', '<a href="https://a.example/?b=1&amp;c=2">', '<img src="/i/1.jpg" alt="">',
    '<img src=x onerror=alert(1)>', '<img src="/x" onload="alert(1)">', "<script>", "</script>", "<svg/onload=a()>",
    "<style>", "<!--", "-->", "<![CDATA[", "&lt;script&gt;", "&#106;avascript:", "&colon;", "\x00", "\x0b", "<", ">",
    '"', "'", "=", " onclick=", "<time datetime=\"2026\">", "</time>", "<table><tr><td>", "</td></tr></table>", "<br>",
    "<iframe src=\"/x\">", "<b", " class=\"a\"", "كلمة", "text", "`", "<P>", "<p dir='rtl'>", "<p\tdir=\"rtl\">",
    "<noscript>", "<math><mi>", "<template>", "<a href=\" javascript:x\">", "<a href=\"data:text/html,x\">",
]  # fmt: skip


@given(st.lists(st.one_of(st.sampled_from(PIECES), st.text(max_size=6)), max_size=14).map("".join))
def test_nothing_but_what_is_allowed_comes_out(html: str) -> None:
    made = str(cleaned(html))
    for node in LexborHTMLParser(made).root.traverse():  # type: ignore[union-attr]  # a parsed page has a root
        if node.tag.startswith("-"):
            assert node.tag == "-text"
            continue
        assert node.tag in ELEMENTS, made
        assert set(node.attributes) <= ALLOWED, made
        for name in ("href", "src"):
            address = node.attributes.get(name)
            assert address is None or re.match(r"https?://|/(?![/\\])|$", address), made
        if node.tag == "a":
            assert node.attributes.get("rel") == LINK_REL


@given(st.text(max_size=60), st.text(max_size=30))
def test_a_text_escaped_is_the_same_text(text: str, name: str) -> None:
    shown = re.sub("[\x00-\x1f\x7f\r]", "", text)
    made = cleaned(f'<p dir="rtl" class="{escape(re.sub(chr(96), "", name))}">{escape(shown)}</p>')
    (node,) = LexborHTMLParser(str(made)).css("p")
    assert node.text() == shown


@pytest.mark.parametrize(
    "html",
    [
        '<p dir="rtl">كلمة &amp; <bdi dir="ltr">BBC</bdi><br>أخرى</p>\n',
        '<figure><img src="/pictures/1.jpg" alt="" width="1" height="2" fetchpriority="high"></figure>',
        '<header class="story-head"><h1 lang="fr">« a &#34;b&#34; »</h1><time datetime="2026-01-01T00:00:00Z">x</time>',
    ],
)
def test_what_pages_are_made_of_stands_as_it_is(html: str) -> None:
    assert known(html)
    assert cleaned(html) == html


@pytest.mark.parametrize(
    "html",
    ['<p onclick="x">', '<a href="javascript:x">', '<a href="//x">', "<a href='/x'>", "<script>", "<p", "a < b",
     "&nbsp", '<img src="/x" onerror="y">', "<P>", "</script>", '<p class="a" style="x">', "<!-- x -->", "\x00"],
)  # fmt: skip
def test_anything_else_is_written_anew(html: str) -> None:
    assert not known(html)
    assert "onclick" not in cleaned(html)

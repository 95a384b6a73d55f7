"""What holds for any page."""

from __future__ import annotations

import contextlib
import json
import re

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from masdar.extract import attributes, explain, limits, read_article
from masdar.extract.decode import decode
from masdar.extract.page import LINE, tidy, visible
from masdar.extract.tree import parse, walk
from masdar.model import Entry, Quarantine, StepEnded
from tests.extract.pages import AMP, BROKEN, DIV_SOUP, NOW, SOURCE, WORDPRESS, capture
from tests.pace import within

ENTRY = Entry("mithal", "https://mithal.example/news/42", title="عنوان")
TAGS = ("p", "div", "b", "i", "a", "h1", "h2", "li", "ul", "table", "tr", "td", "br", "span", "article", "blockquote")

words = st.text(alphabet="ابتثجحabcdefé ", min_size=1, max_size=30)
tags = st.sampled_from(
    [*(f"<{tag}>" for tag in TAGS), *(f"</{tag}>" for tag in TAGS), '<div class="comments">', "<nav>"]
)
markup = st.lists(st.one_of(words, tags), max_size=60).map("".join)


@settings(suppress_health_check=[HealthCheck.too_slow])
@given(st.binary(max_size=3000))
def test_any_bytes_end_in_an_article_or_a_reason(data: bytes) -> None:
    try:
        article = read_article(capture(data), SOURCE, ENTRY, now=NOW)
    except StepEnded:
        return
    assert article.title
    assert article.text.strip()


@given(
    st.sampled_from([WORDPRESS, AMP, DIV_SOUP, BROKEN]),
    st.integers(0, 4000),
    st.binary(max_size=20),
    st.integers(0, 60),
)
def test_damaged_pages_end_in_an_article_or_a_reason(page: str, at: int, put: bytes, gone: int) -> None:
    data = page.encode()
    try:
        article = read_article(capture(data[:at] + put + data[at + gone :]), SOURCE, ENTRY, now=NOW)
    except StepEnded:
        return
    assert all(block.text.strip() for block in article.blocks)


@given(markup)
def test_words_of_blocks_stand_in_the_page_in_order_and_none_is_made_up(html: str) -> None:
    page = walk(f"<body>{html}</body>".encode())
    letters = re.sub(r"<[^>]*>|\s", "", html)
    assert "".join("".join(page.text).split()) == letters or "<nav>" in html or "<div class" in html
    for text in page.text:
        assert text.strip() == text
        assert "".join(text.split()) in letters


@given(st.text(alphabet="ab é  \t\n\xa0\u3000\xad\u200b\u200d\u200e\u2028\ufeff\ufffc" + LINE))
def test_tidy_text_holds_single_spaces_and_nothing_invisible(text: str) -> None:
    lines = [" ".join(line.split()) for line in text.split(LINE)] if LINE in text else [" ".join(text.split())]
    assert tidy(text) == visible(re.sub("\n{3,}", "\n\n", "\n".join(lines)).strip("\n"))


@given(words.filter(str.strip), words.filter(str.strip), st.sampled_from(["p", "div", "li", "td", "h2", "blockquote"]))
def test_words_never_join_across_block_tags(first: str, second: str, tag: str) -> None:
    inside = f"<{tag}>{first}</{tag}><{tag}>{second}</{tag}>"
    html = f"<table><tr>{inside}</tr></table>" if tag == "td" else inside
    assert walk(f"<body>{html}</body>".encode()).text == [" ".join(first.split()), " ".join(second.split())]


@given(words.filter(lambda w: w == w.strip()), words.filter(lambda w: w == w.strip()))
def test_words_never_part_at_inline_tags(first: str, second: str) -> None:
    assert walk(f"<p>{first}<b>{second}</b></p>".encode()).text == [" ".join((first + second).split())]


@given(st.binary(max_size=500), st.text(max_size=40))
def test_decoding_never_fails(data: bytes, content_type: str) -> None:
    text, charset = decode(data, content_type)
    assert isinstance(text, str)
    assert charset


def test_explaining_agrees_with_reading() -> None:
    kept = [one.text for one in explain(capture(WORDPRESS)) if one.kept]
    article = read_article(capture(WORDPRESS), SOURCE, None, now=NOW)
    assert [block.text for block in article.blocks] == kept


@pytest.mark.slow
@pytest.mark.parametrize(
    "html",
    [
        "<select>" + "<option>" * 15_000,
        "".join(f"<i class=a{i}>" for i in range(500)) + "<p>x" * 3000,
        "<ul>" + "<li>x" * 15_000,
        "<h1>t</h1>" + "<article class=x><p>" + "word " * 30 + "</p></article>" * 1500,
        '<script type="application/ld+json">' + "[" * 100_000 + "</script>",
        "<p>" + " " * 3_000_000 + "x</p>",
        "<table><tr>" + "<td>word word word" * 190_000,
        "<ul>" * 1000 + "<li>word</li>" * 90_000,
        "<ul>" * 1000 + "<li><a>word</a></li>" * 45_000,
        "<div class='" + "a-" * 300_000 + "'>x</div>",
    ],
    ids=[
        "options",
        "formatting",
        "items",
        "articles",
        "json",
        "spaces",
        "cells",
        "lists in lists",
        "links in lists",
        "names",
    ],
)
def test_hostile_pages_cost_little(html: str) -> None:
    page = capture(html)
    with within(3), contextlib.suppress(StepEnded):
        read_article(page, SOURCE, ENTRY, now=NOW)


def _many_articles(**first: str) -> str:
    """JSON-LD of one article with much to say, and thousands that say a little more, each with a text of its own."""
    told = [{"@type": "Article", **first}, *({"@type": "Article", "articleBody": "x" * nth} for nth in range(3000))]
    return f'<script type="application/ld+json">{json.dumps({"@graph": told})}</script>'


def _long_title() -> str:
    parts = " | ".join(f"w{nth} two three four{nth} five" for nth in range(20_000))
    return f'<meta property="og:title" content="{parts}">'


@pytest.mark.parametrize(
    "said",
    [
        _many_articles(articleBody="&amp;x " * 60_000),
        _many_articles(headline="&amp;x " * 60_000),
        _long_title(),
    ],
    ids=("body", "headline", "title"),
)
def test_what_a_page_says_of_itself_costs_little(said: str) -> None:
    page = capture(f"<html><head>{said}</head><body><article>{('<p>' + 'word ' * 60 + '</p>') * 3000}</article>")
    with within(2), contextlib.suppress(StepEnded):
        read_article(page, SOURCE, ENTRY, now=NOW)


def test_nesting_is_measured_as_tags_open_and_close() -> None:
    assert limits.depth(b"<div><p>a<p>b<br></div><div><span><b>x</b></span></div>") == 3
    assert limits.depth(b"</div></div><div>") == 1


@pytest.mark.parametrize(
    ("attributes", "letters"),
    [(4900, 3_000_000), (1500, 3_000_000), pytest.param(600, 9_000_000, marks=pytest.mark.slow)],
)
def test_many_attributes_in_many_tags_are_refused(attributes: int, letters: int) -> None:
    tag = b"<p " + b" ".join(b"a%d" % nth for nth in range(attributes)) + b">x"
    with pytest.raises(Quarantine):
        limits.check(tag * (letters // len(tag)))


@pytest.mark.parametrize("hidden", [b"", b'title=">" '])
def test_formatting_tags_of_many_attributes_are_refused(hidden: bytes) -> None:
    tags = [b"<b " + hidden + b" ".join(b"a%d_%d" % (tag, nth) for nth in range(300)) + b">" for tag in range(400)]
    with pytest.raises(Quarantine):
        limits.check(b"<p>" + b"".join(tags))
    limits.check(b"<p>" + b"".join(tags).replace(b"<b ", b"<i><a "))


def test_a_large_page_of_common_tags_is_read() -> None:
    limits.check(b'<p class="a" id="b" data-c="1">text</p>\n' * 100_000)


def test_long_scripts_are_not_followed_tag_by_tag(monkeypatch: pytest.MonkeyPatch) -> None:
    script = b"<script>[" + b",".join(b'{"a": "<p>%d", "b": "x y"}' % nth for nth in range(1500)) + b"]</script>"
    monkeypatch.setattr(attributes, "_long", None)
    limits.check((script + b'<p class="a">text</p>' * 2000) * 6)


MANY = b" ".join(b"a%d" % nth for nth in range(attributes.MAX_ATTRIBUTES + 1))


@pytest.mark.parametrize(
    "page",
    [
        b"<a %b>" % MANY,
        b'<script> <b x=" </script><a %b>"' % MANY,
        b"<!-- <b x=' --><a %b>'" % MANY,
        b'<a x==" %b y>"' % MANY,
        b'<a x=b=" %b y>"' % MANY,
        b'<a =" %b y>"' % MANY,
        b'<a x=\x0b" %b y>"' % MANY,
        b"<p>x" + b"".join(b"<body a%d>" % nth for nth in range(attributes.MAX_ATTRIBUTES + 1)),
        b"<body %b>x<body %b>" % (MANY[: len(MANY) // 2], MANY[len(MANY) // 2 :]),
        b"<html %b>x<html %b>" % (MANY[: len(MANY) // 2], MANY[len(MANY) // 2 :]),
    ],
    ids=(
        "plain,script,comment,twice equal,equal in a value,equal first,no space,bodies,two bodies,two roots".split(",")
    ),
)
def test_many_attributes_are_refused_however_they_are_written(page: bytes) -> None:
    with pytest.raises(Quarantine):
        limits.check(page)


TAGS_AND_BITS = (
    b'a b c d e f g h i j k l = = = " " \' \' > / < \t x= y=" z=\' "> <b <body <html <script> </script> <style>'
    b" </style> <svg> <title> <!-- --> <p> </p>"
)
pieces = st.sampled_from([*TAGS_AND_BITS.split(), *[b" "] * 12])
rows = st.builds(
    lambda many, sign: b"<a " + sign.join(b"%d" % nth for nth in range(many)),
    st.integers(4, 9),
    st.sampled_from([b" ", b"/", b"=1 ", b'="" ', b"='>' ", b'=">"', b"\t"]),
)


@settings(
    max_examples=max(80, settings.default.max_examples), suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.lists(st.one_of(pieces, pieces, pieces, rows), max_size=80).map(b"".join))
def test_no_element_has_more_attributes_than_were_counted(monkeypatch: pytest.MonkeyPatch, page: bytes) -> None:
    most = 6
    monkeypatch.setattr(attributes, "MAX_ATTRIBUTES", most)
    monkeypatch.setattr(attributes, "STRETCH", most // 2)
    monkeypatch.setattr(attributes, "MAX_COMPARED", most**2)
    with contextlib.suppress(Quarantine):
        attributes.check(page)
        tree = parse(page)
        nodes = [tree.root, *tree.css("*")] if tree.root is not None else []
        assert max((len(node.attributes) for node in nodes if node), default=0) <= most

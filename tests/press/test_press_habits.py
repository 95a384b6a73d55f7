"""The web's habits, each asked for through the stand's own door."""

from __future__ import annotations

import gzip
import json
import re
from collections.abc import Callable
from datetime import datetime
from html import escape
from io import BytesIO
from typing import Any
from xml.etree import ElementTree

import fastfeedparser
import feedparser
import pytest
from PIL import Image
from selectolax.lexbor import LexborHTMLParser

from masdar.press import Press

from .conftest import START, Answer, Stall

FEEDS = {
    "almarsa": "/feed/",
    "nawras": "/rss.xml",
    "akhbar-aljabal": "/backend.xml",
    "alfanar": "/atom.xml",
    "alhiwar": "/feeds/posts/default",
    "almizan": "/index.rdf",
    "barid-alsahel": "/feed.xml",
    "le-courrier": "/feed/",
    "harbour-gazette": "/rss.xml",
    "sanunu": "/atom.xml",
}


def newest(stall: Stall, paper: str) -> Any:
    printed = stall.press.paper(paper).pieces  # type: ignore[attr-defined]  # the invented press's own papers
    return [piece for piece in printed if piece.published <= stall.now][-1]


def page(stall: Stall, paper: str, piece: Any = None) -> Answer:
    found = piece or newest(stall, paper)
    return stall.at(paper, stall.press.paper(paper).path(found))  # type: ignore[attr-defined]  # the invented press's own papers


def test_the_port_itself_shows_an_index(stall: Stall) -> None:
    answer = stall.get("http://127.0.0.1:8090/")
    assert answer.status == 200
    for paper in stall.press.papers:
        assert f'href="http://{paper.id}.localhost:8090/"' in answer.text


@pytest.mark.parametrize("host", ["nobody.localhost:8090", "almarsa.example", "<script>.localhost", ""])
def test_a_host_that_is_no_paper_has_no_pages(stall: Stall, host: str) -> None:
    answer = stall.get("http://x/feed/", host=host)
    assert answer.status == 404
    assert b"script" not in answer.body


def test_only_reading_is_allowed(stall: Stall) -> None:
    assert stall.get("http://almarsa.localhost:8090/", method="POST").status == 405
    head = stall.get("http://almarsa.localhost:8090/", method="HEAD")
    assert (head.status, head.body) == (200, b"")
    assert int(head.headers["content-length"]) > 1000


@pytest.mark.parametrize(("paper", "path"), FEEDS.items())
def test_feeds_parse_and_list_what_is_out(stall: Stall, paper: str, path: str) -> None:
    answer = stall.at(paper, path)
    parsed = feedparser.parse(BytesIO(answer.body), response_headers={"content-type": answer.headers["content-type"]})
    assert not parsed.bozo or paper == "akhbar-aljabal"  # text/xml without a charset, as old feeds have it
    assert parsed.entries[0].title.strip() == newest(stall, paper).title
    assert len(fastfeedparser.parse(answer.body).entries) == len(parsed.entries) >= 1


def test_a_json_feed_says_its_version_and_items(stall: Stall) -> None:
    for paper in ("tamraz24", "coral-review"):
        said = json.loads(stall.at(paper, "/feed.json").body)
        assert said["version"] == "https://jsonfeed.org/version/1.1"
        assert said["items"][0]["title"] == newest(stall, paper).title


@pytest.mark.parametrize(
    ("paper", "mark"),
    [
        ("almarsa", b'<rss version="2.0"'),
        ("akhbar-aljabal", b'<rss version="0.91"'),
        ("almizan", b"<rdf:RDF"),
        ("alfanar", b"http://www.w3.org/2005/Atom"),
    ],
)
def test_every_kind_of_feed_is_there(stall: Stall, paper: str, mark: bytes) -> None:
    assert mark in stall.at(paper, FEEDS[paper]).body


def test_the_feed_moves_with_time(stall: Stall) -> None:
    before = stall.at("shiraa", "/ar/rss").body
    stall.wait(minutes=5)
    assert stall.at("shiraa", "/ar/rss").body != before


def test_what_is_not_out_is_not_there(stall: Stall) -> None:
    coming = next(piece for piece in stall.press.paper("shiraa").pieces if piece.published > START)  # type: ignore[attr-defined]  # the invented press's own papers
    path = stall.press.paper("shiraa").path(coming)  # type: ignore[attr-defined]  # the invented press's own papers
    assert stall.at("shiraa", path).status == 404
    stall.now = coming.published
    assert stall.at("shiraa", path).status == 200


def test_time_runs_as_fast_as_asked(the_press: Press, open_stall: Callable[..., Stall]) -> None:
    fast, slow = open_stall(the_press, speed=100), open_stall(the_press, speed=1)
    last = the_press.paper("shiraa").pieces[-1]  # type: ignore[attr-defined]  # the invented press's own papers
    path = the_press.paper("shiraa").path(last)  # type: ignore[attr-defined]  # the invented press's own papers
    for stall in (fast, slow):
        stall.wait(seconds=(last.published - START).total_seconds() / 50)
    assert fast.at("shiraa", path).status == 200
    assert slow.at("shiraa", path).status == 404


def test_broken_xml_is_broken_in_every_promised_way(stall: Stall) -> None:
    body = stall.at("alraseef", "/rss").body
    with pytest.raises(ElementTree.ParseError):
        ElementTree.fromstring(body)
    assert b"&nbsp;" in body
    assert b" & " in body
    assert b"\x0b" in body
    assert b"</rss>" not in body


def test_careless_titles_are_empty_and_said_twice(stall: Stall) -> None:
    found = [item.findtext("title") for item in ElementTree.fromstring(stall.at("malaeb", "/feed/").body).iter("item")]
    assert "" in found
    assert found[0] == found[1]


def test_a_feed_lists_an_article_that_is_gone(stall: Stall) -> None:
    links = [
        item.findtext("link") or "" for item in ElementTree.fromstring(stall.at("malaeb", "/feed/").body).iter("item")
    ]
    removed = [link for link in links if link.endswith("-removed")]
    assert removed
    assert stall.get(removed[0]).status == 404


def test_links_in_a_feed_carry_tracking(stall: Stall) -> None:
    link = ElementTree.fromstring(stall.at("almarsa", "/feed/").body).findtext(".//item/link") or ""
    assert "utm_source=rss" in link
    assert stall.get(link).status == 200


def test_a_whole_text_stands_in_a_full_feed_and_a_lead_in_the_others(stall: Stall) -> None:
    last = escape(newest(stall, "almarsa").paragraphs[-1].text)
    assert last in stall.at("almarsa", "/feed/").text
    assert newest(stall, "nawras").paragraphs[-1].text not in stall.at("nawras", "/rss.xml").text


def test_sitemaps_of_every_kind(stall: Stall) -> None:
    news = ElementTree.fromstring(stall.at("alfanar", "/news-sitemap.xml").body)
    assert news.find(".//{http://www.google.com/schemas/sitemap-news/0.9}publication_date") is not None
    plain = ElementTree.fromstring(stall.at("almijhar", "/sitemap.xml").body)
    assert len(list(plain)) == sum(piece.published <= START for piece in stall.press.paper("almijhar").pieces)  # type: ignore[attr-defined]  # the invented press's own papers
    parts = [
        found.text or ""
        for found in ElementTree.fromstring(stall.at("nawras", "/sitemap.xml").body).iter()
        if found.text
    ]
    packed = [part for part in parts if part.endswith(".xml.gz")]
    assert len(packed) >= 2
    listed = 0
    for part in packed:
        listed += len(list(ElementTree.fromstring(gzip.decompress(stall.get(part).body))))
    assert listed == sum(piece.published <= START for piece in stall.press.paper("nawras").pieces)  # type: ignore[attr-defined]  # the invented press's own papers
    assert stall.at("nawras", f"/sitemap-part-{len(packed) + 1}.xml.gz").status == 404


def test_a_paper_with_only_a_section_page(stall: Stall) -> None:
    for path in ("/rss", "/feed/", "/sitemap.xml", "/news-sitemap.xml"):
        assert stall.at("sawt-alwadi", path).status == 404
    links = LexborHTMLParser(stall.at("sawt-alwadi", "/section/regions").body.decode("windows-1256")).css("a")
    assert any((link.attributes.get("href") or "").startswith("/akhbar/") for link in links)


def test_windows_1256_declared_in_the_page_alone(stall: Stall) -> None:
    answer = page(stall, "sawt-alwadi")
    assert answer.headers["content-type"] == "text/html"
    assert b"charset=windows-1256" in answer.body
    assert newest(stall, "sawt-alwadi").title in answer.body.decode("windows-1256")


def test_windows_1256_declared_in_the_header_alone(stall: Stall) -> None:
    answer = page(stall, "akhbar-aljabal")
    assert answer.headers["content-type"] == "text/html; charset=windows-1256"
    assert b"charset" not in answer.body
    assert newest(stall, "akhbar-aljabal").title in answer.body.decode("windows-1256")


def test_words_meet_at_a_tag(stall: Stall) -> None:
    words = page(stall, "akhbar-aljabal").body.decode("windows-1256")
    assert re.search(r"\w</b><span>\w", words)
    assert re.search(r"[.»]</?(?:span|div)[^>]*></?div><div>\w", words)


def test_a_teaser_stands_for_the_text(stall: Stall) -> None:
    piece = newest(stall, "alraseef")
    words = page(stall, "alraseef").text
    assert piece.summary[:60] in LexborHTMLParser(words).body.text()  # type: ignore[union-attr]  # the invented press's own papers
    assert piece.paragraphs[-1].text not in words


def test_a_page_filled_by_script_holds_its_text_as_json(stall: Stall) -> None:
    piece = newest(stall, "almijhar")
    tree = LexborHTMLParser(page(stall, "almijhar").text)
    data = json.loads(tree.css_first("#__NEXT_DATA__").text())
    assert piece.paragraphs[0].text[:40] in LexborHTMLParser(data["props"]["pageProps"]["article"]["body"]).body.text()  # type: ignore[union-attr]  # the invented press's own papers
    assert piece.paragraphs[-1].text not in tree.css_first("#__next").text()


def test_linked_data_and_microdata_say_the_same_as_the_page(stall: Stall) -> None:
    piece = newest(stall, "alfanar")
    tree = LexborHTMLParser(page(stall, "alfanar").text)
    said = json.loads(tree.css_first('script[type="application/ld+json"]').text())["@graph"][0]
    assert said["headline"] == piece.title
    assert datetime.fromisoformat(said["datePublished"]) == piece.published
    piece = newest(stall, "tamraz24")
    tree = LexborHTMLParser(page(stall, "tamraz24").text)
    assert tree.css_first('[itemprop="headline"]').text() == piece.title
    assert tree.css_first('[itemprop="articleBody"]') is not None


def test_an_amp_twin_points_home(stall: Stall) -> None:
    tree = LexborHTMLParser(page(stall, "alfanar").text)
    amp = tree.css_first('link[rel="amphtml"]').attributes["href"] or ""
    twin = LexborHTMLParser(stall.get(amp).text)
    assert twin.css_first('link[rel="canonical"]').attributes == tree.css_first('link[rel="canonical"]').attributes


def test_wordpress_has_its_interface_and_short_links(stall: Stall) -> None:
    posts = json.loads(stall.at("almarsa", "/wp-json/wp/v2/posts").body)
    assert posts[0]["id"] == newest(stall, "almarsa").number
    answer = stall.at("almarsa", f"/?p={posts[0]['id']}")
    assert answer.status == 301
    assert answer.headers["location"] == posts[0]["link"]
    assert stall.get(posts[0]["link"]).status == 200
    assert stall.get(posts[0]["link"].rstrip("/")).status == 301


def test_the_agency_redirects_to_its_language(stall: Stall) -> None:
    answer = stall.at("shiraa", "/")
    assert (answer.status, answer.headers["location"]) == (302, "/ar/")
    for language in ("ar", "fr", "en"):
        assert stall.at("shiraa", f"/{language}/").status == 200
        assert b"<item>" in stall.at("shiraa", f"/{language}/rss").body


def test_robots_forbid_delay_and_name_sitemaps(stall: Stall) -> None:
    assert "Disallow: /\n" in stall.at("bawabat-alqirsh", "/robots.txt").text
    assert "Crawl-delay: 1" in stall.at("barid-alsahel", "/robots.txt").text
    assert "Sitemap: http://almijhar.localhost:8090/sitemap.xml" in stall.at("almijhar", "/robots.txt").text


def test_what_was_seen_is_not_sent_again(stall: Stall) -> None:
    first = stall.at("alfanar", "/atom.xml")
    again = stall.at("alfanar", "/atom.xml", if_none_match=first.headers["etag"])
    assert (again.status, again.body) == (304, b"")
    since = stall.at("alfanar", "/atom.xml", if_modified_since=first.headers["last-modified"])
    assert since.status == 304
    older = stall.at("alfanar", "/atom.xml", if_modified_since="Thu, 01 Jan 2026 00:00:00 GMT")
    assert older.status == 200
    assert stall.at("alfanar", "/atom.xml", if_modified_since="yesterday").status == 200


def test_gzip_for_those_who_take_it(stall: Stall) -> None:
    packed = stall.at("alfanar", "/", accept_encoding="gzip, br")
    assert packed.headers["content-encoding"] == "gzip"
    assert gzip.decompress(packed.body) == stall.at("alfanar", "/").body


def test_old_feeds_are_gone(stall: Stall) -> None:
    assert stall.at("nawras", "/old-rss.xml").status == 410
    assert stall.at("dhakira", "/feed/").status == 410


def test_a_sold_domain_shows_something_else_everywhere(stall: Stall) -> None:
    for path in ("/", "/maqal/12", "/section/culture"):
        answer = stall.at("dhakira", path)
        assert answer.status == 200
        assert "CASINO" in answer.text


def test_a_slow_paper_is_slow_only_where_it_should_be(the_press: Press, monkeypatch: pytest.MonkeyPatch) -> None:
    slept: list[float] = []

    async def sleep(seconds: float) -> None:
        slept.append(seconds)

    monkeypatch.setattr("masdar.press.stand.asyncio.sleep", sleep)
    slow = Stall(the_press, slow=0.5)
    slow.at("barid-alsahel", "/")
    slow.at("alfanar", "/")
    assert slept == [1.0]
    Stall(the_press).at("barid-alsahel", "/")
    assert slept == [1.0]


def test_a_dispatch_is_corrected_after_an_hour(stall: Stall) -> None:
    shiraa = stall.press.paper("shiraa")
    corrected = [piece for piece in shiraa.pieces if piece.corrected]  # type: ignore[attr-defined]  # the invented press's own papers
    assert corrected
    for piece in corrected:
        stall.now = max(START, piece.published)
        stall.now = max(stall.now, piece.changed_at)
        assert "تصحيح" in page(stall, "shiraa", piece).text
        shown = piece.shown(piece.published)
        assert shown == piece.paragraphs


def test_the_changed_page_has_another_validator(stall: Stall) -> None:
    live = [piece for piece in stall.press.paper("shiraa").pieces if piece.changed_at and piece.published > START]  # type: ignore[attr-defined]  # the invented press's own papers
    for piece in live:
        stall.now = piece.published
        before = page(stall, "shiraa", piece).headers["etag"]
        stall.now = piece.changed_at
        assert page(stall, "shiraa", piece).headers["etag"] != before


@pytest.mark.parametrize(
    ("paper", "pattern"),
    [
        ("tamraz24", "[٠-٩]"),
        ("almizan", "[٠-٩] (?:رمضان|شوال|شعبان) [٠-٩]+ هـ"),
        ("sawt-alwadi", "مارس|فبراير"),
        ("nawras", "آذار"),
        ("le-courrier", "mars 2026 à"),
        ("harbour-gazette", "March 1"),
    ],
)
def test_papers_write_dates_in_their_own_way(stall: Stall, paper: str, pattern: str) -> None:
    body = page(stall, paper).body
    words = body.decode("windows-1256" if paper == "sawt-alwadi" else "utf-8")
    assert re.search(pattern, words)


def test_papers_spell_in_their_own_way(the_press: Press) -> None:
    def words(paper: str) -> str:
        printed = the_press.paper(paper).pieces  # type: ignore[attr-defined]  # the invented press's own papers
        return "\n".join(part.text for piece in printed for part in piece.paragraphs)

    assert "أ" not in words("bawabat-alqirsh")
    assert "ّ" in words("alfanar")
    assert not re.search("[0-9]", words("tamraz24"))
    assert any("ـ" in piece.title for piece in the_press.paper("alhiwar").pieces)  # type: ignore[attr-defined]  # the invented press's own papers


def test_pages_carry_furniture(stall: Stall) -> None:
    for paper in ("almarsa", "nawras", "tamraz24", "alhiwar", "le-courrier"):
        words = page(stall, paper).text
        title = stall.press.paper(paper).title  # type: ignore[attr-defined]  # the invented press's own papers
        for name in ("related", "most_read", "newsletter"):
            assert title.word(name).replace("’", "’") in words, (paper, name)


def test_pictures_come_in_each_papers_form_and_a_shared_one_differs(stall: Stall) -> None:
    seen: dict[str, set[bytes]] = {}
    for paper, form in (("almarsa", "JPEG"), ("nawras", "WEBP"), ("tamraz24", "PNG"), ("alfanar", "JPEG")):
        printed = [piece for piece in stall.press.paper(paper).pieces if piece.picture][:2]  # type: ignore[attr-defined]  # the invented press's own papers
        for piece in printed:
            match = (
                re.search(r"/media/[a-z]+-\d+\.\w+", page(stall, paper, piece).text)
                if piece.published <= START
                else None
            )
            if match is None:
                continue
            answer = stall.at(paper, match[0])
            with Image.open(BytesIO(answer.body)) as picture:
                assert picture.format == form
                assert picture.size == stall.press.paper(paper).title.picture[:2]  # type: ignore[attr-defined]  # the invented press's own papers
            seen.setdefault(piece.event, set()).add(answer.body)
    assert seen


def test_hostile_pictures_are_offered(stall: Stall) -> None:
    bomb = stall.at("tamraz24", "/media/huge.png")
    assert len(bomb.body) < 1000
    assert int.from_bytes(bomb.body[16:20], "big") >= 50_000
    vector = stall.at("tamraz24", "/media/plan.svg")
    assert vector.headers["content-type"] == "image/svg+xml"
    assert b"<script>" in vector.body
    assert stall.at("almarsa", "/media/huge.png").status == 404


@pytest.mark.slow
def test_all_links_of_a_paper_stay_in_it_and_resolve(stall: Stall) -> None:
    for paper in stall.press.papers:
        if paper.id == "dhakira":
            continue
        home = f"http://{paper.id}.localhost:8090"
        front = stall.get(home + ("/ar/" if paper.id == "shiraa" else "/"))
        encoding = "windows-1256" if paper.id in ("sawt-alwadi", "akhbar-aljabal") else "utf-8"
        pages = [front, page(stall, paper.id)]
        links = {
            found.attributes.get(name) or ""
            for answer in pages
            for found in LexborHTMLParser(answer.body.decode(encoding)).css("a[href], img[src], link[href]")
            for name in ("href", "src")
        }
        drawn = [link for link in sorted(links) if "/media/" in link]
        for link in sorted(links - {"", "#"} - set(drawn[1:])):
            if link.endswith("oembed") or "api.w.org" in link or "wp-json" in link:
                continue
            address = home + link if link.startswith("/") else link
            assert address.startswith(home), (paper.id, link)
            assert stall.get(address).status in (200, 301, 302), (paper.id, link)


def test_a_home_page_leads_to_its_feed(stall: Stall) -> None:
    for paper, path in FEEDS.items():
        encoding = "windows-1256" if paper == "akhbar-aljabal" else "utf-8"
        tree = LexborHTMLParser(stall.at(paper, "/").body.decode(encoding))
        found = [link.attributes["href"] or "" for link in tree.css('link[rel="alternate"]')]
        assert any(link.endswith(path) for link in found), paper

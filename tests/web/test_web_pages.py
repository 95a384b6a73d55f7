"""Every page, in three editions: there, whole, linked, light."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from typing import Any
from urllib.parse import quote, urlsplit

import pytest
from selectolax.lexbor import LexborHTMLParser

from masdar.model import BlockKind, Part, Permalink
from masdar.web.assets import assets
from tests.web.conftest import Stand

AUTHOR = quote("سلمى بنت الوادي", safe="")
PAGES = (
    "/", "/about", "/status", "/search", "/search?q=الماء", '/search?q="', "/search?q=zzzz", "/sabah-wadi",
    "/courrier-dunes", "/sabah-wadi/1001", "/courrier-dunes/1001", "/cedar-wire/1001",
    f"/author/{AUTHOR}", f"/author/{AUTHOR}?source=sabah-wadi", "/nosuch", "/sabah-wadi/999", "/section/none",
)  # fmt: skip
SECTIONS = {"ar": "اقتصاد", "fr": "Économie", "en": "World"}
PREFIXES = {"ar": "", "fr": "/fr", "en": "/en"}
LIMIT = 60 * 1024


class Reader:
    """What a test wants to know of a page, as a browser parses it."""

    def __init__(self, html: str) -> None:
        self.links: list[dict[str, str]] = []
        self.loaded: list[str] = []
        self.html: dict[str, str] = {}
        self.headings: list[str] = []
        self.attributes: set[str] = set()
        self.ids: list[str] = []
        self.titles: list[str] = []
        for node in LexborHTMLParser(html).root.traverse():  # type: ignore[union-attr]  # a parsed page has a root
            self._read(node.tag or "", {name: value or "" for name, value in node.attributes.items()})

    def _read(self, tag: str, values: dict[str, str]) -> None:
        self.attributes |= set(values)
        if "id" in values:
            self.ids.append(values["id"])
        if tag == "html":
            self.html = values
        elif tag in ("h1", "h2", "h3"):
            self.headings.append(tag)
        elif tag == "a":
            self.links.append(values)
        elif tag in ("img", "script", "source") and "src" in values:
            self.loaded.append(values["src"])
        elif tag == "link" and values.get("rel") in ("stylesheet", "icon", "preload"):
            self.loaded.append(values["href"])


def pages(edition: str) -> list[str]:
    prefix = PREFIXES[edition]
    return [prefix + page for page in PAGES] + [f"{prefix}/section/{quote(SECTIONS[edition])}"]


@pytest.mark.parametrize("edition", ["ar", "fr", "en"])
def test_every_page_is_whole(shown: Stand, edition: str) -> None:
    for page in pages(edition):
        answer = shown.client.get(page)
        assert answer.status in (200, 404), page
        assert answer.headers["content-type"] == "text/html; charset=utf-8"
        seen = Reader(answer.text)
        assert seen.html == {"lang": edition, "dir": "rtl" if edition == "ar" else "ltr"}, page
        assert seen.headings.count("h1") == 1, page
        assert len(seen.ids) == len(set(seen.ids)), page
        assert 'class="strip"' in answer.text, page
        assert "{{" not in answer.text
        assert "None" not in re.sub("<[^>]*>", " ", answer.text), page


@pytest.mark.parametrize("edition", ["ar", "fr", "en"])
def test_every_internal_link_resolves(shown: Stand, edition: str) -> None:
    addresses: set[str] = set()
    for page in pages(edition):
        for link in Reader(shown.client.get(page).text).links:
            href = link["href"]
            if href.startswith("#"):
                continue
            if not href.startswith("/"):
                assert {"noopener", "nofollow"} <= set(link.get("rel", "").split()), href
                continue
            assert not href.startswith("//")
            addresses.add(href)
    assert len(addresses) > 40
    for address in addresses:
        assert shown.client.get(address).status == 200, address


@pytest.mark.parametrize("edition", ["ar", "fr", "en"])
def test_a_page_loads_only_what_we_serve(shown: Stand, edition: str) -> None:
    loaded = {address for page in pages(edition) for address in Reader(shown.client.get(page).text).loaded}
    for address in loaded:
        assert urlsplit(address).netloc == ""
        assert shown.client.get(address).status == 200, address
    for found in re.findall(r"url\(([^)]+)\)", assets().text("site.css")):
        assert shown.client.get(found).headers["content-type"] == "font/woff2"


@pytest.mark.parametrize("edition", ["ar", "fr", "en"])
def test_a_page_weighs_at_most_sixty_kilobytes(shown: Stand, edition: str) -> None:
    files = assets()
    shared = sum(len(files.by_name[name].body) for name in ("site.css", "site.js", "early.js"))
    packed = sum(len(files.by_name[name].gzipped) for name in ("site.css", "site.js", "early.js"))
    for page in pages(edition):
        assert len(shown.client.get(page).body) + shared <= LIMIT, page
        assert len(shown.client.get(page, accept_encoding="gzip").body) + packed <= 18 * 1024, page


def test_fonts_weigh_at_most_120_kilobytes_and_bring_their_licences() -> None:
    fonts = {name: asset for name, asset in assets().by_name.items() if name.startswith("fonts/")}
    assert sum(len(asset.body) for name, asset in fonts.items() if name.endswith(".woff2")) <= 120 * 1024
    licences = [asset.body.decode() for name, asset in fonts.items() if name.endswith("OFL.txt")]
    assert len(licences) == 2
    assert all("SIL OPEN FONT LICENSE Version 1.1" in licence for licence in licences)


def test_an_article_never_stands_without_source_date_and_link(shown: Stand) -> None:
    for permalink, stored in shown.store.articles.items():
        page = shown.client.get(f"/{permalink}").text
        name = shown.store.by_id[permalink.source].name
        assert f'href="{stored.article.url}"' in page or f'href="{quote(stored.article.url, safe=":/")}"' in page
        assert page.count(name) >= 2
        assert re.search(r'<p class="dateline">.*<time datetime="2026-', page)
        assert 'rel="noopener nofollow"' in page


def test_what_else_a_paper_printed_leaves_out_what_is_read(shown: Stand) -> None:
    for own in [one for one in shown.store.articles if one.source == "sabah-wadi"][:9]:
        more = shown.client.get(f"/{own}").text.split('id="more"')[1].split("</section>")[0]
        assert (f'href="/{own}"' in more, more.count('class="line"')) == (False, 6)


def test_an_article_whose_address_is_no_web_address_links_to_its_paper(portal: Stand) -> None:
    stored = portal.store.articles[Permalink("sabah-wadi", 1001)]
    portal.store.keep(replace(stored, article=replace(stored.article, url="javascript:alert(1)")))
    page = portal.client.get("/sabah-wadi/1001").text
    assert "javascript:" not in page
    assert 'class="to-source" href="https://sabah-wadi.example/"' in page


def test_the_source_is_printed_as_people_read_it(portal: Stand) -> None:
    stored = portal.store.articles[Permalink("sabah-wadi", 1001)]
    address = "https://sabah-wadi.example/%D9%85%D8%A7%D8%A1?q=%3Cb%3E"
    portal.store.keep(replace(stored, article=replace(stored.article, url=address)))
    page = portal.client.get("/sabah-wadi/1001").text
    assert f'class="to-source" href="{address}"' in page
    assert '<bdi dir="ltr">https://sabah-wadi.example/ماء?q=%3Cb%3E</bdi>' in page


def structured(page: str) -> dict[str, Any]:
    """What a page says of itself in JSON-LD."""
    found = re.search(r'<script type="application/ld\+json">(.*?)</script>', page, re.S)
    assert found is not None
    return json.loads(found[1])  # type: ignore[no-any-return]  # a list of objects


def test_the_front_tells_machines_how_it_is_searched(shown: Stand) -> None:
    data = structured(shown.client.get("/en/").text)
    assert (data["@type"], data["url"]) == ("WebSite", "https://portal.example/en/")
    assert data["potentialAction"]["target"]["urlTemplate"] == "https://portal.example/en/search?q={q}"


def test_lists_tell_machines_what_they_list(shown: Stand) -> None:
    data = structured(shown.client.get("/sabah-wadi").text)
    assert (data["@type"], data["about"]["@type"]) == ("CollectionPage", "NewsMediaOrganization")
    listed = data["mainEntity"]["itemListElement"]
    assert [one["position"] for one in listed] == list(range(1, len(listed) + 1))
    assert listed[0]["url"].startswith("https://portal.example/sabah-wadi/")


def test_a_title_cannot_leave_the_script_that_tells_it(portal: Stand) -> None:
    stored = portal.store.articles[Permalink("sabah-wadi", 1001)]
    portal.store.keep(replace(stored, article=replace(stored.article, title="</script><b>&")))
    for page in ("/sabah-wadi/1001", "/sabah-wadi"):
        assert "</script><b>" not in portal.client.get(page).text


def test_an_article_tells_machines_what_it_is(shown: Stand) -> None:
    page = shown.client.get("/fr/sabah-wadi/1001").text
    data = structured(page)
    assert data["@type"] == "NewsArticle"
    assert data["publisher"]["name"] == "صباح الوادي"
    assert data["datePublished"].endswith("Z")
    assert '<link rel="canonical" href="https://portal.example/sabah-wadi/1001">' in page
    assert '<link rel="alternate" hreflang="en" href="https://portal.example/en/sabah-wadi/1001">' in page
    assert '<meta property="og:type" content="article">' in page


def test_without_a_public_address_nothing_claims_one(shown: Stand) -> None:
    client = shown.again(url="")
    page = client.get("/sabah-wadi/1001", host="evil.example").text
    assert "evil.example" not in page
    assert "og:url" not in page
    assert '<link rel="canonical" href="/sabah-wadi/1001">' in page


def test_an_edition_shows_articles_in_its_language(shown: Stand) -> None:
    assert "Le train de nuit" not in shown.client.get("/").text
    french = shown.client.get("/fr/").text
    assert "Le train de nuit" in french
    assert "وادي الزيتون" not in french


def test_a_paper_is_shown_whole_in_every_edition(shown: Stand) -> None:
    page = shown.client.get("/en/sabah-wadi").text
    assert 'lang="ar" dir="rtl"' in page


def test_blocks_carry_their_own_direction_and_language(shown: Stand) -> None:
    page = shown.client.get("/sabah-wadi/1001").text
    assert '<p dir="ltr" lang="en">The full data set' in page
    assert '<bdi dir="ltr">Aqua Nova</bdi>' in page
    assert '<bdi dir="rtl">رحلة</bdi>' in shown.client.get("/fr/courrier-dunes/1001").text


def test_lists_page_by_cursor_without_loss(portal: Stand) -> None:
    seen: list[str] = []
    address = f"/author/{AUTHOR}"
    for _ in range(10):
        page = portal.client.get(address).text
        main = page.split("<main", 1)[1]
        seen += re.findall(r'<h3[^>]*><a href="(/[a-z-]+/\d+)"', main)
        onward = re.search(r'rel="next" href="([^"]+)"', main)
        if onward is None:
            break
        address = onward[1].replace("&amp;", "&")
    wanted = [
        f"/{one}" for one, stored in portal.store.articles.items() if stored.article.authors == ("سلمى بنت الوادي",)
    ]
    assert len(seen) == len(set(seen)) > 30
    assert set(seen) == set(wanted)


def test_an_empty_store_has_a_front_all_the_same(empty: Stand) -> None:
    for address in ("/", "/fr/", "/en/", "/search?q=a", "/status", "/about", "/rss", "/strip", "/metrics", "/healthz"):
        assert empty.client.get(address).status == 200, address


def test_a_picture_is_served_for_good(portal: Stand) -> None:
    sha256 = next(iter(portal.store.pictures))
    answer = portal.client.get(f"/picture/{sha256}-480.webp")
    assert answer.status == 200
    assert answer.headers["content-type"] == "image/webp"
    assert "immutable" in answer.headers["cache-control"]
    assert answer.body[8:12] == b"WEBP"
    for wrong in (f"{sha256}-481.webp", f"{sha256}.webp", f"{'0' * 64}-480.webp", "x-480.webp", f"{sha256}-0480.webp"):
        assert portal.client.get(f"/picture/{wrong}").status == 404, wrong


def test_asking_again_is_cheap(shown: Stand) -> None:
    for address in (
        "/",
        "/sabah-wadi",
        "/sabah-wadi/1001",
        "/rss",
        "/strip",
        "/sabah-wadi/1001.json",
    ):
        first = shown.client.get(address)
        again = shown.client.get(address, if_none_match=first.headers["etag"])
        assert again.status == 304, address
        assert again.body == b""
        assert shown.client.get(address, if_none_match='"other"').status == 200


def test_what_is_kept_nowhere_has_no_name_to_ask_for_again(shown: Stand) -> None:
    answer = shown.client.get("/search?q=الماء")
    assert answer.headers["cache-control"] == "no-store"
    assert not {"etag", "last-modified"} & set(answer.headers)


def test_an_article_is_one_reading_of_the_store(portal: Stand) -> None:
    portal.client.get("/sabah-wadi/1001")
    portal.store.calls.clear()
    portal.client.get("/sabah-wadi/1002")
    assert portal.store.calls == {"opened": 1}


def test_what_changed_in_the_store_shows_within_seconds(portal: Stand) -> None:
    before = portal.client.get("/sabah-wadi/1001")
    stored = portal.store.articles[Permalink("sabah-wadi", 1001)]
    portal.store.keep(replace(stored, revision=2, article=replace(stored.article, title="عنوان مصحّح")))
    answer = portal.client.get("/sabah-wadi/1001", if_none_match=before.headers["etag"])
    assert answer.status == 200
    assert "عنوان مصحّح" in answer.text


def test_stores_that_are_far_away_are_asked_on_threads(shown: Stand) -> None:
    client = shown.again(local=False)
    for answer in client.many(["/", "/sabah-wadi/1001", "/search?q=الماء", "/"] * 5):
        assert answer.status == 200


def test_json_of_an_article(shown: Stand) -> None:
    told = json.loads(shown.client.get("/sabah-wadi/1001.json").text)
    assert told["id"] == "sabah-wadi/1001"
    assert told["url"] == "https://portal.example/sabah-wadi/1001"
    assert told["source"]["name"] == "صباح الوادي"
    assert told["blocks"][0]["direction"] == "rtl"


def test_a_second_article_of_a_page_is_credited_at_its_heading(portal: Stand) -> None:
    stored = portal.store.articles[Permalink("sabah-wadi", 1001)]
    second = replace(stored.article.blocks[-1], kind=BlockKind.PARAGRAPH, part=1)
    shown = replace(
        stored.article, blocks=(*stored.article.blocks, second), parts=(Part("", "بقلم: ليلى", ("ليلى <b>",)),)
    )
    portal.store.keep(replace(stored, revision=2, article=shown))
    page = portal.client.get("/sabah-wadi/1001").text
    (line,) = re.findall(r'<p class="part">.*?</p>', page)
    assert 'href="/author/' in line
    assert "ليلى &lt;b&gt;</a>" in line
    told = json.loads(portal.client.get("/sabah-wadi/1001.json").text)
    assert told["blocks"][-1]["part"] == 1
    assert told["parts"] == [{"title": "", "byline": "بقلم: ليلى", "authors": ["ليلى <b>"]}]


def test_metrics_and_health(portal: Stand) -> None:
    told = portal.client.get("/metrics").text
    assert f"masdar_articles {float(portal.store.count())}" in told
    assert 'masdar_outcomes_total{reason="",result="ok",source="sabah-wadi",step="list"} 2.0' in told
    assert json.loads(portal.client.get("/healthz").text)["status"] == "ok"
    portal.store.count = _failing  # type: ignore[method-assign]  # replaced for the test
    failing = portal.client.get("/healthz")
    assert failing.status == 503
    assert "secret" not in failing.text


def _failing() -> int:
    raise RuntimeError("secret place")


def test_status_tells_reasons_in_words(shown: Stand) -> None:
    page = shown.client.get("/status").text
    assert "عنوان ليس http ولا https" in page
    assert "forbidden_scheme" not in page


def test_robots(shown: Stand) -> None:
    told = shown.client.get("/robots.txt").text
    assert "Disallow: /fr/search" in told
    assert told.startswith("User-agent: *")


def test_a_page_made_before_an_update_finds_its_style_after_it(portal: Stand) -> None:
    today = assets()("site.css")
    yesterday = re.sub(r"\.[0-9a-f]{10}\.", ".0123456789.", today)
    answer = portal.client.get(yesterday)
    assert answer.body == portal.client.get(today).body
    assert "immutable" not in answer.headers["cache-control"]
    assert portal.client.get("/static/none.0123456789.css").status == 404

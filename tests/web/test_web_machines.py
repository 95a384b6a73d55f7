"""What search engines and home screens are told: sitemaps, manifest, service worker."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from xml.etree import ElementTree

import pytest

from masdar.model import Permalink
from masdar.web.pages import sitemaps
from tests.web import invented
from tests.web.conftest import Stand

NAMES = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9", "n": "http://www.google.com/schemas/sitemap-news/0.9"}


def places(body: bytes) -> list[str]:
    return [found.text or "" for found in ElementTree.fromstring(body).iter(f"{{{NAMES['s']}}}loc")]


def test_every_article_is_in_a_sitemap_once(portal: Stand, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sitemaps, "A_FILE", 40)
    files = places(portal.client.get("/sitemap.xml").body)
    listed: list[str] = []
    for file in files:
        answer = portal.client.get(file.removeprefix("https://portal.example"))
        assert answer.headers["content-type"].startswith("application/xml")
        if not file.endswith("news.xml"):
            assert len(places(answer.body)) <= 40
            listed += places(answer.body)
    assert sorted(listed) == sorted(f"https://portal.example/{one}" for one in portal.store.articles)
    assert f"Sitemap: {'https://portal.example'}/sitemap.xml" in portal.client.get("/robots.txt").text


def test_the_news_sitemap_holds_two_days(portal: Stand) -> None:
    stored = portal.store.articles[Permalink("sabah-wadi", 1001)]
    title = "عنوان <b>غليظ</b> & غريب"
    article = replace(stored.article, title=title, published=invented.NOW)
    portal.store.keep(replace(stored, permalink=Permalink("sabah-wadi", 5000), article=article))
    tree = ElementTree.fromstring(portal.client.get("/sitemap/news.xml").body)
    titles = [found.text for found in tree.iter(f"{{{NAMES['n']}}}title")]
    assert any("غريب" in (one or "") for one in titles)
    portal.clock.move(3 * 86_400)
    assert places(portal.client.get("/sitemap/news.xml").body) == []


@pytest.mark.parametrize("name", ["x", "nosuch.1.xml", "sabah-wadi.0.xml", "..%2fx.xml", "sabah-wadi.1.xml.gz"])
def test_a_sitemap_that_is_none_is_missing(shown: Stand, name: str) -> None:
    assert shown.client.get(f"/sitemap/{name}").status == 404


def test_without_a_public_address_there_is_no_sitemap(shown: Stand) -> None:
    assert shown.again(url="").get("/sitemap.xml").status == 404
    assert "Sitemap" not in shown.again(url="").get("/robots.txt").text


@pytest.mark.parametrize("edition", ["", "/fr", "/en"])
def test_the_manifest_names_what_is_there(shown: Stand, edition: str) -> None:
    answer = shown.client.get(f"{edition}/manifest.webmanifest")
    assert answer.headers["content-type"] == "application/manifest+json"
    told = json.loads(answer.text)
    assert told["start_url"] == f"{edition}/"
    assert told["dir"] == ("ltr" if edition else "rtl")
    for one in (*told["icons"], *({"src": shortcut["url"], "type": "text/html"} for shortcut in told["shortcuts"])):
        found = shown.client.get(one["src"])
        assert found.status == 200
        assert found.headers["content-type"].startswith(one["type"])
    assert f'href="{edition}/manifest.webmanifest"' in shown.client.get(f"{edition}/about").text


def test_the_worker_keeps_what_is_there(shown: Stand) -> None:
    answer = shown.client.get("/worker.js")
    assert answer.headers["content-type"].startswith("text/javascript")
    assert answer.headers["cache-control"] == "no-cache"
    kept = json.loads(re.search(r"FILES\s*=\s*(\[.*?\])", answer.text)[1])  # type: ignore[index]  # it is there
    assert len(kept) > 10
    assert all(shown.client.get(path).status == 200 for path in kept)

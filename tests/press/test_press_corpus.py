"""Any corpus as newspapers: everything in it can be found, whatever it lacks."""

from __future__ import annotations

import gzip
import json
import lzma
import random
from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import fastfeedparser
import pytest
from hypothesis import given
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser

from masdar.press import EVERYTHING_OUT, Asked, corpus
from masdar.press.corpus import CorpusError, guess_language, split

from .conftest import Stall

FIRST = datetime(2020, 2, 1, tzinfo=UTC)
_LOC = "{http://www.sitemaps.org/schemas/sitemap/0.9}loc"


def line(number: int, **fields: Any) -> dict[str, Any]:
    return {
        "id": f"x{number}",
        "source": "الشراع",
        "url": f"http://news.example/{number}",
        "title": f"خبر رقم {number} عن <البحر> & «الريح»",
        "published": (FIRST + timedelta(hours=number)).isoformat(),
        "author": "سلمى",
        "category": "sport" if number % 2 else "اقتصاد",
        "abstract": f"ملخص {number}",
        "body": f"الجملة الأولى {number}. " + "كلمات كثيرة تملأ السطر " * 20 + f". الجملة الأخيرة {number}.",
        **fields,
    }


def write(folder: Path, lines: list[dict[str, Any]], ending: str = ".jsonl") -> Path:
    path = folder / f"corpus{ending}"
    data = "\n".join(json.dumps(entry, ensure_ascii=False) for entry in lines).encode()
    packed = {".jsonl.gz": gzip.compress, ".jsonl.xz": lzma.compress}.get(ending, bytes)
    path.write_bytes(packed(data))
    return path


@pytest.fixture
def stall(tmp_path: Path) -> Stall:
    made = Stall(corpus.press(write(tmp_path, [line(number) for number in range(130)])))
    made.paper = made.press.papers[0].id  # type: ignore[attr-defined]  # the invented press's own papers
    return made


@pytest.mark.parametrize("ending", [".jsonl", ".jsonl.gz", ".jsonl.xz"])
def test_plain_and_packed_files_are_read(tmp_path: Path, ending: str) -> None:
    press = corpus.press(write(tmp_path, [line(1), line(2, source="b")], ending))
    assert [paper.name for paper in press.papers] == ["الشراع", "b"]


def test_each_source_is_a_paper_with_a_host_of_its_own(tmp_path: Path) -> None:
    names = ["الشراع", "القلم", "BBC", "bbc", "feeds", ""]
    press = corpus.press(write(tmp_path, [line(1, source=name) for name in names]))
    ids = [paper.id for paper in press.papers]
    assert len(set(ids)) == len(names)
    assert all(source.home == f"http://{source.id}.localhost:9/" for source in press.sources(9))


def test_an_article_page_says_what_the_corpus_says(stall: Stall) -> None:
    answer = stall.at(stall.press.papers[0].id, "/news/3")
    tree = LexborHTMLParser(answer.text)
    assert tree.css_first("h1").text() == "خبر رقم 2 عن <البحر> & «الريح»"
    said = json.loads(tree.css_first('script[type="application/ld+json"]').text())
    assert said["headline"] == tree.css_first("h1").text()
    assert datetime.fromisoformat(said["datePublished"]) == FIRST + timedelta(hours=2)
    assert said["author"]["name"] == "سلمى"
    words = tree.css_first(".story-body").text(separator=" ")
    assert "الجملة الأولى 2." in words
    assert "الجملة الأخيرة 2." in words
    assert len(tree.css(".story-body p")) >= 2


def test_feed_front_and_sections_list_the_newest(stall: Stall) -> None:
    paper = stall.press.papers[0].id
    feed = fastfeedparser.parse(stall.at(paper, "/rss.xml").body)
    assert len(feed.entries) == 50
    assert feed.entries[0].link.endswith("/news/130")
    front = LexborHTMLParser(stall.at(paper, "/").text)
    assert front.css_first(".card a").attributes["href"] == "/news/130"
    section = LexborHTMLParser(stall.at(paper, "/section/sport").text)
    assert section.css_first(".card a").attributes["href"] == "/news/130"


def test_sections_page_on_to_their_first_article(stall: Stall) -> None:
    paper, seen, path = stall.press.papers[0].id, set(), "/section/sport"
    while path:
        tree = LexborHTMLParser(stall.at(paper, path).text)
        seen |= {link.attributes["href"] for link in tree.css(".card a")}
        more = tree.css_first('a[rel="next"]')
        path = (more.attributes["href"] or "") if more else ""
    assert len(seen) == 65
    assert stall.at(paper, "/section/sport?page=99").status == 404


def test_the_sitemap_is_complete_in_parts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("masdar.press.corpus_paper.PART", 40)
    stall = Stall(corpus.press(write(tmp_path, [line(number) for number in range(130)])))
    paper = stall.press.papers[0].id
    parts = [found.text or "" for found in ElementTree.fromstring(stall.at(paper, "/sitemap.xml").body).iter(_LOC)]
    sizes = [len(list(ElementTree.fromstring(stall.get(part).body))) for part in parts]
    assert sizes == [40, 40, 40, 10]
    assert stall.at(paper, "/sitemap-5.xml").status == 404


def test_the_news_sitemap_holds_two_days(stall: Stall) -> None:
    body = stall.at(stall.press.papers[0].id, "/sitemap-news.xml").body
    assert len(list(ElementTree.fromstring(body))) == 48


def test_it_comes_out_at_the_speed_of_its_dates(tmp_path: Path) -> None:
    press = corpus.press(write(tmp_path, [line(number) for number in range(100)]), speed=3600)
    stall = Stall(press)
    paper = press.papers[0].id
    assert stall.at(paper, "/news/1").status == 200
    assert stall.at(paper, "/news/2").status == 404
    stall.wait(seconds=10)
    assert stall.at(paper, "/news/11").status == 200
    assert stall.at(paper, "/news/12").status == 404
    assert len(fastfeedparser.parse(stall.at(paper, "/rss.xml").body).entries) == 11


def test_all_is_out_at_once_where_no_speed_is_given(stall: Stall) -> None:
    assert stall.press.speed == EVERYTHING_OUT
    assert stall.at(stall.press.papers[0].id, "/news/130").status == 200
    assert stall.at(stall.press.papers[0].id, "/news/131").status == 404


@pytest.mark.parametrize(
    "missing",
    [{"title": None}, {"body": ""}, {"published": "soon"}, {"author": None}, {"category": ""}, {"abstract": None}],
)
def test_what_is_missing_is_missing_and_nothing_breaks(tmp_path: Path, missing: dict[str, Any]) -> None:
    stall = Stall(corpus.press(write(tmp_path, [line(1, **missing)])))
    paper = stall.press.papers[0].id
    for path in ("/", "/news/1", "/rss.xml", "/sitemap.xml", "/sitemap-1.xml", "/sitemap-news.xml", "/robots.txt"):
        assert stall.at(paper, path).status == 200, path
    assert fastfeedparser.parse(stall.at(paper, "/rss.xml").body).entries


def test_hostile_words_stay_words(tmp_path: Path) -> None:
    evil = "</script><script>alert(1)</script>\x00\x0b\ud800]]>"
    path = tmp_path / "evil.jsonl"
    path.write_text(json.dumps(line(1, title=evil, author=evil, category=evil, source=evil, body=evil)))
    stall = Stall(corpus.press(path))
    paper = stall.press.papers[0].id
    tree = LexborHTMLParser(stall.at(paper, "/news/1").text)
    assert not [script for script in tree.css("script") if script.text().strip() == "alert(1)"]
    ElementTree.parse(BytesIO(stall.at(paper, "/rss.xml").body))


@pytest.mark.parametrize("text", ['{"id": 1', "[1, 2]", '{"title": 5}', "\xff"])
def test_a_line_that_is_no_article_is_named(tmp_path: Path, text: str) -> None:
    path = tmp_path / "bad.jsonl"
    path.write_bytes(json.dumps(line(1)).encode() + b"\n" + text.encode("latin-1"))
    with pytest.raises(CorpusError, match=r"line 2"):
        corpus.press(path)


def test_an_empty_torn_or_absent_file_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(CorpusError, match="no article"):
        corpus.press(write(tmp_path, []))
    torn = tmp_path / "torn.jsonl.xz"
    torn.write_bytes(lzma.compress(json.dumps(line(1)).encode() * 50)[:-40])
    with pytest.raises(CorpusError):
        corpus.press(torn)
    with pytest.raises(FileNotFoundError):
        corpus.press(tmp_path / "none.jsonl")


def test_a_limit_takes_the_first_lines(tmp_path: Path) -> None:
    press = corpus.press(write(tmp_path, [line(number) for number in range(9)]), limit=4)
    assert len(press.papers[0]) == 4  # type: ignore[arg-type]  # the invented press's own papers


def test_a_paper_is_dressed_in_its_language(tmp_path: Path) -> None:
    press = corpus.press(
        write(tmp_path, [line(1), line(2, source="fr", body="Le port est dans la ville et les bateaux pour une île.")])
    )
    assert [paper.language for paper in press.papers] == ["ar", "fr"]
    assert guess_language("The boats of the harbour and the town") == "en"


@given(st.text(alphabet=st.characters(codec="utf-8"), max_size=600))
def test_splitting_loses_no_word(body: str) -> None:
    assert " ".join(split(body)).split() == body.split()


def test_a_sentence_is_not_torn() -> None:
    sentences = [f"جملة رقم {number} فيها كلمات تكفي لتطول قليلا." for number in range(60)]
    parts = split(" ".join(sentences))
    assert len(parts) > 3
    assert all(part.endswith(".") for part in parts)


def test_asking_for_anything_at_all_never_breaks(stall: Stall) -> None:
    rng = random.Random(3)
    paper = stall.press.papers[0]
    for _ in range(500):
        path = "/" + "".join(rng.choice("/news-section.xml?%0129ا٣\x00") for _ in range(rng.randrange(30)))
        reply = paper.answer(Asked(path, query=path, host="a.localhost"), stall.press.end)
        assert reply is None or reply.status in (200, 301)

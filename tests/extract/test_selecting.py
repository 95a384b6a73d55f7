"""Papers that the general way cannot read: each has a saved page beside its file, and what it should read as."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

import masdar.publishers
from masdar.extract import read_article
from masdar.extract.selecting import select
from masdar.model import Article
from masdar.publishers import Publisher, Selectors, load
from tests.extract.pages import NOW, PARAGRAPHS, SOURCE, capture, paragraphs

INVENTED = Path(__file__).parents[1] / "publishers" / "selected"
ROOTS = (INVENTED, Path(masdar.publishers.__file__).parent)
SELECTED = [paper for paper in load(extra=INVENTED).entries if paper.selectors]


def saved(paper: Publisher, suffix: str) -> bytes:
    names = (root / paper.country / f"{paper.id}{suffix}" for root in ROOTS)
    return next(name for name in names if name.is_file()).read_bytes()


def read(paper: Publisher, selectors: Selectors | None) -> Article:
    page = capture(saved(paper, ".html"), url=f"{paper.home.url}1")
    return read_article(page, paper.source(), now=NOW, selectors=selectors)


@pytest.mark.parametrize("paper", SELECTED, ids=lambda paper: paper.id)
def test_a_saved_page_is_read_as_expected_and_not_without_its_selectors(paper: Publisher) -> None:
    expected = json.loads(saved(paper, ".json"))
    article = read(paper, paper.selectors_on(date.today()))
    assert article.title == expected["title"]
    assert list(article.authors) == expected["authors"]
    assert article.published is not None
    assert article.published.isoformat() == expected["published"]
    assert [block.text for block in article.blocks] == expected["blocks"]
    assert article.evidence["title"] == "selector"
    alone = read_article(capture(saved(paper, ".html")), SOURCE, now=NOW)
    assert [block.text for block in alone.blocks] != expected["blocks"]


@pytest.mark.parametrize("body", ["div.gone", "div[", "td:unknown", ""])
def test_a_page_whose_template_changed_is_read_the_general_way(body: str) -> None:
    html = f"<html><body><h1>حديقة جديدة في الواحة</h1>{paragraphs()}</body></html>"
    article = read_article(capture(html), SOURCE, now=NOW, selectors=Selectors(body=body, drop=("div.x",)))
    assert [block.text for block in article.blocks] == list(PARAGRAPHS)


def test_one_selector_inside_another_takes_the_text_once() -> None:
    html = f"<body><div class='a'><div class='a'>{paragraphs()}</div></div></body>".encode()
    selected = select(html, Selectors(body="div.a"))
    assert selected is not None
    assert selected.page.decode().count(PARAGRAPHS[0]) == 1

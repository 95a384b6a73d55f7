"""The commands, as a person or a program calls them, on a small archive."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.cli.running import begin, run

TITLES = ("افتتاح المكتبة الوطنية في الميناء", "انطلاق موسم الزيتون", "La bibliothèque ouvre ses portes")
BODY = "نص الخبر الأول عن المدينة القديمة.\nوفقرة ثانية تذكر المكتبات والكتب."


def record(number: int, title: str) -> dict[str, Any]:
    return {
        "source": "alyawm" if number < 2 else "lematin",
        "url": f"https://paper.example/{number}",
        "title": title,
        "published": f"2024-05-0{number + 1}T10:00:00+00:00",
        "author": "سعاد الراوي",
        "category": "ثقافة",
        "body": BODY if number < 2 else "La ville a rouvert sa grande bibliothèque samedi.",
    }


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("corpus") / "corpus.jsonl"
    lines = [json.dumps(record(number, title)) for number, title in enumerate(TITLES)]
    path.write_text("\n".join(lines), "utf-8")
    return path


@pytest.fixture(scope="module", autouse=True)
def _archive(corpus: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    patch = pytest.MonkeyPatch()
    patch.chdir(tmp_path_factory.mktemp("work"))
    for name in [name for name in os.environ if name.startswith("MASDAR_")]:
        patch.delenv(name)
    assert json.loads(run("import", str(corpus), "--json", "--no-index").stdout)["new"] == 3
    run("reindex")
    yield
    patch.undo()


@pytest.mark.slow  # a keeper is started for it
def test_importing_again_changes_nothing(corpus: Path) -> None:
    done = json.loads(run("import", str(corpus), "--json").stdout)
    assert (done["new"], done["known"]) == (0, 3)


def test_search_finds_a_word_in_another_form() -> None:
    found = json.loads(run("search", "المكتبات", "--json").stdout)
    assert found["total"] >= 1
    assert found["hits"][0]["permalink"]["source"] == "alyawm"


def test_search_for_people_marks_and_counts() -> None:
    assert "1 articles" in run("search", "الزيتون").output


def test_search_that_finds_nothing_says_so_with_its_exit_code() -> None:
    assert "0 articles" in run("search", "زلزال", code=1).output


def test_a_query_that_cannot_be_read_points_at_the_place() -> None:
    assert "^" in run("search", "(باب", code=1).output


def test_show_prints_an_article() -> None:
    assert TITLES[0] in run("show", "alyawm/1").output
    assert TITLES[0] in run("show", "alyawm/١").output
    shown = json.loads(run("show", "alyawm/1", "--json").stdout)
    assert shown["article"]["title"] == TITLES[0]


@pytest.mark.parametrize("permalink", ["alyawm", "alyawm/x", "alyawm/99", "nobody/1", "/"])
def test_an_article_that_is_not_there_is_said(permalink: str) -> None:
    assert "→" in run("show", permalink, code=1).output


def test_a_table_that_is_piped_breaks_and_cuts_nothing() -> None:
    lines = run("catalogue", "list", "--country", "ma").stdout.splitlines()
    assert len({line.split()[0] for line in lines[1:]}) == len(lines) - 1
    assert not any("…" in line.split()[0] for line in lines)


def test_sources_lists_papers() -> None:
    papers = {line["source"]["id"]: line["articles"] for line in json.loads(run("sources", "--json").stdout)}
    assert papers == {"alyawm": 2, "lematin": 1}
    assert "lematin" in run("sources").output


def test_export_writes_every_article(tmp_path: Path) -> None:
    run("export", str(tmp_path / "all.jsonl"))
    lines = (tmp_path / "all.jsonl").read_text("utf-8").splitlines()
    assert [json.loads(line)["title"] for line in lines] == list(TITLES)


def test_export_of_one_paper_and_of_none(tmp_path: Path) -> None:
    run("export", str(tmp_path / "one.jsonl.gz"), "--source", "lematin")
    assert (tmp_path / "one.jsonl.gz").stat().st_size
    assert "nobody" in run("export", "--source", "nobody", code=1).output


def test_check_is_clean_and_a_reindex_keeps_it_so() -> None:
    assert json.loads(run("check", "--json").stdout) == {"articles": 3, "problems": []}
    run("reindex")
    assert json.loads(run("check", "--json").stdout)["problems"] == []


def test_check_finds_an_index_that_is_behind(tmp_path: Path) -> None:
    more = tmp_path / "more.jsonl"
    more.write_text(json.dumps(record(5, "خبر جديد لم يفهرس بعد")), "utf-8")
    run("import", str(more), "--no-index")
    problems = json.loads(run("check", "--json", code=3).stdout)["problems"]
    assert any("masdar reindex" in problem for problem in problems)
    assert "the index has still to follow 1 changes" in run("search", "يفهرس", code=1).output
    run("reindex")
    run("check")


def test_check_names_some_of_many_articles_that_are_not_in_the_index(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    many = tmp_path / "many.jsonl"
    many.write_text("\n".join(json.dumps(record(100 + n, f"خبر رقم {n}")) for n in range(25)), "utf-8")
    monkeypatch.chdir(tmp_path)
    begin()
    run("import", str(many), "--no-index")
    problems = json.loads(run("check", "--json", code=3).stdout)["problems"]
    assert sum("is not in the index" in problem for problem in problems) == 20
    assert "5 more articles are not in the index. Run: masdar reindex" in problems


def test_replay_without_captures_changes_nothing() -> None:
    assert json.loads(run("replay", "--json").stdout)["revised"] == 0


def test_extract_prints_where_each_field_was_read(tmp_path: Path) -> None:
    saved = tmp_path / "page.html"
    words = "نص الخبر يتحدث عن المدينة القديمة وأهلها. " * 8
    saved.write_text(
        f"<html lang=ar><head><meta property='og:title' content='عنوان الخبر'></head><body><article>"
        f"<h1>عنوان الخبر</h1><p>{words}</p></article></body></html>",
        "utf-8",
    )
    article = json.loads(run("extract", str(saved), "--json", "--url", "https://paper.example/1").stdout)
    assert article["title"] == "عنوان الخبر"
    assert article["evidence"]["title"]
    assert "←" in run("extract", str(saved)).output


def test_explain_says_of_every_block_why(tmp_path: Path) -> None:
    saved = tmp_path / "page.html"
    words = "كلمات الفقرة الأولى من الخبر وهي طويلة بما يكفي لتكون فقرة من فقراته. "
    saved.write_text(
        f"<title>عنوان</title><nav>قائمة [بلا]</nav><h1>عنوان</h1><p>{words}</p><p>{words * 2}</p>"
        "<p class=share>انشر</p>",
        "utf-8",
    )
    told = json.loads(run("explain", str(saved), "--json").stdout)
    assert [(one["kept"], one["why"]) for one in told] == [
        (False, "tag nav"),
        (False, "the title"),
        (True, ""),
        (True, ""),
        (False, "class"),
    ]
    assert "2 of 5 blocks kept" in run("explain", str(saved)).output
    assert "no source" in run("explain", str(saved), "--source", "nobody", code=1).output


def test_extract_of_no_article_says_why(tmp_path: Path) -> None:
    saved = tmp_path / "page.html"
    saved.write_text("<html></html>", "utf-8")
    assert "no article" in run("extract", str(saved), code=1).output


@pytest.mark.parametrize("word", ["nonsense", "http://127.0.0.1/", "file:///etc/passwd", "javascript:1"])
def test_extract_asks_no_address_it_may_not(word: str) -> None:
    assert "→" in run("extract", word, code=1).output


@pytest.mark.parametrize("url", ["http://127.0.0.1:1/", "http://localhost/", "ftp://paper.example/", "http://user@h/"])
def test_add_asks_no_address_it_may_not(url: str) -> None:
    assert "→" in run("add", url, code=1).output


def test_settings_show_every_variable() -> None:
    assert "MASDAR_HOST_DELAY" in run("settings").output
    assert json.loads(run("settings", "--json").stdout)["port"] == 8080


@pytest.mark.parametrize("command", ["demo", "run", "add", "sources", "collect", "import", "search", "replay", "check"])
def test_help_teaches(command: str) -> None:
    assert len(run(command, "--help").output) > 200


def test_a_file_that_is_not_there_is_said() -> None:
    assert "nowhere.jsonl" in run("import", "nowhere.jsonl", code=1).output


def test_a_file_that_is_no_corpus_is_said(tmp_path: Path) -> None:
    bad = tmp_path / "bad.jsonl"
    bad.write_bytes(b"\x00\xff\n")
    assert "bad.jsonl:1" in run("import", str(bad), code=1).output


def test_wrong_words_are_wrong_words() -> None:
    run("search", code=2)
    run("replay", "--from", "nowhere", code=2)

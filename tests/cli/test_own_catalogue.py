"""An operator's own catalogue folder: what it says of papers holds in every command and in collecting."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from masdar import app as parts
from masdar import publishers
from masdar.cli import main
from masdar.config import load
from masdar.model import Channel, ChannelKind, FetchFailed, Permalink
from masdar.publishers.marks import find_marks
from tests.cli.running import run
from tests.jobs.test_collector import Desk, Scripted
from tests.pipeline.stand import MemoryArchive, SetClock
from tests.stores import made_store

INVENTED = Path(__file__).parents[1] / "publishers" / "selected"
PAPER = "mithal-muqattaa"
SAVED = INVENTED / "ma" / f"{PAPER}.html"
EXPECTED = json.loads((INVENTED / "ma" / f"{PAPER}.json").read_bytes())
HOME = "https://muqattaa.example"
URL = f"{HOME}/1"


@pytest.fixture(autouse=True)
def _own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("MASDAR_CATALOGUE", str(INVENTED))
    yield
    publishers.take_in(None)


def test_the_catalogue_lists_an_operators_paper(monkeypatch: pytest.MonkeyPatch) -> None:
    assert PAPER in {one["id"] for one in json.loads(run("catalogue", "list", "--country", "ma", "--json").stdout)}
    assert json.loads(run("catalogue", "show", PAPER, "--json").stdout)["home"] == f"{HOME}/"
    monkeypatch.delenv("MASDAR_CATALOGUE")
    run("catalogue", "show", PAPER, code=1)


def test_extract_and_explain_read_by_its_selectors() -> None:
    article = json.loads(run("extract", str(SAVED), "--url", URL, "--json").stdout)
    assert article["source"] == PAPER
    assert [block["text"] for block in article["blocks"]] == EXPECTED["blocks"]
    told = json.loads(run("explain", str(SAVED), "--url", URL, "--json").stdout)
    assert [one["text"] for one in told if one["kept"]] == EXPECTED["blocks"]
    letters = [one for one in told if one["text"].startswith("رسالة من")]
    assert letters
    assert all("selectors" in one["why"] for one in letters)
    general = json.loads(run("explain", str(SAVED), "--json").stdout)
    assert [one["text"] for one in general if one["kept"]] != EXPECTED["blocks"]


@pytest.mark.parametrize("known", [True, False])
def test_the_collector_reads_by_its_selectors(known: bool) -> None:
    settings = load() if known else load(catalogue="")
    parts.make_store(settings).close()
    paper = publishers.load(INVENTED).entry(PAPER)
    assert paper is not None
    clock, store, feed = SetClock(), made_store(), f"{HOME}/feed"
    store.add_source(replace(paper.source(), channels=(Channel(feed, ChannelKind.FEED),)))
    items = f"<item><title>خبر</title><link>{URL}</link></item>"
    table: dict[str, bytes | FetchFailed] = {
        feed: f'<rss version="2.0"><channel><title>x</title>{items}</channel></rss>'.encode(),
        URL: SAVED.read_bytes(),
    }
    Desk(clock, store, MemoryArchive(), Scripted(clock, table)).collect()
    kept = store.article(Permalink(PAPER, 1))
    assert kept is not None
    assert ([block.text for block in kept.article.blocks] == EXPECTED["blocks"]) is known


def test_a_mark_of_an_operators_agency_credits_it(tmp_path: Path) -> None:
    assert not find_marks("(وكالة النخيل المخترعة)")
    folder = tmp_path / "own" / "ma"
    folder.mkdir(parents=True)
    (folder / "nakhil.toml").write_text(
        'name = "النخيل"\nname_latin = "Nakhil"\ncountry = "ma"\nkind = "agency"\nlanguages = ["ar"]\n'
        'timezone = "Africa/Casablanca"\nmarks = ["وكالة النخيل المخترعة"]\n'
        'home = { url = "https://nakhil.example/", verified = false }\n',
        "utf-8",
    )
    parts.take_in_catalogue(load(catalogue=str(folder.parent)))
    assert [mark.agency_id for mark in find_marks("(وكالة النخيل المخترعة)")] == ["nakhil"]


def test_a_broken_file_of_theirs_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "own" / "ma").mkdir(parents=True)
    (tmp_path / "own" / "ma" / "broken.toml").write_text("name = 1\n", "utf-8")
    monkeypatch.setenv("MASDAR_CATALOGUE", str(tmp_path / "own"))
    monkeypatch.setattr("sys.argv", ["masdar", "catalogue", "list"])
    with pytest.raises(SystemExit):
        main()

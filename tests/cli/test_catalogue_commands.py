"""`masdar catalogue` and `masdar sources check`, as a person or a program calls them."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from masdar import app as parts
from masdar import publishers
from masdar.config import load
from masdar.model import Channel, ChannelKind, Source
from tests.cli.running import begin, run

KNOWN = publishers.load()
WITH_FEED = next(entry for entry in KNOWN.entries if entry.feeds and not entry.closed)
CLOSED = next(entry for entry in KNOWN.entries if entry.closed)


@pytest.fixture(autouse=True)
def _alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    begin()
    for name in [name for name in os.environ if name.startswith("MASDAR_")]:
        monkeypatch.delenv(name)


def test_list_shows_all_or_a_country() -> None:
    assert len(json.loads(run("catalogue", "list", "--json").stdout)) == len(KNOWN.entries)
    shown = json.loads(run("catalogue", "list", "--country", "MA", "--json").stdout)
    assert {one["id"] for one in shown} == {entry.id for entry in KNOWN.of_country("ma")}
    assert {"name", "kind", "country", "home", "verified"} <= shown[0].keys()
    assert WITH_FEED.id in run("catalogue", "list", "--country", WITH_FEED.country).output


def test_show_tells_every_address() -> None:
    shown = json.loads(run("catalogue", "show", WITH_FEED.id, "--json").stdout)
    assert {one["url"] for one in shown["addresses"]} >= {WITH_FEED.home.url, WITH_FEED.feeds[0].url}
    assert WITH_FEED.feeds[0].url in run("catalogue", "show", WITH_FEED.id).output


@pytest.mark.parametrize(
    "arguments", [("show", "no-such-paper"), ("enable", "no-such-paper"), ("list", "--country", "xx")]
)
def test_what_the_catalogue_does_not_know_is_said(arguments: tuple[str, ...]) -> None:
    assert "→" in run("catalogue", *arguments, code=1).output


@pytest.mark.parametrize("arguments", [(), (WITH_FEED.id, "--country", "ma")])
def test_enable_wants_ids_or_a_country(arguments: tuple[str, ...]) -> None:
    run("catalogue", "enable", *arguments, code=2)


def test_enable_adds_what_the_catalogue_says_and_leaves_out_what_closed() -> None:
    done = json.loads(run("catalogue", "enable", WITH_FEED.id, CLOSED.id, "--json").stdout)
    assert {one["id"]: one["found"] for one in done} == {WITH_FEED.id: "catalogue", CLOSED.id: "closed"}
    added = json.loads(run("sources", "--json").stdout)
    assert [one["source"]["id"] for one in added] == [WITH_FEED.id]
    assert {channel["url"] for channel in added[0]["source"]["channels"]} == {one.url for one in WITH_FEED.channels}


def test_check_of_nothing_and_of_nobody() -> None:
    assert json.loads(run("sources", "check", "--json").stdout) == []
    assert "nobody" in run("sources", "check", "nobody", code=1).output


def test_check_says_why_and_ends_with_3() -> None:
    store = parts.make_store(load())
    feed = Channel("http://127.0.0.1:1/feed", ChannelKind.FEED)  # an address that may not be asked
    store.add_source(Source("paper", "الورقة", "http://127.0.0.1:1/", (feed,)))
    store.close()
    found = json.loads(run("sources", "check", "--json", code=3).stdout)
    assert [(one["id"], one["verdict"]) for one in found] == [("paper", "no_answer")]
    assert found[0]["channels"][0]["reason"]
    assert "no answer" in run("sources", "check", "paper", code=3).output

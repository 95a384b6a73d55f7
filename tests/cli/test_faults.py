"""Faults of the machine and of the settings end in a sentence that says what to do, and never in a traceback."""

from __future__ import annotations

import json
import os
import shutil
import socket
import sys
from pathlib import Path

import pytest

from masdar.cli import main
from tests.cli.running import begin, run

STORE = Path("masdar-data/masdar.sqlite")
INDEX = Path("masdar-data/index")


@pytest.fixture(autouse=True)
def _work(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for name in [name for name in os.environ if name.startswith("MASDAR_")]:
        monkeypatch.delenv(name)


def told(capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, *words: str) -> str:
    """What the program says where it cannot do what it was asked."""
    monkeypatch.setattr(sys, "argv", ["masdar", *words])
    with pytest.raises(SystemExit) as ended:
        main()
    assert ended.value.code == 1
    return " ".join(capfd.readouterr().err.split())


def test_a_damaged_store(capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    begin()
    STORE.write_bytes(b"this is no database " * 1000)
    assert "the store cannot be used: file is not a database" in told(capfd, monkeypatch, "sources")


def test_a_file_where_the_folder_should_be(capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    Path("masdar-data").write_text("", "utf-8")
    assert "masdar-data" in told(capfd, monkeypatch, "sources")


def test_a_disk_that_is_full(capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    begin()
    line = '{"source": "a", "url": "https://a.example/1", "title": "عنوان", "body": "%s"}' % ("نص " * 20_000)
    Path("a.jsonl").write_text(line, "utf-8")
    run("import", "a.jsonl", "--no-index")
    assert "No space left on device" in told(capfd, monkeypatch, "export", "/dev/full")


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("MASDAR_EDITIONS", '["xx"]', "the setting editions is wrong"),
        ("MASDAR_EDITIONS", "[]", "the setting editions is wrong"),
        ("MASDAR_EDITIONS", '["ar","ar"]', "the setting editions is wrong"),
        ("MASDAR_DATABASE", "mysql://x", "the setting database is wrong"),
        ("MASDAR_CONFIG", "broken.toml", "the file of settings is no TOML"),
    ],
)
def test_settings_there_cannot_be(
    capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, name: str, value: str, words: str
) -> None:
    Path("broken.toml").write_text("a = [", "utf-8")
    monkeypatch.setenv(name, value)
    assert words in told(capfd, monkeypatch, "settings")


def test_an_address_where_another_program_listens(
    capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = str(other.getsockname()[1])
        said = told(capfd, monkeypatch, "run", "--role", "web", "--port", port)
    assert f"the portal cannot listen on 127.0.0.1:{port}: Address already in use" in said
    assert "MASDAR_PORT" in said
    monkeypatch.setenv("MASDAR_LISTEN", "localhost")
    assert "invalid IP address" in told(capfd, monkeypatch, "run", "--role", "web", "--port", port)


def test_a_number_no_article_has(capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    begin()
    said = told(capfd, monkeypatch, "desk", "takedown", f"paper/{'9' * 20}", "excerpt", "--reason", "x")
    assert "is no article" in said


@pytest.mark.parametrize("number", ["²", "9" * 5000, "9" * 20])
def test_a_number_that_is_none(capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, number: str) -> None:
    begin()
    assert "→" in told(capfd, monkeypatch, "show", f"paper/{number}")


EVIL = r"عنوان \[/x] [/] [bold]خبر[/bold] \[red] " + "\x1b]0;mine\x07\\"


def test_texts_of_papers_are_printed_as_they_are_written() -> None:
    """A headline is neither markup of ours nor anything a terminal would obey."""
    begin()
    record = {"source": EVIL, "url": "https://a.example/1", "title": EVIL, "body": f"{EVIL} نص الخبر", "author": EVIL}
    Path("a.jsonl").write_text(json.dumps(record), "utf-8")
    run("import", "a.jsonl", "--no-index")
    run("reindex")
    (source,) = json.loads(run("sources", "--json").stdout)
    shown = [run("sources"), run("show", f"{source['source']['id']}/1"), run("search", "خبر")]
    for answer in shown:
        assert r"\[/x] [/] [bold]" in answer.output
        assert "\x1b]" not in answer.output


def test_a_damaged_index_is_said_and_built_anew(
    capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    Path("a.jsonl").write_text(
        '{"source": "a", "url": "https://a.example/1", "title": "موسم الزيتون", "body": "نص الخبر"}', "utf-8"
    )
    run("import", "a.jsonl", "--no-index")
    run("reindex")
    for file in INDEX.rglob("*"):
        if file.is_file():
            file.write_bytes(b"junk")
    assert "masdar reindex builds it anew" in told(capfd, monkeypatch, "search", "الزيتون")
    assert "1 articles indexed" in run("reindex").output
    assert "موسم الزيتون" in run("search", "الزيتون").output
    shutil.rmtree(INDEX)
    assert "1 articles indexed" in run("reindex").output

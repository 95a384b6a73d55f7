"""`masdar trace` and `masdar retrace`, on a small archive."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cli.running import begin, run

RELEASE = (
    "أعلنت هيئة الميناء الجديد صباح الثلاثاء افتتاح الرصيف الشرقي أمام سفن الحاويات الكبيرة بعد ثلاث سنوات من الأشغال. "
    "وقال المهندس المشرف إن الرصيف يمتد على طول تسعمئة متر ويستقبل أربع سفن في وقت واحد دون انتظار."
)


@pytest.fixture(scope="module", autouse=True)
def _archive(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    patch = pytest.MonkeyPatch()
    patch.chdir(tmp_path_factory.mktemp("work"))
    for name in [name for name in os.environ if name.startswith("MASDAR_")]:
        patch.delenv(name)
    lines = [
        {
            "source": source, "url": f"https://{source}.example/1", "title": "الرصيف الجديد", "body": body,
            "published": f"2024-05-0{day}T10:00:00+00:00",
        }
        for day, source, body in ((2, "later", RELEASE), (1, "earlier", RELEASE), (3, "other", "لا شيء من ذلك هنا."))
    ]  # fmt: skip
    Path("corpus.jsonl").write_text("\n".join(map(json.dumps, lines)), "utf-8")
    begin()
    run("import", "corpus.jsonl")
    yield
    patch.undo()


def test_a_text_is_traced_to_whoever_printed_it_first() -> None:
    Path("release.txt").write_text(RELEASE, "utf-8")
    made = json.loads(run("trace", "release.txt", "--json").stdout)
    assert [one["article"]["permalink"]["source"] for one in made["held"]] == ["earlier", "later"]
    assert made["trace"]["shares"][0]["of"] == "earlier"
    assert "earlier/1" in run("trace", "-", typed=RELEASE).stdout


def test_a_text_nobody_printed_ends_with_one() -> None:
    run("trace", "-", typed="كلمات لم يكتبها أحد", code=1)


@pytest.mark.parametrize("typed", ["", "  \n"])
def test_no_text_is_said(typed: str) -> None:
    assert "→" in run("trace", "-", typed=typed, code=1).output


@pytest.mark.parametrize("before", ["", "a", "aب"])
def test_of_a_text_too_long_the_beginning_is_traced_and_that_is_said(before: str) -> None:
    Path("long.txt").write_text(f"{RELEASE}\n{before}" + "🙂" * 200_000, "utf-8")
    made = run("trace", "long.txt", "--json")
    told = json.loads(made.stdout)
    assert (told["characters"], told["whole"]) == (100_000, False)
    assert [one["article"]["permalink"]["source"] for one in told["held"]] == ["earlier", "later"]
    assert "first 100,000 characters" in made.stderr


def test_what_a_long_text_prints_at_its_end_is_found() -> None:
    Path("annexes.txt").write_text("ملحق لا يعرفه أحد من قبل. " * 2_000 + RELEASE, "utf-8")
    assert "earlier/1" in run("trace", "annexes.txt").stdout


def test_a_saved_page_is_read_as_its_article() -> None:
    page = f"<!DOCTYPE html><html lang=ar><head><title>الرصيف</title></head><body><article><h1>الرصيف</h1><p>{RELEASE}"
    Path("page.html").write_text(page, "utf-8")
    made = json.loads(run("trace", "page.html", "--json").stdout)
    assert [(one["of"], one["part"]) for one in made["trace"]["shares"]] == [("earlier", 1.0)]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_a_text_may_begin_with_the_mark_of_its_encoding(encoding: str) -> None:
    Path("marked.txt").write_text(RELEASE, encoding)
    assert "earlier/1" in run("trace", "marked.txt").stdout


def test_bytes_that_are_no_text_are_said() -> None:
    Path("picture.bin").write_bytes(b"\xfd\xfe\x00\x80")
    assert "UTF-8" in run("trace", "picture.bin", code=1).output
    assert "UTF-8" in run("trace", "-", typed="bonjour".encode("utf-16-le"), code=1).output
    assert "UTF-8" in run("trace", "-", typed=b"\xfd\xfe\x00\x80", code=1).output


def test_an_import_is_traced_and_can_be_traced_again() -> None:
    assert Path("masdar-data/reuse/state.json").is_file()
    shutil.rmtree("masdar-data/reuse")
    assert "changes followed" in run("retrace").output
    assert Path("masdar-data/reuse/state.json").is_file()

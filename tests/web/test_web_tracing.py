"""A pasted text, held against the archive."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from masdar.model import Block, BlockKind
from masdar.reuse import Detector
from masdar.tracing import LONGEST
from masdar.web.pages import tracing
from tests.web.asgi import Client
from tests.web.conftest import Stand

RELEASE = (
    "أعلنت هيئة الميناء الجديد صباح الثلاثاء افتتاح الرصيف الشرقي أمام سفن الحاويات الكبيرة بعد ثلاث سنوات من الأشغال."
)


@pytest.fixture
def client(portal: Stand) -> Client:
    """A portal that traces; two papers printed the release."""
    store = portal.store
    for place in [place for place in store.articles if store.articles[place].article.language == "ar"][:2]:
        stored = store.articles[place]
        store.keep(replace(stored, article=replace(stored.article, blocks=(Block(BlockKind.PARAGRAPH, RELEASE),))))
    return portal.again(detector=Detector)


@pytest.mark.parametrize("prefix", ["", "/fr", "/en"])
def test_who_printed_a_pasted_text_stands_in_order_of_time(client: Client, prefix: str) -> None:
    answer = client.post(f"{prefix}/trace", {"text": f"{RELEASE}\nتعليق لا يوجد عند أحد <script>."})
    assert answer.status == 200
    assert answer.headers["cache-control"] == "no-store"
    main = answer.text.split("<main")[1]
    assert main.count('class="from o1"') == 1
    assert '<b class="of" dir="auto">' in main  # a paper's name in Latin letters would turn an Arabic text around
    assert "<script>" not in main
    times = re.findall(r'<time datetime="([^"]+)"', main.split('id="held"')[1])
    assert len(times) == 2
    assert times == sorted(times)


def test_what_nobody_printed_is_nobodys(client: Client) -> None:
    main = client.post("/trace", {"text": "كلمات لم يكتبها أحد قبل اليوم في هذا الأرشيف الصغير كله"}).text.split(
        "<main"
    )[1]
    assert 'class="from' not in main
    assert "لم نجد من كلماته شيئًا" in main


def test_it_is_a_form_of_ours_and_of_a_bounded_size(client: Client) -> None:
    assert "<form" in client.get("/trace").text
    assert client.post("/trace", {"text": RELEASE}, origin="https://elsewhere.example").status == 400
    # Browsers would cut what is pasted, and say nothing.
    assert "maxlength" not in client.get("/trace").text.split("<main")[1]


@pytest.mark.parametrize("text", ["ك" * 300_000, "a" * 2_000_000])
def test_a_form_that_is_too_large_is_said_to_be(client: Client, text: str) -> None:
    long = client.post("/trace", {"text": text})
    assert (long.status, 'role="alert"' in long.text) == (200, True)


@pytest.mark.parametrize("prefix", ["", "/fr", "/en"])
def test_of_a_long_text_the_beginning_is_traced_and_the_rest_waits_in_the_form(client: Client, prefix: str) -> None:
    annex = "ملحق لا يعرفه أحد. "
    text = RELEASE + "\n" + annex * (LONGEST // len(annex)) + RELEASE
    main = client.post(f"{prefix}/trace", {"text": text}).text.split("<main")[1]
    assert 'role="status"' in main
    assert "100" in main.split('role="status"')[1].split("</p>")[0]
    assert main.count('class="from o1"') == 1
    rest = main.split("<textarea")[1].split(">", 1)[1].split("</textarea>")[0]
    assert 0 < len(rest) < 2 * len(RELEASE) + len(annex)
    again = client.post(f"{prefix}/trace", {"text": rest}).text.split("<main")[1]
    assert 'class="from o1"' in again
    assert 'role="status"' not in again


def test_what_stands_at_the_end_of_a_long_text_is_found_as_one_at_its_beginning_is(client: Client) -> None:
    main = client.post("/trace", {"text": "ملحق لا يعرفه أحد. " * 3_000 + RELEASE}).text.split("<main")[1]
    assert main.count('class="from o1"') == 1


def test_who_has_least_of_it_is_folded(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tracing, "TOLD", 1)
    held = client.post("/trace", {"text": RELEASE}).text.split('id="held"')[1].split("</section>")[0]
    assert [part.count("<li>") for part in held.split("<details")] == [1, 1]


def test_who_comes_while_many_wait_is_told_so_and_keeps_the_text(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tracing, "WAITING", 0)
    busy = client.post("/trace", {"text": RELEASE})
    assert (busy.status, 'role="alert"' in busy.text) == (503, True)
    assert RELEASE in busy.text


def test_without_a_detector_there_is_no_form(portal: Stand) -> None:
    assert portal.client.get("/trace").status == 404

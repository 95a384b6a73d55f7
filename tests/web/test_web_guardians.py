"""Readers report pictures, the operator judges them, and what is hidden is nowhere: through the portal's own door."""

from __future__ import annotations

import asyncio
import json
import re
import sqlite3
from collections.abc import Iterator, MutableMapping
from contextlib import closing
from dataclasses import dataclass, replace
from ipaddress import ip_network
from pathlib import Path
from threading import Timer
from typing import cast
from urllib.parse import urlencode

import pytest
import structlog
from argon2 import PasswordHasher

from masdar.app import configure_logs
from masdar.archive import WarcArchive
from masdar.contracts import Batch, Reading, Traced
from masdar.desk import Desk
from masdar.model import (
    Article,
    Block,
    BlockKind,
    CaptureRef,
    Edge,
    Evidence,
    Image,
    Level,
    Origin,
    Passage,
    PassageKind,
    Permalink,
    Share,
    Sign,
    Source,
    Trace,
)
from masdar.moderation.identity import Reader, cookie
from masdar.store import SqlStore
from masdar.web import Portal, application
from tests.contract.making import picture
from tests.running import run
from tests.stores import made_store
from tests.web import invented
from tests.web.asgi import Answer, Client
from tests.web.fakes import MemoryIndex, MemoryStore, TellingClock

OWN = "/paper/1"
PASSWORD = "correct horse battery"
CHEAP = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(PASSWORD)  # tries cost what the hash says
SHA = "a" * 64
SHOT = f"/picture/{SHA}-960.webp"
WEBP = b"RIFF\x00\x00\x00\x00WEBPVP8 "


@dataclass
class Stand:
    store: SqlStore
    clock: TellingClock
    desk: Desk
    portal: Portal
    client: Client

    def reader(self, number: int, days: float = 0) -> dict[str, str]:
        """The headers of a browser that has been here for months, or for so many days."""
        age = days or 20 * 1.3**number
        born = int(self.clock().timestamp() - age * 86_400)
        key = self.store.secret("cookies", self.clock(), 10**8)
        value = cookie(key, Reader(f"reader{number:010d}", born))
        return {"cookie": f"reader={value}", "user_agent": f"browser {number}", "x_forwarded_for": f"10.{number}.0.9"}

    def token(self, address: str, headers: dict[str, str]) -> str:
        found = re.search(r'name="token" value="([^"]*)"', self.client.get(address, **headers).text)
        assert found is not None
        return found[1]

    def report(self, number: int, cause: str = "sexual", days: float = 0) -> Answer:
        headers = self.reader(number, days)
        address = f"{OWN}/report"
        return self.client.post(address, {"token": self.token(address, headers), "cause": cause}, **headers)

    def hide(self) -> None:
        for number in range(3):
            assert self.report(number).status == 200
        self.clock.move(1)


@pytest.fixture
def stand() -> Iterator[Stand]:
    store, clock = made_store("sqlite://"), TellingClock()
    store.add_source(Source("paper", "جريدة الوادي", "https://paper.example/", languages=("ar",)))
    lead = Image("https://paper.example/1.jpg", "تعليق الصورة")
    for number in (1, 2):
        article = Article(
            "paper", f"https://paper.example/{number}", f"موسم الزيتون {number}",
            (Block(BlockKind.PARAGRAPH, "نص الخبر"),), "ar", image=lead, published=invented.NOW,
        )  # fmt: skip
        store.commit(Batch("paper", [Reading(article, invented.NOW)]))
    made = picture("a")
    small = tuple(replace(one, data=WEBP) for one in made.thumbnails)
    store.commit(Batch("paper", pictures=[(Permalink("paper", 1), replace(made, thumbnails=small))]))
    desk = Desk(store, clock)
    portal = Portal(
        store, MemoryIndex(MemoryStore()), clock, url="http://portal.example", version="9", desk=desk,  # type: ignore[arg-type]  # stands for the real one
        operator=CHEAP, proxies=(ip_network("127.0.0.0/8"),),
    )  # fmt: skip
    yield Stand(store, clock, desk, portal, Client(application(portal)))
    store.close()


def test_a_picture_can_be_reported_without_scripts(stand: Stand) -> None:
    page = stand.client.get(OWN).text
    assert f'href="{OWN}/report"' in page
    form = stand.client.get(f"{OWN}/report", **stand.reader(1))
    assert form.headers["cache-control"] == "no-store"
    assert form.text.count('type="radio"') == 8
    thanks = stand.report(1)
    assert "شكرا على الإبلاغ! ستُحجب هذه الصورة تلقائيا عندما يبلغ عنها عدة أشخاص." in thanks.text
    assert 'value="withdraw"' in thanks.text


def test_somebody_who_was_never_here_is_heard_at_once(stand: Stand) -> None:
    form = stand.client.get(f"{OWN}/report")
    found = re.search(r'name="token" value="([^"]+)"', form.text)
    assert found is not None
    given = {"token": found[1], "cause": "violence"}
    came = {"cookie": form.headers["set-cookie"].split(";")[0]}
    assert "شكرا على الإبلاغ" in stand.client.post(f"{OWN}/report", given, **came).text
    assert len(stand.desk.queue()) == 1
    refused = stand.client.post(f"{OWN}/report", given)  # a browser that keeps no cookies cannot be told from another
    assert "لم نستطع التحقق" in refused.text


@pytest.mark.parametrize(("prefix", "words"), [("/fr", "Merci de votre signalement"), ("/en", "Thank you for your")])
def test_thanks_are_in_the_readers_language(stand: Stand, prefix: str, words: str) -> None:
    headers = stand.reader(1)
    address = f"{prefix}{OWN}/report"
    assert (
        words in stand.client.post(address, {"token": stand.token(address, headers), "cause": "other"}, **headers).text
    )


def test_the_third_report_hides_everywhere_within_a_second(stand: Stand) -> None:
    stand.store.keep_stories({Permalink("paper", 1): 1, Permalink("paper", 2): 1}, {}, invented.NOW)
    stand.store.entitle({1: Permalink("paper", 1)})
    places = ("/", OWN, "/paper", "/rss", "/paper/rss", f"{OWN}.json", "/fr/paper/1", "/strip", "/story/1")
    before = {place: stand.client.get(place) for place in places}
    assert SHA in before["/"].text
    assert stand.client.get(SHOT).status == 200
    for number in range(2):
        stand.report(number)
    stand.clock.move(1)
    assert "<details>" in stand.client.get(OWN).text
    assert SHA in before["/story/1"].text
    assert SHA not in stand.client.get("/").text
    assert SHA not in stand.client.get("/story/1").text
    stand.report(2)
    stand.clock.move(1)
    for place in places:
        held = {"if_none_match": before[place].headers.get("etag", "")}
        answer = stand.client.get(place, **held)
        if place not in ("/strip", "/rss", "/paper/rss"):  # which never named a picture
            assert answer.status == 200, place
        assert SHA not in answer.text, place
    assert stand.client.get(SHOT).status == 404
    assert stand.client.get(SHOT.replace("960", "240")).status == 404
    page = stand.client.get(OWN).text
    assert "تعليق الصورة" in page
    assert "حُجبت هذه الصورة بعد بلاغات من القرّاء." in page
    assert f'href="{OWN}/appeal"' in page
    told = json.loads(stand.client.get(f"{OWN}.json").text)
    assert (told["image_hidden"], told["image_cover"], told["picture"]) == (True, "hidden", None)


def test_shared_caches_keep_no_picture(stand: Stand) -> None:
    assert stand.client.get(SHOT).headers["cache-control"] == "private, max-age=31536000, immutable"


def test_a_browser_is_known_from_the_first_picture_it_is_shown(stand: Stand) -> None:
    given = stand.client.get(SHOT).headers["set-cookie"]
    assert given.startswith("reader=")
    assert "HttpOnly" in given
    assert "samesite=lax" in given.lower()
    again = stand.client.get(SHOT, cookie=given.split(";")[0])
    assert "set-cookie" not in again.headers
    assert "set-cookie" not in stand.client.get(OWN).headers
    secure = Client(application(replace(stand.portal, url="https://portal.example")))
    assert secure.get(SHOT).headers["set-cookie"].startswith("__Host-reader=")
    assert "Secure" in secure.get(SHOT).headers["set-cookie"]


def test_a_clock_that_was_set_back_shows_nothing_hidden(stand: Stand) -> None:
    for address in ("/", OWN, "/paper"):
        stand.client.get(address)
    stand.clock.move(-3600)
    other = replace(stand, client=Client(application(stand.portal)))  # another process
    for number in range(3):
        other.report(number)
    stand.clock.move(1)
    assert stand.client.get(SHOT).status == 404
    for address in ("/", OWN, "/paper"):
        assert SHA not in stand.client.get(address).text, address


def test_fresh_cookies_hide_nothing(stand: Stand) -> None:
    for number in range(9):
        stand.report(number, days=0.1 + number / 20)
    stand.clock.move(1)
    assert stand.client.get(SHOT).status == 200


@pytest.mark.parametrize("value", ["", "x", "reader0000000001.1.AAAAAAAAAAAAAAAAAAAAAA", "a" * 5000, "\x00.1.x"])
def test_a_cookie_nobody_signed_is_nobody(stand: Stand, value: str) -> None:
    headers = {"cookie": f"reader={value}"}
    answer = stand.client.post(f"{OWN}/report", {"token": "x", "cause": "sexual"}, **headers)
    assert answer.status == 200
    assert "set-cookie" in answer.headers
    assert [line.what for line in stand.desk.log()] == []


@pytest.mark.parametrize(
    "headers",
    [{"sec_fetch_site": "cross-site"}, {"sec_fetch_site": "same-site"}, {"origin": "https://evil.example"},
     {"content_type": "text/plain"}, {"content_type": "multipart/form-data; boundary=x"}],
)  # fmt: skip
def test_other_sites_cannot_report(stand: Stand, headers: dict[str, str]) -> None:
    own = stand.reader(1)
    token = stand.token(f"{OWN}/report", own)
    answer = stand.client.post(f"{OWN}/report", {"token": token, "cause": "sexual"}, **{**own, **headers})
    assert answer.status == 400
    assert list(stand.desk.log()) == []


def test_a_token_is_for_one_reader_and_one_article(stand: Stand) -> None:
    token = stand.token(f"{OWN}/report", stand.reader(1))
    stand.client.post(f"{OWN}/report", {"token": token, "cause": "sexual"}, **stand.reader(2))
    assert list(stand.desk.log()) == []


@pytest.mark.parametrize("fields", [{"cause": "<script>"}, {"cause": ""}, {}, {"cause": "sexual" * 3000}])
def test_a_report_without_a_reason_of_ours_is_refused(stand: Stand, fields: dict[str, str]) -> None:
    headers = stand.reader(1)
    sent = {"token": stand.token(f"{OWN}/report", headers), **fields}
    answer = stand.client.post(f"{OWN}/report", sent, **headers)
    assert answer.status == 400
    assert "script>" not in answer.text.split("<main")[1]


def test_a_report_can_be_taken_back(stand: Stand) -> None:
    stand.hide()
    headers = stand.reader(1)
    token = stand.token(f"{OWN}/report", headers)
    told = stand.client.post(f"{OWN}/report", {"token": token, "do": "withdraw"}, **headers)
    assert "سُحب بلاغك." in told.text
    stand.clock.move(1)
    assert stand.client.get(SHOT).status == 200


def test_what_has_no_picture_cannot_be_reported(stand: Stand) -> None:
    assert stand.client.get("/paper/2/report").status == 404
    assert stand.client.get("/paper/9/report").status == 404
    assert stand.client.get(f"{OWN}/appeal").status == 404
    closed = Client(application(replace(stand.portal, desk=None)))
    for address in (f"{OWN}/report", "/transparency", "/desk"):
        assert closed.get(address).status == 404
    assert "/report" not in closed.get(OWN).text


def test_anybody_can_object(stand: Stand) -> None:
    stand.hide()
    headers = stand.reader(7)
    address = f"{OWN}/appeal"
    sent = {"token": stand.token(address, headers), "text": "تمثال <b>", "publisher": "1"}
    assert "وصل اعتراضك" in stand.client.post(address, sent, **headers).text
    assert [one.text for one in stand.desk.queue()[0].case.appeals] == ["تمثال <b>"]
    assert "تمثال &lt;b&gt;" in enter(stand).text


def test_an_address_is_believed_of_named_proxies_only(stand: Stand) -> None:
    for number in range(3):
        stand.report(number)
    prefixes = {json.loads(line.told)["event"]["prefix"] for line in stand.desk.log()}
    assert len(prefixes) == 3
    direct = Client(application(replace(stand.portal, proxies=())))
    for number in range(10, 12):
        headers = stand.reader(number)
        token = stand.token(f"{OWN}/report", headers)
        direct.post(f"{OWN}/report", {"token": token, "cause": "other"}, **headers)
    assert len({json.loads(line.told)["event"]["prefix"] for line in list(stand.desk.log())[3:]}) == 1


def test_the_log_holds_no_address_and_no_cookie(stand: Stand) -> None:
    stand.hide()
    told = "".join(line.told for line in stand.desk.log())
    assert "10.1.0" not in told
    assert "reader0000000001" not in told
    assert "browser 1" not in told


def test_openness_counts(stand: Stand) -> None:
    stand.hide()
    page = stand.client.get("/en/transparency").text
    assert "sexual content" in page
    assert re.search(r"Pictures hidden now</th><td>1<", page)


def test_openness_counts_while_nothing_can_be_written(stand: Stand, monkeypatch: pytest.MonkeyPatch) -> None:
    stand.hide()

    def full(*_: object) -> int:
        raise OSError("database or disk is full")

    monkeypatch.setattr(stand.store, "moderate", full)
    told = stand.client.get("/en/transparency")
    assert (told.status, "sexual content" in told.text) == (200, True)


# --- the operator ---------------------------------------------------------------------------------------------------


def session(stand: Stand, password: str = PASSWORD) -> str:
    answer = stand.client.post("/desk", {"do": "enter", "password": password})
    assert answer.status == 303
    assert answer.headers["location"] == "/desk"
    return answer.headers["set-cookie"].split(";")[0]


def enter(stand: Stand) -> Answer:
    return stand.client.get("/desk", cookie=session(stand))


def test_the_desk_is_closed_to_all_others(stand: Stand) -> None:
    stand.hide()
    page = stand.client.get("/desk").text
    assert 'type="password"' in page
    assert SHA not in page
    assert stand.client.get(f"/desk/picture/{SHA}.webp").status == 404
    assert stand.client.post("/desk", {"do": "judge", "sha256": SHA, "decision": "keep"}).status == 403
    assert stand.client.post("/desk", {"do": "enter", "password": "wrong"}).status == 403
    assert stand.client.get("/desk", cookie="desk=guess").text.count(SHA) == 0
    assert Client(application(replace(stand.portal, operator=""))).get("/desk").status == 404


def test_too_many_wrong_passwords_shut_the_door(stand: Stand) -> None:
    for _ in range(5):
        assert stand.client.post("/desk", {"do": "enter", "password": "wrong"}).status == 403
    assert stand.client.post("/desk", {"do": "enter", "password": PASSWORD}).status == 403
    stand.clock.move(16 * 60)
    session(stand)


def test_tries_at_the_same_moment_are_counted_too(stand: Stand) -> None:
    dear = PasswordHasher(time_cost=20, memory_cost=8192, parallelism=1).hash(PASSWORD)  # so that tries overlap
    app = application(replace(stand.portal, operator=dear))
    asker = Client(app)
    form = {"content_type": "application/x-www-form-urlencoded"}

    async def guess() -> list[Answer]:
        guesses = [*("wrong" for _ in range(20)), PASSWORD]
        return await asyncio.gather(
            *(asker.ask("/desk", "POST", form, urlencode({"do": "enter", "password": one}).encode()) for one in guesses)
        )

    assert [answer.status for answer in run(guess())] == [403] * 21


def test_the_operator_judges(stand: Stand) -> None:
    stand.hide()
    key = session(stand)
    page = stand.client.get("/desk", cookie=key)
    assert page.headers["cache-control"] == "no-store"
    assert stand.client.get(f"/desk/picture/{SHA}.webp", cookie=key).body == WEBP
    token = re.search(r'name="token" value="([^"]*)"', page.text)
    assert token is not None
    sent = {"token": token[1], "do": "judge", "sha256": SHA, "decision": "keep"}
    assert stand.client.post("/desk", {**sent, "token": "x"}, cookie=key).status == 403
    assert stand.client.post("/desk", sent, cookie=key, origin="https://evil.example").status == 400
    assert stand.client.post("/desk", sent, cookie=key).status == 303
    assert stand.client.get(SHOT).status == 200
    assert stand.client.post("/desk", {"token": token[1], "do": "leave"}, cookie=key).status == 303
    assert 'type="password"' in stand.client.get("/desk", cookie=key).text


def test_the_operator_is_told_where_nothing_was_done(stand: Stand) -> None:
    key = session(stand)
    token = re.search(r'name="token" value="([^"]*)"', stand.client.get("/en/desk", cookie=key).text)
    assert token is not None
    down = {"token": token[1], "do": "takedown", "article": "paper/99", "level": "excerpt", "reason": "x"}
    nothing = stand.client.post("/en/desk", down, cookie=key)
    assert nothing.status == 404
    assert "Nothing was done: there is no such article" in nothing.text
    assert stand.client.post("/en/desk", {**down, "article": "paper/1"}, cookie=key).status == 303
    assert stand.client.post("/en/desk", {**down, "article": "paper/1"}, cookie=key).status == 404
    judge = {"token": token[1], "do": "judge", "sha256": "0" * 64, "decision": "keep"}
    assert stand.client.post("/en/desk", judge, cookie=key).status == 404


def test_a_page_of_an_earlier_session_leads_on(stand: Stand) -> None:
    stand.hide()
    key = session(stand)
    token = re.search(r'name="token" value="([^"]*)"', stand.client.get("/en/desk", cookie=key).text)
    assert token is not None
    sent = {"token": token[1], "do": "judge", "sha256": SHA, "decision": "keep"}
    stand.clock.move(13 * 3600)
    ended = stand.client.post("/en/desk", sent, cookie=key)
    assert ended.status == 403
    assert "Your session has ended, and nothing was done." in ended.text
    assert 'type="password"' in ended.text
    stale = stand.client.post("/en/desk", sent, cookie=session(stand))
    assert stale.status == 403
    assert "from an earlier session, and nothing was done" in stale.text
    assert SHA in stale.text
    assert stand.client.get(SHOT).status == 404


def test_what_was_judged_in_another_tab_is_not_judged_again(stand: Stand) -> None:
    stand.hide()
    key = session(stand)
    page = stand.client.get("/en/desk", cookie=key).text
    form = dict(re.findall(r'name="(token|judged)" value="([^"]*)"', page))
    sent = {**form, "do": "judge", "sha256": SHA}
    assert stand.client.post("/en/desk", {**sent, "decision": "uphold"}, cookie=key).status == 303
    late = stand.client.post("/en/desk", {**sent, "decision": "keep"}, cookie=key)
    assert late.status == 404
    assert "or it was judged meanwhile" in late.text
    stand.clock.move(1)
    assert stand.client.get(SHOT).status == 404
    assert [line.what for line in stand.desk.log()][-1] == "judgement"


def test_the_desk_shows_the_newest_of_a_long_log(stand: Stand) -> None:
    for number in range(50):
        stand.desk.allow(SHA, "operator", allowed=number % 2 == 0)
    last = list(stand.desk.log())[-1].seq
    assert [line.seq for line in stand.desk.newest(40)] == list(range(last, last - 40, -1))
    rows = re.findall(r"<tr><td>(\d+)</td><td><bdi", stand.client.get("/en/desk", cookie=session(stand)).text)
    assert [int(row) for row in rows] == list(range(last, last - 40, -1))


def test_a_form_that_never_comes_whole_is_no_failure_of_ours(stand: Stand) -> None:
    sent: list[int] = []

    async def leave() -> None:
        async def receive() -> dict[str, object]:
            return {"type": "http.disconnect"}

        async def send(message: MutableMapping[str, object]) -> None:
            if message["type"] == "http.response.start":
                sent.append(cast(int, message["status"]))

        scope = {
            "type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "method": "POST", "scheme": "http",
            "path": "/desk", "raw_path": b"/desk", "root_path": "", "query_string": b"", "client": ("127.0.0.1", 5),
            "server": ("127.0.0.1", 80), "headers": [(b"content-type", b"application/x-www-form-urlencoded")],
        }  # fmt: skip
        await stand.client.app(scope, receive, send)

    run(leave())
    assert sent == [400]


def test_a_date_alone_never_says_that_nothing_changed(stand: Stand) -> None:
    before = stand.client.get(OWN)
    stand.hide()
    for address in (OWN, f"{OWN}.json", "/"):
        assert stand.client.get(address, if_modified_since=before.headers["last-modified"]).status == 200


def test_no_page_waits_for_another_process_that_writes(tmp_path: Path) -> None:
    store, clock = made_store(f"sqlite:///{tmp_path / 'store.sqlite'}"), TellingClock()
    portal = Portal(
        store,
        MemoryIndex(MemoryStore()),
        clock,
        url="http://portal.example",
        version="9",
        desk=Desk(store, clock),  # type: ignore[arg-type]  # fakes stand for the index and the clock
    )
    client = Client(application(portal))
    with closing(sqlite3.connect(tmp_path / "store.sqlite", isolation_level=None, check_same_thread=False)) as other:
        other.execute("BEGIN IMMEDIATE")
        writing = Timer(10, other.execute, ("COMMIT",))
        writing.start()
        assert client.get("/about").status == 200
        assert other.in_transaction  # it was not waited for
        writing.cancel()
        writing.join()
        other.execute("COMMIT")
    store.close()


def test_a_wrong_picture_leaves_its_article(stand: Stand) -> None:
    stand.report(1, "wrong_picture")
    key = session(stand)
    token = re.search(r'name="token" value="([^"]*)"', stand.client.get("/desk", cookie=key).text)
    assert token is not None
    sent = {"token": token[1], "do": "judge", "sha256": SHA, "decision": "wrong", "article": "paper/1"}
    stand.client.post("/desk", sent, cookie=key)
    assert "<figure" not in stand.client.get(OWN).text
    assert SHA not in stand.client.get("/").text


@pytest.mark.parametrize(
    "fields",
    [{"do": "judge", "sha256": SHA, "decision": "burn"}, {"do": "judge", "sha256": "../x", "decision": "keep"},
     {"do": "undo", "rule": "x"}, {"do": "format"}, {}],
)  # fmt: skip
def test_odd_decisions_are_refused(stand: Stand, fields: dict[str, str]) -> None:
    key = session(stand)
    token = re.search(r'name="token" value="([^"]*)"', stand.client.get("/desk", cookie=key).text)
    assert token is not None
    assert stand.client.post("/desk", {**fields, "token": token[1]}, cookie=key).status == 400


def test_pages_stay_light(stand: Stand) -> None:
    stand.hide()
    for address in (OWN, f"{OWN}/report", "/transparency"):
        assert len(stand.client.get(address).text.encode()) < 60_000


def test_a_takedown_is_seen_everywhere(stand: Stand) -> None:
    key = session(stand)
    token = re.search(r'name="token" value="([^"]*)"', stand.client.get("/desk", cookie=key).text)
    assert token is not None
    held = stand.client.get(OWN).headers["etag"]
    sent = {"token": token[1], "do": "takedown", "article": "paper/1", "level": "metadata", "reason": "طلب الناشر"}
    assert stand.client.post("/desk", {**sent, "reason": " "}, cookie=key).status == 400
    assert stand.client.post("/desk", sent, cookie=key).status == 303
    page = stand.client.get(OWN, if_none_match=held)
    assert page.status == 200
    assert "نص الخبر" not in page.text
    assert stand.client.get(SHOT).status == 404
    assert "موسم الزيتون 1" in page.text
    assert "طلب الناشر" in stand.client.get("/transparency").text
    assert stand.client.post("/desk", {**sent, "level": "tombstone"}, cookie=key).status == 303
    gone = stand.client.get(OWN)
    assert gone.status == 410
    assert "أُزيل هذا المقال" in gone.text
    assert stand.client.get(f"{OWN}.json").status == 410
    assert stand.client.get(f"{OWN}/capture").status == 410
    assert "موسم الزيتون 1" not in stand.client.get("/").text


def test_what_was_withdrawn_is_not_named_beside_who_printed_its_words(stand: Stand) -> None:
    first, second = Permalink("paper", 1), Permalink("paper", 2)
    edge = Edge(second, first, "", 2, 0.9, (Evidence(Sign.PUBLISHED, 2.0),), 60)
    origin = Origin(0, 8, 2, first, "", 0.9, evidence=edge.evidence)
    trace = Trace(second, 1, 2, (origin,), (edge,), (Share("paper", 2, 1.0),))
    passage = Passage(second, 0, 8, first, 0, 8, 2, 2, 2, PassageKind.COPY)
    stand.store.keep_traces(Traced(stand.clock(), [trace], [passage]))
    assert f'href="{OWN}"' in stand.client.get("/paper/2/origins").text.split("<main")[1]
    stand.desk.take_down(first, Level.TOMBSTONE, "طلب الناشر", "operator")
    stand.clock.move(1)
    assert f'href="{OWN}"' not in stand.client.get("/paper/2/origins").text.split("<main")[1]


# --- known attacks --------------------------------------------------------------------------------------------------


def test_what_is_logged_is_one_line_of_json(capsys: pytest.CaptureFixture[str]) -> None:
    configure_logs()
    structlog.get_logger("masdar.web").error("page failed", path='/a\n{"level":"info","event":"forged"}\r\x1b[2J')
    structlog.reset_defaults()
    (line,) = capsys.readouterr().err.splitlines()
    assert json.loads(line)["event"] == "page failed"
    assert "\x1b" not in line


def test_a_logged_failure_holds_nothing_of_a_request(capsys: pytest.CaptureFixture[str]) -> None:
    def fail(secret: str) -> None:
        raise ValueError(len(secret))

    configure_logs()
    try:
        fail("reader=who-it-was")
    except ValueError as error:
        structlog.get_logger("masdar.web").error("page failed", exc_info=error)
    structlog.reset_defaults()
    (line,) = capsys.readouterr().err.splitlines()
    assert [frame["name"] for frame in json.loads(line)["exception"][0]["frames"]][-1] == "fail"
    assert "who-it-was" not in line


@pytest.mark.parametrize("file", ["../secret.warc.gz", "/etc/passwd", "a/../../secret.warc.gz", "..", "", "\x00"])
def test_a_capture_leads_to_no_other_file(tmp_path: Path, file: str) -> None:
    (tmp_path / "secret.warc.gz").write_bytes(b"secret")
    folder = tmp_path / "archive"
    folder.mkdir()
    archive = WarcArchive(folder, max_bytes=10**6, clock=TellingClock(), read_only=True)
    with pytest.raises(KeyError):
        archive.read(CaptureRef(file, 0, "sha256:0", False))
    archive.close()


def test_what_no_cache_knows_of_changes_no_page(stand: Stand) -> None:
    """Cache poisoning: a page that caches may keep is the same whatever else a request says."""
    odd = {"x_forwarded_host": "evil.example", "x_original_url": "/desk", "x_forwarded_prefix": "/evil",
           "cookie": "reader=x; desk=y", "accept_language": "fr", "x_http_method_override": "POST"}  # fmt: skip
    for address in ("/", OWN, "/rss", "/transparency"):
        plain, claimed = stand.client.get(address), stand.client.get(address, **odd)
        assert plain.body == claimed.body, address
        assert "set-cookie" not in claimed.headers
        assert "evil" not in str(claimed.headers)

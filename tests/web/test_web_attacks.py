"""Hostile papers and hostile readers: known attacks, each of which must come to nothing."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from urllib.parse import quote
from xml.etree import ElementTree

import pytest
from selectolax.lexbor import LexborHTMLParser

from masdar.model import Block, BlockKind, Direction, Image, Permalink, Source
from masdar.web.cleaning import cleaned
from masdar.web.routes import FORMS, PAGES, PLAIN
from masdar.web.security import POLICY
from tests.web import invented
from tests.web.conftest import Stand, fresh

ATTACKS = (
    "<script>alert(1)</script>",
    "\"><img src=x onerror=alert(1)>",
    "'><svg/onload=alert(1)>",
    "</title></textarea></style></script><script>alert(1)</script>",
    "<a href=\"javascript:alert(1)\">x</a>",
    "<iframe srcdoc='<script>alert(1)</script>'></iframe>",
    "<math><mtext><table><mglyph><style><img src=x onerror=alert(1)>",
    "{{ 7*7 }}{% raw %}${7*7}",
    "]]><script>alert(1)</script><![CDATA[",
    "<!--><img src=x onerror=alert(1)>-->",
    "\u202egpj.exe\u202c <b onclick=alert(1)>",
    "&lt;script&gt;alert(1)&lt;/script&gt; &amp;#60;",
    "\x00\x08\x1b\x7f\x85\ufffe<script\x00>alert(1)</script>",
)  # fmt: skip


def harmful(html: str) -> tuple[list[str], int]:
    """What of a page would run, as a browser parses it, and how many scripts it has."""
    found: list[str] = []
    scripts = 0
    for node in LexborHTMLParser(html).root.traverse():  # type: ignore[union-attr]  # a parsed page has a root
        tag, values = node.tag or "", node.attributes
        if tag == "script":
            scripts += 1
            if "src" not in values and values.get("type") != "application/ld+json":
                found.append("inline script")
        if tag in ("iframe", "object", "embed", "math", "style", "base", "meta") and (
            tag != "meta" or "http-equiv" in values
        ):
            found.append(tag)
        for name, value in values.items():
            if name.startswith("on") or name in ("style", "srcdoc", "formaction"):
                found.append(f"{tag}.{name}")
            if name in ("href", "src", "action") and not re.match(r"(https?:/)?/|#", value or ""):
                found.append(f"{tag}.{name}={value}")
    return found, scripts


@pytest.mark.parametrize(
    "attack", ["<script>1</script>", "<p onclick=x>", "<!--><img src=x>-->", "<a href='javascript:x'>"]
)
def test_harm_is_seen(attack: str) -> None:
    assert harmful(f"<!doctype html><p>{attack}")[0]


@pytest.fixture(scope="module", params=ATTACKS)
def attack(request: pytest.FixtureRequest) -> str:
    said: str = request.param
    return said


@pytest.fixture(scope="module")
def poisoned(attack: str) -> Stand:
    """A portal where an attack stands in everything a paper can say of itself and of an article, for tests that only
    read."""
    portal = fresh()
    source = Source("evil", attack, "https://evil.example/", name_latin=attack, languages=("ar",))
    portal.store.by_id["evil"] = source
    stored = portal.store.articles[Permalink("sabah-wadi", 1001)]
    blocks = tuple(Block(kind, attack, Direction.RTL, "ar", level=2, link=attack) for kind in BlockKind)
    article = replace(
        stored.article, source="evil", title=f"عنوان {attack}", summary=attack, byline=attack, authors=(attack, "اسم"),
        section=attack, image=Image(attack, attack, attack), blocks=blocks, published=invented.NOW, language="ar",
    )  # fmt: skip
    sha256 = next(iter(portal.store.pictures))
    portal.store.keep(
        replace(stored, permalink=Permalink("evil", 1), article=article, picture=sha256, first_seen=invented.NOW)
    )
    return portal


def test_nothing_a_paper_says_runs(poisoned: Stand, attack: str) -> None:
    author = quote(" ".join(attack.split()), safe="")
    for address in ("/", "/evil", "/evil/1", "/fr/evil/1", "/about", "/status", "/evil/archive/2026-03-14",
                    f"/author/{quote('اسم')}",
                    "/search?q=عنوان", f"/author/{author}", f"/section/{author}"):  # fmt: skip
        answer = poisoned.client.get(address)
        found, scripts = harmful(answer.text)
        assert found == [], address
        assert scripts <= 4
        assert not re.search("[\x00-\x08\x0b\x0c\x0e-\x1f\u202e]", answer.text), address


def test_feeds_stay_well_formed(poisoned: Stand) -> None:
    for address in ("/rss", "/evil/rss", "/search.rss?q=عنوان", "/sitemap/news.xml"):
        body = poisoned.client.get(address).body
        tree = ElementTree.fromstring(body)
        for name in ("title", "category", "source"):
            assert not any(re.search("<[a-z/!]", found.text or "") for found in tree.iter(name))
        text = body.decode()
        assert not re.search("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]", text)
        for description in tree.iter("description"):
            # What a feed reader takes for HTML must still be only text.
            assert "<" not in (description.text or "")


def test_json_and_metrics_survive(poisoned: Stand, attack: str) -> None:
    assert json.loads(poisoned.client.get("/evil/1.json").text)["byline"] == attack
    assert poisoned.client.get("/evil/1.json").headers["content-type"] == "application/json"
    assert poisoned.client.get("/metrics").status == 200
    page = poisoned.client.get("/evil/1").text
    data = re.search(r'<script type="application/ld\+json">(.*?)</script>', page, re.S)
    assert data is not None
    assert "<" not in data[1]
    json.loads(data[1])


@pytest.mark.parametrize("attack", ATTACKS)
def test_nothing_a_reader_asks_is_echoed_raw(shown: Stand, attack: str) -> None:
    for address in (
        f"/search?q={quote(attack)}",
        f"/{quote(attack, safe='')}",
        f"/sabah-wadi/{quote(attack, safe='')}",
    ):
        answer = shown.client.get(address)
        assert harmful(answer.text)[0] == [], address
        if answer.status >= 400:
            assert attack not in answer.text
            assert "alert(1)" not in answer.text


@pytest.mark.parametrize(
    "address",
    [
        "/search?q=" + "a" * 501, "/search?q=%00", "/search?page=0", "/search?page=51", "/search?page=-1",
        "/search?page=%D9%A1", "/search?order=sideways", "/search?from=tomorrow", "/search?to=2026-13-01",
        "/search?from=9999-99-99", "/search?" + "&".join(f"a{n}=1" for n in range(30)), "/search?q=%ff%fe",
        "/sabah-wadi?before=x", "/sabah-wadi?before=" + "A" * 500, "/sabah-wadi?before=%F0%9F",
        "/?" + "x" * 5000 + "=1",
        "/sabah-wadi?before=OTk5OTk5OTk5OTk5OTk5OTk5OTkuYS4x", "/search?source=" + "a" * 65,
        "/author/" + "a" * 201, "/section/%07",
    ],
)  # fmt: skip
def test_every_parameter_has_its_limits(shown: Stand, address: str) -> None:
    if address.startswith("/?"):
        assert shown.client.get(address).status == 200  # the front asks for nothing
        return
    answer = shown.client.get(address)
    assert answer.status == 400, address
    assert len(answer.body) < 40_000


@pytest.mark.parametrize(
    "address",
    [
        "/sabah-wadi/0", "/sabah-wadi/-1", "/sabah-wadi/٣", "/sabah-wadi/1e3", "/sabah-wadi/" + "9" * 5000,
        "/sabah-wadi/01001", "/%2e%2e/%2e%2e/etc/passwd", "/static/../portal.py", "/static/%2e%2e/site.py",
        "/static/site.css", "/picture/../x", "//evil.example/", "//evil.example/%2f..", "/\\evil.example",
        "/sabah-wadi/", "/fr//evil.example", "/%ff%fe", "/sabah-wadi/1001/2",
    ],
)  # fmt: skip
def test_odd_addresses_lead_nowhere(shown: Stand, address: str) -> None:
    answer = shown.client.get(address)
    assert answer.status in (400, 404), address
    assert "location" not in answer.headers
    assert "evil.example" not in answer.text
    assert "passwd" not in answer.text


def test_the_only_redirect_stays_here(shown: Stand) -> None:
    answer = shown.client.get("/fr", host="evil.example")
    assert answer.status == 308
    assert answer.headers["location"] == "/fr/"


def test_the_host_a_reader_claims_is_never_believed(shown: Stand) -> None:
    plain = [shown.client.get(page).body for page in ("/", "/sabah-wadi/1001", "/rss", "/nosuch")]
    claimed = [
        shown.client.get(page, host="evil.example", x_forwarded_host="evil.example", x_forwarded_proto="gopher").body
        for page in ("/", "/sabah-wadi/1001", "/rss", "/nosuch")
    ]
    assert plain == claimed


def test_headers_cannot_be_injected(shown: Stand) -> None:
    for address in ("/search?q=a%0d%0aSet-Cookie:x=1", "/%0d%0aSet-Cookie:x", "/author/a%0d%0aX:1", "/fr%0d%0aX:1"):
        answer = shown.client.get(address)
        assert "set-cookie" not in answer.headers
        assert all("\n" not in value and "\r" not in value for value in answer.headers.values())


@pytest.mark.parametrize(
    "address", ["/", "/sabah-wadi/1001", "/rss", "/nosuch", "/search?page=0", "/healthz", "/strip", "/fr"]
)
def test_every_answer_carries_the_policy(shown: Stand, address: str) -> None:
    headers = shown.client.get(address).headers
    assert headers["content-security-policy"] == POLICY
    assert POLICY.startswith("default-src 'none'")
    assert "unsafe" not in POLICY
    assert headers["x-content-type-options"] == "nosniff"
    assert "frame-ancestors 'none'" in POLICY
    assert headers["referrer-policy"]
    assert headers["permissions-policy"]
    assert headers["cross-origin-opener-policy"] == "same-origin"


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE"])
def test_pages_are_only_read(shown: Stand, method: str) -> None:
    assert shown.client.get("/", method).status == 405
    assert shown.client.get("/search", method).status == 405


def test_a_failure_of_ours_says_nothing_of_itself(portal: Stand, caplog: pytest.LogCaptureFixture) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError("password=hunter2 at /srv/secret")

    portal.store.opened = broken  # type: ignore[method-assign, assignment]  # replaced for the test
    for address in ("/sabah-wadi/1001", "/fr/sabah-wadi/1001", "/sabah-wadi/1001.json"):
        answer = portal.client.get(address)
        assert answer.status == 500
        assert "hunter2" not in answer.text
        assert "secret" not in answer.text
        assert "Traceback" not in answer.text
        assert answer.headers["content-security-policy"] == POLICY
        assert answer.headers["cache-control"] == "no-store"
    portal.store.sources = broken  # type: ignore[method-assign, assignment]  # replaced for the test
    portal.clock.move(60)
    assert portal.client.get("/nosuch").status == 500


def test_the_sanitiser_is_a_wall_of_its_own() -> None:
    for attack in ATTACKS[:7]:
        assert harmful(cleaned(f'<p dir="rtl" lang="ar" style="x" onclick="y">{attack}</p>'))[0] == []
    kept = '<p dir="rtl" lang="ar"><bdi dir="ltr">a</bdi></p>'
    assert cleaned(kept) == kept
    assert cleaned('<a href="data:text/html,x">a</a>') == '<a rel="noopener nofollow">a</a>'


def test_missing_pages_suggest_the_nearest(shown: Stand) -> None:
    page = shown.client.get("/sabah-wady").text
    assert 'href="/sabah-wadi"' in page.split("<main")[1]
    page = shown.client.get("/fr/courier-dune/12").text
    assert 'href="/fr/courrier-dunes"' in page.split("<main")[1]
    assert "courier-dune/12" not in page


def test_the_strip_is_told_as_data(poisoned: Stand) -> None:
    answer = poisoned.client.get("/strip")
    assert answer.headers["content-type"] == "application/json"
    assert any("عنوان" in one["t"] for one in json.loads(answer.text)["items"])


def test_nothing_is_given_out_that_a_spreadsheet_runs() -> None:
    """Formulas in cells need cells: what programs are given is JSON, RSS or a sitemap, and no route is another's."""
    assert not any("csv" in path or "xls" in path for path, _ in (*PAGES, *PLAIN, *FORMS))


def test_missing_pages_suggest_the_nearest_section(shown: Stand) -> None:
    page = shown.client.get("/section/%D8%A7%D9%82%D8%AA%D8%B5%D8%A7%D8%AF%D8%A7").text.split("<main")[1]
    assert f'href="/section/{quote("اقتصاد")}"' in page

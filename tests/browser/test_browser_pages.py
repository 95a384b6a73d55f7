"""The pages in a real browser: three editions, narrow and wide, light and dark."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING
from urllib.parse import quote

import pytest

from masdar.model import Permalink
from masdar.web.pages import searching
from tests.browser.conftest import Served
from tests.browser.looking import OVERLAPS, faults, keep_picture, opened

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytestmark = pytest.mark.browser

PAGES = {
    "front": "/", "article": "/sabah-wadi/1003", "french-article": "/courrier-dunes/1001", "paper": "/sabah-wadi",
    "section": f"/section/{quote('اقتصاد')}", "author": f"/author/{quote('سلمى بنت الوادي')}",
    "search": "/search?q=%D8%A7%D9%84%D9%85%D8%A7%D8%A1&source=manara", "search-empty": "/search",
    "nothing": "/search?q=zzzz", "trouble": "/search?q=%22%D9%85%D8%A7%D8%A1", "about": "/about", "status": "/status",
    "missing": "/sabah-wady", "story": "/story/7",
    "archive": "/archive", "archive-day": "/archive/2026-03-14", "offline": "/offline",
}  # fmt: skip
# `test_browser_house` looks at a real portal in every look and edition; here two looks, and in the other editions the
# pages that differ most, stand for all.
IN_ALL = ("front", "article", "french-article", "search", "missing")
LOOKS = ((390, 844, "light"), (1280, 900, "dark"))


@pytest.mark.parametrize(("width", "height", "scheme"), LOOKS)
@pytest.mark.parametrize("edition", ["ar", "fr", "en"])
def test_every_page_in_every_look(
    browser: Browser, served: Served, edition: str, width: int, height: int, scheme: str
) -> None:
    prefix = "" if edition == "ar" else f"/{edition}"
    wrong: list[object] = []
    for name in PAGES if edition == "ar" else IN_ALL:
        path = PAGES[name]
        with opened(browser, served.url, prefix + path, width, height, color_scheme=scheme) as page:
            wrong += faults(page, name, width, "rtl" if edition == "ar" else "ltr")
            keep_picture(page, f"{name}-{edition}-{width}-{scheme}")
    assert wrong == []


@pytest.mark.parametrize(("width", "edition"), [(320, ""), (768, ""), (768, "/fr"), (1680, ""), (1680, "/en")])
def test_no_width_makes_a_page_scroll_sideways(browser: Browser, served: Served, width: int, edition: str) -> None:
    for path in ("/", "/sabah-wadi/1003", "/archive", "/search?q=%D8%A7%D9%84%D9%85%D8%A7%D8%A1"):
        with opened(browser, served.url, edition + path, width, 900) as page:
            assert page.evaluate("document.documentElement.scrollWidth") <= width, path
            assert page.evaluate(OVERLAPS) == [], path


PAINT = """() => new Promise((done) => new PerformanceObserver((list) => done(list.getEntries().at(-1).startTime))
  .observe({ type: "largest-contentful-paint", buffered: true }))"""


def test_the_front_is_painted_soon(browser: Browser, served: Served) -> None:
    """The largest paint on loopback, the best of three. The aim is 300 ms; the bound is wider, since the machine that
    runs tests does other things too."""
    paints = []
    for _ in range(3):
        with opened(browser, served.url, "/") as page:
            paints.append(page.evaluate(PAINT))
    assert min(paints) <= 1000


def test_nothing_moves_while_a_page_loads(browser: Browser, served: Served) -> None:
    for width, height in ((390, 844), (1280, 900)):
        for path in ("/", "/sabah-wadi/1001", "/fr/"):
            with opened(browser, served.url, path, width, height) as page:
                page.wait_for_function("document.fonts.status === 'loaded'")
                shift = page.evaluate("""() => new Promise((done) => {
                    const moved = [];
                    new PerformanceObserver((list) => { for (const e of list.getEntries())
                      moved.push([e.value, ...e.sources.map((s) => (s.node?.outerHTML || "").slice(0, 80))]); })
                      .observe({ type: "layout-shift", buffered: true });
                    requestAnimationFrame(() => requestAnimationFrame(() => done(moved)));
                })""")
                assert sum(one[0] for one in shift) <= 0.01, (path, width, shift)


def test_pages_are_whole_without_scripts(browser: Browser, served: Served) -> None:
    with opened(browser, served.url, "/sabah-wadi/1003", java_script_enabled=False) as page:
        assert page.locator(".strip li a").count() == 25
        assert page.locator("h1").inner_text()
        assert not page.locator("button.theme").is_visible()
        assert not page.locator(".sizes").is_visible()
        assert page.locator(".to-source").is_visible()
        page.locator("#seek").fill("الماء")
        with page.expect_navigation():
            page.locator("#seek").press("Enter")
        told = page.locator(".hit").count() + page.locator(".repeats li").count()  # one story stands under its best
        assert told > searching.REPEATS
        page.locator(".repeats summary").first.click()
        assert page.locator(".repeats li").first.is_visible()


def test_foreign_runs_stand_in_their_place(browser: Browser, served: Served) -> None:
    """In a right-to-left line what comes later stands further left, in a left-to-right one further right."""
    rank = """([selector, before, run, after]) => {
      const block = [...document.querySelectorAll(selector)].find((e) => e.textContent.includes(run));
      const at = (text) => {
        const walker = document.createTreeWalker(block, NodeFilter.SHOW_TEXT);
        for (let node; (node = walker.nextNode());) {
          const place = node.data.indexOf(text);
          if (place < 0) continue;
          const range = document.createRange();
          range.setStart(node, place); range.setEnd(node, place + text.length);
          const box = range.getBoundingClientRect();
          return { x: box.left + box.width / 2, y: box.top };
        }
      };
      return [at(before), at(run), at(after)];
    }"""
    with opened(browser, served.url, "/manara/1012", 1680, 900) as page:
        before, run, after = page.evaluate(rank, [".strip .what", "شركة", "Aqua Nova", "تفوز"])
        assert before["x"] > run["x"] > after["x"]
    with opened(
        browser, served.url, f"/en/section/{quote('اقتصاد')}", 1680, 900
    ) as page:  # the text's direction, not the interface's
        before, run, after = page.evaluate(rank, ["main h3", "شركة", "Aqua Nova", "تفوز"])
        assert abs(before["y"] - run["y"]) > 5 or before["x"] > run["x"]
        assert abs(after["y"] - run["y"]) > 5 or run["x"] > after["x"]
    with opened(browser, served.url, "/fr/courrier-dunes/1001", 1680, 900) as page:
        before, run, after = page.evaluate(rank, [".text p", "arabe", "رحلة", "que les"])
        assert abs(before["y"] - run["y"]) > 5 or before["x"] < run["x"]
        assert abs(after["y"] - run["y"]) > 5 or run["x"] < after["x"]


SHIFTS = """() => {
  window.shifts = 0;
  new PerformanceObserver((list) => { for (const e of list.getEntries()) window.shifts += e.value; })
    .observe({ type: "layout-shift" });
}"""


@pytest.mark.parametrize(("width", "height"), [(1280, 900), (390, 844)])
def test_the_strip_moves_but_not_under_the_hand(browser: Browser, served: Served, width: int, height: int) -> None:
    stored = served.store.articles[Permalink("sabah-wadi", 1001)]
    first_number = 9000 + width

    def publish(number: int) -> str:
        served.clock.move(5)
        article = replace(stored.article, title=f"نبأ رقم {number} وصل الآن", published=served.clock())
        permalink = Permalink("sabah-wadi", number)
        served.store.keep(replace(stored, permalink=permalink, article=article, first_seen=served.clock()))
        return str(number)

    try:
        with opened(browser, served.url, "/about", width, height) as page:
            first = page.locator(".strip li").first
            page.mouse.move(width // 2, 800)
            page.evaluate("document.fonts.ready")
            page.evaluate(SHIFTS)
            came = publish(first_number)
            first.filter(has_text=came).wait_for()
            assert page.locator(".strip [role=status]").inner_text() == "خبر جديد"
            page.hover(".strip ol")
            waits = publish(first_number + 1)
            page.locator(".strip .pending").wait_for()
            assert came in first.inner_text()
            assert page.locator(".pending").inner_text() == "خبر جديد"
            assert page.evaluate("window.shifts") == 0
            page.locator(".pending").click()
            assert waits in first.inner_text()
            assert first.locator("a").get_attribute("href") == f"/sabah-wadi/{waits}"
            page.locator("button.live").click()
            assert page.locator("button.live").get_attribute("aria-pressed") == "true"
    finally:
        for number in (first_number, first_number + 1):
            served.store.articles.pop(Permalink("sabah-wadi", number), None)
        served.clock.move(60)


def test_choices_stay(browser: Browser, served: Served) -> None:
    with opened(browser, served.url, "/sabah-wadi/1003", color_scheme="light") as page:
        page.locator("button.theme").click()
        page.locator("button.theme").click()
        page.locator('[data-size="1"]').click()
        page.goto(served.url + "/sabah-wadi/1004")
        assert page.evaluate("document.documentElement.dataset.theme") == "dark"
        assert page.evaluate("document.documentElement.dataset.size") == "1"
        assert page.evaluate("getComputedStyle(document.documentElement).backgroundColor") == "rgb(16, 19, 25)"


def test_keys_lead_through_a_page(browser: Browser, served: Served) -> None:
    with opened(browser, served.url, "/") as page:
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.className") == "skip"
        page.keyboard.press("j")
        first = page.evaluate("document.activeElement.href")
        page.keyboard.press("j")
        assert page.evaluate("document.activeElement.href") != first
        page.keyboard.press("k")
        assert page.evaluate("document.activeElement.href") == first
        page.keyboard.press("o")
        page.wait_for_url(re.compile(r"/\d+$"))
        page.keyboard.press("/")
        assert page.evaluate("document.activeElement.id") == "seek"
        page.locator("h1").click()
        page.keyboard.press("g")
        page.keyboard.press("h")
        page.wait_for_url(served.url + "/")


def test_keys_lead_through_a_page_on_an_arabic_keyboard(browser: Browser, served: Served) -> None:
    with opened(browser, served.url, "/") as page:

        def press(key: str, code: str, *, shift: bool = False) -> None:
            told = {"key": key, "code": code, "shiftKey": shift, "bubbles": True, "cancelable": True}
            # Later, since a key may lead away from the page it is pressed on.
            page.evaluate(
                "(t) => { setTimeout(() => document.activeElement.dispatchEvent(new KeyboardEvent('keydown', t))) }",
                told,
            )

        press("ت", "KeyJ")
        page.wait_for_function("/\\/[0-9]+$/.test(document.activeElement.href)")
        first = page.evaluate("document.activeElement.href")
        press("ت", "KeyJ")
        page.wait_for_function("first => document.activeElement.href !== first", arg=first)
        press("ن", "KeyK")
        page.wait_for_function("first => document.activeElement.href === first", arg=first)
        press("ظ", "Slash")
        page.wait_for_function("['q', 'seek'].includes(document.activeElement.id)")
        page.evaluate("document.activeElement.blur()")
        press("؟", "Slash", shift=True)
        page.wait_for_url(served.url + "/about#keys")
        press("ل", "KeyG")
        press("ا", "KeyH")
        page.wait_for_url(served.url + "/")


def test_a_printed_article_is_the_article(browser: Browser, served: Served) -> None:
    with opened(browser, served.url, "/sabah-wadi/1003") as page:
        page.emulate_media(media="print")
        for gone in (".strip", ".bar", ".foot", ".more", ".to-source"):
            assert not page.locator(gone).first.is_visible(), gone
        assert page.locator(".print-only").is_visible()
        assert page.locator(".story h1").is_visible()


def test_what_was_read_is_there_without_a_network(browser: Browser, served: Served) -> None:
    context = browser.new_context()
    page = context.new_page()
    page.goto(served.url + "/about")
    page.evaluate("navigator.serviceWorker.ready.then((it) => it.active.state === 'activated' || new Promise((done) =>"
                  " it.active.addEventListener('statechange', done)))")  # fmt: skip
    page.goto(served.url + "/")
    page.goto(served.url + "/sabah-wadi/1003", wait_until="load")
    title = page.locator("h1").inner_text()
    page.goto(served.url + "/manara/1012", wait_until="load")
    context.set_offline(True)
    page.goto(served.url + "/sabah-wadi/1003")
    assert page.locator("h1").inner_text() == title
    page.goto(served.url + "/")
    assert page.locator(".lead h2").is_visible()
    page.goto(served.url + "/search?q=x")
    page.locator("[data-kept] a", has_text=title).wait_for()
    context.close()

"""How a page is opened and looked at in a browser."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from tests.browser.conftest import OUTPUT

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Page

OVERLAPS = """() => {
  const seen = [...document.querySelectorAll("main h1, main h2, main h3, main p, main td, main li > a")]
    .filter((e) => e.checkVisibility() && e.textContent.trim() && !e.classList.contains("sr"))
    .map((e) => [e, e.getBoundingClientRect()]);
  const found = [];
  for (let i = 0; i < seen.length; i++) for (let j = i + 1; j < seen.length; j++) {
    const [a, r] = seen[i], [b, s] = seen[j];
    if (a.contains(b) || b.contains(a)) continue;
    const wide = Math.min(r.right, s.right) - Math.max(r.left, s.left);
    const high = Math.min(r.bottom, s.bottom) - Math.max(r.top, s.top);
    if (wide > 2 && high > 2) found.push(a.textContent.slice(0, 40) + " / " + b.textContent.slice(0, 40));
  }
  return found;
}"""


@contextmanager
def in_context(context: BrowserContext, url: str, path: str) -> Iterator[Page]:
    """A page of a context. Whatever it says, or asks of elsewhere, fails the test."""
    page = context.new_page()
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.on("request", lambda asked: None if asked.url.startswith(url) else said.append(asked.url))
    page.goto(url + path, wait_until="load")
    yield page
    page.close()
    assert [line for line in said if "404" not in line] == [], f"{path}: {said}"


@contextmanager
def opened(
    browser: Browser, url: str, path: str, width: int = 1280, height: int = 900, **options: object
) -> Iterator[Page]:
    """A page in a context of its own, as `in_context` has it."""
    context = browser.new_context(viewport={"width": width, "height": height}, **options)  # type: ignore[arg-type]  # checked when it is made
    try:
        with in_context(context, url, path) as page:
            yield page
    finally:
        context.close()


def faults(page: Page, name: str, width: int, direction: str) -> list[object]:
    """What is wrong with a page: it scrolls sideways, runs the wrong way, text lies on text, or axe objects."""
    wrong: list[object] = []
    if (wide := page.evaluate("document.documentElement.scrollWidth")) > width:
        wrong.append((name, "wider than the window", wide))
    if (runs := page.evaluate("getComputedStyle(document.body).direction")) != direction:
        wrong.append((name, "direction", runs))
    wrong += [(name, "overlap", one) for one in page.evaluate(OVERLAPS)]
    from axe_playwright_python.sync_playwright import Axe  # noqa: PLC0415 - brings Playwright, which few runs need

    found = Axe().run(page).response["violations"]
    return wrong + [(name, one["id"], one["nodes"][0]["html"][:200]) for one in found]


def keep_picture(page: Page, name: str) -> None:
    """A screenshot among what the build keeps."""
    OUTPUT.mkdir(exist_ok=True)
    page.screenshot(path=OUTPUT / f"{name}.png")

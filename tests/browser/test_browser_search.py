"""The search page under the keyboard alone, at a desk and on a phone."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import quote

import pytest

from tests.browser.conftest import Served
from tests.browser.looking import opened

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytestmark = pytest.mark.browser


def test_the_search_page_is_asked_by_keys_alone(browser: Browser, served: Served) -> None:
    with opened(browser, served.url, f"/search?q={quote('الماء')}") as page:
        page.keyboard.press("/")
        assert page.evaluate("document.activeElement.id") == "q"
        page.keyboard.press("Control+A")
        page.keyboard.type(next(iter(served.store.by_id.values())).name[:4])
        page.locator("[role=option]").first.wait_for()
        page.keyboard.press("ArrowDown")
        chosen = page.locator("[role=option][aria-selected=true]")
        assert page.evaluate("document.activeElement.getAttribute('aria-activedescendant')") == chosen.get_attribute(
            "id"
        )
        page.keyboard.press("Escape")
        assert page.locator("#q").get_attribute("aria-expanded") == "false"

"""Is this page a domain's price tag, not a paper? Pure. One mark alone says nothing: papers write about domains too."""

from __future__ import annotations

import re

from masdar import urls
from masdar.model import Capture

_BYTES = 200_000
_LONG = 4000  # characters of text that no parking page has

# Who shows pages for parked domains, or sells them.
_SELLERS = (
    r"sedo(?:parking)?\.com|parkingcrew\.net|bodis\.com|hugedomains\.com|afternic\.com|dan\.com|parklogic\.com|"
    r"above\.com|domainmarket\.com|buydomains\.com|undeveloped\.com|domainnameshop|namebright\.com|cashparking|"
    r"parkingpage|d38psrni17bvxu\.cloudfront\.net"
)
_SELLER = re.compile(rf"(?:[/.\"']|^)(?:{_SELLERS})", re.I)
_OFFER = re.compile(
    r"(?:this\s+|the\s+)?domain(?:\s+name)?\s+(?:[\w.-]+\s+)?(?:is|may\s+be|could\s+be)\s+(?:for\s+sale|parked|available)|"
    r"buy\s+this\s+domain|make\s+an\s+offer\s+(?:on|for)\s+this|domain\s+(?:has\s+)?expired|"
    r"ce\s+(?:nom\s+de\s+)?domaine\s+est\s+(?:à|a)\s+vendre|"
    r"(?:هذا\s+)?(?:النطاق|الدومين)\s+(?:معروض\s+)?للبيع",
    re.I,
)
_WAGER = re.compile(r"\bcasino\b|\bfree\s+spins?\b|\bslots?\b|\bjackpot\b|\bbetting\b|\bpoker\b|\bكازينو\b", re.I)
_WAGERS = 3  # different such words
# A script that never ends reaches to the end of the page, as in a browser: looking for ends that are not there, from
# every beginning, would take the square of the page's length.
_TAGS = re.compile(r"<(script|style)\b.*?(?:</\1\s*>|\Z)|<[^<>]{0,2000}>", re.I | re.S)
_TITLE = re.compile(r"<title[^<>]{0,200}>([^<]{0,500})", re.I)


def parked(home: Capture) -> tuple[str, ...]:
    """The marks of a parked domain in what its home page answered, in words; empty where fewer than two are found."""
    page = home.body[:_BYTES].decode("utf-8", "replace")
    text = " ".join(_TAGS.sub(" ", page).split())
    marks = []
    if _SELLER.search(home.final_url) or _SELLER.search(page):
        marks.append("names a seller of domains")
    if offer := _OFFER.search(text):
        marks.append(f"says “{offer.group()}”")
    wagers = {word.lower() for word in _WAGER.findall(text)}
    if len(wagers) >= _WAGERS:
        marks.append(f"speaks of {', '.join(sorted(wagers))}")
    host = urls.host(home.final_url).removeprefix("www.")
    title = _TITLE.search(page)
    if host and title and title.group(1).strip().lower().removeprefix("www.") == host:
        marks.append("has nothing but the domain's name for a title")
    if not marks:
        return ()
    if len(text) < _LONG and page.lower().count("<a ") < 25:
        marks.append("holds next to no text and links")
    return tuple(marks) if len(marks) > 1 else ()

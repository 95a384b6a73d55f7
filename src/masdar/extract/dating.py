"""When a page's article was published and changed: every place that may say so, the most trustworthy first."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime

from masdar.extract.structured import Facts
from masdar.extract.tree import Page
from masdar.language import dates
from masdar.language.dates import Dated
from masdar.model import Entry, Precision

PUBLISHED_METAS = (
    "article:published_time", "article:published", "og:article:published_time", "og:published_time", "og:pubdate",
    "datepublished", "date.published", "publish_date", "publish-date", "publishdate", "published", "publication_date",
    "publication-date", "publicationdate", "pubdate", "article.published", "article_date_original", "cxenseparse:recs:publishtime",
    "cxenseparse:publishtime", "sailthru.date", "parsely-pub-date", "dc.date.issued", "dcterms.issued", "dcterms.created",
    "dc.date.created", "dcterms.date", "dc.date", "dc.terms.date", "citation_publication_date", "citation_date",
    "bt:pubdate", "rnews:datepublished", "datecreated", "article.created", "created", "date_published",
    "analyticsattributes.articledate", "lastpubdate", "article:post_date", "originalpublicationdate", "news_date", "ptime",
    "gentime", "vr:published_time", "eomportal-firstpublished", "dateofpublication", "prism.publicationdate", "date",
    "release_date", "displaydate", "iso-8601-publish-date", "article:publicationdate", "time",
)  # fmt: skip
MODIFIED_METAS = (
    "article:modified_time", "article:modified", "og:article:modified_time", "og:updated_time", "article:updated_time",
    "datemodified", "modified", "last-modified", "lastmod", "dc.date.modified", "dcterms.modified", "updated_time",
    "revised", "sailthru.lastmodified", "cxenseparse:recs:lastmodified",
)  # fmt: skip
_IN_URL = re.compile(
    r"(?<!\d)((?:19|20)\d\d)[/_\-.]?(0?[1-9]|1[0-2])[/_\-.]([0-3]?\d)(?!\d)|(?<!\d)(20[0-3]\d)(0[1-9]|1[0-2])([0-3]\d)(?!\d)"
)
_DATE_WORDS = re.compile(r"date|time|publi|posted|meta|byline|created|stamp|info|تاريخ", re.IGNORECASE)
_YEAR = re.compile(r"(?<!\d)(?:19[5-9]\d|20[0-4]\d|[٢۲][٠۰][٠-٩۰-۹]{2}|1[34]\d\d)(?!\d)|\d[./-]\d{1,2}[./-]\d\d(?!\d)")
_SPOKEN = re.compile(r"منذ|قبل|أمس|اليوم|ago\b|il y a|hier|today|yesterday", re.IGNORECASE)
MAX_LINE = 200


@dataclass(frozen=True, slots=True)
class When:
    """A page's times and where they were read."""

    published: Dated | None = None
    published_from: str = ""
    modified: Dated | None = None
    modified_from: str = ""


@dataclass(frozen=True, slots=True)
class Clue:
    """What dating a page may look at."""

    page: Page
    facts: Facts
    metas: dict[str, list[str]]
    url: str
    heading: int  # the block that holds the title, -1 for none
    first: int  # the first block kept, -1 for none
    last: int


def when(clue: Clue, entry: Entry | None, now: datetime, zone: str) -> When:
    """The publication and change times of a page."""
    published, origin = _published(clue, entry, now, zone)
    modified, changed_from = _modified(clue, now, zone)
    if modified and published and modified.at < published.at:
        modified, changed_from = None, ""
    return When(published, origin, modified, changed_from)


def _published(clue: Clue, entry: Entry | None, now: datetime, zone: str) -> tuple[Dated | None, str]:
    if found := dates.parse(clue.facts.published, now=now, zone=zone):
        return found, "json-ld"
    for name in PUBLISHED_METAS:
        for value in clue.metas.get(name, ()):
            if found := dates.parse(value, now=now, zone=zone):
                return found, f"meta {name}"
    if found := _microdata(clue.page, ("datepublished", "datecreated"), now, zone):
        return found, "microdata"
    if entry is not None and entry.published is not None and entry.published <= now:
        return Dated(entry.published, Precision.SECOND), "feed"
    address = _address(clue.url, now, zone)
    visible = _visible(clue, now, zone)
    if address and visible and visible[0].at.date() != address.at.date():
        near = abs((visible[0].at - address.at).total_seconds()) < 36 * 3600
        return (*visible,) if near else (address, "address")
    if visible:
        return visible
    return (address, "address") if address else (None, "")


def _modified(clue: Clue, now: datetime, zone: str) -> tuple[Dated | None, str]:
    if found := dates.parse(clue.facts.modified, now=now, zone=zone):
        return found, "json-ld"
    for name in MODIFIED_METAS:
        for value in clue.metas.get(name, ()):
            if found := dates.parse(value, now=now, zone=zone):
                return found, f"meta {name}"
    if found := _microdata(clue.page, ("datemodified",), now, zone):
        return found, "microdata"
    for block in _near(clue):
        if found := dates.parse_modified(clue.page.text[block], now=now, zone=zone):
            return found, "text"
    return None, ""


def _microdata(page: Page, names: tuple[str, ...], now: datetime, zone: str) -> Dated | None:
    for element, attributes in page.attributes.items():
        if (attributes.get("itemprop") or "").lower() in names:
            told = attributes.get("datetime") or attributes.get("content") or attributes.get("title") or ""
            text = told or " ".join(page.text[page.first[element] : page.last[element]])
            if found := dates.parse(text, now=now, zone=zone):
                return found
    return None


def _address(url: str, now: datetime, zone: str) -> Dated | None:
    for match in _IN_URL.finditer(url):
        parts = [part for part in match.groups() if part]
        if found := dates.parse("-".join(parts), now=now, zone=zone):
            return found
    return None


def _near(clue: Clue) -> list[int]:
    """Short blocks with a date's look: from the title to the text first, then just before the title, then after the
    text; never the page's head, where the paper prints today's date."""
    page = clue.page
    start = clue.heading if clue.heading >= 0 else max(0, clue.first - 6)
    first = clue.first if clue.first >= 0 else len(page.text)
    order = [*range(start, min(first + 1, len(page.text)))]
    order += [*range(start - 1, max(-1, start - 7), -1)]
    if clue.last >= 0:
        order += [*range(clue.last, min(len(page.text), clue.last + 8))]
    return [block for block in order if len(page.text[block]) <= MAX_LINE and _looks_dated(page, block)]


def _looks_dated(page: Page, block: int) -> bool:
    text = page.text[block]
    return bool(_YEAR.search(text) or (len(text) < 60 and _SPOKEN.search(text)))


def _visible(clue: Clue, now: datetime, zone: str) -> tuple[Dated, str] | None:
    page = clue.page
    for element, attributes in page.attributes.items():
        if page.tag[element] == "time" and (told := attributes.get("datetime")):
            if clue.heading <= page.first[element] <= max(clue.last, clue.heading) + 1 or clue.heading < 0:
                if found := dates.parse(told, now=now, zone=zone):
                    return found, "time"
    for block in _near(clue):
        if found := dates.parse(page.text[block], now=now, zone=zone):
            return found, "text"
    return None

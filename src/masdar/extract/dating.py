"""When a page's article was published and changed: every place that may say so, the most trustworthy first."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from masdar.extract.classes import Matching
from masdar.extract.page import Page
from masdar.extract.phrases import Signs, signed
from masdar.extract.structured import Facts
from masdar.language import dates
from masdar.language.dates import Dated
from masdar.model import Entry, Precision

PUBLISHED_METAS = (
    "article:published_time", "article:published", "og:article:published_time", "og:published_time", "og:pubdate",
    "datepublished", "date.published", "publish_date", "publish-date", "publishdate", "published", "publication_date",
    "publication-date", "publicationdate", "pubdate", "article.published", "article_date_original",
    "cxenseparse:recs:publishtime", "cxenseparse:publishtime", "sailthru.date", "parsely-pub-date", "dc.date.issued",
    "dcterms.issued", "citation_publication_date", "citation_date", "bt:pubdate", "rnews:datepublished",
    "date_published", "analyticsattributes.articledate", "article:post_date", "originalpublicationdate", "news_date",
    "ptime", "vr:published_time", "eomportal-firstpublished", "dateofpublication", "prism.publicationdate",
    "release_date", "displaydate", "iso-8601-publish-date", "article:publicationdate",
    "shareaholic:article_published_time",
    "sw-pubdate",
)  # fmt: skip
# Names that some papers use for publication and others for the last change: asked after what readers see.
UNSURE_METAS = (
    "dcterms.created", "dc.date.created", "dcterms.date", "dc.date", "dc.terms.date", "datecreated", "article.created",
    "created", "date", "time", "gentime", "lastpubdate",
)  # fmt: skip
MODIFIED_METAS = (
    "article:modified_time", "article:modified", "og:article:modified_time", "og:updated_time", "article:updated_time",
    "datemodified", "modified", "last-modified", "lastmod", "dc.date.modified", "dcterms.modified", "updated_time",
    "revised", "sailthru.lastmodified", "cxenseparse:recs:lastmodified",
)  # fmt: skip
_IN_URL = re.compile(
    r"(?<!\d)((?:19|20)\d\d)[/_\-.]?(0?[1-9]|1[0-2])[/_\-.]([0-3]?\d)(?!\d)"
    r"|(?<!\d)(20[0-3]\d)(0[1-9]|1[0-2])([0-3]\d)(?!\d)"
)
_IN_URL_APART = re.compile(r"/((?:19|20)\d\d)/(?:[a-z_-]+/){1,3}(0?[1-9]|1[0-2])/([0-3]?\d)/", re.IGNORECASE)
_IN_URL_BACKWARDS = re.compile(r"(?<!\d)([0-3]\d)[-_.](0[1-9]|1[0-2])[-_.]((?:19|20)\d\d)(?!\d)")
_IN_SCRIPT = re.compile(
    r"(?:datePublished|publishedAt|published_at|publishDate|publish_date|publicationDate|publication_date|publishedDate|published_date|datePosted|createdAt|created_at)"
    r"(?:\"|&quot;)\s*:\s*(?:\"|&quot;)([^\"&]{8,40})"
)
# What stands in every such key, and how far before it a key can begin: to be looked for costs a tenth of the pattern.
_STEMS = {"ublish": (5, 1), "ublication": (1,), "datePosted": (0,), "reated": (1,)}
MOST_KEYS = 500  # of one stem that are looked at
MOST_SCRIPTED = 20  # dates in scripts that are read
_DATED = Matching(re.compile(r"date|datum|fecha|publi|posted|stamp|time(?!line)|تاريخ", re.IGNORECASE))
_CHANGED = re.compile(r"updat|modif|chang", re.IGNORECASE)
_YEAR = re.compile(r"(?<!\d)(?:19[5-9]\d|20[0-4]\d|[٢۲][٠۰][٠-٩۰-۹]{2}|1[34]\d\d)(?!\d)|\d[./-]\d{1,2}[./-]\d\d(?!\d)")
_SPOKEN = re.compile(
    r"منذ|قبل|أمس|اليوم|الماضي|المنصرم|ago\b|il y a|hier|today|yesterday|\blast [a-z]{3,6}day\b|(?:di|dimanche) dernier"
)
_SPOKEN_SIGNS = Signs("منذ", "قبل", "أمس", "اليوم", "الماضي", "المنصرم", "ago", "il y", "hier", "day", "dernier")
_DIGIT = re.compile("[0-9٠-٩۰-۹]")
FAR = 60  # blocks from title and text: further off a date belongs to something else
NEARER = 3  # so much does a word for "published" bring a date nearer
OPENING = 80  # letters of the first paragraph in which a dateline stands
MAX_LINE = 200


@dataclass(frozen=True, slots=True)
class When:
    """A page's times and where they were read."""

    published: Dated | None = None
    published_from: str = ""
    modified: Dated | None = None
    modified_from: str = ""


@dataclass(frozen=True)
class Clue:
    """What dating a page may look at."""

    page: Page
    facts: Facts
    metas: dict[str, list[str]]
    url: str
    heading: int  # the block that holds the title, -1 for none
    first: int  # the first block kept, -1 for none
    last: int
    html: str = ""

    @cached_property
    def dated(self) -> tuple[int, ...]:
        """Short blocks with a date's look, near enough to title and text to be theirs: looked for where nothing else
        tells the time."""
        lines = [(block, self.page.text[block]) for block in _within(self, FAR + NEARER)]
        return tuple(block for block, text in lines if len(text) <= MAX_LINE and _looks_dated(text))


def when(clue: Clue, entry: Entry | None, now: datetime, zone: str) -> When:
    """The publication and change times of a page."""
    published, origin = _published(clue, entry, now, zone)
    modified, changed_from = _modified(clue, now, zone)
    if modified and published and modified.at < published.at:
        modified, changed_from = None, ""
    return When(published, origin, modified, changed_from)


def _published(clue: Clue, entry: Entry | None, now: datetime, zone: str) -> tuple[Dated | None, str]:
    if found := dates.parse(clue.facts.published, now=now, zone=zone):
        return found, clue.facts.origin
    for name in PUBLISHED_METAS:
        for value in clue.metas.get(name, ()):
            if found := dates.parse(value, now=now, zone=zone):
                return found, f"meta {name}"
    if found := _microdata(clue.page, ("datepublished", "datecreated"), now, zone):
        return found, "microdata"
    if entry is not None and entry.published is not None and entry.published <= now:
        return Dated(entry.published, Precision.SECOND), "feed"
    return _seen(clue, now, zone)


def _seen(clue: Clue, now: datetime, zone: str) -> tuple[Dated | None, str]:
    """The day by what readers see and by the address, which must not contradict each other by more than a day."""
    address = _address(clue.url, now, zone)
    visible = next(_visible(clue, now, zone), None)
    if address and (not visible or not _agree(visible[0], address)):
        return address, "address"
    if visible:
        return visible
    for name in UNSURE_METAS:
        for value in clue.metas.get(name, ()):
            if found := dates.parse(value, now=now, zone=zone):
                return found, f"meta {name}"
    for value in _scripted(clue.html)[:MOST_SCRIPTED]:
        if found := dates.parse(value, now=now, zone=zone):
            return found, "script"
    for text in clue.page.text[clue.first : clue.first + 3] if clue.first >= 0 else ():
        opening = text[:OPENING]
        if _YEAR.search(opening) and (found := dates.parse(opening, now=now, zone=zone)):
            return found, "dateline"
    return None, ""


def _scripted(html: str) -> list[str]:
    """What scripts keep under a key that says "published", in order."""
    found: dict[int, str] = {}
    for stem, before in _STEMS.items():
        at, looked = html.find(stem), 0
        while at >= 0 and looked < MOST_KEYS:
            for start in (at - back for back in before if back <= at):
                if match := _IN_SCRIPT.match(html, start):
                    found[start] = match[1]
            at, looked = html.find(stem, at + 1), looked + 1
    return [value for _, value in sorted(found.items())]


def _agree(visible: Dated, address: Dated) -> bool:
    """Whether a printed time can belong to the day in the address: the same day, or the next one by another clock."""
    if visible.precision is Precision.DAY:
        return visible.at.date() == address.at.date()
    return abs((visible.at - address.at).total_seconds()) <= 36 * 3600


def _modified(clue: Clue, now: datetime, zone: str) -> tuple[Dated | None, str]:
    if found := dates.parse(clue.facts.modified, now=now, zone=zone):
        return found, clue.facts.origin
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
    for element, of in page.properties.items():
        if of in names:
            attributes = page.attributes[element]
            told = attributes.get("datetime") or attributes.get("content") or attributes.get("title") or ""
            text = told or " ".join(page.text[page.first[element] : page.last[element]])
            if found := dates.parse(text, now=now, zone=zone):
                return found
    return None


def _address(url: str, now: datetime, zone: str) -> Dated | None:
    for match in [*_IN_URL.finditer(url), *_IN_URL_APART.finditer(url)]:
        parts = [part for part in match.groups() if part]
        if found := dates.parse("-".join(parts), now=now, zone=zone):
            return found
    for match in _IN_URL_BACKWARDS.finditer(url):
        if found := dates.parse(".".join(match.groups()), now=now, zone=zone):
            return found
    return None


def _near(clue: Clue) -> list[int]:
    """Short blocks with a date's look, nearest to title and text first."""
    found = [(_distance(clue, block), block) for block in clue.dated]
    return [block for distance, block in sorted(found) if distance <= 10]


def _span(clue: Clue) -> tuple[int, int]:
    """The blocks between which the date is printed: the title, and the text's first."""
    first = clue.first if clue.first >= 0 else len(clue.page.text)
    if first < clue.heading <= clue.last:
        first = clue.heading + 1  # what was kept above the title says nothing of where the text begins
    return clue.heading if 0 <= clue.heading <= first else max(0, first - 6), first


def _within(clue: Clue, most: int) -> list[int]:
    """The blocks that stand at most so far from where the date is printed (see `_distance`), and a few more."""
    start, first = _span(clue)
    near = range(max(0, start - most // 2), min(first + most + 1, len(clue.page.text)))
    below = range(max(near.stop, clue.last - most), min(clue.last + most + 1, len(clue.page.text)))
    return [*near, *below]


def _distance(clue: Clue, block: int) -> int:
    """How far a block stands from where the date is printed: between title and text. What stands above the title is
    further off, for there the paper prints today's date."""
    start, first = _span(clue)
    if block < start:
        return 2 * (start - block)
    if block <= first + 1:
        return 0
    return min(block - first, 3 + abs(block - clue.last)) if clue.last >= 0 else block - first


def _looks_dated(text: str) -> bool:
    if _DIGIT.search(text) and _YEAR.search(text):
        return True
    if len(text) >= 60:
        return False
    low = text.lower()
    return signed(low, _SPOKEN_SIGNS) and _SPOKEN.search(low) is not None


def _visible(clue: Clue, now: datetime, zone: str) -> Iterator[tuple[Dated, str]]:
    """Dates that readers see, the likeliest first: in elements made or named for a date, then in short lines."""
    page = clue.page
    found: list[tuple[int, int, str, str]] = []
    for element, attributes in page.attributes.items():
        told = attributes.get("datetime") if page.tag[element] == "time" else None
        if page.tag[element] == "abbr":
            told = attributes.get("title")
        if told:
            first = page.first[element]
            away = 4 if _CHANGED.search(page.names[element]) else 0
            found.append((_distance(clue, first) + away, first, told, page.tag[element]))
    for block in clue.dated:
        text = page.text[block]
        owner = page.owner[block]
        named = _DATED[page.names[owner]] or _DATED[page.names[max(0, page.parent[owner])]]
        labelled = len(text) < 100 and dates.PUBLISHED.search(text)
        distance = _distance(clue, block) + (0 if named or labelled else 4) - (NEARER if labelled else 0)
        if distance <= (FAR if named or labelled else 14):
            found.append((distance, block, text, "text"))
    for distance, _, text, origin in sorted(found)[:20]:
        if distance <= FAR and (dated := dates.parse(text, now=now, zone=zone)):
            yield dated, origin

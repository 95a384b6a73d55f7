"""By-line, section, picture and address of a page, each with the place it was read from."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass, field

from masdar import urls
from masdar.extract.captured import Opened
from masdar.extract.classes import Matching
from masdar.extract.days import beside_day
from masdar.extract.opening import credit_under
from masdar.extract.page import Page
from masdar.extract.structured import plain
from masdar.language import bylines
from masdar.model import Entry, Image, Source

_BY = Matching(re.compile(r"byline|author|auteur|writer|كاتب|fn\b|journalist|redact|contributor|by$", re.IGNORECASE))
_SOURCES = ("data-src", "data-lazy-src", "data-original", "src")
_CREDITED = re.compile(
    r"(?:©|\(c\)|(?:photos?|foto|crédits?(?: photo)?|credit|source|image|تصوير|عدسة|مصدر الصورة|المصدر)\s?[:：])"
    r"\s*([^()\n|]{2,80})",
    re.IGNORECASE,
)
MAX_CAPTION = 400  # letters
MAX_LINES = 400  # letters of a block that may hold title, day and by-line
AUTHOR_METAS = (
    "author", "article:author", "article:author_name", "dc.creator", "dcterms.creator", "byl", "parsely-author",
    "sailthru.author", "citation_author", "cxenseparse:author", "article.author", "authors", "creator",
    "dc.contributor",
    "og:article:author", "og:author", "writer",
)  # fmt: skip
SECTION_METAS = (
    "article:section",
    "og:article:section",
    "section",
    "parsely-section",
    "cxenseparse:recs:category",
    "category",
    "dc.subject",
)
IMAGE_METAS = ("og:image", "og:image:url", "og:image:secure_url", "twitter:image", "twitter:image:src", "image")


@dataclass(slots=True)
class Found:
    """Fields read from a page, and `evidence` of each."""

    title: str = ""
    heading: int = -1  # the block that holds the title
    url: str = ""
    byline: str = ""
    authors: tuple[str, ...] = ()
    section: str = ""
    summary: str = ""
    image: Image | None = None
    evidence: dict[str, str] = field(default_factory=dict)


def first(metas: dict[str, list[str]], names: tuple[str, ...]) -> tuple[str, str]:
    """The first content of the first meta tag present, and its name; ("", "") for none."""
    for name in names:
        for value in metas.get(name, ()):
            if text := plain(value):
                return text, name
    return "", ""


def address(found: Found, opened: Opened) -> None:
    """The canonical address where it stays on the page's own site; another site's is kept as evidence only."""
    url = opened.url
    found.url, found.evidence["url"] = urls.clean(url), "request"
    own = _site(urls.host(url))
    told = [(value, "link canonical") for value in opened.page.canonicals]
    told += [(value, "meta og:url") for value in opened.metas.get("og:url", ())]
    for value, origin in told:
        cleaned = urls.clean(value, url)
        if not cleaned:
            continue
        if _site(urls.host(cleaned)) != own:
            found.evidence.setdefault("canonical elsewhere", cleaned)
        elif len(cleaned.split("/", 3)[-1]) > 1 or len(found.url.split("/", 3)[-1]) <= 1:
            found.url, found.evidence["url"] = cleaned, origin
            return


def _site(host: str) -> str:
    """The registrable part of a host, near enough: the last two labels, three under a short second level ("co.uk")."""
    labels = host.split(".")
    if len(labels) > 2 and len(labels[-1]) == 2 and len(labels[-2]) <= 3:
        return ".".join(labels[-3:])
    return ".".join(labels[-2:])


def byline(found: Found, opened: Opened, near: range, papers: tuple[str, ...]) -> None:
    """By-line as printed and the persons in it."""
    facts, metas = opened.facts, opened.metas
    told = ", ".join(facts.authors)
    meta, name = first(
        {name: [told for told in metas[name] if not told.startswith("http")] for name in AUTHOR_METAS if name in metas},
        AUTHOR_METAS,
    )
    printed = _printed(opened.page, near, papers, found.title)
    for text, origin in ((told, facts.origin), (meta, f"meta {name}"), (printed, "text")):
        read = bylines.parse(text, papers) if text else bylines.Byline()
        if read.persons:
            found.byline, found.authors = text[:200], read.persons
            found.evidence["byline"] = origin
            found.evidence["authors"] = origin
            return
    printed, told, meta = ("" if bylines.is_account(text) else text for text in (printed, told, meta))
    if text := printed or told or meta:
        found.byline, found.evidence["byline"] = (
            text[:200],
            "text" if printed else facts.origin if told else f"meta {name}",
        )


def _printed(page: Page, near: range, papers: tuple[str, ...], title: str) -> str:
    """The by-line that stands near title or text: by its element's name, rel or itemprop, else by the day."""
    for element, attributes in page.attributes.items():
        if page.first[element] not in near:
            continue
        named = (attributes.get("itemprop") or "").lower() == "author" or "author" in (attributes.get("rel") or "")
        if named and (text := " ".join(page.text[page.first[element] : page.last[element]])[:200]):
            return beside_day(text) or text
    with_times = ""
    start, stop = bisect_left(page.first, near.start), bisect_left(page.first, near.stop)  # they rise with the elements
    for element in range(start, stop):
        names = page.names[element]
        if names and page.first[element] < page.last[element] and _BY[names]:
            text = " ".join(page.text[page.first[element] : page.last[element]])
            if len(text) <= 120 and bylines.parse(text, papers).persons:
                if not any(map(str.isdigit, text)):
                    return text
                with_times = with_times or text
    if with_times:
        return beside_day(with_times) or with_times
    texts = [page.text[block] for block in near if len(page.text[block]) < MAX_LINES]
    beside = (name for text in texts for line in text.split("\n") if (name := beside_day(line)))
    under = (credit for text in texts if (credit := credit_under(text, title)))
    return next((name for name in beside if _names_writer(name, page, papers)), "") or next(under, "")


def _names_writer(name: str, page: Page, papers: tuple[str, ...]) -> bool:
    """Whether what stands beside a day names who wrote, and not the section, which pages link to as well."""
    persons = bylines.parse(name, papers).persons
    return persons != (name,) or (" " in name and not name.startswith("ال") and name not in page.text)


def section(found: Found, opened: Opened, entry: Entry | None) -> None:
    """The paper's section."""
    facts = opened.facts
    meta, name = first(opened.metas, SECTION_METAS)
    for text, origin in (
        (facts.section, facts.origin),
        (meta, f"meta {name}"),
        (entry.section if entry else "", "feed"),
    ):
        if text and len(text) < 80:
            found.section, found.evidence["section"] = text, origin
            return


def picture(found: Found, opened: Opened, entry: Entry | None) -> None:
    """The lead picture with caption and credit: the one the page names, else the first large one by its text."""
    page, facts = opened.page, opened.facts
    meta, name = first(opened.metas, IMAGE_METAS)
    told = ((meta, f"meta {name}"), (facts.image, facts.origin), (entry.image if entry else "", "feed"), ("", "img"))
    for value, origin in told:
        value = _seen_picture(page, found.heading) if origin == "img" else value
        if value and (cleaned := urls.clean(value, opened.url)):
            caption = facts.image_caption or _caption_of(page, cleaned)
            credit = _CREDITED.search(caption)
            found.image = Image(cleaned, caption, " ".join(credit[1].split()) if credit else "")
            found.evidence["image"] = origin
            return


def _pictures(page: Page) -> Iterator[tuple[int, str]]:
    for element, attributes in page.attributes.items():
        if page.tag[element] == "img":
            address = ""
            for key in _SOURCES:
                if address := attributes.get(key) or "":
                    break
            if address and not address.startswith("data:"):
                yield element, address


def _seen_picture(page: Page, heading: int) -> str:
    for element, address in _pictures(page):
        width = page.attributes[element].get("width") or ""
        small = width.isascii() and width.isdecimal() and int(width[:6]) < 200
        if page.first[element] >= max(0, heading) and not small and not page.own_drop[element]:
            return address
    return ""


def _caption_of(page: Page, address: str) -> str:
    """The words in the box round a picture, by the name of its file; "" where it stands on the page without."""
    file = address.rsplit("/", 1)[-1].split("?")[0]
    for element, source in _pictures(page):
        if not file or file not in source:
            continue
        for _ in range(4):
            element = page.parent[element]
            if element < 0:
                break
            text = " ".join(page.text[page.first[element] : page.last[element]])
            if text:
                return text if len(text) <= MAX_CAPTION else ""
    return ""


def papers_of(source: Source, opened: Opened) -> tuple[str, ...]:
    """The names by which the paper may call itself."""
    told, _ = first(opened.metas, ("og:site_name", "application-name", "publisher", "dc.publisher"))
    return tuple(name for name in (source.name, source.name_latin, told, opened.facts.publisher) if name)

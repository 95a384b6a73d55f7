"""From a feed's values to a listing: which of them is the title, the link, the published time."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from masdar import urls
from masdar.model import Channel, Entry, Listing
from masdar.sources.feeds import Found, Value, Values
from masdar.sources.patience import feed_wait
from masdar.sources.plain import plain
from masdar.sources.times import read_time
from masdar.sources.websub import linked

SUMMARY = 1000  # characters
_TITLES = ("title", "dc:title", "media:title", "itunes:title")
_SUMMARIES = (
    "description",
    "summary",
    "abstract",
    "dcterms:abstract",
    "itunes:summary",
    "media:description",
    "dc:description",
)
_CONTENTS = ("content:encoded", "content", "xhtml:body", "body", "xhtml:div", "fullitem", "fulltext", "x:fulltext")
_PUBLISHED = ("pubdate", "published", "issued", "dcterms:issued", "dc:date", "created", "dcterms:created", "x:pubdate")
_MODIFIED = ("updated", "modified", "dcterms:modified", "lastmod", "lastbuilddate")
_SECTIONS = ("category", "dc:subject", "itunes:category", "media:category")
_AUTHORS = ("author", "dc:creator", "dc:author", "itunes:author")
_TEXTUAL = ("text", "html", "xhtml", "plain", "escaped", "xml", "")
_NAME = re.compile(r"<name\b[^<>]*>(.*?)</name>", re.S | re.I)
_MAIL = re.compile(r"\b[\w.+-]+@[\w-]+(?:\.[\w-]+)+\b")
_IMAGE = re.compile(r"""<img\b[^<>]{0,2000}?\bsrc\s*=\s*["']?([^"'\s<>]+)""", re.I)
_PICTURE_NAME = re.compile(r"\.(?:jpe?g|png|webp|gif|avif)(?:$|\?)", re.I)
_TRACKER = re.compile(r"feedburner\.com|/pixel|1x1|doubleclick|/emoji|/smilies|gravatar|stats\.wordpress", re.I)


@dataclass(frozen=True, slots=True)
class Context:
    """What the reading of a listing needs to know from outside."""

    channel: Channel
    source: str
    base: str  # the address the listing was read at
    now: datetime
    zone: str = "UTC"
    headers: tuple[tuple[str, str], ...] = ()


def listing(found: Found, context: Context) -> Listing:
    """Every item of a feed in its order, those without an address (`url` "") among them."""
    head = found.head
    links = head.get("link", [])
    home = _address(_alternate(links), context.base) or _address(
        _attribute(head.get("@channel"), "about"), context.base
    )
    language = _language(head) or _header_language(context.headers)
    return Listing(
        entries=tuple(_entry(item, context, home or context.base, language) for item in found.items),
        title=_text(head, _TITLES),
        language=language,
        home=home,
        further=_further(links, context),
        wait=feed_wait(head, context.headers, context.now),
        hub=_address(_relation(links, "hub") or linked(context.headers, "hub"), context.base),
        topic=_address(_relation(links, "self") or linked(context.headers, "self"), context.base),
    )


def _entry(item: Values, context: Context, home: str, language: str) -> Entry:
    content = _content(item)
    summary = _summary(item, content)
    own_language = _own_language(item)
    return Entry(
        source=context.source,
        url=_article_address(item, context, home),
        title=_text(item, _TITLES),
        summary=summary,
        content=content,
        author=_author(item),
        section=_section(item) or context.channel.section,
        language=own_language or language,
        image=_image(item, content, context.base),
        published=_time(item, _PUBLISHED, context),
        modified=_time(item, _MODIFIED, context),
        guid=_identity(item),
        channel=context.channel.url,
    )


# --- texts ---


def _text(values: Values, names: Iterable[str], limit: int = 500) -> str:
    for value in _all(values, names):
        text = plain(_decoded(value), limit)
        if text:
            return text
    return ""


def _all(values: Values, names: Iterable[str]) -> Iterable[Value]:
    return (value for name in names for value in values.get(name, ()))


def _decoded(value: Value) -> str:
    """The HTML or text of a value; Atom allows base64."""
    mode = value.attrs.get("mode", "").lower()
    kind = value.attrs.get("type", "").lower().rpartition("/")[2].rpartition("+")[2]
    if value.markup or (mode != "base64" and kind in _TEXTUAL):
        return value.text
    if mode in ("escaped", "xml") or ("/" not in value.attrs.get("type", "/") and mode != "base64"):
        return value.text
    try:
        return base64.b64decode(value.text, validate=False).decode("utf-8")
    except (binascii.Error, ValueError):
        return value.text


def _content(item: Values) -> str:
    """The longest text the feed carries under a name for whole texts."""
    texts = [_decoded(value).strip() for value in _all(item, _CONTENTS) if "src" not in value.attrs]
    return max(texts, key=len, default="")


def _summary(item: Values, content: str) -> str:
    return _text(item, _SUMMARIES, SUMMARY) or plain(content, SUMMARY)


def _author(item: Values) -> str:
    names: list[str] = []
    for name in _AUTHORS:
        for value in item.get(name, ())[:10]:
            found = (value.markup and _NAME.findall(value.text)) or [value.text]
            names += [person for person in (person_name(one) for one in found) if person]
        if names:
            break
    return ", ".join(dict.fromkeys(names))


def person_name(text: str) -> str:
    """The name in "mail@place (Name)" or "Name <mail@place>"; an address alone is no name."""
    line = plain(text, 200)
    in_brackets = re.fullmatch(r"\s*\S+@\S+\s*\(([^()]*)\)\s*", line)
    if in_brackets:
        return in_brackets.group(1).strip()
    without = _MAIL.sub("", line)
    return re.sub(r"[<(\[]\s*[>)\]]|^\W+$", "", without).strip(" ,;-–")


def _section(item: Values) -> str:
    for value in _all(item, _SECTIONS):
        name = plain(value.attrs.get("label") or value.attrs.get("term") or value.attrs.get("text") or value.text, 100)
        if name:
            return name
    return ""


def _language(head: Values) -> str:
    for value in _all(head, ("language", "dc:language")):
        if value.text.strip():
            return language_tag(value.text)
    for name in ("@feed", "@channel", "title"):
        for value in head.get(name, ()):
            if value.language:
                return language_tag(value.language)
    return ""


def _header_language(headers: tuple[tuple[str, str], ...]) -> str:
    return next((language_tag(value) for name, value in headers if name.lower() == "content-language"), "")


def _own_language(item: Values) -> str:
    for value in _all(item, ("dc:language", "language")):
        if value.text.strip():
            return language_tag(value.text)
    for value in _all(item, ("@item", "title")):
        if value.language:
            return language_tag(value.language)
    return ""


def language_tag(text: str) -> str:
    """A BCP 47 tag out of what feeds write; "" where it is none."""
    found = re.match(r"[A-Za-z]{2,3}(?:[-_][A-Za-z0-9]{2,8})*", text.strip())
    if not found or (found.end() < len(text.strip()) and text.strip()[found.end()] not in " ,;"):
        return ""
    language, *rest = found.group(0).replace("_", "-").split("-")
    return "-".join([language.lower(), *(part.upper() if len(part) == 2 else part for part in rest)])


# --- addresses ---


def _address(url: str, base: str) -> str:
    return urls.clean(url, base) if url.strip() else ""


def _attribute(values: list[Value] | None, name: str) -> str:
    return next((value.attrs[key] for value in values or () for key in (name, "rdf:" + name) if key in value.attrs), "")


def _href(value: Value) -> str:
    return (value.attrs.get("href") or ("" if value.markup else value.text)).strip()


def _alternate(links: list[Value]) -> str:
    """The link that leads to the page: `rel` alternate or none, HTML before others, plain text before attributes."""
    best, best_rank = "", 9
    for value in reversed(links) if links and "href" not in links[0].attrs else links:  # of plain ones the last counts
        href = _href(value)
        relation = value.attrs.get("rel", "alternate").lower() or "alternate"
        if not href or relation.rpartition("/")[2] != "alternate":
            continue
        kind = value.attrs.get("type", "text/html").lower()
        rank = 0 if "html" in kind else 1
        if rank < best_rank:
            best, best_rank = _based(href, value.base), rank
    return best


def _based(href: str, base: str) -> str:
    return urls.clean(href, base) or href if base.startswith("http") else href


def _relation(links: list[Value], relation: str) -> str:
    return next((_href(value) for value in links if value.attrs.get("rel", "").lower() == relation), "")


def _article_address(item: Values, context: Context, home: str) -> str:
    """feedburner:origLink, then the link, then a guid that is a permalink; relative ones against the feed's page."""
    for value in item.get("feedburner:origlink", ()):
        if value.text.strip().startswith("http"):
            return urls.clean(value.text.strip())
    link = _alternate(item.get("link", []))
    if not link:
        link = _permalink(item) or _attribute(item.get("@item"), "about") or _attribute(item.get("@item"), "href")
    return _address(link, home or context.base)


def _permalink(item: Values) -> str:
    for value in _all(item, ("guid", "id")):
        text = value.text.strip()
        if value.attrs.get("ispermalink", "true").lower() != "false" and text.startswith(("http://", "https://")):
            return text
    return ""


def _identity(item: Values) -> str:
    for value in _all(item, ("guid", "id", "dc:identifier")):
        if value.text.strip():
            return value.text.strip()[:500]
    return _attribute(item.get("@item"), "about")


def _further(links: list[Value], context: Context) -> tuple[Channel, ...]:
    """The feed's next page, RFC 5005."""
    url = _address(_relation(links, "next"), context.base)
    if not url or url == context.channel.url:
        return ()
    return (Channel(url=url, kind=context.channel.kind, section=context.channel.section),)


def _image(item: Values, content: str, base: str) -> str:
    for name in ("media:content", "enclosure", "media:thumbnail", "itunes:image", "image"):
        for value in item.get(name, ()):
            url = value.attrs.get("url") or value.attrs.get("href") or _image_text(value)
            if url and (name not in ("media:content", "enclosure") or _is_picture(value, url)):
                return _address(url, base)
    for text in (content, *(value.text for value in item.get("description", ())[:1])):
        for url in _IMAGE.findall(text[:20_000])[:3]:
            if not _TRACKER.search(url) and not url.startswith("data:"):
                return _address(plain(url), base)
    return ""


def _image_text(value: Value) -> str:
    found = re.search(r"<url>([^<]+)</url>", value.text) if value.markup else None
    return found.group(1) if found else "" if value.markup else value.text


def _is_picture(value: Value, url: str) -> bool:
    kind = value.attrs.get("type", "").lower()
    if kind:
        return kind.startswith("image")
    return value.attrs.get("medium", "").lower() == "image" or _PICTURE_NAME.search(url) is not None


# --- times ---


def _time(item: Values, names: Iterable[str], context: Context) -> datetime | None:
    for value in (value for name in names for value in reversed(item.get(name, ()))):  # a later one corrects
        moment = read_time(value.text, now=context.now, zone=context.zone)
        if moment is not None:
            return moment
    return None

"""What a page says of itself to machines: JSON-LD (schema.org), hydration data, meta tags.

Hostile input: everything is checked by type, depth and number are bounded, and what is broken is left out.
"""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import msgspec

MAX_NODES = 5000
MAX_DEPTH = 40
SHORTEST_BODY = 120  # letters: shorter ones are teasers and labels
ARTICLES = frozenset(
    "article newsarticle blogposting reportagenewsarticle analysisnewsarticle opinionnewsarticle liveblogposting "
    "backgroundnewsarticle reviewnewsarticle satiricalarticle scholarlyarticle socialmediaposting techarticle report "
    "advertisercontentarticle asknewsarticle".split()
)
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")
_BLOCK_END = re.compile(r"<\s*(?:br|/p|/div|/h[1-6]|/li|/blockquote)[^>]{0,200}>", re.IGNORECASE)
_TAG = re.compile(r"<[^<>]{0,2000}>")


@dataclass(slots=True)
class Facts:
    """What JSON-LD, or else hydration data (`origin`), says of the page's article. Strings are plain text, "" where
    nothing is said."""

    kind: str = ""
    headline: str = ""
    description: str = ""
    body: str = ""
    published: str = ""
    modified: str = ""
    section: str = ""
    language: str = ""
    image: str = ""
    image_caption: str = ""
    authors: list[str] = field(default_factory=list)
    publisher: str = ""
    url: str = ""
    free: bool = True
    origin: str = "json-ld"
    kinds: set[str] = field(default_factory=set)


def facts(scripts: list[tuple[dict[str, str | None], str]]) -> Facts:
    """The facts of the first article a page's JSON-LD describes; empty ones where it describes none."""
    found = Facts()
    nodes: list[dict[str, Any]] = []
    for attributes, text in scripts:
        if "ld+json" in (attributes.get("type") or "").lower():
            nodes += list(_nodes(_load(text)))
    by_id = {node["@id"]: node for node in nodes if isinstance(node.get("@id"), str) and len(node) > 1}
    best: dict[str, Any] | None = None
    longest, named = -1, False  # of the best: read once, for it may be as long as a page
    for node in nodes:
        kinds = _kinds(node)
        found.kinds |= kinds
        letters = len(_text(node.get("articleBody"))) if kinds & ARTICLES else -1
        if letters > longest and ((headed := bool(_text(node.get("headline")))) or not named):
            best, longest, named = node, letters, headed
    if best is not None:
        _fill(found, best, by_id)
    else:
        _fill_page(found, nodes)
    return found


def _load(text: str) -> Any:
    text = text.strip().removeprefix("<!--").removesuffix("-->").strip().rstrip(";")
    try:
        return msgspec.json.decode(text)  # faster, and stricter than what papers write
    except (ValueError, RecursionError):
        pass
    for candidate in (text, _CONTROL.sub(" ", text).replace("\n", " ").replace("\t", " ")):
        try:
            return json.loads(candidate, strict=False)
        except (ValueError, RecursionError):
            continue
    return None


def _nodes(data: Any) -> Iterator[dict[str, Any]]:
    """Every object in the data, in order, bounded."""
    stack, seen = [(data, 0)], 0
    while stack and seen < MAX_NODES:
        value, depth = stack.pop()
        seen += 1
        if depth > MAX_DEPTH:
            continue
        if isinstance(value, dict):
            yield value
            stack += [(child, depth + 1) for child in reversed(list(value.values())) if isinstance(child, dict | list)]
        elif isinstance(value, list):
            stack += [(child, depth + 1) for child in reversed(value) if isinstance(child, dict | list)]


def _kinds(node: dict[str, Any]) -> set[str]:
    kind = node.get("@type")
    kinds = kind if isinstance(kind, list) else [kind]
    return {k.lower().rsplit("/", 1)[-1] for k in kinds if isinstance(k, str)}


def _text(value: Any, depth: int = 0) -> str:
    """A value's text: itself, the first of a list, or an object's name or value."""
    if isinstance(value, str):
        return html.unescape(value).strip()
    if depth < 4 and isinstance(value, list) and value:
        return _text(value[0], depth + 1)
    if depth < 4 and isinstance(value, dict):
        return _text(value.get("name") or value.get("@value") or value.get("url"), depth + 1)
    return ""


def _fill(found: Facts, node: dict[str, Any], by_id: dict[str, dict[str, Any]]) -> None:
    found.kind = next(iter(sorted(_kinds(node) & ARTICLES)))
    found.headline = plain(_text(node.get("headline")) or _text(node.get("name")))
    found.description = plain(_text(node.get("description")))
    found.body = paragraphs(_text(node.get("articleBody")))
    found.published = _text(node.get("datePublished")) or _text(node.get("dateCreated"))
    found.modified = _text(node.get("dateModified"))
    found.section = plain(_text(node.get("articleSection")))
    found.language = _text(node.get("inLanguage"))
    found.authors = _people(node.get("author") or node.get("creator"), by_id)
    found.publisher = _text(_resolved(node.get("publisher"), by_id))
    found.url = _text(node.get("url")) or _text(node.get("mainEntityOfPage"))
    found.free = str(node.get("isAccessibleForFree", True)).strip().lower() not in ("false", "http://schema.org/false")
    image = _resolved(node.get("image"), by_id)
    image = image[0] if isinstance(image, list) and image else image
    if isinstance(image, dict):
        found.image = _text(image.get("url") or image.get("contentUrl"))
        found.image_caption = plain(_text(image.get("caption")))
    else:
        found.image = _text(image)


def _fill_page(found: Facts, nodes: list[dict[str, Any]]) -> None:
    """The times of a plain page, where no article is described."""
    for node in nodes:
        if _kinds(node) & {"webpage", "itempage", "medicalwebpage"} and _text(node.get("datePublished")):
            found.published, found.modified = _text(node.get("datePublished")), _text(node.get("dateModified"))
            found.language = _text(node.get("inLanguage"))
            return


def _resolved(value: Any, by_id: dict[str, dict[str, Any]]) -> Any:
    if isinstance(value, dict) and isinstance(value.get("@id"), str) and len(value) <= 2:
        return by_id.get(value["@id"], value)
    return value


def _people(value: Any, by_id: dict[str, dict[str, Any]]) -> list[str]:
    found: list[str] = []
    for one in (value if isinstance(value, list) else [value])[:20]:
        one = _resolved(one, by_id)
        if isinstance(one, dict) and "organization" in _kinds(one):
            continue
        name = plain(_text(one))
        if name and not name.startswith("http") and name not in found:
            found.append(name)
    return found


def plain(text: str) -> str:
    """A string on one line, tags and entities resolved."""
    if "<" in text:
        text = _TAG.sub("", text)
    if "&" in text:
        text = html.unescape(text)
    return " ".join(text.split())


def paragraphs(text: str) -> str:
    """A body as lines, one a paragraph; block tags end a line, other tags vanish without parting words."""
    if "<" in text:
        text = html.unescape(_TAG.sub("", _BLOCK_END.sub("\n", text)))
    return "\n".join(line for line in (" ".join(raw.split()) for raw in text.splitlines()) if line)


_BODY_KEYS = frozenset(
    "body articlebody content bodyhtml contenthtml html text fulltext full_text articletext storybody rendered "
    "body_html content_html description_html paragraph".split()
)


_PUBLISHED_KEYS = ("publishedat", "published_at", "publishdate", "publish_date", "datepublished", "publicationdate")
_MODIFIED_KEYS = ("updatedat", "updated_at", "modifiedat", "modified_at", "datemodified")
_SECTION_KEYS = ("category", "section", "categories", "sections")
_IMAGE_KEYS = ("image", "picture", "cover", "featuredimage", "featured_image", "mainimage", "thumbnail")
_PEOPLE_KEYS = ("author", "authors", "byline", "writer", "writers")


def hydrated(scripts: list[tuple[dict[str, str | None], str]]) -> Facts:
    """What a page's hydration data (Next, Nuxt and the like) says of its article, which is the object with the longest
    body; `body` is "" where there is none."""
    best, longest = dict[str, Any](), ""
    for attributes, text in scripts:
        if "ld+json" in (attributes.get("type") or "").lower() or len(text) < 500:
            continue
        for node in _nodes(_load(text)):
            body = max((value for key, value in node.items() if _is_body(key, value)), key=len, default="")
            if len(body) > max(SHORTEST_BODY, len(longest)):
                best, longest = node, body
    return _hydration(best, longest)


def _is_body(key: str, value: Any) -> bool:
    return key.lower() in _BODY_KEYS and isinstance(value, str) and ("<p" in value or "\n" in value)


def _hydration(node: dict[str, Any], body: str) -> Facts:
    by_key = {key.lower(): value for key, value in node.items()}

    def first(*keys: str) -> Any:
        return next((by_key[key] for key in keys if by_key.get(key)), None)

    image = first(*_IMAGE_KEYS)
    pictured = image if isinstance(image, dict) else {}
    return Facts(
        headline=plain(_text(first("title", "headline"))),
        body=paragraphs(body),
        published=_text(first(*_PUBLISHED_KEYS)),
        modified=_text(first(*_MODIFIED_KEYS)),
        section=plain(_text(first(*_SECTION_KEYS))),
        image=_text(pictured.get("url") or pictured.get("src")) or _text(image),
        image_caption=plain(_text(pictured.get("caption"))),
        authors=_people(first(*_PEOPLE_KEYS), {}),
        origin="hydration data",
    )


def metas(raw: list[dict[str, str | None]]) -> dict[str, list[str]]:
    """Meta tags: lower-case name or property → its contents, in order."""
    found: dict[str, list[str]] = {}
    for attributes in raw[:400]:
        name = attributes.get("property") or attributes.get("name") or attributes.get("itemprop")
        content = attributes.get("content")
        if name and content and content.strip():
            found.setdefault(name.strip().lower(), []).append(content.strip())
    return found

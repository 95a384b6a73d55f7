"""What an RSS, RDF or Atom feed lists.

One reader takes the events of `markup` and gathers, for the feed and for each of its items, every value under the
canonical name of its element; the choice among them (which date is the published one, which link leads to the article)
is made afterwards, in `entries`. Names are told apart by namespace, and by the customary prefix where a feed forgot to
declare it.

Specifications: https://www.rssboard.org/rss-specification, https://web.resource.org/rss/1.0/spec, RFC 4287,
https://www.rssboard.org/media-rss, https://web.resource.org/rss/1.0/modules/syndication/
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html import escape
from urllib.parse import urljoin

from masdar.model import Quarantine, Reason

MAX_ITEMS = 20_000
MAX_VALUES = 40  # of one name in one item: nobody writes more of them in good faith
MAX_PREFIXES = 200
MAX_TEXT = 2_000_000  # characters of one value

# Namespaces to the prefix they get here; "" is the feed's own language.
_NAMESPACES = {
    "http://www.w3.org/2005/atom": "",
    "https://www.w3.org/2005/atom": "",
    "http://purl.org/atom/ns#": "",
    "http://purl.org/atom/": "",
    "http://purl.org/rss/1.0/": "",
    "http://purl.org/net/rss1.1#": "",
    "http://my.netscape.com/rdf/simple/0.9/": "",
    "http://channel.netscape.com/rdf/simple/0.9/": "",
    "http://my.netscape.com/publish/formats/rss-0.91.dtd": "",
    "http://backend.userland.com/rss": "",
    "http://backend.userland.com/rss2": "",
    "http://blogs.law.harvard.edu/tech/rss": "",
    "http://backend.userland.com/rss191": "",
    "http://www.w3.org/1999/02/22-rdf-syntax-ns#": "rdf",
    "http://purl.org/dc/elements/1.1/": "dc",
    "http://purl.org/dc/elements/1.0/": "dc",
    "http://purl.org/dc/terms/": "dcterms",
    "http://purl.org/rss/1.0/modules/content/": "content",
    "http://purl.org/rss/1.0/modules/syndication/": "sy",
    "http://search.yahoo.com/mrss": "media",
    "http://www.itunes.com/dtds/podcast-1.0.dtd": "itunes",
    "http://example.com/dtds/podcast-1.0.dtd": "itunes",
    "http://rssnamespace.org/feedburner/ext/1.0": "feedburner",
    "http://www.w3.org/1999/xhtml": "xhtml",
    "http://www.w3.org/xml/1998/namespace": "xml",
}
_CUSTOMARY = {"atom": "", "atom10": "", "atom03": "", "rss": "", "a10": ""}

_ITEMS = frozenset(("item", "entry"))
_ROOTS = frozenset(("rss", "feed", "rdf:rdf", "channel", "rdf"))
_PASSED = frozenset(("channel", "rss", "feed", "rdf:rdf", "rdf", "media:group", "rdf:seq", "rdf:bag"))
# Elements whose attributes say all; their children are read as the item's own.
_OPENED = frozenset(("media:content",))
# What a leaf cannot hold: where one of these begins, a leaf that was not closed has ended.
_SIBLINGS = frozenset("title link guid pubdate description item entry channel summary id published updated".split())
_LONG = frozenset("fullitem description summary content content:encoded xhtml:body xhtml:div body".split())


@dataclass(slots=True)
class Value:
    """What one element holds: `text` is its characters, or where it holds elements (`markup`) their source."""

    text: str = ""
    attrs: dict[str, str] = field(default_factory=dict)
    base: str = ""
    language: str = ""
    markup: bool = False


Values = dict[str, list[Value]]


@dataclass(slots=True)
class Found:
    """A feed as it was written: the values of its head and of each item, by canonical name."""

    root: str
    head: Values = field(default_factory=dict)
    items: list[Values] = field(default_factory=list)


class FeedSink:
    """Gathers values from markup events. Raises Quarantine(NOT_A_FEED) at a root that is none."""

    def __init__(self) -> None:
        self.found = Found("")
        self.names: dict[str, str] = {}
        self.prefixes: dict[str, str] = {}
        self.scopes: list[tuple[int, dict[str, str]]] = []  # depth, the prefixes outside it
        self.depth = 0
        self.item: Values | None = None
        self.item_depth = 0
        self.value: Value | None = None
        self.value_name = ""
        self.value_depth = 0
        self.parts: list[str] = []
        self.size = 0
        self.inherited: list[tuple[int, str, str]] = [(0, "", "")]  # depth, xml:base, xml:lang

    # --- events ---

    def start(self, name: str, attrs: dict[str, str]) -> None:
        self.depth += 1
        if self.value is not None:
            self._nested(name, attrs)
            return
        if attrs:
            attrs = self._attributes(attrs)
        canonical = self.names.get(name) or self._canonical(name)
        if not self.found.root:
            self._root(canonical)
        if canonical in _ITEMS and self.item is None:
            self._begin_item(attrs)
        elif canonical in _OPENED:
            self._keep(canonical, Value("", attrs, *self.inherited[-1][1:]))
        elif canonical not in _PASSED:
            self.value = Value("", attrs, *self.inherited[-1][1:])
            self.value_name, self.value_depth, self.parts, self.size = canonical, self.depth, [], 0
        elif canonical in ("channel", "feed"):
            self._keep("@" + canonical, Value("", attrs, *self.inherited[-1][1:]))

    def end(self, name: str) -> None:
        if self.value is not None:
            if self.depth == self.value_depth:
                self.value.text = "".join(self.parts)
                self._keep(self.value_name, self.value)
                self.value = None
            else:
                self._add(f"</{_local(name)}>")
        elif self.item is not None and self.depth == self.item_depth:
            self.item = None
        if self.inherited[-1][0] == self.depth:
            self.inherited.pop()
        if self.scopes and self.scopes[-1][0] == self.depth:
            self.prefixes = self.scopes.pop()[1]
            self.names.clear()
        self.depth -= 1

    def data(self, text: str) -> None:
        if self.value is not None:
            self._add(escape(text, quote=False) if self.value.markup else text)

    def closes(self, name: str) -> bool:
        lowered = name.lower().rpartition(":")[2]
        if self.value is None:
            return lowered in _ITEMS and self.item is not None
        if lowered in _ITEMS:
            return self.value_name not in ("items", "content:items")
        return lowered in _SIBLINGS and self.value_name not in _LONG and not self._has_parts(lowered)

    # --- what they do ---

    def _has_parts(self, local: str) -> bool:
        """Elements that hold others of these names by right."""
        return self.value_name in ("author", "contributor", "source", "image", "textinput", "media:title", "x:source")

    def _root(self, canonical: str) -> None:
        if canonical not in _ROOTS:
            raise Quarantine(Reason.NOT_A_FEED, f"begins with <{canonical[:40]}>")
        self.found.root = canonical

    def _begin_item(self, attrs: dict[str, str]) -> None:
        if len(self.found.items) >= MAX_ITEMS:
            raise Quarantine(Reason.TOO_LARGE, f"more than {MAX_ITEMS} items")
        self.item = {}
        self.item_depth = self.depth
        self.found.items.append(self.item)
        self._keep("@item", Value("", attrs, *self.inherited[-1][1:]))

    def _nested(self, name: str, attrs: dict[str, str]) -> None:
        assert self.value is not None
        if not self.value.markup:
            self.value.markup = True
            self.parts = [escape("".join(self.parts), quote=False)]
        written = "".join(f' {key}="{escape(value)}"' for key, value in attrs.items() if not key.startswith("xmlns"))
        self._add(f"<{_local(name)}{written}>")

    def _add(self, text: str) -> None:
        self.size += len(text)
        if self.size <= MAX_TEXT:
            self.parts.append(text)

    def _keep(self, name: str, value: Value) -> None:
        kept = (self.found.head if self.item is None else self.item).setdefault(name, [])
        if len(kept) < MAX_VALUES:
            kept.append(value)

    def _attributes(self, attrs: dict[str, str]) -> dict[str, str]:
        """Notes the namespaces, base and language an element declares; gives its attributes lower-cased names."""
        kept: dict[str, str] = {}
        base = language = None
        for key, value in attrs.items():
            if key.startswith("xmlns"):
                self._declare(key[6:], value)
            elif key == "xml:base":
                base = value.strip()
            elif key == "xml:lang":
                language = value.strip()
            else:
                kept[_local(key).lower() if not key.startswith("rdf:") else key.lower()] = value
        if base is not None or language is not None:
            _, old_base, old_language = self.inherited[-1]
            joined = _join(old_base, base) if base else old_base
            self.inherited.append((self.depth, joined, old_language if language is None else language))
        return kept

    def _declare(self, prefix: str, namespace: str) -> None:
        if self.prefixes.get(prefix) == namespace or len(self.prefixes) >= MAX_PREFIXES:
            return
        if not self.scopes or self.scopes[-1][0] != self.depth:
            self.scopes.append((self.depth, self.prefixes))
            self.prefixes = dict(self.prefixes)
        self.prefixes[prefix] = namespace
        self.names.clear()

    def _canonical(self, name: str) -> str:
        prefix, _, local = name.rpartition(":")
        namespace = self.prefixes.get(prefix, "").strip().lower()
        short = _NAMESPACES.get(namespace) if namespace else None
        if short is None and namespace:
            short = _NAMESPACES.get(namespace.rstrip("/"))
        if short is None and namespace and not prefix:
            short = ""  # an unknown language of one's own: read by its element names
        if short is None:
            short = _CUSTOMARY.get(prefix.lower(), prefix.lower() if not namespace else _known_prefix(prefix))
        canonical = f"{short}:{local}".lower() if short else local.lower()
        if len(self.names) < 500:
            self.names[name] = canonical
        return canonical


_KNOWN = frozenset(_NAMESPACES.values()) - {""}


def _known_prefix(prefix: str) -> str:
    """The customary meaning of a prefix bound to a namespace nobody knows, mistyped as often as not."""
    return prefix.lower() if prefix.lower() in _KNOWN else "x"


def _local(name: str) -> str:
    return name.rpartition(":")[2]


def _join(base: str, relative: str) -> str:
    try:
        return urljoin(base, relative)
    except ValueError:
        return base


_FIRST_ELEMENT = re.compile(r"<(?![?!])\s*([A-Za-z_][\w:.-]*)")


def first_element(text: str) -> str:
    """The local name of the first element, lower case; "" where there is none in the first characters."""
    head = re.sub(r"<!--.*?(?:-->|$)|<\?.*?(?:\?>|$)", " ", text[:20_000], flags=re.S)
    found = _FIRST_ELEMENT.search(head)
    return _local(found.group(1)).lower() if found else ""

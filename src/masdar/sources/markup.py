"""XML to events, strictly where it is XML and leniently where it only meant to be.

`read` drives a `Sink` with expat; where that refuses, a tokenizer of our own drives a fresh one over the same text and
forgives what browsers forgive: bare ampersands, HTML entities, control characters, unquoted attributes, tags that are
never closed or closed twice, a document cut off in the middle. Both take time linear in the text. No entity declared by
the document is ever expanded but short literal ones, and nothing outside the document is read.
"""

from __future__ import annotations

import html
import re
from collections import Counter
from collections.abc import Callable
from itertools import islice
from typing import Protocol, TypeVar
from xml.parsers import expat

from masdar.model import Quarantine, Reason

MAX_DEPTH = 400  # elements within one another
MAX_EXPANDED = 1_000_000  # characters out of entities a document declares itself
MAX_TAGS = 2_000_000  # of a document that is no XML
MAX_ATTRIBUTES = 200  # of one element

_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_ENTITY_DECLARED = re.compile(r"""<!ENTITY\s+([A-Za-z][\w.-]{0,40})\s+(?:"([^"&%<]{0,200})"|'([^'&%<]{0,200})')\s*>""")
_DOCTYPE = re.compile(r"<!DOCTYPE[^\[>]*+(?:\[.*?\]\s*+)?>", re.S | re.I)
_ROOT = re.compile(r"<(?:\w+:)?(?:rss|feed|rdf|channel|urlset|sitemapindex)[\s>]", re.I)
_TAG = re.compile(
    r"""<(?P<start>[A-Za-z_][\w:.-]*+)(?P<attrs>(?:[^<>"']|"[^"]{0,8000}"|'[^']{0,8000}')*+)>"""
    r"|</\s*+(?P<end>[A-Za-z_][\w:.-]*+)[^<>]*+>"
)
_LOOSE_TAG = re.compile(r"<(?P<start>[A-Za-z_][\w:.-]*+)(?P<attrs>[^<>]*+)>")
# It begins only where a run of name characters does: trying every place of a long run would be quadratic.
_ATTRIBUTE = re.compile(r"""(?:^|(?<=[\s"'/]))([^\s=<>/"']++)\s*+=\s*+(?:"([^"]*+)"|'([^']*+)'|([^\s>"']++))""")
_REFERENCE = re.compile(r"&(?:#\d{1,7}|#[xX][0-9A-Fa-f]{1,6}|[A-Za-z][\w.-]{0,40});")
_VOID = frozenset("area base br col embed hr img input meta param source track wbr".split())


class Sink(Protocol):
    """Takes the events of one document. Names are as written, prefix and all."""

    def start(self, name: str, attrs: dict[str, str]) -> None: ...

    def end(self, name: str) -> None: ...

    def data(self, text: str) -> None: ...

    def closes(self, name: str) -> bool:
        """True where an element `name` cannot stand inside what is open, so that what is open must have ended."""
        ...


S = TypeVar("S", bound=Sink)


def read(text: str, make: Callable[[], S]) -> S:
    """Drives a sink through the whole text and returns it. Raises Quarantine(TOO_DEEP), and what the sink raises."""
    sink = make()
    if _strict(text, sink):
        return sink
    sink = make()
    _lenient(text, sink)
    return sink


def _strict(text: str, sink: Sink) -> bool:
    parser = expat.ParserCreate("utf-8")  # whatever the document declares: it is decoded already
    parser.buffer_text = True
    parser.buffer_size = 65536
    depth = 0

    def start(name: str, attrs: dict[str, str]) -> None:
        nonlocal depth
        depth += 1
        if depth > MAX_DEPTH:
            raise Quarantine(Reason.TOO_DEEP, f"more than {MAX_DEPTH} elements within one another")
        sink.start(name, attrs)

    def end(name: str) -> None:
        nonlocal depth
        depth -= 1
        sink.end(name)

    def refuse(*_: object) -> None:
        raise expat.error("a document type")

    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = sink.data
    parser.StartDoctypeDeclHandler = refuse
    try:
        parser.Parse(text.encode("utf-8", "replace"), True)
    except expat.ExpatError:
        return False
    except UnicodeError:
        return False
    return True


def _lenient(text: str, sink: Sink) -> None:
    text, entities = _without_doctype(_ILLEGAL.sub("", text))
    _Soup(text, sink, entities).run()


def _without_doctype(text: str) -> tuple[str, dict[str, str]]:
    root = _ROOT.search(text, 0, 20_000)
    found = _DOCTYPE.search(text, 0, root.start() if root else 20_000)
    if found is None:
        return text, {}
    declared = {name: double or single for name, double, single in _ENTITY_DECLARED.findall(found.group(0))[:100]}
    return text[: found.start()] + text[found.end() :], declared


# Pieces that are no element, and what ends them.
_PIECES = (("<![CDATA[", "]]>"), ("<!--", "-->"), ("<?", ">"), ("<!", ">"))


class _Soup:
    """The lenient tokenizer. What is open is a stack, counted, so that an end tag nobody opened costs nothing."""

    def __init__(self, text: str, sink: Sink, entities: dict[str, str]) -> None:
        self.text = text
        self.sink = sink
        self.entities = entities
        self.open: list[str] = []
        self.counted: Counter[str] = Counter()
        self.expanded = 0
        self.endless: set[str] = set()  # ends that do not occur again: never looked for twice

    def run(self) -> None:
        at, marks, text = 0, 0, self.text
        while at < len(text):
            mark = text.find("<", at)
            if mark < 0:
                self.characters(text[at:])
                break
            if mark > at:
                self.characters(text[at:mark])
            at = self.marked(mark)
            marks += 1
            if marks > MAX_TAGS:
                raise Quarantine(Reason.TOO_LARGE, f"more than {MAX_TAGS} tags")
        while self.open:
            self.pop()

    def marked(self, mark: int) -> int:
        """Deals with what begins at a "<" and returns where it ends."""
        tag = _TAG.match(self.text, mark) or _LOOSE_TAG.match(self.text, mark)
        if tag is not None:
            if tag.lastgroup == "end":
                self.close(tag.group("end"))
            else:
                self.begin(tag.group("start"), tag.group("attrs"))
            return tag.end()
        for begin, end in _PIECES:
            if self.text.startswith(begin, mark):
                return self.piece(mark + len(begin), end, keep=begin == "<![CDATA[")
        if self.find(">", mark) < 0:
            return len(self.text)  # cut off inside a tag
        self.sink.data("<")
        return mark + 1

    def piece(self, start: int, end: str, *, keep: bool) -> int:
        stop = self.find(end, start)
        after = stop + len(end)
        if stop < 0:  # never ended: up to the next end tag, or the next tag's end
            stop = self.find("</" if keep else ">", start)
            after = stop = len(self.text) if stop < 0 else stop
        if keep:
            self.sink.data(self.text[start:stop])
        return after

    def find(self, what: str, start: int) -> int:
        if what in self.endless:
            return -1
        found = self.text.find(what, start)
        if found < 0:
            self.endless.add(what)
        return found

    def characters(self, text: str) -> None:
        self.sink.data(self.resolved(text) if "&" in text else text)

    def resolved(self, text: str) -> str:
        """References with their semicolon only: in an address `&copy=1` is a parameter."""
        return _REFERENCE.sub(self.reference, text)

    def reference(self, found: re.Match[str]) -> str:
        written = found.group(0)
        declared = self.entities.get(written[1:-1])
        if declared is None:
            return html.unescape(written)
        self.expanded += len(declared)
        if self.expanded > MAX_EXPANDED:
            raise Quarantine(Reason.TOO_LARGE, f"its entities expand to more than {MAX_EXPANDED} characters")
        return declared

    def begin(self, name: str, written: str) -> None:
        while self.open and self.sink.closes(name):
            self.pop()
        attrs = {
            key: self.resolved(double or single or bare) if "&" in written else double or single or bare
            for key, double, single, bare in (
                found.groups("") for found in islice(_ATTRIBUTE.finditer(written), MAX_ATTRIBUTES)
            )
        }
        if len(self.open) >= MAX_DEPTH:
            raise Quarantine(Reason.TOO_DEEP, f"more than {MAX_DEPTH} elements within one another")
        self.open.append(name)
        self.counted[name.lower()] += 1
        self.sink.start(name, attrs)
        if written.endswith("/") or name.lower() in _VOID:
            self.pop()

    def close(self, name: str) -> None:
        wanted = name.lower()
        if not self.counted[wanted]:
            return
        while self.open:
            if self.pop().lower() == wanted:
                return

    def pop(self) -> str:
        name = self.open.pop()
        self.counted[name.lower()] -= 1
        self.sink.end(name)
        return name

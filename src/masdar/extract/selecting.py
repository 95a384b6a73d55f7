"""A page reduced to what a paper's selectors point at.

For papers that the general way cannot read, the catalogue keeps CSS selectors, each set with the last day it held. They
do not replace the reader: they cut the page down to its article, which is then read like any other page. Where they
point at nothing the paper has changed its template, and the page is read the general way.
"""

from __future__ import annotations

import html
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from selectolax.lexbor import LexborHTMLParser, LexborNode, SelectolaxError

from masdar import publishers
from masdar.extract.page import tidy
from masdar.extract.tree import parse
from masdar.publishers import Selectors

EVIDENCE = "selector"
LEAST = 60  # letters; fewer are no article
MOST = 50  # nodes one selector may point at


@dataclass(frozen=True, slots=True)
class Selected:
    """The page of an article alone (UTF-8), and the words its selectors point at, "" where they say nothing."""

    page: bytes
    title: str = ""
    byline: str = ""
    published: str = ""


def of_paper(source: str, day: date) -> Selectors | None:
    """The selectors that the catalogue keeps for a paper's pages of a day; None where the general way suffices."""
    paper = publishers.publisher(source)
    return paper.selectors_on(day) if paper is not None else None


def select(data: bytes, selectors: Selectors) -> Selected | None:
    """The article's part of a page; None where the selectors find no text in it. Never raises."""
    tree = parse(data)
    for selector in selectors.drop:
        for node in _found(tree, selector):
            node.decompose()
    bodies = _outermost(_found(tree, selectors.body or "body"))
    if sum(len(body.text().strip()) for body in bodies) < LEAST:
        return None
    title, byline, published = (
        _words(tree, selector) for selector in (selectors.title, selectors.byline, selectors.published)
    )
    picture = next((node.html or "" for node in _found(tree, selectors.image)), "") if selectors.image else ""
    heading = f"<h1>{html.escape(title)}</h1>" if title else ""
    text = "".join(f"<div>{body.html or ''}</div>" for body in bodies)  # a cell alone loses its tags
    head = tree.head.html if tree.head is not None else ""
    whole = f"<html>{head}<body>{heading}{picture}<div itemprop='articleBody'>{text}</div></body></html>"
    return Selected(whole.encode("utf-8", "replace"), title, byline, published)


def _found(tree: LexborHTMLParser, selector: str) -> list[LexborNode]:
    try:
        return tree.css(selector)[:MOST]
    except SelectolaxError:
        return []


def _outermost(nodes: list[LexborNode]) -> list[LexborNode]:
    chosen = {node.mem_id for node in nodes}
    return [node for node in nodes if not any(above in chosen for above in _above(node))]


def _above(node: LexborNode) -> Iterator[int]:
    parent = node.parent
    while parent is not None:
        yield parent.mem_id
        parent = parent.parent


def _words(tree: LexborHTMLParser, selector: str) -> str:
    """The words of the first element, or the time it tells machines."""
    for node in _found(tree, selector) if selector else ():
        attributes = node.attributes
        told = attributes.get("datetime") or attributes.get("content") or node.text(separator=" ")
        if told.strip():
            return tidy(told)
    return ""

"""What stands round every page: rendered once per edition and strip, then filled page by page.

The parts of a page that differ from page to page are few; putting them between strings made before is some ten times
as fast as rendering the whole document anew."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain

from markupsafe import escape

from masdar.web.bidi import plain
from masdar.web.edition import Edition
from masdar.web.portal import Portal

SLOT = "\x01"  # stands in no text: `plain` drops it, and so does the frame's own template
SLOTS = 5


@dataclass(frozen=True, slots=True)
class View:
    """What a page says of itself. `path` is its address without the edition's prefix; `alternates` says whether the
    other editions show the same page in their language."""

    title: str = ""
    path: str = "/"
    description: str = ""
    kind: str = "page"
    feed: str = ""  # address of the page's own feed
    canonical: str = ""  # where it is not the page's own address
    alternates: bool = True
    hidden: bool = False  # from search engines
    picture: str = ""
    data: str = ""  # JSON-LD


class Form:
    """A rendered text with slots to fill."""

    def __init__(self, html: str, slots: int) -> None:
        self._first, *self._rest = html.split(SLOT)
        if len(self._rest) != slots:
            raise ValueError(f"{slots} slots were meant, there are {len(self._rest)}")

    def fill(self, *values: str) -> str:
        """The text with each slot's value, in order. Values stand as they are: they are HTML."""
        pairs = zip(values, self._rest, strict=True)
        return "".join([self._first, *chain.from_iterable(pairs)])


class Frame:
    """One edition's frame at one moment."""

    def __init__(self, html: str, edition: Edition, editions: Sequence[Edition], portal: Portal) -> None:
        self._form = Form(html, SLOTS)
        self._edition = edition
        self._editions = editions
        self._portal = portal

    def fill(self, view: View, main: str) -> str:
        """The whole document."""
        data = f'<script type="application/ld+json">{view.data}</script>' if view.data else ""
        return self._form.fill(self._head(view), data, view.kind, self._switch(view), main)

    def _head(self, view: View) -> str:
        edition, portal = self._edition, self._portal
        to, words = edition.addresses, edition.words
        name = escape(portal.name)
        title = escape(plain(view.title))
        made = [f"<title>{title} · {name}</title>" if title else f"<title>{name} · {words('tagline')}</title>"]
        if view.hidden:
            made.append('<meta name="robots" content="noindex">')
        own = escape(view.canonical or to.absolute(to.prefix + view.path))
        if view.kind != "error":
            made.append(f'<link rel="canonical" href="{own}">')
            made += self._alternates(view)
        if view.feed:
            made.append(
                f'<link rel="alternate" type="application/rss+xml" title="{words("feed")}" href="{escape(view.feed)}">'
            )
        kind = "article" if view.kind == "article" else "website"
        made.append(
            f'<meta property="og:site_name" content="{name}"><meta property="og:type" content="{kind}">'
            f'<meta property="og:title" content="{title or words("tagline")}">'
            f'<meta property="og:locale" content="{edition.tag}">'
        )
        if view.description:
            described = escape(plain(view.description))
            made.append(f'<meta name="description" content="{described}">')
            made.append(f'<meta property="og:description" content="{described}">')
        if portal.url and view.kind != "error":
            made.append(f'<meta property="og:url" content="{own}">')
            if view.picture:
                made.append(f'<meta property="og:image" content="{escape(to.absolute(view.picture))}">')
        return "\n".join(made)

    def _alternates(self, view: View) -> list[str]:
        if not view.alternates:
            return []
        to = self._edition.addresses
        made = [
            f'<link rel="alternate" hreflang="{other.tag}" '
            f'href="{escape(to.absolute(other.addresses.prefix + view.path))}">'
            for other in self._editions
        ]
        default = escape(to.absolute(self._editions[0].addresses.prefix + view.path))
        return [*made, f'<link rel="alternate" hreflang="x-default" href="{default}">']

    def _switch(self, view: View) -> str:
        """The links to this page in the other editions."""
        made = []
        for other in self._editions:
            href = escape(other.addresses.prefix + (view.path if view.alternates else "/"))
            current = ' aria-current="true"' if other is self._edition else ""
            name = other.words("language_name")
            made.append(f'<a href="{href}" hreflang="{other.tag}" lang="{other.tag}"{current}>{name}</a>')
        return "\n".join(made)

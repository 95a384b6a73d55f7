"""What stands round every page: rendered once per edition and strip, then filled page by page.

The parts of a page that differ from page to page are few; putting them between strings made before is some ten times
as fast as rendering the whole document anew."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import chain

from masdar.web.bidi import escaped, plain_html
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

    def encoded(self, *values: str) -> bytes:
        """`fill`, as UTF-8; what is always the same is encoded once."""
        parts = [self._encoded[0]]
        for value, part in zip(values, self._encoded[1:], strict=True):
            parts += (value.encode(), part)
        return b"".join(parts)

    @cached_property
    def _encoded(self) -> list[bytes]:
        return [part.encode() for part in (self._first, *self._rest)]


class Frame:
    """One edition's frame at one moment."""

    def __init__(self, html: str, edition: Edition, editions: Sequence[Edition], portal: Portal) -> None:
        self._form = Form(html, SLOTS)
        self._edition = edition
        self._editions = editions
        self._portal = portal
        bases = [escaped(edition.addresses.absolute(one.addresses.prefix)) for one in editions]
        named = [*zip((one.tag for one in editions), bases, strict=True), ("x-default", bases[0])]
        self._alternates = [f'<link rel="alternate" hreflang="{tag}" href="{base}' for tag, base in named]
        self._switches = [_switch(one, current=one is edition) for one in editions]

    def fill(self, view: View, main: str) -> bytes:
        """The whole document, as UTF-8."""
        data = f'<script type="application/ld+json">{view.data}</script>' if view.data else ""
        return self._form.encoded(self._head(view), data, view.kind, self._switch(view), main)

    def _head(self, view: View) -> str:
        edition, portal = self._edition, self._portal
        to, words = edition.addresses, edition.words
        name = escaped(portal.name)
        title = plain_html(view.title)
        made = [f"<title>{title} · {name}</title>" if title else f"<title>{name} · {words('tagline')}</title>"]
        if view.hidden:
            made.append('<meta name="robots" content="noindex">')
        own = escaped(view.canonical or to.absolute(to.prefix + view.path))
        if view.kind != "error":
            made.append(f'<link rel="canonical" href="{own}">')
            if view.alternates:
                path = escaped(view.path)
                made += [f'{before}{path}">' for before in self._alternates]
        if view.feed:
            made.append(
                f'<link rel="alternate" type="application/rss+xml" title="{words("feed")}" href="{escaped(view.feed)}">'
            )
        kind = "article" if view.kind == "article" else "website"
        made.append(
            f'<meta property="og:site_name" content="{name}"><meta property="og:type" content="{kind}">'
            f'<meta property="og:title" content="{title or words("tagline")}">'
            f'<meta property="og:locale" content="{edition.tag}">'
        )
        if view.description:
            described = plain_html(view.description)
            made.append(f'<meta name="description" content="{described}">')
            made.append(f'<meta property="og:description" content="{described}">')
        if portal.url and view.kind != "error":
            made.append(f'<meta property="og:url" content="{own}">')
            if view.picture:
                made.append(f'<meta property="og:image" content="{escaped(to.absolute(view.picture))}">')
        return "\n".join(made)

    def _switch(self, view: View) -> str:
        """The links to this page in the other editions."""
        path = escaped(view.path if view.alternates else "/")
        return "\n".join([f"{before}{path}{after}" for before, after in self._switches])


def _switch(edition: Edition, *, current: bool) -> tuple[str, str]:
    """The link to a page in an edition: what stands before the page's path, and after it."""
    mark = ' aria-current="true"' if current else ""
    tag, name = edition.tag, edition.words("language_name")
    return f'<a href="{escaped(edition.addresses.prefix)}', f'" hreflang="{tag}" lang="{tag}"{mark}>{name}</a>'

"""What pages say of themselves to machines: JSON-LD in the words of schema.org (https://schema.org/docs/full.html).

Pure. Addresses are absolute only where the portal knows its public address; without one they are left out, since
machines would take them for others'."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import msgspec

from masdar.model import Headline, Source, StoredArticle
from masdar.urls import clean
from masdar.web.addresses import picture
from masdar.web.bidi import plain
from masdar.web.edition import Edition
from masdar.web.marks import moment

LISTED = 10  # headlines of a list that are named
LONGEST = 300  # letters of a headline
_encoder = msgspec.json.Encoder()


def written(made: dict[str, Any]) -> str:
    """As JSON that is safe in a script element; lone surrogates were taken out by `plain`."""
    text = _encoder.encode({"@context": "https://schema.org", **made}).decode()
    return text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")


def article(edition: Edition, stored: StoredArticle, source: Source, summary: str, width: int) -> str:
    """A NewsArticle; `width` is that of the lead picture."""
    told, to = stored.article, edition.addresses
    made: dict[str, Any] = {
        "@type": "NewsArticle",
        "headline": plain(told.title)[:LONGEST],
        "description": summary,
        "datePublished": moment(told.published or stored.first_seen),
        "dateModified": moment(told.modified or told.published or stored.first_seen),
        "inLanguage": told.language or edition.tag,
        **({} if stored.link.leads_astray else {"isBasedOn": clean(told.url)}),
        "publisher": publisher(source),
        "author": [{"@type": "Person", "name": plain(name)} for name in told.authors]
        or [{"@type": "Organization", "name": plain(source.name)}],
    }
    if to.base:
        made["mainEntityOfPage"] = to.absolute(to.article(stored.permalink))
        if stored.picture:
            made["image"] = [to.absolute(picture(stored.picture, width))]
    return written(made)


def publisher(source: Source) -> dict[str, str]:
    """A paper."""
    return {"@type": "NewsMediaOrganization", "name": plain(source.name), "url": clean(source.home)}


def front(edition: Edition, name: str) -> str:
    """The portal, and how it is searched."""
    made: dict[str, Any] = {"@type": "WebSite", "name": name, "inLanguage": edition.tag}
    to = edition.addresses
    if to.base:
        made["url"] = to.absolute(to.home)
        made["potentialAction"] = {
            "@type": "SearchAction",
            "target": {"@type": "EntryPoint", "urlTemplate": to.absolute(f"{to.page('search')}?q={{q}}")},
            "query-input": "required name=q",
        }
    return written(made)


def collection(edition: Edition, name: str, here: str, shown: Sequence[Headline], **more: object) -> str:
    """A page of headlines: a paper's, a section's, an author's, a story's. `more` is what it is besides."""
    to = edition.addresses
    made: dict[str, Any] = {"@type": "CollectionPage", "name": plain(name), "inLanguage": edition.tag, **more}
    if to.base:
        made["url"] = to.absolute(here)
    made["mainEntity"] = {
        "@type": "ItemList",
        "itemListElement": [
            {
                "@type": "ListItem",
                "position": place,
                "name": plain(one.title)[:LONGEST],
                **({"url": to.absolute(to.article(one.permalink))} if to.base else {}),
            }
            for place, one in enumerate(shown[:LISTED], 1)
        ],
    }
    return written(made)

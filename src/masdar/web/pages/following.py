"""What comes next in the story an article tells."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

from markupsafe import Markup

from masdar.model import Permalink
from masdar.web.edition import Edition
from masdar.web.frame import SLOT
from masdar.web.headlines import titled
from masdar.web.site import LIST_SECONDS, Site

AFTER, IN_ALL = 3, 4
SECONDS = 15.0
T = TypeVar("T")


def next_of(told: Sequence[T], at: int) -> list[T]:
    """Of what a story tells, oldest first: what came after this place, then the newest of what came before it."""
    after = list(told[at + 1 : at + 1 + AFTER])
    return after + list(told[:at][::-1][: IN_ALL - len(after)])


async def following(site: Site, edition: Edition, permalink: Permalink) -> Markup:
    """The section of an article's page that leads on in its story; "" where no other article tells it. A story's lines
    are rendered once for all its articles, which then only choose among them."""
    store = site.portal.store

    async def find() -> int:
        note = (await site.ask(store.stories_of, [permalink])).get(permalink)
        return note.number if note is not None and note.articles > 1 else 0

    number = await site.traces.get(("story of", permalink), LIST_SECONDS, find)
    if not number:
        return Markup()

    async def make() -> tuple[dict[Permalink, int], str, list[str]]:
        story = await site.ask(store.story, number)
        listed = titled(story.articles) if story else []
        html = str(site.templates.fragment("following.html", edition, number=number, headlines=listed))
        head, *lines = html.split(SLOT)
        return {one.permalink: place for place, one in enumerate(listed)}, head, lines

    places, head, lines = await site.traces.get(("lines of", edition.tag, number), SECONDS, make)
    if permalink not in places or len(lines) < 2:
        return Markup()
    return Markup("".join((head, *next_of(lines, places[permalink]), "</ul></section>\n")))

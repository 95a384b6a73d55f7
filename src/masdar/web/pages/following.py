"""What comes next in the story an article tells."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

from markupsafe import Markup

from masdar.contracts import Opened
from masdar.model import Headline, Permalink, Story
from masdar.web.edition import Edition
from masdar.web.frame import Form
from masdar.web.headlines import titled
from masdar.web.lines import line
from masdar.web.site import FRAME_SECONDS, LIST_SECONDS, Site

AFTER, IN_ALL = 3, 4
T = TypeVar("T")


def next_of(told: Sequence[T], at: int) -> list[T]:
    """Of what a story tells, oldest first: what came after this place, then the newest of what came before it."""
    after = list(told[at + 1 : at + 1 + AFTER])
    return after + list(told[:at][::-1][: IN_ALL - len(after)])


def chosen(story: Story, permalink: Permalink) -> list[Headline]:
    """The headlines that lead on from one of a story's articles."""
    listed = titled(story.articles)
    place = next((nth for nth, one in enumerate(listed) if one.permalink == permalink), None)
    return next_of(listed, place) if place is not None else []


async def following(site: Site, edition: Edition, found: Opened) -> Markup:
    """The section of an article's page that leads on in its story; "" where no other article tells it."""
    if found.told < 2:
        return Markup()
    store, now = site.portal.store, site.portal.clock()
    story = await site.related.get(found.story, LIST_SECONDS, lambda: site.ask(store.story, found.story))
    shown = chosen(story, found.stored.permalink) if story is not None else []
    if story is None or not shown:
        return Markup()

    async def make() -> Form:
        return Form(site.templates.fragment("following.html", edition), 3)

    form = await site.shelf.get(("following", edition.tag), FRAME_SECONDS, make)
    held = len(story.articles)
    count = edition.words.count("article_count", held, edition.calendar.number(held))
    return Markup(
        form.fill(edition.addresses.story(story.number), count, "".join(line(one, edition, now) for one in shown))
    )

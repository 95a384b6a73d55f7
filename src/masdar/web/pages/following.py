"""What comes next in the story an article tells."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

from markupsafe import Markup

from masdar.contracts import Opened
from masdar.model import Headline, Permalink
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


def chosen(told: Sequence[Headline], permalink: Permalink) -> list[Headline]:
    """The headlines that lead on from one of those that tell a story."""
    place = next((nth for nth, one in enumerate(told) if one.permalink == permalink), None)
    return next_of(told, place) if place is not None else []


async def _told(site: Site, number: int) -> list[Headline]:
    """What tells a story, oldest first, at most some seconds old."""

    async def make() -> list[Headline]:
        story = await site.ask(site.portal.store.story, number)
        return titled(story.articles) if story is not None else []

    return await site.related.get(number, LIST_SECONDS, make)


async def following(site: Site, edition: Edition, found: Opened) -> Markup:
    """The section of an article's page that leads on in its story; "" where no other article tells it."""
    if found.told < 2:
        return Markup()
    told = await _told(site, found.story)
    shown = chosen(told, found.stored.permalink)
    if not shown:
        return Markup()

    async def make() -> Form:
        return Form(site.templates.fragment("following.html", edition), 3)

    form = await site.shelf.get(("following", edition.tag), FRAME_SECONDS, make)
    now, held = site.portal.clock(), len(told)
    count = edition.words.count("article_count", held, edition.calendar.number(held))
    lines = "".join(line(one, edition, now) for one in shown)
    return Markup(form.fill(edition.addresses.story(found.story), count, lines))

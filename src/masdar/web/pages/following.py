"""What comes next in the story an article tells."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

from masdar.model import Headline, Permalink
from masdar.web.edition import Edition
from masdar.web.headlines import titled
from masdar.web.site import LIST_SECONDS, Site

AFTER, IN_ALL = 3, 4


def next_of(articles: Sequence[Headline], permalink: Permalink) -> tuple[list[Headline], list[Headline]]:
    """Of a story's articles, oldest first: what came after this one, and the newest of what came before."""
    at = next((place for place, one in enumerate(articles) if one.permalink == permalink), len(articles))
    after = list(articles[at + 1 : at + 1 + AFTER])
    return after, list(articles[:at][::-1][: IN_ALL - len(after)])


async def following(site: Site, edition: Edition, permalink: Permalink) -> Markup:
    """The section of an article's page that leads on in its story; "" where no other article tells it."""
    store = site.portal.store

    async def find() -> tuple[int, int]:
        note = (await site.ask(store.stories_of, [permalink])).get(permalink)
        return (note.number, note.articles) if note is not None else (0, 0)

    number, told = await site.traces.get(("story of", permalink), LIST_SECONDS, find)
    if told < 2:
        return Markup()

    async def make() -> Markup:
        story = await site.ask(store.story, number)
        after, before = next_of(titled(story.articles) if story else (), permalink)
        if not after and not before:
            return Markup()
        return site.templates.fragment("following.html", edition, number=number, after=after, before=before, n=told)

    return await site.traces.get(("following", edition.tag, permalink, number, told), LIST_SECONDS, make)

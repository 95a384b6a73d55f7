"""One story: every article that tells it, in the order they came; its papers, countries and pictures."""

from __future__ import annotations

import json
from collections.abc import Sequence
from itertools import groupby

from anyio import CapacityLimiter, to_thread
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from masdar.contracts import Store
from masdar.images.cutting import cut_from_one
from masdar.model import Headline, Source, Story
from masdar.moderation.likeness import distance
from masdar.web import structured
from masdar.web.addresses import number
from masdar.web.answers import JSON, Content, Stamp, answer
from masdar.web.asking import page as asked_page
from masdar.web.asking import parameters
from masdar.web.bidi import plain, shorten
from masdar.web.chains import Chains, chains
from masdar.web.edition import Edition
from masdar.web.frame import View
from masdar.web.headlines import digest, titled
from masdar.web.marks import moment
from masdar.web.origins import lag, within
from masdar.web.roots import paged, reports, roots, shares_for_machines
from masdar.web.site import Site

LISTED = 100  # articles on a page of the time line
PICTURES = 8
NEAR = 64  # of PDQ's 256 bits: different pictures differ in some 128, and an error only hides one
SMALLEST = 160  # pixels of the thumbnails that are held against each other
LOOKED_AT = 24  # pictures compared: the largest stories have hundreds

_turn = CapacityLimiter(1)  # pictures are compared once, and for one story at a time


async def find(site: Site, request: Request) -> Story:
    """The story an address names; one that is part of another now has no articles. Raises 404."""
    story = await site.ask(site.portal.store.story, number(request.path_params["number"]))
    if story is None or not (story.articles or story.merged_into):
        raise HTTPException(404)
    return story


def moved(edition: Edition, story: Story, ending: str = "") -> Response:
    """To the story it became part of: for now, since stories may part again."""
    return RedirectResponse(edition.addresses.story(story.merged_into) + ending, 302, {"cache-control": "no-store"})


async def page(site: Site, request: Request, edition: Edition) -> Response:
    story = await find(site, request)
    if story.merged_into or story.title is None:
        return moved(edition, story)
    sources, naming, asked = await site.sources(), await site.naming(edition), asked_page(parameters(request))
    traces = await site.ask(site.portal.store.traces_of, [one.permalink for one in story.articles])
    told = reports(titled(story.articles), traces, naming)
    pages = paged(told, LISTED)
    if asked > len(pages):
        raise HTTPException(404)
    title = plain(story.title.title)
    view = View(
        title=title,
        path=f"/story/{story.number}",
        kind="story",
        description=shorten(plain(story.title.summary or story.title.title), 200),
        hidden=asked > 1,
        data=structured.collection(edition, title, edition.addresses.story(story.number), story.articles),
    )
    pictures = pictured(story) if asked == 1 else []
    return await site.show(
        request,
        edition,
        "story.html",
        view,
        story=story,
        days=[
            (label, list(group))
            for label, group in groupby(pages[asked - 1], key=lambda one: edition.calendar.day(one.at))
        ],
        here=edition.addresses.story(story.number),
        page=asked,
        last_page=len(pages),
        first=next((one.headline.permalink for one in told if one.headline is not None), None),
        roots=roots(story.articles, traces, naming) or [],
        chains=chains(titled(story.articles), traces, naming) if asked == 1 else Chains(),
        lag=lambda seconds: lag(seconds, edition),
        papers=[sources[name] for name in story.papers if name in sources],
        countries=countries(story, sources),
        pictures=await to_thread.run_sync(apart, site, pictures, limiter=_turn) if pictures else [],
    )


def pictured(story: Story) -> list[Headline]:
    """Its pictures, each once, with the article it led, the first it was seen with."""
    return list({one.picture: one for one in reversed(story.articles) if one.picture}.values())[::-1]


def apart(site: Site, headlines: Sequence[Headline]) -> list[Headline]:
    """Those whose pictures do not look like an earlier one's: papers print an agency's picture each in its own size and
    shape."""
    chosen: list[Headline] = []
    for one in headlines[:LOOKED_AT]:
        if len(chosen) < PICTURES and not any(_one_picture(site, one.picture, other.picture) for other in chosen):
            chosen.append(one)
    return chosen


def _one_picture(site: Site, one: str, other: str) -> bool:
    known = site.likenesses.get((one, other))
    return known if known is not None else site.likenesses.put((one, other), _alike(site.portal.store, one, other))


def _alike(store: Store, one: str, other: str) -> bool:
    ours, theirs = store.print_of(one), store.print_of(other)
    bits = distance(ours.pdq, theirs.pdq) if ours is not None and theirs is not None else None
    if bits is not None and bits <= NEAR:
        return True
    shown, beside = store.thumbnail(one, SMALLEST), store.thumbnail(other, SMALLEST)
    return shown is not None and beside is not None and cut_from_one(shown.data, beside.data)


def countries(story: Story, sources: dict[str, Source]) -> list[str]:
    """The countries of its papers, in the order they came to it."""
    known = (sources[name].country for name in story.papers if name in sources)
    return list(dict.fromkeys(country for country in known if country))


async def json_page(site: Site, request: Request, edition: Edition) -> Response:
    """The story for machines. `origins` is null while not all of its articles were traced."""
    story = await find(site, request)
    if story.merged_into or story.title is None:
        return moved(edition, story, ".json")
    sources, to, naming = await site.sources(), edition.addresses, await site.naming(edition)
    traces = await site.ask(site.portal.store.traces_of, [one.permalink for one in story.articles])
    passages = await site.ask(site.portal.store.passages_of, [one.permalink for one in story.articles])
    standing = {one.permalink for one in story.articles}
    found = roots(story.articles, traces, naming)
    made = {
        "id": story.number,
        "url": to.absolute(to.story(story.number)),
        "headline": {"id": str(story.title.permalink), "title": story.title.title},
        "first": moment(story.articles[0].at),
        "last": moment(story.articles[-1].at),
        "papers": [{"id": name, "name": sources[name].name} for name in story.papers if name in sources],
        "countries": countries(story, sources),
        "origins": None
        if found is None
        else [{"id": one.of, "name": one.name, "articles": one.articles} for one in found],
        "articles": [
            {
                "id": str(one.permalink),
                "url": to.absolute(to.article(one.permalink)),
                "original": one.url,
                "title": one.title,
                "published": moment(one.at),
                "language": one.language,
                "shares": shares_for_machines(traces[one.permalink].shares) if one.permalink in traces else None,
                "trace": within(traces[one.permalink], passages.get(one.permalink, ()), standing, naming)
                if one.permalink in traces
                else None,
            }
            for one in story.articles
        ],
    }
    body = json.dumps(made, ensure_ascii=False).encode("utf-8", "replace")
    return answer(request, Content(body, JSON, Stamp(digest(body.decode()), site.portal.clock())))

"""A form in which any text is held against the archive. Nothing of it is kept."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

from anyio import CapacityLimiter, to_thread
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from masdar.model import Headline, Origin
from masdar.tracing import LONGEST, Found, look_up
from masdar.web.answers import NEVER
from masdar.web.edition import Edition
from masdar.web.frame import View
from masdar.web.origins import Tinted, cut, shown, tinted
from masdar.web.posting import TooMuch, fields
from masdar.web.site import Site

MOST_BYTES = 12 * LONGEST + 4096  # of a form, which writes an Arabic letter in six: twice what is traced at once
AT_ONCE = 2  # texts traced at a time; others wait
TOLD = 40  # articles told at once, those that have most of the text
WAITING = 8  # so many others; who comes after them is told to come again

_turns = CapacityLimiter(AT_ONCE)


@dataclass(frozen=True, slots=True)
class Line:
    """An article that holds words of the text."""

    headline: Headline
    words: int
    first: bool


async def page(site: Site, request: Request, edition: Edition) -> Response:
    if site.portal.detector is None:
        raise HTTPException(404)
    text: str | None = ""
    found, busy = None, False
    if request.method == "POST":
        text = await _sent(site, request)
        busy = bool(text) and _turns.statistics().tasks_waiting >= WAITING
        if text and not busy:
            await site.searchable()
            found = await _traced(site, text)
    naming = await site.naming(edition)
    view = View(
        title=edition.words("trace_title"), path="/trace", kind="trace", description=edition.words("trace_lead")
    )
    return await site.show(
        request,
        edition,
        "trace.html",
        view,
        cache=NEVER,
        status=503 if busy else 200,
        text=(found.rest.strip() or found.text) if found is not None else text or "",
        longest=LONGEST,
        too_long=text is None,
        busy=busy,
        found=found,
        shares=shown(found.trace, naming) if found is not None else [],
        pieces=_pieces(found, tinted(found.trace, naming)) if found is not None else [],
        held=_told(await _lines(site, found)) if found is not None else ([], []),
    )


async def _sent(site: Site, request: Request) -> str | None:
    """The text of the form, None where it is longer than is read."""
    try:
        sent = await fields(request, site.portal, MOST_BYTES)
    except TooMuch:
        return None
    return sent.get("text", "").replace("\r\n", "\n").strip()


async def _traced(site: Site, text: str) -> Found:
    portal = site.portal
    assert portal.detector is not None, "the page is not there without one"
    asked = partial(look_up, text, portal.store, portal.index, portal.detector, portal.clock())
    return await to_thread.run_sync(asked, limiter=_turns)


def _pieces(found: Found, stretches: list[Tinted]) -> list[tuple[str, Tinted | None, bool]]:
    """The text in pieces: each with its tint, and whether a stretch begins there."""
    return [(found.text[begin:end], one, first) for begin, end, one, first in cut(0, len(found.text), stretches)]


async def _lines(site: Site, found: Found) -> list[Line]:
    headlines = await site.ask(site.portal.store.headlines_of, [one.article.permalink for one in found.held])
    firsts = {origin.first for origin in _decided(found)}
    return [
        Line(headlines[place], one.words, place in firsts)
        for one in found.held
        if (place := one.article.permalink) in headlines
    ]


def _told(lines: list[Line]) -> tuple[list[Line], list[Line]]:
    """Those that have most of the text, and the others, each in order of time."""
    most = {id(one) for one in sorted(lines, key=lambda one: -one.words)[:TOLD]}
    return [one for one in lines if id(one) in most], [one for one in lines if id(one) not in most]


def _decided(found: Found) -> list[Origin]:
    return [origin for origin in found.trace.origins if not origin.undecided]

"""What readers' reports came to: counts by cause and paper, how often a hide was overturned, how long a case waited."""

from __future__ import annotations

from typing import Any

from anyio import to_thread
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from masdar.web.edition import Edition
from masdar.web.frame import View
from masdar.web.site import Site

SECONDS = 30.0
MOST = 200  # takedowns on the page, newest first


async def page(site: Site, request: Request, edition: Edition) -> Response:
    desk = site.portal.desk
    if desk is None:
        raise HTTPException(404)

    async def make() -> dict[str, Any]:
        return await to_thread.run_sync(desk.figures)

    told = edition.words.table("openness")
    figures = await site.shelf.get("openness", SECONDS, make)
    view = View(title=told["title"], path="/transparency", kind="status")
    return await site.show(
        request,
        edition,
        "transparency.html",
        view,
        told=told,
        figures=figures,
        sources=await site.sources(),
        takedowns=list(site.guard.taken.values())[:MOST] if site.guard is not None else (),
    )

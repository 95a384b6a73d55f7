"""Reporting a picture, taking a report back, and asking to have a hidden one looked at again: plain forms."""

from __future__ import annotations

from anyio import to_thread
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from masdar.desk import Desk
from masdar.moderation import Cause
from masdar.web.answers import NEVER
from masdar.web.asking import BadRequest
from masdar.web.bidi import plain
from masdar.web.edition import Edition
from masdar.web.frame import View
from masdar.web.pages.article import find
from masdar.web.posting import asker, fields, greet, met
from masdar.web.site import Site

CAUSES = {cause.value: cause for cause in Cause}


async def report(site: Site, request: Request, edition: Edition) -> Response:
    desk = _desk(site)
    stored, source = await find(site, request)
    if not stored.picture and not stored.covered:
        raise HTTPException(404)
    (reader, cookie), said = await met(site, request), "ask"
    own = str(stored.permalink)
    if request.method == "POST":
        given = await fields(request, site.portal)
        if cookie or not await to_thread.run_sync(desk.keys.is_token, given.get("token", ""), reader.name, own):
            said = "again"
        elif given.get("do") == "withdraw":
            await to_thread.run_sync(desk.withdraw, reader, stored.permalink)
            said = "withdrawn"
        elif given.get("cause") in CAUSES:
            by = asker(site, request, reader)
            await to_thread.run_sync(desk.report, by, stored.permalink, CAUSES[given["cause"]])
            said = "thanks"
        else:
            raise BadRequest
        _look(site)
    token = await to_thread.run_sync(desk.keys.token, reader.name, own)
    view = View(
        title=f"{edition.words('report_picture')}: {plain(stored.article.title)}", path=f"/{own}/report", hidden=True
    )
    answer = await site.show(
        request, edition, "report.html", view, cache=NEVER, stored=stored, source=source, said=said, token=token,
        causes=tuple(CAUSES),
    )  # fmt: skip
    greet(site.portal, answer, cookie)
    return answer


async def appeal(site: Site, request: Request, edition: Edition) -> Response:
    desk = _desk(site)
    stored, source = await find(site, request)
    if not stored.covered:
        raise HTTPException(404)
    (reader, cookie), said = await met(site, request), "ask"
    own = str(stored.permalink)
    if request.method == "POST":
        given = await fields(request, site.portal)
        token = given.get("token", "")
        if cookie or not await to_thread.run_sync(desk.keys.is_token, token, reader.name, own, "appeal"):
            said = "again"
        else:
            publisher = given.get("publisher") == "1"
            told = plain(given.get("text", ""))
            await to_thread.run_sync(lambda: desk.appeal(reader, stored.permalink, told, publisher=publisher))
            said = "thanks"
    token = await to_thread.run_sync(desk.keys.token, reader.name, own, "appeal")
    view = View(title=f"{edition.words('appeal')}: {plain(stored.article.title)}", path=f"/{own}/appeal", hidden=True)
    answer = await site.show(
        request, edition, "appeal.html", view, cache=NEVER, stored=stored, source=source, said=said, token=token
    )
    greet(site.portal, answer, cookie)
    return answer


def _desk(site: Site) -> Desk:
    if site.portal.desk is None:
        raise HTTPException(404)
    return site.portal.desk


def _look(site: Site) -> None:
    if site.guard is not None:
        site.guard.look()

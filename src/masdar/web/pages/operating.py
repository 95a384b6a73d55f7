"""The operator's desk: what waits for a person, and what a person decides. One log-in, nothing without it."""

from __future__ import annotations

import hashlib
import re
import secrets
from collections.abc import Mapping
from datetime import timedelta

from anyio import to_thread
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from masdar.desk import Decided, Desk
from masdar.model import Level, Permalink
from masdar.moderation import Decision, Rule
from masdar.moderation.identity import prefix
from masdar.web.answers import NEVER
from masdar.web.asking import BadRequest
from masdar.web.edition import Edition
from masdar.web.frame import View
from masdar.web.pages.status import together
from masdar.web.posting import address, fields, kept, set_cookie
from masdar.web.security import POLICY
from masdar.web.site import Site

LINES = 40  # of the log
SHOWN = 50  # cases on a page
WHO = "operator"
SESSION = timedelta(hours=12)  # for which a log-in holds
_PICTURE = re.compile(r"([0-9a-f]{64})\.webp")
_SHA = re.compile(r"[0-9a-f]{64}")
_WIDTH = 480
REFUSED = {"stale": 403, "nothing_done": 404}  # what the desk did not do, by the words that say why


def _digest(value: str) -> bytes:
    return hashlib.sha256(value.encode()).digest()


async def _inside(site: Site, request: Request) -> str:
    """The session's secret, "" where nobody is logged in."""
    value = kept(request, site.portal, "desk")
    if not value or not site.portal.operator:
        return ""
    known: bool = await to_thread.run_sync(site.portal.store.has_session, _digest(value), site.portal.clock())
    return value if known else ""


async def page(site: Site, request: Request, edition: Edition) -> Response:
    desk = site.portal.desk
    if desk is None or not site.portal.operator:
        raise HTTPException(404)
    session = await _inside(site, request)
    if request.method == "POST":
        given = await fields(request, site.portal)
        if given.get("do") == "enter":
            return await _enter(site, request, edition, given)
        if not session:
            return await _closed(site, request, edition, "ended")
        if not desk.keys.is_token(given.get("token", ""), session):
            return await _opened(site, request, edition, desk, session, "stale")
        if given.get("do") == "leave":
            await to_thread.run_sync(site.portal.store.close_session, _digest(session), site.portal.clock())
        else:
            done = await to_thread.run_sync(_do, desk, given)
            if site.guard is not None:
                site.guard.look()
            if not done:
                return await _opened(site, request, edition, desk, session, "nothing_done")
        return Response(status_code=303, headers={"location": edition.addresses.page("desk"), "cache-control": NEVER})
    if not session:
        return await _closed(site, request, edition)
    return await _opened(site, request, edition, desk, session)


async def _enter(site: Site, request: Request, edition: Edition, given: Mapping[str, str]) -> Response:
    store, now = site.portal.store, site.portal.clock()
    near = prefix(address(request, site.portal.proxies))
    password, door = given.get("password", ""), site.door
    if not await to_thread.run_sync(door.opens, password, near, now, limiter=door.turn):
        return await _closed(site, request, edition, "wrong")
    value = secrets.token_urlsafe(32)
    until = now + SESSION
    await to_thread.run_sync(store.open_session, _digest(value), until)
    answer = Response(status_code=303, headers={"location": edition.addresses.page("desk"), "cache-control": NEVER})
    set_cookie(site.portal, answer, "desk", value, int((until - now).total_seconds()))
    return answer


async def _closed(site: Site, request: Request, edition: Edition, refused: str = "") -> Response:
    """The door; `refused` names what is said where something was asked and not done."""
    told = edition.words.table("desk")
    view = View(title=told["title"], path="/desk", kind="status", hidden=True)
    answer = await site.show(request, edition, "desk_door.html", view, cache=NEVER, told=told, refused=refused)
    answer.status_code = 403 if refused else 200
    return answer


async def _opened(
    site: Site, request: Request, edition: Edition, desk: Desk, session: str, refused: str = ""
) -> Response:
    store = site.portal.store
    queue = await to_thread.run_sync(desk.queue)
    head = await to_thread.run_sync(desk.newest, LINES)
    told = edition.words.table("desk")
    view = View(title=told["title"], path="/desk", kind="status", hidden=True)
    answer = await site.show(
        request,
        edition,
        "desk.html",
        view,
        cache=NEVER,
        policy=POLICY,
        refused=refused,
        told=told,
        queue=queue[:SHOWN],
        waiting=len(queue),
        token=desk.keys.token(session),
        decisions=tuple(Decision),
        rules=[rule.value for rule in Rule if rule is not Rule.PERSON],
        levels=[level.value for level in Level if level is not Level.FULL],
        lines=head,
        health=await site.ask(store.health),
        counts=together(await site.ask(store.outcome_counts)),
    )
    answer.status_code = REFUSED.get(refused, 200)
    return answer


def _do(desk: Desk, given: Mapping[str, str]) -> bool:
    """One decision. False where there is nothing it could change. Raises `BadRequest` where it is none."""
    sha256, what = given.get("sha256", ""), given.get("do", "")
    if what == "undo" and given.get("reporter"):
        desk.undo(WHO, reporter=given["reporter"][:64])
        return True
    if what == "undo" and given.get("rule") in set(Rule):
        desk.undo(WHO, rule=given["rule"])
        return True
    if what == "takedown":
        place = _permalink(given.get("article", ""))
        if place is None or given.get("level") not in set(Level) or not given.get("reason", "").strip():
            raise BadRequest
        return desk.take_down(place, Level(given["level"]), given["reason"], WHO)
    if not _SHA.fullmatch(sha256):
        raise BadRequest
    if what == "judge" and given.get("decision") in set(Decision):
        at = _permalink(given.get("article", ""))
        judged, alone = _seconds(given.get("judged", "")), given.get("alone") == "1"
        return desk.judge(Decided(sha256, Decision(given["decision"]), alone, at, judged), WHO)
    if what in ("allow", "disallow"):
        return desk.allow(sha256, WHO, allowed=what == "allow")
    raise BadRequest


def _seconds(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 13 else None


def _permalink(text: str) -> Permalink | None:
    source, _, number = text.partition("/")
    return Permalink(source, int(number)) if number.isascii() and number.isdigit() and len(number) < 13 else None


async def picture(site: Site, request: Request) -> Response:
    """A covered picture, for the operator alone."""
    found = _PICTURE.fullmatch(request.path_params["name"])
    if found is None or site.guard is None or not await _inside(site, request):
        raise HTTPException(404)
    thumbnail = await to_thread.run_sync(site.guard.uncovered.thumbnail, found[1], _WIDTH)
    if thumbnail is None:
        raise HTTPException(404)
    return Response(thumbnail.data, headers={"content-type": "image/webp", "cache-control": NEVER})

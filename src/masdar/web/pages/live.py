"""The strip for its script: as it is now, and as it changes."""

from __future__ import annotations

import json

from starlette.requests import Request
from starlette.responses import Response

from masdar.web.answers import JSON, NEVER, Content, Stamp, answer
from masdar.web.asking import parameters
from masdar.web.edition import Edition
from masdar.web.live import Stream
from masdar.web.posting import address
from masdar.web.site import Site
from masdar.web.strip import lines

MOST_MARK = 32


async def strip(site: Site, request: Request, edition: Edition) -> Response:
    """The strip as data, for where no connection may stay open."""
    kept = await site.strip(edition)
    body = json.dumps(lines(kept, edition), ensure_ascii=False).encode("utf-8", "replace")
    return answer(request, Content(body, JSON, Stamp(kept.mark, kept.changed, "no-cache")))


async def live(site: Site, request: Request, edition: Edition) -> Response:
    """The strip's changes, as they come. `after` names the strip the page was made with, Last-Event-ID the one heard
    of last. Beyond the limits a reader is told to ask `/strip` now and then instead."""
    here = address(request, site.portal.proxies)
    if request.method == "HEAD" or not site.live.room(here):
        return Response(status_code=503, headers={"cache-control": NEVER, "retry-after": "60"})
    mark = request.headers.get("last-event-id", "") or parameters(request).get("after", "")
    return Stream(site.live.listen(edition, mark[:MOST_MARK], here))
